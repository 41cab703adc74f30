//! `scrubline explain`

use serde_json::Value;

use super::{Folder, run, run_command};

fn json(arguments: &[&str], input: &str) -> Vec<Value> {
    let report = run(&[&["explain", "--json"], arguments].concat(), input).done();
    report.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

#[test]
fn every_candidate_and_the_result() {
    let report = run(&["explain", "card number 4111 1111 1111 1111"], "").done();
    for part in [
        "4111 1111 1111 1111: CARD, masked\n",
        "  bytes    12-31\n",
        "  rule     payment-card.toml: Visa\n",
        "  passed   Luhn check digit\n",
        ", word list en\n",
    ] {
        assert!(report.contains(part), "{part:?} is missing in\n{report}");
    }
    assert!(report.ends_with("\nresult card number [CARD]\n"), "{report}");
}

#[test]
fn what_is_left_alone_says_why() {
    let objects = json(&["order 4111 1111 1111 1112"], "");
    let card = objects.iter().find(|o| o["kind"] == "CARD").unwrap();
    assert_eq!(card["verdict"], "left-alone");
    let failed = |c: &&Value| c["passed"] == false;
    assert!(card["checks"].as_array().unwrap().iter().any(|c| failed(&c)), "{card}");
    assert_eq!(objects.last().unwrap()["masked"], "order 4111 1111 1111 1112");
}

#[test]
fn json_names_words_with_list_and_distance() {
    let objects = json(&["my card number is 4111 1111 1111 1111"], "");
    let card = objects.iter().find(|o| o["kind"] == "CARD" && o["verdict"] == "masked").unwrap();
    assert_eq!((&card["line"], &card["start"], &card["end"]), (&1.into(), &18.into(), &37.into()));
    assert_eq!((&card["pattern"], &card["entry"], &card["text"]), (&"payment-card".into(), &"Visa".into(), &"4111 1111 1111 1111".into()));
    let word = &card["words"][0];
    assert_eq!((&word["list"], &word["supports"]), (&"en".into(), &true.into()));
    assert!(word["distance"].is_u64() && word["word"].is_string(), "{word}");
}

#[test]
fn what_is_beaten_says_by_what() {
    let folder = Folder::new();
    folder.file("my/host.toml", super::patterns::BADGE.replace(r"\bBX-[0-9]{4}\b", r"@example\.org\b").replace("BADGE", "HOST"));
    let report = folder.run(&["explain", "--json", "--patterns", "my", "ann@example.org"], "").done();
    let objects: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let host = objects.iter().find(|o| o["kind"] == "HOST").unwrap();
    assert_eq!((&host["verdict"], &host["by"]), (&"beaten".into(), &"email".into()));
    let text = folder.run(&["explain", "--patterns", "my", "ann@example.org"], "").done();
    assert!(text.contains("@example.org: HOST, beaten by EMAIL (email.toml)\n"), "{text}");
}

#[test]
fn a_dash_reads_one_line() {
    assert!(run(&["explain", "-"], "ann@example.org\nbob@example.org\n").done().ends_with("result [EMAIL]\n"));
    assert!(run(&["explain", "-"], "").done().ends_with("result \n"));
    run(&["explain", "-"], "x".repeat(70_000)).refused("standard input: its line is longer than 65536 bytes; explain a part of it");
}

#[test]
fn several_lines_are_told_apart() {
    let report = run(&["explain", "ann@example.org\nnothing\n"], "").done();
    assert!(report.starts_with("line 1:\nann@example.org: EMAIL, masked\n"), "{report}");
    assert!(report.ends_with("line 2:\nno candidate: nothing here looks like what is searched\nresult nothing\n"), "{report}");
}

#[test]
fn options_apply() {
    let text = "ann@example.org 4111 1111 1111 1111";
    let report = run(&["explain", "--kind", "CARD", "--mask", "keep-last=4", text], "").done();
    assert!(report.starts_with("ann@example.org: EMAIL, left alone: its kind was not asked for\n"), "{report}");
    assert!(report.ends_with("result ann@example.org **** **** **** 1111\n"), "{report}");
}

#[test]
fn colours_on_demand_only() {
    let is_coloured = |arguments: &[&str]| run(arguments, "").done().contains('\u{1b}');
    assert!(!is_coloured(&["explain", "ann@example.org"]));
    assert!(!is_coloured(&["explain", "--color", "never", "ann@example.org"]));
    assert!(is_coloured(&["explain", "--color=always", "ann@example.org"]));
    assert!(!is_coloured(&["explain", "--color=always", "--json", "ann@example.org"]));
    let mut forced = super::command();
    forced.env("NO_COLOR", "1").env("CLICOLOR_FORCE", "0").args(["explain", "ann@example.org"]);
    assert!(!run_command(&mut forced, b"").done().contains('\u{1b}'));
}

#[test]
fn bytes_of_the_text_cannot_steer_a_terminal() {
    let report = run(&["explain", "\u{1b}[31m ann@example.org"], "").done();
    assert!(!report.contains('\u{1b}'), "{report:?}");
}
