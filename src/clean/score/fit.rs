//! Fits a model to labelled pages.

use std::collections::{BTreeMap, HashMap};

use super::ballot::Votes;
use super::boost::{Rows, Settings, boost};
use super::context::Context;
use super::cues::Cues;
use super::cutoff::Scale;
use super::feature::Values;
use super::model::Model;
use super::page::{Page, Touch};
use crate::text::{Line, Span, hash64};

/// A labelled page.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// The page's text.
    pub text: String,
    /// One for each `\n`-separated line: `1` or `H` article, `0` not, anything else is not scored.
    pub labels: String,
    /// Where the page is from; pages of one host stay in one fold.
    pub host: String,
    /// What rules did to each line.
    pub touches: Vec<Touch>,
    /// How much the page counts.
    pub weight: f64,
}

/// How to fit.
#[derive(Debug, Clone, Copy)]
pub struct FitOptions {
    /// How many votes.
    pub votes: usize,
    /// The part of each boosting step that is taken.
    pub rate: f64,
    /// L2 penalty on points.
    pub ridge: f64,
    /// A cue word stands on pages of at least this many hosts.
    pub cue_hosts: usize,
    /// How far points are tempered before they are read as chances, in hundredths.
    pub temper: i32,
    /// Beta squared of the F measure by which pages are cut, in hundredths.
    pub recall: i32,
    /// See [`Model::wide_bonus`].
    pub wide_bonus: i32,
    /// See [`Model::switch_cost`].
    pub switch_cost: i32,
}

impl Default for FitOptions {
    fn default() -> FitOptions {
        FitOptions {
            votes: 1800,
            rate: 0.12,
            ridge: 10.0,
            cue_hosts: 40,
            temper: 150,
            recall: 150,
            wide_bonus: 1000,
            switch_cost: 1000,
        }
    }
}

/// The fold of a host, of `folds`, for cross-validation.
pub fn fold_of(host: &str, folds: u64) -> u64 {
    hash64(host.as_bytes()) % folds
}

/// Fits a model. The same pages in the same order give the same model.
pub fn fit(gold: &[&Gold], options: FitOptions) -> Model {
    let mut model = Model {
        bias: 0,
        scale: Scale { temper: i64::from(options.temper), recall: i64::from(options.recall) },
        wide_bonus: options.wide_bonus,
        switch_cost: options.switch_cost,
        cues: Cues::new(cue_words(gold, options.cue_hosts)),
        votes: Votes::default(),
    };
    let mut values: Vec<Values> = Vec::new();
    let mut article = Vec::new();
    let mut weights = Vec::new();
    for gold in gold {
        collect(gold, &model, &mut values, &mut article, &mut weights);
    }
    let mean = weights.iter().sum::<f64>() / weights.len().max(1) as f64;
    weights.iter_mut().for_each(|weight| *weight /= mean);
    let settings = Settings { votes: options.votes, rate: options.rate, ridge: options.ridge };
    let rows = Rows { values: &values, article: &article, weights: &weights };
    let (bias, votes) = boost(&rows, settings);
    (model.bias, model.votes) = (bias, Votes::new(votes));
    model
}

/// Labels by place of the line.
fn label(gold: &Gold, line: usize) -> Option<bool> {
    match gold.labels.as_bytes().get(line) {
        Some(b'1' | b'H') => Some(true),
        Some(b'0') => Some(false),
        _ => None,
    }
}

/// Lines at `\n` alone, as labels are given.
fn label_lines(text: &str) -> Vec<Line> {
    let mut start = 0;
    let line = |line: &str| {
        let span = Span::new(start, start + line.len());
        start = span.end + 1;
        Line { span, end: start.min(text.len()) }
    };
    text.split('\n').map(line).collect()
}

/// Adds the labelled lines that rules left. A line weighs by its share of the article's length, and a
/// tenth of the page's weight is spread over its lines evenly.
fn collect(
    gold: &Gold,
    model: &Model,
    values: &mut Vec<Values>,
    article: &mut Vec<bool>,
    weights: &mut Vec<f64>,
) {
    let lines = label_lines(&gold.text);
    let page = Page::of(&gold.text, &lines, &gold.touches);
    let context = Context::of(&page, model);
    let open: Vec<(usize, bool)> = (0..page.len())
        .filter(|&at| !page.touches[at].gone)
        .filter_map(|at| Some((at, label(gold, page.at[at])?)))
        .collect();
    let width = |at: usize| f64::from(page.measures[at].width.min(3000));
    let length: f64 = (0..page.len()).filter(|&at| label(gold, page.at[at]) == Some(true)).map(width).sum();
    for &(at, is_article) in &open {
        values.push(context.values(at));
        article.push(is_article);
        weights.push(gold.weight * (0.9 * width(at) / length.max(200.0) + 0.1 / open.len() as f64));
    }
}

/// Words on pages of at least `least` hosts, with the logarithm of how much more often they stand in
/// articles. A host counts once for each word, split by where its lines with the word stand.
fn cue_words(gold: &[&Gold], least: usize) -> Vec<(String, i32)> {
    let mut hosts: BTreeMap<&str, Vec<&Gold>> = BTreeMap::new();
    for gold in gold {
        hosts.entry(&gold.host).or_default().push(gold);
    }
    let mut counts: HashMap<String, (usize, f64)> = HashMap::new();
    for pages in hosts.values() {
        for (word, (inside, all)) in host_words(pages) {
            let count = counts.entry(word).or_default();
            count.0 += 1;
            count.1 += inside / all;
        }
    }
    let mut words: Vec<(String, i32)> = counts
        .into_iter()
        .filter(|(_, (hosts, _))| *hosts >= least)
        .map(|(word, (hosts, inside))| {
            let odds = ((inside + 2.0) / (hosts as f64 - inside + 2.0)).ln();
            (word, (odds * 1000.0).round() as i32)
        })
        .filter(|(_, points)| points.abs() >= 1000)
        .collect();
    words.sort();
    words
}

/// Lines with each word: those of articles, and all.
fn host_words(pages: &[&Gold]) -> BTreeMap<String, (f64, f64)> {
    let mut found: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for gold in pages {
        for (at, line) in label_lines(&gold.text).iter().enumerate() {
            let gone = gold.touches.get(at).is_some_and(|touch| touch.gone);
            let Some(inside) = label(gold, at).filter(|_| !gone) else {
                continue;
            };
            let mut words: Vec<String> = line_words(line.span.of(&gold.text));
            words.sort();
            words.dedup();
            for word in words {
                let count = found.entry(word).or_default();
                count.0 += f64::from(u8::from(inside));
                count.1 += 1.0;
            }
        }
    }
    found
}

/// Words of letters alone, in lower case.
fn line_words(line: &str) -> Vec<String> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic) && word.len() < 40)
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages of one menu, one story of long sentences, one footer.
    fn pages() -> Vec<Gold> {
        let page = |number: usize| {
            let story = format!(
                "The ferry number {number} will sail from the harbour in the morning, and the board said that it would be on time, as it was in the week before."
            );
            let menu = ["Home", "News", "Sport", "Weather", "Log in", "Contact"].join("\n");
            let text =
                format!("{menu}\n{}\n{menu}", vec![story.as_str(); 1 + number % 4].join("\nMore of it:\n"));
            let labels = text.split('\n').map(|line| if line.len() > 60 { '1' } else { '0' }).collect();
            Gold { text, labels, host: format!("host{number}.example"), weight: 1.0, ..Gold::default() }
        };
        (0..30).map(page).collect()
    }

    #[test]
    fn a_fit_learns_what_labels_say_and_is_repeatable() {
        let pages = pages();
        let gold: Vec<&Gold> = pages.iter().collect();
        let options = FitOptions { votes: 20, rate: 0.5, ridge: 1.0, cue_hosts: 5, ..FitOptions::default() };
        let model = fit(&gold, options);
        assert_eq!(model.to_toml(), fit(&gold, options).to_toml());
        let lines = label_lines(&pages[7].text);
        let page = Page::of(&pages[7].text, &lines, &[]);
        let context = Context::of(&page, &model);
        let rows: Vec<Values> = (0..page.len()).map(|at| context.values(at)).collect();
        for (at, points) in model.scores(&rows).into_iter().enumerate() {
            assert_eq!(Some(points > 0), label(&pages[7], page.at[at]), "line {at}");
        }
    }

    #[test]
    fn hosts_stay_in_one_fold() {
        assert_eq!(fold_of("herald.example", 5), fold_of("herald.example", 5));
        let folds: Vec<u64> = pages().iter().map(|gold| fold_of(&gold.host, 5)).collect();
        assert!((0..5).all(|fold| folds.contains(&fold)), "{folds:?}");
    }
}
