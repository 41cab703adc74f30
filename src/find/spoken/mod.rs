//! Turns words that were said into the data they spell: "my number is oh seven seven double oh nine hundred …".
//!
//! Text of speech recognisers has no digits to be found by. The scan looks, with vectors, for [`CORE_BYTES`](run::CORE_BYTES)
//! in which no word begins but those that the `trigger` says may be of a number; only there is the `run` read, each word looked
//! up in the `lexicon` of all languages. `numeral` makes digits and letters of them, by the rules of the language that most of
//! the run is in, and `judge` asks the checks of the written kinds. Where a word stands for an `@`, `address` reads what is
//! beside it.
//!
//! What may be heard in several ways (600 12 or 612) is read in each, the usual one first, until one proves itself.
//!
//! A run begins at most 160 bytes before its core and is at most 448 bytes long, an address is within 192 bytes of its `@`; with
//! the words near them both stay within the reach of the [`super::Finder`].

mod address;
mod domain;
mod draft;
mod folded;
mod judge;
mod lexicon;
mod listen;
mod numeral;
mod run;
mod shipped;
mod trigger;

use std::{borrow::Cow, cell::Cell, ops::Range};

use crate::pattern::{Files, Language};

use super::{email::Email, number::Numbers};

pub(super) use domain::{REACH, reach};
use folded::Folded;
pub(super) use judge::Heard;
use judge::Judge;
use lexicon::{Entry, Lexicon, Sense};
pub(super) use listen::{Letters, Numerals, Words};
use numeral::{Open, Way};
pub(super) use trigger::{Trigger, first_bytes};

/// More words than this without a pause are no datum: two cards and a telephone number, read in one go, are 45.
const MAX_BREATH: usize = 72;

/// What is known of spoken languages.
pub(super) struct Spoken {
    languages: Files<Language>,
    tables: Cow<'static, Tables>,
}

/// What is made of the files.
#[derive(Debug, Clone)]
struct Tables {
    trigger: Trigger,
    lexicon: Lexicon,
}

/// What became of a run.
pub(super) struct Run {
    /// Bytes of the window, from the first word to where reading stopped.
    pub(super) range: Range<usize>,
    pub(super) heard: Vec<Heard>,
}

impl Spoken {
    /// `None` where no language is known.
    pub(super) fn new(languages: Files<Language>) -> Option<Spoken> {
        if languages.are_shipped {
            return Some(Spoken { languages, tables: Cow::Borrowed(&shipped::TABLES) });
        }
        let files = || languages.iter().map(|language| &language.file);
        files().next()?;
        let tables = Tables { trigger: Trigger::new(files()), lexicon: Lexicon::new(files()) };
        Some(Spoken { tables: Cow::Owned(tables), languages })
    }

    pub(super) fn languages(&self) -> &Files<Language> {
        &self.languages
    }

    pub(super) fn trigger(&self) -> &Trigger {
        &self.tables.trigger
    }

    fn lexicon(&self) -> &Lexicon {
        &self.tables.lexicon
    }

    /// Where the core around the word at `place` of a window begins, if there is one; never before `from`.
    pub(super) fn core(&self, text: &[u8], place: usize, from: usize) -> Option<usize> {
        run::core_start(self.lexicon(), text, place, from)
    }

    /// Reads the run around a core. With `all`, what was refused comes too.
    pub(super) fn read_run(&self, text: &[u8], (core, from): (usize, usize), numbers: &Numbers) -> Run {
        let lexicon = self.lexicon();
        let mut start = run::start(lexicon, text, core, from);
        let (mut tokens, mut end) = run::tokens(lexicon, text, start);
        // What looked like a part of the run, word by word, may break off before the core.
        while end <= core && start < core {
            start = run::next_start(text, end.max(start)).unwrap_or(core).min(core);
            (tokens, end) = run::tokens(lexicon, text, start);
        }
        // Nobody says so much in one breath.
        if tokens.len() > MAX_BREATH && !tokens[..MAX_BREATH].iter().any(|t| t.pause) {
            return Run { range: start..end.max(core), heard: Vec::new() };
        }
        let language = numeral::language(lexicon, &tokens);
        let own = numeral::without_strangers(&tokens, language);
        let mut heard = self.read_tokens(text, &tokens[own.clone()], language, numbers);
        // They may have been meant as numbers, where nothing is said without them.
        if own.len() < tokens.len() && !heard.iter().any(|h| h.note.masked) {
            heard = self.read_tokens(text, &tokens, language, numbers);
        }
        Run { range: start..end.max(core), heard }
    }

    /// What tokens spell, in the first way of reading them that gives a datum.
    fn read_tokens(&self, text: &[u8], tokens: &[run::Token<'_>], language: lexicon::Language, numbers: &Numbers) -> Vec<Heard> {
        let mut best = Vec::new();
        let (patience, weighed) = (Cell::new(judge::PATIENCE), judge::Weighed::default());
        let mut open = Open::default();
        for way in Way::ALL {
            if !way.is_of_use(open) {
                continue;
            }
            let reading = numeral::read(self.lexicon(), text, tokens, language, way);
            open |= reading.open;
            let judge =
                Judge { numbers, words: &numbers.words, source: text, tokens, reading: &reading, patience: &patience, weighed: &weighed };
            let heard = judge.run();
            let masked = heard.iter().any(|h| h.note.masked);
            let counts = judge.is_counting(&(0..reading.pieces.len()));
            if best.is_empty() || masked {
                best = heard;
            }
            // Who counts says nothing in another way either.
            if masked || counts {
                break;
            }
        }
        best
    }

    /// Whether a word of a number, and not a short one ("o" is an article, too), may stand before or behind the digits at `digits`:
    /// a look at its first letters, as the scan takes, and its last. May be wrong, never misses; beside most numbers stands none.
    #[inline]
    pub(super) fn may_be_beside(&self, hay: &[u8], digits: Range<usize>) -> bool {
        let trigger = self.trigger();
        let admits = |start: Option<usize>| start.is_some_and(|start| trigger.admits_word(hay, start));
        let is_behind = may_stand(hay[digits.end..].first_chunk().map(|next| u64::from_le_bytes(*next)), |word| trigger.admits_start(word));
        let is_before = may_stand(hay[..digits.start].last_chunk().map(|last| u64::from_be_bytes(*last)), |word| trigger.admits_end(word));
        is_behind && admits(run::word_behind(hay, digits.end)) || is_before && admits(run::word_before(hay, digits.start))
    }

    /// Whether a run goes on with a word before or behind the digits at `digits`.
    pub(super) fn is_beside(&self, hay: &[u8], digits: Range<usize>) -> bool {
        let opens_run = |start| run::opens_run(self.lexicon(), hay, start);
        run::word_behind(hay, digits.end).is_some_and(opens_run) || run::word_before(hay, digits.start).is_some_and(opens_run)
    }

    /// Whether a dot, written or said, is among the words after the one at `place` of the haystack. Quick: most are not.
    pub(super) fn may_be_address(&self, hay: &[u8], place: usize) -> bool {
        domain::may_follow(self.trigger(), self.lexicon(), &hay[place..])
    }

    /// Whether the word at `place`, or a phrase that it begins, stands for an `@`.
    pub(super) fn is_at(&self, text: &[u8], place: usize) -> bool {
        let Some(end) = run::word_end(text, place) else { return false };
        let word = Folded::new(&text[place..end]);
        let Some(first) = self.lexicon().get(&word) else { return false };
        let is_at = |entry: Entry<'_>| entry.has(|s| s == Sense::At);
        let mut is_sign = is_at(first);
        run::each_phrase(self.lexicon(), text, (word, end), first, |_, longer| is_sign |= is_at(longer));
        is_sign
    }

    /// Reads the address around the word for `@` at `place`: its bytes and how it would be written.
    pub(super) fn read_address(&self, text: &[u8], place: usize, email: &Email) -> Option<(Range<usize>, String)> {
        address::read(self.lexicon(), text, place, email)
    }
}

/// Whether a word may stand beside digits, by the eight bytes on that side, the nearest of them the lowest. Mostly no more than two are
/// between; `may_be` sees those of the word that are nearest.
#[inline(always)]
fn may_stand(bytes: Option<u64>, may_be: impl Fn(u32) -> bool) -> bool {
    let Some(bytes) = bytes else { return true };
    let (beside, beyond) = (bytes as u8, (bytes >> 8) as u8);
    run::may_join(beside, beyond) && {
        let word = bytes >> if run::is_gap(beyond) { 16 } else { 8 };
        run::is_gap(word as u8) || may_be(word as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Patterns;

    #[test]
    fn the_look_beside_digits_misses_no_word() {
        let spoken = Spoken::new(Patterns::builtin().spoken().clone()).unwrap();
        let mut seen = 0;
        for word in ["one", "seven", "SIEBEN", "fünf", "FÜNF", "zéro", "ze\u{301}ro", "três", "milhões", "cinquenta", "twentyone"] {
            for gap in [" ", "  ", ", ", "; ", " - ", " (", ") ", " +", "-", ".", ". ", ";", "/", " / ", "", "... - ", "     -"] {
                for (before, behind) in [("", ""), ("a", "b"), (" ", " "), ("tel ", " oh"), ("é", "é")] {
                    for text in [format!("{before}12345{gap}{word}{behind}"), format!("{before}{word}{gap}12345{behind}")] {
                        let start = text.find('1').unwrap();
                        let digits = start..start + 5;
                        let is_beside = spoken.is_beside(text.as_bytes(), digits.clone());
                        assert!(!is_beside || spoken.may_be_beside(text.as_bytes(), digits), "{text}");
                        seen += usize::from(is_beside);
                    }
                }
            }
        }
        assert!(seen > 500, "{seen}");
    }

    #[test]
    fn fields_of_a_table_are_not_said_together() {
        let spoken = Spoken::new(Patterns::builtin().spoken().clone()).unwrap();
        for (gap, together) in [(";", false), (",", false), (".", false), ("; ", true), (", ", true), (" ", true), ("-", true)] {
            assert_eq!(spoken.is_beside(format!("12345{gap}seven").as_bytes(), 0..5), together, "{gap:?}");
            assert_eq!(spoken.is_beside(format!("seven{gap}12345").as_bytes(), 5 + gap.len()..10 + gap.len()), together, "{gap:?}");
        }
    }
}
