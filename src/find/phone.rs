//! Judges groups of digits as a telephone number: international, with an IDD prefix, or national of some region.
//!
//! Validity alone proves little: every second run of digits is a valid number somewhere. What counts is how it is written
//! (a plus, a trunk prefix, brackets, the grouping of a region) and what the words near it say. The strength of the writing
//! is a [`Strength`]; words raise or lower what is asked of it.

use super::cluster::shape;
use crate::validate::phone::{Habits, Regions, calling_code, is_surely_trunk, may_be_grouped};

/// How strongly the writing alone speaks for a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Nothing in the writing speaks for it.
    None,
    /// Digits that could be one if a label says so.
    Bare,
    /// A number of some region, written as other things are too: masked when a word near it supports it.
    Weak,
    /// Written as phone numbers are: masked unless a word speaks against it.
    Fair,
    /// Hardly anything else is written so: masked whatever the words say.
    Strong,
}

/// The habit of writing that a number was recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habit {
    International,
    IddPrefix,
    NorthAmerican,
    NationalGrouped,
    NationalLoose,
    NationalLocal,
    NationalRun,
    Labelled,
}

impl Habit {
    pub(super) fn name(self) -> &'static str {
        match self {
            Habit::International => "international, with a plus",
            Habit::IddPrefix => "international, with an IDD prefix",
            Habit::NorthAmerican => "North American, 3-3-4",
            Habit::NationalGrouped => "national, in a grouping of its region",
            Habit::NationalLoose => "national, area code set apart",
            Habit::NationalLocal => "local, without the area code",
            Habit::NationalRun => "national, one run of digits",
            Habit::Labelled => "digits that a word calls a phone number",
        }
    }
}

/// What the digits and their grouping say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) habit: Habit,
    pub(super) strength: Strength,
    /// Regions whose habit it is; empty for international numbers.
    pub(super) regions: Regions,
}

/// Digits as written.
pub(super) struct Written<'c> {
    pub(super) digits: &'c [u8],
    /// Lengths of the groups.
    pub(super) groups: &'c [u8],
    pub(super) plus: bool,
    /// A bracket somewhere: around an area code or a trunk prefix.
    pub(super) brackets: bool,
    /// All separators alike.
    pub(super) uniform: bool,
    /// Dots are the only separators.
    pub(super) dotted: bool,
    /// A hyphen stands before the last group.
    pub(super) hyphen_last: bool,
    /// Spaces are the only separators.
    pub(super) spaced: bool,
    /// A slash is among the separators.
    pub(super) slashed: bool,
    /// Each digit stood on its own; `groups` has them as one run.
    pub(super) read_out: bool,
}

/// The fewest and most digits that any label makes a phone number. E.164 allows 15 with the calling code.
const LABELLED: std::ops::RangeInclusive<usize> = 5..=15;

/// IDD prefixes that people write down, from ITU-T E.164 annex D: most of the world, North America, Australia.
const IDD: [&[u8]; 3] = [b"00", b"011", b"0011"];

/// How a social security number of the United States is grouped, with hyphens.
const SOCIAL_SECURITY: &[u8] = &[3, 2, 4];

/// How a number without its area code is grouped.
const SUBSCRIBER: &[u8] = &[3, 4];

/// Judges digits as written. `hinted` are the regions that the user expects.
pub(super) fn judge(written: &Written<'_>, hinted: Regions) -> Judgement {
    if written.plus {
        return international(written);
    }
    if let Some(judgement) = idd(written) {
        return judgement;
    }
    domestic(written, hinted)
}

/// The national significant number behind a calling code, possible as it is or without a trunk prefix that was left in:
/// "+44 (0)20 7946 0958".
fn possible(digits: &[u8]) -> Option<bool> {
    let code = calling_code(digits)?;
    let nsn = &digits[code.len()..];
    let trunk = code.trunk_prefix();
    let without = nsn.strip_prefix(trunk).filter(|_| !trunk.is_empty());
    let valid = code.is_valid(nsn) || without.is_some_and(|n| code.is_valid(n));
    let possible = valid || code.is_possible(nsn) || without.is_some_and(|n| code.is_possible(n));
    possible.then_some(valid)
}

/// Whether digits behind a plus are an international number. Its calling code and its length must be possible: somebody who
/// writes a plus means one, assigned or not.
pub(super) fn is_international(digits: &[u8]) -> bool {
    let is_possible = calling_code(digits).is_some_and(|code| code.is_possible(&digits[code.len()..]));
    is_possible || possible(digits).is_some()
}

/// The same of so many digits that begin with these three, wherever their length is one that their calling code has.
pub(super) fn is_surely_international(opening: [u8; 3], count: usize) -> bool {
    calling_code(&opening).is_some_and(|code| count >= code.len() && code.is_possible_length(count - code.len()))
}

fn international(written: &Written<'_>) -> Judgement {
    let strength = if is_international(written.digits) {
        Strength::Strong
    } else if LABELLED.contains(&written.digits.len()) {
        Strength::Bare
    } else {
        Strength::None
    };
    Judgement { habit: Habit::International, strength, regions: Regions::EMPTY }
}

fn idd(written: &Written<'_>) -> Option<Judgement> {
    let valid = IDD.iter().find_map(|prefix| possible(written.digits.strip_prefix(*prefix)?))?;
    let strength = match (valid, written.groups.len() > 1) {
        (true, true) => Strength::Strong,
        (true, false) | (false, true) => Strength::Fair,
        (false, false) => Strength::Weak,
    };
    Some(Judgement { habit: Habit::IddPrefix, strength, regions: Regions::EMPTY })
}

fn domestic(written: &Written<'_>, hinted: Regions) -> Judgement {
    let digits = written.digits;
    let count = digits.len();
    let habits = Habits::new(digits, written.groups);
    let trunk = |regions: Regions| habits.has_trunk(regions);
    let is_hinted = |regions: Regions| !regions.intersect(hinted).is_empty();
    let marked = written.brackets;
    let single_dot = written.dotted && written.groups.len() == 2;
    if digits.starts_with(b"000") {
        return Judgement { habit: Habit::Labelled, strength: Strength::None, regions: Regions::EMPTY };
    }
    if written.read_out && digits.windows(2).all(|pair| pair[1] == pair[0] + 1) {
        // Somebody counts.
        return Judgement { habit: Habit::Labelled, strength: Strength::None, regions: Regions::EMPTY };
    }
    if written.groups.len() == 1 {
        // Where the trunk prefix is always written, digits without it are something else.
        let valid = habits.valid();
        let regions = habits.with_trunk(valid).union(valid.intersect(Regions::trunk_written().complement()));
        let strength = if regions.is_empty() || count > 12 {
            let with_code = count > 10 && possible(digits) == Some(true);
            match (with_code, !valid.is_empty()) {
                // Hardly anything but a number to dial is read out digit by digit.
                (true, _) if written.read_out => Strength::Fair,
                (false, false) => Strength::Bare,
                _ => Strength::Weak,
            }
        } else if is_hinted(regions) {
            Strength::Fair
        } else if looks_like_a_date(digits) || looks_like_an_epoch(digits) {
            Strength::Weak
        } else if count >= 8 {
            Strength::Fair
        } else if count >= 7 {
            Strength::Weak
        } else {
            Strength::Bare
        };
        return Judgement { habit: Habit::NationalRun, strength, regions };
    }
    if single_dot && count < 7 && habits.grouped().is_empty() {
        // A price, a version, the seconds of a time.
        return Judgement { habit: Habit::Labelled, strength: Strength::None, regions: Regions::EMPTY };
    }
    if written.groups.len() <= 4 && is_north_american(digits, shape(written.groups)) {
        let strength = if single_dot { Strength::Weak } else { Strength::Strong };
        return Judgement { habit: Habit::NorthAmerican, strength, regions: habits.grouped() };
    }
    let assigned = habits.assigned();
    if is_subscriber_number(written) && !(assigned.is_empty() && habits.local().is_empty()) {
        let regions = if assigned.is_empty() { habits.local() } else { assigned };
        return Judgement { habit: Habit::NationalLocal, strength: Strength::Fair, regions };
    }
    // "12 345 678": a number of things, where no trunk prefix says otherwise.
    let thousands = may_be_thousands(written.groups) && (written.spaced || written.dotted) && !marked && !trunk(habits.valid());
    let even = (written.uniform && !thousands) || marked;
    // Two groups are what codes of every sort have too, unless a space, a trunk prefix or a bracket sets them apart.
    // Written just as in North America, with an area code or an exchange that cannot be there: somebody's other number.
    let foreign = written.groups == [3, 3, 4] && marked && written.hyphen_last;
    let years = || digits.chunks(4).all(|year| matches!(year, [b'1', b'9', _, _] | [b'2', b'0', _, _]));
    let pair = written.groups.len() == 2;
    let telling = !pair || marked || (written.spaced && !years());
    if written.groups == SOCIAL_SECURITY && written.uniform && written.hyphen_last && !is_hinted(assigned) {
        return Judgement { habit: Habit::NationalGrouped, strength: Strength::Weak, regions: assigned };
    }
    if written.slashed && !marked && !trunk(habits.valid()) {
        // A slash sets an area code apart; without one it stands in house numbers and file references.
        return Judgement { habit: Habit::Labelled, strength: if count >= 8 { Strength::Bare } else { Strength::None }, regions: assigned };
    }
    if !assigned.is_empty() {
        let strong = (trunk(assigned) || marked) && even && count >= 8 && !single_dot && !foreign;
        let strength = if strong {
            Strength::Strong
        } else if (is_hinted(assigned) && !foreign)
            || (even && telling && !foreign && count >= if pair { 8 } else { 7 })
            || (single_dot && trunk(assigned))
        {
            Strength::Fair
        } else {
            Strength::Weak
        };
        return Judgement { habit: Habit::NationalGrouped, strength, regions: assigned };
    }
    if !habits.grouped().is_empty() {
        let strength = if even && trunk(habits.grouped()) && count >= 9 && !single_dot { Strength::Fair } else { Strength::Weak };
        return Judgement { habit: Habit::NationalGrouped, strength, regions: habits.grouped() };
    }
    let loose = habits.loose().intersect(habits.valid());
    if !loose.is_empty() {
        let fair = even && count >= 8 && !single_dot && (trunk(loose) || marked || is_hinted(loose));
        return Judgement { habit: Habit::NationalLoose, strength: if fair { Strength::Fair } else { Strength::Weak }, regions: loose };
    }
    if !habits.local().is_empty() && count >= 6 {
        return Judgement { habit: Habit::NationalLocal, strength: Strength::Weak, regions: habits.local() };
    }
    let strength = if even && count >= 8 && !habits.valid().is_empty() && (marked || trunk(habits.valid())) {
        Strength::Weak
    } else if LABELLED.contains(&count) {
        Strength::Bare
    } else {
        Strength::None
    };
    Judgement { habit: Habit::Labelled, strength, regions: habits.valid() }
}

/// Whether digits without a plus are so few that their writing alone says nothing, unless the user expects their region: with
/// a trunk prefix or an IDD prefix all numbers are longer, but those that begin with a zero.
#[inline]
pub(super) fn needs_word(digits: &[u8]) -> bool {
    are_few(digits.len(), digits[0])
}

/// The same of so many digits that begin with `first`.
#[inline]
pub(super) fn are_few(count: usize, first: u8) -> bool {
    count < 7 && first != b'0'
}

/// Whether digits without a plus may be [`Strength::Fair`] or more, however they are written. May be wrong, never misses one.
pub(super) fn may_stand_alone(digits: &[u8], groups: &[u8], hinted: Regions) -> bool {
    if hinted.is_empty() && needs_word(digits) {
        return false;
    }
    let may_be_idd = || matches!(digits, [b'0', b'0' | b'1', ..]);
    groups.len() == 1
        || may_be_idd()
        || may_be_grouped(digits, groups)
        || groups == SUBSCRIBER
        || (groups.len() <= 4 && is_north_american(digits, shape(groups)))
}

/// Whether digits without a plus, in three groups or more with one mark between all, are a number as some region writes it behind
/// the zero of its trunk prefix: [`Strength::Fair`] and more, assigned or not.
pub(super) fn has_trunk_prefix(digits: &[u8], groups: &[u8]) -> bool {
    // Behind another zero or "11" stands a calling code, as the zero may be of an IDD prefix.
    let begins = matches!(digits, [b'0', b'2'..=b'9', ..] | [b'0', b'1', b'0' | b'2'..=b'9', ..]);
    begins
        && digits.len() >= 9
        && groups.len() >= 3
        && !may_be_thousands(groups)
        && groups != SOCIAL_SECURITY
        && is_surely_trunk(digits, groups)
}

/// Whether groups are those of a number of things: "12 345 678".
fn may_be_thousands(groups: &[u8]) -> bool {
    matches!(groups, [1 | 2, rest @ ..] if rest.iter().all(|&n| n == 3))
}

/// Area code and exchange of the North American Numbering Plan, assigned or not, in its own grouping: 3-3-4, with or without
/// a 1 in front. Neither begins with 0 or 1 (ATIS-0300051). `groups` is their [`shape`].
pub(super) fn is_north_american(digits: &[u8], groups: u64) -> bool {
    const PLAIN: u64 = shape(&[3, 3, 4]);
    const WITH_ONE: u64 = shape(&[1, 3, 3, 4]);
    let digits = match (digits, groups) {
        (digits, PLAIN) => digits,
        ([b'1', digits @ ..], WITH_ONE) => digits,
        _ => return false,
    };
    matches!(*digits, [area, _, _, exchange, ..] if is_of_plan(area, exchange))
}

/// Whether area code and exchange begin as in the North American Numbering Plan.
#[inline]
pub(super) fn is_of_plan(area: u8, exchange: u8) -> bool {
    matches!((area, exchange), (b'2'..=b'9', b'2'..=b'9'))
}

/// Seven digits as they are written where the area code goes without saying: "555-0100". Two round numbers are a range:
/// "200-1500".
fn is_subscriber_number(written: &Written<'_>) -> bool {
    let [a, _, b, c, .., d] = *written.digits else { return false };
    let is_range = b == b'0' && c != b'0' && d == b'0';
    written.groups == SUBSCRIBER && written.hyphen_last && !written.brackets && a >= b'2' && !is_range
}

/// Eight digits, or fourteen, that read as a date of our times.
fn looks_like_a_date(digits: &[u8]) -> bool {
    let number = |range: std::ops::Range<usize>| number(&digits[range]);
    let is_date = |year: u32, month: u32, day: u32| is_year(year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    match digits.len() {
        8 => is_date(number(0..4), number(4..6), number(6..8)) || is_date(number(4..8), number(2..4), number(0..2)),
        12 | 14 => is_date(number(0..4), number(4..6), number(6..8)),
        _ => false,
    }
}

/// The number that up to nine digits are.
pub(super) fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

/// A year of our times, of the Gregorian calendar or the Buddhist one of Thailand.
pub(super) fn is_year(year: u32) -> bool {
    (1900..=2099).contains(&year) || (2443..=2642).contains(&year)
}

/// Ten digits that are seconds since 1970 between 2001 and 2033.
fn looks_like_an_epoch(digits: &[u8]) -> bool {
    digits.len() == 10 && digits[0] == b'1'
}

#[cfg(test)]
mod tests {
    use super::{Strength, Written, has_trunk_prefix, judge, may_stand_alone, needs_word};
    use crate::{random::Random, validate::phone::Regions};

    /// How digits are written with one mark between all groups.
    fn written<'c>(digits: &'c [u8], groups: &'c [u8], mark: u8) -> Written<'c> {
        Written {
            digits,
            groups,
            plus: false,
            brackets: false,
            uniform: true,
            dotted: groups.len() > 1 && mark == b'.',
            hyphen_last: groups.len() > 1 && mark == b'-',
            spaced: mark == b' ',
            slashed: groups.len() > 1 && mark == b'/',
            read_out: false,
        }
    }

    #[test]
    fn short_digits_need_a_word() {
        let mut judged = 0;
        for (length, step) in [(5, 3), (6, 31)] {
            for number in (10_usize.pow(length - 1)..10_usize.pow(length)).step_by(step) {
                let digits = number.to_string().into_bytes();
                assert!(needs_word(&digits));
                for first in 1..length as u8 {
                    let rest = length as u8 - first;
                    let groups = [first, if number % 2 == 0 { rest } else { rest / 2 }, rest - rest / 2];
                    let count = if number % 2 == 0 || rest < 2 { 2 } else { 3 };
                    let groups = if rest < 2 { &[first, rest] } else { &groups[..count] };
                    for mark in [b' ', b'.'] {
                        let strength = judge(&written(&digits, groups, mark), Regions::EMPTY).strength;
                        assert!(strength <= Strength::Weak, "{number} {groups:?} {strength:?}");
                        judged += 1;
                    }
                }
                assert!(judge(&written(&digits, &[length as u8], b' '), Regions::EMPTY).strength <= Strength::Weak);
            }
        }
        assert!(judged > 300_000);
        assert!(!needs_word(b"012345") && !needs_word(b"1234567"));
    }
    #[test]
    fn a_trunk_prefix_needs_no_word() {
        let (mut random, mut judged) = (Random(7), 0);
        let mut below = |end| random.below(end);
        for _ in 0..400_000 {
            let groups: Vec<u8> = (0..3 + below(3)).map(|_| 1 + below(4) as u8).collect();
            let count = groups.iter().sum::<u8>();
            let digits: Vec<u8> = (0..count).map(|place| if place == 0 { b'0' } else { b'0' + below(10) as u8 }).collect();
            if has_trunk_prefix(&digits, &groups) {
                for mark in [b' ', b'-', b'.'] {
                    let strength = judge(&written(&digits, &groups, mark), Regions::EMPTY).strength;
                    assert!(strength >= Strength::Fair, "{digits:?} {groups:?} {strength:?}");
                }
                judged += 1;
            }
        }
        assert!(judged > 3_000, "{judged}");
        for (digits, groups) in [("06398940345", [4, 3, 4]), ("02079460958", [3, 4, 4])] {
            assert!(has_trunk_prefix(digits.as_bytes(), &groups), "{digits}");
        }
    }
    #[test]
    fn what_may_stand_alone_is_never_missed() {
        let (mut random, mut strong, mut others) = (Random(7), 0, 0);
        let mut below = |end| random.below(end);
        for _ in 0..100_000 {
            let groups: Vec<u8> = (0..1 + below(5)).map(|_| 1 + below(5) as u8).collect();
            let digits: Vec<u8> = (0..groups.iter().sum::<u8>()).map(|_| b'0' + (below(14) % 10) as u8).collect();
            for hinted in [Regions::EMPTY, Regions::ALL] {
                for mark in [b' ', b'-', b'.', b'/'] {
                    for brackets in [false, true] {
                        let written = Written { brackets, ..written(&digits, &groups, mark) };
                        let strength = judge(&written, hinted).strength;
                        let may = may_stand_alone(&digits, &groups, hinted);
                        assert!(may || strength < Strength::Fair, "{digits:?} {groups:?} {mark} {strength:?}");
                        strong += usize::from(strength >= Strength::Fair);
                        others += usize::from(!may);
                    }
                }
            }
        }
        assert!(strong > 100_000 && others > 100_000, "{strong} {others}");
    }
}
