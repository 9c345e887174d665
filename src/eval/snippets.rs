//! Snippets that must stay in a text, or go.

/// How many snippets stood in a text, and how many of these are not in what is left of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fate {
    pub(super) stood: u64,
    pub(super) gone: u64,
}

/// The fate of snippets; white space is folded, blank snippets do not count.
pub(super) fn fate(snippets: &[String], raw: &str, clean: &str) -> Fate {
    if snippets.is_empty() {
        return Fate::default();
    }
    let (raw, clean) = (folded(raw), folded(clean));
    let stood = snippets
        .iter()
        .map(|snippet| folded(snippet))
        .filter(|snippet| !snippet.is_empty() && raw.contains(snippet));
    stood.fold(Fate::default(), |fate, snippet| Fate {
        stood: fate.stood + 1,
        gone: fate.gone + u64::from(!clean.contains(&snippet)),
    })
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_snippets_that_stood_in_the_text_count() {
        let snippets = ["ferry  sails", "menu", "never there", " "].map(str::to_owned);
        let raw = "menu\nThe ferry\nsails today";
        assert_eq!(fate(&snippets, raw, "The ferry sails"), Fate { stood: 2, gone: 1 });
        assert_eq!(fate(&snippets, raw, raw), Fate { stood: 2, gone: 0 });
        assert_eq!(fate(&[], raw, ""), Fate::default());
    }
}
