//! `scrubline find`

use super::{Folder, run};

const TEXT: &str = "nothing\r\nmail ann@example.org, bob@example.org\r\n\ncard 4111 1111 1111 1111";

#[test]
fn text_says_where_and_what_but_not_which() {
    assert_eq!(run(&["find"], TEXT).done(), "2:5-20 EMAIL\n2:22-37 EMAIL\n4:5-24 CARD\n");
    assert_eq!(
        run(&["find", "--show"], TEXT).done(),
        "2:5-20 EMAIL ann@example.org\n2:22-37 EMAIL bob@example.org\n4:5-24 CARD 4111 1111 1111 1111\n"
    );
}

#[test]
fn json_is_one_object_a_line() {
    assert_eq!(
        run(&["find", "--json"], TEXT).done(),
        concat!(
            "{\"line\":2,\"start\":5,\"end\":20,\"kind\":\"EMAIL\",\"pattern\":\"email\"}\n",
            "{\"line\":2,\"start\":22,\"end\":37,\"kind\":\"EMAIL\",\"pattern\":\"email\"}\n",
            "{\"line\":4,\"start\":5,\"end\":24,\"kind\":\"CARD\",\"pattern\":\"payment-card\"}\n",
        )
    );
    let shown = run(&["find", "--json", "--show", "--kind", "card"], TEXT).done();
    assert_eq!(
        shown,
        "{\"line\":4,\"start\":5,\"end\":24,\"kind\":\"CARD\",\"pattern\":\"payment-card\",\"text\":\"4111 1111 1111 1111\"}\n"
    );
}

#[test]
fn several_files_are_named() {
    let folder = Folder::new();
    folder.file("a\"b", "ann@example.org");
    folder.file("c", "\nbob@example.org");
    assert_eq!(
        folder.run(&["find", "a\"b", "c", "-"], "eve@example.org").done(),
        "a\"b:1:0-15 EMAIL\nc:2:0-15 EMAIL\nstandard input:1:0-15 EMAIL\n"
    );
    let json = folder.run(&["find", "--json", "a\"b", "c"], "").done();
    let first: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!(first, serde_json::json!({ "file": "a\"b", "line": 1, "start": 0, "end": 15, "kind": "EMAIL", "pattern": "email" }));
    assert_eq!(folder.run(&["find", "c"], "").done(), "2:0-15 EMAIL\n");
}

#[test]
fn the_exit_code_says_whether_there_is_something() {
    let folder = Folder::new();
    folder.file("clean", "nothing\n");
    folder.file("found", "ann@example.org\n");
    for (arguments, code) in [
        (&["find", "clean"][..], 1),
        (&["find", "found"], 0),
        (&["find", "clean", "found"], 0),
        (&["find", "--kind", "CARD", "found"], 1),
        (&["find", "found", "missing"], 2),
        (&["find", "missing"], 2),
        (&["find", "--json", "clean"], 1),
    ] {
        assert_eq!(folder.run(arguments, "").code, Some(code), "{arguments:?}");
    }
}

#[test]
fn stats_count_what_was_found() {
    let run = run(&["find", "--stats"], TEXT);
    assert_eq!(run.code, Some(0));
    assert_eq!(run.err, format!("EMAIL 2\nIBAN 0\nCARD 1\nPHONE 0\nlines 3\nbytes-in {}\nbytes-out 0\n", TEXT.len()));
}

#[test]
fn offsets_count_bytes_from_the_start_of_a_line_however_long() {
    let mut line = "é".repeat(1 << 20);
    line.push_str(" ann@example.org é\nbob@example.org\n");
    let start = (2 << 20) + 1;
    assert_eq!(run(&["find"], &line).done(), format!("1:{start}-{} EMAIL\n2:0-15 EMAIL\n", start + 15));
}

#[test]
fn what_a_terminal_would_obey_is_not_shown() {
    let disguised = "ann\u{200b}@example.org";
    let run = run(&["find", "--show"], format!("{disguised}\u{1b}[31m\n"));
    assert!(!run.text().contains('\u{1b}'), "{}", run.text());
}

#[test]
fn find_reports_what_the_filter_masks() {
    let text = include_str!("../data/phone-examples.toml");
    let report = run(&["find", "--json"], text).done();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for finding in report.lines().rev() {
        let finding: serde_json::Value = serde_json::from_str(finding).unwrap();
        let number = |key: &str| usize::try_from(finding[key].as_u64().unwrap()).unwrap();
        lines[number("line") - 1].replace_range(number("start")..number("end"), &format!("[{}]", finding["kind"].as_str().unwrap()));
    }
    assert_eq!(lines.concat(), run(&[], text).done());
}
