//! Phone numbers by region, by language and by the digits they are written in.

use std::collections::BTreeMap;

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};
use scrubline::Redactor;
use serde::Deserialize;

use crate::{Group, random::in_digits};

type Examples = BTreeMap<String, BTreeMap<String, toml::Value>>;

/// The fewest digits that are looked at. Numbers of four, dialled within Niue, Tokelau and Tristan da Cunha, are found in their
/// international form only: written alone they are what years, rooms and codes are.
pub(crate) const FEWEST_DIGITS: usize = 5;

/// Sentences of one language around a candidate.
#[derive(Deserialize)]
pub(crate) struct Sentences {
    pub(crate) phone: Vec<String>,
    pub(crate) card: Vec<String>,
    pub(crate) iban: Vec<String>,
}

pub(crate) fn sentences() -> BTreeMap<String, Sentences> {
    toml::from_str(include_str!("../data/words.toml")).unwrap()
}

/// An example number of a region.
pub(crate) struct Example {
    pub(crate) region: String,
    pub(crate) number: PhoneNumber,
}

/// The example numbers of every region and type.
pub(crate) fn examples() -> Vec<Example> {
    let file: Examples = toml::from_str(include_str!("../data/phone-examples.toml")).unwrap();
    let mut all = Vec::new();
    for (region, entry) in &file {
        let code = entry["code"].as_integer().unwrap() as i32;
        for nsn in entry.values().filter_map(toml::Value::as_str) {
            // Made without a parser, which would strip what looks like a trunk prefix.
            let zeros = nsn.bytes().take_while(|&byte| byte == b'0').count().min(nsn.len() - 1);
            let number = PhoneNumber {
                country_code: code,
                national_number: nsn.parse().unwrap(),
                italian_leading_zero: (zeros > 0).then_some(true),
                number_of_leading_zeros: (zeros > 1).then_some(zeros as i32),
                ..PhoneNumber::default()
            };
            all.push(Example { region: region.clone(), number });
        }
    }
    assert!(all.len() > 1000, "{} examples", all.len());
    all
}

impl Example {
    pub(crate) fn written(&self, format: PhoneNumberFormat) -> String {
        self.number.format_as(format).into_owned()
    }

    /// With the calling code after 00 instead of a plus.
    pub(crate) fn idd(&self) -> String {
        self.written(PhoneNumberFormat::International).replacen('+', "00", 1)
    }

    /// As its own people write it, with other signs between the groups too.
    fn forms(&self) -> Vec<String> {
        let national = self.written(PhoneNumberFormat::National);
        let groups: Vec<&str> = national.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
        let mut forms = vec![
            self.written(PhoneNumberFormat::International),
            self.written(PhoneNumberFormat::E164),
            self.idd(),
            groups.join("-"),
            groups.join("."),
            groups.concat(),
            national,
        ];
        forms.retain(|form| form.chars().filter(char::is_ascii_digit).count() >= FEWEST_DIGITS);
        forms.sort();
        forms.dedup();
        forms
    }
}

/// The languages of every region; English where none is listed.
fn languages() -> BTreeMap<String, Vec<String>> {
    let listed: BTreeMap<String, String> = toml::from_str(include_str!("../data/languages.toml")).unwrap();
    let mut languages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (language, regions) in &listed {
        for region in regions.split_whitespace() {
            languages.entry(region.to_owned()).or_default().push(language.clone());
        }
    }
    languages
}

/// Recall by region and by language: each example in each form in each sentence of its region's languages.
pub(crate) fn groups(redactor: &Redactor) -> (Vec<Group>, Vec<Group>) {
    let (sentences, languages) = (sentences(), languages());
    let (mut by_region, mut by_language): (BTreeMap<String, Group>, BTreeMap<String, Group>) = Default::default();
    let english = vec!["en".to_owned()];
    for example in examples() {
        for language in languages.get(&example.region).unwrap_or(&english) {
            let mut group = Group::new("");
            for form in example.forms() {
                for sentence in &sentences[language].phone {
                    group.count(redactor, "PHONE", sentence, &form);
                }
            }
            for (groups, name) in [(&mut by_region, &example.region), (&mut by_language, language)] {
                groups.entry(name.clone()).or_insert_with(|| Group::new(name)).add(&group);
            }
        }
    }
    assert!(sentences.keys().all(|language| language == "zxx" || by_language.contains_key(language)), "a language has no region");
    (by_region.into_values().collect(), by_language.into_values().collect())
}

/// A line in which nothing but the number itself speaks for it.
pub(crate) const NO_WORD: &str = "best is «» before noon";

/// Recall by region where no word helps: international numbers, and national ones in the grouping of the oracle.
pub(crate) fn without_words(redactor: &Redactor) -> (Vec<Group>, Vec<Group>) {
    let (mut international, mut national): (BTreeMap<String, Group>, BTreeMap<String, Group>) = Default::default();
    for example in examples() {
        let group = international.entry(example.region.clone()).or_insert_with(|| Group::new(&example.region));
        for form in [example.written(PhoneNumberFormat::International), example.written(PhoneNumberFormat::E164), example.idd()] {
            group.count(redactor, "PHONE", NO_WORD, &form);
        }
        let group = national.entry(example.region.clone()).or_insert_with(|| Group::new(&example.region));
        group.count(redactor, "PHONE", NO_WORD, &example.written(PhoneNumberFormat::National));
    }
    (international.into_values().collect(), national.into_values().collect())
}

/// Recall by the digits that a number is written in.
pub(crate) fn scripts(redactor: &Redactor) -> Vec<Group> {
    let examples = examples();
    let numbers: Vec<&Example> = examples.iter().step_by(9).collect();
    let scripts = crate::email::scripts_with_digits();
    let mut groups = Vec::new();
    for (name, zero) in scripts {
        let mut group = Group::new(name);
        for example in &numbers {
            for format in [PhoneNumberFormat::International, PhoneNumberFormat::National] {
                let written = example.written(format);
                if written.chars().filter(char::is_ascii_digit).count() >= FEWEST_DIGITS {
                    group.count(redactor, "PHONE", "phone: «»", &in_digits(&written, zero));
                }
            }
        }
        groups.push(group);
    }
    groups
}
