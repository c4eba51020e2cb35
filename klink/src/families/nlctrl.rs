// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family nlctrl, by `klink generate rust`.

klink::family_flags! {
    OpFlags "op-flags" u32 {
        ADMIN_PERM "admin-perm" = 0x1;
        CMD_CAP_DO "cmd-cap-do" = 0x2;
        CMD_CAP_DUMP "cmd-cap-dump" = 0x4;
        CMD_CAP_HASPOL "cmd-cap-haspol" = 0x8;
        UNS_ADMIN_PERM "uns-admin-perm" = 0x10;
    }
}

klink::family_enum! {
    AttrType "attr-type" u32 {
        INVALID "invalid" = 0;
        FLAG "flag" = 1;
        U8 "u8" = 2;
        U16 "u16" = 3;
        U32 "u32" = 4;
        U64 "u64" = 5;
        S8 "s8" = 6;
        S16 "s16" = 7;
        S32 "s32" = 8;
        S64 "s64" = 9;
        BINARY "binary" = 10;
        STRING "string" = 11;
        NUL_STRING "nul-string" = 12;
        NESTED "nested" = 13;
        NESTED_ARRAY "nested-array" = 14;
        BITFIELD32 "bitfield32" = 15;
        SINT "sint" = 16;
        UINT "uint" = 17;
    }
}

klink::family_set! {
    CtrlAttrs PutCtrlAttrs "ctrl-attrs" [] false [] [] [] {
        family_id "family-id" = 1: u16 as U16;
        family_name "family-name" = 2: &'a str as Str;
        version "version" = 3: u32 as U32;
        hdrsize "hdrsize" = 4: u32 as U32;
        maxattr "maxattr" = 5: u32 as U32;
        ops "ops" = 6 nests OpAttrs PutOpAttrs;
        mcast_groups "mcast-groups" = 7 nests McastGroupAttrs PutMcastGroupAttrs;
        policy "policy" = 8 type_value PolicyAttrs PutPolicyAttrs 2 ["policy-id" "attr-id"];
        op_policy "op-policy" = 9 type_value OpPolicyAttrs PutOpPolicyAttrs 1 ["op-id"];
        op "op" = 10: u32 as U32;
    }
}

klink::family_set! {
    McastGroupAttrs PutMcastGroupAttrs "mcast-group-attrs" [] false [] [] [] {
        name "name" = 1: &'a str as Str;
        id "id" = 2: u32 as U32;
    }
}

klink::family_set! {
    OpAttrs PutOpAttrs "op-attrs" [] false [] [] [] {
        id "id" = 1: u32 as U32;
        flags "flags" = 2: OpFlags as U32;
    }
}

klink::family_set! {
    PolicyAttrs PutPolicyAttrs "policy-attrs" [] false [] [11] [] {
        r#type "type" = 1: AttrType as U32;
        min_value_s "min-value-s" = 2: i64 as S64;
        max_value_s "max-value-s" = 3: i64 as S64;
        min_value_u "min-value-u" = 4: u64 as U64;
        max_value_u "max-value-u" = 5: u64 as U64;
        min_length "min-length" = 6: u32 as U32;
        max_length "max-length" = 7: u32 as U32;
        policy_idx "policy-idx" = 8: u32 as U32;
        policy_maxtype "policy-maxtype" = 9: u32 as U32;
        bitfield32_mask "bitfield32-mask" = 10: u32 as U32;
        mask "mask" = 12: u64 as U64;
    }
}

klink::family_set! {
    OpPolicyAttrs PutOpPolicyAttrs "op-policy-attrs" [] false [] [] [] {
        r#do "do" = 1: u32 as U32;
        dump "dump" = 2: u32 as U32;
    }
}

klink::family_operations! {
    generic Nlctrl NlctrlOn "nlctrl" 1 {
        getfamily Getfamily "getfamily" true true 3 1 = PutCtrlAttrs<'w>, CtrlAttrs<'a>, CtrlAttrs<'a>;
        getpolicy Getpolicy "getpolicy" false true 10 10 = PutCtrlAttrs<'w>, CtrlAttrs<'a>, CtrlAttrs<'a>;
    } {
        NewfamilyNtf "newfamily-ntf" 1 = PutCtrlAttrs<'w>, CtrlAttrs<'a>;
        DelfamilyNtf "delfamily-ntf" 2 = PutCtrlAttrs<'w>, CtrlAttrs<'a>;
        NewmcastGrpNtf "newmcast-grp-ntf" 7 = PutCtrlAttrs<'w>, CtrlAttrs<'a>;
        DelmcastGrpNtf "delmcast-grp-ntf" 8 = PutCtrlAttrs<'w>, CtrlAttrs<'a>;
    } {
        Notify "notify" 0;
    } {
    }
}
