//! What words mean, in every language at once.

use super::folded::Folded;
use crate::{fixed::Fixed, pattern::Rules};

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
    /// How the second words of these begin, by the low five bits of their first letters.
    nexts: u32,
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

    /// Whether a phrase may go on with a word that begins with `letter`, accents and all.
    pub(super) fn may_go_on_with(&self, letter: u8) -> bool {
        !letter.is_ascii() || self.nexts >> (letter & 31) & 1 != 0
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
    /// The first bytes of the key, as [`Folded::head`] has them: all of most keys.
    pub(super) head: u64,
    /// Where key and senses begin, and how long they are.
    pub(super) key_at: u32,
    pub(super) senses_at: u32,
    pub(super) key_len: u8,
    pub(super) senses_len: u8,
    pub(super) more: u8,
    pub(super) nexts: u32,
    pub(super) of_run: bool,
    pub(super) in_run: bool,
    pub(super) is_datum: bool,
    pub(super) is_core: bool,
}

/// The longest part of a joined word, in bytes.
const MAX_PART: usize = 14;

impl Lexicon {
    /// The place of a key.
    #[inline]
    fn place(&self, key: &Folded) -> Option<usize> {
        let mut slot = key.hash() & (self.slots.len() - 1);
        loop {
            let place = usize::from(self.slots[slot]).checked_sub(1)?;
            let row = &self.rows[place];
            let is_same = row.head == key.head() && usize::from(row.key_len) == key.len();
            if is_same && (key.len() <= 8 || *self.key(row) == key.bytes()[..key.len()]) {
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
        let &Row { more, nexts, of_run, in_run, is_datum, is_core, .. } = row;
        Entry { senses, more, nexts, of_run, in_run, is_datum, is_core }
    }

    /// The entry of a folded word or phrase.
    #[inline]
    pub(super) fn get(&self, key: &Folded) -> Option<Entry<'_>> {
        self.place(key).map(|place| self.entry(place))
    }

    /// The entry with the longest key that `text` begins with, among those that `pick` accepts, and the length of the key.
    fn longest(&self, text: &[u8], pick: impl Fn(Entry<'_>) -> bool) -> Option<(usize, Entry<'_>)> {
        let text = Folded::of_folded(&text[..text.len().min(MAX_PART)]);
        (2..=text.len()).rev().find_map(|len| self.get(&text.prefix(len)).filter(|e| pick(*e)).map(|entry| (len, entry)))
    }

    /// The value of a word that says a number below a million in one: "dreiundzwanzig". `None` for every other word.
    pub(super) fn joined(&self, key: &Folded) -> Option<(Language, u32)> {
        let (bytes, len) = (key.bytes(), key.len());
        let key = &bytes[..len];
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
            assert_eq!(lexicon.joined(&folded).map(|(_, n)| n), Some(value), "{word}");
        }
        for word in ["hundertwasser", "tension", "seventies", "undzwanzig", "dreiund", "onehanded", "treasure"] {
            assert_eq!(lexicon.joined(&Folded::new(word.as_bytes())), None, "{word}");
        }
    }
}
