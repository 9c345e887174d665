//! Names of inputs as names of files below a folder.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::WriteError;
use crate::text::hash64;

/// Endings of compressed inputs; what is restored is not compressed.
const COMPRESSED: [&str; 3] = [".gz", ".zst", ".xz"];

/// The path below a folder that `name` says.
///
/// # Errors
/// [`WriteError::UnsafeName`] for a name that leads elsewhere, or is not the only way to write its path.
pub(super) fn safe_path(name: &str) -> Result<PathBuf, WriteError> {
    let refuse = |why| Err(WriteError::UnsafeName { name: name.to_owned(), why });
    if name.is_empty() {
        return refuse("it is empty");
    }
    if name.contains('\0') {
        return refuse("it holds a NUL");
    }
    let path = PathBuf::from(name);
    if !path.components().all(|component| matches!(component, Component::Normal(_))) {
        return refuse("it leads out of the folder");
    }
    let parts: Vec<_> = name.split('/').collect();
    if parts.iter().any(|part| part.is_empty() || *part == ".") {
        return refuse("it has an empty part");
    }
    Ok(path)
}

/// The names that are in use: of all inputs, and of the folders they lie in.
#[derive(Debug, Default)]
pub(super) struct Taken(HashSet<u64>);

impl Taken {
    /// Takes the name of an input and those of its folders.
    pub(super) fn add(&mut self, name: &str) {
        let mut part = name;
        while self.0.insert(hash64(part.as_bytes())) {
            match part.rsplit_once('/') {
                Some((folder, _)) => part = folder,
                None => break,
            }
        }
    }

    /// The name to restore an input to: without the ending of its compression, unless that is taken.
    pub(super) fn restored<'a>(&mut self, name: &'a str) -> &'a str {
        let stem = COMPRESSED.iter().find_map(|ending| name.strip_suffix(ending));
        match stem {
            Some(stem) if safe_path(stem).is_ok() && self.0.insert(hash64(stem.as_bytes())) => stem,
            _ => name,
        }
    }
}

/// Makes the folders above `path` below `back`, through no symlink.
pub(super) fn make_parents(back: &Path, path: &Path) -> Result<(), WriteError> {
    let mut folder = back.to_owned();
    for part in path.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        match std::fs::create_dir(&folder) {
            Ok(()) => {}
            Err(_) if folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) => {}
            Err(source) => return Err(WriteError::io("create", &folder, source)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for name in ["a", "a/b.txt", "-", "-rf", "CON", "a\nb", "..a", "a..", "ü/ş", "a b"] {
            assert!(safe_path(name).is_ok(), "{name:?}");
        }
        for name in ["", "/", "/abs", "..", "../../x", "a/../b", "a//b", "a/", "./a", "a/.", "a\0b"] {
            assert!(safe_path(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn an_ending_goes_unless_the_name_is_taken() {
        let mut taken = Taken::default();
        let names = ["a.gz", "a/b", "c.txt", "c.txt.gz", "d.txt.gz", "d.txt.zst", ".gz", "e/.gz"];
        names.iter().for_each(|name| taken.add(name));
        let restored: Vec<&str> = names.iter().map(|name| taken.restored(name)).collect();
        let expected = ["a.gz", "a/b", "c.txt", "c.txt.gz", "d.txt", "d.txt.zst", ".gz", "e/.gz"];
        assert_eq!(restored, expected);
    }
}
