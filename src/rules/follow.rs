//! Follows an expression from one end, as far as the first (or last) bytes of the lines that it matches are few.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Repetition};

use super::head::{End, Head, Side, loosened};

/// A class of so few characters, case folded, is as good as a literal.
pub(super) const FEW: usize = 6;
/// So many are, too, if there is no letter among them: digits, dashes, bullets, brackets.
const FEW_SIGNS: usize = 64;
/// Heads of one expression; where there would be more, they stay shorter.
pub(super) const MOST: usize = 1 << 9;

/// Heads of an end, of so many bytes at most.
pub(super) type Look = (End, usize);

/// Heads as far as an expression has been followed.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// What comes next in the expression comes next in the line. Sorted, each once.
    open: Vec<Head>,
    /// What comes next in the line is not known any more.
    closed: Vec<Head>,
}

impl Found {
    pub(super) fn nothing_yet() -> Found {
        Found { open: vec![Head::EMPTY], closed: Vec::new() }
    }

    /// All of them.
    pub(super) fn heads(self) -> Vec<Head> {
        self.open.into_iter().chain(self.closed).collect()
    }

    /// With what matches of `hir` add. Where that is too much, they end here.
    pub(super) fn then(self, hir: &Hir, look: Look) -> Found {
        if self.open.is_empty() {
            return self;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => self,
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => self.then_one_of(&[loosened(text)], look),
                Err(_) => self.end(),
            },
            HirKind::Class(Class::Unicode(class)) if is_few(class) => {
                let chars = class.iter().flat_map(|range| range.start()..=range.end());
                let mut texts: Vec<String> = chars.map(|c| loosened(c.encode_utf8(&mut [0; 4]))).collect();
                texts.sort_unstable();
                texts.dedup();
                self.then_one_of(&texts, look)
            }
            HirKind::Class(_) => self.end(),
            HirKind::Capture(capture) => self.then(&capture.sub, look),
            HirKind::Repetition(repetition) => self.then_repeated(repetition, look),
            HirKind::Concat(subs) => match look.0.side {
                Side::Front => subs.iter().fold(self, |found, sub| found.then(sub, look)),
                Side::Back => subs.iter().rev().fold(self, |found, sub| found.then(sub, look)),
            },
            HirKind::Alternation(subs) => self.then_alternation(subs, look),
        }
    }

    fn then_one_of(self, texts: &[String], look: Look) -> Found {
        if self.open.len() * texts.len() + self.closed.len() > MOST {
            return self.end();
        }
        let mut found = Found { open: Vec::new(), closed: self.closed };
        for mut head in self.open.iter().flat_map(|&head| texts.iter().map(move |text| (head, text))) {
            let text = if head.0.len() == 0 { look.0.of(head.1) } else { head.1 };
            for at in 0..text.len().min(look.1 - head.0.len()) {
                head.0.push(match look.0.side {
                    Side::Front => text.as_bytes()[at],
                    Side::Back => text.as_bytes()[text.len() - 1 - at],
                });
            }
            if head.0.len() == look.1 {
                found.closed.push(head.0);
            } else {
                found.open.push(head.0);
            };
        }
        found.tidied()
    }

    fn then_alternation(self, subs: &[Hir], look: Look) -> Found {
        let mut all = Found { open: Vec::new(), closed: self.closed.clone() };
        for sub in subs {
            let Found { open, closed } =
                Found { open: self.open.clone(), closed: Vec::new() }.then(sub, look);
            all.open.extend(open);
            all.closed.extend(closed);
            // Sorting after each of a thousand alternatives was a third of the time of compiling rules.
            if all.count() > 2 * MOST {
                all = all.tidied();
                if all.is_too_many() {
                    return self.end();
                }
            }
        }
        let all = all.tidied();
        if all.is_too_many() { self.end() } else { all }
    }

    fn then_repeated(self, repetition: &Repetition, look: Look) -> Found {
        let mut found = self;
        for _ in 0..repetition.min {
            if found.open.is_empty() {
                return found;
            }
            found = found.then(&repetition.sub, look);
        }
        let mut last = Found { open: found.open.clone(), closed: Vec::new() };
        for _ in repetition.min..repetition.max.unwrap_or(u32::MAX) {
            let next = last.clone().then(&repetition.sub, look);
            let mut more = found.clone();
            more.add(next.clone());
            if more.is_too_many() {
                found.add(last.end());
                return found;
            }
            // Heads are full after a few rounds, whatever the repetition allows.
            if more.count() == found.count() {
                break;
            }
            (found, last) = (more, next);
        }
        found
    }

    fn add(&mut self, other: Found) {
        self.open.extend(other.open);
        self.closed.extend(other.closed);
        *self = std::mem::take(self).tidied();
    }

    fn tidied(mut self) -> Found {
        for list in [&mut self.open, &mut self.closed] {
            list.sort_unstable();
            list.dedup();
        }
        self
    }

    fn end(mut self) -> Found {
        self.closed.append(&mut self.open);
        self.tidied()
    }

    fn count(&self) -> usize {
        self.open.len() + self.closed.len()
    }

    fn is_too_many(&self) -> bool {
        self.count() > MOST
    }
}

fn is_few(class: &ClassUnicode) -> bool {
    let size: usize = class.iter().map(|range| range.end() as usize - range.start() as usize + 1).sum();
    let any = |wanted: fn(char) -> bool| class.iter().any(|range| (range.start()..=range.end()).any(wanted));
    size <= FEW || (size <= FEW_SIGNS && !any(char::is_alphabetic))
}
