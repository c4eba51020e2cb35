// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family dpll, by `klink generate rust`.

klink::family_enum! {
    Mode "mode" u32 {
        MANUAL "manual" = 1;
        AUTOMATIC "automatic" = 2;
    }
}

klink::family_enum! {
    LockStatus "lock-status" u32 {
        UNLOCKED "unlocked" = 1;
        LOCKED "locked" = 2;
        LOCKED_HO_ACQ "locked-ho-acq" = 3;
        HOLDOVER "holdover" = 4;
    }
}

klink::family_enum! {
    LockStatusError "lock-status-error" u32 {
        NONE "none" = 1;
        UNDEFINED "undefined" = 2;
        MEDIA_DOWN "media-down" = 3;
        FRACTIONAL_FREQUENCY_OFFSET_TOO_HIGH "fractional-frequency-offset-too-high" = 4;
    }
}

klink::family_enum! {
    ClockQualityLevel "clock-quality-level" u32 {
        ITU_OPT1_PRC "itu-opt1-prc" = 1;
        ITU_OPT1_SSU_A "itu-opt1-ssu-a" = 2;
        ITU_OPT1_SSU_B "itu-opt1-ssu-b" = 3;
        ITU_OPT1_EEC1 "itu-opt1-eec1" = 4;
        ITU_OPT1_PRTC "itu-opt1-prtc" = 5;
        ITU_OPT1_EPRTC "itu-opt1-eprtc" = 6;
        ITU_OPT1_EEEC "itu-opt1-eeec" = 7;
        ITU_OPT1_EPRC "itu-opt1-eprc" = 8;
    }
}

klink::family_enum! {
    Type "type" u32 {
        PPS "pps" = 1;
        EEC "eec" = 2;
        GENERIC "generic" = 3;
    }
}

klink::family_enum! {
    PinType "pin-type" u32 {
        MUX "mux" = 1;
        EXT "ext" = 2;
        SYNCE_ETH_PORT "synce-eth-port" = 3;
        INT_OSCILLATOR "int-oscillator" = 4;
        GNSS "gnss" = 5;
        INT_NCO "int-nco" = 6;
    }
}

klink::family_enum! {
    PinDirection "pin-direction" u32 {
        INPUT "input" = 1;
        OUTPUT "output" = 2;
    }
}

klink::family_enum! {
    PinState "pin-state" u32 {
        CONNECTED "connected" = 1;
        DISCONNECTED "disconnected" = 2;
        SELECTABLE "selectable" = 3;
    }
}

klink::family_enum! {
    PinOperstate "pin-operstate" u32 {
        ACTIVE "active" = 1;
        STANDBY "standby" = 2;
        NO_SIGNAL "no-signal" = 3;
        QUAL_FAILED "qual-failed" = 4;
    }
}

klink::family_flags! {
    PinCapabilities "pin-capabilities" u32 {
        DIRECTION_CAN_CHANGE "direction-can-change" = 0x1;
        PRIORITY_CAN_CHANGE "priority-can-change" = 0x2;
        STATE_CAN_CHANGE "state-can-change" = 0x4;
        STATE_CONNECTED_OVERRIDE "state-connected-override" = 0x8;
    }
}

klink::family_enum! {
    FeatureState "feature-state" u32 {
        DISABLE "disable" = 0;
        ENABLE "enable" = 1;
    }
}

klink::family_set! {
    DpllAttrs PutDpllAttrs "dpll" [] false [] [3] [6 11] {
        id "id" = 1: u32 as U32;
        module_name "module-name" = 2: &'a str as Str;
        clock_id "clock-id" = 4: u64 as U64;
        mode "mode" = 5: Mode as U32;
        mode_supported "mode-supported" = 6 multi Mode as U32;
        lock_status "lock-status" = 7: LockStatus as U32;
        temp "temp" = 8: i32 as S32;
        r#type "type" = 9: Type as U32;
        lock_status_error "lock-status-error" = 10: LockStatusError as U32;
        clock_quality_level "clock-quality-level" = 11 multi ClockQualityLevel as U32;
        phase_offset_monitor "phase-offset-monitor" = 12: FeatureState as U32;
        phase_offset_avg_factor "phase-offset-avg-factor" = 13: u32 as U32;
        frequency_monitor "frequency-monitor" = 14: FeatureState as U32;
    }
}

klink::family_set! {
    Pin PutPin "pin" [] false [] [4] [12 18 19 26 28] {
        id "id" = 1: u32 as U32;
        parent_id "parent-id" = 2: u32 as U32;
        module_name "module-name" = 3: &'a str as Str;
        clock_id "clock-id" = 5: u64 as U64;
        board_label "board-label" = 6: &'a str as Str;
        panel_label "panel-label" = 7: &'a str as Str;
        package_label "package-label" = 8: &'a str as Str;
        r#type "type" = 9: PinType as U32;
        direction "direction" = 10: PinDirection as U32;
        frequency "frequency" = 11: u64 as U64;
        frequency_supported "frequency-supported" = 12 multi_nest Pin PutPin;
        frequency_min "frequency-min" = 13: u64 as U64;
        frequency_max "frequency-max" = 14: u64 as U64;
        prio "prio" = 15: u32 as U32;
        state "state" = 16: PinState as U32;
        capabilities "capabilities" = 17: PinCapabilities as U32;
        parent_device "parent-device" = 18 multi_nest Pin PutPin;
        parent_pin "parent-pin" = 19 multi_nest Pin PutPin;
        phase_adjust_min "phase-adjust-min" = 20: i32 as S32;
        phase_adjust_max "phase-adjust-max" = 21: i32 as S32;
        phase_adjust "phase-adjust" = 22: i32 as S32;
        phase_offset "phase-offset" = 23: i64 as S64;
        fractional_frequency_offset "fractional-frequency-offset" = 24: i64 as Sint;
        esync_frequency "esync-frequency" = 25: u64 as U64;
        esync_frequency_supported "esync-frequency-supported" = 26 multi_nest Pin PutPin;
        esync_pulse "esync-pulse" = 27: u32 as U32;
        reference_sync "reference-sync" = 28 multi_nest Pin PutPin;
        phase_adjust_gran "phase-adjust-gran" = 29: u32 as U32;
        fractional_frequency_offset_ppt "fractional-frequency-offset-ppt" = 30: i64 as Sint;
        measured_frequency "measured-frequency" = 31: u64 as U64;
        operstate "operstate" = 32: PinOperstate as U32;
    }
}

klink::family_operations! {
    generic Dpll DpllOn "dpll" 1 {
        device_id_get DeviceIdGet "device-id-get" true false 1 1 = PutDpllAttrs<'w>, DpllAttrs<'a>, DpllAttrs<'a>;
        device_get DeviceGet "device-get" true true 2 2 = PutDpllAttrs<'w>, DpllAttrs<'a>, DpllAttrs<'a>;
        device_set DeviceSet "device-set" true false 3 3 = PutDpllAttrs<'w>, DpllAttrs<'a>, DpllAttrs<'a>;
        pin_id_get PinIdGet "pin-id-get" true false 7 7 = PutPin<'w>, Pin<'a>, Pin<'a>;
        pin_get PinGet "pin-get" true true 8 8 = PutPin<'w>, Pin<'a>, Pin<'a>;
        pin_set PinSet "pin-set" true false 9 9 = PutPin<'w>, Pin<'a>, Pin<'a>;
    } {
        DeviceCreateNtf "device-create-ntf" 4 = PutDpllAttrs<'w>, DpllAttrs<'a>;
        DeviceDeleteNtf "device-delete-ntf" 5 = PutDpllAttrs<'w>, DpllAttrs<'a>;
        DeviceChangeNtf "device-change-ntf" 6 = PutDpllAttrs<'w>, DpllAttrs<'a>;
        PinCreateNtf "pin-create-ntf" 10 = PutPin<'w>, Pin<'a>;
        PinDeleteNtf "pin-delete-ntf" 11 = PutPin<'w>, Pin<'a>;
        PinChangeNtf "pin-change-ntf" 12 = PutPin<'w>, Pin<'a>;
    } {
        Monitor "monitor" 0;
    } {
    }
}
