//! `scrubline check`

use super::{Folder, patterns::BADGE};

#[test]
fn a_folder_that_proves_itself() {
    let folder = Folder::new();
    folder.file("mine/badge.toml", BADGE);
    folder.file("mine/eu/locker.toml", BADGE.replace("BX", "LX"));
    assert_eq!(folder.run(&["check", "mine"], "").done(), "2 patterns, 4 examples, 0 failures\n");
    assert_eq!(folder.run(&["check", "mine/badge.toml"], "").done(), "1 patterns, 2 examples, 0 failures\n");
}

#[test]
fn failures_say_which_example_and_what_was_found() {
    let folder = Folder::new();
    folder.file("badge.toml", BADGE.replace("badge «BX-1234»", "badge «BX-123»").replace("BX-12345", "BX-1234"));
    let run = folder.run(&["check", "badge.toml"], "");
    assert_eq!((run.code, run.err.as_str()), (Some(2), ""));
    assert_eq!(
        run.text(),
        concat!(
            "badge.toml: examples.found 1: finds nothing, expected bytes 6..12\n",
            "badge.toml: examples.clean 1: finds bytes 6..13, expected nothing\n",
            "1 patterns, 2 examples, 2 failures\n",
        )
    );
}

#[test]
fn a_spoken_language_proves_itself() {
    let folder = Folder::new();
    let dutch = include_str!("../../patterns/spoken/nl.toml");
    folder.file("spoken/nl.toml", dutch.replace("clean = [", "clean = [\n'bel 202-555-0143',"));
    for path in [".", "spoken", "spoken/nl.toml"] {
        let run = folder.run(&["check", path], "");
        let text = run.text();
        assert!(text.contains("nl.toml: examples.clean 1: finds bytes 4..16, expected nothing\n"), "{path}: {text}");
        assert!(text.ends_with("0 patterns, 1 spoken languages, 8 examples, 1 failures\n"), "{text}");
        assert_eq!(run.code, Some(2), "{path}");
    }
}

/// What is refused, and how it is told after the name of the file.
#[test]
fn refusals_name_file_entry_and_way_out() {
    let shape = |regex: &str| BADGE.replace(r"\bBX-[0-9]{4}\b", regex);
    let without = |line: &str| BADGE.lines().filter(|l| !l.starts_with(line)).collect::<Vec<_>>().join("\n");
    let fields = "expected one of `title`, `about`, `category`, `sources`, `kind`, `mask`, `reader`, `shape`, `scheme`, `country`, `tlds`, `examples`";
    let cases: Vec<(String, String)> = vec![
        (format!("maks = 'stars'\n{BADGE}"), format!("line 1: unknown field `maks`, {fields}")),
        (BADGE.replace("regex =", "near = ['x']\nregexp ="), "line 7: unknown field `regexp`".to_owned()),
        (shape("BX("), "shape 1: regex does not compile at column 3: unclosed group".to_owned()),
        (shape("(BX)?"), "shape 1: regex can match the empty string; make one part of it required".to_owned()),
        (
            shape(r"BX\s1"),
            r"shape 1: regex can cross a line end; exclude \r and \n from its classes, findings stay within a line".to_owned(),
        ),
        (
            shape("BX."),
            "shape 1: regex could split a UTF-8 character; write (?u:...) around the part that is to match any character".to_owned(),
        ),
        (shape("BX+"), "shape 1: regex has no greatest length; replace *, + and {n,} by {m,n}".to_owned()),
        (without("clean"), "examples.clean: is missing; add a line that looks alike and must be left alone".to_owned()),
        (without("found"), "examples.found: is missing; add a line with « » around what must be masked".to_owned()),
        (without("kind"), "line 1: missing field `kind`".to_owned()),
        (BADGE.replace("«", ""), "examples.found 1: has marks that do not pair, or that hold nothing".to_owned()),
        (BADGE.replace("BADGE", "badge"), "kind: must be capital letters, digits and underscores, as in kind = \"CARD\"".to_owned()),
        (format!("mask = 'blur'\n{BADGE}"), "mask: unknown mask \"blur\"; use label, stars, keep-last=N or text=…".to_owned()),
        (
            BADGE.replace("regex =", "validator = 'luhm'\nregex ="),
            "shape 1: unknown validator \"luhm\"; the validators are luhn, mod97".to_owned(),
        ),
        ("this is no TOML\n".to_owned(), "line 1: ".to_owned()),
        ("  \n".to_owned(), "is empty; it needs at least title, about, kind and [examples]".to_owned()),
        (format!("{BADGE}#{}", "x".repeat(1 << 20)), "is larger than 1048576 bytes; is it the right file?".to_owned()),
    ];
    for (text, message) in cases {
        let folder = Folder::new();
        folder.file("my/badge.toml", text);
        let run = folder.run(&["check", "my"], "");
        assert_eq!((run.code, run.text()), (Some(2), "0 patterns, 0 examples, 1 failures\n"), "{message}");
        assert!(run.err.starts_with(&format!("scrubline: my/badge.toml: {message}")), "{}", run.err);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let folder = Folder::new();
    folder.file("badge.toml", b"title = 'x'\nabout = '\xff'\n");
    let run = folder.run(&["check", "badge.toml"], "");
    assert_eq!((run.code, run.err.as_str()), (Some(2), "scrubline: badge.toml: line 2: is not UTF-8; save it as UTF-8 text\n"));
}

#[test]
fn one_name_belongs_to_one_pattern() {
    let folder = Folder::new();
    folder.file("a/badge.toml", BADGE);
    folder.file("b/badge.toml", BADGE);
    let run = folder.run(&["check", "a", "b"], "");
    assert_eq!(run.err, "scrubline: b/badge.toml: there are two of this name; rename one file, the name is its path without .toml\n");
    assert_eq!((run.code, run.text()), (Some(2), "1 patterns, 2 examples, 1 failures\n"));
}

#[test]
fn one_refusal_does_not_hide_the_others() {
    let folder = Folder::new();
    folder.file("my/a.toml", "nonsense");
    folder.file("my/b.toml", "");
    folder.file("my/c.toml", BADGE);
    let run = folder.run(&["check", "my", "missing"], "");
    assert_eq!(run.err.lines().count(), 3, "{}", run.err);
    assert_eq!((run.code, run.text()), (Some(2), "1 patterns, 2 examples, 3 failures\n"));
}

/// The shipped patterns are found built in and in their folder, word lists and all.
#[test]
fn the_shipped_patterns_are_read_alike_from_the_program_and_from_their_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/patterns");
    let (built_in, read) = (super::run(&["check"], ""), super::run(&["check", folder], ""));
    assert_eq!((built_in.err.as_str(), read.err.as_str()), ("", ""));
    assert_eq!(built_in.text().lines().last(), read.text().lines().last());
    assert_eq!(built_in.code, read.code);
    let words = super::run(&["check", &format!("{folder}/words"), &format!("{folder}/iban.toml")], "");
    assert_eq!(words.err, "");
}
