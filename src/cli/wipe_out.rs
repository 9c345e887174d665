//! Stops a run in which a rule takes too much of an outlet, unless the user accepts it.

use anyhow::Result;

use super::status::Stopped;
use super::terminal::{bytes, percent, safe, thousands};
use crate::report::{Loss, RunReport};

/// Losses shown.
const SHOWN: usize = 10;

/// Refuses a run with losses, or notes them in its report where they are accepted.
pub(super) fn check(report: &mut RunReport, accept: bool) -> Result<()> {
    let losses = report.losses();
    if !losses.is_empty() && !accept {
        return Err(Stopped(message(&losses)).into());
    }
    report.accepted = losses;
    Ok(())
}

fn message(losses: &[Loss]) -> String {
    let mut lines = vec!["stopped, nothing was written: the rules take too much".to_owned()];
    lines.extend(losses.iter().take(SHOWN).map(told));
    if losses.len() > SHOWN {
        lines.push(format!("  and {} more", losses.len() - SHOWN));
    }
    let rule = losses.iter().find_map(|loss| loss.rule.as_deref());
    let disable = rule
        .map_or(String::new(), |rule| format!("switch a rule off with `disable = [\"{rule}\"]` in a pack, "));
    lines.push(format!(
        "hint: `copydesk rules explain` shows what goes and why; {disable}or accept the loss with --accept-loss"
    ));
    lines.join("\n")
}

fn told(loss: &Loss) -> String {
    let source =
        if loss.source.is_empty() { "unknown source".into() } else { format!("`{}`", safe(&loss.source)) };
    match &loss.rule {
        Some(rule) => {
            let (share, taken, of) = (percent(loss.taken, loss.of), bytes(loss.taken), bytes(loss.of));
            format!("  {source}: `{rule}` takes {share} of the text, {taken} of {of}")
        }
        None => {
            let (taken, of) = (thousands(loss.taken), thousands(loss.of));
            format!("  {source}: {taken} of {of} documents lose every line of their story")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SourceCount;

    #[test]
    fn a_loss_is_told_with_its_source_rule_and_figures() {
        let loss = |source: &str, rule: Option<&str>, taken, of| Loss {
            source: source.into(),
            rule: rule.map(Into::into),
            taken,
            of,
        };
        let told = message(&[loss("courier.example", Some("own/all"), 46, 100), loss("", None, 31, 40)]);
        let expected = [
            "`courier.example`: `own/all` takes 46.0 % of the text, 46 bytes of 100 bytes",
            "unknown source: 31 of 40 documents lose every line of their story",
            "disable = [\"own/all\"]",
            "--accept-loss",
        ];
        for part in expected {
            assert!(told.contains(part), "{part}\n{told}");
        }
        assert!(message(&vec![loss("a", None, 1, 1); 15]).contains("and 5 more"));
    }

    #[test]
    fn an_accepted_loss_is_in_the_report() {
        let mut report = RunReport::default();
        assert!(check(&mut report, false).is_ok() && report.accepted.is_empty());
        let count = SourceCount { documents: 30, emptied: 20, ..SourceCount::default() };
        report.sources.insert("courier.example".into(), count);
        assert!(check(&mut report, false).is_err());
        assert!(check(&mut report, true).is_ok());
        assert_eq!((report.accepted.len(), report.accepted[0].taken), (1, 20));
    }
}
