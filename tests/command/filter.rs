//! `scrubline [FILE]...`

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    process::Stdio,
};

use super::{Folder, command, run, run_command};

#[test]
fn what_is_not_a_finding_comes_out_as_it_went_in() {
    for (input, expected) in [
        (&b""[..], &b""[..]),
        (b"\n", b"\n"),
        (b"nothing here", b"nothing here"),
        (b"a\r\n\r\nb\rc\n", b"a\r\n\r\nb\rc\n"),
        (b"\0\xff\xfe ann@example.org\xff\0", b"\0\xff\xfe [EMAIL]\xff\0"),
        (b"ann@example.org", b"[EMAIL]"),
        (b"ann@example.org\r\nbob@example.org\r\n", b"[EMAIL]\r\n[EMAIL]\r\n"),
        (b"card 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00\n", b"card [CARD], IBAN [IBAN]\n"),
        (b"call +44 20 7946 0958 now\n", b"call [PHONE] now\n"),
    ] {
        let run = run(&[], input);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        assert_eq!(run.out, expected, "{:?}", String::from_utf8_lossy(input));
    }
}

#[test]
fn files_follow_each_other_and_a_dash_is_standard_input() {
    let folder = Folder::new();
    folder.file("one", "1 ann@example.org\n");
    folder.file("two", "2 bob@example.org");
    assert_eq!(folder.run(&["one", "-", "two"], "in eve@example.org\n").done(), "1 [EMAIL]\nin [EMAIL]\n2 [EMAIL]");
    // A finding never reaches from one file into the next.
    folder.file("left", "ann@");
    folder.file("right", "example.org");
    assert_eq!(folder.run(&["left", "right"], "").done(), "ann@example.org");
}

#[test]
fn a_file_may_have_the_name_of_a_command() {
    let folder = Folder::new();
    folder.file("find", "ann@example.org\n");
    folder.file("other", "other\n");
    assert_eq!(folder.run(&["./find"], "").done(), "[EMAIL]\n");
    assert_eq!(folder.run(&["other", "find"], "").done(), "other\n[EMAIL]\n");
    folder.file("-odd", "odd bob@example.org\n");
    assert_eq!(folder.run(&["--", "-odd"], "").done(), "odd [EMAIL]\n");
}

const LINE: &str = "ann@example.org 4111 1111 1111 1111 DE89 3704 0044 0532 0130 00 +44 20 7946 0958\n";

#[test]
fn only_the_kinds_that_are_asked_for() {
    for (kinds, expected) in [
        ("EMAIL", "[EMAIL] 4111 1111 1111 1111 DE89 3704 0044 0532 0130 00 +44 20 7946 0958\n"),
        ("card,Iban", "ann@example.org [CARD] [IBAN] +44 20 7946 0958\n"),
        ("EMAIL,PHONE,IBAN,CARD", "[EMAIL] [CARD] [IBAN] [PHONE]\n"),
    ] {
        assert_eq!(run(&["--kind", kinds], LINE).done(), expected, "{kinds}");
    }
    assert_eq!(run(&["--kind", "EMAIL", "--kind=CARD", "--kind", "PHONE,IBAN"], LINE).done(), "[EMAIL] [CARD] [IBAN] [PHONE]\n");
}

#[test]
fn masks() {
    let line = "pay 4111 1111 1111 1111 or ann@example.org\n";
    for (style, expected) in [
        ("label", "pay [CARD] or [EMAIL]\n"),
        ("stars", "pay **** **** **** **** or ***@*******.***\n"),
        ("keep-last=4", "pay **** **** **** 1111 or ***@******e.org\n"),
        ("text=<gone>", "pay <gone> or <gone>\n"),
        ("text=", "pay  or \n"),
    ] {
        assert_eq!(run(&["--mask", style], line).done(), expected, "{style}");
    }
}

#[test]
fn regions_in_either_case() {
    for regions in ["GB", "gb,DE"] {
        assert_eq!(run(&["--region", regions], "ring 020 7946 0958\n").done(), "ring [PHONE]\n", "{regions}");
    }
}

#[test]
fn the_configuration_holds_the_same_options() {
    let folder = Folder::new();
    folder.file("in", LINE);
    folder.file("etc/my/badge.toml", super::patterns::BADGE);
    folder.file(
        "etc/all.toml",
        "kind = [\"CARD\", 'badge']\nmask = \"stars\"\npatterns = \"my\"\nregion = 'DE,GB'\noutput = \"../out\"\nstats = true\n",
    );
    let done = folder.run(&["--config", "etc/all.toml"], "BX-1234 4111111111111111 ann@example.org\n");
    assert_eq!((done.code, done.text()), (Some(0), ""));
    assert!(done.err.contains("BADGE 1\n") && done.err.contains("CARD 1\n"), "{}", done.err);
    // The folder of the configuration is where its paths begin.
    assert_eq!(folder.read("out"), "**-**** **************** ann@example.org\n");
    // Options on the command line win.
    folder.file("two.toml", "kind = \"CARD\"\nmask = \"stars\"\n");
    assert_eq!(
        folder.run(&["--config", "two.toml", "--kind", "EMAIL", "--mask", "label"], "a@example.org 4111111111111111\n").done(),
        "[EMAIL] 4111111111111111\n"
    );
    assert_eq!(folder.run(&["find", "--config", "two.toml"], LINE).done(), "1:16-35 CARD\n");
}

#[test]
fn output_goes_to_a_file() {
    let folder = Folder::new();
    folder.file("in", "ann@example.org\n");
    folder.file("out", "what was there before is longer than what comes\n");
    assert_eq!(folder.run(&["--output", "out", "in"], "").done(), "");
    assert_eq!(folder.read("out"), "[EMAIL]\n");
    assert_eq!(folder.run(&["find", "-o", "found", "in"], "").done(), "");
    assert_eq!(folder.read("found"), "1:0-15 EMAIL\n");
}

#[cfg(unix)]
#[test]
fn the_output_must_not_be_an_input() {
    let folder = Folder::new();
    folder.file("in", "ann@example.org\n");
    std::os::unix::fs::symlink("in", folder.path("link")).unwrap();
    let message = "in: is the output, too; write to another file, then rename it";
    for arguments in [&["--output", "in", "in"][..], &["--output", "link", "in"], &["find", "--output", "./in", "in"]] {
        folder.run(arguments, "").refused(message);
    }
    let append = |command: &mut std::process::Command| {
        command.stdout(File::options().append(true).open(folder.path("in")).unwrap());
        run_command(command, b"").refused(message);
    };
    append(command().current_dir(&folder.0).arg("in"));
    let mut from_stdin = command();
    from_stdin.current_dir(&folder.0).args(["--output", "in"]).stdin(File::open(folder.path("in")).unwrap());
    let output = from_stdin.output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("scrubline: standard {}put: {}\n", "in", &message[4..]));
    assert_eq!(folder.read("in"), "ann@example.org\n");
}

#[test]
fn stats_are_counts_on_standard_error() {
    let folder = Folder::new();
    folder.file("one", "ann@example.org\nbob@example.org\n");
    folder.file("two", "4111 1111 1111 1111");
    let run = folder.run(&["--stats", "one", "two"], "");
    assert_eq!((run.code, run.text()), (Some(0), "[EMAIL]\n[EMAIL]\n[CARD]"));
    assert_eq!(run.err, "EMAIL 2\nIBAN 0\nCARD 1\nPHONE 0\nlines 2\nbytes-in 51\nbytes-out 22\n");
}

#[test]
fn several_threads_write_the_same() {
    let folder = Folder::new();
    folder.file("small", LINE);
    folder.file("large", format!("{}{LINE}", "and so it goes on, for as long as anybody listens\n".repeat(200)).repeat(300));
    let one = folder.run(&["--stats", "small", "large"], "");
    folder.file("jobs.toml", "jobs = 3\n");
    for arguments in [&["--jobs", "2"][..], &["--config", "jobs.toml"]] {
        let several = folder.run(&[arguments, &["--stats", "small", "large"]].concat(), "");
        assert!(several.out == one.out && several.err == one.err && several.code == Some(0), "{arguments:?} {}", several.err);
    }
}

#[test]
fn a_typed_line_comes_out_before_the_next_is_typed() {
    for (arguments, expected) in
        [(&[][..], "hello [EMAIL]\n"), (&["find"], "1:6-21 EMAIL\n"), (&["-", "--mask", "stars"], "hello ***@*******.***\n")]
    {
        let mut child = command().args(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdin.write_all(b"hello ann@example.org\nmore").unwrap();
        let mut line = String::new();
        // Input is still open: a command that waits for more would hang here.
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, expected, "{arguments:?}");
        drop(stdin);
        stdout.read_to_string(&mut line).unwrap();
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    for arguments in [&[][..], &["find"], &["find", "--json", "--show"]] {
        let mut child = command().args(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        drop(child.stdout.take());
        while stdin.write_all(&b"ann@example.org\n".repeat(1000)).is_ok() {}
        drop(stdin);
        let mut message = String::new();
        child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
        assert_eq!((child.wait().unwrap().code(), message.as_str()), (Some(0), ""), "{arguments:?}");
    }
    // What was told before stays true.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let run = run_command(command().args(["missing", "-"]).stdout(writer), b"ann@example.org\n");
    assert_eq!((run.code, run.err.as_str()), (Some(2), "scrubline: missing: there is no such file; check the name\n"));
    for arguments in [&["--help"][..], &["man"], &["completions", "bash"], &["check"], &["explain", "ann@example.org"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = run_command(command().args(arguments).stdout(writer), b"");
        assert_eq!(run.err, "", "{arguments:?}");
        assert_eq!(run.code, Some(0), "{arguments:?}");
    }
}

/// The most memory that a running process has had, in KiB.
#[cfg(target_os = "linux")]
fn peak_kib(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("the process runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux tells it");
    peak.trim().trim_end_matches(" kB").parse().expect("it is a number")
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_input() {
    // More than the bound: what kept all of it, or a line of it, would fail. Sparse, for a test must not take long.
    let long_line = [&b"words without end ".repeat(4000)[..], b"ann@example.org 4111 1111 1111 1111 "].concat();
    let lines = [&b"a line of words\n".repeat(4000)[..], b"bob@example.org\n"].concat();
    for (arguments, block) in [(&[][..], &long_line), (&["find", "--json", "--show"], &long_line), (&[], &lines), (&["find"], &lines)] {
        let mut child = command().args(arguments).stdout(Stdio::null()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut sent = 0;
        while sent < 24 << 20 {
            stdin.write_all(block).unwrap();
            sent += block.len();
        }
        let peak = peak_kib(child.id());
        drop(stdin);
        assert!(child.wait().unwrap().success());
        assert!(peak <= 16 << 10, "{arguments:?}: {peak} KiB");
    }
}
