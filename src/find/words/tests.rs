use super::{Said, Topic, WORD_REACH, Word, Words, rank};
use crate::pattern::words::WordFile;
use std::collections::BTreeMap;
use std::path::Path;

fn shipped() -> Vec<WordFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("patterns/words");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path| toml::from_str(&std::fs::read_to_string(path).unwrap());
    paths.iter().map(|path| read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

/// What is said about the part of `line` between « and ».
fn weigh(words: &Words, topic: Topic, line: &str) -> Said {
    let (before, rest) = line.split_once('«').unwrap();
    let (_, after) = rest.split_once('»').unwrap();
    words.weigh(topic, before.as_bytes(), after.as_bytes())
}

/// The stronger side: +1 for, -1 against, 0 for silence.
fn verdict(said: &Said) -> i32 {
    match (&said.supports, &said.opposes) {
        (Some(supports), Some(opposes)) => {
            if rank(supports) < rank(opposes) {
                1
            } else {
                -1
            }
        }
        (supports, opposes) => i32::from(supports.is_some()) - i32::from(opposes.is_some()),
    }
}

fn told(words: &Words, said: &Said) -> String {
    let name = |word: &Option<Word>| word.map(|word| (words.name(&word), word.adjacent, word.distance));
    format!("for {:?}, against {:?}", name(&said.supports), name(&said.opposes))
}

#[test]
fn every_language_speaks() {
    let words = Words::new(&shipped());
    let text = include_str!("../../../tests/data/words.toml");
    let languages: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(text).unwrap();
    for file in shipped() {
        assert!(languages.contains_key(&file.language), "no sentences in {}", file.language);
    }
    let mut wrong = Vec::new();
    for (language, lists) in &languages {
        for (list, topic, expected, least) in
            [("phone", Topic::Phone, 1, 2), ("other", Topic::Phone, -1, 2), ("card", Topic::Card, 1, 1), ("iban", Topic::Iban, 1, 1)]
        {
            let lines = lists.get(list).map(Vec::as_slice).unwrap_or_default();
            assert!(lines.len() >= least, "{language}: too few sentences for {list}");
            for line in lines {
                let said = weigh(&words, topic, line);
                if verdict(&said) != expected {
                    wrong.push(format!("{language}: {list}: {line}: {}", told(&words, &said)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
