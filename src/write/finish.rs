//! The final rows of documents and groups, made when all groups are known.

use serde_json::value::RawValue;

use super::WriteError;
use super::atomic::{Compression, PartialFile};
use super::digest::Digest;
use super::membership::Membership;
use super::report_file::Keep;
use super::run_folder::RunFolder;
use super::schema::{EvidenceFields, GroupFields, INPUTS, InputRow, ORIGINALS, inside, json};
use super::spill::{Entry, Event, Events, Head, Heads, InputEnd};
use crate::fingerprint::{Fingerprint, Fingerprints};
use crate::group::{Group, Role};
use crate::monitor::Monitor;

/// The monitor hears of progress after so many documents.
const STEP: u64 = 1024;

/// The name of a group in outputs: its representative's hash, which no other document shares. It stays
/// the same when other documents join the input.
pub(super) fn group_name(representative: u64) -> String {
    format!("{representative:016x}")
}

/// Writes `documents`, `originals` and `inputs` in one walk over the spill.
pub(super) struct Rows {
    documents: PartialFile,
    originals: PartialFile,
    inputs: PartialFile,
    keep: Keep,
    digest: Digest,
    index: usize,
    input: u64,
    input_written: u64,
    written: u64,
    not_kept_bytes: u64,
}

/// The files of [`Rows`], filled.
pub(super) struct Done {
    pub(super) documents: PartialFile,
    pub(super) originals: PartialFile,
    pub(super) inputs: PartialFile,
    /// Documents that have a row.
    pub(super) written: u64,
    /// Bytes of the original texts of the others.
    pub(super) not_kept_bytes: u64,
}

impl Rows {
    pub(super) fn begin(folder: &RunFolder, documents: PartialFile, keep: Keep) -> Result<Self, WriteError> {
        Ok(Rows {
            documents,
            originals: folder.file(ORIGINALS, Compression::Plain)?,
            inputs: folder.file(INPUTS, Compression::Plain)?,
            keep,
            digest: Digest::default(),
            index: 0,
            input: 0,
            input_written: 0,
            written: 0,
            not_kept_bytes: 0,
        })
    }

    pub(super) fn write(
        mut self,
        mut events: Events,
        heads: &mut Heads,
        membership: &Membership<'_>,
        fingerprints: &Fingerprints,
        monitor: &dyn Monitor,
    ) -> Result<Done, WriteError> {
        let mut unreported = Progress::new(monitor);
        self.index = membership.earlier();
        while let Some(event) = events.next()? {
            match event {
                Event::Document(entry) => {
                    unreported.add((entry.text.len() + entry.counts.len()) as u64)?;
                    let place = membership.place(self.index);
                    let fingerprint = fingerprints.get(self.index);
                    self.index += 1;
                    self.document(&entry, place, fingerprint, heads)?;
                }
                Event::InputEnd(input) => self.input_end(input)?,
            }
        }
        events.close()?;
        Ok(Done {
            documents: self.documents,
            originals: self.originals,
            inputs: self.inputs,
            written: self.written,
            not_kept_bytes: self.not_kept_bytes,
        })
    }

    fn document(
        &mut self,
        entry: &Entry,
        place: Option<(&Group, Role)>,
        fingerprint: Fingerprint,
        heads: &mut Heads,
    ) -> Result<(), WriteError> {
        let stands = place.is_none_or(|(_, role)| role == Role::Representative);
        if self.keep == Keep::Representatives && !stands {
            self.not_kept_bytes += entry.bytes_in;
            return Ok(());
        }
        let head = match place {
            Some((group, _)) => Some(heads.read(group.representative)?),
            None => None,
        };
        let fields = group_fields(fingerprint, place.map(|(_, role)| role), head.as_ref())?;
        self.documents.row(&[
            b"{\"id\":",
            &entry.id,
            b",",
            &entry.text,
            b",",
            inside(&fields),
            b",",
            &entry.counts,
            b"}",
        ])?;
        if !entry.original.is_empty() {
            self.originals.row(&[&entry.original])?;
        }
        self.digest.add(&entry.id, entry.text_hash, &entry.original);
        self.input_written += 1;
        self.written += 1;
        Ok(())
    }

    fn input_end(&mut self, end: InputEnd) -> Result<(), WriteError> {
        let row = InputRow {
            input: self.input,
            name: end.name,
            kind: end.kind,
            bytes: end.bytes,
            checksum: end.checksum,
            documents: end.documents,
            written: std::mem::take(&mut self.input_written),
            rejected: end.rejected,
            digest: std::mem::take(&mut self.digest).hex(),
        };
        self.input += 1;
        self.inputs.row(&[&json(&row)])
    }
}

fn group_fields(
    fingerprint: Fingerprint,
    role: Option<Role>,
    head: Option<&Head>,
) -> Result<Vec<u8>, WriteError> {
    let name = head.map(|head| group_name(head.hash));
    let representative = head.map(|head| raw(&head.id)).transpose()?;
    Ok(json(&GroupFields {
        fingerprint: fingerprint.to_string(),
        group: name.as_deref(),
        role: role.map(Role::as_str),
        representative,
    }))
}

fn raw(json: &[u8]) -> Result<&RawValue, WriteError> {
    serde_json::from_slice(json).map_err(|error| {
        WriteError::io("read back the ids in", std::path::Path::new("heads.spill"), error.into())
    })
}

/// Writes `groups.jsonl`. A group is never held as a whole: the largest may be the whole corpus.
pub(super) fn write_groups(
    file: &mut PartialFile,
    membership: &Membership<'_>,
    heads: &mut Heads,
    monitor: &dyn Monitor,
) -> Result<(), WriteError> {
    monitor.stage("write groups", None);
    let mut unreported = Progress::new(monitor);
    for group in membership.groups() {
        let head = heads.read(group.representative)?;
        let start = format!(
            "{{\"group\":\"{}\",\"size\":{},\"representative\":",
            group_name(head.hash),
            group.members.len()
        );
        file.write(start.as_bytes())?;
        file.write(&head.id)?;
        let mut order: Vec<usize> = (0..group.members.len()).collect();
        order.sort_unstable_by_key(|at| group.members[*at].document);
        let mut before: &[u8] = b",\"members\":[";
        for at in order {
            unreported.add(0)?;
            let member = &group.members[at];
            let matched = heads.read(member.matched)?;
            let head = heads.read(member.document)?;
            let evidence = json(&EvidenceFields::from(member));
            for piece in [
                before,
                b"{\"id\":",
                &head.id,
                b",",
                &head.label,
                b",",
                inside(&evidence),
                b",\"matched\":",
                &matched.id,
                if member.document < membership.earlier() { b",\"earlier\":true}" } else { b"}" },
            ] {
                file.write(piece)?;
            }
            before = b",";
        }
        let mut before: &[u8] = b"],\"versions\":[";
        for &version in &group.versions {
            let head = heads.read(version)?;
            file.write(before)?;
            file.write(&head.id)?;
            before = b",";
        }
        file.row(&[b"]}"])?;
    }
    Ok(())
}

/// Tells a monitor of progress in steps, and whether it wants the run to stop.
pub(super) struct Progress<'a> {
    monitor: &'a dyn Monitor,
    documents: u64,
    bytes: u64,
    steps: u64,
}

impl<'a> Progress<'a> {
    pub(super) fn new(monitor: &'a dyn Monitor) -> Self {
        Progress { monitor, documents: 0, bytes: 0, steps: 0 }
    }

    /// One more step of work on what has been counted before.
    pub(super) fn step(&mut self) -> Result<(), WriteError> {
        self.steps += 1;
        match self.steps.is_multiple_of(STEP) && self.monitor.interrupted() {
            true => Err(WriteError::Interrupted),
            false => Ok(()),
        }
    }

    /// One more document of so many bytes.
    pub(super) fn add(&mut self, bytes: u64) -> Result<(), WriteError> {
        self.documents += 1;
        self.bytes += bytes;
        if self.documents < STEP && self.bytes < STEP * STEP {
            return Ok(());
        }
        if self.monitor.interrupted() {
            return Err(WriteError::Interrupted);
        }
        self.monitor.advanced(std::mem::take(&mut self.documents), std::mem::take(&mut self.bytes));
        Ok(())
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.monitor.advanced(self.documents, self.bytes);
    }
}
