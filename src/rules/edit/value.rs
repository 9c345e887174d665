//! Values in the one layout: what stands inside quotes as it is, one blank where blanks are, lines where lines were.

use std::ops::Range;

use toml_edit::{InlineTable, Value};

/// A value as it is to be shown, `depth` arrays deep. Scalars stand as they were written. An array that stood on
/// one line stays on one, one of several lines keeps its lines; so does a table in braces.
pub(super) fn shown(text: &str, value: &Value, depth: usize) -> String {
    let span = value.span().unwrap_or(0..0);
    match value {
        Value::Array(array) => {
            let items: Vec<&Value> = array.iter().collect();
            let spans: Vec<Range<usize>> = items.iter().filter_map(|item| item.span()).collect();
            let gaps = gaps(text, &span, &spans);
            let shown: Vec<String> = items.iter().map(|item| self::shown(text, item, depth + 1)).collect();
            if gaps.iter().any(|gap| gap.contains(['\n', '#'])) {
                on_lines(&gaps, &shown, depth)
            } else {
                format!("[{}]", shown.join(", "))
            }
        }
        Value::InlineTable(table) => braces(text, table, &span, depth),
        _ => text[span].to_owned(),
    }
}

/// What stands between the opening, the items and the closing of something.
fn gaps<'t>(text: &'t str, whole: &Range<usize>, items: &[Range<usize>]) -> Vec<&'t str> {
    let starts = std::iter::once(whole.start + 1).chain(items.iter().map(|item| item.end));
    let ends = items.iter().map(|item| item.start).chain(std::iter::once(whole.end - 1));
    starts.zip(ends).map(|(start, end)| &text[start..end]).collect()
}

/// An array whose lines stay lines.
fn on_lines(gaps: &[&str], items: &[String], depth: usize) -> String {
    let pad = "  ".repeat(depth + 1);
    let mut out = String::from("[");
    for (place, gap) in gaps.iter().enumerate() {
        let mut lines = gap.split('\n');
        let behind = without_comma(lines.next().unwrap_or_default());
        if place > 0 {
            out.push(',');
        }
        if !behind.is_empty() {
            out.push(' ');
            out.push_str(behind);
        }
        let mut broken = place == 0;
        for line in lines {
            broken = true;
            let comment = without_comma(line);
            if !comment.is_empty() {
                out.push_str(&format!("\n{pad}{comment}"));
            }
        }
        if let Some(item) = items.get(place) {
            out.push_str(&if broken { format!("\n{pad}") } else { " ".to_owned() });
            out.push_str(item);
        }
    }
    out.push_str(&format!("\n{}]", "  ".repeat(depth)));
    out
}

/// A line of a gap without its comma and blanks: a comment, or nothing.
fn without_comma(line: &str) -> &str {
    line.trim().trim_start_matches(',').trim_start()
}

/// A key as it was written.
pub(super) fn key_text<'t>(text: &'t str, key: &toml_edit::Key) -> &'t str {
    &text[key.span().unwrap_or(0..0)]
}

/// A table in braces.
fn braces(text: &str, table: &InlineTable, span: &Range<usize>, depth: usize) -> String {
    let entries = table.get_values();
    let start = |keys: &[&toml_edit::Key]| keys.first().and_then(|key| key.span()).map(|span| span.start);
    let spans: Vec<Range<usize>> =
        entries.iter().filter_map(|(keys, value)| Some(start(keys)?..value.span()?.end)).collect();
    let is_plain =
        spans.len() == entries.len() && !gaps(text, span, &spans).iter().any(|gap| gap.contains(['\n', '#']));
    if !is_plain || spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return text[span.clone()].to_owned();
    }
    let written = |(keys, value): &(Vec<&toml_edit::Key>, &Value)| {
        let keys: Vec<&str> = keys.iter().map(|key| key_text(text, key)).collect();
        format!("{} = {}", keys.join("."), shown(text, value, depth))
    };
    let inside: Vec<String> = entries.iter().map(written).collect();
    if inside.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", inside.join(", ")) }
}
