//! The flag that asks for passages, shared by the commands that group.

use clap::Args;

use crate::group::passages::PassageOptions;

#[derive(Debug, Args)]
pub(super) struct PassageArgs {
    /// Find runs of equal words between stories, of 12 words and more, or of so many
    ///
    /// Wire copy inside a longer report, quotations, press releases: each run is a record of
    /// passages.jsonl, with its bytes in both clean texts. Of a group only the representative is looked
    /// at. Wording that stands in more than 30 places is counted in report.json and left out.
    #[arg(
        long,
        value_name = "WORDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "12",
        value_parser = clap::value_parser!(u32).range(i64::from(PassageOptions::FEWEST)..=1000)
    )]
    pub(super) passages: Option<u32>,
}

impl PassageArgs {
    /// What counts as a passage; `None` where nobody asked.
    pub(super) fn options(&self) -> Option<PassageOptions> {
        self.passages.map(|words| PassageOptions { words, ..PassageOptions::default() })
    }
}
