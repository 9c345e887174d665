//! A disk that runs full in the middle of a run.

use std::fs;

use super::Desk;
use crate::program::ran;
use crate::write::tree;

/// Runs into a small disk, lists what is left, makes the disk larger and runs again. In namespaces of its
/// own, so that nothing stays mounted; 77 where the system allows none.
const SCRIPT: &str = r#"
mkdir -p small && mount -t tmpfs -o size=${SIZE}k none small 2>/dev/null || exit 77
run() { "$0" run news.jsonl --no-builtin --rules news.toml --quiet --output small/out; }
run; echo "rc $?"
echo "left:" $(ls small/out 2>/dev/null)
mount -o remount,size=256m small
run; echo "rc $?"
cp -r small/out "back-$SIZE"
"#;

#[test]
fn a_full_disk_ends_the_run_and_the_next_one_does_it_all() {
    let desk = Desk::with(3000);
    ran(&mut desk.run("whole", &[])).expect(0);
    let whole = tree(&desk.path("whole"));
    let size: usize = whole.values().map(|bytes| bytes.len().div_ceil(4096) * 4).sum();
    let mut tried = 0;
    for part in [1, 5, 20, 40, 60, 80, 99] {
        let kilobytes = (size * part / 100).max(8);
        let mut shell = std::process::Command::new("unshare");
        shell
            .args(["--map-root-user", "--mount", "sh", "-c", SCRIPT, env!("CARGO_BIN_EXE_copydesk")])
            .env_clear()
            .envs([("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), ("SIZE", &kilobytes.to_string())])
            .current_dir(desk.folder.path());
        let ended = shell.output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        if ended.status.code() != Some(0) {
            eprintln!("SKIPPED: a full disk: no file system can be mounted here ({:?}: {err})", ended.status);
            return;
        }
        let told: Vec<&str> = out.lines().collect();
        assert_eq!(told, ["rc 4", "left:", "rc 0"], "{kilobytes} KiB: {err}");
        let full = err.contains("no space left for `small/out/") || err.contains("No space left on device");
        assert!(full && err.contains("small/out") && !err.contains("panicked"), "{err}");
        assert!(tree(&desk.path(&format!("back-{kilobytes}"))) == whole, "{kilobytes} KiB");
        tried += 1;
    }
    assert_eq!(tried, 7);
    fs::remove_dir_all(desk.path("whole")).unwrap();
}
