//! The only place that knows what day it is.

/// Today's date in UTC, `YYYY-MM-DD`. Only warnings about expired rules look at it.
pub(super) fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}
