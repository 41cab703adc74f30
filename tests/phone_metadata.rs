//! The phone tables against an independent reader of libphonenumber's metadata, the crate `rlibphonenumber`.
//!
//! Numbers come from `tests/data/phone-examples.toml` and, by a seeded generator, from neighbours of those examples.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};
use scrubline::validate::phone::{Region, calling_code, national, national_valid};
use std::collections::BTreeMap;

type Examples = BTreeMap<String, BTreeMap<String, toml::Value>>;

/// Region, calling code and NSN of every example.
fn examples() -> Vec<(Region, u16, String)> {
    let file: Examples = toml::from_str(include_str!("data/phone-examples.toml")).unwrap();
    let mut all = Vec::new();
    for (id, entry) in &file {
        let region = Region::from_id(id).unwrap();
        let code = entry["code"].as_integer().unwrap() as u16;
        assert_eq!(region.calling_code(), code);
        all.extend(entry.values().filter_map(|value| value.as_str()).map(|nsn| (region, code, nsn.to_owned())));
    }
    assert!(all.len() > 1000, "{} examples", all.len());
    all
}

/// The oracle's number, made without its parser, which would strip what looks like a trunk prefix.
fn oracle(code: u16, nsn: &str) -> PhoneNumber {
    let zeros = nsn.bytes().take_while(|&byte| byte == b'0').count().min(nsn.len() - 1);
    PhoneNumber {
        country_code: i32::from(code),
        national_number: nsn.parse().unwrap(),
        italian_leading_zero: (zeros > 0).then_some(true),
        number_of_leading_zeros: (zeros > 1).then_some(zeros as i32),
        ..PhoneNumber::default()
    }
}

fn oracle_knows(region: Region, number: &PhoneNumber) -> bool {
    let id = if region.id().starts_with(char::is_numeric) { "001" } else { region.id() };
    number.is_valid_for_region(rlibphonenumber::Region::from_code(id).unwrap())
}

fn is_valid(code: u16, nsn: &str) -> bool {
    let digits = format!("{code}{nsn}");
    let found = calling_code(digits.as_bytes()).unwrap();
    assert_eq!((found.value(), found.len()), (code, code.to_string().len()));
    let nsn = &digits.as_bytes()[found.len()..];
    assert!(found.is_possible(nsn) || !found.is_valid(nsn), "{digits} is valid though its length is not possible");
    found.is_valid(nsn)
}

/// The digits and groups of a number as it is written.
fn written(text: &str) -> (String, Vec<u8>) {
    let groups: Vec<&str> = text.split(|byte: char| !byte.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    (groups.concat(), groups.iter().map(|group| group.len() as u8).collect())
}

/// What is said of a number that the oracle holds assigned to `region`: the reason why it is wrong, if it is.
fn fault(region: Region, code: u16, nsn: &str) -> Option<String> {
    if !is_valid(code, nsn) {
        return Some(format!("+{code} {nsn} is not valid"));
    }
    let text = oracle(code, nsn).format_as(PhoneNumberFormat::National).into_owned();
    let (digits, groups) = written(&text);
    let found = national(digits.as_bytes(), &groups);
    let wrong = |what| Some(format!("{} {text} is not {what}", region.id()));
    if !found.valid.contains(region) {
        return wrong("valid");
    }
    if !found.grouped.contains(region) {
        return wrong("grouped");
    }
    if found.valid != national_valid(digits.as_bytes()) {
        return wrong("judged the same with and without its groups");
    }
    None
}

/// A generator whose numbers are the same in every run (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % end as u64) as usize
    }

    /// `nsn` with all digits new from a random place on, and now and then of another length.
    fn neighbour(&mut self, nsn: &str) -> String {
        let kept = self.below(nsn.len());
        let length = match self.below(10) {
            0 => nsn.len() + 1,
            1 => (nsn.len() - 1).max(kept + 1),
            _ => nsn.len(),
        };
        let mut made = nsn[..kept].to_owned();
        made.extend((kept..length).map(|_| char::from(b'0' + self.below(10) as u8)));
        made
    }
}

#[test]
fn every_example_is_assigned_and_grouped_as_its_region_writes_it() {
    let faults: Vec<String> = examples().iter().filter_map(|(region, code, nsn)| fault(*region, *code, nsn)).collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

#[test]
fn neighbours_of_examples_are_judged_as_the_oracle_does() {
    let examples = examples();
    let mut random = Random(20_261_122);
    let (mut valid, mut faults) = (0, Vec::new());
    for _ in 0..40_000 {
        let (region, code, example) = &examples[random.below(examples.len())];
        let nsn = random.neighbour(example);
        let number = oracle(*code, &nsn);
        let ours = is_valid(*code, &nsn);
        if ours != number.is_valid() {
            faults.push(format!("+{code} {nsn}: here {ours}"));
        }
        if oracle_knows(*region, &number) {
            valid += 1;
            faults.extend(fault(*region, *code, &nsn));
        }
    }
    eprintln!("{valid}");
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}
