//! Turns the text beside a candidate into the nearest word that speaks for it and the nearest that speaks against it.
//!
//! The rules, in order:
//!
//! 1. *Reach.* Words count in the [`WORD_REACH`] bytes before and after the candidate, on its line. Another number (two or more
//!    ASCII digits in a row) cuts off what lies beyond it: "order 4711 for 202.555.0143" has no word for an order. After
//!    the candidate the end of the sentence cuts as well.
//! 2. *Words.* Texts and entries are compared folded (`fold`). A word begins and ends at an edge: where a letter
//!    meets none, or Katakana another script. Han, Hiragana, Thai and their like have edges everywhere. Hangul needs an edge in front alone, as particles
//!    follow; in Arabic and Hebrew up to four letters of the words that lean on the next one may stand in front. `*` in an entry
//!    stands for any letters. A word cut by the end of the reach is no word.
//! 3. *The longest wins.* Of overlapping words the one with the longer entry stays, over all lists and languages, the later one
//!    among equals (compounds have their head last): "Telefonrechnung" is a bill.
//! 4. *Numbers.* A number word alone speaks for a phone. Directly after another word, or before one through links, it is part of
//!    that word: "order number", "numéro de commande". A word of a `named` list counts only beside a number word or mark.
//! 5. *Labels of others.* A word before the candidate belongs to the number before it when only links part them and a comma, a
//!    semicolon or a bracket closes it: "… 2671 is my card, …". A word after the candidate belongs to what follows when a colon or
//!    an equals sign follows it, or only links part it from the next number: "…, order 5566".
//!    A currency or unit counts only where nothing but a space parts it from the candidate, and from no other number.
//! 6. *Adjacent* is a word with nothing but spaces, punctuation, links, marks and number words between it and the candidate.
//!    A full stop does not part them ("tel. 030"); `?`, `!` and `;` do.
//! 7. Of several words on one side of the argument the adjacent one counts, then the one before, then the nearest.

mod adjacent;
mod chain;
mod fold;
mod reach;
mod sayings;
mod shipped;
mod table;
mod touch;

use std::{cell::OnceCell, ops::Deref, sync::OnceLock};

use crate::pattern::{Files, WordFile};
use fold::{Folded, Folds, Kind};
pub(crate) use fold::{WORD_REACH, fold_letter};
use table::{AGAINST, CARD, CONTENT, IBAN, LINK, MARK, Match, NAMED, NUMBER, PHONE, Place, Roles, Table, UNIT};
use touch::{Touch, Voice};

/// More words than this on one side are beyond the argument; the last stay.
const MOST: usize = 32;

/// Letters that may lean on a word in Arabic and Hebrew: "and by the".
const MOST_LEANING: usize = 4;

/// What a candidate may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Phone,
    Card,
    Iban,
}

/// A word near a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Place of its entry among all.
    pub(crate) entry: u32,
    /// Bytes between the word and the candidate.
    pub(crate) distance: usize,
    pub(crate) adjacent: bool,
    pub(crate) after: bool,
}

/// The words that count most on each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) supports: Option<Word>,
    pub(crate) opposes: Option<Word>,
}

/// The words of all languages.
///
/// The table of the shipped files is a part of the program. With files of a user it is made when the first candidate asks for
/// words: that takes 4 ms, and clean text never needs it.
pub(crate) struct Words {
    files: Files<WordFile>,
    made: OnceLock<Box<Lists>>,
}

#[derive(Debug)]
struct Lists {
    folds: Folds,
    table: Table,
    touch: Touch,
}

impl Words {
    pub(crate) fn new(files: Files<WordFile>) -> Words {
        Words { files, made: OnceLock::new() }
    }

    fn lists(&self) -> &Lists {
        if self.files.are_shipped { &shipped::LISTS } else { self.made.get_or_init(|| Box::new(Lists::new(&self.files))) }
    }

    /// What the text of the line before and after a candidate says about it: at most [`WORD_REACH`] bytes each, and all of them
    /// if there are so many. Longer texts are cut.
    pub(crate) fn weigh(&self, topic: Topic, before: &[u8], after: &[u8]) -> Said {
        *self.hear(topic, before, after)
    }

    /// As [`Words::weigh`], once somebody asks: half a microsecond, and most candidates are decided without.
    pub(crate) fn hear<'t>(&'t self, topic: Topic, before: &'t [u8], after: &'t [u8]) -> Hearing<'t> {
        Hearing { words: self, topic, before, after, left: OnceCell::new(), both: OnceCell::new() }
    }

    /// Whether a word right beside a candidate may speak for a phone number, with what is passed over between. May be wrong, never
    /// misses one.
    pub(crate) fn may_be_labelled(&self, before: &[u8], after: &[u8]) -> bool {
        self.lists().touch.may_label(before, after)
    }

    /// Whether words right beside a candidate may speak for a phone number: the one that the text before it ends with, and the one
    /// that the text behind it begins with; there is none in an empty text. May be wrong, never misses one.
    #[inline]
    pub(crate) fn may_label(&self, before: &[u8], after: &[u8]) -> bool {
        let touch = &self.lists().touch;
        (!before.is_empty() && touch.last(before, Voice::Phone)) || (!after.is_empty() && touch.first(after, Voice::Phone))
    }

    /// Whether a word that speaks for a phone number may be within reach of a candidate. May be wrong, never misses one.
    pub(crate) fn may_support(&self, before: &[u8], after: &[u8]) -> bool {
        self.lists().touch.may_support(before, after)
    }

    /// Whether a word right beside a candidate may speak against it, with what is passed over between. May be wrong, never misses one.
    pub(crate) fn may_oppose(&self, topic: Topic, before: &[u8], after: &[u8]) -> bool {
        self.lists().touch.may_oppose(topic, before, after)
    }

    /// The language and the entry of a word. Slow, for `explain`: it reads the files.
    pub(crate) fn name(&self, word: &Word) -> (&str, &str) {
        let entry = table::entries(self.files.iter().map(Deref::deref)).nth(word.entry as usize);
        entry.map(|(file, _, entry)| (&*file.language, entry)).expect("the table was made of these files")
    }
}

impl Lists {
    fn new(files: &Files<WordFile>) -> Lists {
        let folds = Folds::new();
        let table = Table::new(files.iter().map(Deref::deref), &folds);
        let touch = table.touch();
        Lists { folds, table, touch }
    }

    fn weigh_before(&self, topic: Topic, before: &[u8], said: &mut Said) {
        let reach = &before[before.len().saturating_sub(WORD_REACH)..];
        let cut = reach.windows(2).rposition(is_number);
        let text = &reach[cut.map_or(0, |i| i + 2)..];
        if text.len() < 2 {
            return;
        }
        let folded = self.folds.fold(text, false);
        let mut found = Found::default();
        // A reach that is full may begin inside a word.
        let skip = if cut.is_none() && reach.len() == WORD_REACH { first_edge(&folded) } else { 0 };
        self.find(&folded, skip, &mut found);
        found.join(&folded);
        let matches = found.matches();
        let owned = if cut.is_some() { owned_by_previous(&folded, matches) } else { None };
        let mut chain = Some(folded.len());
        for (place, word) in matches.iter().enumerate().rev() {
            let (start, end) = (usize::from(word.start), usize::from(word.end));
            let adjacent = chain.is_some_and(|to| is_clean(&folded, end, to));
            let touches = word.roles & UNIT == 0 || end + 1 >= folded.len() && !(cut.is_some() && start <= 1);
            if owned != Some(place) && touches {
                let distance = text.len() - folded.source(end);
                said.hear(topic, word, Word { entry: word.entry, distance, adjacent, after: false });
            }
            chain = (adjacent && word.roles & CONTENT == 0 && word.roles & (LINK | MARK | NUMBER) != 0).then_some(start);
        }
    }

    fn weigh_after(&self, topic: Topic, after: &[u8], said: &mut Said) {
        let reach = &after[..after.len().min(WORD_REACH)];
        let digits = reach.windows(2).position(is_number);
        let text = &reach[..digits.unwrap_or(reach.len())];
        if text.len() < 2 {
            return;
        }
        let folded = self.folds.fold(text, digits.is_none() && reach.len() == WORD_REACH);
        let clause = clause_end(&folded);
        let mut found = Found::default();
        self.find(&folded, 0, &mut found);
        found.join(&folded);
        let matches = found.matches();
        let mut owned = matches.len(); // words from here on belong to the next number
        if digits.is_some() {
            let starts = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'(' | b' ');
            let mut to = folded.text().iter().rposition(|byte| !starts(byte)).map_or(0, |last| last + 1);
            while owned > 0 && is_clean(&folded, usize::from(matches[owned - 1].end), to) {
                owned -= 1;
                to = usize::from(matches[owned].start);
                if matches[owned].roles & CONTENT != 0 {
                    break;
                }
            }
        }
        let mut chain = Some(0);
        for (place, word) in matches.iter().enumerate() {
            let (start, end) = (usize::from(word.start), usize::from(word.end));
            if start >= clause {
                break;
            }
            let adjacent = chain.is_some_and(|from| is_clean(&folded, from, start));
            let rest = &folded.text()[end..];
            let touches = word.roles & UNIT == 0 || start <= 1 && !rest.trim_ascii_start().first().is_some_and(u8::is_ascii_digit);
            if place < owned && touches && !is_label(&folded, end) {
                let distance = folded.source(start);
                said.hear(topic, word, Word { entry: word.entry, distance, adjacent, after: true });
            }
            chain = (adjacent && word.roles & CONTENT == 0 && word.roles & (LINK | MARK | NUMBER) != 0).then_some(end);
        }
    }

    /// Words from the edge `from` on, in order and without overlaps.
    fn find(&self, folded: &Folded, from: usize, found: &mut Found) {
        let mut start = from; // of the word we are in
        let mut leaning = false; // all letters since then lean on what follows
        let mut leant = 0;
        for i in from..folded.len() {
            if !folded.is_start(i) {
                continue;
            }
            let place = if folded.is_edge(i) {
                (start, leant, leaning) = (i, 0, folded.kind(i) == Kind::Clitic);
                Place::Edge
            } else if leaning {
                Place::Leaning
            } else if self.table.may_begin_inside(folded, i) {
                Place::Within
            } else {
                continue;
            };
            if let Some(mut word) = self.table.longest(folded, i, place) {
                word.start = start as u8;
                let mut end = usize::from(word.end);
                while !folded.is_edge(end) {
                    end += 1;
                }
                word.end = end as u8;
                found.add(word);
            }
            leant += 1;
            leaning = leaning && leant <= MOST_LEANING && leans(&folded.text()[i..]);
        }
    }
}

/// What the text beside a candidate says, weighed no earlier than asked for.
pub(crate) struct Hearing<'t> {
    words: &'t Words,
    topic: Topic,
    before: &'t [u8],
    after: &'t [u8],
    left: OnceCell<Said>,
    both: OnceCell<Said>,
}

impl Hearing<'_> {
    /// What the text before the candidate says. An adjacent word there comes before all others, so this settles what is one.
    pub(crate) fn left(&self) -> &Said {
        self.left.get_or_init(|| {
            let mut said = Said::default();
            self.words.lists().weigh_before(self.topic, self.before, &mut said);
            said
        })
    }

    /// Whether an adjacent word supports the candidate as a phone number.
    pub(crate) fn is_supported_closely(&self) -> bool {
        let touch = &self.words.lists().touch;
        let is_adjacent = |said: &Said| said.supports.is_some_and(|word| word.adjacent);
        touch.before(self.before, Voice::Phone) && is_adjacent(self.left()) || touch.after(self.after, Voice::Phone) && is_adjacent(self)
    }

    /// What the text before the candidate says, or nothing where no word of any list can stand right before it.
    pub(crate) fn left_closely(&self) -> Option<&Said> {
        self.words.lists().touch.before(self.before, Voice::Any).then(|| self.left())
    }

    /// The same for both sides.
    pub(crate) fn closely(&self) -> Option<&Said> {
        let touch = &self.words.lists().touch;
        (touch.before(self.before, Voice::Any) || touch.after(self.after, Voice::Any)).then(|| &**self)
    }

    /// Whether an adjacent word may speak against the candidate. May be wrong, never misses one.
    pub(crate) fn may_oppose(&self) -> bool {
        self.words.may_oppose(self.topic, self.before, self.after)
    }
}

impl Deref for Hearing<'_> {
    type Target = Said;

    fn deref(&self) -> &Said {
        self.both.get_or_init(|| {
            let mut said = *self.left();
            self.words.lists().weigh_after(self.topic, self.after, &mut said);
            said
        })
    }
}

impl Said {
    fn hear(&mut self, topic: Topic, found: &Match, word: Word) {
        let bit: Roles = match topic {
            Topic::Phone => PHONE,
            Topic::Card => CARD,
            Topic::Iban => IBAN,
        };
        let better = |old: &Option<Word>| old.is_none_or(|old| rank(&word) < rank(&old));
        let against = found.roles & bit << AGAINST != 0 || bit == PHONE && found.roles & UNIT != 0;
        if found.roles & bit != 0 {
            if better(&self.supports) {
                self.supports = Some(word);
            }
        } else if against && better(&self.opposes) {
            self.opposes = Some(word);
        }
    }
}

fn rank(word: &Word) -> (bool, bool, usize) {
    (!word.adjacent, word.after, word.distance)
}

/// Words of one side, from left to right.
#[derive(Default)]
struct Found {
    words: [Match; MOST],
    len: usize,
}

impl Found {
    fn matches(&self) -> &[Match] {
        &self.words[..self.len]
    }

    /// Adds a word that does not begin before the last one, unless a longer one is in its place.
    fn add(&mut self, word: Match) {
        while self.len > 0 && self.words[self.len - 1].end > word.start {
            if self.words[self.len - 1].len > word.len {
                return;
            }
            self.len -= 1;
        }
        if self.len == MOST {
            self.words.copy_within(1.., 0);
            self.len -= 1;
        }
        self.words[self.len] = word;
        self.len += 1;
    }

    /// Settles what number words and named words say, from the words beside them.
    fn join(&mut self, folded: &Folded) {
        for k in 0..self.len {
            let roles = self.words[k].roles;
            if roles & CONTENT != 0 || roles & (NUMBER | NAMED) == 0 {
                continue;
            }
            let touches = |left: usize| is_joint(folded, usize::from(self.words[left].end), usize::from(self.words[left + 1].start));
            let before = (k > 0 && touches(k - 1)).then(|| k - 1);
            let mut after = k + 1;
            while after < self.len && touches(after - 1) && self.words[after].roles & (CONTENT | NAMED | NUMBER | MARK) == 0 {
                after += 1;
            }
            let after = (after < self.len && touches(after - 1)).then_some(after);
            let has = |place: Option<usize>, roles: Roles| place.is_some_and(|place| self.words[place].roles & roles != 0);
            if roles & NAMED != 0 {
                let mut from = before;
                while let Some(at) = from.filter(|&at| self.words[at].roles & (NUMBER | MARK) == 0 && self.words[at].roles & LINK != 0) {
                    from = (at > 0 && touches(at - 1)).then(|| at - 1);
                }
                if has((after == Some(k + 1)).then_some(k + 1), NUMBER | MARK) || has(from, NUMBER | MARK) {
                    self.words[k].roles |= (PHONE | CARD | IBAN) << AGAINST;
                }
            } else if has(before, CONTENT) {
                if let Some(before) = before {
                    self.words[before].end = self.words[k].end;
                }
                self.words[k].roles |= LINK;
            } else if !has(before, NAMED) && !has(after, CONTENT | NAMED) {
                self.words[k].roles |= PHONE;
            }
        }
    }
}

/// Whether two bytes are digits.
fn is_number(pair: &[u8]) -> bool {
    pair.iter().all(u8::is_ascii_digit)
}

/// The first edge that is not the start of the text.
fn first_edge(folded: &Folded) -> usize {
    (1..folded.len()).find(|&i| folded.is_edge(i)).unwrap_or(folded.len())
}

/// Whether the folded text begins with a letter that can be a word of its own, written together with the next one:
/// Arabic wa, fa, bi, li, ka and the article; Hebrew he, vav, bet, lamed, mem, shin, kaf.
fn leans(text: &[u8]) -> bool {
    const LEANING: [&str; 13] = ["و", "ف", "ب", "ل", "ك", "ا", "ה", "ו", "ב", "ל", "מ", "ש", "כ"];
    LEANING.iter().any(|letter| text.starts_with(letter.as_bytes()))
}

/// Whether only spaces and the marks inside a name ("cust. no.", "order's number") are between two words.
fn is_joint(folded: &Folded, from: usize, to: usize) -> bool {
    folded.text().get(from..to).is_some_and(|gap| gap.len() < 4 && gap.iter().all(|byte| matches!(byte, b' ' | b'.' | b'\'' | b'/')))
}

/// Whether only spaces and punctuation are between a word and what comes next, after at most one digit at the word ("phone2: ").
fn is_clean(folded: &Folded, from: usize, to: usize) -> bool {
    let Some(gap) = folded.text().get(from..to) else { return from >= to };
    gap.iter().zip(from..).all(|(byte, i)| match folded.kind(i) {
        Kind::Gap => !matches!(byte, b'?' | b'!' | b';'),
        Kind::Digit => i == from,
        _ => false,
    })
}

/// Whether a word that ends at `end` is the name of the value after it: `"order":`, `order=`.
fn is_label(folded: &Folded, end: usize) -> bool {
    folded.text()[end..].iter().find(|byte| !matches!(byte, b' ' | b'"' | b'\'' | b'\\')).is_some_and(|byte| matches!(byte, b':' | b'='))
}

/// The end of the sentence that the text begins in.
fn clause_end(folded: &Folded) -> usize {
    let text = folded.text();
    let ends = |i: usize| match text[i] {
        b'.' | b'!' | b'?' | b';' => text.get(i + 1).is_none_or(|&next| next == b' '),
        0xE3 => text[i..].starts_with("。".as_bytes()),
        0xD8 => text[i..].starts_with("؟".as_bytes()),
        _ => false,
    };
    (0..text.len()).find(|&i| ends(i)).unwrap_or(text.len())
}

/// The word that belongs to the number before the text, if there is one.
fn owned_by_previous(folded: &Folded, matches: &[Match]) -> Option<usize> {
    let mut from = 0;
    for (place, word) in matches.iter().enumerate() {
        let gap = folded.text().get(from..usize::from(word.start)).unwrap_or_default();
        if gap.iter().any(|byte| !matches!(byte, b' ' | b'(' | b'\'')) {
            return None;
        }
        if word.roles & CONTENT != 0 {
            let closed = folded.text().get(usize::from(word.end)).is_some_and(|byte| matches!(byte, b',' | b';' | b')'));
            return closed.then_some(place);
        }
        from = usize::from(word.end);
    }
    None
}

#[cfg(test)]
mod tests;
