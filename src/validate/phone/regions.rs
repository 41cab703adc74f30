//! Regions, and sets of them.

use super::tables;
use std::fmt;

/// A set of regions, at most 256.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Regions(pub(super) [u64; 4]);

impl Regions {
    /// No region.
    pub const EMPTY: Self = Self([0; 4]);
    /// Every region of the tables.
    pub const ALL: Self = Self::first(tables::IDS.len());

    const fn first(count: usize) -> Self {
        let mut set = [0; 4];
        let mut at = 0;
        while at < count {
            set[at / 64] |= 1 << (at % 64);
            at += 1;
        }
        Self(set)
    }

    /// The regions that habitually write the trunk prefix before some or all of their numbers ("030 …" in Germany). In the
    /// others national numbers stand without one, or with one as often as without ("1 (555) …" in North America).
    pub fn trunk_written() -> Self {
        tables::TRUNK_WRITTEN[0]
    }

    /// Whether `region` is in the set.
    pub fn contains(self, region: Region) -> bool {
        self.0[usize::from(region.0 / 64)] >> (region.0 % 64) & 1 == 1
    }

    /// Puts `region` into the set.
    pub fn insert(&mut self, region: Region) {
        self.0[usize::from(region.0 / 64)] |= 1 << (region.0 % 64);
    }

    /// The regions of either set.
    pub fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    /// The regions of both sets.
    pub fn intersect(self, other: Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    /// The regions that are not in this set.
    pub fn complement(self) -> Self {
        let mut all = Self::ALL;
        all.0.iter_mut().zip(self.0).for_each(|(a, b)| *a &= !b);
        all
    }

    /// Whether the set has no region.
    pub fn is_empty(self) -> bool {
        let [a, b, c, d] = self.0;
        a | b | c | d == 0
    }

    /// The number of regions.
    pub fn len(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The regions, in the order of the tables.
    pub fn iter(self) -> impl Iterator<Item = Region> {
        (0..tables::IDS.len()).map(|place| Region(place as u8)).filter(move |&region| self.contains(region))
    }
}

impl fmt::Debug for Regions {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.iter()).finish()
    }
}

/// A region, or a calling code that belongs to none (such as 800).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Region(pub(super) u8);

impl Region {
    /// The region of an ISO 3166 code in either case, or of a calling code without region.
    pub fn from_id(id: &str) -> Option<Self> {
        tables::IDS.iter().position(|known| known.eq_ignore_ascii_case(id)).map(|place| Self(place as u8))
    }

    /// The ISO 3166 code in upper case, or the calling code where there is no region.
    pub fn id(self) -> &'static str {
        tables::IDS[usize::from(self.0)]
    }

    /// The calling code of the region.
    pub fn calling_code(self) -> u16 {
        tables::CODES[usize::from(tables::CODE_OF[usize::from(self.0)])].value
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::{Region, Regions};

    fn region(id: &str) -> Region {
        Region::from_id(id).unwrap()
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let mut set = Regions::EMPTY;
        assert!(set.is_empty());
        set.insert(region("de"));
        set.insert(region("ZW"));
        set.insert(region("979"));
        assert_eq!(set.iter().map(Region::id).collect::<Vec<_>>(), ["DE", "ZW", "979"]);
        assert_eq!((set.len(), set.union(Regions::ALL), set.intersect(Regions::EMPTY)), (3, Regions::ALL, Regions::EMPTY));
        assert!(set.contains(region("DE")) && !set.contains(region("FR")));
        assert_eq!(Regions::ALL.iter().count(), Regions::ALL.len());
        assert_eq!(Region::from_id("XX"), None);
    }
}
