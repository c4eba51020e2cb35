-- SPDX-License-Identifier: MIT OR Apache-2.0
--
-- Attributes by their shape, and what holds attributes.

-- The elements of an array that are as long as each other.
local function each(state, from, len, size, show_one)
    if size == 0 or len % size ~= 0 then
        return false
    end
    for at = from, from + len - size, size do
        if state.left <= 0 then
            break
        end
        show_one(at)
    end
    return true
end

-- The elements of an array that are attributes.
local function indexed(state, tree, one, from, len, show_one)
    local item = one.field and add_text(state, tree, from, len, one[1]) or tree
    local found, stop = scan(state, from, from + len)
    for _, attr in ipairs(found) do
        if state.left <= 0 then
            break
        end
        if not show_one(item, attr) then
            undecoded(state, item, "[" .. decimal(attr.kind) .. "]", attr.from, attr.len, "not as described")
        end
    end
    rest(state, item, stop, from + len)
    return true
end

local function nest_in(state, place, layout)
    return function(tree, attr)
        local item = add_text(state, tree, attr.from, attr.len, "[" .. decimal(attr.kind) .. "]")
        body(state, item, nil, layout, attr.from, attr.len, place.scope, place.depth + 1)
        return true
    end
end

-- By shape. Each gets the attribute or member, its value, and where it stands; true if that is all shown.
local shapes = {}

function shapes.pad(_, _, _, _, len, place)
    return len == 0 or place.here ~= nil
end

function shapes.unknown()
    return false
end

function shapes.flag(state, tree, one, from, len)
    if len > 0 then
        return false
    end
    add(state, tree, one.field, from, 0, true)
    return true
end

function shapes.string(state, tree, one, from, len)
    return show_string(state, tree, one, from, len)
end

function shapes.number(state, tree, one, from, len)
    return show_number(state, tree, one[4], one.field, from, len)
end

function shapes.bits(state, tree, one, from, len)
    show_bits(state, tree, one, from, len)
    return true
end

function shapes.bytes(state, tree, one, from, len, place)
    -- In a struct, letters are padded.
    if one[4] == "text" and place.here and one.len then
        return show_string(state, tree, one, from, len)
    end
    return show_bytes(state, tree, one, one[4], from, len)
end

function shapes.items(state, tree, one, from, len)
    return each(state, from, len, one[5], function(at)
        show_bytes(state, tree, one, one[4], at, one[5])
    end)
end

function shapes.packed(state, tree, one, from, len)
    return each(state, from, len, one[4][1], function(at)
        show_number(state, tree, one[4], one.field, at, one[4][1])
    end)
end

function shapes.address(state, tree, one, from, len, place)
    local here = place.here
    local of = here and member_key(state, here.struct, here.from, here.len, one[4])
    local around = here and here.around
    of = of or around and member_key(state, around.struct, around.from, around.len, one[4])
    of = of or lookup(state, place.scope, one[4])
    if of ~= "2" then
        return show_bytes(state, tree, one, "ip", from, len)
    end
    return len >= 4 and is_zero(state, from + 4, from + len) and show_bytes(state, tree, one, "ip", from, 4)
end

function shapes.group(state, tree, one, from, len, place)
    local here = place.here
    local of = here and member_key(state, here.struct, here.from, here.len, one[4])
    local hint, size = "mac", 6
    if of == "2048" then
        hint, size = "ip", 4
    elseif of == "34525" then
        hint, size = "ip", 16
    end
    return len >= size and is_zero(state, from + size, from + len) and show_bytes(state, tree, one, hint, from, size)
end

function shapes.struct(state, tree, one, from, len, place)
    show_struct(state, tree, one, family.structs[one[4]], from, len, deeper(place))
    return true
end

function shapes.structs(state, tree, one, from, len, place)
    local struct = family.structs[one[4]]
    return not struct.has_rest and each(state, from, len, struct.len, function(at)
        show_struct(state, tree, one, struct, at, struct.len, deeper(place))
    end)
end

function shapes.nest(state, tree, one, from, len, place)
    local item = add(state, tree, one.field, from, len)
    body(state, item, nil, one[4], from, len, place.scope, place.depth + 1)
    return true
end

function shapes.nests(state, tree, one, from, len, place)
    return indexed(state, add(state, tree, one.field, from, len), {}, from, len, nest_in(state, place, one[4]))
end

function shapes.numbers(state, tree, one, from, len)
    return indexed(state, tree, one, from, len, function(item, attr)
        return show_number(state, item, one[4], one.field, attr.from, attr.len)
    end)
end

function shapes.bytes_array(state, tree, one, from, len)
    return indexed(state, tree, one, from, len, function(item, attr)
        return show_bytes(state, item, one, one[4], attr.from, attr.len)
    end)
end

function shapes.struct_array(state, tree, one, from, len, place)
    return indexed(state, tree, one, from, len, function(item, attr)
        show_struct(state, item, one, family.structs[one[4]], attr.from, attr.len, deeper(place))
        return true
    end)
end

-- Each nest's type is a value; the innermost holds attributes.
function shapes.type_value(state, tree, one, from, len, place)
    local values, at, size = {}, from, len
    for index in ipairs(one[4]) do
        local found, stop = scan(state, at, at + size)
        if #found ~= 1 or stop ~= at + size then
            return false
        end
        values[index] = { found[1].kind, found[1].from - 2 }
        at, size = found[1].from, found[1].len
    end
    local item = add(state, tree, one.field, from, len)
    for index, value in ipairs(values) do
        add(state, item, one.values[index], value[2], 2, value[1])
    end
    body(state, item, nil, one[5], at, size, place.scope, place.depth + 1)
    return true
end

function shapes.bitfield(state, tree, one, from, len)
    if len ~= 8 then
        return false
    end
    local item = add(state, tree, one.field, from, len)
    return show_number(state, item, one[4], one.value, from, 4)
        and show_number(state, item, one[4], one.selector, from + 4, 4)
end

function shapes.sub_message(state, tree, one, from, len, place)
    local formats, here = family.sub_messages[one[4]], place.here
    local value = here and member_key(state, here.struct, here.from, here.len, one[5])
    local layout = value and formats[value]
    if not layout then
        value = lookup(state, place.scope, one[5])
        layout = value and formats[value] or { nil, one[6] }
    end
    local _, stop = scan(state, from, from + len)
    -- Of a kind that the description lacks: most hold attributes all the same.
    if not layout[1] and not layout[2] and stop ~= from + len then
        return false
    end
    local item = add(state, tree, one.field, from, len)
    if value then
        item:append_text(" (" .. value .. ")")
    end
    body(state, item, layout[1], layout[2], from, len, place.scope, place.depth + 1)
    return true
end

-- Structs with attributes, one after another; a member says how long all of it is.
function shapes.records(state, tree, one, from, len, place)
    local header, set, stop = one[4], one[5], from + len
    local struct = header and family.structs[header]
    local member = struct and struct.members[one[6]]
    while member and from < stop and state.left > 0 do
        if member.at + member.len > stop - from or member[3] ~= "number" then
            return false
        end
        local size = halves(state, member[4], from + member.at, member.len)
        if size < math.max(struct.len, 1) or size > stop - from then
            undecoded(state, tree, one[1], from, stop - from, "a length that cannot be")
            return true
        end
        local item = add(state, tree, one.field, from, size)
        body(state, item, header, set, from, size, place.scope, place.depth + 1)
        from = math.min(from + align(size), stop)
    end
    return member ~= nil
end

function show(state, tree, one, from, len, place)
    if place.depth >= MAX_DEPTH then
        undecoded(state, tree, one[1], from, len, "too deep")
    elseif not shapes[one[3]](state, tree, one, from, len, place) then
        undecoded(state, tree, one[1], from, len, "not as described")
    end
end

local function show_unknown(state, tree, attr, scope, depth)
    local name = "@" .. decimal(attr.kind)
    local _, stop = scan(state, attr.from, attr.from + attr.len)
    if attr.is_nest and stop == attr.from + attr.len and depth < MAX_DEPTH then
        local item = add_text(state, tree, attr.from, attr.len, name)
        item:add_proto_expert_info(remark)
        body(state, item, nil, nil, attr.from, attr.len, scope, depth + 1)
    else
        local item = add(state, tree, unknown_field, attr.from, attr.len)
        item:prepend_text(name .. ": ")
        item:add_proto_expert_info(remark)
    end
end

-- A header and attributes: a message, a nest or a sub-message.
function body(state, tree, header, set_index, from, len, outer, depth)
    local stop = from + len
    local scope = { outer = outer, from = from, len = len }
    local set = set_index and family.sets[set_index]
    if header then
        local struct = family.structs[header]
        scope.struct = struct
        local size = math.min(struct.has_rest and len or struct.len, len)
        local item = add_text(state, tree, from, size, struct.name)
        show_members(state, item, struct, from, len, { scope = outer, depth = depth })
        if struct.has_rest and not set then
            return
        end
        from = math.min(from + (set and align(struct.len) or struct.len), stop)
        if not set then
            return rest(state, tree, from, stop)
        end
    end
    local found, last = scan(state, from, stop)
    scope.set, scope.last = set, {}
    for _, attr in ipairs(found) do
        scope.last[attr.kind] = attr
    end
    for _, attr in ipairs(found) do
        if state.left <= 0 then
            local left = add_text(state, tree, attr.from, stop - attr.from, "More")
            left:add_proto_expert_info(malformed, "too many values to show")
            return
        end
        local attribute = set and set.attributes[attr.kind]
        if attribute then
            show(state, tree, attribute, attr.from, attr.len, { scope = scope, depth = depth })
        else
            show_unknown(state, tree, attr, scope, depth)
        end
    end
    rest(state, tree, last, stop)
end
