// SPDX-License-Identifier: MIT OR Apache-2.0

//! Dissectors for Wireshark, loaded by tshark.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{klink, prints};
use crate::scratch::Scratch;

/// A folder with the dissectors of one test, which is the home of tshark, too.
pub(crate) struct Dissectors {
    folder: PathBuf,
    scripts: Vec<PathBuf>,
}

impl Dissectors {
    /// From the descriptions inside of klink.
    pub(crate) fn new<'f>(test: &str, families: impl IntoIterator<Item = &'f str>) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("dissectors-{test}"));
        fs::create_dir_all(&folder).unwrap();
        let scripts = Vec::new();
        let mut all = Self { folder, scripts };
        for family in families {
            all.add(family, &prints(&klink(&["generate", "wireshark", family])));
        }
        all
    }

    pub(crate) fn add(&mut self, name: &str, script: &str) {
        let file = self.folder.join(format!("{name}.lua"));
        fs::write(&file, script).unwrap();
        self.scripts.push(file);
    }

    /// The output of tshark for a capture; none of it may be an error of Lua.
    #[track_caller]
    pub(crate) fn tshark(&self, capture: &Scratch, arguments: &[&str]) -> String {
        let mut tshark = klink_tests_support::tshark();
        for script in &self.scripts {
            let script = format!("lua_script:{}", script.display());
            tshark.args(["-X", &script]);
        }
        tshark.arg("-r").arg(capture.path()).args(arguments);
        tshark.env("HOME", &self.folder);
        tshark.env_remove("XDG_CONFIG_HOME");
        let output = tshark.output().expect("tshark does not start");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        for text in [&said, &shown] {
            let wrong = text.lines().find(|line| line.contains("Lua"));
            assert_eq!(wrong, None);
        }
        shown
    }

    /// The values of fields: a line a packet.
    #[track_caller]
    pub(crate) fn values(
        &self,
        capture: &Scratch,
        filter: &str,
        fields: &[&str],
    ) -> Vec<Vec<String>> {
        let mut arguments = vec!["-Y", filter, "-T", "fields", "-E", "occurrence=a"];
        fields
            .iter()
            .for_each(|field| arguments.extend(["-e", field]));
        let shown = self.tshark(capture, &arguments);
        let values = |line: &str| line.split('\t').map(str::to_owned).collect();
        shown.lines().map(values).collect()
    }
}

impl Drop for Dissectors {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
