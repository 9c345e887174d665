//! An article as it was read, and the decisions that were needed to read it.

/// One article, in the form every stage works on. Made by `read`, never changed afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Unique within a run: the record's id field, or the input's name (with `:record` for a record
    /// without an id, and `#2`, `#3` … for one that another document had already taken).
    pub id: String,
    /// The text as UTF-8. All spans are byte ranges of this string.
    pub text: String,
    /// The outlet: the source field, else the host of the URL, else the folder, else the host in a
    /// banner line; `None` where unknown.
    pub source: Option<String>,
    /// Where the page was, as the record says.
    pub url: Option<String>,
    /// When it was published, as the record says (not parsed).
    pub created: Option<String>,
    /// The headline, where the record has one apart from the text.
    pub title: Option<String>,
    /// BCP 47 language code, as the record says.
    pub lang: Option<String>,
    /// All other fields of the record in their order: name and value as raw JSON, passed through.
    pub metadata: Vec<(String, String)>,
    /// What had to be decided to read it. Sorted, without repeats.
    pub flags: Vec<Flag>,
    /// Where it came from.
    pub origin: Origin,
}

/// The place of a document in the input, and what cannot be derived from its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Index into the sorted list of inputs.
    pub input: usize,
    /// One-based number of the record (the line) within its input; 1 for a text file.
    pub record: u64,
    /// The id in the record as raw JSON, where [`Document::id`] is not simply that string.
    pub id_json: Option<String>,
    /// The original bytes, where `text` cannot be turned back into them: the whole file for a text
    /// file, the raw JSON token of the text field for a record.
    pub raw: Option<Vec<u8>>,
    /// What stands around the text in its record; only where the reader was asked to keep it.
    pub frame: Option<Frame>,
}

/// A record's line without the token of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The line up to the token.
    pub before: String,
    /// The line from the token's end on, without its line end.
    pub after: String,
}

/// A decision that was made while reading a document. Each is counted in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// A byte order mark stood at the start.
    ByteOrderMark,
    /// Was not UTF-8; decoded from the named encoding (WHATWG name, lower case).
    Decoded(&'static str),
    /// The text is empty or white space alone.
    Empty,
    /// The record has no id; one was made from the input's name and the record's number.
    IdAssigned,
    /// Another document had the same id; a number was added.
    IdRenamed,
    /// Bytes that are not text in the decided encoding became U+FFFD.
    InvalidBytes,
    /// A UTF-16 surrogate without its partner in a JSON escape became U+FFFD.
    LoneSurrogate,
    /// The record lacks the field that was named for the text; the text is that of its field `text`.
    OtherTextField,
    /// A key stands more than once in the record; the last one counts.
    RepeatedKey,
    /// The input broke off after this document (a truncated archive).
    InputTruncated,
    /// More than a million matches; the text was left as it is.
    TooManyMatches,
    /// A rule would have taken more than its cap and was not applied.
    CapReached,
    /// The document would have lost more of its story than its cap, so only rules of high confidence hold.
    CapFallback,
    /// It loses more than its cap by rules of high confidence.
    HeavyLoss,
    /// Some of what went by score may be article, by the scores' own word.
    Doubtful,
    /// It had story lines, and none is left.
    Emptied,
    /// The text looks like a whole page, so its lines were scored.
    Scored,
    /// It looks like a whole page, but scoring would leave hardly anything, so it removed nothing.
    NoArticle,
}

impl std::fmt::Display for Flag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Flag::ByteOrderMark => "byte-order-mark",
            Flag::Decoded(encoding) => return write!(f, "decoded:{encoding}"),
            Flag::Empty => "empty",
            Flag::IdAssigned => "id-assigned",
            Flag::IdRenamed => "id-renamed",
            Flag::InvalidBytes => "invalid-bytes",
            Flag::LoneSurrogate => "lone-surrogate",
            Flag::OtherTextField => "other-text-field",
            Flag::RepeatedKey => "repeated-key",
            Flag::InputTruncated => "input-truncated",
            Flag::TooManyMatches => "too-many-matches",
            Flag::CapReached => "cap-reached",
            Flag::CapFallback => "cap-fallback",
            Flag::HeavyLoss => "heavy-loss",
            Flag::Doubtful => "doubtful",
            Flag::Emptied => "emptied",
            Flag::Scored => "scored",
            Flag::NoArticle => "no-article",
        };
        f.write_str(name)
    }
}

/// Something in the input that did not become a document. Nothing is lost without one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The input's name.
    pub path: String,
    /// One-based number of the record; `None` where the whole input (or its rest) is meant.
    pub record: Option<u64>,
    /// What was wrong and what was found, in one line.
    pub reason: String,
    /// How many bytes of the (decompressed) input are given up.
    pub bytes: u64,
}
