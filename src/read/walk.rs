//! Arguments to inputs: files, folders, patterns, lists and standard input.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use super::name::{absolute, common, printable, relative};
use super::{Input, Inputs, Place, format};
use crate::document::Reject;

/// An argument that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It names nothing.
    #[error("`{argument}` is no file, folder or pattern that matches one{place}\nhint: {hint}")]
    Nothing {
        /// As it was given.
        argument: String,
        /// The list it stands in, where it does.
        place: String,
        /// What may have been meant.
        hint: &'static str,
    },
    /// It is there but cannot be looked at.
    #[error("`{argument}` cannot be looked at{place}: {error}")]
    Unreadable {
        /// As it was given.
        argument: String,
        /// The list it stands in, where it does.
        place: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A device or a socket.
    #[error("`{argument}` is neither a file nor a folder{place}\nhint: to read a stream, give `-`")]
    Special {
        /// As it was given.
        argument: String,
        /// The list it stands in, where it does.
        place: String,
    },
    /// A file of inputs that cannot be read.
    #[error("the list `{list}` cannot be read: {error}\nhint: a file whose name begins with `@` is `./@…`")]
    List {
        /// Its name.
        list: String,
        /// What the system says.
        error: std::io::Error,
    },
}

/// What the arguments stand for: files, folders (with all below them, hidden files left out), patterns
/// (`*`, `?`, `[…]`, where nothing has that very name), `@list` (a file with one input a line) and `-`.
/// Neither the order of the arguments nor the working folder changes the result.
///
/// # Errors
/// The first argument that names nothing.
pub fn expand<S: AsRef<OsStr>>(arguments: &[S]) -> Result<Inputs, ReadError> {
    let mut found = Found::default();
    for argument in arguments {
        let argument = argument.as_ref();
        match argument.as_encoded_bytes().strip_prefix(b"@") {
            Some(list) => found.add_list(Path::new(&os_string(list)), argument)?,
            None => found.add(argument, "")?,
        }
    }
    Ok(found.named())
}

#[derive(Default)]
struct Found {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
    /// Why something on the way is no input.
    refused: BTreeMap<PathBuf, String>,
    stdin: bool,
    base: Option<PathBuf>,
}

impl Found {
    fn add_list(&mut self, path: &Path, argument: &OsStr) -> Result<(), ReadError> {
        let list = printable(argument);
        let bytes = fs::read(path).map_err(|error| ReadError::List { list: list.clone(), error })?;
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.trim_ascii().is_empty() {
                let place = format!(", in line {} of `{list}`", index + 1);
                self.add(&os_string(line), &place)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, argument: &OsStr, place: &str) -> Result<(), ReadError> {
        if argument == "-" {
            self.stdin = true;
            return Ok(());
        }
        let path = Path::new(argument);
        match fs::metadata(path) {
            Ok(metadata) if self.add_path(path, &metadata) => Ok(()),
            Ok(_) => Err(ReadError::Special { argument: printable(argument), place: place.to_owned() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.add_pattern(argument, place),
            // A name that is too long, or with a zero byte, may still be a pattern.
            Err(error) => self.add_pattern(argument, place).map_err(|_| ReadError::Unreadable {
                argument: printable(argument),
                place: place.to_owned(),
                error,
            }),
        }
    }

    fn add_pattern(&mut self, argument: &OsStr, place: &str) -> Result<(), ReadError> {
        let options = glob::MatchOptions {
            require_literal_leading_dot: true,
            require_literal_separator: true,
            ..glob::MatchOptions::new()
        };
        let mut matched = false;
        let pattern = argument.to_str().filter(|text| text.contains(['*', '?', '[']));
        let paths = pattern.and_then(|pattern| glob::glob_with(pattern, options).ok());
        for path in paths.into_iter().flatten() {
            matched = true;
            match path {
                Ok(path) => self.add_match(&path),
                Err(error) => self.refuse(error.path(), format!("unreadable: {}", error.error())),
            }
        }
        if matched {
            return Ok(());
        }
        let hint = match pattern {
            Some(_) => "the pattern matches nothing here; `**` stands for folders of any depth",
            None => "paths are relative to the working folder; standard input is `-`",
        };
        Err(ReadError::Nothing { argument: printable(argument), place: place.to_owned(), hint })
    }

    /// What a pattern finds was not asked for by name, so that trouble with it is a reject.
    fn add_match(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() || metadata.is_dir() => {
                self.add_path(path, &metadata);
            }
            Ok(_) => self.refuse(path, NOT_A_FILE.into()),
            Err(error) => self.refuse(path, format!("unreadable: {error}")),
        }
    }

    /// Whether it is something to read.
    fn add_path(&mut self, path: &Path, metadata: &Metadata) -> bool {
        let from_root = absolute(path);
        if metadata.is_dir() {
            self.widen(&from_root);
            self.add_folder(&from_root);
            self.folders.insert(from_root);
        } else if metadata.is_file() || is_pipe(metadata) {
            self.widen(from_root.parent().unwrap_or(&from_root));
            self.files.insert(from_root);
        } else {
            return false;
        }
        true
    }

    fn add_folder(&mut self, folder: &Path) {
        let is_hidden = |name: &OsStr| name.as_encoded_bytes().starts_with(b".");
        let entries = walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name();
        let shown =
            entries.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
        for entry in shown {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if entry.depth() > 0 && format::named(&printable(entry.file_name())).is_some() {
                        self.refuse_if_empty(entry.path());
                    }
                }
                Ok(entry) if entry.file_type().is_file() => {
                    self.files.insert(entry.into_path());
                }
                Ok(entry) => self.refuse(entry.path(), NOT_A_FILE.into()),
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_path_buf();
                    // A hidden link that leads nowhere or in a circle is as hidden as any other file.
                    if !path.file_name().is_some_and(is_hidden) {
                        self.refuse(&path, walk_error(&error));
                    }
                }
            }
        }
    }

    /// `a.jsonl/part-0` is read like any other folder; an empty `a.jsonl/` looks like a file that is lost.
    fn refuse_if_empty(&mut self, folder: &Path) {
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none()) {
            self.refuse(folder, "not a file: an empty folder with the name of a file".into());
        }
    }

    fn refuse(&mut self, path: &Path, reason: String) {
        self.refused.insert(absolute(path), reason);
    }

    fn widen(&mut self, folder: &Path) {
        self.base = Some(match &self.base {
            Some(base) => common(base, folder),
            None => folder.to_path_buf(),
        });
    }

    fn named(self) -> Inputs {
        let base = self.base.unwrap_or_default();
        let stdin = self.stdin.then(|| Input { name: "-".into(), place: Place::Stdin });
        let refused = self.refused.into_iter().filter(|(path, _)| !self.files.contains(path));
        let mut rejects: Vec<Reject> = refused
            .map(|(path, reason)| Reject { path: relative(&path, &base), record: None, reason, bytes: 0 })
            .collect();
        let files = self
            .files
            .iter()
            .map(|path| Input { name: relative(path, &base), place: Place::Path(path.clone()) });
        let mut inputs: Vec<Input> = files.chain(stdin).collect();
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        rejects.sort_by(|a, b| a.path.cmp(&b.path));
        Inputs { inputs, rejects, folders: self.folders.into_iter().collect() }
    }
}

const NOT_A_FILE: &str = "not a file: a pipe, socket or device";

fn walk_error(error: &walkdir::Error) -> String {
    match (error.loop_ancestor(), error.io_error()) {
        (Some(_), _) => "symlink loop: leads back to a folder that holds it".into(),
        (None, Some(error)) => format!("unreadable: {error}"),
        (None, None) => "unreadable: the folder cannot be listed".into(),
    }
}

#[cfg(unix)]
fn is_pipe(metadata: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).to_os_string()
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make folders and may panic")]
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    fn expand_in(folder: &Path, arguments: &[&str]) -> Result<Inputs, ReadError> {
        let inside = |argument: &&str| match argument.strip_prefix('@') {
            Some(list) => format!("@{}", folder.join(list).display()),
            None if *argument == "-" => "-".into(),
            None => folder.join(argument).display().to_string(),
        };
        let arguments: Vec<String> = arguments.iter().map(inside).collect();
        expand(&arguments)
    }

    fn names(folder: &Path, arguments: &[&str]) -> Vec<String> {
        let inputs = expand_in(folder, arguments).unwrap();
        inputs.inputs.into_iter().map(|input| input.name).collect()
    }

    #[test]
    fn names_start_at_the_deepest_common_folder() {
        let tree = folder(&["in/a/1.txt", "in/a/2.txt", "in/b/1.txt", "in/.hidden", "in/.git/x", "in/ж.txt"]);
        for (arguments, expected) in [
            (&["in"][..], &["a/1.txt", "a/2.txt", "b/1.txt", "ж.txt"][..]),
            (&["in/a"], &["1.txt", "2.txt"]),
            (&["in/a/1.txt"], &["1.txt"]),
            (&["in/b", "in/a/1.txt"], &["a/1.txt", "b/1.txt"]),
            (&["in/a/1.txt", "in/b"], &["a/1.txt", "b/1.txt"]),
            (&["in/a/../a/./1.txt", "in/a/1.txt", "in/a"], &["1.txt", "2.txt"]),
            (&["in/*/1.txt"], &["a/1.txt", "b/1.txt"]),
            (&["in/**/2.txt"], &["2.txt"]),
            (&["in/[ab]"], &["a/1.txt", "a/2.txt", "b/1.txt"]),
            (&["in/*"], &["a/1.txt", "a/2.txt", "b/1.txt", "ж.txt"]),
            (&["in/.hidden"], &[".hidden"]),
            (&["-", "in/a/1.txt", "-"], &["-", "1.txt"]),
            (&["-"], &["-"]),
        ] {
            assert_eq!(names(tree.path(), arguments), expected, "{arguments:?}");
        }
    }

    #[test]
    fn a_name_with_pattern_letters_is_that_file_first() {
        let tree = folder(&["[a].txt", "a.txt"]);
        assert_eq!(names(tree.path(), &["[a].txt"]), ["[a].txt"]);
    }

    #[test]
    fn lists_hold_one_input_a_line() {
        let tree = folder(&["a.txt", "b/c.txt"]);
        let line = |name: &str| tree.path().join(name).display().to_string();
        fs::write(tree.path().join("list"), format!("{}\r\n\n{}\n-", line("a.txt"), line("b"))).unwrap();
        assert_eq!(names(tree.path(), &["@list"]), ["-", "a.txt", "b/c.txt"]);
        fs::write(tree.path().join("list"), format!("{}\n{}\n", line("a.txt"), line("none"))).unwrap();
        let error = expand_in(tree.path(), &["@list"]).unwrap_err().to_string();
        assert!(error.contains("in line 2 of `@"), "{error}");
        assert!(matches!(expand_in(tree.path(), &["@none"]), Err(ReadError::List { .. })));
    }

    #[test]
    fn an_argument_that_names_nothing_is_an_error() {
        let tree = folder(&["a.txt"]);
        for argument in ["none", "*.jsonl", "[", "a.txt/b", ""] {
            let argument = if argument.is_empty() {
                String::new()
            } else {
                tree.path().join(argument).display().to_string()
            };
            let error = expand(&[&argument]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{argument}` ")), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_rejected_and_never_opened() {
        use std::os::unix::fs::symlink;
        let tree = folder(&["in/a.txt", "in/sub/b.txt"]);
        let inside = tree.path().join("in");
        let _socket = std::os::unix::net::UnixListener::bind(inside.join("socket.txt")).unwrap();
        symlink(".", inside.join("loop")).unwrap();
        symlink("nowhere", inside.join("broken.txt")).unwrap();
        symlink("nowhere", inside.join(".hidden")).unwrap();
        symlink("a.txt", inside.join("link.txt")).unwrap();
        symlink("/dev/null", inside.join("device.txt")).unwrap();
        fs::create_dir_all(inside.join("empty.jsonl")).unwrap();
        fs::create_dir_all(inside.join("full.jsonl")).unwrap();
        fs::write(inside.join("full.jsonl/part"), "x").unwrap();
        let found = expand_in(tree.path(), &["in"]).unwrap();
        let names: Vec<&str> = found.inputs.iter().map(|input| input.name.as_str()).collect();
        assert_eq!(names, ["a.txt", "full.jsonl/part", "link.txt", "sub/b.txt"]);
        let rejects: Vec<(&str, &str)> =
            found.rejects.iter().map(|r| (r.path.as_str(), r.reason.split(':').next().unwrap())).collect();
        let expected = [
            ("broken.txt", "unreadable"),
            ("device.txt", "not a file"),
            ("empty.jsonl", "not a file"),
            ("loop", "symlink loop"),
            ("socket.txt", "not a file"),
        ];
        assert_eq!(rejects, expected);
        assert!(matches!(expand_in(tree.path(), &["in/device.txt"]), Err(ReadError::Special { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_are_spelt_out() {
        use std::os::unix::ffi::OsStrExt;
        let tree = folder(&[]);
        fs::write(tree.path().join(OsStr::from_bytes(b"a\xFF.txt")), "x").unwrap();
        fs::write(tree.path().join("a\\xFF.txt"), "x").unwrap();
        let found = expand(&[tree.path()]).unwrap();
        let names: Vec<&str> = found.inputs.iter().map(|input| input.name.as_str()).collect();
        assert_eq!(names, ["a\\x5CxFF.txt", "a\\xFF.txt"]);
    }
}
