//! `copydesk clean`: a streaming filter.

use std::io::Write;

use anyhow::Result;

use super::args::CleanArgs;
use super::fields::{read_options, threads};
use super::packs;
use super::progress::Progress;
use super::signals::Signals;
use super::status::{Status, Usage};
use super::terminal::{excerpt, tell};
use crate::clean::Cleaned;
use crate::document::Reject;
use crate::monitor::Monitor;
use crate::pipeline::{End, Workers};
use crate::read::{self, Format, Item, ReadOptions, Reader};
use crate::write::stream_row;

/// Cleans records or texts from the inputs, or from stdin, to stdout.
pub(super) fn clean(arguments: &CleanArgs, out: &mut dyn Write) -> Result<Status> {
    let workers = Workers::new(threads(arguments.work.threads)).map_err(anyhow::Error::msg)?;
    let cleaner = workers.within(|| packs::cleaner(&arguments.rules))?;
    let options = ReadOptions {
        format: if arguments.text { Format::Text } else { Format::Records },
        keep_frames: true,
        ..read_options(&arguments.fields)
    };
    let names: Vec<String> =
        if arguments.inputs.is_empty() { vec!["-".to_owned()] } else { arguments.inputs.clone() };
    if arguments.text && names.len() > 1 {
        return Err(Usage("--text takes one input, since its output is one text\nhint: run it once for each, or use `copydesk run`".into()).into());
    }
    let found = read::expand(&names).map_err(|error| Usage(error.to_string()))?;
    let signals = Signals::listen()?;
    let progress = Progress::new(true, signals.clone());
    let mut rejected = found.rejects.len();
    for reject in &found.rejects {
        tell_reject(reject);
    }
    let render = |cleaned: &Cleaned| match arguments.text {
        true => cleaned.text.clone().into_bytes(),
        false => stream_row(cleaned),
    };
    let end = workers.ordered(
        Reader::new(&found.inputs, &options),
        || cleaner.scratch(),
        |scratch, batch| {
            let mut rows = Vec::new();
            let mut rejects = Vec::new();
            for item in batch.documents(&found.inputs, &options).items {
                match item {
                    Item::Document(document) => rows.extend(render(&cleaner.clean(scratch, *document))),
                    Item::Reject(reject) => rejects.push(reject),
                    Item::End(_) => {}
                }
            }
            (rows, rejects)
        },
        |(rows, rejects)| {
            rejected += rejects.len();
            rejects.iter().for_each(tell_reject);
            out.write_all(&rows)?;
            out.flush()
        },
        &progress as &dyn Monitor,
    );
    let end = end?;
    match (end, signals.received()) {
        (End::Interrupted, Some(code)) => Ok(Status::Interrupted(code)),
        _ if rejected > 0 => Ok(Status::Rejected),
        _ => Ok(Status::Done),
    }
}

/// Rejects of a stream have no file to go to.
fn tell_reject(reject: &Reject) {
    let record = reject.record.map_or(String::new(), |record| format!(":{record}"));
    let (path, reason) = (excerpt(&reject.path, 200), excerpt(&reject.reason, 300));
    tell(&format!("copydesk: rejected {path}{record}: {reason}"));
}
