//! Numbers without a calling code, as people write them within a region.
//!
//! All regions are asked at once. For each number of digits, and for each grouping that some format has, there is a trie
//! over the first digits; its leaves know the regions that are decided and the few whose automaton must be walked further.

use super::{Region, Regions, accepts, digit, tables};
use std::cell::OnceCell;

/// A region whose language the trie did not decide.
pub(super) struct Reading {
    pub(super) state: u16,
    pub(super) region: u8,
    pub(super) trunk: bool,
}

/// An answer of the trie: regions that are decided, without trunk prefix and with it (places in `SETS`), and the range in
/// `READINGS` of those to walk.
pub(super) struct Leaf {
    pub(super) bare: u16,
    pub(super) trunk: u16,
    pub(super) first: u16,
    pub(super) count: u8,
    /// [`BARE`] and [`TRUNK`], as bits.
    pub(super) decided: u8,
}

/// Some region is decided without trunk prefix, some with it.
const BARE: u8 = 1;
const TRUNK: u8 = 2;
impl Leaf {
    fn readings(&self) -> &'static [Reading] {
        let first = usize::from(self.first);
        &tables::READINGS[first..first + usize::from(self.count)]
    }
}

fn set(place: u16) -> Regions {
    Regions(tables::SETS[usize::from(place)].map(|word| tables::WORDS[usize::from(word)]))
}

/// Set in the number of a node that is a leaf.
const LEAF: u16 = 1 << 15;

/// The leaf below `node` that `digits` lead to, and the digits behind it.
fn leaf(mut node: u16, digits: &[u8]) -> Option<(&'static Leaf, &[u8])> {
    let mut rest = digits.iter();
    while node & LEAF == 0 {
        node = tables::BRANCHES[usize::from(node)][digit(*rest.next()?)?];
    }
    Some((&tables::LEAVES[usize::from(node & !LEAF)], rest.as_slice()))
}

/// Regions found, by whether their trunk prefix was written.
#[derive(Default)]
struct Found {
    bare: Regions,
    trunk: Regions,
}

impl Found {
    fn any(&self) -> Regions {
        self.bare.union(self.trunk)
    }

    /// Asks the trie below `node` about `digits`.
    fn ask(&mut self, node: u16, digits: &[u8]) {
        let Some((leaf, rest)) = leaf(node, digits) else { return };
        if leaf.decided & BARE != 0 {
            self.bare = self.bare.union(set(leaf.bare));
        }
        if leaf.decided & TRUNK != 0 {
            self.trunk = self.trunk.union(set(leaf.trunk));
        }
        for reading in leaf.readings() {
            if accepts(reading.state, rest) {
                let found = if reading.trunk { &mut self.trunk } else { &mut self.bare };
                found.insert(Region(reading.region));
            }
        }
    }

    /// Asks the trie of a grouping, if any region has it.
    fn ask_layout(&mut self, key: Option<u32>, digits: &[u8]) {
        if let Some(node) = key.and_then(layout) {
            self.ask(node, digits);
        }
    }
}

/// What national habits say of digits written in groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct National {
    /// Regions where the digits, with the trunk prefix or without, are an assigned number.
    pub valid: Regions,
    /// Regions with a format, official or seen in print, of this length and grouping for numbers that begin like this, with
    /// the trunk prefix or without. Whether the number is assigned does not matter.
    pub grouped: Regions,
    /// Regions where the first boundary is that of a format (the area code is set apart) and the rest is cut in any groups of
    /// two or more.
    pub loose: Regions,
    /// Regions with a format of this length and grouping for numbers dialled without the area code ("555-0123").
    pub local: Regions,
    /// Regions of `valid`, `grouped` or `loose` whose trunk prefix was written.
    pub trunk: Regions,
}

/// What national habits say of `digits` written in groups of these lengths, their sum being the number of digits.
///
/// The trunk prefix, where it was written, is among the digits: in the first group or as a group of its own. "8 (912)
/// 345-67-89" of Russia comes as 1, 3, 3, 2, 2 and "(030) 123456" of Germany as 3, 6.
pub fn national(digits: &[u8], groups: &[u8]) -> National {
    let habits = Habits::new(digits, groups);
    National {
        valid: habits.valid(),
        grouped: habits.grouped(),
        loose: habits.loose(),
        local: habits.local(),
        trunk: habits.trunks().fold(Regions::EMPTY, Regions::union),
    }
}

/// What [`National`] says, each asked no earlier than wanted: a question costs some hundred instructions, and most numbers need
/// two of the five.
pub(crate) struct Habits<'d> {
    digits: &'d [u8],
    /// None where the lengths do not add up.
    groups: &'d [u8],
    assigned: OnceCell<Found>,
    grouped: OnceCell<Found>,
    loose: OnceCell<Found>,
}

impl<'d> Habits<'d> {
    pub(crate) fn new(digits: &'d [u8], groups: &'d [u8]) -> Self {
        let digits = if is_number(digits) { digits } else { &[] };
        let is_grouping = groups.iter().map(|&size| usize::from(size)).sum::<usize>() == digits.len();
        let groups = if is_grouping { groups } else { &[] };
        Self { digits, groups, assigned: OnceCell::new(), grouped: OnceCell::new(), loose: OnceCell::new() }
    }

    pub(crate) fn valid(&self) -> Regions {
        self.ask_assigned().any()
    }

    pub(crate) fn grouped(&self) -> Regions {
        self.ask_grouped().any()
    }

    /// Regions with such a grouping where the number is assigned.
    pub(crate) fn assigned(&self) -> Regions {
        let grouped = self.grouped();
        if grouped.is_empty() { grouped } else { grouped.intersect(self.valid()) }
    }

    pub(crate) fn loose(&self) -> Regions {
        self.ask_loose().any()
    }

    pub(crate) fn local(&self) -> Regions {
        let mut local = Found::default();
        if self.digits.len() <= MOST_LOCAL_DIGITS {
            local.ask_layout(layout_key(self.groups).map(|key| key | LOCAL), self.digits);
        }
        local.any()
    }

    /// Whether the trunk prefix of one of these regions was written.
    pub(crate) fn has_trunk(&self, regions: Regions) -> bool {
        !regions.is_empty() && self.trunks().any(|trunk| !regions.intersect(trunk).is_empty())
    }

    /// Those of `regions` whose trunk prefix was written.
    pub(crate) fn with_trunk(&self, regions: Regions) -> Regions {
        self.trunks().fold(Regions::EMPTY, |all, trunk| all.union(trunk.intersect(regions)))
    }

    /// Regions whose trunk prefix was written, by each question.
    fn trunks(&self) -> impl Iterator<Item = Regions> {
        [Self::ask_assigned, Self::ask_grouped, Self::ask_loose].into_iter().map(|ask| ask(self).trunk)
    }

    fn ask_assigned(&self) -> &Found {
        self.assigned.get_or_init(|| {
            let mut found = Found::default();
            found.ask_assigned(self.digits);
            found
        })
    }

    fn ask_grouped(&self) -> &Found {
        self.grouped.get_or_init(|| {
            let mut found = Found::default();
            found.ask_layout(layout_key(self.groups), self.digits);
            found
        })
    }

    fn ask_loose(&self) -> &Found {
        self.loose.get_or_init(|| {
            let mut found = Found::default();
            openings(self.digits, self.groups).for_each(|key| found.ask_layout(Some(key), self.digits));
            found
        })
    }
}

/// The regions where `digits`, with the trunk prefix or without, are an assigned number: [`National::valid`] alone.
pub fn national_valid(digits: &[u8]) -> Regions {
    if !is_number(digits) {
        return Regions::EMPTY;
    }
    let mut found = Found::default();
    found.ask_assigned(digits);
    found.any()
}

/// Whether one run of five or six digits is certainly assigned where numbers are written without a trunk prefix, or with the one it
/// has: most are.
#[inline]
pub(crate) fn is_surely_complete(digits: &[u8]) -> bool {
    short(digits.len()).is_some_and(|row| begins_in(&tables::SHORT_RUNS[row], digits))
}

/// Whether some region may write five or six digits in two groups, the first with so many: whether [`National::grouped`] may have any.
#[inline]
pub(crate) fn may_be_pair(digits: &[u8], first: usize) -> bool {
    short(digits.len()).is_none_or(|row| begins_in(&tables::SHORT_PAIRS[row][first & 7], digits))
}

/// The row of a table of short numbers.
#[inline]
fn short(length: usize) -> Option<usize> {
    length.checked_sub(5).filter(|row| *row < tables::SHORT_RUNS.len())
}

/// Whether the first three digits are among some, as bits.
#[inline]
fn begins_in(openings: &[u64; 16], digits: &[u8]) -> bool {
    let opening = digits[..3].iter().fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    openings.get(opening / 64).is_some_and(|bits| bits >> (opening % 64) & 1 != 0)
}

/// Whether some region certainly has a format of this grouping for the digits, behind its trunk prefix: a look at one leaf of
/// the trie, which says so of most.
pub(crate) fn is_surely_trunk(digits: &[u8], groups: &[u8]) -> bool {
    let node = layout_key(groups).and_then(layout);
    node.and_then(|node| leaf(node, digits)).is_some_and(|(leaf, _)| leaf.decided & TRUNK != 0)
}

/// Whether some region has a format of this grouping, or one of its first boundary, for any number of so many digits.
pub(crate) fn may_be_grouped(digits: &[u8], groups: &[u8]) -> bool {
    layout_key(groups).and_then(layout).is_some() || openings(digits, groups).any(|key| layout(key).is_some())
}

/// Whether the tables can be asked: a trie decides many a number before it has seen all of it.
fn is_number(digits: &[u8]) -> bool {
    digits.len() < tables::LENGTHS.len() && digits.iter().all(u8::is_ascii_digit)
}

impl Found {
    fn ask_assigned(&mut self, digits: &[u8]) {
        if let Some(&node) = tables::LENGTHS.get(digits.len()) {
            self.ask(node, digits);
        }
    }
}

/// Groups that a key has room for, and the bits that tell the kinds of keys apart: as in `src/build/phone.rs`.
const MOST_GROUPS: usize = 7;
const OPENING: u32 = 1 << 31;
const LOCAL: u32 = 1 << 30;

/// The table of layouts has so many slots, as a power of two.
const LAYOUT_BITS: u32 = 11;

/// The node of a layout: in the slot of its key or behind it, with no free slot between.
fn layout(key: u32) -> Option<u16> {
    let home = (key.wrapping_mul(0x9E37_79B1) >> (32 - LAYOUT_BITS)) as usize;
    let slots = (home..).map(|slot| tables::LAYOUTS[slot % (1 << LAYOUT_BITS)]).take_while(|(known, _)| *known != 0);
    slots.into_iter().find(|(known, _)| *known == key).map(|(_, node)| node)
}

/// The longest number dialled within an area has eight digits; ten leave room for the next edition of the data.
const MOST_LOCAL_DIGITS: usize = 10;

/// The keys of groups of which the first is the area code, or the second behind the trunk prefix.
fn openings(digits: &[u8], groups: &[u8]) -> impl Iterator<Item = u32> {
    let key = |before: usize| {
        let (before, rest) = groups.split_at_checked(before)?;
        let second = before.get(1).copied().unwrap_or_default();
        opening_key(digits, before[0], second).filter(|_| are_subscriber_groups(rest))
    };
    [1, 2].into_iter().filter_map(key)
}

fn are_subscriber_groups(groups: &[u8]) -> bool {
    !groups.is_empty() && groups.iter().all(|&size| size > 1)
}

fn layout_key(groups: &[u8]) -> Option<u32> {
    let fits = groups.len() <= MOST_GROUPS && groups.iter().all(|&size| size < 16);
    fits.then(|| groups.iter().fold(0, |key, &size| key << 4 | u32::from(size)))
}

fn opening_key(digits: &[u8], first: u8, second: u8) -> Option<u32> {
    // A number this long is in no table, and its length would run into the other bits.
    let fits = digits.len() < 32 && first < 16 && second < 16;
    fits.then(|| OPENING | (digits.len() as u32) << 8 | u32::from(first) << 4 | u32::from(second))
}

#[cfg(test)]
mod tests {
    use super::{Habits, National, Region, Regions, is_surely_complete, may_be_pair, national, national_valid};

    fn region(id: &str) -> Region {
        Region::from_id(id).unwrap()
    }

    /// Reads a number as it is written: digits, and their groups.
    fn written(text: &str) -> National {
        let groups: Vec<&str> = text.split(|byte: char| !byte.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
        let lengths: Vec<u8> = groups.iter().map(|group| group.len() as u8).collect();
        national(groups.concat().as_bytes(), &lengths)
    }

    #[test]
    fn numbers_are_grouped_as_their_regions_write_them() {
        for (id, text) in [
            ("AR", "011 15-1234-5678"),
            ("AR", "11 1234-5678"),
            ("BR", "(11) 96118-7923"),
            ("BR", "(011) 96118-7923"),
            ("BR", "0 15 11 96118-7923"),
            ("BY", "8 029 491-19-11"),
            ("DE", "030/123456"),
            ("DE", "0151 23456789"),
            ("ES", "612 34 56 78"),
            ("ES", "612 345 678"),
            ("FR", "01 40 62 05 00"),
            ("FR", "1 40 62 05 00"),
            ("GB", "(0121) 234 5678"),
            ("GB", "020 7946 0958"),
            ("GB", "20 7071 5029"),
            ("GB", "07400 123 813"),
            ("HU", "06 20 123 4567"),
            ("IN", "081234 51346"),
            ("IN", "98765 43210"),
            ("IT", "02 1234 5678"),
            ("MX", "55 1234 5678"),
            ("RU", "8 (912) 345-67-89"),
            ("US", "(212) 555-0123"),
            ("US", "1 (212) 555-0123"),
        ] {
            assert!(written(text).grouped.contains(region(id)), "{id} {text}");
        }
        for (id, text) in [("US", "21 25 55 01 23"), ("GB", "02079 4609 58"), ("FR", "0140 620 500"), ("DE", "999 999 999 999 999 999")] {
            assert!(!written(text).grouped.contains(region(id)), "{id} {text}");
        }
    }

    #[test]
    fn a_loose_number_sets_the_area_code_apart() {
        for (id, text) in [
            ("GB", "(0306) 9990404"),
            ("IT", "347 12 34 567"),
            ("NL", "06-12 34 56 78"),
            ("NL", "06 12342032"),
            ("RU", "8-912-345-6789"),
            ("US", "212 5550123"),
            ("US", "1-212-55-50-123"),
        ] {
            assert!(written(text).loose.contains(region(id)), "{id} {text}");
        }
        for (id, text) in [("US", "212 555 0 123"), ("US", "21 2555 0123"), ("US", "2125550123"), ("GB", "0207 946 09 5 8")] {
            assert!(!written(text).loose.contains(region(id)), "{id} {text}");
        }
    }

    #[test]
    fn a_trunk_prefix_is_told_from_an_area_code() {
        for (id, text, trunk) in
            [("DE", "030 123456", true), ("DE", "30 123456", false), ("IT", "02 1234 5678", false), ("US", "1 212 555 0123", true)]
        {
            let found = written(text);
            assert!(found.valid.contains(region(id)), "{id} {text}");
            assert_eq!(found.trunk.contains(region(id)), trunk, "{id} {text}");
        }
        assert!(Regions::trunk_written().contains(region("GB")) && !Regions::trunk_written().contains(region("US")));
    }

    #[test]
    fn local_numbers_stand_apart() {
        let found = written("555-0123");
        assert!(found.local.contains(region("US")) && !found.grouped.contains(region("US")) && !found.valid.contains(region("US")));
        assert!(written("155-0123").local.iter().all(|found| found != region("US")));
    }

    #[test]
    fn what_is_no_number_is_nowhere() {
        let nothing = National::default();
        assert_eq!(national(b"", &[]), nothing);
        assert_eq!(national(b"000", &[3]), nothing);
        assert_eq!(national(&[b'1'; 300], &[255, 45]), nothing);
        assert_eq!(national(b"21255501x3", &[3, 3, 4]), nothing);
        // Lengths that do not add up say nothing of the grouping.
        assert_eq!(national(b"2125550123", &[3, 3, 3]).grouped, Regions::EMPTY);
        assert!(!national_valid(b"2125550123").is_empty());
    }

    #[test]
    fn the_first_digits_of_short_numbers_say_what_all_say() {
        let (mut known, mut judged) = (0, 0);
        for (length, step) in [(5, 1), (6, 7)] {
            for number in (0..10_usize.pow(length)).step_by(step) {
                let digits = format!("{number:0length$}", length = length as usize).into_bytes();
                let found = national(&digits, &[length as u8]);
                let (open, trunk) = (Regions::trunk_written(), found.valid.intersect(found.trunk));
                let is_complete = !trunk.is_empty() || found.valid.iter().any(|region| !open.contains(region));
                assert!(is_complete || !is_surely_complete(&digits), "{number}");
                known += usize::from(is_complete == is_surely_complete(&digits));
                judged += 1;
                for first in 1..length as u8 {
                    let is_pair = !Habits::new(&digits, &[first, length as u8 - first]).grouped().is_empty();
                    let may_be = may_be_pair(&digits, usize::from(first));
                    assert!(may_be || !is_pair, "{number} {first}");
                    known += usize::from(may_be == is_pair);
                    judged += 1;
                }
            }
        }
        // Most of what they do not rule out is so.
        assert!(judged - known < judged / 50, "{known} {judged}");
    }

    #[test]
    fn an_assigned_number_is_valid_however_it_is_grouped() {
        assert_eq!(national(b"02079460958", &[3, 4, 4]).valid, national_valid(b"02079460958"));
        assert!(national_valid(b"02079460958").contains(region("GB")));
        assert!(national_valid(b"91123456789").contains(region("AR")) && national_valid(b"0111512345678").contains(region("AR")));
    }
}
