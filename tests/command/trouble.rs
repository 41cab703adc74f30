//! Trouble: one line with the way out, exit code 2, and nothing of the input.

use super::{Folder, run};

const SECRET: &str = "ann.canary@example.org 4111 1111 1111 1111\n";

#[test]
fn refused_before_anything_is_read() {
    let folder = Folder::new();
    folder.file("in", SECRET);
    folder.file("empty.toml", "");
    folder.file("huge.toml", "#".repeat((1 << 20) + 1));
    folder.file("bytes.toml", b"\xff");
    folder.file("broken.toml", "mask = \"stars\"\nkind = [\n");
    folder.file("unknown.toml", "mask = \"stars\"\ncolour = 1\n");
    folder.file("type.toml", "stats = \"yes\"\n");
    folder.file("list.toml", "kind = 3\n");
    folder.file("mask.toml", "mask = \"blur\"\n");
    folder.file("none.toml", "kind = []\n");
    folder.file("region.toml", "region = \"ZZ\"\n");
    const KEYS: &str = "expected one of `kind`, `region`, `patterns`, `mask`, `no-spoken`, `output`, `stats`, `jobs`, `serve`";
    let unknown = format!("unknown.toml: line 2: unknown field `colour`, {KEYS}");
    for (arguments, message) in [
        (&["--kind", "NAME"][..], "--kind: unknown kind \"NAME\"; the kinds are CARD, EMAIL, IBAN, PHONE"),
        (&["--kind", ""], "--kind: unknown kind \"\"; the kinds are CARD, EMAIL, IBAN, PHONE"),
        (&["--region", "DE,ZZ"], "--region: unknown region \"ZZ\"; use ISO 3166 codes of two letters, such as DE or US"),
        (&["--mask", "blur"], "--mask: unknown mask \"blur\"; use label, stars, keep-last=N or text=…"),
        (
            &["--mask", "keep-last=x"],
            "--mask: mask keep-last=x: the number of characters to keep must be a whole number, as in keep-last=4",
        ),
        (&["--mask"], "--mask: needs a value; see scrubline --help"),
        (&["--config", "missing.toml"], "missing.toml: there is no such file; check the name"),
        (&["--config", "."], ".: is a directory; name the files in it"),
        (&["--config", "empty.toml"], "empty.toml: is empty; set an option in it, as in mask = \"stars\", or leave --config out"),
        (&["--config", "huge.toml"], "huge.toml: is larger than 1048576 bytes; is it the right file?"),
        (&["--config", "bytes.toml"], "bytes.toml: line 1: is not UTF-8; save it as UTF-8 text"),
        (&["--config", "unknown.toml"], &unknown),
        (&["--config", "type.toml"], "type.toml: line 1: invalid type: string \"yes\", expected a boolean"),
        (&["--config", "list.toml"], "list.toml: line 1: expected a text or a list of texts"),
        (&["--config", "mask.toml"], "mask.toml: mask: unknown mask \"blur\"; use label, stars, keep-last=N or text=…"),
        (&["--config", "none.toml"], "none.toml: kind: names no kind; remove it to look for all kinds"),
        (&["--config", "region.toml"], "region.toml: region: unknown region \"ZZ\"; use ISO 3166 codes of two letters, such as DE or US"),
        (&["--output", "nowhere/out"], "nowhere/out: there is no such folder; create it first"),
        (&["--output", "."], ".: is a directory; name a file in it"),
        (&["missing"], "missing: there is no such file; check the name"),
        (&["."], ".: is a directory; name the files in it"),
    ] {
        for command in [&[][..], &["find"]] {
            folder.run(&[command, arguments].concat(), SECRET).refused(message);
        }
    }
    let broken = folder.run(&["--config", "broken.toml"], SECRET);
    assert!(broken.err.starts_with("scrubline: broken.toml: line 2: ") && broken.err.lines().count() == 1, "{}", broken.err);
}

#[test]
fn command_lines_that_cannot_be() {
    for (arguments, message) in [
        (&["--kidn", "EMAIL"][..], "--kidn: there is no such option here; did you mean --kind?"),
        (&["-z"], "-z: there is no such option here; see scrubline --help"),
        (&["--stats=1"], "--stats: takes no value; see scrubline --help"),
        (&["--jobs", "0"], "--jobs N: takes a whole number, not this; see scrubline --help"),
        (&["--mask", "stars", "--mask", "label"], "--mask: must be given once only; see scrubline --help"),
        (&["explain"], "TEXT is missing; see scrubline --help"),
        (&["explain", "--color", "red", "x"], "--color WHEN: unknown value; use auto, always, never"),
        (&["completions", "csh"], "SHELL: unknown value; use bash, elvish, fish, powershell, zsh"),
        (&["man", "4111"], "man: there is no such command; leave it out for the page of scrubline itself"),
        (&["--kind", "EMAIL", "find"], "find: there is no such file; a command comes before its options: scrubline find ..."),
        // Text is what was to be explained: it must not turn up in a message.
        (
            &["explain", "call", "4111 1111 1111 1111"],
            "there is one argument too many; put quotes around text with spaces, and -- before what begins with -",
        ),
        (
            &["explain", "-4111 1111"],
            "there is one argument too many; put quotes around text with spaces, and -- before what begins with -",
        ),
        (
            &["explain", "--ann@example.org"],
            "there is one argument too many; put quotes around text with spaces, and -- before what begins with -",
        ),
    ] {
        run(arguments, SECRET).refused(message);
    }
}

#[test]
fn what_was_clean_before_the_trouble_stays_and_the_rest_goes_on() {
    let folder = Folder::new();
    folder.file("one", "1 ann@example.org\n");
    folder.file("two", "2 bob@example.org\n");
    let run = folder.run(&["one", "missing", ".", "two"], "");
    assert_eq!((run.code, run.text()), (Some(2), "1 [EMAIL]\n2 [EMAIL]\n"));
    assert_eq!(run.err, "scrubline: missing: there is no such file; check the name\nscrubline: .: is a directory; name the files in it\n");
    // Nothing can be read: what the output held is not lost.
    folder.file("out", "precious");
    folder.run(&["--output", "out", "missing"], "").refused("missing: there is no such file; check the name");
    assert_eq!(folder.read("out"), "precious");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device() {
    use super::{command, run_command};
    const MESSAGE: &str = "standard output: no space left on the device; free some, and start again";
    for arguments in
        [&[][..], &["find"], &["find", "--json"], &["explain", "ann@example.org"], &["check"], &["man"], &["--help"], &["--version"]]
    {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        run_command(command().args(arguments).stdout(full), SECRET.as_bytes()).refused(MESSAGE);
    }
    run(&["--output", "/dev/full"], SECRET).refused(&MESSAGE.replace("standard output", "/dev/full"));
}

/// Reading fails in the middle of the way, which is known only then: the memory of a process cannot be read from its start.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read() {
    let folder = Folder::new();
    folder.file("two", "2 bob@example.org\n");
    let run = folder.run(&["/proc/self/mem", "two"], "");
    assert_eq!((run.code, run.text()), (Some(2), "2 [EMAIL]\n"));
    assert!(run.err.starts_with("scrubline: /proc/self/mem: input/output error"), "{}", run.err);
}

#[test]
fn nothing_of_the_input_is_told() {
    let folder = Folder::new();
    folder.file("in", SECRET);
    // A transcript where a configuration or a pattern should be.
    folder.file("transcript/words.toml", SECRET);
    for arguments in [
        &["in", "missing"][..],
        &["find", "in", "missing"],
        &["find", "--stats", "in"],
        &["--stats", "in"],
        &["--config", "in", "in"],
        &["--patterns", "transcript", "in"],
        &["check", "transcript"],
        &["check", "in"],
    ] {
        let run = folder.run(arguments, SECRET);
        for canary in ["canary", "example.org", "4111"] {
            assert!(!run.err.contains(canary), "{arguments:?}: {}", run.err);
        }
    }
}
