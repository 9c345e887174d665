//! `copydesk tune`: a local page on which rules are written, tried and held against a corpus.
//!
//! ```text
//!  corpus ─▶ sweep ─▶ Catalog, texts on a shelf ─▶ Desk ◀─ rule files, labels file
//!                                                   │
//!  browser ◀─▶ server: sockets ◀─▶ web::tune: requests to pages
//! ```

mod asked;
mod desk;
mod labels;
mod load;
mod server;
mod stored;
mod study;
mod sweep;
mod texts;
mod watch;

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use super::args::RuleArgs;
use super::corpus::{Corpus, CorpusArgs};
use super::fields::threads;
use super::progress::{Progress, watched};
use super::status::{Status, Usage};
use super::terminal::{counted, tell};
use crate::monitor::Monitor;
use crate::pipeline::Workers;
use crate::web::tune::Door;
use desk::TuneDesk;
use labels::Labels;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  copydesk tune pages/ --rules my-rules/           then open the address that is printed
  copydesk tune feed.jsonl --rules my-rules/ --labels labels.jsonl
  copydesk eval clean labels.jsonl --texts pages/  what the labels come to

The page is served to this machine alone, at an address with a token that nobody can guess; it ends
with Ctrl-C. It writes to the packs in --rules that are files, and to --labels, and to nothing else.
A folder without a pack gets `tune.toml`. Rules that ship with copydesk are not changed: a pack of
yours switches them off or says them anew.

Cost: the corpus is read and cleaned once; some 300 bytes for each document are held in memory, and
twice the texts in a working file.")]
pub(super) struct TuneArgs {
    #[command(flatten)]
    pub(super) corpus: CorpusArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    /// Port on 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) port: u16,
    /// Print the address as one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// Serves the page until a signal ends it.
pub(super) fn tune(mut arguments: TuneArgs, out: &mut dyn Write) -> Result<Status> {
    let labels = arguments.corpus.labels.take();
    watched(arguments.corpus.work.quiet, |progress| serve(arguments, labels, progress, out))
}

fn serve(
    arguments: TuneArgs,
    labels: Option<std::path::PathBuf>,
    progress: &Progress,
    out: &mut dyn Write,
) -> Result<Status> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port))
        .map_err(|error| Usage(format!("cannot listen on 127.0.0.1:{}: {error}", arguments.port)))?;
    let labels = labels.map(Labels::open).transpose()?;
    let rules = load::first(&arguments.rules)?;
    let corpus = Corpus::open(&arguments.corpus, progress)?;
    let swept = sweep::corpus(corpus, &rules)?;
    progress.finish();
    let documents = swept.1.len();
    let behind = Workers::new(threads(arguments.corpus.work.threads)).map_err(anyhow::Error::msg)?;
    let door = Door { port: listener.local_addr().context("no address")?.port(), token: token()? };
    let desk = Arc::new(TuneDesk::new(arguments.rules, rules, swept, labels, behind));
    watch::begin(&desk);
    study::begin(&desk);
    server::begin(listener, door.clone(), &desk);
    if arguments.json {
        writeln!(out, "{}", json!({"url": door.url(), "documents": documents}))?;
    } else {
        writeln!(out, "{}", door.url())?;
    }
    out.flush()?;
    if !arguments.corpus.work.quiet {
        tell(&format!("{}; the page is at the address above, until Ctrl-C", counted(documents, "document")));
    }
    while !progress.interrupted() {
        std::thread::sleep(Duration::from_millis(50));
    }
    // A file that is being written comes to its name first.
    desk.close();
    Ok(Status::Done)
}

/// 128 bits that nobody can guess.
fn token() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random bytes for the token: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
