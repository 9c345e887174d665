//! Typed reading of TOML tables that collects every problem instead of stopping at the first.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Place, Problem, RuleSource, did_you_mean};

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// Where problems of one file gather.
pub(super) struct Sink {
    pub(super) source: Arc<RuleSource>,
    pub(super) problems: RefCell<Vec<Problem>>,
}

impl Sink {
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        Place { source: Arc::clone(&self.source), span }
    }

    pub(super) fn push(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }
}

/// A table being read; keys that nobody asked for are problems.
pub(super) struct Table<'s, 'i> {
    sink: &'s Sink,
    table: &'s DeTable<'i>,
    span: Range<usize>,
    what: &'static str,
    asked: RefCell<Vec<&'static str>>,
}

impl<'s, 'i> Table<'s, 'i> {
    /// `what` names the table in messages: `rule`, `where` ….
    pub(super) fn new(
        sink: &'s Sink,
        table: &'s DeTable<'i>,
        span: Range<usize>,
        what: &'static str,
    ) -> Self {
        Table { sink, table, span, what, asked: RefCell::new(Vec::new()) }
    }

    pub(super) fn place(&self) -> Place {
        self.sink.place(self.span.clone())
    }

    pub(super) fn sink(&self) -> &'s Sink {
        self.sink
    }

    pub(super) fn value(&self, key: &'static str) -> Option<&'s Spanned<DeValue<'i>>> {
        self.asked.borrow_mut().push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    /// All keys with their values, for tables whose keys are names (`vocab`, `capture`).
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'s str, Range<usize>, &'s Spanned<DeValue<'i>>)> {
        self.table.iter().map(|(name, value)| (name.get_ref().as_ref(), name.span(), value))
    }

    /// Reports keys that were not asked for. Call last.
    pub(super) fn finish(self) {
        let asked = self.asked.borrow();
        for (name, _) in self.table.iter().filter(|(name, _)| !asked.contains(&name.get_ref().as_ref())) {
            let place = self.sink.place(name.span());
            let what = format!("unknown key `{}` in `{}`", name.get_ref(), self.what);
            let hint = did_you_mean(name.get_ref(), asked.iter().copied())
                .unwrap_or_else(|| format!("`{}` knows {}", self.what, asked.join(", ")));
            self.sink.push(Problem::error("unknown-key", place, what).hint(hint));
        }
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let what = format!("`{key}` must be {wanted}, found {found}");
        self.sink.push(Problem::error("wrong-type", self.sink.place(value.span()), what));
    }

    pub(super) fn string(&self, key: &'static str) -> Option<Placed<String>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::String(text) => {
                Some(Placed { value: text.to_string(), place: self.sink.place(value.span()) })
            }
            _ => {
                self.wrong_type(key, value, "a string");
                None
            }
        }
    }

    /// A string, or an array of strings.
    pub(super) fn strings(&self, key: &'static str) -> Option<Vec<Placed<String>>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::String(text) => {
                Some(vec![Placed { value: text.to_string(), place: self.sink.place(value.span()) }])
            }
            DeValue::Array(items) => {
                if items.is_empty() {
                    let what = format!("`{key}` is empty");
                    let problem = Problem::error("empty-list", self.sink.place(value.span()), what);
                    self.sink.push(problem.hint("put something in it, or leave it out"));
                }
                Some(items.iter().filter_map(|item| self.item(key, item)).collect())
            }
            _ => {
                self.wrong_type(key, value, "a string or an array of strings");
                None
            }
        }
    }

    fn item(&self, key: &str, item: &Spanned<DeValue<'_>>) -> Option<Placed<String>> {
        match item.get_ref() {
            DeValue::String(text) => {
                Some(Placed { value: text.to_string(), place: self.sink.place(item.span()) })
            }
            _ => {
                self.wrong_type(key, item, "a string");
                None
            }
        }
    }

    pub(super) fn integer(&self, key: &'static str) -> Option<Placed<i64>> {
        let value = self.value(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        match number {
            Some(number) => Some(Placed { value: number, place: self.sink.place(value.span()) }),
            None => {
                self.wrong_type(key, value, "an integer");
                None
            }
        }
    }

    /// A count: an integer of at least one.
    pub(super) fn count(&self, key: &'static str) -> Option<usize> {
        let number = self.integer(key)?;
        match usize::try_from(number.value) {
            Ok(count) if count > 0 => Some(count),
            _ => {
                let what = format!("`{key}` must be 1 or more, found {}", number.value);
                self.sink.push(Problem::error("out-of-range", number.place, what));
                None
            }
        }
    }

    /// A share from 0.001 to 1, in thousandths.
    pub(super) fn share(&self, key: &'static str) -> Option<u32> {
        let value = self.value(key)?;
        let number = match value.get_ref() {
            DeValue::Float(float) => float.as_str().parse::<f64>().ok(),
            DeValue::Integer(integer) => integer.as_str().parse::<f64>().ok(),
            _ => None,
        };
        match number {
            Some(share) if (0.001..=1.0).contains(&share) => Some((share * 1000.0).round() as u32),
            _ => {
                self.wrong_type(key, value, "a share from 0.001 to 1");
                None
            }
        }
    }

    /// A string that is one of the given names.
    pub(super) fn choice<T: Copy>(&self, key: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let text = self.string(key)?;
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text.value) {
            return Some(*value);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let what = format!("`{key}` does not know `{}`", text.value);
        let hint = did_you_mean(&text.value, names.iter().copied())
            .unwrap_or_else(|| format!("it is one of {}", names.join(", ")));
        self.sink.push(Problem::error("unknown-value", text.place, what).hint(hint));
        None
    }

    pub(super) fn table(&self, key: &'static str) -> Option<Table<'s, 'i>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(self.sink, table, value.span(), key)),
            _ => {
                self.wrong_type(key, value, "a table");
                None
            }
        }
    }

    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'s, 'i>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, value, &format!("an array of tables; write [[{key}]]"));
            return Vec::new();
        };
        let as_table = |item: &'s Spanned<DeValue<'i>>| match item.get_ref() {
            DeValue::Table(table) => Some(Table::new(self.sink, table, item.span(), key)),
            _ => {
                self.wrong_type(key, item, "a table");
                None
            }
        };
        items.iter().filter_map(as_table).collect()
    }

    /// Reports a value of a type that none of the readers above is for.
    pub(super) fn refuse(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        self.wrong_type(key, value, wanted);
    }
}
