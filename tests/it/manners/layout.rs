//! Rule packs are laid out in place, whole or not at all.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use super::Desk;
use crate::program::ran;

const UNTIDY: &str = "# ours\n[[rule]]\nexact = ['Ad']\nid='ad' # the label\n";
const TIDY: &str = "# ours\n[[rule]]\nid    = 'ad' # the label\nexact = ['Ad']\n";

#[test]
fn packs_that_would_change_are_named_and_left_as_they_are_by_check() {
    let desk = Desk::with(0);
    desk.write("packs/a.toml", UNTIDY);
    desk.write("packs/deep/b.toml", TIDY);
    let told = ran(&mut desk.copydesk(&["rules", "fmt", "packs", "--check"])).expect(2);
    assert_eq!(told, "packs/a.toml\n2 packs: 1 would change\n");
    assert_eq!(fs::read_to_string(desk.path("packs/a.toml")).unwrap(), UNTIDY);
    let told = ran(&mut desk.copydesk(&["rules", "fmt", "packs", "packs/a.toml", "--json"])).expect(0);
    assert_eq!(
        told,
        "{\"changed\":true,\"file\":\"packs/a.toml\"}\n{\"changed\":false,\"file\":\"packs/deep/b.toml\"}\n"
    );
    assert_eq!(fs::read_to_string(desk.path("packs/a.toml")).unwrap(), TIDY);
    let told = ran(&mut desk.copydesk(&["rules", "fmt", "packs", "--check"])).expect(0);
    assert_eq!(told, "2 packs: 0 would change\n");
    let left: Vec<_> = fs::read_dir(desk.path("packs")).unwrap().collect();
    assert_eq!(left.len(), 2, "no working file stays: {left:?}");
}

#[test]
fn a_pack_that_is_no_toml_is_told_and_the_others_are_laid_out() {
    let desk = Desk::with(0);
    desk.write("packs/a.toml", "[[rule]]\nid = \n");
    desk.write("packs/b.toml", UNTIDY);
    let told = ran(&mut desk.copydesk(&["rules", "fmt", "packs"]));
    assert_eq!(told.expect(2), "packs/b.toml\n2 packs: 1 changed\n");
    assert!(told.err.contains("`packs/a.toml`: not TOML at line 2, column 6"), "{}", told.err);
    assert_eq!(fs::read_to_string(desk.path("packs/b.toml")).unwrap(), TIDY);
    ran(&mut desk.copydesk(&["rules", "fmt", "nowhere.toml"])).expect(2);
    ran(&mut desk.copydesk(&["rules", "fmt"])).expect(2);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_the_file_keeps_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::with(0);
    desk.write("shared.toml", UNTIDY);
    fs::set_permissions(desk.path("shared.toml"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink(desk.path("shared.toml"), desk.path("mine.toml")).unwrap();
    ran(&mut desk.copydesk(&["rules", "fmt", "mine.toml"])).expect(0);
    assert!(desk.path("mine.toml").is_symlink());
    assert_eq!(fs::read_to_string(desk.path("shared.toml")).unwrap(), TIDY);
    let mode = fs::metadata(desk.path("shared.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn an_editor_lays_out_through_a_pipe() {
    let desk = Desk::with(0);
    let mut child = desk.copydesk(&["rules", "fmt", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(UNTIDY.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), TIDY);
}
