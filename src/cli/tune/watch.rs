//! Notices rule files that change on disk, and counts with them what they do to the corpus.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::desk::TuneDesk;
use super::load::Stamp;

/// Between two looks at the files.
const EVERY: Duration = Duration::from_millis(400);

/// Watches until the desk is closed.
pub(super) fn begin(desk: &Arc<TuneDesk>) {
    let desk = Arc::clone(desk);
    thread::spawn(move || {
        let mut seen = Stamp::of(desk.arguments());
        while !desk.is_closed() {
            let now = Stamp::of(desk.arguments());
            if now != seen {
                seen = now;
                desk.reload();
            }
            let stale = || Stamp::of(desk.arguments()) != seen;
            desk.recount(&stale);
            desk.wait(EVERY);
        }
    });
}
