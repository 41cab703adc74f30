//! Help, version, completions and the manual page.

use super::run;

const LOOK: &[&str] = &["--kind", "--region", "--patterns", "--mask", "--config"];
const FILES: &[&str] = &["--output", "--stats"];

#[test]
fn help_names_every_option() {
    let cases: &[(&[&str], &[&[&str]])] = &[
        (
            &["--help"],
            &[LOOK, FILES, &["--jobs", "--version", "--help", "find", "explain", "check", "completions", "man", "Exit codes", "[FILE]..."]],
        ),
        (&["-h"], &[LOOK, FILES]),
        (&["find", "--help"], &[LOOK, FILES, &["--json", "--show", "[FILE]...", "Exits with 0"]]),
        (&["explain", "--help"], &[LOOK, &["--json", "--color", "<TEXT>", "NO_COLOR"]]),
        (&["check", "--help"], &[&["[PATH]..."]]),
    ];
    for (arguments, names) in cases {
        let help = run(arguments, "").done();
        for name in names.concat() {
            assert!(help.contains(name), "{arguments:?} does not name {name}");
        }
        assert!(!help.contains('\u{1b}'), "{arguments:?} is coloured in a pipe");
    }
}

#[test]
fn version() {
    assert_eq!(run(&["--version"], "").done(), concat!("scrubline ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn completions_know_the_options() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell], "").done();
        for name in ["kind", "keep-last", "explain", "json", "show"].iter().filter(|name| **name != "keep-last" || shell == "fish") {
            assert!(script.contains(name), "{shell} does not know {name}");
        }
    }
}

#[test]
fn the_manual_is_a_page_each() {
    let page = run(&["man"], "").done();
    for part in [".TH scrubline 1", ".SH OPTIONS", "keep\\-last", "Exit codes"] {
        assert!(page.contains(part), "{part} is missing");
    }
    let page = run(&["man", "find"], "").done();
    for part in [".TH scrubline-find 1", "\\-\\-show", "byte offsets"] {
        assert!(page.contains(part), "{part} is missing");
    }
}
