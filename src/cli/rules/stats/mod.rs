//! `copydesk rules stats`: what each rule does to a corpus, and which rules to look at.

mod args;
mod baseline;
mod card;
mod json;
mod table;
mod timing;

use std::io::Write;

use anyhow::Result;

use super::super::corpus::Corpus;
use super::super::packs;
use super::super::progress::{Progress, watched};
use super::super::status::{Status, Usage};
use super::super::terminal::safe;
use super::sweep;
use crate::clean::{Cleaner, SCORE};
use crate::rules::{Rule, RuleIndex, did_you_mean};
use crate::survey::{
    Baseline, Judgement, RuleCost, RuleTally, Survey, costs_of, is_in_use, trials, verdicts,
};
use args::Sort;
pub(in crate::cli) use args::StatsArgs;

/// Counts what the rules do, and says what is the matter with them.
pub(in crate::cli) fn stats(arguments: &StatsArgs, out: &mut dyn Write) -> Result<Status> {
    watched(arguments.corpus.work.quiet, |progress| count(arguments, progress, out))
}

fn count(arguments: &StatsArgs, progress: &Progress, out: &mut dyn Write) -> Result<Status> {
    let cleaner = packs::cleaner(&arguments.rules)?;
    if let Some(rule) = &arguments.rule {
        find(&cleaner, rule)?;
    }
    let baseline = arguments.baseline.as_deref().map(baseline::read).transpose()?;
    let corpus = Corpus::open(&arguments.corpus, progress)?;
    let (survey, rejected) = sweep::survey(&corpus, &cleaner)?;
    let stats = Stats::of(&cleaner, &survey, baseline.as_ref(), !arguments.no_time);
    progress.finish();
    if let Some(path) = &arguments.save {
        baseline::write(path, &Baseline::of(cleaner.rules(), &survey))?;
    }
    match (&arguments.rule, arguments.json) {
        (_, true) => json::print(&stats, arguments, out)?,
        (Some(rule), false) => card::print(&stats, find(&cleaner, rule)?, out)?,
        (None, false) => table::print(&stats, arguments, out)?,
    }
    Ok(if rejected > 0 { Status::Rejected } else { Status::Done })
}

/// The rules that take the most time on a corpus: id and estimated nanoseconds, the dearest first. What all
/// rules share is no rule's time.
pub(in crate::cli) fn dearest(
    corpus: &Corpus<'_>,
    cleaner: &Cleaner,
    most: usize,
) -> Result<Vec<(String, u64)>> {
    let (survey, _) = sweep::survey(corpus, cleaner)?;
    let times = Stats::of(cleaner, &survey, None, true).times;
    let ids = cleaner.rules().rules.iter().map(|rule| rule.id.to_string());
    let mut rows: Vec<(String, u64)> = ids.zip(times).filter(|(_, time)| *time > 0).collect();
    rows.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    rows.truncate(most);
    Ok(rows)
}

/// The rule of this id.
fn find(cleaner: &Cleaner, id: &str) -> Result<RuleIndex> {
    let rules = &cleaner.rules().rules;
    if let Some(found) = rules.iter().position(|rule| &*rule.id == id) {
        return Ok(found);
    }
    let hint = did_you_mean(id, rules.iter().map(|rule| &*rule.id))
        .unwrap_or_else(|| "`copydesk rules list` names them all".to_owned());
    Err(Usage(format!("no rule `{}`\nhint: {}", safe(id), safe(&hint))).into())
}

/// All that was counted.
struct Stats<'a> {
    cleaner: &'a Cleaner,
    survey: &'a Survey,
    costs: Vec<RuleCost>,
    /// Estimated nanoseconds on the whole corpus, by rule; empty where they are not asked for.
    times: Vec<u64>,
    judgements: Vec<Judgement>,
}

impl<'a> Stats<'a> {
    fn of(cleaner: &'a Cleaner, survey: &'a Survey, baseline: Option<&Baseline>, time: bool) -> Stats<'a> {
        let rules = cleaner.rules();
        let lines = survey.sample.lines();
        let trials = trials(rules, &lines);
        let costs = costs_of(rules, &trials);
        let times = match time {
            true => timing::estimate(rules, &trials, survey.total.lines, lines.len() as u64),
            false => Vec::new(),
        };
        let judgements = verdicts(rules, survey, &costs, baseline);
        Stats { cleaner, survey, costs, times, judgements }
    }

    fn rule(&self, rule: RuleIndex) -> &'a Rule {
        &self.cleaner.rules().rules[rule]
    }

    fn tally(&self, rule: RuleIndex) -> &'a RuleTally {
        &self.survey.rules[rule]
    }

    /// The verdicts on a rule.
    fn judgements(&self, rule: RuleIndex) -> impl Iterator<Item = &Judgement> {
        self.judgements.iter().filter(move |found| found.rule == rule)
    }

    /// The rules that are asked for, in the order that is asked for; of equals the one that stands first.
    fn rows(&self, arguments: &StatsArgs) -> Vec<RuleIndex> {
        let wanted = |rule: &RuleIndex| {
            let judged = arguments
                .verdict
                .is_none_or(|verdict| self.judgements(*rule).any(|found| found.verdict == verdict.into()));
            let named = arguments.rule.as_deref().is_none_or(|id| &*self.rule(*rule).id == id);
            judged && named && is_in_use(self.rule(*rule))
        };
        let mut rows: Vec<RuleIndex> = (0..self.survey.rules.len()).filter(wanted).collect();
        rows.sort_by(|one, other| {
            self.key(arguments.sort, *one).cmp(&self.key(arguments.sort, *other)).then_with(|| {
                let id = |rule: RuleIndex| &self.rule(rule).id;
                id(*one).cmp(id(*other))
            })
        });
        rows
    }

    /// What comes first has the smallest key.
    fn key(&self, sort: Sort, rule: RuleIndex) -> i128 {
        let tally = self.tally(rule);
        let most = |number: u64| -i128::from(number);
        match sort {
            Sort::Lines => most(tally.lines),
            Sort::Documents => most(tally.documents),
            Sort::Bytes => most(tally.bytes),
            Sort::Unique => most(tally.unique),
            Sort::Sources => most(tally.sources.len() as u64),
            Sort::Last => tally.period.last.map_or(i128::MIN, i128::from),
            Sort::Wrong => most(tally.wrong),
            Sort::Cpu => most(self.times.get(rule).copied().unwrap_or(self.costs[rule].bytes_in_vain)),
            Sort::Rule => 0,
        }
    }
}

/// The name under which lines that go by score are listed.
const BY_SCORE: &str = SCORE;
