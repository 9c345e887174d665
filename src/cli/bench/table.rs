//! The figures for a person at a terminal.

use super::super::terminal::{bytes, counted, percent, safe, thousands};
use super::compare::Comparison;
use super::figures::{Figures, StageFigure};
use super::spread::{Spread, ratio, speed};

/// All of it, as lines.
pub(super) fn text(figures: &Figures, against: Option<&Comparison>) -> String {
    let mut lines = vec![heading(figures), String::new()];
    stages(figures, &mut lines);
    ceilings(figures, &mut lines);
    shapes(figures, &mut lines);
    scaling(figures, &mut lines);
    rules(figures, &mut lines);
    lines.push(memory(figures));
    lines.extend(noise(figures));
    if let Some(against) = against {
        compared(against, &mut lines);
    }
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n") + "\n"
}

/// What was measured.
pub(super) fn heading(figures: &Figures) -> String {
    let corpus = &figures.corpus;
    let seed = match corpus.seed {
        Some(seed) => format!("generated with seed {seed}"),
        None => "from the inputs".to_owned(),
    };
    let (documents, text) = (counted(corpus.documents, "document"), bytes(corpus.bytes));
    let repeats = counted(figures.repeats as u64, "repeat");
    format!("{}: {documents}, {text} of text {seed}; {repeats}, medians (least–most)", figures.tool)
}

/// `1,234.5`, in MB (of 1,024 KB) a second.
pub(super) fn megabytes(speed: u64) -> String {
    let tenths = u64::try_from((u128::from(speed) * 10) >> 20).unwrap_or(u64::MAX);
    format!("{}.{}", thousands(tenths / 10), tenths % 10)
}

/// `1.23`, of thousandths.
pub(super) fn hundredths(permille: u64) -> String {
    format!("{}.{:02}", thousands(permille / 1000), permille % 1000 / 10)
}

/// The speed of the slowest repeat and of the fastest.
pub(super) fn range(bytes: u64, time: Spread) -> String {
    format!("{}–{}", megabytes(speed(bytes, time.max)), megabytes(speed(bytes, time.min)))
}

/// `1.2 ms`.
pub(super) fn milliseconds(nanoseconds: u64) -> String {
    format!("{}.{} ms", thousands(nanoseconds / 1_000_000), nanoseconds % 1_000_000 / 100_000)
}

/// How much of its ceiling a stage reaches.
pub(super) fn of_ceiling(figures: &Figures, stage: &StageFigure) -> u64 {
    figures.ceiling(&stage.ceiling).map_or(0, |ceiling| {
        ratio(speed(stage.bytes, stage.time.median), speed(ceiling.bytes, ceiling.time.median).max(1))
    })
}

/// `12.3 a document`.
pub(super) fn allocations(figures: &Figures, stage: &StageFigure) -> String {
    match stage.allocations {
        Some(count) => {
            let tenths = count * 10 / figures.corpus.documents.max(1);
            format!("{}.{} a document", thousands(tenths / 10), tenths % 10)
        }
        None => "not counted".to_owned(),
    }
}

fn stages(figures: &Figures, lines: &mut Vec<String>) {
    let row = |cells: [&str; 6]| {
        let [stage, speed, range, share, ceiling, allocations] = cells;
        format!("{stage:<13}{speed:>10}  {range:>19}{share:>9}  {ceiling:<24}{allocations:>20}")
    };
    lines.push(row(["stage", "MB/s/core", "least–most", "time", "of its ceiling", "allocations"]));
    let total = figures.total();
    for stage in &figures.stages {
        let ceiling = format!("{:>7} {}", percent(of_ceiling(figures, stage), 1000), stage.ceiling);
        lines.push(row([
            &stage.stage,
            &megabytes(speed(stage.bytes, stage.time.median)),
            &range(stage.bytes, stage.time),
            &percent(stage.time.median, total),
            &ceiling,
            &allocations(figures, stage),
        ]));
    }
    let all = megabytes(speed(figures.corpus.bytes, total));
    lines.push(row(["all stages", &all, "", "100.0 %", "", ""]));
    lines.push(String::new());
}

fn ceilings(figures: &Figures, lines: &mut Vec<String>) {
    lines.push(format!("{:<13}{:>10}  {:>19}", "ceiling", "MB/s/core", "least–most"));
    for ceiling in &figures.ceilings {
        let speed = megabytes(speed(ceiling.bytes, ceiling.time.median));
        lines.push(format!("{:<13}{speed:>10}  {:>19}", ceiling.ceiling, range(ceiling.bytes, ceiling.time)));
    }
    lines.push(String::new());
}

/// Names of stages that fit over a column of speeds.
const COLUMN: usize = 9;

fn shapes(figures: &Figures, lines: &mut Vec<String>) {
    let cut = |name: &str| name.chars().take(COLUMN - 1).collect::<String>();
    let names: String =
        figures.stages.iter().map(|stage| format!("{:>COLUMN$}", cut(&stage.stage))).collect();
    lines.push(format!("{:<10}{:>10}{names}   MB/s/core", "shape", "documents"));
    for shape in &figures.shapes {
        let whole = |time: u64| thousands(speed(shape.bytes, time) >> 20);
        let speeds: String =
            shape.stages.iter().map(|stage| format!("{:>COLUMN$}", whole(stage.time.median))).collect();
        lines.push(format!("{:<10}{:>10}{speeds}", shape.shape, thousands(shape.documents)));
    }
    lines.push(String::new());
}

fn scaling(figures: &Figures, lines: &mut Vec<String>) {
    lines.push(format!(
        "{:<10}{:>8}{:>10}  {:>19}{:>12}",
        "command", "threads", "MB/s", "least–most", "efficiency"
    ));
    for row in &figures.scaling {
        lines.push(format!(
            "{:<10}{:>8}{:>10}  {:>19}{:>12}",
            row.command,
            row.threads,
            megabytes(speed(row.bytes, row.time.median)),
            range(row.bytes, row.time),
            percent(row.efficiency, 1000),
        ));
    }
    lines.push(String::new());
}

fn rules(figures: &Figures, lines: &mut Vec<String>) {
    if figures.rules.is_empty() {
        return;
    }
    lines.push(format!("{:<46}{:>12}  estimated, on the corpus, one core", "dearest rules", "time"));
    for rule in &figures.rules {
        lines.push(format!("{:<46}{:>12}", safe(&rule.rule), milliseconds(rule.time)));
    }
    lines.push(String::new());
}

fn memory(figures: &Figures) -> String {
    match figures.peak_memory {
        Some(peak) => {
            format!("peak memory  {} of this process, the corpus held in it among them", bytes(peak))
        }
        None => "peak memory  not available on this system".to_owned(),
    }
}

/// Says that the figures are not to be relied on.
pub(super) fn noise(figures: &Figures) -> Option<String> {
    let Spread { min, max, .. } = figures.calibration;
    let apart = percent(figures.calibration.permille(), 1000);
    figures.noisy.then(|| {
        format!(
            "The machine is noisy: a loop that is always the same took {} to {}, {apart} apart.\n\
             Something else is running, or the clock changes; figures may be off by as much. Try again, or more --repeats.",
            milliseconds(min),
            milliseconds(max)
        )
    })
}

/// What the comparison comes to.
pub(super) fn verdict(against: &Comparison) -> String {
    let slower: Vec<&str> = against.slower().map(|row| row.what.as_str()).collect();
    let tolerance = percent(against.tolerance, 1000);
    match slower.as_slice() {
        [] => format!("nothing is slower than before by more than {tolerance}"),
        slower => format!("slower than before by more than {tolerance}: {}", slower.join("; ")),
    }
}

fn compared(against: &Comparison, lines: &mut Vec<String>) {
    lines.push(String::new());
    lines.push(format!(
        "{:<18}{:>10}{:>10}{:>8}{:>12}  {:>13}   time against before; above 1 is slower",
        "against", "before", "now MB/s", "raw", "normalised", "least–most"
    ));
    for row in &against.rows {
        lines.push(format!(
            "{:<18}{:>10}{:>10}{:>8}{:>12}  {:>13}   {}",
            row.what,
            megabytes(row.before),
            megabytes(row.now),
            hundredths(row.raw),
            hundredths(row.normalised),
            format!("{}–{}", hundredths(row.least), hundredths(row.most)),
            if row.slower { "slower" } else { "" }
        ));
    }
    lines
        .push(format!("the machine itself takes {} of the time it took before", hundredths(against.machine)));
    lines.push(verdict(against));
}
