-- SPDX-License-Identifier: MIT OR Apache-2.0
--
-- Bytes, attributes and numbers. In front of it stands `local family`, the description as a table.

local ATTRIBUTE_HEADER = 4
-- Deeper than any family goes.
local MAX_DEPTH = 32
local GENERIC, SOCK_DIAG, CONNECTOR = 16, 4, 11
local REQUEST, ANSWER, NOTIFICATION = 1, 2, 3
local ROLES = { [0] = ANSWER, [2] = NOTIFICATION, [6] = ANSWER, [7] = REQUEST }

local netlink_field = Field.new("netlink")
local protocol_field = Field.new("netlink.family")
local length_field = Field.new("netlink.hdr_len")
local flags_field = Field.new("netlink.hdr_flags")

local function align(len)
    return len + (4 - len % 4) % 4
end

-- Without a point, which a number of some versions has.
local function decimal(value)
    return type(value) == "number" and string.format("%d", value) or tostring(value)
end

local function u16(little, tvb, at)
    local range = tvb(at, 2)
    return little and range:le_uint() or range:uint()
end

-- The attributes at the beginning of bytes, and where the last that is whole ends.
local function scan(state, from, stop)
    local found, at = {}, from
    while stop - at >= ATTRIBUTE_HEADER do
        local len = u16(state.little, state.tvb, at)
        if len < ATTRIBUTE_HEADER or len > stop - at then
            break
        end
        local raw = u16(state.little, state.tvb, at + 2)
        found[#found + 1] = {
            kind = raw % 0x4000,
            is_nest = raw >= 0x8000 and raw < 0xc000,
            from = at + ATTRIBUTE_HEADER,
            len = len - ATTRIBUTE_HEADER,
        }
        at = math.min(at + align(len), stop)
    end
    return found, at
end

-- As a string of Lua.
local function bytes(state, from, len)
    return len > 0 and state.tvb:raw(from, len) or ""
end

local function is_zero(state, from, stop)
    return not bytes(state, from, stop - from):find("[^\0]")
end

-- What begins a letter of several bytes in UTF-8, and what goes on.
local LEADS = {
    { "[\194-\223]", "[\128-\191]" },
    { "\224", "[\160-\191][\128-\191]" },
    { "[\225-\236\238\239]", "[\128-\191][\128-\191]" },
    { "\237", "[\128-\159][\128-\191]" },
    { "\240", "[\144-\191][\128-\191][\128-\191]" },
    { "[\241-\243]", "[\128-\191][\128-\191][\128-\191]" },
    { "\244", "[\128-\143][\128-\191][\128-\191]" },
}

local function is_utf8(text)
    for _, lead in ipairs(LEADS) do
        -- Something in its place, so that what is around it stays apart.
        text = text:gsub(lead[1] .. lead[2], ".")
    end
    return not text:find("[\128-\255]")
end

-- A string up to its end; nothing if there is more than padding after it.
local function text_of(state, from, len)
    local all = bytes(state, from, len)
    local text = all:match("^[^\0]*")
    return is_zero(state, from + #text, from + len) and is_utf8(text) and text or nil
end

-- Numbers: {bytes, or 0 for 4 or 8; order; whether there is a sign; interpretation; its enum}.

local function fits(number, len)
    return len == number[1] or number[1] == 0 and (len == 4 or len == 8)
end

local function is_little(state, number)
    return number[2] == "little" or number[2] == "native" and state.little
end

-- The lower and the upper 32 bits.
local function halves(state, number, from, len)
    local range, little = state.tvb(from, len), is_little(state, number)
    if len < 8 then
        return little and range:le_uint() or range:uint(), 0
    end
    local all = little and range:le_uint64() or range:uint64()
    return all:lower(), all:higher()
end

local function is_set(low, high, bit)
    local half = bit < 32 and low or high
    return math.floor(half / 2 ^ (bit % 32)) % 2 == 1
end
