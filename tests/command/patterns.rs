//! `--patterns DIR`

use super::Folder;

/// A pattern of a user's own.
pub(crate) const BADGE: &str = r#"
title = "Badge"
about = "Badges of the canteen."
kind  = "BADGE"
[[shape]]
regex = '\bBX-[0-9]{4}\b'
[examples]
found = ["badge «BX-1234»"]
clean = ["badge BX-12345"]
"#;

#[test]
fn own_patterns_join_the_shipped_ones() {
    let folder = Folder::new();
    folder.file("mine/badge.toml", BADGE);
    folder.file("mine/notes.txt", "not a pattern");
    let line = "BX-1234 ann@example.org\n";
    assert_eq!(folder.run(&["--patterns", "mine"], line).done(), "[BADGE] [EMAIL]\n");
    assert_eq!(folder.run(&["--patterns", "mine", "--kind", "badge"], line).done(), "[BADGE] ann@example.org\n");
    folder.file("theirs/deep/er/locker.toml", BADGE.replace("BX", "LX").replace("BADGE", "LOCKER"));
    let both = ["find", "--json", "--patterns", "mine", "--patterns", "theirs"];
    assert_eq!(
        folder.run(&both, "BX-1234 LX-1234").done(),
        concat!(
            "{\"line\":1,\"start\":0,\"end\":7,\"kind\":\"BADGE\",\"pattern\":\"badge\"}\n",
            "{\"line\":1,\"start\":8,\"end\":15,\"kind\":\"LOCKER\",\"pattern\":\"deep/er/locker\"}\n",
        )
    );
}

#[test]
fn a_pattern_may_set_its_mask() {
    let folder = Folder::new();
    folder.file("mine/badge.toml", format!("mask = 'keep-last=2'\n{BADGE}"));
    assert_eq!(folder.run(&["--patterns", "mine", "--mask", "stars"], "BX-1234 a@example.org\n").done(), "**-**34 *@*******.***\n");
}

#[test]
fn word_lists_are_added() {
    let folder = Folder::new();
    folder.file("mine/words/qqq.toml", "language = \"qqq\"\ntitle = \"Invented\"\n[phone]\nfor = \"zorbulix\"\n");
    let line = "zorbulix 7946 0958\n";
    assert_eq!(folder.run(&["--patterns", "mine"], line).done(), "zorbulix [PHONE]\n");
}

#[test]
fn nothing_is_filtered_with_a_pattern_that_is_refused() {
    let folder = Folder::new();
    let line = "ann@example.org\n";
    folder.run(&["--patterns", "none"], line).refused("none: there is no such file; check the name");
    folder.file("empty/readme.txt", "");
    folder.run(&["--patterns", "empty"], line).refused("empty: holds no *.toml; name the folder that holds the pattern files");
    folder.file("same/email.toml", BADGE);
    folder
        .run(&["--patterns", "same"], line)
        .refused("same/email.toml: there are two of this name; rename one file, the name is its path without .toml");
    folder.file("bad/badge.toml", BADGE.replace("[0-9]{4}", "[0-9]+"));
    folder
        .run(&["--patterns", "bad"], line)
        .refused("bad/badge.toml: shape 1: regex has no greatest length; replace *, + and {n,} by {m,n}");
    folder.file("wordy/words/en.toml", "language = \"en\"\ntitle = \"English\"\n");
    folder
        .run(&["--patterns", "wordy"], line)
        .refused("wordy/words/en.toml: there are two of this name; rename one file, the name is its path without .toml");
}

#[cfg(unix)]
#[test]
fn folders_that_lead_back_end() {
    let folder = Folder::new();
    folder.file("mine/badge.toml", BADGE);
    std::os::unix::fs::symlink(".", folder.path("mine/again")).unwrap();
    let run = folder.run(&["--patterns", "mine"], "");
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("is there a link that leads back?"), "{}", run.err);
}
