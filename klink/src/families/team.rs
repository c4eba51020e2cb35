// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family team, by `klink generate rust`.

klink::family_set! {
    TeamAttrs PutTeamAttrs "team" [] false [] [] [] {
        team_ifindex "team-ifindex" = 1: u32 as U32;
        list_option "list-option" = 2 nest ItemOption PutItemOption;
        list_port "list-port" = 3 nest ItemPort PutItemPort;
    }
}

klink::family_set! {
    ItemOption PutItemOption "item-option" [] false [] [] [] {
        option "option" = 1 nest AttrOption PutAttrOption;
    }
}

klink::family_set! {
    AttrOption PutAttrOption "attr-option" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        changed "changed" = 2 flag true;
        r#type "type" = 3: u8 as U8;
        data "data" = 4: &'a [u8] as Raw;
        removed "removed" = 5 flag true;
        port_ifindex "port-ifindex" = 6: u32 as U32;
        array_index "array-index" = 7: u32 as U32;
    }
}

klink::family_set! {
    ItemPort PutItemPort "item-port" [] false [] [] [] {
        port "port" = 1 nest AttrPort PutAttrPort;
    }
}

klink::family_set! {
    AttrPort PutAttrPort "attr-port" [] false [] [] [] {
        ifindex "ifindex" = 1: u32 as U32;
        changed "changed" = 2 flag true;
        linkup "linkup" = 3 flag true;
        speed "speed" = 4: u32 as U32;
        duplex "duplex" = 5: u8 as U8;
        removed "removed" = 6 flag true;
    }
}

klink::family_operations! {
    generic Team TeamOn "team" 1 {
        noop Noop "noop" true false 0 0 = PutTeamAttrs<'w>, TeamAttrs<'a>, TeamAttrs<'a>;
        options_set OptionsSet "options-set" true false 1 1 = PutTeamAttrs<'w>, TeamAttrs<'a>, TeamAttrs<'a>;
        options_get OptionsGet "options-get" true false 2 2 = PutTeamAttrs<'w>, TeamAttrs<'a>, TeamAttrs<'a>;
        port_list_get PortListGet "port-list-get" true false 3 3 = PutTeamAttrs<'w>, TeamAttrs<'a>, TeamAttrs<'a>;
    } {
    } {
    } {
    }
}
