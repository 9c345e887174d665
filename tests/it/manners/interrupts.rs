//! Signals at any time: the run ends soon, leaves nothing half done, and the next one does it all.

use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Desk, final_names};
use crate::program::{ended_within, finished, ran};
use crate::write::tree;

/// The longest a run may go on after it is asked to stop.
const SOON: Duration = Duration::from_secs(2);

fn send(signal: &str, process: u32) {
    // The process may have ended meanwhile, which the caller sees by its status.
    let _ = Command::new("kill").args([signal, &process.to_string()]).output().unwrap();
}

/// Records enough to keep a run busy for a while, and how long that is.
fn busy() -> (Desk, Duration) {
    let desk = Desk::with(24_000);
    let started = Instant::now();
    ran(&mut desk.run("whole", &[])).expect(0);
    (desk, started.elapsed())
}

#[test]
fn the_first_signal_ends_a_run_without_a_trace() {
    let (desk, full) = busy();
    let whole = tree(&desk.path("whole"));
    let mut stopped = 0;
    for (turn, (signal, code)) in [("-INT", 130), ("-TERM", 143)].into_iter().cycle().take(8).enumerate() {
        let mut child = desk.run("out", &[]).spawn().unwrap();
        sleep(full * (turn as u32 * 12 + 3) / 100);
        send(signal, child.id());
        let status = ended_within(&mut child, SOON);
        let told = finished(child);
        if status.code() == Some(0) {
            continue;
        }
        assert_eq!(status.code(), Some(code), "{signal} in turn {turn}: {}", told.err);
        assert!(told.err.contains("copydesk: interrupted"), "{}", told.err);
        assert_eq!(final_names(&desk.path("out")), [""; 0]);
        stopped += 1;
    }
    assert!(stopped >= 4, "{stopped} of 8 runs were stopped before they were done");
    ran(&mut desk.run("out", &["--threads", "1"])).expect(0);
    assert!(tree(&desk.path("out")) == whole);
}

#[test]
fn a_killed_run_leaves_no_final_name_and_the_next_one_does_it_all() {
    let (desk, full) = busy();
    let whole = tree(&desk.path("whole"));
    let mut killed = 0;
    for turn in 0..7 {
        let mut child = desk.run("out", &[]).spawn().unwrap();
        sleep(full * (turn * 13 + 2) / 100);
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let names = final_names(&desk.path("out"));
        // Names are given within a moment, the manifest last; then it is all there.
        if names.contains(&"manifest.json".to_owned()) {
            ran(&mut desk.copydesk(&["verify", "out"])).expect(0);
        }
        killed += usize::from(status.code().is_none());
        // Runs of different numbers of threads go on from one another.
        if turn == 3 {
            ran(&mut desk.run("out", &["--threads", "3"])).expect(0);
            assert!(tree(&desk.path("out")) == whole);
            std::fs::remove_dir_all(desk.path("out")).unwrap();
        }
    }
    assert!(killed >= 4, "{killed} of 7 runs were killed before they were done");
    let mut other = desk.run("out", &["--keep", "representatives"]);
    let told = ran(&mut other);
    told.expect(2);
    assert!(told.err.contains("with other inputs, options"), "{}", told.err);
    ran(&mut desk.run("out", &[])).expect(0);
    assert!(tree(&desk.path("out")) == whole);
}

#[test]
fn two_runs_do_not_write_to_one_folder() {
    let desk = Desk::with(12_000);
    let first = desk.run("out", &[]).spawn().unwrap();
    let started = Instant::now();
    while !desk.path("out/.run.json").exists() && started.elapsed() < SOON {
        sleep(Duration::from_millis(1));
    }
    let told = ran(&mut desk.run("out", &[]));
    assert_eq!(told.status.code(), Some(2), "{}", told.err);
    assert!(told.err.contains("is in use by another run"), "{}", told.err);
    finished(first).expect(0);
    ran(&mut desk.copydesk(&["verify", "out"])).expect(0);
}

#[test]
fn a_filter_ends_at_a_signal_too() {
    let desk = Desk::with(0);
    let mut command = desk.copydesk(&["clean", "--no-builtin", "news.jsonl"]);
    std::fs::remove_file(desk.path("news.jsonl")).unwrap();
    assert!(Command::new("mkfifo").arg(desk.path("news.jsonl")).status().unwrap().success());
    let mut child = command.spawn().unwrap();
    let mut pipe = std::fs::File::options().write(true).open(desk.path("news.jsonl")).unwrap();
    std::io::Write::write_all(&mut pipe, b"{\"text\":\"a\"}\n").unwrap();
    sleep(Duration::from_millis(100));
    send("-INT", child.id());
    // It waits for the pipe, and ends all the same.
    let status = ended_within(&mut child, SOON);
    assert_eq!(status.code(), Some(130));
    finished(child);
}
