// SPDX-License-Identifier: MIT OR Apache-2.0

//! Every form that `docs/command.md` says is read, made by the tool itself: what comes back is what went in. Of forms
//! that it does not list, what comes back is that or an error.

use std::fs;
use std::process::{Command, Output};

use crate::record::tshark;
use crate::run::{klink, klink_with, prints};
use crate::scratch::Scratch;

/// A generator of random numbers (xorshift): the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// A message whose payload has runs of zeros, of text, and of anything.
    fn message(&mut self) -> Vec<u8> {
        let mut payload = Vec::new();
        for _ in 0..self.below(8) {
            let len = self.below(70);
            match self.below(4) {
                0 => payload.extend(vec![0; len]),
                1 => payload.extend(b"eth0 \\ '\"|<>*{7a}\0".repeat(1 + len / 18)),
                _ => payload.extend((0..len).map(|_| self.below(256) as u8)),
            }
        }
        self.wrap(&payload)
    }

    fn wrap(&mut self, payload: &[u8]) -> Vec<u8> {
        let len = 16 + payload.len() as u32;
        let mut message = len.to_ne_bytes().to_vec();
        message.extend((16 + self.below(2000) as u16).to_ne_bytes());
        // Flags that libmnl shows, too.
        message.extend((1 + self.below(15) as u16).to_ne_bytes());
        message.extend((self.below(1 << 32) as u32).to_ne_bytes());
        message.extend((self.below(1 << 31) as u32).to_ne_bytes());
        message.extend(payload);
        message
    }
}

/// The code in a row of the table of forms whose last word in capital letters is this.
fn forms(end: &str) -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/command.md");
    let page = fs::read_to_string(path).unwrap();
    let section = page.split("## What decode reads").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let codes = section.split('`').skip(1).step_by(2);
    let is_name =
        |word: &&str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let ends = |code: &&str| code.split_whitespace().rfind(is_name) == Some(end);
    let forms: Vec<_> = codes.filter(ends).map(str::to_owned).collect();
    assert!(!forms.is_empty(), "docs/command.md has no forms of {end}");
    forms
}

fn shell(command: &str) -> Output {
    let mut shell = Command::new("sh");
    // Offsets and characters are those of any language.
    shell.args(["-c", command]).env("LC_ALL", "C.UTF-8");
    shell.output().unwrap()
}

#[track_caller]
fn text(command: &str) -> Vec<u8> {
    let output = shell(command);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {said}");
    output.stdout
}

/// The datagrams that `klink decode` finds, or its complaint.
fn read(text: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let arguments = ["decode", "--protocol", "30", "--quiet", "--write", "-"];
    let output = klink_with(&arguments, text);
    match output.status.code() {
        Some(0) => Ok(datagrams(&output.stdout)),
        Some(1) => Err(String::from_utf8(output.stderr).unwrap()),
        other => panic!("status {other:?}: {output:?}"),
    }
}

/// The datagrams of a pcap file of this machine.
fn datagrams(mut file: &[u8]) -> Vec<Vec<u8>> {
    file = &file[24..];
    let mut all = Vec::new();
    while !file.is_empty() {
        let len = u32::from_ne_bytes(file[8..12].try_into().unwrap()) as usize;
        all.push(file[32..16 + len].to_vec());
        file = &file[16 + len..];
    }
    all
}

/// The capture that a datagram becomes.
fn capture(name: &str, message: &[u8]) -> Scratch {
    let capture = Scratch::new(name);
    let digits: String = message.iter().map(|byte| format!("{byte:02x}")).collect();
    let arguments = ["decode", "--protocol", "30", "--write", capture.name()];
    prints(&klink_with(&arguments, digits.as_bytes()));
    capture
}

/// Forms that the tools of Debian 12 do not have.
const NEWER: [&str; 2] = ["hexdump -X FILE", "xxd -R always FILE"];

/// Makes a form of a message and reads it.
fn formed(form: &str, file: &Scratch) -> (Vec<u8>, Result<Vec<Vec<u8>>, String>) {
    let text = text(
        &form
            .replace("FILE", file.name())
            .replace("CAPTURE", file.name()),
    );
    let read = read(&text);
    (text, read)
}

#[test]
fn every_form_of_bytes_gives_them_back() {
    let forms = forms("FILE");
    assert!(forms.len() > 40, "{forms:?}");
    let file = Scratch::new("form");
    let mut random = Random(0x5eed);
    for round in 0..5 {
        let mut message = random.message();
        if round == 0 {
            message = random.wrap(&[0; 300]);
        }
        fs::write(file.path(), &message).unwrap();
        for form in &forms {
            let command = form.replace("FILE", file.name());
            if NEWER.contains(&form.as_str()) && !shell(&command).status.success() {
                println!("not in this version: {form}");
                continue;
            }
            let (text, read) = formed(form, &file);
            let text = String::from_utf8_lossy(&text);
            assert_eq!(read, Ok(vec![message.clone()]), "{form}:\n{text}");
        }
    }
}

#[test]
fn no_other_form_gives_other_bytes() {
    let file = Scratch::new("other-form");
    let mut random = Random(0xbad);
    let mut understood = 0;
    for round in 0..4 {
        let mut message = random.message();
        if round == 0 {
            // Its characters without offsets have blanks, escapes and digits only.
            message = random.wrap(&[0; 16]);
        }
        fs::write(file.path(), &message).unwrap();
        for form in [
            "od -a FILE",
            "od -f FILE",
            "od -A n -c FILE",
            "od -A n -c FILE | sed 's/^ *//; s/ *$//'",
            "od -A n -x FILE",
            "od -A n -v -t x4 FILE",
            "od -A n -v -t o2 FILE",
            "od -A n -v -t u1 FILE",
            "od -A n -v -t d8 FILE",
            "od -A n -t x1 -t c FILE",
            "od -t x1 -t c FILE | sed 3d",
            "od -t x1 -t c FILE | sed '1s/0/1/9'",
            "od -t a -t f8 FILE",
            "od -S 3 FILE",
            "od -v -A n -t x2 FILE | sed 's/^ //'",
            "od -t x2 FILE | head -n -1",
            "od -v -t x1 FILE | sed 2d",
            "od -t x1 FILE | sed 's/  *$//; s/ /\\t/g'",
            "hexdump -C FILE | head -n -1",
            "hexdump -v -C FILE | sed 2d",
            "hexdump -C -x FILE | sed 2d",
            "hexdump FILE | cut -c 9-",
            "hexdump -C FILE | cut -c 1-40",
            "hexdump -e '4/4 \"%d \" \"\\n\"' FILE",
            "hexdump -v -e '16/1 \"%02x \" \"\\n\"' FILE",
            "hexdump -v -e '16/1 \"%u \" \"\\n\"' FILE",
            "xxd -E FILE | sed 's/0/1/3'",
            "xxd -e FILE | cut -c 11-45",
            "xxd FILE | cut -c 11-49",
            "xxd FILE | sed 's/0/1/3'",
            "xxd -b FILE | cut -d' ' -f 2-7",
            "xxd -p FILE | tr -d '\\n' | cut -c 2-",
            "base64 FILE",
        ] {
            let (text, read) = formed(form, &file);
            let text = String::from_utf8_lossy(&text);
            if let Ok(read) = read {
                // A text that ends early has what it has.
                let whole: Vec<u8> = read.concat();
                assert!(message.starts_with(&whole), "{form}:\n{text}\n{whole:02x?}");
                understood += 1;
            }
        }
    }
    assert!(understood > 20, "{understood}");
}

#[test]
fn dumps_of_captures_give_their_datagrams() {
    let mut random = Random(7);
    for _ in 0..3 {
        let message = random.message();
        let capture = capture("dumped.pcap", &message);
        assert!(!tshark(&capture, &[]).is_empty());
        for form in forms("CAPTURE") {
            let (text, read) = formed(&form, &capture);
            let text = String::from_utf8_lossy(&text);
            assert_eq!(read, Ok(vec![message.clone()]), "{form}:\n{text}");
        }
    }
}

#[test]
fn converted_captures_show_the_same() {
    let mut random = Random(11);
    let capture = capture("converted.pcap", &random.message());
    let shown = prints(&klink(&["decode", "--json", capture.name()]));
    let forms = forms("NEW");
    assert!(forms.len() > 6, "{forms:?}");
    for form in forms {
        let new = Scratch::new("converted.new");
        text(
            &form
                .replace("FILE", capture.name())
                .replace("NEW", new.name()),
        );
        let again = klink(&["decode", "--json", new.name()]);
        assert_eq!(prints(&again), shown, "{form}");
    }
}

/// Rust's own text; Go's, as its `%v`, `%#v` and `%q` print it.
#[test]
fn literals_of_rust_and_go_give_their_bytes() {
    let mut random = Random(13);
    for _ in 0..8 {
        let message = random.message();
        let list = |format: fn(&u8) -> String, between: &str| {
            let all: Vec<_> = message.iter().map(format).collect();
            all.join(between)
        };
        let decimal = |byte: &u8| byte.to_string();
        for text in [
            format!("{message:?}"),
            format!("let m: [u8; {}] = {message:#04x?};", message.len()),
            format!("const M: &[u8] = b\"{}\";", message.escape_ascii()),
            format!("vec!{message:?}"),
            format!("[{}]", list(decimal, " ")),
            format!("m := []byte{{{}}}", list(|byte| format!("{byte:#x}"), ", ")),
            format!("var m = [...]uint8{{\n{},\n}}", list(decimal, ",\n")),
            format!("[]byte(\"{}\")", list(|byte| format!("\\x{byte:02x}"), "")),
            format!("\"{}\"", list(|byte| format!("\\{byte:03o}"), "")),
        ] {
            assert_eq!(read(text.as_bytes()), Ok(vec![message.clone()]), "{text}");
        }
    }
}

#[test]
fn texts_of_the_c_libraries_give_their_bytes() {
    let program = "
import ctypes, sys
libc = ctypes.CDLL(None)
out = ctypes.c_void_p.in_dll(libc, 'stdout')
message = open(sys.argv[2], 'rb').read()
buffer = ctypes.create_string_buffer(message, len(message))
if sys.argv[1] == 'libmnl':
    ctypes.CDLL('libmnl.so.0').mnl_nlmsg_fprintf(out, buffer, ctypes.c_size_t(len(message)), ctypes.c_size_t(4))
else:
    libnl = ctypes.CDLL('libnl-3.so.200')
    libnl.nlmsg_convert.restype = ctypes.c_void_p
    libnl.nl_msg_dump(ctypes.c_void_p(libnl.nlmsg_convert(buffer)), out)
libc.fflush(None)
";
    let mut random = Random(17);
    let file = Scratch::new("library");
    for round in 0..8 {
        // A header of 4 bytes, and attributes.
        let mut payload = vec![7; 4];
        for kind in 1..=round {
            let value: Vec<u8> = (0..4 * random.below(20))
                .map(|_| random.below(256) as u8)
                .collect();
            payload.extend((4 + value.len() as u16).to_ne_bytes());
            payload.extend((kind as u16).to_ne_bytes());
            payload.extend(value);
        }
        let mut message = random.wrap(&payload);
        if round == 7 {
            // An acknowledgement: of the request that it repeats libnl does not show the length.
            let request = random.wrap(&payload);
            message = random.wrap(&[&[0; 4][..], &request].concat());
            message[4..6].copy_from_slice(&2u16.to_ne_bytes());
        }
        fs::write(file.path(), &message).unwrap();
        for library in ["libmnl", "libnl"] {
            let mut python = Command::new("python3");
            let output = python
                .args(["-c", program, library, file.name()])
                .output()
                .unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(
                output.status.success() && text.contains('|') | text.contains('['),
                "{output:?}"
            );
            let shown = match (round, library) {
                (7, "libnl") => &message[..20],
                _ => &message[..],
            };
            assert_eq!(
                read(&output.stdout),
                Ok(vec![shown.to_vec()]),
                "{library}:\n{text}"
            );
        }
    }
}

/// A program that sends messages to itself by every call, in several buffers, on copies of its descriptor.
const PROGRAM: &str = "
import ctypes, fcntl, os, socket, sys
message = open(sys.argv[1], 'rb').read()
parts = [message[:7], message[7:16], message[16:]]
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 2)
s.bind((0, 0))
me = s.getsockname()
room = lambda: [bytearray(9), bytearray(70000)]
s.sendto(message, me); s.recv(70000)
s.connect(me)
s.send(message); s.recvfrom(70000)
s.sendmsg(parts); s.recvmsg(70000)
os.write(s.fileno(), message); os.read(s.fileno(), 70000)
os.writev(s.fileno(), parts); os.readv(s.fileno(), room())
d = os.dup(s.fileno()); os.write(d, message); s.recv(10, socket.MSG_PEEK); s.recvmsg_into(room())
d = os.dup2(d, 77); os.write(d, message); os.read(d, 70000)
d = fcntl.fcntl(d, fcntl.F_DUPFD, 50); os.write(d, message); os.read(d, 70000)
if os.fork() == 0:
    os.write(s.fileno(), message)
    os._exit(0)
os.wait(); os.read(s.fileno(), 70000)
libc = ctypes.CDLL(None)
class Part(ctypes.Structure):
    _fields_ = [('base', ctypes.c_char_p), ('len', ctypes.c_size_t)]
class Header(ctypes.Structure):
    _fields_ = [('name', ctypes.c_void_p), ('name_len', ctypes.c_uint), ('parts', ctypes.POINTER(Part)),
                ('count', ctypes.c_size_t), ('control', ctypes.c_void_p), ('control_len', ctypes.c_size_t),
                ('flags', ctypes.c_int), ('pad', ctypes.c_int), ('len', ctypes.c_uint)]
def headers(parts):
    headers = (Header * 2)()
    for header in headers:
        header.parts = (Part * len(parts))(*[Part(ctypes.cast(p, ctypes.c_char_p), len(p)) for p in parts])
        header.count = len(parts)
    return headers
keep = [ctypes.create_string_buffer(p, len(p)) for p in parts]
assert libc.sendmmsg(s.fileno(), headers(keep), 2, 0) == 2
keep = [ctypes.create_string_buffer(20), ctypes.create_string_buffer(70000)]
assert libc.recvmmsg(s.fileno(), headers(keep), 2, 0, None) == 2
";

/// How many datagrams that is, each sent and received.
const EXCHANGED: usize = 2 * 11;

#[test]
fn strace_gives_what_every_call_moved() {
    let (file, trace) = (Scratch::new("moved"), Scratch::new("moved.strace"));
    let program = Scratch::new("moved.py");
    fs::write(program.path(), PROGRAM).unwrap();
    let mut random = Random(23);
    for form in forms("PROGRAM") {
        for _ in 0..2 {
            let message = random.message();
            fs::write(file.path(), &message).unwrap();
            let run = format!(
                "-o {} python3 {} {}",
                trace.name(),
                program.name(),
                file.name()
            );
            // A child's calls are seen with -f.
            let seen = EXCHANGED - usize::from(!form.contains("-f"));
            text(&form.replace("PROGRAM", &run));
            let arguments = ["decode", trace.name(), "--quiet", "--write", "-"];
            let output = klink(&arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            let shown = fs::read_to_string(trace.path()).unwrap();
            let shown = shown.split("AF_NETLINK").last().unwrap_or("");
            assert_eq!(output.status.code(), Some(0), "{form}: {said}\n{shown}");
            let datagrams = datagrams(&output.stdout);
            assert_eq!(datagrams.len(), seen, "{form}\n{shown}");
            assert!(
                datagrams.iter().all(|datagram| *datagram == message),
                "{form}\n{shown}"
            );
        }
    }
}

#[test]
fn a_child_may_send_before_its_parent_s_fork_returns() {
    let write = |number: u8| {
        format!(
            "write(3, \"\"..., 20) = 20\n \
             | 00000  14 00 00 00 12 00 01 03  {number:02x} 00 00 00 00 00 00 00  ................ |\n \
             | 00010  00 00 00 00                                       ....             |\n"
        )
    };
    let clone = "clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD";
    let resumed = "<... clone resumed>, child_tidptr=0x7f)";
    // The second child has the number of the first, and the third closes what it shares.
    let trace = [
        format!(
            "10 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3\n10 {clone} <unfinished ...>\n"
        ),
        format!("11 {}10 {resumed} = 11\n11 {}", write(1), write(2)),
        format!("11 close(3) = 0\n11 +++ exited with 0 +++\n10 {clone} <unfinished ...>\n"),
        format!(
            "11 {}10 {resumed} = 11\n11 close(3) = 0\n11 {}",
            write(3),
            write(4)
        ),
        format!("11 +++ exited with 0 +++\n10 {clone}|CLONE_FILES <unfinished ...>\n"),
        format!("12 close(3) = 0\n10 {resumed} = 12\n10 {}", write(5)),
    ]
    .concat();
    let file = Scratch::new("early.strace");
    fs::write(file.path(), trace).unwrap();
    let output = klink(&["decode", file.name(), "--quiet", "--write", "-"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let sent = datagrams(&output.stdout);
    let numbers = sent.iter().map(|datagram| datagram[8]);
    assert_eq!(numbers.collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn what_strace_has_cut_is_not_made_up() {
    let (file, trace) = (Scratch::new("cut"), Scratch::new("cut.strace"));
    let program = Scratch::new("cut.py");
    fs::write(program.path(), PROGRAM).unwrap();
    let message = Random(29).wrap(&[b'x'; 100]);
    fs::write(file.path(), &message).unwrap();
    text(&format!(
        "strace -f -s 30 -e trace=network,desc,process -o {} python3 {} {}",
        trace.name(),
        program.name(),
        file.name()
    ));
    let output = klink(&["decode", trace.name(), "--quiet", "--write", "-"]);
    let datagrams = datagrams(&output.stdout);
    let shown = fs::read_to_string(trace.path()).unwrap();
    let shown = shown.split_once("AF_NETLINK").unwrap().1;
    assert_eq!(datagrams.len(), EXCHANGED, "{shown}");
    for datagram in datagrams {
        assert!(message.starts_with(&datagram), "{datagram:02x?}");
        assert!((30..116).contains(&datagram.len()), "{}", datagram.len());
    }
    let shown = prints(&klink(&["decode", trace.name()]));
    assert!(shown.contains(", cut: "), "{shown}");
}
