//! The built program, run as a user runs it but for an environment that holds nothing.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

/// No command here works for so long; one that does hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a command ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: ExitStatus,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl Ran {
    /// Asserts the exit status, and gives what stands on stdout.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32) -> String {
        assert_eq!(self.status.code(), Some(code), "{}", self.err);
        String::from_utf8(self.out.clone()).unwrap()
    }
}

/// The program with these arguments.
pub(crate) fn copydesk<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.args(arguments).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end. It must not panic, and must not hang.
#[track_caller]
pub(crate) fn ran(command: &mut Command) -> Ran {
    finished(command.spawn().unwrap())
}

/// The same with something on stdin.
#[track_caller]
pub(crate) fn fed(command: &mut Command, input: &[u8]) -> Ran {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that ends before it has read everything closes the pipe: no concern of the feeder.
    let feeder = spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let ran = finished(child);
    feeder.join().unwrap();
    ran
}

/// Waits for a child, reading what it says meanwhile.
#[track_caller]
pub(crate) fn finished(mut child: Child) -> Ran {
    let out = reader(child.stdout.take());
    let err = reader(child.stderr.take());
    let status = ended_within(&mut child, PATIENCE);
    let err = String::from_utf8_lossy(&err.join().unwrap()).into_owned();
    assert!(!err.contains("panicked"), "{err}");
    Ran { status, out: out.join().unwrap(), err }
}

fn reader<R: Read + Send + 'static>(source: Option<R>) -> std::thread::JoinHandle<Vec<u8>> {
    spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut source) = source {
            source.read_to_end(&mut bytes).unwrap();
        }
        bytes
    })
}

/// The status of a child that ends within so much time; one that does not is killed.
#[track_caller]
pub(crate) fn ended_within(child: &mut Child, time: Duration) -> ExitStatus {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if started.elapsed() > time {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("still at work after {time:?}");
        }
        sleep(Duration::from_millis(2));
    }
}

/// Runs with these arguments, expects this exit status, and gives stdout.
#[track_caller]
pub(crate) fn expect<S: AsRef<OsStr>>(code: i32, arguments: &[S]) -> String {
    ran(&mut copydesk(arguments)).expect(code)
}

/// `run INPUT… --output OUT --quiet` with these options too.
pub(crate) fn run_command<S: AsRef<OsStr>>(inputs: &[S], out: &Path, options: &[&str]) -> Command {
    let mut command = copydesk(&["run"]);
    command.args(inputs).arg("--output").arg(out).arg("--quiet").args(options);
    command
}

/// Where the sample corpus is.
pub(crate) fn sample() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sample"))
}
