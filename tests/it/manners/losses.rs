//! A rule that takes too much of an outlet stops a run, until the user accepts it.

use super::Desk;
use crate::program::ran;

const STORY: &str =
    "The harbour board said on Friday that the ferry would leave an hour later from Monday on.";

/// A pack whose rule takes a fifth of each text, and one that takes all of it.
fn desk(documents: usize) -> Desk {
    let desk = Desk::with(0);
    desk.write("some.toml", "[[rule]]\nid = 'half'\nline = 'Appeal .*'\n");
    desk.write(
        "all.toml",
        "[[rule]]\nid = 'all'\nline = 'The .*'\n[[rule]]\nid = 'half'\nline = 'Appeal .*'\n",
    );
    let record = |number| {
        let text = format!("{STORY} {number}.\\nAppeal {}", "give ".repeat(4));
        format!("{{\"id\":\"{number}\",\"source\":\"courier.example\",\"text\":\"{text}\"}}\n")
    };
    desk.write("in.jsonl", (0..documents).map(record).collect::<String>());
    desk
}

fn run(desk: &Desk, pack: &str, options: &[&str]) -> crate::program::Ran {
    let fixed = ["run", "in.jsonl", "--output", "out", "--no-builtin", "--rules", pack];
    ran(&mut desk.copydesk(&[&fixed, options].concat()))
}

#[test]
fn a_wipe_out_ends_with_status_5_before_anything_is_final() {
    let desk = desk(20);
    let stopped = run(&desk, "all.toml", &[]);
    stopped.expect(5);
    for part in ["courier.example", "all/all", "20 of 20 documents", "--accept-loss"] {
        assert!(stopped.err.contains(part), "{part}\n{}", stopped.err);
    }
    assert!(!desk.path("out/manifest.json").exists() && !desk.path("out/documents.jsonl").exists());
    let accepted = run(&desk, "all.toml", &["--accept-loss", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&accepted.expect(0)).unwrap();
    ran(&mut desk.copydesk(&["verify", "out"])).expect(0);
    let losses = report["accepted_losses"].as_array().unwrap();
    assert_eq!(losses[0]["source"], "courier.example");
    assert!(losses.iter().any(|loss| loss["rule"] == "all/all"), "{losses:?}");
    assert!(losses.iter().any(|loss| loss["taken"] == 20 && loss["of"] == 20), "{losses:?}");
}

#[test]
fn few_documents_and_small_losses_stop_nothing() {
    run(&desk(19), "all.toml", &[]).expect(0);
    let done = run(&desk(20), "some.toml", &["--json"]);
    let report: serde_json::Value = serde_json::from_str(&done.expect(0)).unwrap();
    assert_eq!(report["accepted_losses"], serde_json::json!([]));
    assert_eq!(report["rules"]["some/half"]["documents"], 20);
}
