//! Reads an IBAN: a country code, two check digits and a BBAN of the country's structure.

mod glance;

use std::{ops::Range, sync::OnceLock};

use glance::Layout;

use super::{cluster::Text, masks};
use crate::{
    pattern::{Country, Unit},
    validate::mod97,
};

/// What has fewer letters and digits is not even a wrong one.
const SHORTEST: usize = 15;

/// The longest IBAN of any country.
const MAX_IBAN: usize = 34;

/// The most bytes between two groups: two spaces, a hyphen, a dot, a slash.
const MAX_SEPARATOR: usize = 2;

/// The table of countries, by code.
pub(super) struct Iban {
    countries: Vec<Country>,
    structures: Vec<Structure>,
    /// Printed in fours, and in one run. Made when the first of a country is met: most texts have those of a few.
    layouts: Vec<OnceLock<[Layout; 2]>>,
    /// Index into `countries` plus one, by the two letters; zero where there is no such country.
    by_code: Box<[u8; CODES]>,
}

/// Where the BBAN of a country has digits alone and letters alone, as bits.
struct Structure {
    digits: u64,
    letters: u64,
}

impl Structure {
    fn new(country: &Country) -> Structure {
        let places = |unit: Unit| (0..64).zip(country.bban.iter()).filter(|(_, u)| **u == unit).fold(0, |all, (place, _)| all | 1 << place);
        Structure { digits: places(Unit::Digit), letters: places(Unit::Letter) }
    }

    /// Whether a BBAN has this structure. Nothing is asked of what follows it.
    fn fits(&self, bban: &[u8; MAX_BBAN]) -> bool {
        let (letters, digits) = masks::letters_and_digits(bban);
        self.digits & !digits == 0 && self.letters & !letters == 0
    }
}

/// Room for the longest BBAN, and more: a mask is made of so many bytes.
const MAX_BBAN: usize = 64;

/// What stands where an IBAN could start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// An IBAN of this row of the table.
    Iban { range: Range<usize>, country: usize },
    /// Has the shape of one and fails a check: no IBAN, and its digits are no other datum either.
    Failed { range: Range<usize>, why: Failure },
    /// Something else.
    Other,
}

/// The check that an IBAN failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Country,
    Length,
    Structure,
    Checksum,
}

impl Iban {
    pub(super) fn new(countries: Vec<Country>) -> Iban {
        let mut by_code = Box::new([0; CODES]);
        for (row, country) in countries.iter().enumerate().take(255) {
            by_code[code_index(&country.code)] = row as u8 + 1;
        }
        let structures = countries.iter().map(Structure::new).collect();
        let layouts = countries.iter().map(|_| OnceLock::new()).collect();
        Iban { countries, structures, layouts, by_code }
    }

    pub(super) fn country(&self, row: usize) -> &Country {
        &self.countries[row]
    }

    /// How the IBANs of a country are laid out: printed in fours, and in one run.
    fn layouts(&self, row: usize) -> &[Layout; 2] {
        self.layouts[row].get_or_init(|| {
            let run = Layout::run(&self.countries[row]);
            [run.printed(), run]
        })
    }

    /// The row of a country by its code, in capitals.
    pub(super) fn row_of(&self, code: &[u8; 2]) -> Option<usize> {
        code.iter().all(u8::is_ascii_uppercase).then(|| self.row_of_letters(code))?
    }

    /// The same of two letters of either case.
    fn row_of_letters(&self, code: &[u8; 2]) -> Option<usize> {
        self.by_code[code_index(code)].checked_sub(1).map(usize::from)
    }

    /// Whether letters and digits, in capitals and without spaces, are an IBAN of the country of a row.
    pub(super) fn proves(&self, row: usize, compact: &[u8]) -> bool {
        compact.len() == self.countries[row].length && {
            let mut iban = Compact::EMPTY;
            iban.0[..compact.len()].copy_from_slice(compact);
            self.structures[row].fits(iban.bban()) && mod97(compact)
        }
    }

    /// Whether what starts at `start`, where [`start`] says so, may be an IBAN, right or wrong. Few codes with a country's letters are as
    /// long as its IBANs, with digits where these have them.
    pub(super) fn may_begin(&self, text: &[u8], start: usize) -> bool {
        if is_spaced(text, start) {
            return begins(text, start);
        }
        let whole = Text { text, room: text };
        let row = || self.row_of_letters(text[start..].first_chunk()?);
        begins(text, start) && (may_be_printed(whole, start) || row().is_some_and(|row| self.collect(whole, start, row).is_some()))
    }

    /// The letters and digits that start at `start`, and where they end, if they have the structure of a country.
    fn collect(&self, whole: Text<'_>, start: usize, row: usize) -> Option<(Compact, usize)> {
        let length = self.countries[row].length;
        let mut compact = Compact::EMPTY;
        let spaced = is_spaced(whole.text, start);
        let end = if spaced { compact.collect_spaced(whole.text, start, length) } else { compact.collect(whole, start, length) }?;
        (is_end(whole.text, end) && self.structures[row].fits(compact.bban())).then_some((compact, end))
    }

    /// Reads what starts with the two letters at `start`.
    pub(super) fn read(&self, whole: Text<'_>, start: usize) -> Reading {
        let text = whole.text;
        let spaced = is_spaced(text, start);
        let Some(head) = text.get(start..start + 4).filter(|_| begins(text, start)) else { return Reading::Other };
        let code = [head[0], if spaced { head[2] } else { head[1] }];
        if !spaced && !head[2..].iter().all(u8::is_ascii_digit) {
            return Reading::Other;
        }
        let row = self.row_of_letters(&code);
        if let Some(country) = row
            && let Some((compact, end)) = self.collect(whole, start, country)
            && mod97(compact.iban(self.countries[country].length))
        {
            return Reading::Iban { range: start..end, country };
        }
        if spaced { Reading::Other } else { self.failed(whole, start, row) }
    }

    /// What could not be read as an IBAN: its extent, if it looks like one all the same, and the first check it failed.
    fn failed(&self, whole: Text<'_>, start: usize, row: Option<usize>) -> Reading {
        if !may_be_printed(whole, start) {
            return Reading::Other;
        }
        let (end, letters_and_digits) = extent(whole.text, start);
        if letters_and_digits < SHORTEST {
            return Reading::Other;
        }
        let range = start..end;
        let Some(row) = row else {
            return Reading::Failed { range, why: Failure::Country };
        };
        let length = self.countries[row].length;
        let why = if letters_and_digits != length {
            Failure::Length
        } else {
            let mut compact = Compact::EMPTY;
            let read = compact.collect(whole, start, length).is_some();
            let fits = read && self.structures[row].fits(compact.bban());
            if fits { Failure::Checksum } else { Failure::Structure }
        };
        Reading::Failed { range, why }
    }
}

/// So many different codes two letters may be, case aside.
const CODES: usize = 32 * 32;

fn code_index(letters: &[u8; 2]) -> usize {
    usize::from(letters[0] & 31) << 5 | usize::from(letters[1] & 31)
}

/// Where an IBAN begins whose check digits begin at `digits`: two letters before them, each on its own in an IBAN that is
/// written character by character.
pub(super) fn start(text: &[u8], digits: usize) -> Option<usize> {
    let head = &text[..digits];
    match head {
        [.., a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => Some(digits - 2),
        [.., a, b' ' | b'-' | b'.', b, b' ' | b'-' | b'.'] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => Some(digits - 4),
        _ => None,
    }
}

/// Whether an IBAN may begin at `start`: at the beginning of a word, or behind a label ("IBANDE89…", "IBANNRDE89…").
fn begins(text: &[u8], start: usize) -> bool {
    let word = text[..start].iter().rev().take(8).take_while(|b| b.is_ascii_alphanumeric()).count();
    let label = &text[start - word..start];
    word == 0 || (word >= 4 && label[..4].eq_ignore_ascii_case(b"iban") && label.iter().all(u8::is_ascii_alphabetic))
}

/// Whether the letters and digits from `start` on stand apart one by one.
fn is_spaced(text: &[u8], start: usize) -> bool {
    let Some(head) = text.get(start..start + 8) else { return false };
    let separator = head[1];
    matches!(separator, b' ' | b'-' | b'.')
        && head[0].is_ascii_alphabetic()
        && head[2].is_ascii_alphabetic()
        && head[4].is_ascii_digit()
        && head[6].is_ascii_digit()
        && [head[3], head[5], head[7]] == [separator; 3]
}

fn is_separator(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'-' | b'.' | b'/' | b'_' | b'+')
}

/// The separator at `at`: how many bytes, none where the next byte is a letter or digit or nothing holds it together.
fn separator(text: &[u8], at: usize) -> usize {
    let length = text[at..].iter().take(MAX_SEPARATOR + 1).take_while(|b| is_separator(b)).count();
    if length > MAX_SEPARATOR || !text.get(at + length).is_some_and(u8::is_ascii_alphanumeric) { 0 } else { length }
}

/// The letters and digits of an IBAN. They are copied in blocks; what is too much is written over.
struct Compact([u8; 4 + MAX_BBAN]);

const COPIED: usize = 16;

/// An IBAN in print, seen as bits: four letters or digits, then something else.
const PRINTED: u64 = 0xF7BD_EF7B_DEF7_BDEF;

impl Compact {
    const EMPTY: Compact = Compact([0; 4 + MAX_BBAN]);

    fn iban(&self, length: usize) -> &[u8] {
        &self.0[..length]
    }

    fn bban(&self) -> &[u8; MAX_BBAN] {
        self.0[4..].first_chunk().expect("it has room for any")
    }

    /// Takes `length` letters and digits from `start` on; the end of the last, or none when they do not suffice.
    fn collect(&mut self, whole: Text<'_>, start: usize, length: usize) -> Option<usize> {
        self.collect_printed(whole, start, length).or_else(|| self.collect_groups(whole, start, length))
    }

    /// The same where they are in groups of four with one byte between each two.
    fn collect_printed(&mut self, whole: Text<'_>, start: usize, length: usize) -> Option<usize> {
        let block: &[u8; AHEAD] = whole.room[start..].first_chunk()?;
        let printed = length + (length - 1) / 4;
        let (groups, _) = block.as_chunks::<5>();
        let is_printed = (letters_or_digits(whole, start) ^ PRINTED) << (64 - printed) == 0;
        let gaps = &groups[..(length - 1) / 4];
        if !is_printed || !gaps.iter().all(|group| is_separator(&group[4])) {
            return None;
        }
        for (group, room) in groups.iter().zip(self.0.as_chunks_mut::<4>().0) {
            *room = [group[0], group[1], group[2], group[3]];
        }
        Some(start + printed)
    }

    /// The same however they are grouped.
    fn collect_groups(&mut self, whole: Text<'_>, start: usize, length: usize) -> Option<usize> {
        let text = whole.text;
        let (mut at, mut place) = (start, 0);
        // Which of the bytes from `at` on are letters or digits, and how many bits are left.
        let (mut bits, mut known) = (0, 0);
        while place < length {
            if known <= MAX_SEPARATOR {
                (bits, known) = (letters_or_digits(whole, at), 64);
            }
            let run = (bits.trailing_ones() as usize).min(known).min(length - place).min(COPIED);
            if run == 0 {
                let gap = bits.trailing_zeros() as usize;
                // The country code and the check digits belong together.
                if place < 4 || gap > MAX_SEPARATOR || !text[at..at + gap].iter().all(is_separator) {
                    return None;
                }
                (at, bits, known) = (at + gap, bits >> gap, known - gap);
                continue;
            }
            match (whole.room[at..].first_chunk::<COPIED>(), self.0[place..].first_chunk_mut::<COPIED>()) {
                (Some(block), Some(room)) => *room = *block,
                _ => self.0[place..place + run].copy_from_slice(&text[at..at + run]),
            }
            (at, place, bits, known) = (at + run, place + run, bits >> run, known - run);
        }
        Some(at)
    }

    /// The same for letters and digits that stand apart one by one.
    fn collect_spaced(&mut self, text: &[u8], start: usize, length: usize) -> Option<usize> {
        let separator = text[start + 1];
        for (place, slot) in self.0[..length].iter_mut().enumerate() {
            let at = start + 2 * place;
            *slot = *text.get(at).filter(|b| b.is_ascii_alphanumeric())?;
            if place > 0 && text[at - 1] != separator {
                return None;
            }
        }
        Some(start + 2 * length - 1)
    }
}

/// Bytes that are looked at at once.
const AHEAD: usize = 64;

/// Which of the bytes from `at` on are letters or digits, as bits.
fn letters_or_digits(whole: Text<'_>, at: usize) -> u64 {
    whole.ahead(at, |bytes| {
        let (letters, digits) = masks::letters_and_digits(bytes);
        letters | digits
    })
}

/// Whether no letter or digit continues what ends at `end`.
fn is_end(text: &[u8], end: usize) -> bool {
    !text.get(end).is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether what begins at `start` may be [`SHORTEST`] letters and digits in one run, or printed in fours: 24 bytes tell. May be wrong,
/// never misses.
fn may_be_printed(whole: Text<'_>, start: usize) -> bool {
    let all = letters_or_digits(whole, start);
    let mut left = all;
    // The last group has three or four.
    for group in [4, 4, 4, 3] {
        let run = left.trailing_ones() as usize;
        if run != 4 && run != group {
            return left == all && run >= SHORTEST;
        }
        left >>= run;
        left = left.checked_shr(left.trailing_zeros()).unwrap_or(0);
    }
    true
}

/// The extent of something printed like an IBAN, right or wrong: one run of letters and digits, or groups of which all but
/// the last have four. Returns its end and how many letters and digits it has.
fn extent(text: &[u8], start: usize) -> (usize, usize) {
    let run = |at: usize| text[at..].iter().take(2 * MAX_IBAN).take_while(|b| b.is_ascii_alphanumeric()).count();
    let mut length = run(start);
    let (mut end, mut total) = (start + length, length);
    while length == 4 && total < 2 * MAX_IBAN {
        let gap = separator(text, end);
        if gap == 0 {
            break;
        }
        let next = run(end + gap);
        // A longer word is what follows; a shorter group without a digit is a word too ("is", "OK").
        let group = &text[end + gap..end + gap + next];
        if next > 4 || (group.iter().all(u8::is_ascii_alphabetic) && (next < 4 || group.iter().any(u8::is_ascii_lowercase))) {
            break;
        }
        (end, total, length) = (end + gap + next, total + next, next);
    }
    (end, total)
}
