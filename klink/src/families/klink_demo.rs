// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family klink-demo, by `klink generate rust`.

klink::family_set! {
    Lamp PutLamp "lamp" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        name "name" = 2: &'a str as Str;
        brightness "brightness" = 3: u32 as U32;
        color "color" = 4 nest Color PutColor;
        changes "changes" = 5: u64 as Uint;
    }
}

klink::family_set! {
    Color PutColor "color" [] false [] [] [] {
        red "red" = 1: u8 as U8;
        green "green" = 2: u8 as U8;
        blue "blue" = 3: u8 as U8;
    }
}

klink::family_operations! {
    generic KlinkDemo KlinkDemoOn "klink-demo" 1 {
        get Get "get" true true 1 1 = PutLamp<'w>, Lamp<'a>, Lamp<'a>;
        set Set "set" true false 2 2 = PutLamp<'w>, Lamp<'a>, Lamp<'a>;
    } {
        Changed "changed" 3 = PutLamp<'w>, Lamp<'a>;
    } {
        Changes "changes" 0;
    } {
    }
}
