// SPDX-License-Identifier: MIT OR Apache-2.0

//! Where specifications lie on a system.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::load::LoadError;
use crate::model::Spec;
use crate::note;

/// Folders with specifications, in the order in which they are searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// The folders that take precedence over the crate's own.
    first: Vec<PathBuf>,
    /// Where to look for what the crate does not have either; `None` if its own are not asked for.
    then: Option<Vec<PathBuf>>,
}

/// The environment variable that names folders before the system's own, separated by colons.
const VARIABLE: &str = "KLINK_SPECS";

/// Where distributions put the kernel's specifications.
const SYSTEM: [&str; 3] = [
    "/usr/local/share/klink/specs",
    "/usr/share/klink/specs",
    "/usr/share/ynl/specs",
];

impl Folders {
    /// The folders of `KLINK_SPECS`, then what the crate holds ([`Spec::inside`]), then what loaded modules carry, then the
    /// system's.
    pub fn of_system() -> Self {
        let named = std::env::var_os(VARIABLE).unwrap_or_default();
        let named = std::env::split_paths(&named).filter(|folder| !folder.as_os_str().is_empty());
        Self {
            first: named.collect(),
            then: Some(SYSTEM.map(PathBuf::from).to_vec()),
        }
    }

    /// None: what the crate holds, and nothing else.
    pub(crate) fn inside() -> Self {
        Self {
            first: Vec::new(),
            then: Some(Vec::new()),
        }
    }

    /// Only these.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            first: folders.into_iter().collect(),
            then: None,
        }
    }

    /// The file of a family: by the family's name, in which `-` and `_` are the same.
    pub fn find(&self, family: &str) -> Option<PathBuf> {
        self.files().find(|file| is_of(file, family))
    }

    /// The specification of a family.
    pub fn load(&self, family: &str) -> Result<Spec, FindError> {
        let file = |folders: &[PathBuf]| {
            let mut all = folders.iter().flat_map(|folder| files(folder));
            all.find(|file| is_of(file, family))
        };
        let read = |file: PathBuf| Spec::load(&file).map_err(FindError::Unusable);
        if let Some(first) = file(&self.first) {
            return read(first);
        }
        let then = self.then.as_ref();
        if let Some(inside) = then.and_then(|_| Spec::inside(family)) {
            return Ok(inside);
        }
        // A loaded module carries its description with it.
        let carried = then.filter(|folders| !folders.is_empty());
        let is_family = |name: &str| same_name(name, family);
        if let Some(carried) = carried.and_then(|_| note::find(Path::new(note::MODULES), is_family))
        {
            return carried.map_err(FindError::Unusable);
        }
        match then.and_then(|folders| file(folders)) {
            Some(then) => read(then),
            None => Err(FindError::Missing {
                family: family.to_owned(),
                folders: self.folders().cloned().collect(),
            }),
        }
    }

    /// The files that go before what the crate holds.
    pub(crate) fn before(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.first.iter().flat_map(|folder| files(folder))
    }

    /// Whether what the crate holds is asked for.
    pub(crate) fn has_inside(&self) -> bool {
        self.then.is_some()
    }

    /// The files that come after it.
    pub(crate) fn behind(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let folders = self.then.iter().flatten();
        folders.flat_map(|folder| files(folder))
    }

    fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.first.iter().chain(self.then.iter().flatten())
    }

    /// All files, those of a folder by name.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.folders().flat_map(|folder| files(folder))
    }
}

/// Whether two names are of one family.
pub(crate) fn same_name(one: &str, two: &str) -> bool {
    plain(one) == plain(two)
}

/// A name with `-` instead of `_`.
pub(crate) fn plain(name: &str) -> Cow<'_, str> {
    match name.contains('_') {
        true => Cow::Owned(name.replace('_', "-")),
        false => Cow::Borrowed(name),
    }
}

fn is_of(file: &Path, family: &str) -> bool {
    file.file_stem()
        .is_some_and(|stem| same_name(&stem.to_string_lossy(), family))
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
        /// The name that was looked for.
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
