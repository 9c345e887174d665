//! What a rule does, apart from where it stands and what is said about it: how two versions are compared.

use super::pattern::{Find, Pattern};
use super::rule::{Protects, Rule, RuleIndex};
use super::rule_set::RuleSet;
use super::zone::Zone;

impl RuleSet {
    /// All that decides what the rule does, in one text: equal texts are equal rules. Its examples, its
    /// reason, its place in the file and the indices of other rules are no part of it.
    pub fn meaning(&self, rule: RuleIndex) -> String {
        let own = &self.rules[rule];
        let zone = Zone { after: None, before: None, ..own.zone };
        let patterns: Vec<String> =
            self.patterns_of(rule).map(|pattern| wanted(&self.patterns.list[pattern])).collect();
        format!(
            "{:?} {:?} {:?} {zone:?} {} {:?} {:?} {:?} {:?} {} {:?} {patterns:?}",
            own.kind,
            own.shape,
            own.scope,
            own.max_len,
            own.max_share,
            own.confidence,
            own.apply,
            own.captures,
            own.priority,
            self.named(own),
        )
    }

    /// The other rules that it goes by, by their ids.
    fn named(&self, rule: &Rule) -> Vec<String> {
        let id = |index: RuleIndex| self.rules[index].id.to_string();
        let mut named = Vec::new();
        named.extend(rule.zone.after.map(|other| format!("after {}", id(other))));
        named.extend(rule.zone.before.map(|other| format!("before {}", id(other))));
        let near = |within: Option<usize>| within.map_or(String::new(), |lines| format!(" within {lines}"));
        let required =
            rule.requires.map(|other| format!("requires {}{}", id(other.rule), near(other.within_lines)));
        named.extend(required);
        match &rule.keep {
            None => {}
            Some(Protects::Everything) => named.push("keeps".to_owned()),
            Some(Protects::Against(rules)) => {
                let mut against: Vec<String> =
                    rules.iter().map(|&other| format!("keeps against {}", id(other))).collect();
                against.sort();
                named.extend(against);
            }
        }
        named
    }
}

fn wanted(pattern: &Pattern) -> String {
    let find = match &pattern.find {
        Find::Exact(lines) => {
            let mut lines = lines.clone();
            lines.sort();
            format!("exact {lines:?}")
        }
        Find::Regex(translated) => format!("regex {}", translated.regex),
        Find::Repeated(line) => format!("repeated {:016x}", line.key),
    };
    format!("{:?} {:?} {:?} {} {find}", pattern.part, pattern.form, pattern.case, pattern.max_len)
}

#[cfg(test)]
mod tests {
    use super::super::testing;

    fn meanings(rules: &str) -> Vec<String> {
        let set = testing::rules(rules);
        (0..set.rules.len()).map(|rule| set.meaning(rule)).collect()
    }

    #[test]
    fn words_about_a_rule_are_no_part_of_its_meaning() {
        let one = meanings("[[rule]]\nid = \"a\"\nexact = [\"Share\", \"Print\"]\n");
        let same = meanings(
            "[[rule]]\nid = \"x\"\nline = 'Menu'\n[[rule]]\nid = \"b\"\nwhy = \"bars\"\n\
             exact = [\"print\", \"share\"]\nmatch = [\"Share\"]\n",
        );
        assert_eq!(one[0], same[1]);
    }

    #[test]
    fn every_key_that_decides_is_a_part_of_it() {
        let rule = |key: &str| {
            let text = format!(
                "[[rule]]\nid = \"o\"\nexact = [\"Other\"]\n[[rule]]\nid = \"a\"\nline = 'Share .*'\n{key}"
            );
            meanings(&text)[1].clone()
        };
        let plain = rule("");
        for key in [
            "where = { head = 3 }",
            "where = { after = \"o\" }",
            "requires = { rule = \"o\" }",
            "requires = { rule = \"o\", within-lines = 2 }",
            "scope = { lang = [\"tr\"] }",
            "case = \"exact\"",
            "space = \"exact\"",
            "max-len = 20",
            "max-share = 0.2",
            "priority = 1",
            "confidence = \"low\"",
            "severity = \"mark\"",
            "kind = \"comments\"",
        ] {
            assert_ne!(rule(key), plain, "{key}");
        }
        assert_eq!(rule("since = \"2031-01-01\""), plain);
    }
}
