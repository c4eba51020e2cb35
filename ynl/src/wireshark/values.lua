-- SPDX-License-Identifier: MIT OR Apache-2.0
--
-- Values in the tree: numbers, bytes, strings, structs; and how a value is looked up that selects.

-- Adding to the tree. A message may have so many items; Wireshark itself stops at a million.

local function add(state, tree, added, from, len, ...)
    state.left = state.left - 1
    return tree:add(added, state.tvb(from, len), ...)
end

local function add_text(state, tree, from, len, text)
    state.left = state.left - 1
    return tree:add(state.tvb(from, len), text)
end

local function add_string(state, tree, added, from, len)
    state.left = state.left - 1
    return tree:add_packet_field(added, state.tvb(from, len), ENC_UTF_8)
end

local function undecoded(state, tree, name, from, len, why)
    local item = add(state, tree, undecoded_field, from, len)
    item:prepend_text(name .. ": ")
    item:add_proto_expert_info(malformed, why)
end

-- Bytes that nothing explains; zeros are padding.
local function rest(state, tree, from, stop)
    if from < stop and not is_zero(state, from, stop) then
        undecoded(state, tree, "Rest", from, stop - from, "bytes after the last attribute or field")
    end
end

-- `shift`: the lowest of `count` bits.
local function show_flags(state, tree, flag_field, number, from, len, shift, count)
    local low, high = halves(state, number, from, len)
    for bit = 0, count - 1 do
        local name = is_set(low, high, shift + bit) and family.enums[number[5]][bit]
        if name then
            add(state, tree, flag_field, from, len, name)
        end
    end
end

local function show_number(state, tree, number, added, from, len)
    if not fits(number, len) then
        return false
    end
    state.left = state.left - 1
    local range = state.tvb(from, len)
    local item = is_little(state, number) and tree:add_le(added, range) or tree:add(added, range)
    if number[4] == "flags" then
        show_flags(state, item, flag_fields[added], number, from, len, 0, len * 8)
    end
    return true
end

local function show_bits(state, tree, one, from, len)
    local number, shift, count = one[4], one[5], one[6]
    local low, high = halves(state, number, from, len)
    local value = 0
    for bit = 0, count - 1 do
        if is_set(low, high, shift + bit) then
            value = value + 2 ^ bit
        end
    end
    if len == 8 then
        value = UInt64.new(value % 2 ^ 32, math.floor(value / 2 ^ 32))
    end
    local item = add(state, tree, one.field, from, len, value)
    if number[4] == "flags" then
        show_flags(state, item, flag_fields[one.field], number, from, len, shift, count)
    end
end

local function show_bytes(state, tree, one, hint, from, len)
    if hint == "ip" then
        local added = len == 4 and one.v4 or len == 16 and one.v6
        if not added then
            return false
        end
        add(state, tree, added, from, len)
    elseif hint == "uuid" and len ~= 16 then
        return false
    elseif hint == "text" then
        if not is_utf8(bytes(state, from, len)) then
            return false
        end
        add_string(state, tree, one.field, from, len)
    else
        add(state, tree, one.field, from, len)
    end
    return true
end

local function show_string(state, tree, one, from, len)
    local text = text_of(state, from, len)
    if text then
        add_string(state, tree, one.field, from, #text)
    end
    return text ~= nil
end

-- What a number is called where it selects a sub-message.
local function key(state, number, from, len)
    if not fits(number, len) then
        return nil
    end
    local range = state.tvb(from, len)
    local read = (is_little(state, number) and "le_" or "") .. (number[3] and "int" or "uint")
    local value = decimal(range[len == 8 and read .. "64" or read](range))
    return number[4] == "enum" and family.enums[number[5]][tonumber(value)] or value
end

local function member_key(state, struct, from, len, name)
    for _, member in ipairs(struct.members) do
        if member[1] == name then
            local is_there = member.len and member.at + member.len <= len and member[3] == "number"
            return is_there and key(state, member[4], from + member.at, member.len) or nil
        end
    end
end

-- The value of the nearest attribute or field of this name.
local function lookup(state, scope, name)
    while scope do
        local kind = scope.set and scope.set.kinds[name]
        local attribute = kind and scope.set.attributes[kind]
        local attr = kind and scope.last[kind]
        if attr and attribute[3] == "string" then
            local text = text_of(state, attr.from, attr.len)
            if text then
                return text
            end
        elseif attr and attribute[3] == "number" then
            local value = key(state, attribute[4], attr.from, attr.len)
            if value then
                return value
            end
        end
        local value = scope.struct and member_key(state, scope.struct, scope.from, scope.len, name)
        if value then
            return value
        end
        scope = scope.outer
    end
end

local body, show

-- As far as there are bytes for them. `place`: scope, depth, and the struct around.
local function show_members(state, tree, struct, from, len, place)
    for _, one in ipairs(struct.members) do
        local at, size = from + one.at, one.len or len - one.at
        if size < 0 or one.at + size > len or state.left <= 0 then
            break
        end
        if one.len or size > 0 then
            local here = { struct = struct, from = from, len = len, around = place.here }
            show(state, tree, one, at, size, { scope = place.scope, depth = place.depth, here = here })
        end
    end
    if len < struct.len then
        add_text(state, tree, from, len, "Short"):add_proto_expert_info(malformed,
            len .. " bytes instead of " .. struct.len)
    end
end

local function show_struct(state, tree, one, struct, from, len, place)
    local item = add(state, tree, one.field, from, len)
    show_members(state, item, struct, from, len, place)
    if not struct.has_rest then
        rest(state, item, math.min(from + struct.len, from + len), from + len)
    end
end

local function deeper(place)
    return { scope = place.scope, depth = place.depth + 1, here = place.here }
end
