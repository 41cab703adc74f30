//! Words as the lexicon knows them: lower case, without the accents of Latin-1.

use super::super::words::fold_letter;

/// The longest word that is looked at, in bytes; German "neunhundertsiebenundneunzigtausend" has 34.
pub(super) const MAX_WORD: usize = 8 * WORDS;

const WORDS: usize = 6;

/// Eight bytes with this value each.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const HIGH: u64 = each(0x80);

/// The highest bit of each byte that is in an ASCII range. Those that are not ASCII are in none.
#[inline(always)]
const fn within(eight: u64, first: u8, last: u8) -> u64 {
    // Without the highest bits no sum carries into the next byte.
    let low = eight & !HIGH;
    (low + each(0x80 - first)) & !(low + each(0x7F - last)) & !eight & HIGH
}

/// A letter of a word: an ASCII letter, or any byte of a longer character.
pub(crate) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// How many letters a text begins with. Stops soon behind [`MAX_WORD`].
#[inline]
pub(super) fn count_letters(text: &[u8]) -> usize {
    let mut count = 0;
    // Most words end within eight bytes.
    while let Some(eight) = text.get(count..).and_then(|rest| rest.first_chunk()) {
        let eight = u64::from_le_bytes(*eight);
        let others = !(within(eight | each(0x20), b'a', b'z') | eight) & HIGH;
        count += others.trailing_zeros() as usize / 8;
        if others != 0 || count > MAX_WORD {
            return count;
        }
    }
    count + text[count..].iter().take_while(|b| is_letter(**b)).count()
}

/// A word or phrase of the text, folded.
#[derive(Clone, Copy)]
pub(super) struct Folded {
    /// Its bytes in order, the first the lowest, and zeros behind them.
    words: [u64; WORDS],
    len: usize,
}

impl Folded {
    /// Folds a word. Empty where it is too long or has characters that no word of the lists has.
    #[inline]
    pub(super) fn new(word: &[u8]) -> Folded {
        let mut folded = Folded { words: [0; WORDS], len: 0 };
        if !folded.append(word) {
            folded = Folded { words: [0; WORDS], len: 0 };
        }
        folded
    }

    /// Takes bytes that are folded already, as many as fit.
    pub(super) fn of_folded(bytes: &[u8]) -> Folded {
        let mut folded = Folded { words: [0; WORDS], len: 0 };
        for eight in bytes.chunks(8) {
            folded.put(load(eight), eight.len());
        }
        folded
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The first eight bytes, the first the lowest.
    #[inline]
    pub(super) fn head(&self) -> u64 {
        self.words[0]
    }

    /// All bytes, and zeros behind them.
    pub(super) fn bytes(&self) -> [u8; MAX_WORD] {
        let mut bytes = [0; MAX_WORD];
        for (eight, word) in bytes.as_chunks_mut().0.iter_mut().zip(self.words) {
            *eight = word.to_le_bytes();
        }
        bytes
    }

    /// The first `len` bytes.
    pub(super) fn prefix(&self, len: usize) -> Folded {
        let mut prefix = Folded { words: [0; WORDS], len: len.min(self.len) };
        for (place, (to, from)) in prefix.words.iter_mut().zip(self.words).enumerate() {
            *to = from & low_bytes(prefix.len.saturating_sub(8 * place));
        }
        prefix
    }

    #[inline]
    pub(super) fn hash(&self) -> usize {
        let words = self.words.iter().take(self.len.div_ceil(8));
        // The product of an odd number with 64 random bits, which spreads upwards; then down again.
        words.fold(0, |state, word| (state ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32)) as usize
    }

    /// Appends a space and another word; false where they do not fit.
    #[inline]
    pub(super) fn append_word(&mut self, word: &[u8]) -> bool {
        self.put(u64::from(b' '), 1) && self.append(word)
    }

    /// Appends at most eight bytes; false where they do not fit.
    #[inline]
    fn put(&mut self, bytes: u64, len: usize) -> bool {
        let (place, shift) = (self.len / 8, 8 * (self.len % 8));
        if self.len + len > MAX_WORD {
            return false;
        }
        if let Some(word) = self.words.get_mut(place) {
            *word |= bytes << shift;
        }
        if let Some(word) = self.words.get_mut(place + 1) {
            *word |= bytes >> 1 >> (63 - shift);
        }
        self.len += len;
        true
    }

    #[inline]
    fn append(&mut self, word: &[u8]) -> bool {
        let mut rest = word;
        while rest.len() > 8 {
            let (eight, tail) = rest.split_at(8);
            let bytes = load(eight);
            if bytes & HIGH != 0 {
                return self.append_accented(rest);
            }
            if !self.put(lower(bytes), 8) {
                return false;
            }
            rest = tail;
        }
        let bytes = load(rest);
        if bytes & HIGH != 0 { self.append_accented(rest) } else { self.put(lower(bytes), rest.len()) }
    }

    #[cold]
    #[inline(never)]
    fn append_accented(&mut self, word: &[u8]) -> bool {
        let Ok(word) = str::from_utf8(word) else { return false };
        word.chars().all(|letter| match letter {
            // What the word lists make one letter is spelled with two, too.
            'ß' => self.put_letter('s') && self.put_letter('s'),
            '\u{C0}'..='\u{FF}' => fold_letter(letter).is_some_and(|letter| self.put_letter(letter)),
            _ if letter.is_ascii() => self.put_letter(letter.to_ascii_lowercase()),
            // Accents of other languages are none of these: Vietnamese "tiền" is not Dutch "tien". What is left out is the dot of "İ".
            _ => letter.is_alphabetic() && letter.to_lowercase().filter(|part| part.is_alphabetic()).all(|letter| self.put_letter(letter)),
        })
    }

    fn put_letter(&mut self, letter: char) -> bool {
        let mut bytes = [0; 8];
        let len = letter.encode_utf8(&mut bytes).len();
        self.put(u64::from_le_bytes(bytes), len)
    }
}

/// ASCII in lower case.
#[inline(always)]
fn lower(eight: u64) -> u64 {
    eight | within(eight, b'A', b'Z') >> 2
}

/// At most eight bytes, the first the lowest.
#[inline(always)]
fn load(bytes: &[u8]) -> u64 {
    if let Some(eight) = bytes.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    // From both ends: what is read twice is the same.
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let behind = 8 * (bytes.len() - 4);
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << behind;
    }
    let half = bytes.len() / 2;
    match bytes {
        [first, .., last] => u64::from(*first) | u64::from(bytes[half]) << (8 * half) | u64::from(*last) << (8 * (bytes.len() - 1)),
        [only] => u64::from(*only),
        [] => 0,
    }
}

/// All bits of so many bytes, the lowest.
fn low_bytes(len: usize) -> u64 {
    if len < 8 { (1 << (8 * len)) - 1 } else { u64::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn key(word: &[u8]) -> Vec<u8> {
        let folded = Folded::new(word);
        folded.bytes()[..folded.len()].to_vec()
    }

    #[test]
    fn words_fold() {
        for (word, folded) in [
            ("Fünf", "funf"),
            ("ZÉRO", "zero"),
            ("dreißig", "dreissig"),
            ("ÄT", "at"),
            ("três", "tres"),
            ("MAŁPA", "małpa"),
            ("Семь", "семь"),
            ("İKİ", "iki"),
        ] {
            assert_eq!(key(word.as_bytes()), folded.as_bytes());
        }
        assert!(key("“one”".as_bytes()).is_empty());
        assert!(key(b"a\xFF").is_empty());
        assert!(key(&[b'a'; MAX_WORD + 1]).is_empty());
        assert_eq!(key(&[b'A'; MAX_WORD]), [b'a'; MAX_WORD]);
    }

    #[test]
    fn words_of_all_lengths_fold_byte_by_byte() {
        let mut random = Random(3);
        for _ in 0..20_000 {
            let mut some = |most: usize| -> Vec<u8> { (0..random.below(most)).map(|_| random.below(0x80) as u8).collect() };
            let (first, second) = (some(30), some(30));
            let mut folded = Folded::new(&first);
            assert_eq!(folded.bytes()[..folded.len()], first.to_ascii_lowercase());
            let prefix = folded.prefix(second.len());
            assert_eq!(prefix.bytes()[..], Folded::new(&first[..first.len().min(second.len())]).bytes()[..]);
            let both = [&*first, b" ", &*second].concat().to_ascii_lowercase();
            assert_eq!(folded.append_word(&second), both.len() <= MAX_WORD);
            if both.len() <= MAX_WORD {
                assert_eq!(folded.bytes()[..folded.len()], both);
                assert_eq!(folded.hash(), Folded::of_folded(&both).hash());
            }
        }
    }

    #[test]
    fn letters_are_counted() {
        let mut random = Random(5);
        for _ in 0..20_000 {
            let bytes = &b"aZz\x80\xFF@[`{ 0"[..6 + random.below(6)];
            let text: Vec<u8> = (0..random.below(30)).map(|_| bytes[random.below(bytes.len())]).collect();
            assert_eq!(count_letters(&text), text.iter().take_while(|b| is_letter(**b)).count());
        }
        for byte in 0..=u8::MAX {
            assert_eq!(count_letters(&[byte; 9]), if is_letter(byte) { 9 } else { 0 });
        }
    }
}
