//! What words mean, in every language at once.

use crate::{fixed::Fixed, pattern::Rules};

/// The longest word that is looked at, in bytes; German "neunhundertsiebenundneunzigtausend" has 34.
pub(super) const MAX_WORD: usize = 48;

/// A language by its place among the files.
pub(super) type Language = u8;

/// What one word or phrase means in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// A number below a thousand.
    Number(u16),
    Hundred,
    Thousand,
    /// Million and above.
    Amount,
    Repeat(u8),
    Times,
    Zeros,
    And,
    Plus,
    Letter(u8),
    /// "as in", between a letter and a word.
    Like,
    Case,
    At,
    Dot,
    Dash,
    Underscore,
    Together,
    Sound,
    Filler,
    Repair,
    Never,
    Determiner,
    Lead,
    Before,
}

impl Sense {
    /// Whether it says digits.
    pub(super) fn is_numeral(self) -> bool {
        matches!(self, Sense::Number(_) | Sense::Hundred | Sense::Thousand | Sense::Amount | Sense::Repeat(_) | Sense::Zeros | Sense::Plus)
    }

    /// Whether it may stand in a run of numbers and letters.
    pub(super) fn is_of_run(self) -> bool {
        self.is_numeral()
            || matches!(
                self,
                Sense::Times
                    | Sense::And
                    | Sense::Letter(_)
                    | Sense::Like
                    | Sense::Case
                    | Sense::Sound
                    | Sense::Filler
                    | Sense::Repair
                    | Sense::Dash
            )
    }
}

/// The meanings of a word or phrase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'l> {
    pub(super) senses: &'l [(Language, Sense)],
    /// The most further words of a phrase that begins with this one.
    pub(super) more: u8,
    /// Whether it may stand in a run, and whether it is part of a phrase that may.
    pub(super) of_run: bool,
    pub(super) in_run: bool,
    /// Whether it carries data.
    pub(super) is_datum: bool,
    /// Whether a run of numbers may be recognised by it.
    pub(super) is_core: bool,
}

impl Entry<'_> {
    /// The first sense that `pick` accepts, of the language before any other.
    pub(super) fn sense(&self, language: Language, pick: impl Fn(Sense) -> bool) -> Option<Sense> {
        let fits = |own: bool| self.senses.iter().find(|(l, s)| (*l == language) == own && pick(*s)).map(|(_, s)| *s);
        fits(true).or_else(|| fits(false))
    }

    pub(super) fn has(&self, pick: impl Fn(Sense) -> bool) -> bool {
        self.senses.iter().any(|(_, s)| pick(*s))
    }
}

/// The words of all languages, by their folded spelling. Without pointers, as the lexicon of the shipped files is a part of the program.
#[derive(Debug, Clone)]
pub(super) struct Lexicon {
    pub(super) rows: Fixed<[Row]>,
    /// All keys, end to end, and all senses.
    pub(super) keys: Fixed<[u8]>,
    pub(super) senses: Fixed<[(Language, Sense)]>,
    /// Places in `rows` plus one, by hash. A power of two long, and never full.
    pub(super) slots: Fixed<[u16]>,
    pub(super) rules: Fixed<[Rules]>,
    /// How words of numbers begin: the second letters by the first, and the third by the second, as bits.
    pub(super) starts: [[u32; 32]; 2],
}

/// An entry as the lexicon keeps it.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Where key and senses begin, and how long they are.
    pub(super) key_at: u32,
    pub(super) senses_at: u32,
    pub(super) key_len: u8,
    pub(super) senses_len: u8,
    pub(super) more: u8,
    pub(super) of_run: bool,
    pub(super) in_run: bool,
    pub(super) is_datum: bool,
    pub(super) is_core: bool,
}

/// The longest part of a joined word, in bytes.
const MAX_PART: usize = 14;

// FNV-1a, folded to the size of the table: the parts of a joined word are hashed in one walk.
const HASH_START: u32 = 0x811C_9DC5;

fn hash_step(state: u32, byte: u8) -> u32 {
    (state ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// The hash of a whole key.
pub(super) fn hash(key: &[u8]) -> usize {
    hash_end(key.iter().fold(HASH_START, |state, &byte| hash_step(state, byte)))
}

fn hash_end(state: u32) -> usize {
    (state ^ state >> 15) as usize
}

impl Lexicon {
    /// The place of a key, by its hash.
    fn place(&self, hash: usize, key: &[u8]) -> Option<usize> {
        let mut slot = hash & (self.slots.len() - 1);
        loop {
            let place = usize::from(self.slots[slot]).checked_sub(1)?;
            // Keys are short: a call to compare them takes longer than to do it here.
            let own = self.key(&self.rows[place]);
            if own.len() == key.len() && own.iter().zip(key).all(|(a, b)| a == b) {
                return Some(place);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn key(&self, row: &Row) -> &[u8] {
        &self.keys[row.key_at as usize..][..usize::from(row.key_len)]
    }

    fn entry(&self, place: usize) -> Entry<'_> {
        let row = &self.rows[place];
        let senses = &self.senses[row.senses_at as usize..][..usize::from(row.senses_len)];
        Entry { senses, more: row.more, of_run: row.of_run, in_run: row.in_run, is_datum: row.is_datum, is_core: row.is_core }
    }

    /// The entry of a folded word or phrase.
    pub(super) fn get(&self, key: &[u8]) -> Option<Entry<'_>> {
        self.place(hash(key), key).map(|place| self.entry(place))
    }

    /// The entry with the longest key that `text` begins with, among those that `pick` accepts, and the length of the key.
    fn longest(&self, text: &[u8], pick: impl Fn(Entry<'_>) -> bool) -> Option<(usize, Entry<'_>)> {
        let (mut state, mut best) = (HASH_START, None);
        for (place, &byte) in text.iter().take(MAX_PART).enumerate() {
            state = hash_step(state, byte);
            if place > 0
                && let Some(found) = self.place(hash_end(state), &text[..=place])
                && pick(self.entry(found))
            {
                best = Some((place + 1, self.entry(found)));
            }
        }
        best
    }

    /// The value of a word that says a number below a million in one: "dreiundzwanzig". `None` for every other word.
    pub(super) fn joined(&self, key: &[u8]) -> Option<(Language, u32)> {
        // Nearly all words of talk begin in another way.
        let follows = |place: usize| self.starts[place][usize::from(key[place] & 31)] >> (key[place + 1] & 31) & 1 != 0;
        if key.len() < 5 || !follows(0) || !follows(1) {
            return None;
        }
        self.longest(key, |e| e.has(|s| matches!(s, Sense::Number(_) | Sense::Hundred | Sense::Thousand)))?;
        let languages = (0..self.rules.len()).filter(|&l| self.rules[l].joined);
        languages.map(|l| l as Language).find_map(|l| Some((l, self.joined_in(key, l)?)))
    }

    /// The parts of a joined word, taken greedily: the longest word of a number first.
    fn joined_in(&self, key: &[u8], language: Language) -> Option<u32> {
        let rules = self.rules[usize::from(language)];
        let is_part = |s: Sense| matches!(s, Sense::Number(_) | Sense::Hundred | Sense::Thousand | Sense::And);
        let (mut total, mut hundreds, mut small, mut open) = (0, 0, 0, true);
        let (mut at, mut pending) = (0, false);
        while at < key.len() {
            let own = |e: Entry<'_>| e.senses.iter().find(|(l, s)| *l == language && is_part(*s)).map(|(_, s)| *s);
            let (length, entry) = self.longest(&key[at..], |e| own(e).is_some())?;
            let sense = own(entry)?;
            match sense {
                Sense::And if at > 0 && !pending => pending = true,
                Sense::Number(n @ 100..) if small == 0 && hundreds == 0 => (hundreds, open) = (u32::from(n), true),
                Sense::Number(n @ 20..=90) if pending && rules.units_first && (1..10).contains(&small) => {
                    (small, open) = (small + u32::from(n), false)
                }
                Sense::Number(n) if small == 0 && open => (small, open) = (u32::from(n), true),
                Sense::Number(n @ 1..=9) if !rules.units_first && (20..=90).contains(&small) && small.is_multiple_of(10) => {
                    (small, open) = (small + u32::from(n), false);
                }
                Sense::Hundred if hundreds == 0 && small < 100 => (hundreds, small, open) = (small.max(1) * 100, 0, true),
                Sense::Thousand if total == 0 => (total, hundreds, small, open) = ((hundreds + small).max(1) * 1000, 0, 0, true),
                _ => return None,
            }
            if sense != Sense::And {
                pending = false;
            }
            at += length;
        }
        (!pending).then_some(total + hundreds + small)
    }
}

/// A letter of a word: an ASCII letter, or any byte of a longer character.
pub(crate) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// A word of the text, folded: lower case, without accents.
#[derive(Clone, Copy)]
pub(super) struct Folded {
    bytes: [u8; MAX_WORD],
    len: usize,
}

impl Folded {
    /// Folds a word. Empty where it is too long or has characters that no word of the lists has.
    pub(super) fn new(word: &[u8]) -> Folded {
        let mut folded = Folded { bytes: [0; MAX_WORD], len: 0 };
        if !folded.append(word) {
            folded.len = 0;
        }
        folded
    }

    pub(super) fn key(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Appends a space and another word; false where they do not fit.
    pub(super) fn append_word(&mut self, word: &[u8]) -> bool {
        self.put(b' ') && self.append(word)
    }

    fn put(&mut self, byte: u8) -> bool {
        let fits = self.len < MAX_WORD;
        if fits {
            self.bytes[self.len] = byte;
            self.len += 1;
        }
        fits
    }

    fn append(&mut self, word: &[u8]) -> bool {
        if word.is_ascii() {
            let Some(room) = self.bytes.get_mut(self.len..self.len + word.len()) else { return false };
            for (to, byte) in room.iter_mut().zip(word) {
                *to = byte.to_ascii_lowercase();
            }
            self.len += word.len();
            return true;
        }
        let mut rest = word;
        while let [first, tail @ ..] = rest {
            rest = tail;
            if first.is_ascii() {
                if !self.put(first.to_ascii_lowercase()) {
                    return false;
                }
                continue;
            }
            let (&0xC3, [second, tail @ ..]) = (first, tail) else { return false };
            rest = tail;
            // U+00C0 to U+00FF, upper and lower case alike.
            const BASES: &[u8; 32] = b"aaaaaaaceeeeiiiidnooooo/ouuuuypy";
            let base = match second {
                0x9F => b's',
                0x80..=0xBF => BASES[usize::from(second & 0x1F)],
                _ => return false,
            };
            if !self.put(base) || (*second == 0x9F && !self.put(b's')) {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Patterns;

    fn lexicon() -> Lexicon {
        Lexicon::new(Patterns::builtin().spoken().iter().map(|language| &language.file))
    }

    #[test]
    fn the_lexicon_of_the_program_is_that_of_its_files() {
        let spoken = super::super::Spoken::new(Patterns::builtin().spoken().clone()).unwrap();
        assert_eq!(format!("{:?}", spoken.lexicon()), format!("{:?}", lexicon()));
    }

    #[test]
    fn joined_words_have_values() {
        let lexicon = lexicon();
        for (word, value) in [
            ("dreiundzwanzig", 23),
            ("einundfünfzig", 51),
            ("siebenhundertdreiundvierzig", 743),
            ("neunzehnhundertneunzig", 1990),
            ("zweitausendeins", 2001),
            ("fiftyfive", 55),
            ("ventuno", 21),
            ("trecentoquarantasette", 347),
            ("drieëntwintig", 23),
            ("achtenzeventig", 78),
            ("honderdvijf", 105),
        ] {
            let folded = Folded::new(word.as_bytes());
            assert_eq!(lexicon.joined(folded.key()).map(|(_, n)| n), Some(value), "{word}");
        }
        for word in ["hundertwasser", "tension", "seventies", "undzwanzig", "dreiund", "onehanded", "treasure"] {
            assert_eq!(lexicon.joined(word.as_bytes()), None, "{word}");
        }
    }

    #[test]
    fn words_fold() {
        for (word, key) in [("Fünf", "funf"), ("ZÉRO", "zero"), ("dreißig", "dreissig"), ("ÄT", "at"), ("três", "tres")] {
            assert_eq!(Folded::new(word.as_bytes()).key(), key.as_bytes());
        }
        assert!(Folded::new("нуль".as_bytes()).key().is_empty());
        assert!(Folded::new(&[b'a'; MAX_WORD + 1]).key().is_empty());
    }
}
