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
    cluster::{MAX_SEPARATOR, SEPARATORS, layout},
    disguised::{is_disguised_after, is_disguised_before},
    iban, masks,
    number::{MOST_DIGITS, Numbers},
    phone,
    scan::{Bits, MIN_DIGITS},
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
const AFTER: usize = 32;

/// Groups end at most so far behind the first digit, so that what follows them can be seen.
const MOST: usize = AFTER - MAX_SEPARATOR - 1;

/// The bytes around the first digit of a cluster.
struct View<'h> {
    bytes: &'h [u8; BEFORE + AFTER],
}

/// Groups of digits with one byte between each two.
struct Groups<'h> {
    /// The bytes from the first digit on, and how many of them the groups take.
    bytes: &'h [u8; AFTER],
    end: usize,
    /// How they are grouped, as [`layout`] has it.
    layout: u32,
    /// Where one ends and another begins, and what stands there.
    gaps: u32,
    spaces: u32,
    dashes: u32,
    dots: u32,
    total: usize,
}

/// Judges the digits that begin at `place` of whole lines or the rest of one; none where a closer look is needed.
pub(super) fn glance(numbers: &Numbers, hay: &[u8], place: usize) -> Option<Glance> {
    if !numbers.reads_all() {
        return None;
    }
    let view = View { bytes: hay[place.checked_sub(BEFORE)?..].first_chunk()? };
    if view.may_go_on() && (!view.is_alone() || may_be_iban(numbers, hay, place)) {
        return None;
    }
    let (plus, bracket) = (view.before(1) == b'+', view.before(1) == b'(');
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
        return if groups.is_international() { span(1, Topic::Phone, false) } else { None };
    }
    if bracket {
        let is_phone = groups.is_north_american_in_brackets() && view.is_quiet(2, groups.end);
        return if is_phone { span(1, Topic::Phone, false) } else { None };
    }
    if (groups.spaces == 0 && view.is_part(groups.end)) || groups.is_date() {
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
    if groups.is_north_american() {
        return span(0, Topic::Phone, false);
    }
    if groups.has_trunk_prefix() {
        return if numbers.words.may_oppose(Topic::Phone, before(), after()) { None } else { span(0, Topic::Phone, false) };
    }
    groups.is_card(numbers, before()).then_some(())?;
    span(0, Topic::Card, true)
}

/// Whether an IBAN may have its check digits at `place`.
fn may_be_iban(numbers: &Numbers, hay: &[u8], place: usize) -> bool {
    iban::start(hay, place).is_some_and(|start| numbers.iban.as_ref().is_some_and(|iban| iban.may_begin(hay, start)))
}

impl<'h> View<'h> {
    /// The byte so far before the first digit.
    fn before(&self, distance: usize) -> u8 {
        self.bytes[BEFORE - distance]
    }

    /// The byte so far behind it.
    fn after(&self, distance: usize) -> u8 {
        self.bytes[BEFORE + distance]
    }

    /// The groups of the cluster; with a `bracket` before them it closes behind the first.
    fn groups(&self, bracket: bool) -> Option<Groups<'h>> {
        let bytes: &[u8; AFTER] = self.bytes.last_chunk()?;
        let [digits, spaces, dashes, dots] = masks::written(bytes);
        // A single mark between two digits.
        let mut joined = digits | (spaces | dashes | dots) & digits << 1 & digits >> 1;
        if bracket {
            // ")", then a space or nothing.
            let close = Some(digits.trailing_ones() as usize).filter(|&close| close < MOST && self.after(close) == b')')?;
            let gap = match (digits >> close).trailing_zeros() {
                1 => 0b1,
                2 if self.after(close + 1) == b' ' => 0b11,
                _ => return None,
            };
            joined |= gap << close;
        }
        let end = joined.trailing_ones() as usize;
        if end > MOST {
            return None;
        }
        // Other marks, or more than one, may hold groups together, too.
        let is_mark = |distance: usize| SEPARATORS[usize::from(self.after(distance))] != 0;
        if is_mark(end) {
            let gap = (digits >> end).trailing_zeros() as usize;
            if gap <= MAX_SEPARATOR && (1..gap).all(|n| is_mark(end + n)) {
                return None;
            }
        }
        let gaps = !digits & ((1 << end) - 1);
        let total = end - gaps.count_ones() as usize;
        let layout = gaps | 1 << end;
        let groups = Groups { bytes, end, layout, gaps, spaces: spaces & gaps, dashes: dashes & gaps, dots: dots & gaps, total };
        (total <= MAX_PAN).then_some(groups)
    }

    /// Whether anything but one plus or bracket may stand before the digits that belongs to them, the letters of an IBAN or other
    /// digits. May be wrong, never misses.
    fn may_go_on(&self) -> bool {
        BESIDE[usize::from(self.before(1))].leads & BESIDE[usize::from(self.before(2))].kind != 0
    }

    /// Whether nothing but one plus or bracket stands there that is no letter.
    fn is_alone(&self) -> bool {
        let (last, before) = (self.before(1), self.before(2));
        !(last.is_ascii_digit() || (matches!(last, b' ' | b'+' | b'(') && matches!(before, b'+' | b'(')))
    }

    /// Whether the digits are a part of something longer. Then so is each of their groups, since only hyphens, dots and spaces
    /// join them, but what stands behind a space.
    fn is_part(&self, end: usize) -> bool {
        let [last, before] = [1, 2].map(|distance| BESIDE[usize::from(self.before(distance))]);
        let [next, then] = [0, 1].map(|distance| BESIDE[usize::from(self.after(end + distance))]);
        last.part_before & before.kind | next.part_after & then.kind != 0
    }

    /// Whether nothing beside the digits can say anything against a number that needs no word.
    ///
    /// The number begins so far behind the byte before it.
    fn is_quiet(&self, lead: usize, end: usize) -> bool {
        let [last, before] = [0, 1].map(|distance| BESIDE[usize::from(self.before(lead + distance))]);
        let [next, then] = [0, 1].map(|distance| BESIDE[usize::from(self.after(end + distance))]);
        last.loud_before & before.kind | next.loud_after & then.kind == 0
    }
}

/// What a byte beside digits is, and what it means to them together with the one beyond it: with any of these kinds the answer is yes.
#[derive(Clone, Copy)]
struct Beside {
    kind: u8,
    /// Whether what stands before the digits may belong to them.
    leads: u8,
    /// Whether they are a part of something longer.
    part_before: u8,
    part_after: u8,
    /// Whether something may be said about them.
    loud_before: u8,
    loud_after: u8,
}

/// Kinds of bytes. The bytes that [`may_speak`] and those that open a number are no part of a code.
const DIGIT: u8 = 1;
const LETTER: u8 = 2;
const UNDERSCORE: u8 = 4;
const SPEAKS: u8 = 8;
const OPENS: u8 = 16;
const OTHER: u8 = 32;
const CODE: u8 = DIGIT | LETTER | UNDERSCORE;
const ANY: u8 = u8::MAX;

static BESIDE: [Beside; 256] = {
    let mut all = [Beside::of(0); 256];
    let mut byte = 0;
    while byte < 256 {
        all[byte] = Beside::of(byte as u8);
        byte += 1;
    }
    all
};

impl Beside {
    const fn of(byte: u8) -> Beside {
        let kind = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'_' => UNDERSCORE,
            b'+' | b'(' => OPENS,
            _ if may_speak(byte) => SPEAKS,
            _ => OTHER,
        };
        let is_quiet = is_quiet(byte) || byte == b'\n';
        Beside {
            kind,
            leads: match byte {
                b'0'..=b'9' => ANY,
                b'+' | b'(' => OPENS,
                b' ' => OPENS | LETTER,
                b'-' | b'.' | b'a'..=b'z' | b'A'..=b'Z' => LETTER,
                _ => 0,
            },
            part_before: match byte {
                // A single letter is no label.
                b'a'..=b'z' | b'A'..=b'Z' => !LETTER,
                b'_' | b'-' | b'.' => DIGIT | UNDERSCORE,
                b':' | b'=' => DIGIT,
                _ => 0,
            },
            part_after: match byte {
                b'x' | b'X' => !DIGIT,
                b'-' | b'.' => CODE,
                b':' => DIGIT,
                _ if is_code(byte) => ANY,
                _ => 0,
            },
            loud_before: match byte {
                b' ' => SPEAKS,
                _ if is_quiet => 0,
                _ => ANY,
            },
            loud_after: match byte {
                b' ' => SPEAKS,
                b'.' | b'-' => CODE,
                b',' | b':' => DIGIT,
                _ if is_quiet => 0,
                _ => ANY,
            },
        }
    }
}

/// Digits without what stands between them.
struct Digits {
    bytes: [u8; AFTER],
    total: usize,
}

impl Digits {
    fn all(&self) -> &[u8] {
        &self.bytes[..self.total]
    }
}

impl Groups<'_> {
    /// The digits by themselves.
    fn digits(&self) -> Digits {
        let mut digits = Digits { bytes: *self.bytes, total: self.total };
        if self.gaps != 0 {
            match self.few_digits() {
                Some(few) => digits.bytes[..FEW].copy_from_slice(&few),
                None => self.close_gaps(&mut digits.bytes),
            }
        }
        digits
    }

    /// The same of up to four groups of up to eight digits, [`FEW`] together. They are put together in a register, in as many steps for
    /// two as for four: bytes that were written in pieces are slow to be read again, and how many there are is a guess.
    fn few_digits(&self) -> Option<[u8; FEW]> {
        let run = !self.gaps & ((1 << self.end) - 1);
        let two = run & run >> 1;
        let four = two & two >> 2;
        if (four & four >> 4 & run >> 8 != 0) | (self.gaps.count_ones() > 3) | (self.total > FEW) {
            return None;
        }
        let (mut digits, mut count) = (0, 0);
        let (mut start, mut ends) = (0, self.layout);
        for _ in 0..4 {
            let end = if ends == 0 { start } else { ends.trailing_zeros() };
            let length = end - start;
            let word = self.bytes.get(start as usize..).and_then(|rest| rest.first_chunk()).map_or(0, |word| u64::from_le_bytes(*word));
            let group = word & u64::MAX.checked_shr(64 - 8 * length).unwrap_or(0);
            digits |= u128::from(group).wrapping_shl(8 * count);
            (count, start, ends) = (count + length, end + 1, ends & ends.wrapping_sub(1));
        }
        Some(digits.to_le_bytes())
    }

    /// The same of any groups: each is moved over the gap before it, with what follows it.
    #[cold]
    #[inline(never)]
    fn close_gaps(&self, bytes: &mut [u8; AFTER]) {
        for (left_out, gap) in Bits(self.gaps.into()).enumerate() {
            bytes[gap - left_out..self.end - left_out - 1].copy_from_slice(&self.bytes[gap + 1..self.end]);
        }
    }

    /// The first three digits.
    fn opening(&self) -> [u8; 3] {
        let mut bytes = self.bytes.first_chunk().map_or(0, |first| u64::from_le_bytes(*first));
        let mut gaps = self.layout;
        for _ in 0..2 {
            // Behind three digits any byte may be left out.
            bytes = masks::without_byte(bytes, gaps.trailing_zeros().min(7));
            gaps = (gaps & (gaps - 1) | 1 << 31) >> 1;
        }
        let [a, b, c, ..] = bytes.to_le_bytes();
        [a, b, c]
    }

    fn first(&self) -> usize {
        self.layout.trailing_zeros() as usize
    }

    /// Whether the same stands between all.
    fn is_uniform(&self) -> bool {
        (self.spaces == self.gaps) | (self.dashes == self.gaps) | (self.dots == self.gaps)
    }

    fn lengths(&self) -> impl Iterator<Item = usize> {
        let (mut left, mut start) = (self.layout, 0);
        std::iter::from_fn(move || {
            let end = (left != 0).then(|| left.trailing_zeros() as usize)?;
            let length = end - start;
            (left, start) = (left & (left - 1), end + 1);
            Some(length)
        })
    }

    /// Whether area code and exchange, at these places, are of the North American Numbering Plan.
    fn is_of_plan(&self, area: usize, exchange: usize) -> bool {
        phone::is_of_plan(self.bytes[area], self.bytes[exchange])
    }

    fn is_north_american(&self) -> bool {
        match self.layout {
            PLAIN => self.is_of_plan(0, 4),
            WITH_ONE => self.bytes[0] == b'1' && self.is_of_plan(2, 6),
            _ => false,
        }
    }

    /// The same with a bracket before the area code.
    fn is_north_american_in_brackets(&self) -> bool {
        // Behind the bracket there may be a space.
        const SPACED: u32 = PLAIN << 1 & !0b11000 | 0b11000;
        match self.layout {
            PLAIN => self.is_of_plan(0, 4),
            SPACED => self.is_of_plan(0, 5),
            _ => false,
        }
    }

    fn is_international(&self) -> bool {
        let is_other = self.total > MOST_DIGITS || self.may_be_date() || self.total - self.first() >= MIN_PAN;
        let is_decimal = || self.bytes[self.end] == b',' && is_decimal(&self.bytes[self.end..], self.lengths().count());
        !is_other
            && !is_decimal()
            && (phone::is_surely_international(self.opening(), self.total) || phone::is_international(self.digits().all()))
    }

    /// Whether the first groups may be a date.
    fn may_be_date(&self) -> bool {
        self.spaces != self.gaps && self.lengths().nth(1) != Some(3)
    }

    /// A year, a month and a day, or a year, a day and a month.
    fn is_date(&self) -> bool {
        const DATE: u32 = layout(&[4, 2, 2]);
        let number = |range: Range<usize>| phone::number(&self.bytes[range]);
        let is_day = |range| (1..=31).contains(&number(range));
        self.layout == DATE && self.dashes == self.gaps && is_day(5..7) && is_day(8..10) && (1000..=2199).contains(&number(0..4))
    }

    /// Whether nothing but a word can make any of the groups a phone number.
    fn needs_word(&self, numbers: &Numbers) -> bool {
        // Behind a single digit the rest is judged as well.
        let is_zero_behind_one = (self.first() == 1) & (self.bytes[2] == b'0');
        phone::are_few(self.total, self.bytes[0]) && !is_zero_behind_one && numbers.hinted.is_empty()
    }

    /// A run that only a word right beside it can make a phone number.
    fn is_bare(&self) -> bool {
        self.gaps == 0 && is_surely_complete(&self.bytes[..self.total])
    }

    /// Two groups with a dot between that no region writes so: a price, a version, seconds.
    fn is_amount(&self) -> bool {
        self.gaps.is_power_of_two() && self.dots != 0 && !may_be_pair(self.digits().all(), self.first())
    }

    /// A national number that only a word right beside it can speak against.
    fn has_trunk_prefix(&self) -> bool {
        // Four groups with dots may be an IP address.
        let is_address = || self.dots != 0 && self.lengths().count() == 4;
        if self.bytes[0] != b'0' || self.total >= MIN_PAN || !self.is_uniform() || is_address() || self.may_be_date() {
            return false;
        }
        let (mut lengths, mut count) = ([0; MIN_PAN], 0);
        for (slot, length) in lengths.iter_mut().zip(self.lengths()) {
            *slot = length as u8;
            count += 1;
        }
        phone::has_trunk_prefix(self.digits().all(), &lengths[..count])
    }

    /// Whether the digits are a card that needs no word, in one run or as its scheme prints it.
    fn is_card(&self, numbers: &Numbers, before: &[u8]) -> bool {
        let Some(cards) = numbers.card.as_ref().filter(|_| self.total >= MIN_PAN && self.is_uniform()) else { return false };
        let Verdict::Pan { row, grouped } = cards.judge(self.digits().all(), |groupings| groupings.has_layout(self.layout)) else {
            return false;
        };
        if self.gaps != 0 {
            return grouped;
        }
        // Thirteen digits may be an EAN, and a label before a run counts.
        self.total != 13 && !cards.scheme(row).weak && !numbers.words.may_oppose(Topic::Card, before, &[])
    }
}

/// So many digits are put together at once: all of most cards.
const FEW: usize = 16;

/// How North American numbers are grouped.
const PLAIN: u32 = layout(&[3, 3, 4]);
const WITH_ONE: u32 = layout(&[1, 3, 3, 4]);

#[cfg(test)]
mod tests {
    use super::{AFTER, BEFORE, View};
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

    #[test]
    fn gaps_are_left_out() {
        let (mut random, mut seen) = (Random(3), [0; 2]);
        for _ in 0..200_000 {
            let mut bytes = [b'x'; BEFORE + AFTER];
            let (mut at, bracket) = (BEFORE, random.below(8) == 0);
            for group in 0..1 + random.below(6) {
                let mark: &[u8] = if bracket && group == 1 { [&b")"[..], b") "][random.below(2)] } else { &b" -."[random.below(3)..][..1] };
                let gap = if group > 0 { mark } else { b"" };
                for byte in gap.iter().copied().chain((0..1 + random.below(9)).map(|n| b'0' + (n * 7 + group) as u8 % 10)) {
                    bytes[at.min(BEFORE + AFTER - 1)] = byte;
                    at += 1;
                }
            }
            if let Some(groups) = (View { bytes: &bytes }).groups(bracket) {
                let expected: Vec<u8> = groups.bytes[..groups.end].iter().copied().filter(u8::is_ascii_digit).collect();
                assert_eq!(groups.digits().all(), expected, "{:?}", String::from_utf8_lossy(groups.bytes));
                seen[usize::from(groups.few_digits().is_some())] += 1;
            }
        }
        assert!(seen.iter().all(|seen| *seen > 10_000), "{seen:?}");
    }
}
