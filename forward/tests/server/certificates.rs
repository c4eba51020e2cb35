// SPDX-License-Identifier: MIT OR Apache-2.0

//! Certificates in PEM format: NAME.pem and NAME.key in a folder.

use std::fs;
use std::path::Path;
use std::process::Command;

const NEW: &str = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output();
    let output = output.unwrap_or_else(|error| panic!("openssl: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments}: {said}");
}

/// Creates an authority.
pub(crate) fn authority(folder: &Path, name: &str) {
    let files = format!("-keyout {name}.key -out {name}.pem");
    openssl(folder, &format!("{NEW} -x509 -subj /CN=ca {files}"));
}

/// Creates a certificate that the authority `ca` has signed, for one who is called so: `DNS:...` or `IP:...`.
pub(crate) fn certificate(folder: &Path, name: &str, called: &str) {
    let files = format!("-keyout {name}.key -out {name}.csr");
    openssl(folder, &format!("{NEW} -subj /CN={name} {files}"));
    fs::write(folder.join("names"), format!("subjectAltName={called}\n")).unwrap();
    let authority = "-CA ca.pem -CAkey ca.key -CAcreateserial -extfile names";
    openssl(
        folder,
        &format!("x509 -req -in {name}.csr {authority} -out {name}.pem"),
    );
}
