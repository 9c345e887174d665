//! The `copydesk` command: hands over to [`copydesk::cli`] and returns its exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    copydesk::cli::main()
}
