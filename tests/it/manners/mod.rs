//! What a user may expect of a command: streams, signals, folders, options and plain words.

mod earlier;
mod folders;
mod full;
mod group;
mod help;
mod interrupts;
mod layout;
mod losses;
mod options;
mod payloads;
mod rules;
mod streams;
mod terminals;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::determinism::{RULES, news};
use crate::program::{copydesk, run_command};

/// A folder with some news and a rule pack.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// So many records in `news.jsonl`.
    fn with(records: usize) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        desk.write("news.toml", RULES);
        desk.write("news.jsonl", news(records).concat());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The program in this folder.
    fn copydesk(&self, arguments: &[&str]) -> Command {
        let mut command = copydesk(arguments);
        command.current_dir(self.folder.path());
        command
    }

    /// `run news.jsonl --output OUT` with our pack alone.
    fn run(&self, out: &str, options: &[&str]) -> Command {
        self.run_over("news.jsonl", out, options)
    }

    fn run_over(&self, input: &str, out: &str, options: &[&str]) -> Command {
        let options = [&["--no-builtin", "--rules", "news.toml"], options].concat();
        let mut command = run_command(&[input], Path::new(out), &options);
        command.current_dir(self.folder.path());
        command
    }

    /// A shell in this folder that has the program as `$0`.
    fn shell(&self, script: &str) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", script, env!("CARGO_BIN_EXE_copydesk")])
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .current_dir(self.folder.path())
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        command
    }
}

/// Names in a folder that are not those of work in progress.
fn final_names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with('.')).collect()
}
