// SPDX-License-Identifier: MIT OR Apache-2.0

//! Credentials that end while a forwarder runs.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use data_encoding::BASE64URL_NOPAD;
use nkeys::KeyPair;
use serde_json::{json, Value};

use crate::forwarder::Order;
use crate::journal::Plan;
use crate::nats::{Server, LIMIT};
use crate::program::{checked_with, klink_forward, refused, total, wait_until_said};

/// A JSON Web Token with these claims, as the server wants them.
fn token(by: &KeyPair, of: &KeyPair, expires: Option<u64>, nats: &Value) -> String {
    let mut claims = json!({
        "jti": "x", "iat": 0, "name": "x", "iss": by.public_key(), "sub": of.public_key(), "nats": nats,
    });
    if let Some(expires) = expires {
        claims["exp"] = expires.into();
    }
    let header = json!({ "typ": "JWT", "alg": "ed25519-nkey" });
    let parts = [header, claims].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes()));
    let text = parts.join(".");
    let signature = by.sign(text.as_bytes()).unwrap();
    format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
}

/// An operator with an account for events, in the name of which users are known.
struct Operator {
    account: KeyPair,
    configuration: String,
}

impl Operator {
    fn new() -> Self {
        let operator = KeyPair::new_operator();
        let (account, system) = (KeyPair::new_account(), KeyPair::new_account());
        let of_operator = json!({ "type": "operator", "version": 2 });
        let of_account = json!({
            "type": "account", "version": 2,
            "limits": {
                "subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": true, "conn": -1,
                "leaf": -1, "mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1,
            },
        });
        let of_system = json!({ "type": "account", "version": 2 });
        let configuration = format!(
            "operator: {}\nsystem_account: {}\nresolver: MEMORY\nresolver_preload: {{ {}: {}, {}: {} }}",
            token(&operator, &operator, None, &of_operator),
            system.public_key(),
            account.public_key(),
            token(&operator, &account, None, &of_account),
            system.public_key(),
            token(&operator, &system, None, &of_system),
        );
        Self {
            account,
            configuration,
        }
    }

    /// Writes a file as `nsc generate creds` does, with a user who is known for so long.
    fn write(&self, file: &Path, valid: Duration) {
        let user = KeyPair::new_user();
        let expires = (SystemTime::now() + valid).duration_since(SystemTime::UNIX_EPOCH);
        let claims = json!({ "type": "user", "version": 2, "subs": -1, "data": -1, "payload": -1 });
        let expires = Some(expires.unwrap().as_secs());
        let token = token(&self.account, &user, expires, &claims);
        let seed = user.seed().unwrap();
        let text = format!(
            "-----BEGIN NATS USER JWT-----\n{token}\n------END NATS USER JWT------\n\n\
             -----BEGIN USER NKEY SEED-----\n{seed}\n------END USER NKEY SEED------\n"
        );
        fs::write(file, text).unwrap();
    }
}

/// Waits until the stream has all events, each once.
fn wait_until_complete(arguments: &[&str], plan: &Plan) {
    let begin = Instant::now();
    loop {
        let rows = checked_with(arguments);
        assert_eq!(total(&rows, "lost"), 0);
        if total(&rows, "stored") == plan.events {
            return;
        }
        assert!(begin.elapsed() < LIMIT, "{rows:?}");
        sleep(Duration::from_millis(50));
    }
}

const ADVICE: &str = "renew the file of --creds or --nkey";

#[test]
fn a_token_that_expires_is_renewed() {
    let operator = Operator::new();
    let server = Server::start("expires", &operator.configuration);
    let [of_forwarder, of_reader] = ["forwarder.creds", "reader.creds"];
    let (file, reader) = (
        server.folder().join(of_forwarder),
        server.folder().join(of_reader),
    );
    let hour = Duration::from_secs(3600);
    operator.write(&reader, hour);
    let (url, reader) = (server.url(), reader.to_str().unwrap());
    let created = klink_forward(&["create", &url, "--creds", reader]);
    assert!(created.status.success(), "{created:?}");

    operator.write(&file, Duration::from_secs(3));
    let plan = Plan::new(500, 3000);
    let order = Order {
        creds: Some(file.clone()),
        ..Order::new(&server, plan)
    };
    let forwarder = order.start();
    wait_until_said(&order.log, "User Authentication Expired");
    wait_until_said(&order.log, ADVICE);
    // Another program that begins with it gets the same answer.
    let (status, said) = refused(&["check", &url, "--creds", file.to_str().unwrap()]);
    assert_eq!(status, 4, "{said}");
    operator.write(&file, hour);
    wait_until_said(&order.log, "connected again");
    wait_until_complete(&["check", "--json", &url, "--creds", reader], &plan);
    assert_eq!(forwarder.terminate().code(), Some(130));
}

#[test]
fn an_nkey_is_revoked_and_replaced() {
    let [revoked, next] = [KeyPair::new_user(), KeyPair::new_user()];
    let users = |key: &KeyPair| {
        format!(
            "authorization {{ users: [{{ user: admin, password: secret }}, {{ nkey: {} }}] }}",
            key.public_key()
        )
    };
    let mut server = Server::start("revoked", &users(&revoked));
    let admin = server.url().replace("nats://", "nats://admin:secret@");
    let created = klink_forward(&["create", &admin]);
    assert!(created.status.success(), "{created:?}");

    let file = server.folder().join("seed");
    fs::write(&file, revoked.seed().unwrap()).unwrap();
    let plan = Plan::new(1000, 3000);
    let order = Order {
        nkey: Some(file.clone()),
        ..Order::new(&server, plan)
    };
    let forwarder = order.start();
    sleep(Duration::from_millis(500));
    server.reload(&users(&next));
    wait_until_said(&order.log, ADVICE);
    fs::write(&file, next.seed().unwrap()).unwrap();
    wait_until_complete(&["check", "--json", &admin], &plan);
    assert_eq!(forwarder.terminate().code(), Some(130));
}
