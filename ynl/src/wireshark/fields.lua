-- SPDX-License-Identifier: MIT OR Apache-2.0
--
-- Wireshark's fields: one for each name of the description.

local prefix = family.prefix
local proto = Proto(prefix, family.title)
local fields = {}
local malformed = ProtoExpert.new(prefix .. ".malformed", "not as described", expert.group.MALFORMED,
    expert.severity.ERROR)
local remark = ProtoExpert.new(prefix .. ".unknown_attribute", "not in the description", expert.group.UNDECODED,
    expert.severity.NOTE)
proto.experts = { malformed, remark }

local function field(type, abbreviation, name, ...)
    local made = ProtoField[type](abbreviation, name == "" and "(no name)" or name, ...)
    fields[#fields + 1] = made
    return made
end

local operation_field = field("string", prefix .. ".operation", "Operation")
local cmd_field = field("uint8", prefix .. ".cmd", "Command")
local version_field = field("uint8", prefix .. ".version", "Version")
local unknown_field = field("bytes", prefix .. ".unknown", "Unknown attribute")
local undecoded_field = field("bytes", prefix .. ".undecoded", "Not as described")

-- Those of 32 bits at most: others are shown as numbers.
local function value_strings(number)
    local low, high = 0, 2 ^ 32
    if number[3] then
        low, high = -2 ^ 31, 2 ^ 31
    end
    local strings
    for value, name in pairs(number[4] == "enum" and family.enums[number[5]] or {}) do
        if value >= low and value < high then
            strings = strings or {}
            strings[value] = name
        end
    end
    return strings
end

-- The fields for the names of flags, by the fields of their numbers.
local flag_fields = {}

local function make_number(number, abbreviation, name)
    local len, _, signed, interpretation = number[1], number[2], number[3], number[4]
    if interpretation == "ip" and len == 4 then
        return field("ipv4", abbreviation, name)
    end
    local is_hex = not signed and (interpretation == "hex" or interpretation == "flags")
    local type = (signed and "int" or "uint") .. (len == 0 and 64 or len * 8)
    local made = field(type, abbreviation, name, is_hex and base.HEX or base.DEC, value_strings(number))
    if interpretation == "flags" then
        flag_fields[made] = field("string", abbreviation .. ".flag", name .. " flag")
    end
    return made
end

local function make_bytes(one, hint, abbreviation, name)
    if hint == "ip" then
        one.v4 = field("ipv4", abbreviation .. ".ipv4", name)
        one.v6 = field("ipv6", abbreviation .. ".ipv6", name)
    elseif hint == "uuid" then
        one.field = field("guid", abbreviation, name)
    elseif hint == "text" then
        one.field = field("string", abbreviation, name)
    else
        local shown = hint == "mac" and base.COLON or hint == "hex" and base.SPACE or base.NONE
        one.field = field("bytes", abbreviation, name, shown)
    end
end

local NUMBERS = { number = true, packed = true, numbers = true, bits = true }
local BYTES = { bytes = true, items = true, bytes_array = true }

-- `one` is an attribute or a member: {name, its word in filters, shape, ...}.
local function make(before, one)
    local name, shape, argument = one[1], one[3], one[4]
    local abbreviation = before .. "." .. one[2]
    if NUMBERS[shape] then
        one.field = make_number(argument, abbreviation, name)
    elseif BYTES[shape] then
        make_bytes(one, argument, abbreviation, name)
    elseif shape == "address" then
        make_bytes(one, "ip", abbreviation, name)
    elseif shape == "group" then
        make_bytes(one, "ip", abbreviation, name)
        one.field = field("bytes", abbreviation, name, base.COLON)
    elseif shape == "string" then
        one.field = field("string", abbreviation, name)
    elseif shape == "flag" then
        one.field = field("bool", abbreviation, name)
    elseif shape == "bitfield" then
        one.field = field("none", abbreviation, name)
        one.value = make_number(argument, abbreviation .. ".value", "value")
        one.selector = make_number(argument, abbreviation .. ".selector", "selector")
    elseif shape == "type_value" then
        one.field = field("none", abbreviation, name)
        one.values = {}
        for index, value in ipairs(argument) do
            one.values[index] = field("uint16", abbreviation .. "." .. value[2], value[1])
        end
    elseif shape ~= "pad" and shape ~= "unknown" then
        one.field = field("none", abbreviation, name)
    end
end

for _, struct in ipairs(family.structs) do
    for _, member in ipairs(struct.members) do
        make(prefix .. "." .. struct.word, member)
    end
end
for _, set in pairs(family.sets) do
    set.kinds = {}
    for kind, attribute in pairs(set.attributes) do
        set.kinds[attribute[1]] = kind
        make(prefix .. "." .. set.word, attribute)
    end
end
proto.fields = fields
