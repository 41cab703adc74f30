//! Digits that are the same in every run.

/// A generator (splitmix64).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % end as u64) as usize
    }

    pub(crate) fn digit(&mut self) -> char {
        char::from(b'0' + self.below(10) as u8)
    }

    pub(crate) fn capital(&mut self) -> char {
        char::from(b'A' + self.below(26) as u8)
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// ASCII digits as those of another script, whose zero is given.
pub(crate) fn in_digits(text: &str, zero: char) -> String {
    let other = |c: char| c.to_digit(10).map_or(c, |d| char::from_u32(zero as u32 + d).unwrap());
    text.chars().map(other).collect()
}
