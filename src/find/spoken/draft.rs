//! Makes the lexicon of spoken languages, and the words that the trigger looks for, of their files.

use std::collections::BTreeMap;

use super::super::words::fold_letter;
use super::{
    folded::{Folded, MAX_WORD},
    lexicon::{Language, Lexicon, Row, Sense},
};
use crate::pattern::{Numbers, SpokenFile};

/// Words and phrases by their folded spelling, while the files are read.
#[derive(Default)]
struct Draft {
    entries: BTreeMap<Vec<u8>, Entry>,
    /// The language that is being added.
    language: Language,
}

#[derive(Default)]
struct Entry {
    senses: Vec<(Language, Sense)>,
    more: u8,
    nexts: u32,
    of_run: bool,
    in_run: bool,
    is_datum: bool,
    is_core: bool,
}

impl Lexicon {
    pub(super) fn new<'f>(files: impl IntoIterator<Item = &'f SpokenFile>) -> Lexicon {
        let (mut draft, mut rules) = (Draft::default(), Vec::new());
        for (language, file) in files.into_iter().enumerate() {
            draft.language = language as Language;
            draft.add_file(file);
            rules.push(file.rules);
        }
        // Rows are numbered by two bytes.
        let entries = || draft.entries.iter().take(usize::from(u16::MAX));
        let (mut rows, mut keys, mut senses) = (Vec::new(), Vec::new(), Vec::new());
        let mut slots = vec![0; (4 * entries().count()).next_power_of_two()];
        for (number, (key, entry)) in (1..).zip(entries()) {
            let folded = Folded::of_folded(key);
            let mut slot = folded.hash() & (slots.len() - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = number;
            let &Entry { more, nexts, of_run, in_run, is_datum, is_core, .. } = entry;
            let (key_at, senses_at) = (keys.len() as u32, senses.len() as u32);
            keys.extend_from_slice(key);
            senses.extend(entry.senses.iter().take(usize::from(u8::MAX)));
            let (key_len, senses_len) = (key.len() as u8, senses.len() as u32 - senses_at);
            rows.push(Row {
                head: folded.head(),
                key_at,
                senses_at,
                key_len,
                senses_len: senses_len as u8,
                more,
                nexts,
                of_run,
                in_run,
                is_datum,
                is_core,
            });
        }
        let mut starts = [[0; 32]; 2];
        let is_part = |entry: &Entry| entry.senses.iter().any(|(_, s)| matches!(s, Sense::Number(_) | Sense::Hundred | Sense::Thousand));
        for (key, _) in entries().filter(|(_, entry)| is_part(entry)) {
            if let &[first, second, ref rest @ ..] = &key[..] {
                starts[0][usize::from(first & 31)] |= 1 << (second & 31);
                // Anything may follow a word of two letters.
                starts[1][usize::from(second & 31)] |= rest.first().map_or(u32::MAX, |third| 1 << (third & 31));
            }
        }
        Lexicon { starts, rows: rows.into(), keys: keys.into(), senses: senses.into(), slots: slots.into(), rules: rules.into() }
    }
}

impl Draft {
    fn add(&mut self, phrase: &str, sense: Sense) {
        self.add_key(fold_all(phrase), sense);
        self.add_key(fold_all(&without_accents(phrase)), sense);
    }

    fn add_key(&mut self, key: Vec<u8>, sense: Sense) {
        // What is longer than the longest word that is looked at is never met.
        if key.is_empty() || key.len() > MAX_WORD {
            return;
        }
        let entry = self.entries.entry(key.clone()).or_default();
        if !entry.senses.contains(&(self.language, sense)) {
            entry.senses.push((self.language, sense));
        }
        entry.of_run |= sense.is_of_run();
        entry.in_run |= sense.is_of_run();
        entry.is_datum |= sense.is_numeral() || matches!(sense, Sense::Letter(_));
        entry.is_core |= sense.is_numeral() || sense == Sense::Sound;
        let parts: Vec<&[u8]> = key.split(|&b| b == b' ').collect();
        if parts.len() > 1 {
            for (place, part) in parts.iter().enumerate() {
                let entry = self.entries.entry(part.to_vec()).or_default();
                entry.in_run |= sense.is_of_run();
                if place == 0 {
                    entry.more = entry.more.max(parts.len() as u8 - 1);
                    entry.nexts |= parts[1].first().map_or(0, |letter| 1 << (letter & 31));
                }
            }
        }
    }

    /// Adds a plain list.
    fn add_all(&mut self, list: &str, sense: Sense) {
        list.split(['|', '/']).for_each(|word| self.add(word, sense));
    }

    /// Adds a list by value.
    fn add_values(&mut self, list: &str, sense: impl Fn(usize) -> Sense) {
        for (place, ways) in list.split('|').enumerate() {
            self.add_all(ways, sense(place));
        }
    }

    fn add_file(&mut self, file: &SpokenFile) {
        let n = &file.numbers;
        self.add_values(&n.digits, |i| Sense::Number(i as u16));
        self.add_values(&n.teens, |i| Sense::Number(i as u16 + 10));
        self.add_values(&n.tens, |i| Sense::Number(i as u16 * 10 + 20));
        self.add_values(&n.twenties, |i| Sense::Number(i as u16 + 21));
        self.add_values(&n.hundreds, |i| Sense::Number(i as u16 * 100 + 100));
        self.add_values(&n.repeat, |i| Sense::Repeat(i as u8 + 2));
        let letters = &file.letters;
        for (name, ways) in letters.names.split('|').filter_map(|row| row.split_once('=')) {
            if let Some(&letter) = name.trim().as_bytes().first() {
                self.add_all(ways, Sense::Letter(letter.to_ascii_uppercase()));
            }
        }
        for word in letters.alphabet.split_whitespace() {
            if let Some(&letter) = fold_all(word).first() {
                self.add(word, Sense::Letter(letter.to_ascii_uppercase()));
            }
        }
        for (list, sense) in [
            (&n.hundred, Sense::Hundred),
            (&n.thousand, Sense::Thousand),
            (&n.amount, Sense::Amount),
            (&n.times, Sense::Times),
            (&n.zeros, Sense::Zeros),
            (&n.and, Sense::And),
            (&letters.like, Sense::Like),
            (&letters.case, Sense::Case),
            (&file.signs.at, Sense::At),
            (&file.signs.dot, Sense::Dot),
            (&file.signs.dash, Sense::Dash),
            (&file.signs.underscore, Sense::Underscore),
            (&file.signs.plus, Sense::Plus),
            (&file.signs.together, Sense::Together),
            (&file.flow.sounds, Sense::Sound),
            (&file.flow.fillers, Sense::Filler),
            (&file.flow.repairs, Sense::Repair),
            (&file.names.never, Sense::Never),
            (&file.names.determiners, Sense::Determiner),
            (&file.names.leads, Sense::Lead),
            (&file.names.before, Sense::Before),
        ] {
            self.add_all(list, sense);
        }
    }
}

/// The first words of all entries that may begin a run, as they are and without accents, for the trigger.
pub(super) fn beginnings<'f>(files: impl IntoIterator<Item = &'f SpokenFile>) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for file in files {
        let n = &file.numbers;
        let lists = [
            &n.digits,
            &n.teens,
            &n.tens,
            &n.twenties,
            &n.hundreds,
            &n.hundred,
            &n.thousand,
            &n.amount,
            &n.repeat,
            &n.zeros,
            &file.signs.plus,
            &file.flow.sounds,
        ];
        for word in lists.iter().flat_map(|l| first_words(l)) {
            all.extend(spellings(word));
            if file.rules.joined && word.len() < 4 {
                // What follows it in a joined word.
                all.extend(word_joints(n).map(|next| [word.as_bytes(), next].concat()));
            }
        }
    }
    all
}

/// The words that stand for an `@`, the first of each entry, as they are and without accents.
pub(super) fn signs<'f>(files: impl IntoIterator<Item = &'f SpokenFile>) -> Vec<Vec<u8>> {
    files.into_iter().flat_map(|f| first_words(&f.signs.at)).flat_map(spellings).collect()
}

/// The words that stand for a dot, the first of each entry, as they are and without accents.
pub(super) fn dots<'f>(files: impl IntoIterator<Item = &'f SpokenFile>) -> Vec<Vec<u8>> {
    files.into_iter().flat_map(|f| first_words(&f.signs.dot)).flat_map(spellings).collect()
}

/// The first word of each entry of a list.
fn first_words(list: &str) -> impl Iterator<Item = &str> {
    list.split(['|', '/']).filter_map(|entry| words(entry).next())
}

/// The words of an entry: between them are spaces or hyphens, in the text as well.
fn words(entry: &str) -> impl Iterator<Item = &str> {
    entry.split([' ', '\t', '-']).filter(|word| !word.is_empty())
}

/// A word as it may be met: without accents, as it is, and in capitals, for bytes beyond ASCII do not show that they are the same letters.
fn spellings(word: &str) -> impl Iterator<Item = Vec<u8>> {
    let mut letters = word.chars();
    let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    [fold_all(word), fold_all(&without_accents(word)), word.into(), title.into(), word.to_uppercase().into()].into_iter()
}

/// A word or phrase as it is spelled where accents are left out, those of all languages.
fn without_accents(phrase: &str) -> String {
    phrase.chars().map(|letter| if letter == 'ß' { letter } else { fold_letter(letter).unwrap_or(letter) }).collect()
}

/// What joins the parts of a joined word.
fn word_joints(numbers: &Numbers) -> impl Iterator<Item = &[u8]> {
    [&numbers.and, &numbers.hundred, &numbers.thousand].into_iter().flat_map(|l| first_words(l)).map(str::as_bytes)
}

fn fold_all(phrase: &str) -> Vec<u8> {
    let mut key = Vec::new();
    for word in words(phrase) {
        if !key.is_empty() {
            key.push(b' ');
        }
        let folded = Folded::new(word.as_bytes());
        key.extend_from_slice(&folded.bytes()[..folded.len()]);
    }
    key
}
