//! The IBAN that is plain to see.
//!
//! Nearly every IBAN is right, in one run or printed in fours, and in no disguise. It is read where it stands, in a quarter of
//! the time that the reader takes; whatever else there is, the reader has to look at. The tests compare the two.

use std::ops::Range;

use super::{AHEAD, Iban, MAX_IBAN, is_separator};
use crate::{
    find::{
        disguised::{is_disguised_after, is_disguised_before},
        masks,
    },
    pattern::{Country, Unit},
};

/// Room for the longest IBAN printed in fours, in whole vectors.
const MAX_PRINTED: usize = (MAX_IBAN + (MAX_IBAN - 1) / 4).next_multiple_of(16);

/// The bytes of an IBAN of a country: bit n stands for byte n.
pub(super) struct Layout {
    bytes: usize,
    /// Those that are letters and digits, and those that part them.
    known: u64,
    gaps: u64,
    /// Those that are digits, or may be: where there may be either, most IBANs have digits.
    digits: u64,
    /// What each byte counts in the number that the check digits belong to, modulo 97, and what [`Layout::rest`] of a right
    /// IBAN is.
    weights: [u8; MAX_PRINTED],
    rest: u32,
}

impl Layout {
    /// An IBAN in one run.
    pub(super) fn run(country: &Country) -> Layout {
        let (bytes, known) = (country.length, (1 << country.length) - 1);
        let mut layout = Layout { bytes, known, gaps: 0, digits: 0, weights: [0; MAX_PRINTED], rest: 1 };
        let mut weight = 1;
        let mut add = |place: usize, unit: Unit| {
            // A letter has two digits of the number. The five lowest bits of a letter are 9 too little, those of a digit 16 too much.
            let (digits, excess) = if unit == Unit::Letter { (100, 97 - 9) } else { (10, 16) };
            layout.digits |= u64::from(unit != Unit::Letter) << place;
            layout.weights[place] = weight as u8;
            layout.rest = (layout.rest + weight * excess) % 97;
            weight = weight * digits % 97;
        };
        // The number is the BBAN, then the country and the check digits.
        for (place, unit) in [(3, Unit::Digit), (2, Unit::Digit), (1, Unit::Letter), (0, Unit::Letter)] {
            add(place, unit);
        }
        for (place, unit) in country.bban.iter().enumerate().rev() {
            add(4 + place, *unit);
        }
        layout
    }

    /// The same, printed in fours.
    pub(super) fn printed(&self) -> Layout {
        let at = |place: usize| place + place / 4;
        let bytes = at(self.bytes - 1) + 1;
        let mut layout = Layout { bytes, known: 0, gaps: 0, digits: 0, weights: [0; MAX_PRINTED], rest: self.rest };
        for place in 0..self.bytes {
            layout.known |= 1 << at(place);
            layout.digits |= (self.digits >> place & 1) << at(place);
            layout.weights[at(place)] = self.weights[place];
        }
        layout.gaps = ((1 << bytes) - 1) & !layout.known;
        layout
    }

    /// Whether an IBAN begins where the letters and digits of these masks do, and ends there, too.
    fn fits(&self, letters: u64, digits: u64) -> bool {
        let reach = (2 << self.bytes) - 1;
        ((letters | digits) ^ self.known) & reach | (digits ^ self.digits) & self.known == 0
    }

    /// What is left modulo 97 of the number that the lowest bits of the letters and digits make.
    #[inline(always)]
    fn rest(&self, bytes: &[u8; AHEAD]) -> u32 {
        // Sixteen sums of three products below 2^12 each: so they are made with vectors.
        let mut sums = [0; 16];
        for (weights, bytes) in self.weights.as_chunks::<16>().0.iter().zip(bytes.as_chunks::<16>().0) {
            for ((sum, weight), byte) in sums.iter_mut().zip(weights).zip(bytes) {
                *sum += u16::from(*weight) * u16::from(byte & 31);
            }
        }
        sums.into_iter().map(u32::from).sum::<u32>() % 97
    }
}

impl Iban {
    /// The IBAN whose check digits begin at `place` of whole lines or the rest of one, if it is plain to see.
    pub(in super::super) fn glance(&self, hay: &[u8], place: usize) -> Option<Range<usize>> {
        let code: &[u8; 2] = hay[..place].last_chunk()?;
        // Right before most other numbers stands no letter.
        if !(code[1].is_ascii_alphabetic() && code[0].is_ascii_alphabetic()) {
            return None;
        }
        let start = place - 2;
        let bytes: &[u8; AHEAD] = hay[start..].first_chunk()?;
        let [_, _, _, second, mark, ..] = *bytes;
        if !second.is_ascii_digit() || (start > 0 && hay[start - 1].is_ascii_alphanumeric()) {
            return None;
        }
        let row = self.row_of_letters(code)?;
        let (letters, digits) = masks::letters_and_digits(bytes);
        let is_printed = is_separator(&mark);
        let layout = &self.layouts(row)[usize::from(!is_printed)];
        let end = start + layout.bytes;
        let is_iban = layout.fits(letters, digits)
            && (!is_printed || layout.gaps & !masks::equal(bytes, mark) == 0)
            && layout.rest(bytes) == layout.rest;
        (is_iban && !is_disguised_before(hay, place) && !is_disguised_after(hay, end)).then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        find::{cluster::Text, iban::Reading},
        pattern::{Knowledge, Patterns},
        validate::mod97,
    };

    fn countries() -> Vec<Country> {
        let patterns = Patterns::builtin();
        let rows = patterns.iter().find_map(|pattern| match &pattern.knowledge {
            Knowledge::Iban(rows) => Some(rows.to_vec()),
            _ => None,
        });
        rows.unwrap()
    }

    /// An IBAN of a country with the right check digits; `seed` chooses what is in it.
    fn right(country: &Country, seed: usize) -> String {
        let code = std::str::from_utf8(&country.code).unwrap();
        let place = |(place, unit): (usize, &Unit)| {
            let number = seed * 31 + place * place * 7 + place;
            match unit {
                Unit::Digit => char::from(b'0' + (number % 10) as u8),
                Unit::Letter => char::from(b'A' + (number % 26) as u8),
                // Now and then a letter.
                Unit::Either if seed % 4 == 3 => char::from_digit((number % 36) as u32, 36).unwrap(),
                Unit::Either => char::from(b'0' + (number % 10) as u8),
            }
        };
        let bban: String = country.bban.iter().enumerate().map(place).collect();
        let iban = (2..=98).map(|check| format!("{code}{check:02}{bban}")).find(|iban| mod97(iban.as_bytes()));
        iban.unwrap()
    }

    fn print(iban: &str, mark: &str) -> String {
        iban.as_bytes().chunks(4).map(|four| std::str::from_utf8(four).unwrap()).collect::<Vec<_>>().join(mark)
    }

    #[test]
    fn a_glance_says_what_reading_says() {
        let rows = countries();
        let iban = Iban::new(rows.clone());
        let mut seen = 0;
        for (row, seed) in (0..rows.len()).flat_map(|row| (0..8).map(move |seed| (row, seed))) {
            let right = right(&rows[row], seed);
            let lower = right.to_ascii_lowercase();
            let mut forms: Vec<String> =
                ["", " ", "-", ".", "/", "  ", "\t", "\u{a0}", ","].iter().map(|mark| print(&right, mark)).collect();
            forms.extend([
                lower.clone(),
                print(&lower, " "),
                print(&right, " ").replacen(' ', "-", 1),
                print(&right, " ").replacen(' ', "x", 1),
            ]);
            for form in &forms {
                let mut texts: Vec<String> = ["", " ", "x", "1", "ä", "%41 ", "\n"]
                    .iter()
                    .flat_map(|before| ["", " ", "x", "1", "&", " ä"].map(|after| format!("{before}{form}{after}")))
                    .collect();
                // Each character wrong in its turn.
                texts.extend(
                    (0..form.len())
                        .filter(|at| form.is_char_boundary(*at) && form.as_bytes()[*at] < 0x80)
                        .flat_map(|at| ["0", "Q", " ", ""].map(|wrong| format!("{}{wrong}{}", &form[..at], &form[at + 1..]))),
                );
                for text in texts {
                    let hay = format!("{text} and some more of the line, so that there is enough to be looked at behind it");
                    for place in 2..8 {
                        let Some(glance) = iban.glance(hay.as_bytes(), place) else { continue };
                        let whole = Text { text: hay.as_bytes(), room: hay.as_bytes() };
                        assert_eq!(
                            iban.read(whole, place - 2),
                            Reading::Iban { range: glance.clone(), country: iban.row_of_letters(&rows[row].code).unwrap() },
                            "{hay}"
                        );
                        seen += usize::from(glance.len() == form.len());
                    }
                }
            }
        }
        assert!(seen > 50_000, "{seen}");
    }
}
