//! The command line: parses, dispatches, and turns every end into an exit status.

mod args;
mod bench;
mod choices;
mod clean;
mod clock;
mod config;
mod corpus;
mod eval;
mod fields;
mod index;
mod packs;
mod passages;
mod plan;
mod progress;
mod report;
mod rules;
mod run;
mod signals;
mod size;
mod status;
mod summary;
mod terminal;
mod tune;
mod verify;
mod wipe_out;

use std::ffi::OsString;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser};

use crate::write::WriteError;
use args::{Arguments, Command, RulesCommand};
use eval::EvalCommand;
use status::{Status, Stopped, Usage};
use terminal::{safe, tell};

/// Runs the command of this process and returns its exit status.
pub fn main() -> ExitCode {
    let line = match config::with_config(std::env::args_os().collect()) {
        Ok(line) => line,
        Err(error) => return told(&error),
    };
    let arguments = match Arguments::try_parse_from(&line) {
        Ok(arguments) => arguments,
        Err(error) => return refused(&line, &error).into(),
    };
    match run(arguments.command) {
        Ok(status) => status.into(),
        Err(error) => told(&error),
    }
}

/// Prints what is wrong with the arguments, or the help that they ask for. An argument may be the name of a
/// file, and a file may have any name: what is told is the error about the same arguments made harmless.
fn refused(line: &[OsString], error: &clap::Error) -> Status {
    let status = if error.use_stderr() { Status::Wrong } else { Status::Done };
    let harmless: Vec<OsString> =
        line.iter().map(|argument| safe(&argument.to_string_lossy()).into_owned().into()).collect();
    // Help into a closed pipe is no error.
    match Arguments::try_parse_from(harmless) {
        Err(same) if same.kind() == error.kind() => {
            let _ = same.print();
        }
        _ => tell(&error.to_string()),
    }
    status
}

/// Prints an error and says what it comes to.
fn told(error: &anyhow::Error) -> ExitCode {
    if is_broken_pipe(error) {
        return Status::Done.into();
    }
    // An error may name a file, and a file may have any name.
    tell(&format!("copydesk: {}", whole(error)));
    if error.chain().any(<dyn std::error::Error>::is::<Stopped>) {
        Status::Guarded.into()
    } else if is_wrong(error) {
        Status::Wrong.into()
    } else {
        Status::Fatal.into()
    }
}

fn run(command: Command) -> Result<Status> {
    let mut out = BufWriter::new(Stdout(std::io::stdout().lock()));
    let status = dispatch(command, &mut out)?;
    out.flush()?;
    Ok(status)
}

/// An error with its causes, each told once and before the hint.
fn whole(error: &anyhow::Error) -> String {
    let mut message = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !message.contains(&cause) {
            let end = message.find("\nhint: ").unwrap_or(message.len());
            message.insert_str(end, &format!(": {cause}"));
        }
    }
    message
}

/// Standard output, with errors that say so.
struct Stdout(StdoutLock<'static>);

impl Stdout {
    fn named<T>(result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| io::Error::new(error.kind(), format!("cannot write to stdout: {error}")))
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Stdout::named(self.0.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Stdout::named(self.0.flush())
    }
}

fn dispatch(command: Command, out: &mut dyn Write) -> Result<Status> {
    match command {
        Command::Run(arguments) => run::run(&arguments, out),
        Command::Index(command) => index::index(&command, out),
        Command::Group(arguments) => run::group(&arguments, out),
        Command::Clean(arguments) => clean::clean(&arguments, out),
        Command::Verify(arguments) => verify::verify(&arguments, out),
        Command::Restore(arguments) => verify::restore(&arguments),
        Command::Report(arguments) => report::report(&arguments, out),
        Command::Rules(RulesCommand::Check(arguments)) => rules::check(&arguments, out),
        Command::Rules(RulesCommand::Test(arguments)) => rules::test(&arguments, out),
        Command::Rules(RulesCommand::Fmt(arguments)) => rules::fmt(&arguments, out),
        Command::Rules(RulesCommand::Schema) => rules::schema(out),
        Command::Rules(RulesCommand::List(arguments)) => rules::list(&arguments, out),
        Command::Rules(RulesCommand::Explain(arguments)) => rules::explain(&arguments, out),
        Command::Tune(arguments) => tune::tune(*arguments, out),
        Command::Rules(RulesCommand::Missed(arguments)) => rules::missed(&arguments, out),
        Command::Rules(RulesCommand::Suggest(arguments)) => rules::suggest(&arguments, out),
        Command::Rules(RulesCommand::Stats(arguments)) => rules::stats(&arguments, out),
        Command::Rules(RulesCommand::Watch(arguments)) => rules::watch(&arguments, out),
        Command::Rules(RulesCommand::Diff(arguments)) => rules::diff(&arguments, out),
        Command::Rules(RulesCommand::Promote(arguments)) => rules::promote(&arguments, out),
        Command::Eval(EvalCommand::Clean(arguments)) => eval::clean(&arguments, out),
        Command::Eval(EvalCommand::Group(arguments)) => eval::group(&arguments, out),
        Command::Bench(arguments) => bench::bench(&arguments, out),
        Command::Completions(arguments) => {
            // It panics where it cannot write, which memory does not do.
            let mut script = Vec::new();
            clap_complete::generate(arguments.shell, &mut Arguments::command(), "copydesk", &mut script);
            out.write_all(&script)?;
            Ok(Status::Done)
        }
        Command::Man => {
            clap_mangen::Man::new(Arguments::command()).render(out)?;
            Ok(Status::Done)
        }
    }
}

/// Whether the command line is to blame, and not the system.
fn is_wrong(error: &anyhow::Error) -> bool {
    let refused = |cause: &(dyn std::error::Error + 'static)| {
        matches!(
            cause.downcast_ref::<WriteError>(),
            Some(
                WriteError::Refused { .. }
                    | WriteError::NoIndex { .. }
                    | WriteError::Busy { .. }
                    | WriteError::UnsafeName { .. }
            )
        )
    };
    error.chain().any(|cause| cause.is::<Usage>() || refused(cause))
}

/// Whether the reader of our output went away, which is its good right.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
}
