//! Names of inputs: the same for every machine, working folder and order of arguments.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// `path` from the root, without `.` and `..`, decided by its letters alone: links are not followed.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let from_root = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let mut plain = PathBuf::new();
    for component in from_root.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            component => plain.push(component),
        }
    }
    plain
}

/// The deepest folder that holds both.
pub(super) fn common(one: &Path, other: &Path) -> PathBuf {
    let pairs = one.components().zip(other.components());
    pairs.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}

/// The name of `path` below `base`, with `/` between folders.
pub(super) fn relative(path: &Path, base: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    let parts = below.components().filter(|part| !matches!(part, Component::RootDir));
    let parts: Vec<String> = parts.map(|part| printable(part.as_os_str())).collect();
    match parts.join("/") {
        // Standard input has that name.
        name if name == "-" => "\\x2D".into(),
        name => name,
    }
}

/// Bytes that are not UTF-8 become `\xNN`, and so does the backslash, so that no two names become one.
pub(super) fn printable(name: &OsStr) -> String {
    let mut printable = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        printable.push_str(&chunk.valid().replace('\\', "\\x5C"));
        for byte in chunk.invalid() {
            printable.push_str(&format!("\\x{byte:02X}"));
        }
    }
    printable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_plain_by_their_letters() {
        let plain = |path: &str| absolute(Path::new(path));
        assert_eq!(plain("/a/./b/../c//d"), Path::new("/a/c/d"));
        assert_eq!(plain("/../a"), Path::new("/a"));
        assert_eq!(plain("x/../y"), plain("./y"));
    }

    #[test]
    fn the_common_folder_ends_at_a_separator() {
        let common = |a: &str, b: &str| common(Path::new(a), Path::new(b));
        assert_eq!(common("/a/bc", "/a/bd"), Path::new("/a"));
        assert_eq!(common("/a/b", "/a/b/c"), Path::new("/a/b"));
        assert_eq!(common("/a", "/b"), Path::new("/"));
    }

    #[test]
    fn names_are_relative_and_printable() {
        let name = |path: &str, base: &str| relative(Path::new(path), Path::new(base));
        assert_eq!(name("/a/b/ж.txt", "/a"), "b/ж.txt");
        assert_eq!(name("/a/b", "/"), "a/b");
        assert_eq!(name("/a/-", "/a"), "\\x2D");
        assert_eq!(name("/a/b\\c", "/a"), "b\\x5Cc");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_not_text_are_spelt_out() {
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(printable(OsStr::from_bytes(b"a\xFF\xC3.txt")), "a\\xFF\\xC3.txt");
    }
}
