// SPDX-License-Identifier: MIT OR Apache-2.0
//! The behaviour of a guest, as its user sees it: each test boots at least one.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{kill_process, Pid, Signal};

fn lab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klink-lab"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs the lab, and checks its status.
fn expect(status: i32, arguments: &[&str]) -> Output {
    let output = lab(arguments).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(status),
        "{arguments:?}:\n{}",
        text(&output.stderr)
    );
    output
}

/// Checks all cases in parallel: a guest does not use all processors, and waits some of the time.
fn at_once<T: Send>(cases: impl IntoIterator<Item = T>, check: impl Fn(T) + Copy + Send) {
    thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || check(case));
        }
    });
}

/// A new folder for one test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Builds a module of this folder's fixtures.
fn module(name: &str) -> String {
    module_in(&format!("tests/fixtures/{name}"), name)
}

/// Builds a module in a folder below the lab's.
fn module_in(folder: &str, name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let before = fs::read_dir(&folder).unwrap().count();
    let output = expect(0, &["module", folder.to_str().unwrap()]);
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        before,
        "the build wrote into the module's folder"
    );
    let path = text(&output.stdout).trim_end().to_owned();
    assert!(
        path.ends_with(&format!("/{name}.ko")) && Path::new(&path).is_file(),
        "{path}"
    );
    path
}

/// Runs the fixture that breaks the kernel, and returns the lab's messages.
fn trouble(kind: &str, processors: &str) -> String {
    let module = module("trouble");
    let script = format!("insmod /job/trouble.ko kind={kind}; echo survived");
    let output = expect(
        125,
        &[
            "run", "--time", "5m", "--smp", processors, "--copy", &module, "--", &script,
        ],
    );
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr)
}

#[test]
fn a_commands_status_is_the_labs() {
    at_once([0, 1, 7, 42], |status| {
        expect(status, &["run", "--", &format!("exit {status}")]);
    });
}

/// The guest ends with its test, so this is not one of the guest tests. A module delays the stop of the machine; it is
/// notified after the journal.
#[test]
fn the_journal_says_how_the_machine_stops() {
    let module = module_in("../tests/guest/fixtures/stall", "stall");
    let stops = [("reboot", "restart"), ("poweroff", "power-off")];
    at_once(stops, |(stop, action)| {
        let script = format!(
            "insmod /lib/klink/klink_events.ko sources=reboot && insmod /job/stall.ko stop=8000 || exit 1\n\
             klink events --follow --json &\n\
             until klink events --stats 2>&1 | grep -q 'mapped by 1'; do sleep 0.2; done\n\
             {stop} -f; sleep 100"
        );
        let output = expect(125, &["run", "--copy", &module, "--", &script]);
        let (shown, wanted) = (
            text(&output.stdout),
            format!("\"kind\":\"reboot\",\"action\":\"{action}\"}}"),
        );
        assert!(shown.contains(&wanted), "{shown}{}", text(&output.stderr));
    });
}

#[test]
fn death_by_a_signal_is_a_status_as_in_a_shell() {
    let output = expect(128 + 9, &["run", "--", "kill -9 $$"]);
    assert!(text(&output.stderr).contains("signal 9 killed the command"));
}

#[test]
fn streams_arrive_whole_and_apart() {
    let mut bytes = Vec::with_capacity(8 << 20);
    let mut state = 1u32;
    while bytes.len() < 8 << 20 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.extend_from_slice(&state.to_be_bytes());
    }
    let mut child = lab(&["run", "--", "cat; echo apart >&2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = bytes.clone();
    let writer = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    writer.join().unwrap().unwrap();
    assert_eq!(output.stdout.len(), bytes.len());
    assert!(output.stdout == bytes, "8 MiB came back changed");
    assert!(stderr.lines().any(|line| line == "apart"), "{stderr}");
}

#[test]
fn words_files_and_folders_arrive_as_they_are() {
    let folder = scratch("copies");
    fs::create_dir(folder.join("in")).unwrap();
    fs::write(folder.join("in/a b"), "inside").unwrap();
    fs::write(folder.join("file"), "outside").unwrap();
    let (inside, outside) = (folder.join("in"), folder.join("file"));
    let copies = [
        "run",
        "--copy",
        inside.to_str().unwrap(),
        "--copy",
        outside.to_str().unwrap(),
        "--",
    ];
    let script = [
        "sh",
        "-c",
        "cat '/job/in/a b' file; printf '|%s' \"$@\"",
        "sh",
        "a b",
        "",
        "$HOME",
        "'",
    ];
    let output = expect(0, &[&copies[..], &script[..]].concat());
    assert_eq!(text(&output.stdout), "insideoutside|a b||$HOME|'");
}

#[test]
fn a_guest_is_a_system() {
    let script = "set -e\n\
        ls /lib/klink/klink_echo.ko >/dev/null\n\
        command -v klink >/dev/null\n\
        su user -c 'id -u; touch /tmp/mine; test ! -w /etc'\n\
        for folder in /proc /sys /dev /dev/pts /tmp /sys/fs/cgroup /sys/kernel/debug /sys/kernel/tracing; do\n\
        grep -q \" $folder \" /proc/mounts || { echo \"$folder is not mounted\"; exit 1; }\n\
        done\n\
        ping -c 1 -q 127.0.0.1 >/dev/null\n\
        modprobe dummy; modprobe veth; modprobe nlmon; modprobe netlink_diag\n\
        modprobe nf_conntrack_netlink; grep -c '^nf_conntrack' /proc/modules\n\
        nproc\n";
    let output = expect(
        0,
        &[
            "run",
            "--smp",
            "2",
            "--with-module",
            "nf_conntrack_netlink",
            "--",
            script,
        ],
    );
    assert_eq!(text(&output.stdout), "1000\n2\n2\n");
}

/// Before 8.1 an emulated processor could run a breakpoint that the kernel had already replaced.
#[test]
fn the_emulator_knows_when_code_is_patched() {
    let status = text(&expect(0, &["status"]).stdout);
    let version = status
        .lines()
        .find_map(|line| line.strip_prefix("qemu "))
        .map(|rest| {
            rest.trim()
                .split('.')
                .map_while(|number| number.parse().ok())
                .collect::<Vec<u32>>()
        });
    assert!(version.unwrap() >= vec![8, 1], "{status}");
}

#[test]
fn a_module_in_rust_is_built_and_loads() {
    let module = module("hello");
    let script = "insmod /job/hello.ko && rmmod hello && dmesg | grep -c 'hello from Rust'";
    let output = expect(0, &["run", "--copy", &module, "--", script]);
    assert_eq!(text(&output.stdout), "1\n");
}

#[test]
fn an_oops_and_a_panic_are_named_and_shown() {
    let cases = [
        (
            "oops",
            "lab: the guest's kernel oopsed: BUG: kernel NULL pointer dereference",
        ),
        ("panic", "lab: the guest's kernel panicked: on demand"),
    ];
    at_once(cases, |(kind, wanted)| {
        let said = trouble(kind, "1");
        assert!(said.contains(wanted), "{said}");
        assert!(said.contains("trouble_init"), "no trace: {said}");
    });
}

#[test]
fn a_hang_is_noticed_with_and_without_a_processor() {
    at_once(["1", "2"], |processors| {
        let said = trouble("hang", processors);
        let noticed = said.contains("lab: the guest hangs")
            || said.contains("lab: the guest's kernel panicked");
        assert!(noticed, "{processors} processors: {said}");
    });
}

#[test]
fn a_limit_ends_the_command() {
    let output = expect(125, &["run", "--time", "2s", "--", "sleep 100"]);
    assert!(text(&output.stderr).contains("lab: the command exceeded its limit of 2 s"));
}

#[test]
fn a_guest_that_is_switched_off_is_no_success() {
    let output = expect(125, &["run", "--", "poweroff -f"]);
    assert!(text(&output.stderr).contains("lab: the guest ended before the command"));
}

#[test]
fn a_guest_without_memory_for_its_files_is_none() {
    let large = scratch("large").join("zeros");
    fs::File::create(&large).unwrap().set_len(96 << 20).unwrap();
    let copy = large.to_str().unwrap();
    // Less than the files, less than the kernel needs beside them, and less than half of which their file system may use.
    at_once(["128", "240", "272"], |memory| {
        let output = expect(125, &["run", "--mem", memory, "--copy", copy, "--", "true"]);
        let said = text(&output.stderr);
        assert!(
            said.contains("memory is too small for its files (increase --mem)"),
            "{memory} MiB: {said}"
        );
    });
}

#[test]
fn the_kernels_log_can_be_kept() {
    let log = scratch("log").join("kernel.log");
    expect(
        0,
        &[
            "run",
            "--log",
            log.to_str().unwrap(),
            "--",
            "echo '<6>kept' >/dev/kmsg",
        ],
    );
    let log = fs::read_to_string(log).unwrap();
    assert!(
        log.contains("Linux version ") && log.contains("kept"),
        "{log}"
    );
}

#[test]
fn what_the_lab_cannot_do_is_said_before_a_boot() {
    let cases = [
        (vec!["run"], "COMMAND"),
        (
            vec!["run", "--with-module", "no_such_module", "--", "true"],
            "has no module no_such_module",
        ),
        (
            vec!["run", "--copy", "/no/such/file", "--", "true"],
            "cannot copy /no/such/file",
        ),
        (
            vec!["module", "/no/such/folder"],
            "no module folder /no/such/folder",
        ),
    ];
    for (arguments, said) in cases {
        let output = expect(125, &arguments);
        assert!(
            text(&output.stderr).contains(said),
            "{}",
            text(&output.stderr)
        );
    }
}

/// util-linux's `script` is the terminal.
#[test]
fn a_shell_has_the_terminal_and_gives_it_back() {
    let inside = "stty size; test -t 0 && test -t 1 && echo terminal; exit 7";
    let program = env!("CARGO_BIN_EXE_klink-lab");
    let session =
        format!("stty rows 33 cols 99; {program} shell -- '{inside}'; echo status $?; stty -a");
    let output = Command::new("script")
        .args(["-qec", &session, "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let shown = text(&output.stdout);
    for wanted in ["33 99", "terminal", "status 7", " icanon", " echo "] {
        assert!(shown.contains(wanted), "no {wanted:?} in {shown}");
    }
}

/// The guests that a lab's threads have started: process and kernel version.
fn guests(lab: u32) -> Vec<(Pid, String)> {
    let threads = fs::read_dir(format!("/proc/{lab}/task")).unwrap();
    let children =
        threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
    let children: String = children.collect();
    let version = |id: &str| {
        let line = fs::read_to_string(format!("/proc/{id}/cmdline")).ok()?;
        let kernel = line
            .split('\0')
            .skip_while(|word| *word != "-kernel")
            .nth(1)?;
        let folder = Path::new(kernel).parent()?.file_name()?;
        let process = Pid::from_raw(id.parse().ok()?)?;
        Some((process, folder.to_str()?.to_owned()))
    };
    children.split_whitespace().filter_map(version).collect()
}

#[test]
fn a_guest_is_started_again_if_qemu_faults() {
    // A machine's first guest comes after one that tries KVM, which is not the one to kill.
    expect(0, &["run", "--", "true"]);
    let mut lab = lab(&["run", "--", "echo survived"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let guest = loop {
        match guests(lab.id()).as_slice() {
            [(guest, _)] => break *guest,
            _ if lab.try_wait().unwrap().is_some() => panic!("there was no guest"),
            _ => thread::sleep(Duration::from_millis(5)),
        }
    };
    kill_process(guest, Signal::ABORT).unwrap();
    let output = lab.wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("starting the guest again"), "{said}");
    assert_eq!(text(&output.stdout), "survived\n", "{said}");
}

/// Waits until this process of the lab has two guests, and kills one. Returns the kernels of the dead one and of the
/// other.
fn kill_one_of_two(lab: u32) -> (String, String) {
    loop {
        match guests(lab).as_slice() {
            [(guest, version), (_, other)] => {
                kill_process(*guest, Signal::KILL).unwrap();
                return (version.clone(), other.clone());
            }
            _ => thread::sleep(Duration::from_millis(20)),
        }
    }
}

#[test]
fn the_kernel_whose_guest_dies_is_named() {
    let arguments = ["test", "--kernel", "all", "doctor_knows_the_module"];
    let mut lab = lab(&arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = lab.id();
    let killer = thread::spawn(move || kill_one_of_two(id));
    let mut said = String::new();
    lab.stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(lab.wait().unwrap().code(), Some(125), "{said}");
    assert!(killer.is_finished(), "there were no two guests: {said}");
    let (dead, well) = killer.join().unwrap();
    assert!(
        said.contains(&format!("lab: kernel {dead}-cloud-amd64: QEMU failed")),
        "{said}"
    );
    assert!(
        said.contains(&format!(
            "lab: kernel {well}-cloud-amd64: 1 passed, 0 failed"
        )),
        "{said}"
    );
}

#[test]
fn a_killed_lab_leaves_no_guest() {
    let mut child = lab(&["run", "--", "echo up; sleep 1000"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(line, "up\n");
    let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id())).unwrap();
    let guests: Vec<_> = children.split_whitespace().collect();
    assert!(!guests.is_empty());
    child.kill().unwrap();
    child.wait().unwrap();
    let is_alive = |id: &&str| {
        fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.contains("qemu"))
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    while guests.iter().any(is_alive) {
        assert!(Instant::now() < deadline, "a guest outlived the lab");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The lab itself runs in a guest, which can load modules, unlike most machines that run the lab.
#[test]
fn unloading_says_why_not_and_what_next() {
    let program = text(&expect(0, &["program", "klink-lab"]).stdout);
    let script = "lab='/job/klink-lab unload'\n\
        exec 2>&1\n\
        $lab\n\
        insmod /lib/klink/klink_echo.ko\n\
        su user -c \"$lab\"\n\
        mkfifo words; klink chat <words >/dev/null & exec 3>words\n\
        until grep -q '^klink_echo [0-9]* [1-9]' /proc/modules; do sleep 0.1; done\n\
        $lab; exec 3>&-; wait\n\
        $lab && ! grep klink_echo /proc/modules\n";
    let said = text(&expect(0, &["run", "--copy", program.trim(), "--", script]).stdout);
    let expected = [
        "klink_echo is not loaded: run make load",
        "unloading a module requires root: run sudo rmmod klink_echo",
        "klink_echo is in use: end the programs that use it",
    ];
    assert_eq!(said, expected.map(|line| format!("lab: {line}\n")).concat());
}
