// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family drm-ras, by `klink generate rust`.

klink::family_enum! {
    NodeType "node-type" u32 {
        ERROR_COUNTER "error-counter" = 1;
    }
}

klink::family_set! {
    NodeAttrs PutNodeAttrs "node-attrs" [] false [] [] [] {
        node_id "node-id" = 1: u32 as U32;
        device_name "device-name" = 2: &'a str as Str;
        node_name "node-name" = 3: &'a str as Str;
        node_type "node-type" = 4: NodeType as U32;
    }
}

klink::family_set! {
    ErrorCounterAttrs PutErrorCounterAttrs "error-counter-attrs" [] false [] [] [] {
        node_id "node-id" = 1: u32 as U32;
        error_id "error-id" = 2: u32 as U32;
        error_name "error-name" = 3: &'a str as Str;
        error_value "error-value" = 4: u32 as U32;
    }
}

klink::family_operations! {
    generic DrmRas DrmRasOn "drm-ras" 1 {
        list_nodes ListNodes "list-nodes" false true 1 1 = PutNodeAttrs<'w>, NodeAttrs<'a>, NodeAttrs<'a>;
        get_error_counter GetErrorCounter "get-error-counter" true true 2 2 = PutErrorCounterAttrs<'w>, ErrorCounterAttrs<'a>, ErrorCounterAttrs<'a>;
        clear_error_counter ClearErrorCounter "clear-error-counter" true false 3 3 = PutErrorCounterAttrs<'w>, ErrorCounterAttrs<'a>, ErrorCounterAttrs<'a>;
    } {
    } {
    } {
    }
}
