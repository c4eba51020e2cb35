-- SPDX-License-Identifier: MIT OR Apache-2.0
--
-- Messages, and how Wireshark hands them over.

-- A message without its header: `number` is its kind, or the command of generic netlink; `said` is what the packet's
-- line says already.
local function message(state, pinfo, tree, number, role, at, from, stop, said)
    local operation = family.operations[(family.commands[number] or {})[role]]
    local begin = family.protocol == GENERIC and from - 4 or from
    local item = tree:add(proto, state.tvb(begin, stop - begin))
    if operation then
        item:append_text(", " .. operation[1])
        add(state, item, operation_field, at[1], at[2], operation[1])
        if not said[operation] then
            pinfo.cols.info:append(" " .. family.name .. " " .. operation[1])
            said[operation] = true
        end
    end
    if family.protocol == GENERIC then
        add(state, item, cmd_field, begin, 1)
        add(state, item, version_field, begin + 1, 1)
    end
    local len = stop - from
    if operation then
        body(state, item, operation[2], operation[3], from, len, nil, 0)
    else
        body(state, item, nil, nil, from, len, nil, 0)
    end
end

local function begin(tvb, little, len)
    return { tvb = tvb, little = little, left = 200 + 3 * len }
end

-- Of what the packet says: the way that it went, or else a message's flags.
local function role_of(packet_type, flags)
    return ROLES[packet_type] or (flags % 2 == 1 and REQUEST or ANSWER)
end

-- What is the same for all messages of a packet, which Wireshark has taken apart so far.
local function packet_of(pinfo)
    local netlink, length = netlink_field(), length_field()
    if not netlink or not length or netlink.len < 16 then
        return nil
    end
    return {
        number = pinfo.number,
        from = netlink.offset + 16,
        type = netlink.range(0, 2):uint(),
        little = length.range:le_uint() == length.value,
    }
end

-- Wireshark has nothing for this family: it hands over what begins with the generic header.
local packet
local function generic_message(tvb, pinfo, tree)
    if not packet or packet.number ~= pinfo.number then
        packet = packet_of(pinfo)
    end
    if not packet or tvb:len() < 4 then
        return 0
    end
    local flags = 0
    if not ROLES[packet.type] then
        local all = { flags_field() }
        flags = all[#all] and all[#all].value or 0
    end
    pinfo.cols.protocol = family.name
    local state, role = begin(tvb, packet.little, tvb:len()), role_of(packet.type, flags)
    message(state, pinfo, tree, tvb(0, 1):uint(), role, { 0, 1 }, 4, tvb:len(), {})
    return tvb:len()
end

-- Takes note of the number of this family that a message of the controller names.
local id
local function learn(state, from, stop)
    local NEW_FAMILY, FAMILY_ID, FAMILY_NAME = 1, 1, 2
    if stop - from < 4 or state.tvb(from, 1):uint() ~= NEW_FAMILY then
        return
    end
    local kind, name
    for _, attr in ipairs((scan(state, from + 4, stop))) do
        if attr.kind == FAMILY_ID and attr.len == 2 then
            kind = u16(state.little, state.tvb, attr.from)
        elseif attr.kind == FAMILY_NAME then
            name = text_of(state, attr.from, attr.len)
        end
    end
    if name == family.name then
        id = kind
    end
end

local function is_mine(tvb, kind, from, stop)
    if kind < 16 and family.protocol ~= CONNECTOR or not family.commands[kind] then
        return false
    end
    -- Messages about sockets of all kinds have one number.
    return not (family.protocol == SOCK_DIAG and family.sockets and kind == 20)
        or from < stop and family.sockets[tvb(from, 1):uint()]
end

-- Behind all of Wireshark's own, which stays as it is.
local function all_messages(tvb, pinfo, tree)
    local protocol = protocol_field()
    if not protocol or protocol.value ~= family.protocol then
        return
    end
    local found = packet_of(pinfo)
    local at, said = found and found.from or tvb:len(), {}
    while tvb:len() - at >= 16 do
        local little = found.little
        local len = little and tvb(at, 4):le_uint() or tvb(at, 4):uint()
        local kind, flags = u16(little, tvb, at + 4), u16(little, tvb, at + 6)
        if len < 16 then
            return
        end
        local from, stop = at + 16, math.min(at + len, tvb:len())
        local state, role = begin(tvb, little, len), role_of(found.type, flags)
        if family.protocol ~= GENERIC then
            if is_mine(tvb, kind, from, stop) then
                message(state, pinfo, tree, kind, role, { at + 4, 2 }, from, stop, said)
            end
        elseif kind == 16 and family.name ~= "nlctrl" then
            learn(state, from, stop)
        elseif kind == (family.name == "nlctrl" and 16 or id) and stop - from >= 4 then
            message(state, pinfo, tree, tvb(from, 1):uint(), role, { from, 1 }, from + 4, stop, said)
        end
        at = at + align(len)
    end
end

function proto.init()
    packet, id = nil, nil
end

local families = DissectorTable.get("genl.family")
if family.protocol == GENERIC and not families:get_dissector(family.name) then
    proto.dissector = generic_message
    families:add(family.name, proto)
else
    proto.dissector = all_messages
    register_postdissector(proto)
end
