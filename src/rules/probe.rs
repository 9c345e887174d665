//! A small rule set that only points: some rules of other sets, without their conditions.

use super::rule::{Rule, RuleIndex};
use super::rule_set::RuleSet;
use super::zone::Zone;

impl RuleSet {
    /// A set of these rules, for scanning alone. Every hit of one of them in its own set is a hit here. What
    /// they ask of other rules is left out, so that nothing else can be done with it.
    pub fn probe<'a>(parts: impl IntoIterator<Item = (&'a RuleSet, RuleIndex)>) -> RuleSet {
        let (mut rules, mut patterns) = (Vec::new(), Vec::new());
        for (set, rule) in parts {
            let index = rules.len();
            let own = &set.rules[rule];
            let zone = Zone { after: None, before: None, ..own.zone };
            rules.push(Rule { zone, requires: None, keep: None, ..own.clone() });
            patterns.extend(set.patterns_of(rule).map(|at| {
                let mut pattern = set.patterns.list[at].clone();
                pattern.rule = index;
                pattern
            }));
        }
        let order = (0..rules.len()).collect();
        RuleSet::new(rules, patterns, Vec::new(), order)
    }
}

#[cfg(test)]
mod tests {
    use super::super::scope::Subject;
    use super::super::testing;
    use super::*;
    use crate::text::lines;

    #[test]
    fn a_probe_hits_what_its_rules_hit() {
        let one = testing::rules(
            "[[rule]]\nid = \"x\"\nexact = [\"Share\"]\n[[rule]]\nid = \"y\"\nline = 'Menu'\n",
        );
        let other = testing::rules("[[rule]]\nid = \"z\"\nline = 'Print .*'\nscope = { lang = [\"en\"] }\n");
        let probe = RuleSet::probe([(&one, 1), (&other, 0)]);
        let hits = |text: &str, lang| {
            let subject = Subject { lang, ..Subject::default() };
            probe.scan(&mut probe.scratch(), &subject, text, &lines(text)).len()
        };
        assert_eq!(hits("Share\nMenu\nPrint it", Some("en")), 2);
        assert_eq!(hits("Share\nMenu\nPrint it", Some("de")), 1);
        assert_eq!(hits("Share", Some("en")), 0);
    }
}
