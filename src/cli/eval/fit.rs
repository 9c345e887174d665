//! `--fit`: weights fitted to labelled pages, cross-validated by outlet.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;

use super::super::status::Usage;
use super::super::terminal::{counted, safe};
use super::sets::Set;
use super::{Desk, Report};
use crate::clean::Cleaner;
use crate::clean::score::{FitOptions, Gold as Lesson, Model, fit as fit_model};
use crate::eval::{FOLDS, Figure, PageScore, Tally, fold_of_page, lesson, total};
use crate::text::hash128;
use crate::write;

/// What the numbers of a weight file mean.
const LEGEND: &str = "\
# Points that tell the lines of an article from the rest of a page: thousandths of a logit, +1000 makes
# an article line 2.7 times as likely. Fitted as a whole; single numbers depend on each other.
#
# bias         the points every line begins with
# temper       points are divided by so many hundredths before they are read as chances
# recall       beta squared of the F measure that a page's cut-off is to make best, in hundredths
# wide-bonus   added for each doubling of the width beyond 120 columns
# switch-cost  what it takes to go from article to chrome, or back, between two lines
# votes        three questions each, and the points for the answers no-no-no, yes-no-no, no-yes-no,
#              yes-yes-no, no-no-yes, yes-no-yes, no-yes-yes, yes-yes-yes
# cues         words that stand more often in articles (+) or around them (-)
#
";

/// Fitted weights, and how they do.
pub(super) struct Fitted {
    /// Cleans with the weights that were fitted to all pages.
    pub(super) cleaner: Cleaner,
    pub(super) folds: Vec<Fold>,
    /// By set: every page scored with the weights that were fitted without its fold.
    pub(super) unseen: Vec<Tally>,
    path: PathBuf,
    text: String,
}

/// A part of the outlets, scored with weights that were fitted to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fold {
    pub(super) number: u64,
    pub(super) outlets: u64,
    pub(super) tally: Tally,
}

/// Fits the weights; [`Fitted::write`] writes them.
pub(super) fn fit(desk: &Desk<'_>, sets: &[Set], path: &Path) -> Result<Fitted> {
    let lessons = lessons(desk, sets)?;
    let folds: Vec<u64> =
        (0..FOLDS).filter(|fold| lessons.iter().any(|lesson| fold_of_page(&lesson.host) == *fold)).collect();
    if folds.len() < 2 {
        let (pages, folds) = (counted(lessons.len() as u64, "labelled page"), folds.len());
        let what = format!("too few outlets to cross-validate: {pages} in {folds} of {FOLDS} folds");
        return Err(Usage(format!("{what}\nhint: label pages of more outlets")).into());
    }
    desk.monitor.stage("fit", None);
    let tasks: Vec<Option<u64>> = [None].into_iter().chain(folds.iter().copied().map(Some)).collect();
    let mut models = desk.workers.map(&tasks, |without| {
        let seen = |lesson: &&Lesson| without.is_none_or(|fold| fold_of_page(&lesson.host) != fold);
        let seen: Vec<&Lesson> = lessons.iter().filter(seen).collect();
        // An interrupted command has no use for it.
        (!desk.monitor.interrupted()).then(|| fit_model(&seen, FitOptions::default()))
    });
    let Some(model) = models.remove(0) else {
        anyhow::bail!("interrupted");
    };
    let mut scores: Vec<Vec<PageScore>> = sets.iter().map(|_| Vec::new()).collect();
    for (&fold, model) in folds.iter().zip(models) {
        let cleaner = desk.cleaner.clone().with_model(model.map(Arc::new));
        for (set, scores) in sets.iter().zip(&mut scores) {
            let unseen = desk.score(&cleaner, set)?;
            scores.extend(unseen.into_iter().filter(|page| fold_of_page(&page.source) == fold));
        }
    }
    let folds = folds.iter().map(|&number| Fold::of(number, &scores)).collect();
    let unseen: Vec<Tally> = scores.iter().map(total).collect();
    let text = header(desk, sets, &lessons, &unseen, path) + &model.to_toml();
    // What is used from here on is what others will read.
    let model = Model::parse(&text)?;
    let cleaner = desk.cleaner.clone().with_model(Some(Arc::new(model)));
    Ok(Fitted { cleaner, folds, unseen, path: path.to_owned(), text })
}

/// The labelled pages, cleaned by all but scores.
fn lessons(desk: &Desk<'_>, sets: &[Set]) -> Result<Vec<Lesson>> {
    let cleaner = desk.cleaner.clone().with_model(None);
    let mut lessons = Vec::new();
    for set in sets {
        desk.monitor.stage("clean", Some(set.bytes()));
        let cleaned = desk.clean(&cleaner, set)?;
        let labelled = || set.golds().zip(&cleaned).filter(|(gold, _)| !gold.labels.is_empty());
        // A large set teaches more than a small one, though not by as much as it is larger.
        let weight = 1.0 / (labelled().count() as f64).sqrt();
        lessons.extend(labelled().map(|(gold, cleaned)| Lesson { weight, ..lesson(gold, cleaned) }));
    }
    Ok(lessons)
}

impl Fold {
    fn of(number: u64, scores: &[Vec<PageScore>]) -> Fold {
        let pages: Vec<&PageScore> =
            scores.iter().flatten().filter(|page| fold_of_page(&page.source) == number).collect();
        let outlets: BTreeSet<&str> = pages.iter().map(|page| page.source.as_str()).collect();
        Fold { number: number + 1, outlets: outlets.len() as u64, tally: total(pages) }
    }
}

/// Where the weights are from: files by name and checksum, the command, and how they do on outlets that
/// were not seen.
fn header(desk: &Desk<'_>, sets: &[Set], lessons: &[Lesson], unseen: &[Tally], path: &Path) -> String {
    let out = path.file_name().unwrap_or_default().to_string_lossy();
    let names: Vec<&str> = sets.iter().map(|set| set.file.as_str()).collect();
    let outlets: BTreeSet<&str> = lessons.iter().map(|lesson| lesson.host.as_str()).collect();
    let packs: Vec<&str> = desk.cleaner.rules().packs.iter().map(|pack| pack.hash.as_str()).collect();
    let all: Tally = unseen.iter().copied().sum();
    let figure = |figure: Figure| figure.of(&all).map_or_else(String::new, |value| value.to_string());
    let mut told = LEGEND.to_owned();
    let mut line = |text: String| {
        let _ = writeln!(told, "# {}", safe(&text));
    };
    line(format!("Fitted by copydesk {} with", env!("CARGO_PKG_VERSION")));
    line(format!("  copydesk eval clean {} --fit {out}", names.join(" ")));
    let (pages, outlets) = (counted(lessons.len() as u64, "page"), counted(outlets.len() as u64, "outlet"));
    line(format!("to {pages} of {outlets}, after {} of hash", counted(packs.len() as u64, "rule pack")));
    line(format!("{:032x}:", hash128(packs.concat().as_bytes())));
    for set in sets {
        let pages = set.golds().filter(|gold| !gold.labels.is_empty()).count();
        line(format!("  {} {} xxh3-128 {}", set.file, counted(pages as u64, "page"), set.checksum));
    }
    let (f1, lost) = (figure(Figure::TokenF1), figure(Figure::Lost));
    line(format!("Outlets not seen in fitting ({FOLDS} folds): token-f1 {f1}, lost {lost}"));
    told
}

impl Fitted {
    /// Writes the weight file.
    pub(super) fn write(&self) -> Result<()> {
        Ok(write::write_file(&self.path, self.text.as_bytes())?)
    }

    /// By set, and of all: unseen, and fitted to all pages.
    pub(super) fn pairs(&self, report: &Report<'_>) -> Vec<(String, Tally, Tally)> {
        let sets = report.loaded.sets.iter().map(|set| set.name.clone());
        let seen: Vec<Tally> = report.scores.iter().map(total).collect();
        let mut rows: Vec<(String, Tally, Tally)> = sets
            .zip(self.unseen.iter().zip(&seen))
            .map(|(name, (unseen, seen))| (name, *unseen, *seen))
            .collect();
        if rows.len() > 1 {
            rows.push(("all".to_owned(), self.unseen.iter().copied().sum(), seen.into_iter().sum()));
        }
        rows
    }
}
