//! Every command says what it does, with an example.

use crate::program::{expect, ran};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["run"],
    &["group"],
    &["clean"],
    &["rules", "check"],
    &["rules", "test"],
    &["rules", "list"],
    &["rules", "explain"],
    &["rules", "fmt"],
    &["rules", "schema"],
    &["rules", "suggest"],
    &["rules", "missed"],
    &["rules", "watch"],
    &["rules", "promote"],
    &["rules", "diff"],
    &["rules", "stats"],
    &["eval", "clean"],
    &["eval", "group"],
    &["index", "stats"],
    &["index", "expire"],
    &["verify"],
    &["restore"],
    &["report"],
    &["bench"],
    &["tune"],
    &["completions"],
    &["man"],
];

#[test]
fn the_help_of_every_command_has_an_example_and_fits_a_terminal() {
    for &command in COMMANDS {
        let told = expect(0, &[command, &["--help"]].concat());
        assert!(told.contains("Example"), "{command:?}");
        assert!(told.contains("Usage: copydesk"), "{command:?}");
        let long: Vec<&str> = told.lines().filter(|line| line.chars().count() > 100).collect();
        assert!(long.is_empty(), "{command:?}: {long:?}");
        // A hard line break in the source that the width breaks once more leaves a lone word.
        let broken = told.lines().zip(told.lines().skip(1)).find(|(line, next)| {
            line.chars().count() > 85
                && !next.is_empty()
                && !next.starts_with(' ')
                && next.chars().count() < 12
                && !next.ends_with('.')
        });
        assert_eq!(broken, None, "{command:?}");
    }
}

#[test]
fn no_command_is_missing_here() {
    let listed = |arguments: &[&str]| -> Vec<String> {
        let told = expect(0, arguments);
        let commands = told.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
        let names =
            commands.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
        names
            .map(|line| line.split_whitespace().next().unwrap().to_owned())
            .filter(|name| name != "help")
            .collect()
    };
    let groups = ["rules", "eval", "index"];
    let mut known: Vec<String> =
        listed(&["--help"]).into_iter().filter(|name| !groups.contains(&name.as_str())).collect();
    for group in groups {
        known.extend(listed(&[group, "--help"]).into_iter().map(|name| format!("{group} {name}")));
    }
    let mut tested: Vec<String> =
        COMMANDS.iter().filter(|command| !command.is_empty()).map(|command| command.join(" ")).collect();
    known.sort();
    tested.sort();
    assert_eq!(known, tested);
}

#[test]
fn wrong_usage_is_status_2_with_a_hint() {
    for (arguments, expected) in [
        (&["runn"][..], "run"),
        (&["run", "a.txt"], "--output"),
        (&["run", "--outptu", "x", "a"], "--output"),
        (&["run", "a", "--output", "x", "--threads", "0"], "--threads"),
        (&["run", "a", "--output", "x", "--keep", "best"], "representatives"),
        (&["run", "Cargo.toml", "--output", "/tmp/x/y", "--prefer", "loudest"], "earliest"),
        (&["rules", "list", "builtin:nowhere"], "copydesk rules list"),
        (&["rules", "check", "nowhere.toml"], "nowhere.toml"),
        (&["rules", "explain", "nowhere.txt"], "nowhere.txt"),
        (&["rules", "explain", "Cargo.toml:9999", "--no-builtin"], "asked for line 9999"),
    ] {
        let told = ran(crate::program::copydesk(arguments).current_dir(env!("CARGO_MANIFEST_DIR")));
        assert_eq!(told.status.code(), Some(2), "{arguments:?}: {}", told.err);
        assert!(told.err.contains(expected), "{arguments:?}: {}", told.err);
    }
    ran(&mut crate::program::copydesk::<&str>(&[])).expect(2);
    assert!(expect(0, &["--version"]).starts_with("copydesk 0."));
    assert!(expect(0, &["man"]).starts_with(".ie"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(expect(0, &["completions", shell]).contains("explain"), "{shell}");
    }
}
