//! What words mean, in every language at once.

use crate::pattern::{Numbers, Rules, SpokenFile};

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
#[derive(Debug, Default)]
pub(super) struct Entry {
    key: Box<[u8]>,
    pub(super) senses: Vec<(Language, Sense)>,
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

impl Entry {
    /// The first sense that `pick` accepts, of the language before any other.
    pub(super) fn sense(&self, language: Language, pick: impl Fn(Sense) -> bool) -> Option<Sense> {
        let fits = |own: bool| self.senses.iter().find(|(l, s)| (*l == language) == own && pick(*s)).map(|(_, s)| *s);
        fits(true).or_else(|| fits(false))
    }

    pub(super) fn has(&self, pick: impl Fn(Sense) -> bool) -> bool {
        self.senses.iter().any(|(_, s)| pick(*s))
    }
}

/// The words of all languages, by their folded spelling.
pub(super) struct Lexicon {
    entries: Vec<Entry>,
    /// Places in `entries` plus one, by hash.
    slots: Vec<u16>,
    pub(super) rules: Vec<Rules>,
    /// The second letters of words for a dot, as bits, by their first letters.
    dots: [u32; 32],
}

const SLOTS: usize = 1 << 13;

/// The longest part of a joined word, in bytes.
const MAX_PART: usize = 14;

// FNV-1a, folded to the size of the table: the parts of a joined word are hashed in one walk.
const HASH_START: u32 = 0x811C_9DC5;

fn hash_step(state: u32, byte: u8) -> u32 {
    (state ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn hash_end(state: u32) -> usize {
    (state ^ state >> 15) as usize % SLOTS
}

impl Lexicon {
    pub(super) fn new(files: &[&SpokenFile]) -> Lexicon {
        let mut lexicon =
            Lexicon { entries: Vec::new(), slots: vec![0; SLOTS], rules: files.iter().map(|f| f.rules).collect(), dots: [0; 32] };
        for (language, file) in files.iter().enumerate() {
            let mut adder = Adder { lexicon: &mut lexicon, language: language as Language };
            adder.add_file(file);
        }
        let is_dot = |e: &&Entry| e.has(|s| s == Sense::Dot);
        for key in lexicon.entries.iter().filter(is_dot).map(|e| &e.key) {
            if let [first, second, ..] = key[..] {
                lexicon.dots[usize::from(first & 31)] |= 1 << (second & 31);
            }
        }
        lexicon
    }

    /// Whether text may begin with a word for a dot. May be wrong, never misses.
    pub(super) fn may_be_dot(&self, text: &[u8]) -> bool {
        match text {
            [first, second, ..] => self.dots[usize::from(first & 31)] >> (second & 31) & 1 != 0 || *second >= 0x80,
            _ => false,
        }
    }

    fn place(&self, key: &[u8]) -> Result<usize, usize> {
        self.place_from(hash_end(key.iter().fold(HASH_START, |state, &byte| hash_step(state, byte))), key)
    }

    fn place_from(&self, mut slot: usize, key: &[u8]) -> Result<usize, usize> {
        loop {
            match self.slots[slot] {
                0 => return Err(slot),
                place if *self.entries[usize::from(place) - 1].key == *key => return Ok(usize::from(place) - 1),
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    /// The entry of a folded word or phrase.
    pub(super) fn get(&self, key: &[u8]) -> Option<&Entry> {
        self.place(key).ok().map(|place| &self.entries[place])
    }

    fn entry(&mut self, key: &[u8]) -> &mut Entry {
        let place = match self.place(key) {
            Ok(place) => place,
            Err(slot) => {
                self.entries.push(Entry { key: key.into(), ..Entry::default() });
                self.slots[slot] = u16::try_from(self.entries.len()).unwrap_or(u16::MAX);
                self.entries.len() - 1
            }
        };
        &mut self.entries[place]
    }

    /// The entry with the longest key that `text` begins with, among those that `pick` accepts, and the length of the key.
    fn longest(&self, text: &[u8], pick: impl Fn(&Entry) -> bool) -> Option<(usize, &Entry)> {
        let (mut state, mut best) = (HASH_START, None);
        for (place, &byte) in text.iter().take(MAX_PART).enumerate() {
            state = hash_step(state, byte);
            if place > 0
                && let Ok(entry) = self.place_from(hash_end(state), &text[..=place])
                && pick(&self.entries[entry])
            {
                best = Some((place + 1, &self.entries[entry]));
            }
        }
        best
    }

    /// The value of a word that says a number below a million in one: "dreiundzwanzig". `None` for every other word.
    pub(super) fn joined(&self, key: &[u8]) -> Option<(Language, u32)> {
        if key.len() < 5 {
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
            let own = |e: &Entry| e.senses.iter().find(|(l, s)| *l == language && is_part(*s)).map(|(_, s)| *s);
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

    /// The first words of all entries that may begin a run, as they are and without accents, for the trigger.
    pub(super) fn beginnings(files: &[&SpokenFile]) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for file in files {
            let n = &file.numbers;
            let lists = [
                &n.digits,
                &n.teens,
                &n.tens,
                &n.twenties,
                &n.hundreds,
                &n.hundred,
                &n.thousand,
                &n.amount,
                &n.repeat,
                &n.zeros,
                &file.signs.plus,
                &file.flow.sounds,
            ];
            for word in lists.iter().flat_map(|l| first_words(l)) {
                all.push(fold_all(word));
                all.push(word.as_bytes().to_vec());
                if file.rules.joined && word.len() < 4 {
                    // What follows it in a joined word.
                    all.extend(word_joints(n).map(|next| [word.as_bytes(), next].concat()));
                }
            }
        }
        all
    }

    /// The words that stand for an `@`, the first of each entry.
    pub(super) fn signs(files: &[&SpokenFile]) -> Vec<Vec<u8>> {
        files.iter().flat_map(|f| first_words(&f.signs.at)).flat_map(|w| [fold_all(w), w.as_bytes().to_vec()]).collect()
    }
}

/// The first word of each entry of a list.
fn first_words(list: &str) -> impl Iterator<Item = &str> {
    list.split(['|', '/']).filter_map(|entry| entry.split_whitespace().next())
}

/// What joins the parts of a joined word.
fn word_joints(numbers: &Numbers) -> impl Iterator<Item = &[u8]> {
    [&numbers.and, &numbers.hundred, &numbers.thousand].into_iter().flat_map(|l| first_words(l)).map(str::as_bytes)
}

/// Adds the words of one file.
struct Adder<'l> {
    lexicon: &'l mut Lexicon,
    language: Language,
}

impl Adder<'_> {
    fn add(&mut self, phrase: &str, sense: Sense) {
        let key = fold_all(phrase.trim());
        if key.is_empty() {
            return;
        }
        let language = self.language;
        let entry = self.lexicon.entry(&key);
        if !entry.senses.contains(&(language, sense)) {
            entry.senses.push((language, sense));
        }
        entry.of_run |= sense.is_of_run();
        entry.in_run |= sense.is_of_run();
        entry.is_datum |= sense.is_numeral() || matches!(sense, Sense::Letter(_));
        entry.is_core |= sense.is_numeral() || sense == Sense::Sound;
        let parts: Vec<&[u8]> = key.split(|&b| b == b' ').collect();
        if parts.len() > 1 {
            for (place, part) in parts.iter().enumerate() {
                let entry = self.lexicon.entry(part);
                entry.in_run |= sense.is_of_run();
                if place == 0 {
                    entry.more = entry.more.max(parts.len() as u8 - 1);
                }
            }
        }
    }

    /// Adds a plain list.
    fn add_all(&mut self, list: &str, sense: Sense) {
        list.split(['|', '/']).for_each(|word| self.add(word, sense));
    }

    /// Adds a list by value.
    fn add_values(&mut self, list: &str, sense: impl Fn(usize) -> Sense) {
        for (place, ways) in list.split('|').enumerate() {
            self.add_all(ways, sense(place));
        }
    }

    fn add_file(&mut self, file: &SpokenFile) {
        let n = &file.numbers;
        self.add_values(&n.digits, |i| Sense::Number(i as u16));
        self.add_values(&n.teens, |i| Sense::Number(i as u16 + 10));
        self.add_values(&n.tens, |i| Sense::Number(i as u16 * 10 + 20));
        self.add_values(&n.twenties, |i| Sense::Number(i as u16 + 21));
        self.add_values(&n.hundreds, |i| Sense::Number(i as u16 * 100 + 100));
        self.add_values(&n.repeat, |i| Sense::Repeat(i as u8 + 2));
        let letters = &file.letters;
        for (name, ways) in letters.names.split('|').filter_map(|row| row.split_once('=')) {
            if let Some(&letter) = name.trim().as_bytes().first() {
                self.add_all(ways, Sense::Letter(letter.to_ascii_uppercase()));
            }
        }
        for word in letters.alphabet.split_whitespace() {
            if let Some(&letter) = fold_all(word).first() {
                self.add(word, Sense::Letter(letter.to_ascii_uppercase()));
            }
        }
        for (list, sense) in [
            (&n.hundred, Sense::Hundred),
            (&n.thousand, Sense::Thousand),
            (&n.amount, Sense::Amount),
            (&n.times, Sense::Times),
            (&n.zeros, Sense::Zeros),
            (&n.and, Sense::And),
            (&letters.like, Sense::Like),
            (&letters.case, Sense::Case),
            (&file.signs.at, Sense::At),
            (&file.signs.dot, Sense::Dot),
            (&file.signs.dash, Sense::Dash),
            (&file.signs.underscore, Sense::Underscore),
            (&file.signs.plus, Sense::Plus),
            (&file.signs.together, Sense::Together),
            (&file.flow.sounds, Sense::Sound),
            (&file.flow.fillers, Sense::Filler),
            (&file.flow.repairs, Sense::Repair),
            (&file.names.never, Sense::Never),
            (&file.names.determiners, Sense::Determiner),
            (&file.names.leads, Sense::Lead),
            (&file.names.before, Sense::Before),
        ] {
            self.add_all(list, sense);
        }
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

fn fold_all(phrase: &str) -> Vec<u8> {
    let mut key = Vec::new();
    for word in phrase.split_whitespace() {
        if !key.is_empty() {
            key.push(b' ');
        }
        key.extend_from_slice(Folded::new(word.as_bytes()).key());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Patterns;

    fn lexicon() -> Lexicon {
        let patterns = Patterns::builtin();
        Lexicon::new(&patterns.spoken().map(|l| &l.file).collect::<Vec<_>>())
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
