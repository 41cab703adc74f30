//! The phone tables against an independent reader of libphonenumber's metadata, the crate `rlibphonenumber`.
//!
//! Numbers come from `tests/data/phone-examples.toml` and, by a seeded generator, from neighbours of those examples and from
//! all digits alike.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};
use scrubline::validate::phone::{Region, calling_code, national, national_valid};
use std::collections::BTreeMap;

/// Calling codes whose numbers differ between the editions of the metadata: 9.0.43 here, 9.0.42 in `rlibphonenumber` 2.2.15.
/// To be emptied when both read the same one.
const CHANGED: [u16; 9] = [40, 49, 86, 229, 251, 263, 593, 856, 995];

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

/// Whether a difference from the oracle is meant.
fn is_known(code: u16, nsn: &str) -> bool {
    // `habits.toml`: +52 1 was how Mexican mobiles were dialled until 2019.
    CHANGED.contains(&code) || code == 52 && nsn.starts_with('1') && nsn.len() == 11
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

    fn digits(&mut self, length: usize) -> String {
        (0..length).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    /// `nsn` with all digits new from a random place on, and now and then of another length.
    fn neighbour(&mut self, nsn: &str) -> String {
        let kept = self.below(nsn.len());
        let length = match self.below(10) {
            0 => nsn.len() + 1,
            1 => (nsn.len() - 1).max(kept + 1),
            _ => nsn.len(),
        };
        format!("{}{}", &nsn[..kept], self.digits(length - kept))
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
    let (mut valid, mut known, mut faults) = (0, 0, Vec::new());
    for _ in 0..16_000 {
        let (region, code, example) = &examples[random.below(examples.len())];
        let nsn = random.neighbour(example);
        let number = oracle(*code, &nsn);
        let ours = is_valid(*code, &nsn);
        if ours != number.is_valid() {
            if is_known(*code, &nsn) {
                known += 1;
                continue;
            }
            faults.push(format!("+{code} {nsn}: here {ours}"));
        }
        if oracle_knows(*region, &number) {
            valid += 1;
            faults.extend(fault(*region, *code, &nsn));
        }
    }
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
    assert!(valid > 8_000 && known < 30, "{valid} valid, {known} known differences");
}

#[test]
fn digits_without_a_plan_are_judged_as_the_oracle_does() {
    let codes: Vec<u16> = examples().iter().map(|(_, code, _)| *code).collect();
    let mut random = Random(9_043);
    let mut valid = 0;
    for _ in 0..8_000 {
        let code = codes[random.below(codes.len())];
        let length = 4 + random.below(10);
        let nsn = random.digits(length);
        if is_known(code, &nsn) {
            continue;
        }
        let ours = is_valid(code, &nsn);
        assert_eq!(ours, oracle(code, &nsn).is_valid(), "+{code} {nsn}");
        valid += usize::from(ours);
    }
    assert!(valid > 100, "{valid} valid");
}

#[test]
fn habits_are_known_beside_the_metadata() {
    let habits = [
        ("AR", "9 11 4123-4567"),
        ("BR", "(11) 9 1234-5678"),
        ("CN", "1380 013 8000"),
        ("DK", "2012 3456"),
        ("GB", "0207 183 8750"),
        ("IN", "9876 543 210"),
        ("IT", "02 12 34 56 78"),
        ("MX", "044 55 1234 5678"),
        ("NL", "06 12 34 56 78"),
        ("UA", "8 067 123 45 67"),
    ];
    for (id, text) in habits {
        let (digits, groups) = written(text);
        let (found, region) = (national(digits.as_bytes(), &groups), Region::from_id(id).unwrap());
        assert!(found.valid.contains(region) && found.grouped.contains(region), "{id} {text}: {found:?}");
    }
    assert!(is_valid(52, "15512345678") && !is_valid(52, "25512345678"));
}
