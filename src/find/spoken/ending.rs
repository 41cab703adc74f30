//! Decides by the last two letters of a word whether it may be one of a number. May be wrong, never misses.

/// The last two letters of all words of numbers: bit n of row m for letters m and n of the alphabet.
#[derive(Default)]
pub(super) struct Endings([u32; 32]);

impl Endings {
    /// `words` in lower case, as written and folded.
    pub(super) fn new(words: &[Vec<u8>]) -> Endings {
        let mut endings = Endings::default();
        for word in words {
            match word[..] {
                // Alone or at the end of a joined word.
                [last] => endings.0.iter_mut().for_each(|row| *row |= 1 << (last & 31)),
                [.., a, b] => endings.0[usize::from(a & 31)] |= 1 << (b & 31),
                [] => {}
            }
        }
        endings
    }

    /// Whether a word that ends at the end of `text` may be one of a number.
    pub(super) fn admits(&self, text: &[u8]) -> bool {
        let [.., a, b] = *text else { return true };
        !a.is_ascii() || !b.is_ascii() || self.0[usize::from(a & 31)] >> (b & 31) & 1 != 0
    }
}
