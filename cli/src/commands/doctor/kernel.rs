// SPDX-License-Identifier: MIT OR Apache-2.0

//! The reasons for which klink's modules cannot be built for the running kernel, or do not load into it.

use std::fs;
use std::path::PathBuf;

use super::finding::Finding;
use super::rights::{Rights, CAP_SYS_MODULE};

/// The series that the modules are built for and tested with.
const SERIES: [&str; 2] = ["7.2", "7.3"];

/// The flavours of Debian's kernels that klink-dkms builds modules for.
const FLAVOURS: [&str; 7] = [
    "amd64",
    "cloud-amd64",
    "rt-amd64",
    "arm64",
    "cloud-arm64",
    "rt-arm64",
    "arm64-16k",
];

/// The way to a kernel that is supported.
const INSTALL: &str = match cfg!(target_arch = "aarch64") {
    true => {
        "`sudo apt install -t trixie-backports linux-image-arm64`, and boot it; or use `make demo`"
    }
    false => {
        "`sudo apt install -t trixie-backports linux-image-amd64`, and boot it; or use `make demo`"
    }
};

/// The way that works on every machine.
const GUEST: &str = "run them in a guest with `make demo`";

/// The files in which this machine describes itself.
pub(super) struct Machine {
    /// `/`, except in tests.
    root: PathBuf,
    /// The release of the running kernel, as in `uname -r`.
    release: String,
}

impl Machine {
    /// This machine.
    pub(super) fn this() -> Self {
        Self::at("/")
    }

    fn at(root: impl Into<PathBuf>) -> Self {
        let mut machine = Self {
            root: root.into(),
            release: String::new(),
        };
        machine.release = machine.read("proc/sys/kernel/osrelease").trim().to_owned();
        machine
    }

    /// The text of a file; empty if it cannot be read.
    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_default()
    }

    fn has(&self, path: &str) -> bool {
        fs::exists(self.root.join(path)).unwrap_or(false)
    }

    /// A path in the folder of the running kernel.
    fn own(&self, path: &str) -> String {
        format!("lib/modules/{}/{path}", self.release)
    }

    /// Whether the kernel has Rust: by its configuration if that is installed, and otherwise by its symbols. `None` if
    /// neither can be read.
    fn has_rust(&self) -> Option<bool> {
        let configurations = [
            format!("boot/config-{}", self.release),
            self.own("config"),
            self.own("build/.config"),
        ];
        let known = configurations.iter().find(|path| self.has(path));
        if let Some(path) = known {
            return Some(self.read(path).lines().any(|line| line == "CONFIG_RUST=y"));
        }
        let symbols = self.read("proc/kallsyms");
        (!symbols.is_empty()).then(|| symbols.contains(" rust_helper_"))
    }

    /// Whether the kernel is of a series that the modules support.
    fn is_supported(&self) -> bool {
        SERIES.iter().any(|series| {
            let rest = self.release.strip_prefix(series);
            rest.is_some_and(|rest| rest.starts_with('.'))
        })
    }

    /// The flavour of a kernel of Debian's, such as `cloud-amd64`.
    fn flavour(&self) -> Option<&str> {
        let (_, rest) = self.release.split_once("+deb")?;
        Some(rest.split_once('-')?.1)
    }

    /// The release that an installed module was built for, if that can be read: `.ko.xz` is only opened by the kernel.
    fn built_for(&self) -> Option<String> {
        const FIELD: &[u8] = b"\0vermagic=";
        let module = fs::read(self.root.join(self.own("updates/dkms/klink_echo.ko"))).ok()?;
        let at = module.windows(FIELD.len()).position(|part| part == FIELD)?;
        let value = module.get(at + FIELD.len()..)?;
        let word = value
            .split(|byte| matches!(byte, b' ' | b'\0'))
            .next()
            .unwrap_or_default();
        Some(String::from_utf8_lossy(word).into_owned())
    }

    /// Whether DKMS has installed a module for this kernel.
    fn is_installed(&self) -> bool {
        ["ko", "ko.xz", "ko.zst"]
            .iter()
            .any(|end| self.has(&self.own(&format!("updates/dkms/klink_echo.{end}"))))
    }
}

/// Finds whether there are modules for this kernel, and otherwise the first reason why not.
pub(super) fn kernel(machine: &Machine) -> Finding {
    const CHECK: &str = "kernel";
    let release = &machine.release;
    let note = |finding: String, next: &str| Finding::note(CHECK, finding, next);
    if machine.has_rust() == Some(false) {
        return note(
            format!("{release} is built without Rust (CONFIG_RUST), which klink's modules need"),
            INSTALL,
        );
    }
    if !machine.is_supported() {
        return note(
            format!(
                "klink's modules are for the kernels {}, and this is {release}",
                SERIES.join(" and ")
            ),
            INSTALL,
        );
    }
    let flavour = machine.flavour();
    if let Some(other) = flavour.filter(|flavour| !FLAVOURS.contains(flavour)) {
        return note(
            format!(
                "klink-dkms builds modules for the flavours {}, and this is {other}",
                FLAVOURS.join(", ")
            ),
            INSTALL,
        );
    }
    if !machine.has(&machine.own("build")) {
        return match flavour {
            Some(_) => note(
                format!("the headers of {release} are not installed"),
                &format!("`sudo apt install linux-headers-{release}`"),
            ),
            None => note(
                format!("the headers of {release} are not installed"),
                "install the package of your distribution with the kernel's headers",
            ),
        };
    }
    // For Debian's kernels klink-dkms makes what the headers lack.
    if flavour.is_none() && !machine.has(&machine.own("build/rust/libkernel.rmeta")) {
        return note(
            format!("the headers of {release} lack the kernel's Rust crates (rust/libkernel.rmeta)"),
            &format!("on Ubuntu `sudo apt install linux-lib-rust-{release}`; for a kernel of your own, build in its folder"),
        );
    }
    match machine.built_for() {
        Some(other) if other != *release => note(
            format!("klink_echo.ko is for {other} (vermagic), and this is {release}"),
            &format!("`sudo dkms remove klink -k {release}; sudo dkms autoinstall -k {release}`"),
        ),
        _ if machine.is_installed() => {
            Finding::ok(CHECK, format!("klink's modules are installed for {release}"))
        }
        _ => note(
            format!("there are no modules of klink's for {release}"),
            &format!("install klink-dkms, or if it is, `sudo dkms autoinstall -k {release}`; or `make load` in a checkout"),
        ),
    }
}

/// Finds whether this kernel and this user may load modules.
pub(super) fn loading(machine: &Machine, rights: &Rights) -> Finding {
    const CHECK: &str = "loading";
    const SIGN: &str = "DKMS signs what it builds: `sudo mokutil --import /var/lib/dkms/mok.pub`, then reboot and confirm; \
                        or run them in a guest with `make demo`";
    let lockdown = machine.read("sys/kernel/security/lockdown");
    let enforced = machine.read("sys/module/module/parameters/sig_enforce");
    if !machine.has("proc/modules") {
        Finding::note(CHECK, "this kernel has no modules", GUEST)
    } else if machine.read("proc/sys/kernel/modules_disabled").trim() == "1" {
        Finding::note(
            CHECK,
            "loading modules is disabled until the next boot",
            GUEST,
        )
    } else if lockdown.contains('[') && !lockdown.contains("[none]") {
        Finding::note(CHECK, "only signed modules can be loaded (lockdown)", SIGN)
    } else if enforced.trim() == "Y" {
        Finding::note(
            CHECK,
            "only signed modules can be loaded (module.sig_enforce)",
            SIGN,
        )
    } else if !rights.has(CAP_SYS_MODULE) {
        Finding::note(
            CHECK,
            "this user may not load modules",
            "use sudo; inside of a container, run the command outside of it",
        )
    } else {
        Finding::ok(CHECK, "this user may load modules")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::Level;

    const RELEASE: &str = "7.3.4+deb13-rt-amd64";

    /// A machine with these files, in a folder that is removed at the end.
    struct Files(PathBuf);

    impl Files {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let name = format!("klink-doctor-{name}-{}", std::process::id());
            let files_of = Self(std::env::temp_dir().join(name));
            for (path, text) in files {
                let path = files_of.0.join(path.replace("RELEASE", RELEASE));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            files_of
        }
    }

    impl Drop for Files {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Checks what is found on a machine with these files, and that a note gives the step.
    fn finds(name: &str, files: &[(&str, &str)], finding: &str, next: &str) {
        let files = Files::new(name, files);
        let found = kernel(&Machine::at(&files.0));
        assert!(found.finding.contains(finding), "{}", found.finding);
        let given = found.next.as_deref().unwrap_or_default();
        assert!(given.contains(next), "{given}");
        assert_eq!(found.level == Level::Ok, found.next.is_none());
    }

    const OF: (&str, &str) = ("proc/sys/kernel/osrelease", RELEASE);
    const RUST: (&str, &str) = ("boot/config-RELEASE", "CONFIG_RUST=y\n");
    const HEADERS: (&str, &str) = ("lib/modules/RELEASE/build/Makefile", "");

    #[test]
    fn a_kernel_without_rust_is_named() {
        let plain = ("boot/config-RELEASE", "# CONFIG_RUST is not set\n");
        finds("rust", &[OF, plain], "without Rust", "trixie-backports");
        let symbols = ("proc/kallsyms", "0 T printk\n");
        finds("kallsyms", &[OF, symbols], "without Rust", "make demo");
    }

    #[test]
    fn another_series_or_flavour_is_named() {
        let of = |release: &'static str| ("proc/sys/kernel/osrelease", release);
        let old = of("6.12.1+deb13-amd64\n");
        finds("series", &[old], "this is 6.12.1", "trixie-backports");
        let close = of("7.30.1+deb13-amd64");
        finds("close", &[close], "kernels 7.2 and 7.3", "make demo");
        let riscv = of("7.3.4+deb13-riscv64");
        finds("flavour", &[riscv], "this is riscv64", "make demo");
    }

    #[test]
    fn missing_headers_and_crates_are_named() {
        finds("headers", &[OF, RUST], "headers of 7.3.4", RELEASE);
        let ubuntu = "7.3.0-5-generic";
        let of = ("proc/sys/kernel/osrelease", ubuntu);
        finds("others", &[of], "headers of 7.3.0", "your distribution");
        let headers = ("lib/modules/7.3.0-5-generic/build/Makefile", "");
        let crates = "linux-lib-rust-7.3.0-5-generic";
        finds("crates", &[of, headers], "libkernel.rmeta", crates);
        let crates = ("lib/modules/7.3.0-5-generic/build/rust/libkernel.rmeta", "");
        finds("whole", &[of, headers, crates], "no modules", "make load");
    }

    #[test]
    fn a_module_for_another_kernel_is_named() {
        let module = |text| ("lib/modules/RELEASE/updates/dkms/klink_echo.ko", text);
        finds("none", &[OF, RUST, HEADERS], "no modules", "klink-dkms");
        let other = module("\0vermagic=7.3.3+deb13-amd64 SMP preempt\0");
        let files = [OF, RUST, HEADERS, other];
        finds("vermagic", &files, "is for 7.3.3+deb13-amd64", "dkms");
        let own = module("\0vermagic=7.3.4+deb13-rt-amd64 SMP preempt_rt\0");
        finds("own", &[OF, RUST, HEADERS, own], "are installed", "");
        let packed = ("lib/modules/RELEASE/updates/dkms/klink_echo.ko.xz", "");
        finds("packed", &[OF, RUST, HEADERS, packed], "are installed", "");
    }

    #[test]
    fn what_refuses_unsigned_modules_is_named() {
        let modules = ("proc/modules", "");
        let found = |name, files: &[(&str, &str)]| {
            let files = Files::new(name, files);
            let finding = loading(&Machine::at(&files.0), &Rights(u64::MAX));
            (finding.finding, finding.next.unwrap_or_default())
        };
        let lockdown = ("sys/kernel/security/lockdown", "none [integrity]\n");
        let (finding, next) = found("lockdown", &[modules, lockdown]);
        assert!(finding.contains("lockdown") && next.contains("mokutil"));
        let enforced = ("sys/module/module/parameters/sig_enforce", "Y\n");
        let (finding, next) = found("enforced", &[modules, enforced]);
        assert!(finding.contains("sig_enforce") && next.contains("mokutil"));
        let open = ("sys/kernel/security/lockdown", "[none] integrity\n");
        let (finding, _) = found("open", &[modules, open]);
        assert_eq!(finding, "this user may load modules");
        let (finding, _) = found("without", &[OF]);
        assert_eq!(finding, "this kernel has no modules");
        let off = ("proc/sys/kernel/modules_disabled", "1\n");
        let (finding, _) = found("off", &[modules, off]);
        assert!(finding.contains("until the next boot"));
    }

    #[test]
    fn dkms_takes_the_same_kernels() {
        let settings = include_str!("../../../../packaging/dkms/dkms.conf");
        let pattern = settings
            .lines()
            .find_map(|line| line.strip_prefix("BUILD_EXCLUSIVE_KERNEL="));
        let flavours = "(((cloud|rt)-)?(amd64|arm64)|arm64-16k)";
        let wanted = format!(r#""^7\.[23]\.[0-9]+\+deb13-{flavours}$""#);
        assert_eq!(pattern, Some(&*wanted));
        assert_eq!(SERIES, ["7.2", "7.3"]);
        let of = |arch: &str| {
            [
                arch.to_owned(),
                format!("cloud-{arch}"),
                format!("rt-{arch}"),
            ]
        };
        let all = [&of("amd64")[..], &of("arm64"), &["arm64-16k".to_owned()]].concat();
        assert_eq!(all, FLAVOURS);
    }
}
