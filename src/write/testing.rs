//! Small values for the tests of this room.

use std::sync::Arc;

use crate::clean::{Action, Cleaned, Removal};
use crate::document::Document;
use crate::group::{Group, Member, Permille, Role};
use crate::rules::Kind;
use crate::text::Span;

/// A document of input 0 from which these spans are dropped.
pub(super) fn document(id: &str, text: &str, dropped: &[(usize, usize)]) -> Cleaned {
    let mut clean = String::new();
    let mut from = 0;
    let mut removals = Vec::new();
    for (start, end) in dropped {
        clean.push_str(&text[from..*start]);
        from = *end;
        removals.push(Removal {
            span: Span::new(*start, *end),
            rule: Arc::from("test/rule"),
            kind: Kind::Other,
            action: Action::Drop,
            replacement: String::new(),
        });
    }
    clean.push_str(&text[from..]);
    Cleaned {
        marked: Vec::new(),
        document: Document { id: id.to_owned(), text: text.to_owned(), ..Document::default() },
        removals,
        text: clean,
        captures: Vec::new(),
    }
}

/// A group of these documents; the first stands for them.
pub(super) fn group(documents: &[usize]) -> Group {
    let representative = documents[0];
    let member = |document: &usize| Member {
        document: *document,
        role: match *document == representative {
            true => Role::Representative,
            false => Role::Copy,
        },
        hamming: 3,
        jaccard: Permille(953),
        containment: Permille(1000),
        matched: representative,
    };
    Group { representative, members: documents.iter().map(member).collect(), versions: Vec::new() }
}
