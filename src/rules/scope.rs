//! Which outlets and languages a rule is for.

use glob::{MatchOptions, Pattern};

use super::problem::Problem;
use super::toml_table::{Placed, Table};
use crate::document::Document;
use crate::text::hash128;

/// The `scope` table as written.
#[derive(Debug, Clone, Default)]
pub(super) struct ScopeEntry {
    host: Vec<Placed<String>>,
    source: Vec<Placed<String>>,
    lang: Vec<Placed<String>>,
}

impl ScopeEntry {
    /// Reads `scope = { host = […], source = […], lang = […] }`; `None` where there is none.
    pub(super) fn read(table: &Table<'_, '_>) -> Option<ScopeEntry> {
        let scope = table.table("scope")?;
        let entry = ScopeEntry {
            host: scope.strings("host").unwrap_or_default(),
            source: scope.strings("source").unwrap_or_default(),
            lang: scope.strings("lang").unwrap_or_default(),
        };
        scope.finish();
        Some(entry)
    }

    /// Whether the scope is Turkish and Azeri alone, in which `I` is the capital of `ı`.
    pub(super) fn is_turkic(&self) -> bool {
        !self.lang.is_empty() && self.lang.iter().all(|lang| ["tr", "az"].contains(&primary(&lang.value)))
    }

    /// Compiles the globs.
    pub(super) fn compile(&self, problems: &mut Vec<Problem>) -> Scope {
        Scope {
            host: Globs::compile(&self.host, problems),
            source: Globs::compile(&self.source, problems),
            lang: Globs::compile(&self.lang, problems),
        }
    }
}

/// Which documents a rule is for. A document must pass each of the three that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    host: Globs,
    source: Globs,
    lang: Globs,
}

impl Scope {
    /// Whether the rule is for every document.
    pub fn is_everything(&self) -> bool {
        self.host.is_empty() && self.source.is_empty() && self.lang.is_empty()
    }

    /// The scope of one outlet by its name; an unknown outlet is `""`.
    pub(super) fn of_source(source: &str) -> Scope {
        let with = Pattern::new(&Scope::literal_source(source)).into_iter().collect();
        Scope { source: Globs { with, without: Vec::new() }, ..Scope::default() }
    }

    /// A glob that is for this outlet alone.
    pub fn literal_source(source: &str) -> String {
        Pattern::escape(source)
    }

    /// The outlets in lower case, where the scope is a list of their names and nothing else.
    pub(super) fn sources_alone(&self) -> Option<Vec<String>> {
        let alone = self.host.is_empty() && self.lang.is_empty() && self.source.without.is_empty();
        let names = self.source.with.iter().map(|glob| literal(glob.as_str()));
        names.collect::<Option<Vec<String>>>().filter(|names| alone && !names.is_empty())
    }

    /// The globs of hosts, exceptions without their `!`.
    pub(super) fn host_globs(&self) -> impl Iterator<Item = &str> {
        self.host.with.iter().chain(&self.host.without).map(Pattern::as_str)
    }

    /// Whether it is for every document that the other is for, as far as the globs show it letter by letter.
    pub(super) fn covers(&self, other: &Scope) -> bool {
        self.host.covers(&other.host) && self.source.covers(&other.source) && self.lang.covers(&other.lang)
    }

    /// Whether no document can be in it: all that it is for is among its exceptions.
    pub(super) fn is_nothing(&self) -> bool {
        [&self.host, &self.source, &self.lang].into_iter().any(Globs::is_nothing)
    }

    /// Whether no document can be in both, as far as both are lists of names.
    pub(super) fn excludes(&self, other: &Scope) -> bool {
        let whole = |name: String| name;
        self.host.excludes(&other.host, whole)
            || self.source.excludes(&other.source, whole)
            || self.lang.excludes(&other.lang, |tag| primary(&tag).to_owned())
    }

    /// Whether the document's language has to be known to decide.
    pub fn needs_language(&self) -> bool {
        !self.lang.is_empty()
    }

    /// Whether the rule is for this document.
    pub fn holds(&self, subject: &Subject<'_>) -> bool {
        self.host.hold(subject.host.as_deref())
            && self.source.hold(subject.source)
            && (self.lang.hold(subject.lang) || self.lang.hold(subject.lang.map(primary)))
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut between = "";
        for (name, globs) in [("host", &self.host), ("source", &self.source), ("lang", &self.lang)] {
            if !globs.is_empty() {
                write!(f, "{between}{name}: {globs}")?;
                between = "; ";
            }
        }
        Ok(())
    }
}

/// What scopes look at in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The host of the URL; else the source, where that looks like a host.
    pub host: Option<String>,
    /// The outlet.
    pub source: Option<&'a str>,
    /// The language code.
    pub lang: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// The subject of a document; `lang` is its declared or detected language.
    pub fn of(document: &'a Document, lang: Option<&'a str>) -> Subject<'a> {
        let looks_like_host = |source: &&str| source.contains('.') && !source.contains(char::is_whitespace);
        let host =
            document.url.as_deref().and_then(url_host).or(document.source.as_deref().filter(looks_like_host));
        Subject { host: host.map(bare), source: document.source.as_deref(), lang }
    }

    /// A hash of all of it.
    pub(super) fn key(&self) -> u128 {
        // No value holds this byte, and none is the empty one.
        let parts = [self.host.as_deref(), self.source, self.lang];
        let bytes: Vec<&[u8]> = parts.iter().map(|part| part.map_or(&b"\xff"[..], str::as_bytes)).collect();
        hash128(&bytes.join(&0xfe))
    }
}

/// A host as scopes compare it, from a host or an address: lower case, without `www.`.
pub fn host_of(host_or_url: &str) -> String {
    let host = url_host(host_or_url).unwrap_or(host_or_url);
    bare(host.split(['/', ':']).next().unwrap_or(host))
}

fn bare(host: &str) -> String {
    host.strip_prefix("www.").unwrap_or(host).to_lowercase()
}

/// The host of `scheme://user@host:port/path`.
fn url_host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

/// Globs with `!` exceptions, as in `["*.com.tr", "!aa.com.tr"]`. Case does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Globs {
    with: Vec<Pattern>,
    without: Vec<Pattern>,
}

impl Globs {
    fn compile(entries: &[Placed<String>], problems: &mut Vec<Problem>) -> Globs {
        let mut globs = Globs::default();
        for entry in entries {
            let (list, text) = match entry.value.strip_prefix('!') {
                Some(rest) => (&mut globs.without, rest),
                None => (&mut globs.with, entry.value.as_str()),
            };
            match Pattern::new(text) {
                Ok(pattern) => list.push(pattern),
                Err(error) => {
                    let what = format!("`{text}` is not a glob: {}", error.msg);
                    problems.push(Problem::error("bad-glob", entry.place.clone(), what));
                }
            }
        }
        globs
    }

    fn is_empty(&self) -> bool {
        self.with.is_empty() && self.without.is_empty()
    }

    /// Whether each glob of the other is one of these, or these are for everything but what the other leaves out too.
    fn covers(&self, other: &Globs) -> bool {
        let with = self.with.is_empty()
            || (!other.with.is_empty() && other.with.iter().all(|glob| self.with.contains(glob)));
        with && self.without.iter().all(|glob| other.without.contains(glob))
    }

    fn is_nothing(&self) -> bool {
        let out = |glob: &Pattern| {
            let named = literal(glob.as_str());
            let same = |other: &Pattern| other.as_str().eq_ignore_ascii_case(glob.as_str());
            self.without.iter().any(|other| {
                other.as_str() == "*"
                    || same(other)
                    || named.as_ref().is_some_and(|name| glob_matches(other, name))
            })
        };
        !self.with.is_empty() && self.with.iter().all(out)
    }

    fn excludes(&self, other: &Globs, key: fn(String) -> String) -> bool {
        let names = |globs: &Globs| {
            globs.with.iter().map(|glob| literal(glob.as_str()).map(key)).collect::<Option<Vec<String>>>()
        };
        match (names(self), names(other)) {
            (Some(one), Some(two)) if !one.is_empty() && !two.is_empty() => {
                !one.iter().any(|name| two.contains(name))
            }
            _ => false,
        }
    }

    fn hold(&self, value: Option<&str>) -> bool {
        let Some(value) = value else {
            return self.with.is_empty();
        };
        let any = |list: &[Pattern]| list.iter().any(|glob| glob_matches(glob, value));
        (self.with.is_empty() || any(&self.with)) && !any(&self.without)
    }
}

/// What a glob without wildcards stands for, in lower case.
fn literal(glob: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = glob.chars();
    while let Some(c) = rest.next() {
        match c {
            '*' | '?' => return None,
            '[' => {
                plain.extend(rest.next().filter(|c| "*?[]".contains(*c)));
                if plain.is_empty() || rest.next() != Some(']') {
                    return None;
                }
            }
            c => plain.push(c),
        }
    }
    Some(plain.to_lowercase())
}

fn glob_matches(glob: &Pattern, value: &str) -> bool {
    glob.matches_with(value, MatchOptions { case_sensitive: false, ..MatchOptions::new() })
}

/// The primary language of a tag: `tr` of `tr-TR` (RFC 4647) and of `tr_TR`.
fn primary(lang: &str) -> &str {
    lang.split(['-', '_']).next().unwrap_or(lang)
}

impl std::fmt::Display for Globs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let with = self.with.iter().map(ToString::to_string);
        let without = self.without.iter().map(|glob| format!("!{glob}"));
        f.write_str(&with.chain(without).collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(list: &[&str]) -> Globs {
        let (with, without): (Vec<&str>, Vec<&str>) = list.iter().partition(|glob| !glob.starts_with('!'));
        let compile = |globs: Vec<&str>| {
            globs.iter().filter_map(|glob| Pattern::new(glob.trim_start_matches('!')).ok()).collect()
        };
        Globs { with: compile(with), without: compile(without) }
    }

    #[test]
    fn globs_take_exceptions_and_language_ranges() {
        let hosts = globs(&["*.com.tr", "!aa.com.tr"]);
        assert!(hosts.hold(Some("haber.COM.tr")));
        assert!(!hosts.hold(Some("aa.com.tr")));
        assert!(!hosts.hold(None));
        let turkish = Scope { lang: globs(&["tr"]), ..Scope::default() };
        for (lang, holds) in [("tr", true), ("tr-TR", true), ("tr_TR", true), ("trk", false)] {
            assert_eq!(turkish.holds(&Subject { lang: Some(lang), ..Subject::default() }), holds, "{lang}");
        }
        assert!(!globs(&["daily"]).hold(Some("daily-mail")));
        assert!(globs(&[]).hold(None));
    }

    #[test]
    fn the_host_comes_from_the_url_or_a_source_that_looks_like_one() {
        let mut document = Document { source: Some("News Desk".into()), ..Document::default() };
        assert_eq!(Subject::of(&document, None).host, None);
        document.source = Some("www.Kayhan.ir".into());
        assert_eq!(Subject::of(&document, None).host.as_deref(), Some("kayhan.ir"));
        document.url = Some("https://user@www.example.com:8080/a".into());
        assert_eq!(Subject::of(&document, None).host.as_deref(), Some("example.com"));
    }
}
