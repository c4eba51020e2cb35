// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family binder, by `klink generate rust`.

klink::family_set! {
    Report PutReport "report" [] false [] [] [] {
        error "error" = 1: u32 as U32;
        context "context" = 2: &'a str as Str;
        from_pid "from-pid" = 3: u32 as U32;
        from_tid "from-tid" = 4: u32 as U32;
        to_pid "to-pid" = 5: u32 as U32;
        to_tid "to-tid" = 6: u32 as U32;
        is_reply "is-reply" = 7 flag true;
        flags "flags" = 8: u32 as U32;
        code "code" = 9: u32 as U32;
        data_size "data-size" = 10: u32 as U32;
    }
}

klink::family_operations! {
    generic Binder BinderOn "binder" 1 {
    } {
        ReportOp "report" 1 = PutReport<'w>, Report<'a>;
    } {
        Report "report" 0;
    } {
    }
}
