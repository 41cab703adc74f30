//! Refusals of pattern files: each names the file, the entry and the way out.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod properties;

use scrubline::{ErrorKind, MAX_FILE_BYTES, Patterns, Redactor, check};

/// A file that is accepted, for edits that make it wrong.
const SOUND: &str = r#"
title = "Badge number"
about = "Two letters and four digits."
kind = "BADGE"

[[shape]]
regex = '\b[A-Z]{2}[0-9]{4}\b'
near = ["badge"]

[examples]
found = ["badge «AB1234» at the door"]
clean = ["badge AB12345", "room AB1234"]
"#;

const CARDS: &str = r#"
title = "Card"
about = "One scheme."
kind = "CARD"
reader = "card"

[[scheme]]
name = "House"
iin = "4000-4099 55"
lengths = "16"
groups = "4-4-4-4"

[examples]
found = ["«4000 0566 5566 5556»"]
clean = ["4000"]
"#;

const ACCOUNTS: &str = r#"
title = "Account"
about = "One country."
kind = "IBAN"
reader = "iban"

[[country]]
code = "NO"
name = "Norway"
length = 15
bban = "11!n"

[examples]
found = ["«NO9386011117947»"]
clean = ["NO93"]
"#;

/// The error of a sound file after one edit.
fn refused(sound: &str, from: &str, to: &str) -> scrubline::Error {
    assert!(sound.contains(from), "{from:?} is not in the file");
    Patterns::parse("door/badge", &sound.replacen(from, to, 1)).map(|_| ()).expect_err(to)
}

#[test]
fn what_is_sound_is_accepted_and_finds_its_examples() {
    for sound in [SOUND, CARDS, ACCOUNTS] {
        let redactor = Redactor::builder().patterns(Patterns::parse("door/badge", sound).unwrap()).build().unwrap();
        assert_eq!(check(&redactor), []);
    }
}

#[test]
fn each_refusal_names_file_entry_and_way_out() {
    use ErrorKind::{Example, Format, Regex};
    let mut failures = Vec::new();
    let regex = r"'\b[A-Z]{2}[0-9]{4}\b'";
    let found = r#"found = ["badge «AB1234» at the door"]"#;
    let clean = r#"clean = ["badge AB12345", "room AB1234"]"#;
    for (sound, from, to, kind, words) in [
        // The file.
        (SOUND, "title", "tilte", Format, &["line 2", "tilte", "title"][..]),
        (SOUND, "near = ", "nears = ", Format, &["line 8", "nears", "near"]),
        (SOUND, "title = \"Badge number\"\n", "", Format, &["title"]),
        (SOUND, "about = ", "about = 1 #", Format, &["line 3", "string"]),
        (SOUND, "kind = \"BADGE\"", "kind = \"Badge\"", Format, &["kind", "capital letters"]),
        (SOUND, "kind = \"BADGE\"", "kind = \"\"", Format, &["kind", "capital letters"]),
        (SOUND, "kind = \"BADGE\"", "kind = \"BADGE\"\nmask = \"blank\"", Format, &["mask", "blank", "label, stars"]),
        (SOUND, "kind = \"BADGE\"", "kind = \"BADGE\"\nreader = \"magic\"", Format, &["line 5", "magic", "regex"]),
        (SOUND, "kind = \"BADGE\"", "kind = \"BADGE\"\nreader = \"phone\"", Format, &["shape", "reader = \"regex\""]),
        (SOUND, "kind = \"BADGE\"", "kind = \"BADGE\"\ntlds = \"com\"", Format, &["tlds", "reader = \"email\""]),
        // Shapes.
        (SOUND, regex, "'('", Regex, &["shape 1", "does not compile"]),
        (SOUND, regex, "'[0-9]{0,4}'", Regex, &["shape 1", "empty string", "required"]),
        (SOUND, regex, "'[0-9]+'", Regex, &["shape 1", "no greatest length", "{m,n}"]),
        (SOUND, regex, "'[0-9]{600}'", Regex, &["shape 1", "600", "512"]),
        (SOUND, regex, r"'AB\s[0-9]{4}'", Regex, &["shape 1", "line end", "exclude"]),
        (SOUND, regex, "'AB.'", Regex, &["shape 1", "split a UTF-8", "(?u:"]),
        (SOUND, regex, r"'\AAB'", Regex, &["shape 1", "use ^ and $"]),
        (SOUND, "near = [\"badge\"]", "validator = \"lunh\"", Format, &["shape 1", "lunh", "luhn"]),
        (SOUND, "near = [\"badge\"]", "near = [\"badge\", \" \"]", Format, &["shape 1", "near", "remove"]),
        (SOUND, "near = [\"badge\"]", "trigger = \"letters\"", Format, &["line 8", "letters", "digits"]),
        // Examples.
        (SOUND, clean, "", Example, &["examples.clean", "is missing", "add a line"]),
        (SOUND, found, "", Example, &["examples.found", "is missing", "add a line"]),
        (SOUND, "«AB1234»", "AB1234", Example, &["examples.found 1", "no « » mark"]),
        (SOUND, "«AB1234»", "«AB1234", Example, &["examples.found 1", "never closed"]),
        (SOUND, "«AB1234»", "««AB1234»»", Example, &["examples.found 1", "do not pair"]),
        (SOUND, "«AB1234»", "«»", Example, &["examples.found 1", "hold nothing"]),
        (SOUND, "at the door", "at\\nthe door", Example, &["examples.found 1", "line end"]),
        (SOUND, "room AB1234", "room «AB1234»", Example, &["examples.clean 2", "move it to found"]),
        // Tables.
        (CARDS, "reader = \"card\"\n", "", Format, &["scheme", "not used", "reader = \"card\""]),
        (CARDS, "[[scheme]]", "[[shape]]", Format, &["line 11", "groups", "regex"]),
        (CARDS, "4000-4099", "4099-4000", Format, &["scheme 1", "House", "iin", "51-55"]),
        (CARDS, "4000-4099", "40x", Format, &["scheme 1", "House", "iin"]),
        (CARDS, "lengths = \"16\"", "lengths = \"11\"", Format, &["scheme 1", "House", "12 to 19"]),
        (CARDS, "lengths = \"16\"", "lengths = \"\"", Format, &["scheme 1", "House", "at least one"]),
        (CARDS, "4-4-4-4", "4-4-4-5", Format, &["scheme 1", "House", "add up"]),
        (CARDS, "4-4-4-4", "4-x", Format, &["scheme 1", "House", "hyphens"]),
        (ACCOUNTS, "\"NO\"", "\"no\"", Format, &["country 1", "no", "capital letters"]),
        (ACCOUNTS, "length = 15", "length = 16", Format, &["country 1", "NO", "length"]),
        (ACCOUNTS, "11!n", "11n", Format, &["country 1", "NO", "notation"]),
        (ACCOUNTS, "reader = \"iban\"", "reader = \"card\"", Format, &["country", "reader = \"iban\""]),
    ] {
        let error = refused(sound, from, to);
        let message = error.to_string();
        let is_shaped = message.starts_with("pattern door/badge: ") && !message.contains('\n') && !message.ends_with('.');
        let missing: Vec<_> = words.iter().filter(|word| !message.contains(**word)).collect();
        if error.kind() != kind || !is_shaped || !missing.is_empty() {
            failures.push(format!("{to:?}: {message}\n  a {:?}, without {missing:?}", error.kind()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn empty_and_huge_files_are_refused() {
    for text in ["", " \n\t\n"] {
        let message = Patterns::parse("door/badge", text).unwrap_err().to_string();
        assert!(message.contains("door/badge") && message.contains("is empty") && message.contains("needs"), "{message}");
    }
    let huge = format!("{SOUND}#{}", "x".repeat(MAX_FILE_BYTES));
    let message = Patterns::parse("door/badge", &huge).unwrap_err().to_string();
    assert!(message.contains("door/badge") && message.contains("larger than") && message.contains("split"), "{message}");
}

#[test]
fn what_is_no_toml_is_refused_with_its_line() {
    for (text, line) in [("title = \"Badge", "line 1"), ("title = \"a\"\n]", "line 2"), ("\0", "line 1"), ("a = 1\na = 2", "line 2")] {
        let message = Patterns::parse("door/badge", text).unwrap_err().to_string();
        assert!(message.starts_with("pattern door/badge: ") && message.contains(line) && !message.contains('\n'), "{message}");
    }
}

#[test]
fn word_lists_are_refused_alike() {
    let message = Patterns::parse("words/xx", "language = \"xx\"\ntitle = \"X\"\n[phones]\nfor = \"tel\"").unwrap_err().to_string();
    assert!(message.contains("words/xx") && message.contains("phones") && message.contains("phone"), "{message}");
}

#[test]
fn two_patterns_of_one_name_are_refused() {
    let mut patterns = Patterns::parse("door/badge", SOUND).unwrap();
    let error = patterns.add(Patterns::parse("door/badge", SOUND).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Duplicate);
    assert!(error.to_string().contains("door/badge") && error.to_string().contains("rename"), "{error}");
    patterns.add(Patterns::parse("door/badge2", SOUND).unwrap()).unwrap();
}

#[test]
fn an_example_that_is_not_found_fails_the_check() {
    let wrong = [
        (SOUND.replacen("«AB1234» at", "AB«1234» at", 1), "found 1"),
        (SOUND.replacen("«AB1234» at the door", "«AB12345»", 1), "found 1"),
        (SOUND.replacen("room AB1234", "badge AB1234", 1), "clean 2"),
    ];
    for (text, example) in wrong {
        let redactor = Redactor::builder().patterns(Patterns::parse("door/badge", &text).unwrap()).build().unwrap();
        let failures = check(&redactor);
        assert_eq!(failures.len(), 1);
        assert!(failures[0].to_string().starts_with(&format!("pattern door/badge: examples.{example}: finds ")), "{}", failures[0]);
    }
}

#[test]
fn a_pattern_of_ones_own_works_beside_the_shipped_ones() {
    let mut patterns = Patterns::builtin();
    patterns.add(Patterns::parse("door/badge", SOUND).unwrap()).unwrap();
    let redactor = Redactor::builder().patterns(patterns).build().unwrap();
    assert_eq!(redactor.redact_str("badge AB1234, mail anna@example.org"), "badge [BADGE], mail [EMAIL]");
    // A long line full of them comes out the same in pieces.
    let line = "badge AB1234 and ab12 CD5678, ".repeat(2000);
    let mut small = Redactor::builder();
    let mut patterns = Patterns::builtin();
    patterns.add(Patterns::parse("door/badge", SOUND).unwrap()).unwrap();
    let small = small.patterns(patterns).max_line_bytes(1).build().unwrap();
    for size in [61, 4096] {
        let (mut stream, mut out) = (small.stream(), Vec::new());
        line.as_bytes().chunks(size).for_each(|chunk| stream.push(chunk, &mut out));
        stream.finish(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), redactor.redact_str(&line), "chunks of {size}");
    }
}

#[test]
fn no_text_panics() {
    let mut random = properties::Random(2026);
    for _ in 0..2000 {
        let mut text = random.pick(&[SOUND, CARDS, ACCOUNTS]).to_owned();
        for _ in 0..1 + random.below(4) {
            let places: Vec<_> = text.char_indices().map(|(place, _)| place).collect();
            let (from, length) = (random.below(places.len()), random.below(12));
            let to = places.get(from + length).copied().unwrap_or(text.len());
            let put =
                random.pick(&["", "«", "»", "'", "\"", "[", "]", "\\", "=", "\n", "{0,}", "(?u:.)", "0-9", "luhn", "regex", "\u{e9}"]);
            text.replace_range(places[from]..to, put);
        }
        properties::patterns_parse(&text);
    }
}
