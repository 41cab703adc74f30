//! Decides most digits of a text at a glance: what is glued to letters, dates, times, the pieces of codes; international numbers,
//! North American ones, printed cards.
//!
//! It looks at a fixed number of bytes, says nothing that `number` would not say as well, for a fifth of the time, and leaves
//! to it whatever needs words, tables of regions, or other marks than a space, a hyphen, a dot and brackets around an area code.
//! The tests compare the two.

use std::ops::Range;

use crate::validate::phone::{is_surely_complete, may_be_pair};

use super::{
    beside::{after, before, is_code, is_decimal, is_quiet, may_speak},
    card::{MAX_PAN, MIN_PAN, Verdict},
    cluster::{LENGTH, MAX_SEPARATOR, MAX_SHAPED, SEPARATORS, Separator, shape},
    iban, is_disguised_after, is_disguised_before, masks,
    number::{MOST_DIGITS, Numbers},
    phone,
    scan::MIN_DIGITS,
    words::Topic,
};

/// What digits are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Glance {
    /// Nothing, up to this place.
    Nothing(usize),
    /// A datum, proved by a check digit or not.
    Datum(Topic, Range<usize>, bool),
}

/// Bytes before the first digit that are looked at, and from it on.
const BEFORE: usize = 16;
const AFTER: usize = 48;

/// Groups end at most so far behind the first digit, so that what follows them can be seen.
const MOST: usize = 40;

/// The bytes around the first digit of a cluster.
struct View<'h> {
    bytes: &'h [u8; BEFORE + AFTER],
}

/// Groups of digits with one byte between each two.
struct Groups {
    /// The lengths, as [`shape`] has them.
    shape: u64,
    count: usize,
    /// What stands between them.
    seams: u16,
    /// Bytes from the first digit on.
    end: usize,
    digits: [u8; MAX_PAN + BEFORE],
    total: usize,
}

/// Judges the digits that begin at `place` of whole lines or the rest of one; none where a closer look is needed.
pub(super) fn glance(numbers: &Numbers, hay: &[u8], place: usize) -> Option<Glance> {
    if !numbers.reads_all() {
        return None;
    }
    let view = View { bytes: hay[place.checked_sub(BEFORE)?..].first_chunk()? };
    let (plus, bracket) = (view.before(1) == b'+', view.before(1) == b'(');
    if !view.is_alone(plus || bracket) || view.may_be_iban(numbers) {
        return None;
    }
    let groups = view.groups(bracket)?;
    if is_disguised_before(view.bytes, BEFORE) || is_disguised_after(view.bytes, BEFORE + groups.end) {
        return None;
    }
    let span = |lead: usize, topic, checked| Some(Glance::Datum(topic, place - lead..place + groups.end, checked));
    if groups.total < MIN_DIGITS {
        return Some(Glance::Nothing(place + groups.end));
    }
    if plus {
        // The first group may be the calling code of a card, and a decimal may follow.
        let is_phone = view.is_international(&groups);
        return if is_phone { span(1, Topic::Phone, false) } else { None };
    }
    if bracket {
        let is_phone = phone::is_north_american(groups.digits(), groups.shape) && view.is_quiet(2, groups.end);
        return if is_phone { span(1, Topic::Phone, false) } else { None };
    }
    if (groups.seams & Separator::SPACE == 0 && view.is_part(groups.end)) || groups.is_date() {
        return Some(Glance::Nothing(place + groups.end));
    }
    let (before, after) = (|| before(hay, place), || after(hay, place + groups.end));
    if groups.needs_word(numbers) {
        let is_alone = || groups.is_bare() && !numbers.words.may_be_labelled(before(), after());
        if groups.is_amount() || is_alone() || !numbers.words.may_support(before(), after()) {
            return Some(Glance::Nothing(place + groups.end));
        }
    }
    if !view.is_quiet(1, groups.end) {
        return None;
    }
    if phone::is_north_american(groups.digits(), groups.shape) {
        return span(0, Topic::Phone, false);
    }
    if groups.has_trunk_prefix() {
        return if numbers.words.may_touch(before(), after()) { None } else { span(0, Topic::Phone, false) };
    }
    groups.is_card(numbers, before()).then_some(())?;
    span(0, Topic::Card, true)
}

impl View<'_> {
    /// The byte so far before the first digit.
    fn before(&self, distance: usize) -> u8 {
        self.bytes[BEFORE - distance]
    }

    /// The byte so far behind it.
    fn after(&self, distance: usize) -> u8 {
        self.bytes[BEFORE + distance]
    }

    /// The groups of the cluster; with a `bracket` before them it closes behind the first.
    fn groups(&self, bracket: bool) -> Option<Groups> {
        let mut bits = masks::digits(self.bytes) >> BEFORE;
        let mut digits = [0; MAX_PAN + BEFORE];
        let (mut shape, mut count, mut seams, mut total, mut at) = (0, 0, 0, 0, 0);
        loop {
            let run = bits.trailing_ones() as usize;
            let end = at + run;
            if total + run > MAX_PAN || count == MAX_SHAPED || end > MOST {
                return None;
            }
            // A group is copied with what follows it, which is written over.
            let block: &[u8; BEFORE] = self.bytes[BEFORE + at..].first_chunk()?;
            *digits[total..].first_chunk_mut()? = *block;
            if run > BEFORE {
                digits[BEFORE..run].copy_from_slice(&self.bytes[2 * BEFORE..BEFORE + run]);
            }
            (shape, total, count) = (shape << LENGTH | run as u64, total + run, count + 1);
            bits >>= run;
            let mut gap = bits.trailing_zeros() as usize;
            let mark = SEPARATORS[usize::from(self.after(end))];
            if bracket && count == 1 {
                // ")", then a space or nothing.
                gap = 1 + usize::from(self.after(end + 1) == b' ');
                if mark != Separator::CLOSE || bits.trailing_zeros() as usize != gap {
                    return None;
                }
            } else {
                // More than one mark may hold groups together, too.
                let goes_on = || gap == 1 || (gap <= MAX_SEPARATOR && (1..gap).all(|n| SEPARATORS[usize::from(self.after(end + n))] != 0));
                if mark == 0 || !goes_on() {
                    return Some(Groups { shape, count, seams, end, digits, total });
                }
                if gap > 1 || mark & !(Separator::SPACE | Separator::DASH | Separator::DOT) != 0 {
                    return None;
                }
                seams |= mark;
            }
            at = end + gap;
            bits >>= gap;
        }
    }

    /// Whether nothing but one plus or bracket, as `lead`, stands before the digits that belongs to them.
    fn is_alone(&self, lead: bool) -> bool {
        let (last, before) = (self.before(1), self.before(2));
        !last.is_ascii_digit() && !((last == b' ' || lead) && matches!(before, b'+' | b'('))
    }

    /// Whether an IBAN may have its check digits here.
    fn may_be_iban(&self, numbers: &Numbers) -> bool {
        let Some(start) = iban::start(self.bytes, BEFORE) else { return false };
        start + 2 < BEFORE || numbers.iban.as_ref().is_some_and(|iban| iban.may_begin(self.bytes, start))
    }

    /// Whether the digits are a part of something longer. Then so is each of their groups, since only hyphens, dots and spaces
    /// join them, but what stands behind a space.
    ///
    /// `beside::is_part` takes a third more time on dense text, since it weighs what it finds.
    fn is_part(&self, end: usize) -> bool {
        let (next, then) = (self.after(end), self.after(end + 1));
        let goes_on = match next {
            b'x' | b'X' => !then.is_ascii_digit(),
            b'-' | b'.' => is_code(then),
            b':' => then.is_ascii_digit(),
            _ => is_code(next),
        };
        let (last, before) = (self.before(1), self.before(2));
        goes_on
            || match last {
                // A single letter is no label.
                _ if last.is_ascii_alphabetic() => !before.is_ascii_alphabetic(),
                b'_' => is_code(before) && !before.is_ascii_alphabetic(),
                b':' | b'=' => before.is_ascii_digit(),
                b'-' | b'.' => before.is_ascii_digit() || before == b'_',
                _ => false,
            }
    }

    /// Whether nothing beside the digits can say anything against a number that needs no word.
    ///
    /// The number begins so far behind the byte before it.
    fn is_quiet(&self, lead: usize, end: usize) -> bool {
        let before = match self.before(lead) {
            b' ' => !may_speak(self.before(lead + 1)),
            b'\n' => true,
            last => is_quiet(last),
        };
        before
            && match (self.after(end), self.after(end + 1)) {
                (b'\n', _) => true,
                (b' ', then) => !may_speak(then),
                (b'.' | b'-', then) => !is_code(then),
                (b',' | b':', then) => !then.is_ascii_digit(),
                (next, _) => is_quiet(next),
            }
    }

    fn is_international(&self, groups: &Groups) -> bool {
        groups.total <= MOST_DIGITS
            && phone::is_international(groups.digits())
            && !groups.may_be_date()
            && groups.total - groups.first() < MIN_PAN
            && !is_decimal(&self.bytes[BEFORE + groups.end..], groups.count)
    }
}

impl Groups {
    fn digits(&self) -> &[u8] {
        &self.digits[..self.total]
    }

    fn length(&self, index: usize) -> usize {
        (self.shape >> (LENGTH as usize * (self.count - 1 - index))) as usize & ((1 << LENGTH) - 1)
    }

    fn first(&self) -> usize {
        self.length(0)
    }

    /// Whether the first groups may be a date.
    fn may_be_date(&self) -> bool {
        self.seams & !Separator::SPACE != 0 && self.length(1) != 3
    }

    /// A year, a month and a day, or a year, a day and a month.
    fn is_date(&self) -> bool {
        const DATE: u64 = shape(&[4, 2, 2]);
        let number = |range: Range<usize>| phone::number(&self.digits[range]);
        let is_day = |range| (1..=31).contains(&number(range));
        self.shape == DATE && self.seams == Separator::DASH && is_day(4..6) && is_day(6..8) && (1000..=2199).contains(&number(0..4))
    }

    /// Whether nothing but a word can make any of the groups a phone number.
    #[inline]
    fn needs_word(&self, numbers: &Numbers) -> bool {
        let digits = self.digits();
        // Behind a single digit the rest is judged as well.
        numbers.hinted.is_empty() && phone::needs_word(digits) && (self.first() != 1 || phone::needs_word(&digits[1..]))
    }

    /// A run that only a word right beside it can make a phone number.
    fn is_bare(&self) -> bool {
        self.count == 1 && is_surely_complete(self.digits())
    }

    /// Two groups with a dot between that no region writes so: a price, a version, seconds.
    fn is_amount(&self) -> bool {
        self.count == 2 && self.seams == Separator::DOT && !may_be_pair(self.digits(), self.first())
    }

    /// A national number that only a word right beside it can speak against.
    fn has_trunk_prefix(&self) -> bool {
        let mut lengths = [0; MAX_SHAPED];
        for (index, length) in lengths[..self.count].iter_mut().enumerate() {
            *length = self.length(index) as u8;
        }
        // Four groups with dots may be an IP address.
        self.seams.is_power_of_two()
            && (self.seams != Separator::DOT || self.count != 4)
            && self.total < MIN_PAN
            && !self.may_be_date()
            && phone::has_trunk_prefix(self.digits(), &lengths[..self.count])
    }

    /// Whether the digits are a card that needs no word, in one run or as its scheme prints it.
    fn is_card(&self, numbers: &Numbers, before: &[u8]) -> bool {
        let Some(cards) = numbers.card.as_ref().filter(|_| self.total >= MIN_PAN && self.seams.count_ones() <= 1) else { return false };
        let Verdict::Pan { row, grouped } = cards.judge(self.digits(), Some(self.shape)) else { return false };
        if self.count > 1 {
            return grouped;
        }
        // Thirteen digits may be an EAN, and a label before a run counts.
        self.total != 13 && !cards.scheme(row).weak && !numbers.words.may_touch(before, &[])
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        find::{Extent, Finder, Report, Scratch, explain},
        pattern::Patterns,
        random::Random,
        validate::phone::Regions,
    };

    /// Makes lines.
    struct Lines(Random);

    impl Lines {
        fn below(&mut self, end: usize) -> usize {
            self.0.below(end)
        }

        fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
            all[self.below(all.len())]
        }

        fn digits(&mut self, count: usize, into: &mut String) {
            (0..count).for_each(|_| into.push(char::from(b'0' + self.below(10) as u8)));
        }

        /// Something with digits, and what may stand beside it.
        fn line(&mut self) -> String {
            const BESIDE: [&str; 40] = [
                "", " ", ";", ",", ", ", ".", ". ", ":", "=", "-", "_", "/", "(", ")", "\"", "'", "#", "$", "€", "€ ", "%", "*", "****",
                "x", "x9", "Z", "ab", "tel ", "bytes=", " dur=", "order: ", " euros", ",00", "〒", "1,", "DE", "OCLC ", " AB", "\t",
                "&#49;",
            ];
            const SEAMS: [&str; 12] = ["", " ", "-", ".", "/", "--", " - ", ") ", "(", "  ", ". ", "+"];
            let said =
                ["and so they said, once more: ", "and so they said, once more: ", "call me, they said, in the end: ", "Handynummer: "];
            let mut line = String::from("so it went on, and ") + self.of(&said);
            for _ in 0..1 + self.below(2) {
                line += self.of(&BESIDE);
                line += self.of(&BESIDE);
                match self.below(8) {
                    0 => line += "4111 1111 1111 1111",
                    1 => line += "378282246310005",
                    2 => {
                        line += "2026-0";
                        self.digits(1, &mut line);
                        line.push('-');
                        self.digits(2, &mut line);
                    }
                    3 => {
                        line += self.of(&[
                            "+49 30 123456",
                            "0639 894 0345",
                            "020 7946 0958",
                            "01-40-62-05-00",
                            "(415) 555-0132",
                            "415-555-0132",
                            "1 212 555 0198",
                            "(0)",
                            "+1",
                        ])
                    }
                    _ => {
                        line += self.of(&["", "", "+", "(", "00"]);
                        let seam = self.of(&SEAMS);
                        for group in 0..1 + self.below(5) {
                            if group > 0 {
                                line += if self.below(4) == 0 { self.of(&SEAMS) } else { seam };
                            }
                            let count = 1 + self.below(7);
                            self.digits(count, &mut line);
                        }
                    }
                }
                line += self.of(&BESIDE);
                line += self.of(&BESIDE);
            }
            line + self.of(&[" and", " and", " phone", " is my telephone, and"])
                + " whatever else there was to be said, for as long as it takes"
        }
    }

    #[test]
    fn a_glance_says_what_reading_says() {
        for hinted in [Regions::EMPTY, Regions::ALL] {
            let finder = Finder::new(Patterns::builtin().clone(), None, hinted, false).unwrap();
            let (mut random, mut scratch, mut numbers) = (Lines(Random(7)), Scratch::default(), 0);
            for _ in 0..20_000 {
                let line = random.line();
                let (mut glanced, mut read, mut log) = (Vec::new(), Vec::new(), explain::Log::default());
                finder.find(line.as_bytes(), Extent::Whole, &mut scratch, &mut glanced);
                // Who asks for reasons gets them from the readers.
                finder.search(line.as_bytes(), Extent::Whole, &mut scratch, Report { findings: &mut read, log: Some(&mut log) });
                assert_eq!(glanced, read, "{line}");
                numbers += read.len();
            }
            assert!(numbers > 5_000, "{numbers}");
        }
    }
}
