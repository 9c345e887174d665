//! Files that come to their names whole or not at all.
//!
//! A file is filled under a working name in its folder, measured, synced, and renamed only when all
//! files of the run are ready; the one that vouches for the others comes last (restic's order). What
//! has not come so far is removed when its value is dropped.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::WriteError;
use crate::text::Checksum;

/// Large enough that system calls do not show in a profile, small enough for a dozen open files.
pub(super) const BUFFER: usize = 64 << 10;

/// Level 3 is zstd's own default; the frame checksum finds damage without the manifest.
const ZSTD_LEVEL: i32 = 3;

/// How a file's bytes are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    /// As they are.
    Plain,
    /// One zstd frame.
    Zstd,
}

/// Where `name` is written before it has come to its name. `/` becomes `%2F`: working files lie flat.
pub(super) fn working_name(name: &str) -> String {
    format!(".{}.partial", name.replace('/', "%2F"))
}

/// Whether a file of this name is a working file.
pub(super) fn is_working_name(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(".partial")
}

/// A file being filled.
#[derive(Debug)]
pub(super) struct PartialFile {
    target: PathBuf,
    name: String,
    body: Body,
    rows: u64,
}

enum Body {
    Plain(Measured),
    Zstd(zstd::Encoder<'static, Measured>),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Body::Plain(_) => "Plain",
            Body::Zstd(_) => "Zstd",
        })
    }
}

/// Counts what passes through.
struct Measured {
    file: BufWriter<Hashed>,
    bytes: u64,
}

/// Hashes what passes through; behind the buffer, since rows come in small pieces.
#[derive(Debug)]
struct Hashed {
    file: NamedTempFile<File>,
    checksum: Checksum,
}

impl Write for Measured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.file.write(bytes)?;
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.file.write(bytes)?;
        self.checksum.update(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl PartialFile {
    /// Opens the working file of `name` in `folder`, which must not exist (no symlink is followed).
    pub(super) fn create(folder: &Path, name: &str, compression: Compression) -> Result<Self, WriteError> {
        let target = folder.join(name);
        let failed = |source| WriteError::io("create", &target, source);
        let file = tempfile::Builder::new()
            .prefix(&working_name(name))
            .rand_bytes(0)
            .make_in(folder, |path| File::options().read(true).write(true).create_new(true).open(path))
            .map_err(failed)?;
        let hashed = Hashed { file, checksum: Checksum::default() };
        let measured = Measured { file: BufWriter::with_capacity(BUFFER, hashed), bytes: 0 };
        let body = match compression {
            Compression::Plain => Body::Plain(measured),
            Compression::Zstd => {
                let mut encoder = zstd::Encoder::new(measured, ZSTD_LEVEL).map_err(failed)?;
                encoder.include_checksum(true).map_err(failed)?;
                Body::Zstd(encoder)
            }
        };
        Ok(PartialFile { target, name: name.to_owned(), body, rows: 0 })
    }

    /// Appends bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        let result = match &mut self.body {
            Body::Plain(measured) => measured.write_all(bytes),
            Body::Zstd(encoder) => encoder.write_all(bytes),
        };
        result.map_err(|source| WriteError::filling(&self.target, self.bytes() + bytes.len() as u64, source))
    }

    /// Appends the pieces of (the rest of) a row and ends it.
    pub(super) fn row(&mut self, pieces: &[&[u8]]) -> Result<(), WriteError> {
        for piece in pieces {
            self.write(piece)?;
        }
        self.rows += 1;
        self.write(b"\n")
    }

    /// Appends so many whole rows, each with its line end.
    pub(super) fn rows(&mut self, count: u64, rows: &[u8]) -> Result<(), WriteError> {
        self.rows += count;
        self.write(rows)
    }

    /// Bytes so far, as stored.
    pub(super) fn bytes(&self) -> u64 {
        match &self.body {
            Body::Plain(measured) => measured.bytes,
            Body::Zstd(encoder) => encoder.get_ref().bytes,
        }
    }

    /// Brings all of it to the disk, still under its working name.
    pub(super) fn seal(self) -> Result<Sealed, WriteError> {
        let needed = self.bytes();
        let PartialFile { target, name, body, rows } = self;
        let failed = |source| WriteError::filling(&target, needed, source);
        let measured = match body {
            Body::Plain(measured) => measured,
            Body::Zstd(encoder) => encoder.finish().map_err(failed)?,
        };
        let Hashed { file, checksum } =
            measured.file.into_inner().map_err(|error| failed(error.into_error()))?;
        let found = file.as_file().metadata().map_err(failed)?.len();
        if found != measured.bytes {
            return Err(WriteError::Length { path: target, written: measured.bytes, found });
        }
        file.as_file().sync_all().map_err(failed)?;
        Ok(Sealed {
            working: file.into_temp_path(),
            target,
            name,
            bytes: measured.bytes,
            xxh3_128: checksum.hex(),
            rows,
        })
    }

    /// Turns a plain working file round, to be read from its beginning with a buffer of so many bytes.
    /// It never comes to a name.
    pub(super) fn reread(self, buffer: usize) -> Result<BufReader<NamedTempFile<File>>, WriteError> {
        let needed = self.bytes();
        let failed = |source| WriteError::filling(&self.target, needed, source);
        let Body::Plain(measured) = self.body else {
            return Err(failed(io::Error::from(io::ErrorKind::Unsupported)));
        };
        let mut file = measured.file.into_inner().map_err(|error| failed(error.into_error()))?.file;
        file.rewind().map_err(failed)?;
        Ok(BufReader::with_capacity(buffer, file))
    }
}

/// A file that is whole and on the disk, waiting for its name.
#[derive(Debug)]
pub(super) struct Sealed {
    working: TempPath,
    target: PathBuf,
    /// Name within the output folder.
    pub(super) name: String,
    /// Length as stored.
    pub(super) bytes: u64,
    /// Checksum of the bytes as stored.
    pub(super) xxh3_128: String,
    /// Rows in it.
    pub(super) rows: u64,
}

/// Gives all files their names, `last` after the others are there for good. All or none.
pub(super) fn commit(folder: &Path, files: Vec<Sealed>, last: Sealed) -> Result<(), WriteError> {
    let mut placed = Placed::default();
    for file in files {
        placed.place(folder, file)?;
    }
    placed.sync(folder)?;
    placed.place(folder, last)?;
    placed.sync(folder)?;
    placed.files.clear();
    Ok(())
}

/// The bytes as one zstd frame, at the level of every file that is written compressed.
///
/// # Errors
/// What zstd refuses.
pub fn compressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    zstd::encode_all(bytes, ZSTD_LEVEL)
}

/// Writes a file that comes to its name whole or not at all, in place of one that has the name.
///
/// # Errors
/// What the system refuses.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // What an earlier process left behind when it was killed.
    let _ = fs::remove_file(folder.join(working_name(&name)));
    let mut file = PartialFile::create(folder, &name, Compression::Plain)?;
    file.write(bytes)?;
    commit(folder, Vec::new(), file.seal()?)
}

/// What has come to its name already; taken back when dropped, the newest first.
#[derive(Default)]
struct Placed {
    files: Vec<PathBuf>,
}

impl Placed {
    fn place(&mut self, folder: &Path, file: Sealed) -> Result<(), WriteError> {
        if let Some(inner) = file.target.parent().filter(|inner| *inner != folder)
            && !inner.is_dir()
        {
            fs::create_dir(inner).map_err(|source| WriteError::io("create", inner, source))?;
        }
        file.working
            .persist(&file.target)
            .map_err(|error| WriteError::io("rename to", &file.target, error.error))?;
        self.files.push(file.target);
        Ok(())
    }

    fn sync(&self, folder: &Path) -> Result<(), WriteError> {
        let mut folders: Vec<&Path> = self.files.iter().filter_map(|file| file.parent()).collect();
        folders.push(folder);
        folders.sort_unstable();
        folders.dedup();
        folders.into_iter().try_for_each(sync_folder)
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        for file in self.files.iter().rev() {
            // Already failing: the first error is the one to tell.
            let _ = fs::remove_file(file);
        }
    }
}

/// Makes renames in a folder last. Elsewhere than on Unix a folder cannot be opened, nor need it be.
pub(super) fn sync_folder(folder: &Path) -> Result<(), WriteError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|source| WriteError::io("sync", folder, source))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn sealed(folder: &Path, name: &str) -> Sealed {
        let mut file = PartialFile::create(folder, name, Compression::Plain).unwrap();
        file.row(&[b"one ", b"row"]).unwrap();
        file.seal().unwrap()
    }

    #[test]
    fn nothing_has_its_name_before_the_commit() {
        let folder = tempfile::tempdir().unwrap();
        let file = sealed(folder.path(), "a");
        let last = sealed(folder.path(), "b");
        assert_eq!(names(folder.path()), [".a.partial", ".b.partial"]);
        assert_eq!((file.bytes, file.rows), (8, 1));
        commit(folder.path(), vec![file], last).unwrap();
        assert_eq!(names(folder.path()), ["a", "b"]);
    }

    #[test]
    fn a_dropped_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let filling = PartialFile::create(folder.path(), "a", Compression::Zstd).unwrap();
        let waiting = sealed(folder.path(), "b");
        drop((filling, waiting));
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_commit_that_fails_takes_back_what_it_placed() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/in-the-way")).unwrap();
        let files = vec![sealed(folder.path(), "a"), sealed(folder.path(), "learned/x.toml")];
        let last = sealed(folder.path(), "b");
        assert!(commit(folder.path(), files, last).is_err());
        assert_eq!(names(folder.path()), ["b", "learned"]);
        assert!(names(&folder.path().join("learned")).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_symlink_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let victim = folder.path().join("victim");
        fs::write(&victim, "mine").unwrap();
        std::os::unix::fs::symlink(&victim, folder.path().join(".a.partial")).unwrap();
        assert!(PartialFile::create(folder.path(), "a", Compression::Plain).is_err());
        assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_with_the_bytes_needed() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let source = (&full).write_all(b"x").unwrap_err();
        let error = WriteError::filling(Path::new("out/documents.jsonl"), 4096, source);
        assert!(
            error
                .to_string()
                .starts_with("no space left for `out/documents.jsonl`: it needs at least 4096 bytes"),
            "{error}"
        );
    }
}
