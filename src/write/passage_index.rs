//! `passages.jsonl` as a check reads it: both ends of every passage, held to the texts as they go by.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::Finding;
use super::accounting::Findings;
use super::group_index::thousandths;
use super::report_file::PassagesRow;
use super::rows::RowReader;
use super::schema::{DocumentRow, PASSAGES, PassageRow};
use crate::group::Permille;
use crate::text::{hash64, words};

/// All passages. Ids stand as their hashes, which differ within a run.
#[derive(Debug, Default)]
pub(super) struct PassageIndex {
    passages: Vec<Checked>,
    /// The ends in each document: number of the passage, and whether it is the second of the two.
    ends: HashMap<u64, Vec<(usize, bool)>>,
    pairs: HashSet<(u64, u64)>,
    words: u64,
    /// Documents that have gone by.
    documents: u64,
}

#[derive(Debug)]
struct Checked {
    words: u32,
    /// Hash of the text that its row has.
    text: u64,
    ends: [PassageEnd; 2],
}

/// One end of a passage, and what its document makes of it.
#[derive(Debug)]
struct PassageEnd {
    start: usize,
    end: usize,
    share: Permille,
    /// The place of its document, and the hash of its words; `None` as long as it has not gone by.
    seen: Option<(u64, u64)>,
}

impl PassageIndex {
    /// Reads the file; the first damage in it ends the reading.
    pub(super) fn read(folder: &Path, report: &PassagesRow) -> Result<PassageIndex, Finding> {
        let mut index = PassageIndex::default();
        let mut rows = RowReader::<PassageRow>::open(folder, PASSAGES)?;
        while let Some(row) = rows.peek() {
            let shares = [&row.a_share, &row.b_share].map(|share| thousandths(share.get()));
            let [Some(a_share), Some(b_share)] = shares else {
                return Err(rows.finding("its shares are none"));
            };
            if row.words < report.least_words {
                let least = report.least_words;
                return Err(rows.finding(format!("has {} words, and a passage at least {least}", row.words)));
            }
            let Some(row) = rows.take()?.map(|row| row.value) else { break };
            let [a, b] = [&row.a, &row.b].map(|id| hash64(id.as_bytes()));
            let number = index.passages.len();
            index.ends.entry(a).or_default().push((number, false));
            index.ends.entry(b).or_default().push((number, true));
            index.pairs.insert((a, b));
            index.words += u64::from(row.words);
            index.passages.push(Checked {
                words: row.words,
                text: hash64(row.text.as_bytes()),
                ends: [
                    PassageEnd { start: row.a_start, end: row.a_end, share: a_share, seen: None },
                    PassageEnd { start: row.b_start, end: row.b_end, share: b_share, seen: None },
                ],
            });
        }
        Ok(index)
    }

    /// What the rows come to. What was capped no file has but the report.
    pub(super) fn counted(&self, report: &PassagesRow) -> PassagesRow {
        PassagesRow {
            found: self.passages.len() as u64,
            pairs: self.pairs.len() as u64,
            documents: self.ends.len() as u64,
            words: self.words,
            capped: report.capped.max(report.most_capped.len() as u64),
            ..report.clone()
        }
    }

    /// Looks at the ends that stand in a document. One that another stands for has none.
    pub(super) fn document(&mut self, row: &DocumentRow, stands: bool) {
        self.documents += 1;
        let Some(ends) = self.ends.get(&hash64(row.id.as_bytes())).filter(|_| stands) else { return };
        let mut all = 0;
        words(&row.text, |_| all += 1);
        for &(number, second) in ends {
            let passage = &mut self.passages[number];
            let end = &mut passage.ends[usize::from(second)];
            let Some(part) = row.text.get(end.start..end.end) else { continue };
            let (hash, count) = folded(part);
            let fits = count == passage.words
                && Permille::of(u64::from(count), all) == end.share
                && (second || hash64(part.as_bytes()) == passage.text);
            if fits {
                end.seen = Some((self.documents, hash));
            }
        }
    }

    /// Notes every passage that is not what its documents have, or not where it belongs.
    pub(super) fn end(self, findings: &mut Findings) {
        let mut before = None;
        for (number, passage) in self.passages.iter().enumerate() {
            let [a, b] = &passage.ends;
            let line = number + 1;
            let what = match (a.seen, b.seen) {
                (Some((_, in_a)), Some((_, in_b))) if in_a != in_b => "its documents have other words there",
                (Some((in_a, _)), Some((in_b, _))) => {
                    let place = Some((in_a, in_b, (a.start, a.end), (b.start, b.end)));
                    let in_order = in_a < in_b && before < place;
                    before = place;
                    match in_order {
                        true => continue,
                        false => "is not in the order of documents and places, or stands twice",
                    }
                }
                (None, _) => "its first document has no such passage",
                (_, None) => "its second document has no such passage",
            };
            findings.push(Finding::new(PASSAGES, format!("line {line}: {what}")));
        }
    }
}

/// The hash of a text's words in order, and how many there are.
fn folded(text: &str) -> (u64, u32) {
    let (mut all, mut count) = (String::with_capacity(text.len()), 0);
    words(text, |word| {
        all.push_str(word);
        all.push('\n');
        count += 1;
    });
    (hash64(all.as_bytes()), count)
}
