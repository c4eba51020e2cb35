// SPDX-License-Identifier: MIT OR Apache-2.0

// The netlink family dev-energymodel, by `klink generate rust`.

klink::family_flags! {
    PerfStateFlags "perf-state-flags" u64 {
        PERF_STATE_INEFFICIENT "perf-state-inefficient" = 0x1;
    }
}

klink::family_flags! {
    PerfDomainFlags "perf-domain-flags" u64 {
        PERF_DOMAIN_MICROWATTS "perf-domain-microwatts" = 0x1;
        PERF_DOMAIN_SKIP_INEFFICIENCIES "perf-domain-skip-inefficiencies" = 0x2;
        PERF_DOMAIN_ARTIFICIAL "perf-domain-artificial" = 0x4;
    }
}

klink::family_set! {
    PerfDomain PutPerfDomain "perf-domain" [] false [] [1] [4] {
        perf_domain_id "perf-domain-id" = 2: u32 as U32;
        flags "flags" = 3: PerfDomainFlags as U64;
        cpus "cpus" = 4 multi u64 as U64;
    }
}

klink::family_set! {
    PerfTable PutPerfTable "perf-table" [] false [] [] [2] {
        perf_domain_id "perf-domain-id" = 1: u32 as U32;
        perf_state "perf-state" = 2 multi_nest PerfState PutPerfState;
    }
}

klink::family_set! {
    PerfState PutPerfState "perf-state" [] false [] [1] [] {
        performance "performance" = 2: u64 as U64;
        frequency "frequency" = 3: u64 as U64;
        power "power" = 4: u64 as U64;
        cost "cost" = 5: u64 as U64;
        flags "flags" = 6: PerfStateFlags as U64;
    }
}

klink::family_operations! {
    generic DevEnergymodel DevEnergymodelOn "dev-energymodel" 1 {
        get_perf_domains GetPerfDomains "get-perf-domains" true true 1 1 = PutPerfDomain<'w>, PerfDomain<'a>, PerfDomain<'a>;
        get_perf_table GetPerfTable "get-perf-table" true false 2 2 = PutPerfTable<'w>, PerfTable<'a>, PerfTable<'a>;
    } {
        PerfDomainCreated "perf-domain-created" 3 = PutPerfTable<'w>, PerfTable<'a>;
        PerfDomainUpdated "perf-domain-updated" 4 = PutPerfTable<'w>, PerfTable<'a>;
        PerfDomainDeleted "perf-domain-deleted" 5 = PutPerfTable<'w>, PerfTable<'a>;
    } {
        Event "event" 0;
    } {
    }
}
