// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where specifications lie on a system.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::load::LoadError;
use crate::model::Spec;

/// Folders with specifications, in the order in which they are searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders(Vec<PathBuf>);

/// The environment variable that names folders before the system's own, separated by colons.
const VARIABLE: &str = "KLINK_SPECS";

/// Where distributions put the kernel's specifications.
const SYSTEM: [&str; 3] = [
    "/usr/local/share/klink/specs",
    "/usr/share/klink/specs",
    "/usr/share/ynl/specs",
];

impl Folders {
    /// Those of `KLINK_SPECS`, then the system's.
    pub fn of_system() -> Self {
        let named = std::env::var_os(VARIABLE).unwrap_or_default();
        let named = std::env::split_paths(&named).filter(|folder| !folder.as_os_str().is_empty());
        Self(named.chain(SYSTEM.map(PathBuf::from)).collect())
    }

    /// Only these.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(folders.into_iter().collect())
    }

    /// The file of a family: by the family's name, in which `-` and `_` are the same.
    pub fn find(&self, family: &str) -> Option<PathBuf> {
        let wanted = family.replace('_', "-");
        let is_it = |file: &PathBuf| {
            let stem = file
                .file_stem()
                .map(|stem| stem.to_string_lossy().replace('_', "-"));
            stem.as_deref() == Some(&wanted)
        };
        self.files().find(is_it)
    }

    /// The specification of a family.
    pub fn load(&self, family: &str) -> Result<Spec, FindError> {
        let file = self.find(family).ok_or_else(|| FindError::Missing {
            family: family.to_owned(),
            folders: self.0.clone(),
        })?;
        Spec::load(&file).map_err(FindError::Unusable)
    }

    /// All files, those of a folder by name.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.0.iter().flat_map(|folder| files(folder))
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<_> = files
        .filter(|file| {
            file.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    files.sort();
    files
}

/// A family has no usable specification.
#[derive(Debug)]
pub enum FindError {
    /// No folder has a file of this name.
    Missing {
        /// What was looked for.
        family: String,
        /// Where.
        folders: Vec<PathBuf>,
    },
    /// There is one, and it cannot be used.
    Unusable(LoadError),
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { family, folders } => {
                let folders: Vec<_> = folders
                    .iter()
                    .map(|folder| folder.display().to_string())
                    .collect();
                write!(
                    f,
                    "no specification {family}.yaml in {}",
                    folders.join(", ")
                )
            }
            Self::Unusable(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FindError {}
