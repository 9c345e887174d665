//! What grouping returns.

/// Documents that are copies of one story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Index of the document that stands for the group.
    pub representative: usize,
    /// All members, the representative among them, by document index.
    pub members: Vec<Member>,
    /// The versions of the story in the order they were published, by document index: the representative, and
    /// each update with another lede or other figures than the version before it. Empty without an update.
    pub versions: Vec<usize>,
}

impl Group {
    /// Under other numbers of the documents: that of each in its place.
    pub fn renumber(&mut self, numbers: &[u32]) {
        let renumber = |document: &mut usize| *document = numbers[*document] as usize;
        renumber(&mut self.representative);
        self.versions.iter_mut().for_each(renumber);
        for member in &mut self.members {
            renumber(&mut member.document);
            renumber(&mut member.matched);
        }
    }
}

/// One document of a group, with the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Index of the document.
    pub document: usize,
    /// What it is to the representative.
    pub role: Role,
    /// Bits in which its fingerprint differs from the representative's.
    pub hamming: u32,
    /// Jaccard similarity of its shingles and the representative's.
    pub jaccard: Permille,
    /// The larger share of one's shingles that are in the other (containment; Broder 1997).
    pub containment: Permille,
    /// Index of the document it was first linked to; the representative for itself.
    pub matched: usize,
}

/// What a member is to its group's representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It is the representative.
    Representative,
    /// The same words.
    Identical,
    /// The same story with small edits.
    Copy,
    /// A shorter cut of it.
    Trimmed,
    /// Contains it and goes on.
    Extended,
    /// The same story, newer, with a changed lede or figures.
    Update,
}

impl Role {
    /// All roles, the representative first.
    pub const ALL: [Role; 6] =
        [Role::Representative, Role::Identical, Role::Copy, Role::Trimmed, Role::Extended, Role::Update];

    /// The name in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Representative => "representative",
            Role::Identical => "identical",
            Role::Copy => "copy",
            Role::Trimmed => "trimmed",
            Role::Extended => "extended",
            Role::Update => "update",
        }
    }
}

/// A share in thousandths, rounded down, 0 to 1000. Integers, so that order never depends on rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Permille(pub u16);

impl Permille {
    /// `part / whole`; 0 of 0 is 0.
    pub const fn of(part: u64, whole: u64) -> Permille {
        match (part * 1000).checked_div(whole) {
            Some(share) => Permille(share as u16),
            None => Permille(0),
        }
    }
}

impl std::fmt::Display for Permille {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}
