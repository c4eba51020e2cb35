// SPDX-License-Identifier: MIT OR Apache-2.0
//! Setting up: refusals, which are immediate, and set-ups, which take minutes and the network and run only on request:
//! `cargo test --package klink-lab --test setup -- --ignored`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The file with apt's settings in each set-up's folder: without a reply apt tries again at once, and not after
/// seconds.
const APT: &str = "apt.conf";

/// A set-up with a cache of its own, which is empty at first.
struct Setup {
    cache: PathBuf,
}

impl Setup {
    fn new(name: &str) -> Self {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("setup")
            .join(name);
        let _ = fs::remove_dir_all(&cache);
        fs::create_dir_all(&cache).unwrap();
        fs::write(cache.join(APT), "Acquire::Retries::Delay \"false\";\n").unwrap();
        Setup { cache }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_klink-lab"));
        command
            .args(arguments)
            .env("XDG_CACHE_HOME", &self.cache)
            .env("APT_CONFIG", self.cache.join(APT))
            .stdin(Stdio::null());
        command
    }

    /// Expects the set-up to fail with status 125 and this message, and to leave no folder that looks complete.
    fn expect_refusal(&self, arguments: &[&str], said: &str) {
        let output = self.command(arguments).output().unwrap();
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(125), "{stderr}");
        assert!(stderr.contains(said), "no {said:?} in {stderr}");
        for folder in ["kernels", "toolchains"] {
            let complete = fs::read_dir(self.cache.join("klink").join(folder))
                .into_iter()
                .flatten()
                .flatten();
            let complete =
                complete.filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
            assert_eq!(
                complete.count(),
                0,
                "{folder} has something after a refusal"
            );
        }
        assert!(
            !self.cache.join("klink/pins.json").exists(),
            "something is pinned after a refusal"
        );
    }

    /// Expects the kernel that was set up to boot.
    fn expect_boot(&self) {
        let output = self.command(&["run", "--", "uname -r"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(text(&output.stdout).trim_end().ends_with("-cloud-amd64"));
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.cache);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn expect_success(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

/// A mirror that replies to each path with the result of `answer`, and with 404 for `None`. Returns its URL.
fn mirror(answer: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/debian", listener.local_addr().unwrap());
    thread::spawn(move || {
        let answer = &answer;
        thread::scope(|scope| {
            for connection in listener.incoming().flatten() {
                scope.spawn(move || serve(connection, answer));
            }
        });
    });
    url
}

fn serve(
    connection: TcpStream,
    answer: &(impl Fn(&str) -> Option<Vec<u8>> + Sync),
) -> io::Result<()> {
    let mut out = connection.try_clone()?;
    let mut lines = BufReader::new(connection).lines();
    while let Some(request) = lines.next() {
        let request = request?;
        let path = request.split(' ').nth(1).unwrap_or("").to_owned();
        while lines
            .next()
            .transpose()?
            .is_some_and(|header| !header.is_empty())
        {}
        let (status, body) = match answer(path.trim_start_matches("/debian/")) {
            Some(body) => ("200 OK", body),
            None => ("404 Not Found", Vec::new()),
        };
        write!(
            out,
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )?;
        out.write_all(&body)?;
    }
    Ok(())
}

/// The mirror that apt uses here, which the lab would use.
fn own_mirror() -> String {
    let format = "$(REPO_URI) $(ORIGIN) $(CODENAME) $(COMPONENT)";
    let targets = Command::new("apt-get")
        .args(["indextargets", "--format", format])
        .output()
        .unwrap();
    let targets = text(&targets.stdout);
    let own = targets.lines().map(|line| line.split(' ').collect::<Vec<_>>()).find(|fields| {
        matches!(fields[..], [_, "Debian", codename, "main"] if !codename.contains('-'))
    });
    own.unwrap()[0].to_owned()
}

/// Downloads a file of this machine's mirror.
fn fetch(path: &str) -> Option<Vec<u8>> {
    let output = Command::new("curl")
        .args(["-sfL", &format!("{}{path}", own_mirror())])
        .output()
        .unwrap();
    output.status.success().then_some(output.stdout)
}

#[test]
fn an_index_without_a_good_signature_is_refused() {
    let release =
        "Origin: Debian\nCodename: trixie\nSHA256:\n 00 1 main/binary-amd64/Packages.xz\n";
    let forged = format!(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{release}-----BEGIN PGP SIGNATURE-----\n\n\
         iHUEABYKAB0WIQQAAAAAAAAAAAAAAAAAAAAAAAAAAAUCZwAAAAAKCRAAAAAAAAAA\n=AAAA\n-----END PGP SIGNATURE-----\n"
    );
    for (name, index) in [("unsigned", release.to_owned()), ("forged", forged)] {
        let url = mirror(move |path| {
            path.ends_with("/InRelease")
                .then(|| index.clone().into_bytes())
        });
        Setup::new(name).expect_refusal(
            &["setup", "--mirror", &url],
            "the archive's signature is invalid",
        );
    }
}

#[test]
fn a_mirror_that_is_none_is_named_with_a_way_out() {
    let setup = Setup::new("none");
    setup.expect_refusal(
        &["setup", "--mirror", &mirror(|_| None)],
        "pass another mirror with --mirror URL",
    );
    setup.expect_refusal(
        &["setup", "--mirror", "http://127.0.0.1:1/debian"],
        "pass another mirror with --mirror URL",
    );
    setup.expect_refusal(&["setup", "--mirror", "debian"], "debian is not a URL");
    setup.expect_refusal(
        &["setup", "--keyring", "/no/such/keyring"],
        "no keyring /no/such/keyring",
    );
}

/// The reason why a module cannot be loaded here is reported before anything is downloaded. If there is no such reason,
/// the mirror is missing.
#[test]
fn loading_says_why_not_and_what_next() {
    let has_modules = Path::new("/proc/modules").exists();
    let has_rust =
        fs::read_to_string("/proc/kallsyms").is_ok_and(|symbols| symbols.contains(" rust_helper_"));
    let said = match (has_modules, has_rust) {
        (false, _) => "does not support modules (CONFIG_MODULES): use `make demo`",
        (true, false) => "is built without Rust (CONFIG_RUST): use `make demo`",
        (true, true) => "pass another mirror with --mirror URL",
    };
    let mirror = mirror(|_| None);
    Setup::new("load").expect_refusal(&["load", "--mirror", &mirror], said);
}

#[test]
#[ignore = "asks the network for the archive's index"]
fn an_index_signed_by_somebody_else_is_refused() {
    // Debian's release keys of an old suite have not signed anything that the lab reads.
    let keyring = "/usr/share/keyrings/debian-archive-removed-keys.gpg";
    Setup::new("keyring").expect_refusal(
        &["setup", "--keyring", keyring],
        "the archive's signature is invalid",
    );
}

#[test]
#[ignore = "asks the network for the archive's index"]
fn a_signed_index_that_was_changed_is_refused() {
    let url = mirror(|path| {
        let mut bytes = fetch(path)?;
        if path.ends_with("/InRelease") {
            let changed = text(&bytes).replacen("Components: main", "Components: mian", 1);
            bytes = changed.into_bytes();
        }
        Some(bytes)
    });
    Setup::new("changed").expect_refusal(
        &["setup", "--mirror", &url],
        "the archive's signature is invalid",
    );
}

#[test]
#[ignore = "asks the network for the archive's index"]
fn damaged_packages_are_refused() {
    for (name, damaged) in [("index", "/by-hash/"), ("deb", ".deb")] {
        let url = mirror(move |path| {
            let mut bytes = fetch(path)?;
            if path.contains(damaged) {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
            }
            Some(bytes)
        });
        Setup::new(name)
            .expect_refusal(&["setup", "--mirror", &url], "but the archive's index says");
    }
}

#[test]
#[ignore = "sets up from nothing, which takes minutes and the network"]
fn a_set_up_that_was_killed_goes_on_where_it_was() {
    let setup = Setup::new("killed");
    let mut killed = setup
        .command(&["setup"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(killed.stderr.take().unwrap()).lines();
    // The longest step, which runs other programs.
    while !said
        .next()
        .unwrap()
        .unwrap()
        .contains("building the Rust crates")
    {}
    thread::sleep(Duration::from_secs(5));
    killed.kill().unwrap();
    killed.wait().unwrap();
    let marker = setup.cache.display().to_string();
    let is_left = || {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        processes
            .map(|entry| fs::read(entry.path().join("cmdline")).unwrap_or_default())
            .any(|line| text(&line).contains(&marker))
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    while is_left() {
        assert!(
            Instant::now() < deadline,
            "something of the killed set-up still runs"
        );
        thread::sleep(Duration::from_millis(100));
    }
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap();
    assert!(!mounts.contains(&marker), "the killed set-up left a mount");

    let again = setup.command(&["setup"]).output().unwrap();
    expect_success(&again);
    let kernels = fs::read_dir(setup.cache.join("klink/kernels"))
        .unwrap()
        .flatten();
    let names: Vec<_> = kernels
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.len() == 1 && !names[0].starts_with('.'), "{names:?}");
    setup.expect_boot();
}

#[test]
#[ignore = "sets up from nothing, which takes minutes and the network"]
fn two_set_ups_at_once_share_the_work() {
    let setup = Setup::new("two");
    let runs: Vec<_> = (0..2)
        .map(|_| {
            setup
                .command(&["setup"])
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs: Vec<_> = runs
        .into_iter()
        .map(|run| run.wait_with_output().unwrap())
        .collect();
    outputs.iter().for_each(expect_success);
    let said: Vec<_> = outputs.iter().map(|output| text(&output.stderr)).collect();
    let (waited, built) = (
        "another run of the lab uses the cache",
        "building the Rust crates",
    );
    assert_eq!(
        said.iter().filter(|said| said.contains(waited)).count(),
        1,
        "{said:?}"
    );
    assert_eq!(
        said.iter().filter(|said| said.contains(built)).count(),
        1,
        "{said:?}"
    );
    setup.expect_boot();
}

#[test]
#[ignore = "sets up from nothing, which takes minutes and the network; needs root, to hide apt"]
fn no_apt_is_needed() {
    let setup = Setup::new("no-apt");
    let program = env!("CARGO_BIN_EXE_klink-lab");
    let hide =
        "mount -t tmpfs tmpfs /usr/lib/apt; mount --bind /dev/null /usr/bin/apt-get; exec \"$@\"";
    let run = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "sh", "-euc", hide, "sh", program, "setup"])
            .args(arguments);
        command
            .env("XDG_CACHE_HOME", &setup.cache)
            .output()
            .unwrap()
    };
    let refused = run(&[]);
    assert_eq!(refused.status.code(), Some(125));
    assert!(
        text(&refused.stderr).contains("of a Debian mirror with --mirror"),
        "{}",
        text(&refused.stderr)
    );
    expect_success(&run(&["--mirror", &own_mirror()]));
    setup.expect_boot();
}

#[test]
#[ignore = "sets up from nothing, which takes minutes and the network; needs root, to become another user"]
fn an_ordinary_user_can_do_it_all() {
    // A folder that every user can reach, with a copy of the program.
    let home = std::env::temp_dir().join(format!("klink-lab-user-{}", std::process::id()));
    fs::create_dir_all(&home).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_klink-lab"), home.join("klink-lab")).unwrap();
    std::os::unix::fs::chown(&home, Some(65534), Some(65534)).unwrap();
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(home.join("klink-lab"))
        .arg("setup")
        .env("HOME", &home)
        .env("XDG_CACHE_HOME", home.join("cache"))
        .current_dir(&home)
        .output()
        .unwrap();
    let complete = home.join("cache/klink/pins.json").is_file();
    fs::remove_dir_all(&home).unwrap();
    expect_success(&output);
    assert!(complete, "nothing is pinned");
}
