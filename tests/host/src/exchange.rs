// SPDX-License-Identifier: MIT OR Apache-2.0

//! The kernel's answers to every request that a specification allows, with klink's view of the same bytes. An exchange
//! is a line of JSON, as `tests/support/ynl.py` reads it.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use klink::genl::Controller;
use klink::{route, Error, Netns, Protocol, Socket};
use klink_ynl::{Family, Folders, Operation, Spec};
use serde_json::{json, Value};

/// How long an answer may take. Not everything that can be asked has one.
const TIMEOUT: Duration = Duration::from_millis(150);

/// Operations that change nothing, besides those with `get` in their names.
const READS: [&str; 4] = ["accept", "list-nodes", "region-read", "resource-dump"];

/// How many links are asked for what their drivers know, which is much, and mostly the same.
const DRIVERS: usize = 6;

/// Asks for everything that can be read in a network namespace, by all specifications of a folder, and gives each exchange whose
/// answer is a new one to `sink`.
///
/// `known` are questions besides those for every link. `shown` is the folder's name where exchanges are read.
pub fn record(
    netns: Option<&Netns>,
    folder: &Path,
    shown: &Path,
    known: &[Value],
    mut sink: impl FnMut(&str),
) -> Result<(), Error> {
    let questions = questions(netns, known)?;
    for file in Folders::new([folder.to_owned()]).files() {
        let spec = Spec::load(&file).unwrap_or_else(|error| panic!("{error}"));
        let Some(mut peer) = Peer::open(netns, &spec)? else {
            continue;
        };
        let shown = shown.join(file.file_name().unwrap_or_default());
        for operation in spec.operations() {
            if !operation.name().contains("get") && !READS.contains(&operation.name()) {
                continue;
            }
            let mut seen = HashSet::new();
            for question in &questions {
                let Ok(payload) = spec.encode(operation, question) else {
                    continue;
                };
                for answers in peer.ask(operation, &payload) {
                    // Many questions have the same answer.
                    if !seen.contains(&answers) {
                        sink(&exchange(&spec, &shown, operation, &answers));
                        seen.insert(answers);
                    }
                }
            }
        }
    }
    Ok(())
}

/// Writes specifications as klink reads them to a folder, for the Python reader, which does not have klink's corrections.
/// Where what is nested depends on a field of the header, which it cannot say, it gets what is nested without one.
pub fn correct(folder: &Path, into: &Path) {
    let written = fs::create_dir_all(into).and_then(|()| {
        Folders::new([folder.to_owned()])
            .files()
            .try_for_each(|file| {
                let text =
                    klink_ynl::corrected(&fs::read_to_string(&file)?).map_err(io::Error::other)?;
                let text = text.replace(
                    r#""type":"sub-message","nested-attributes""#,
                    r#""type":"nest","nested-attributes""#,
                );
                fs::write(into.join(file.file_name().unwrap_or_default()), text)
            })
    });
    written.unwrap_or_else(|error| panic!("{}: {error}", into.display()));
}

/// An exchange's line: each message of an answer, and its value, which can go in again.
pub fn exchange(spec: &Spec, file: &Path, operation: &Operation, answers: &[Vec<u8>]) -> String {
    let decoded = |payload: &[u8]| json!(spec.decode(operation, payload));
    let message = |payload: &Vec<u8>| {
        let value = decoded(payload);
        let again = spec
            .encode(operation, &value)
            .unwrap_or_else(|error| panic!("{error}: {value}"));
        assert_eq!(decoded(&again), value);
        let digits: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({"payload": digits, "value": value})
    };
    let exchange = json!({
        "spec": file,
        "operation": operation.name(),
        "messages": answers.iter().map(message).collect::<Vec<_>>(),
    });
    format!("{exchange}\n")
}

/// The socket that answers to a specification.
struct Peer {
    socket: Socket,
    /// In generic netlink, the kind of the family's messages.
    family: Option<u16>,
}

impl Peer {
    /// `None` if this kernel does not have it.
    fn open(netns: Option<&Netns>, spec: &Spec) -> Result<Option<Self>, Error> {
        let (protocol, family) = match spec.family() {
            Family::Raw(protocol) => (protocol, None),
            Family::Generic { .. } => {
                let mut controller = Controller::from(socket(netns, Protocol::GENERIC)?);
                match controller.family(spec.name()) {
                    Ok(family) => (Protocol::GENERIC, Some(family.id())),
                    Err(_) => return Ok(None),
                }
            }
        };
        let Ok(mut socket) = socket(netns, protocol) else {
            return Ok(None);
        };
        socket.set_timeout(Some(TIMEOUT));
        Ok(Some(Self { socket, family }))
    }

    /// Asks in every way that may have an answer, and gives those that have one.
    fn ask(&mut self, operation: &Operation, payload: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut all = Vec::new();
        let Some(kind) = operation.request() else {
            return all;
        };
        let kind = self.family.unwrap_or(kind);
        let request = klink::request(kind, |message| message.raw(payload));
        if operation.can_do() && operation.answers() {
            let answer = self.socket.request(&request);
            all.extend(answer.map(|message| vec![message.payload.to_vec()]));
        }
        // Specifications do not list every dump that the kernel has.
        let dumped = self
            .socket
            .snapshot(request, 0, |message| message.payload.to_vec());
        all.extend(dumped.map(klink::Snapshot::into_inner));
        all.retain(|answers| !answers.is_empty());
        all
    }
}

fn socket(netns: Option<&Netns>, protocol: Protocol) -> Result<Socket, Error> {
    match netns {
        None => Socket::open(protocol),
        Some(netns) => Socket::open_in(netns, protocol),
    }
}

/// The requests: an empty one, one object of each kind that the family has, and those known besides.
fn questions(netns: Option<&Netns>, known: &[Value]) -> Result<Vec<Value>, Error> {
    let mut questions = vec![json!({})];
    let mut socket = socket(netns, Protocol::ROUTE)?;
    let mut links = socket.dump(route::Links::all())?;
    let mut drivers = 0;
    while let Some(link) = links.next()? {
        let (index, name) = (link.index(), link.ifname().unwrap_or_default());
        questions.extend([
            json!({"ifi-index": index}),
            json!({"ifindex": index}),
            json!({"ifindex": index, "type": "rx", "id": 0}),
            json!({"ifindex": index, "type": "tx", "id": 0}),
            json!({"ifindex": index, "parent": 0x10000}),
        ]);
        if drivers < DRIVERS {
            questions.push(json!({"header": {"dev-name": name}}));
        }
        drivers += 1;
    }
    for family in [2, 7, 10] {
        questions.push(json!({"ndm-family": family}));
        questions.push(json!({"rtm-family": family}));
        questions.push(json!({"ifa-family": family}));
        questions.push(json!({"family": family}));
    }
    questions.extend_from_slice(known);
    Ok(questions)
}
