//! IBANs by country.

use scrubline::Redactor;
use serde::Deserialize;

use crate::{Group, phone::sentences, random::Random};

#[derive(Deserialize)]
struct File {
    country: Vec<Country>,
}

#[derive(Deserialize)]
struct Country {
    code: String,
    name: String,
    bban: String,
}

/// A BBAN of a structure such as "4!a14!c".
fn bban(structure: &str, random: &mut Random) -> String {
    let mut bban = String::new();
    let mut count = 0;
    for c in structure.chars() {
        match c {
            '0'..='9' => count = count * 10 + c as usize - '0' as usize,
            '!' => {}
            _ => {
                for _ in 0..std::mem::take(&mut count) {
                    let capital = c == 'a' || (c == 'c' && random.below(3) == 0);
                    bban.push(if capital { random.capital() } else { random.digit() });
                }
            }
        }
    }
    bban
}

/// The check digits of ISO 7064, mod 97-10.
fn with_check_digits(code: &str, bban: &str) -> String {
    let rest = format!("{bban}{code}00").chars().fold(0, |rest, c| {
        let value = c.to_digit(36).unwrap();
        (rest * if value > 9 { 100 } else { 10 } + value) % 97
    });
    format!("{code}{:02}{bban}", 98 - rest)
}

/// As printed, in groups of four.
fn grouped(iban: &str, by: &str) -> String {
    let groups: Vec<&str> = iban.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(by)
}

/// Recall by country, in every form, with and without a word.
pub(crate) fn countries(redactor: &Redactor) -> Vec<Group> {
    let file: File = toml::from_str(include_str!("../../patterns/iban.toml")).unwrap();
    let sentences = sentences();
    let worded: Vec<&String> = sentences.values().flat_map(|s| &s.iban).collect();
    let mut random = Random(13_616);
    let mut groups = Vec::new();
    for Country { code, name, bban: structure } in &file.country {
        let mut group = Group::new(format!("{code} {name}"));
        for _ in 0..12 {
            let iban = with_check_digits(code, &bban(structure, &mut random));
            let printed = grouped(&iban, " ");
            let forms =
                [iban.to_lowercase(), grouped(&iban, "-"), grouped(&iban, "."), grouped(&iban, "\u{a0}"), grouped(&iban, "  "), printed];
            for form in forms.iter().chain([&iban]) {
                for sentence in ["please use «», thanks", "«»", "account «» was closed in May", random.pick::<&String>(&worded)] {
                    group.count(redactor, "IBAN", sentence, form);
                }
            }
            group.count(redactor, "IBAN", "IBAN: «» 12", &iban);
        }
        groups.push(group);
    }
    groups
}
