// SPDX-License-Identifier: MIT OR Apache-2.0
//! QEMU's command line for a guest, as a function of its specification.

use std::path::PathBuf;

use klink_lab_init::PORT;

use crate::arch::Arch;

/// The way in which the guest's instructions are executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accelerator {
    /// By the processor.
    Kvm,
    /// By QEMU.
    Emulation,
    /// By QEMU, on one thread and with a clock that advances by a nanosecond per instruction.
    Counting,
}

/// A guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    pub arch: Arch,
    pub accelerator: Accelerator,
    /// The frequency of the machine's time-stamp counter in kHz, if it is known and the guest shares the counter.
    pub counter_khz: Option<u64>,
    /// The kernel as [`crate::vmlinux`] makes it.
    pub kernel: PathBuf,
    /// The initial file system.
    pub initrd: PathBuf,
    pub processors: u32,
    /// The memory in MiB.
    pub memory: u32,
    /// Kernel parameters in addition to those that all guests have.
    pub parameters: Vec<String>,
    /// A connected Unix socket that QEMU inherits: the lab's channel.
    pub channel: i32,
    /// Another one: the serial console, with the kernel's last messages.
    pub console: i32,
    /// Whether there is a network card, by which the guest reaches the host's loopback.
    pub host_network: bool,
}

/// The kernel's command line.
///
/// Of all parameters tried, only `cryptomgr.notests` makes the boot shorter, by half a second of emulation. The others
/// make sure that a kernel in trouble ends the guest, even if another processor still works, and `quiet` keeps the slow
/// console free for that.
const KERNEL_PARAMETERS: &str = "quiet rdinit=/init cryptomgr.notests panic=-1 oops=panic \
     softlockup_panic=1 sysctl.kernel.panic_on_rcu_stall=1";

/// The arguments for QEMU.
pub fn arguments(machine: &Machine) -> Vec<String> {
    let accelerator = match machine.accelerator {
        Accelerator::Kvm => "kvm",
        Accelerator::Emulation => "tcg,thread=multi",
        Accelerator::Counting => "tcg,thread=single",
    };
    let is_emulated = machine.accelerator == Accelerator::Emulation;
    // On amd64, the guest's random numbers need rdrand: there is no other fast source. All emulated processors share
    // one time-stamp counter, which the kernel does not know. Without it, each look at the time is a visit to an
    // emulated device. The kernel would measure the counter against another one, which goes wrong on a busy machine.
    // The timer is not checked, which panics where a busy machine has not let QEMU run for some ticks. arm64 has one
    // clock, whose frequency is known, and QEMU hands the kernel a seed. A newer processor than this one has pointers
    // that are signed, which takes QEMU most of its time.
    let (kind, processor, console_device, clock) = match machine.arch {
        Arch::Amd64 => {
            let clock = "no_timer_check tsc=reliable";
            ("pc", "qemu64,+rdrand", "ttyS0", clock)
        }
        Arch::Arm64 => ("virt,gic-version=3", "cortex-a57", "ttyAMA0", ""),
    };
    let processor = match machine.accelerator {
        Accelerator::Kvm => "host",
        Accelerator::Emulation | Accelerator::Counting => processor,
    };
    // An emulated processor does not speculate, so the kernel need not defend itself, which costs 5 to 10 % of the
    // tests' time.
    let emulated = match is_emulated {
        true => format!("{clock} mitigations=off"),
        false => String::new(),
    };
    let counter = match machine.counter_khz {
        Some(khz) if is_emulated && machine.arch == Arch::Amd64 => format!("tsc_early_khz={khz}"),
        _ => String::new(),
    };
    let console_parameter = format!("console={console_device}");
    let Machine {
        kernel,
        initrd,
        processors,
        memory,
        parameters,
        channel,
        console,
        host_network,
        ..
    } = machine;
    let options = [
        ("-M", kind.to_owned()),
        ("-accel", accelerator.to_owned()),
        ("-cpu", processor.to_owned()),
        // Each in a socket of its own: a kernel without ACPI finds only those (SeaBIOS, src/fw/mptable.c).
        ("-smp", format!("{processors},sockets={processors}")),
        ("-m", format!("{memory}M")),
        ("-display", "none".to_owned()),
        ("-kernel", kernel.display().to_string()),
        ("-initrd", initrd.display().to_string()),
        (
            "-append",
            [
                &*console_parameter,
                KERNEL_PARAMETERS,
                emulated.trim(),
                &counter,
            ]
            .into_iter()
            .chain(parameters.iter().map(String::as_str))
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        ),
        ("-chardev", format!("socket,id=console,fd={console}")),
        ("-serial", "chardev:console".to_owned()),
        ("-device", "virtio-serial-pci".to_owned()),
        ("-chardev", format!("socket,id=channel,fd={channel}")),
        (
            "-device",
            format!("virtserialport,chardev=channel,name={PORT}"),
        ),
    ];
    let count = match machine.accelerator {
        Accelerator::Counting => &["-icount", "shift=0,sleep=off"][..],
        Accelerator::Kvm | Accelerator::Emulation => &[],
    };
    // The card starts no system, so it needs no ROM. The guest has no route to anything but the host.
    let network = match host_network {
        true => &[
            "-netdev",
            "user,id=host,ipv6=off",
            "-device",
            "virtio-net-pci,netdev=host,romfile=",
        ][..],
        false => &[],
    };
    let switches = ["-nodefaults", "-no-user-config", "-no-reboot"];
    let switches = switches.iter().chain(count).chain(network);
    let switches = switches.map(|&word| word.to_owned());
    let options = options
        .into_iter()
        .flat_map(|(option, value)| [option.to_owned(), value]);
    switches.chain(options).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(accelerator: Accelerator) -> Machine {
        Machine {
            arch: Arch::Amd64,
            accelerator,
            counter_khz: Some(2_596_121),
            kernel: "/cache/vmlinux".into(),
            initrd: "/proc/self/fd/5".into(),
            processors: 2,
            memory: 512,
            parameters: vec!["slub_debug=FZPU".into()],
            channel: 6,
            console: 7,
            host_network: false,
        }
    }

    fn value<'a>(arguments: &'a [String], option: &str) -> Vec<&'a str> {
        arguments
            .windows(2)
            .filter(|pair| pair[0] == option)
            .map(|pair| pair[1].as_str())
            .collect()
    }

    #[test]
    fn a_guest_has_what_it_is_given() {
        let arguments = arguments(&machine(Accelerator::Emulation));
        assert_eq!(value(&arguments, "-kernel"), ["/cache/vmlinux"]);
        assert_eq!(value(&arguments, "-initrd"), ["/proc/self/fd/5"]);
        assert_eq!(value(&arguments, "-smp"), ["2,sockets=2"]);
        assert_eq!(value(&arguments, "-m"), ["512M"]);
        assert!(value(&arguments, "-append")[0].ends_with(" slub_debug=FZPU"));
        assert_eq!(
            value(&arguments, "-chardev"),
            ["socket,id=console,fd=7", "socket,id=channel,fd=6"]
        );
        assert_eq!(value(&arguments, "-accel"), ["tcg,thread=multi"]);
    }

    #[test]
    fn emulated_processors_have_clocks_to_rely_on() {
        let relies = |accelerator| {
            value(&arguments(&machine(accelerator)), "-append")[0]
                .contains(" no_timer_check tsc=reliable mitigations=off tsc_early_khz=2596121 ")
        };
        let accelerators = [
            Accelerator::Emulation,
            Accelerator::Kvm,
            Accelerator::Counting,
        ];
        assert_eq!(accelerators.map(relies), [true, false, false]);
    }

    #[test]
    fn a_guest_of_arm64_has_its_own_devices() {
        let arguments = arguments(&Machine {
            arch: Arch::Arm64,
            ..machine(Accelerator::Emulation)
        });
        assert_eq!(value(&arguments, "-cpu"), ["cortex-a57"]);
        let parameters = value(&arguments, "-append")[0];
        assert!(parameters.starts_with("console=ttyAMA0 quiet "));
        assert!(!parameters.contains("tsc"), "{parameters}");
    }

    #[test]
    fn instructions_are_counted_on_one_thread() {
        let arguments = arguments(&machine(Accelerator::Counting));
        assert_eq!(value(&arguments, "-icount"), ["shift=0,sleep=off"]);
        assert_eq!(value(&arguments, "-accel"), ["tcg,thread=single"]);
    }

    #[test]
    fn the_processor_is_passed_through_only_to_kvm() {
        let arguments = arguments(&machine(Accelerator::Kvm));
        assert_eq!(
            (value(&arguments, "-accel"), value(&arguments, "-cpu")),
            (vec!["kvm"], vec!["host"])
        );
    }

    #[test]
    fn only_a_guest_that_asks_has_a_network_card() {
        let cards = |host_network| {
            let arguments = arguments(&Machine {
                host_network,
                ..machine(Accelerator::Kvm)
            });
            let devices = value(&arguments, "-device").into_iter();
            devices
                .filter(|device| device.starts_with("virtio-net"))
                .count()
        };
        assert_eq!([false, true].map(cards), [0, 1]);
    }

    #[test]
    fn nothing_of_the_users_configuration_gets_in() {
        for switch in ["-nodefaults", "-no-user-config", "-no-reboot"] {
            assert!(
                arguments(&machine(Accelerator::Kvm))
                    .iter()
                    .any(|argument| argument == switch),
                "{switch}"
            );
        }
    }
}
