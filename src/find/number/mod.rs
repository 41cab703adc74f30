//! Finds cards, IBANs and phone numbers in the digit clusters of a window.
//!
//! A cluster may hold several data side by side, or one and a stranger. What proves itself takes its groups first: an IBAN,
//! then cards. Dates take theirs. What is left, between hard edges, is judged as phone numbers. Digits that failed as an IBAN
//! or a card by more than chance are not offered to the other kinds: failed validation leaves no crumbs.

mod cards;
mod phones;

use std::{cell::OnceCell, ops::Range};

use crate::validate::phone::Regions;

use super::{
    beside::{after, before, is_meant, is_part},
    card::{Card, MIN_PAN},
    cluster::{Cluster, Group, MAX_GROUPS, Separator, Text},
    iban::{self, Failure, Iban, Reading},
    phone::Habit,
    scan::MIN_DIGITS,
    words::{Said, Topic, Words},
};

/// What a datum was recognised by: the row of a table, or a habit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    None,
    Scheme(usize),
    Country(usize),
    Habit(Habit, Regions),
}

/// The checks that a candidate may pass or fail, for `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Shape,
    Neighbours,
    Country,
    Length,
    Structure,
    Mod97,
    Luhn,
    Scheme,
    Numbering,
    Words,
    NotADate,
}

/// A candidate, and what became of it. Offsets are those of the plain text.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) topic: Topic,
    pub(super) range: Range<usize>,
    pub(super) masked: bool,
    pub(super) checked: bool,
    pub(super) entry: Entry,
    pub(super) tests: [Option<(Test, bool)>; 4],
    pub(super) said: Said,
}

/// Takes the notes: findings always, refusals when somebody asks for reasons.
pub(super) trait Notes {
    /// Whether refusals are wanted.
    const ALL: bool;
    /// Takes a finding without its reasons, where nobody asks for them.
    fn found(&mut self, topic: Topic, range: Range<usize>, checked: bool);
    fn take(&mut self, note: Note);
}

/// What the readers know. A reader whose pattern is not asked for is missing.
pub(super) struct Numbers {
    pub(super) iban: Option<Iban>,
    pub(super) card: Option<Card>,
    pub(super) phone: bool,
    pub(super) hinted: Regions,
    pub(super) words: Words,
}

/// How many sub-ranges of one cluster are judged as phone numbers. Real lines need fewer than ten; the bound keeps hostile
/// ones linear.
const PATIENCE: usize = 24;

/// The most digits of a phone number: E.164 allows 15, with an IDD prefix before them.
pub(super) const MOST_DIGITS: usize = 17;

/// One cluster of a window, with what has been decided about it.
struct Reader<'a, N> {
    numbers: &'a Numbers,
    text: &'a [u8],
    cluster: &'a Cluster,
    /// The groups that a new number begins with, as bits.
    edges: u64,
    supported: OnceCell<bool>,
    notes: &'a mut N,
}

impl Numbers {
    /// Whether digits are read for all kinds.
    pub(super) fn reads_all(&self) -> bool {
        self.phone && self.card.is_some() && self.iban.is_some()
    }

    /// Whether there is anything to read digits for.
    pub(super) fn reads_any(&self) -> bool {
        self.phone || self.card.is_some() || self.iban.is_some()
    }

    /// Reads the cluster whose first digit is at `start`; returns where the next may begin.
    pub(super) fn read<N: Notes>(&self, whole: Text<'_>, start: usize, cluster: &mut Cluster, notes: &mut N) -> usize {
        let text = whole.text;
        // A run that goes on from before is the rest of one too long for any datum, or of what was taken already.
        if start > 0 && text[start - 1].is_ascii_digit() {
            return start + text[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        }
        if let Some(end) = self.read_iban(whole, start, notes) {
            return end;
        }
        cluster.read(whole, start);
        // The time in a log line, a price: no kind has so few digits, and half of all clusters end here.
        if cluster.total() < MIN_DIGITS {
            return cluster.end;
        }
        // A piece of a code, the rest of a time: if all of it is a part of something longer, so is each of its groups, where nothing
        // but single hyphens and dots joins them. Half of what a glance leaves of a log ends here.
        let is_tight = !cluster.plus && !cluster.open && !cluster.seams.has(!(Separator::DASH | Separator::DOT));
        if N::ALL || !is_tight || !is_part(text, &(start..cluster.end)) {
            Reader { numbers: self, text, cluster, edges: 0, supported: OnceCell::new(), notes }.read();
        }
        cluster.end
    }

    /// Reads an IBAN whose check digits are at `start`; returns its end, also when it failed but looks like one.
    fn read_iban<N: Notes>(&self, whole: Text<'_>, start: usize, notes: &mut N) -> Option<usize> {
        let text = whole.text;
        let iban = self.iban.as_ref()?;
        let first = iban::start(text, start)?;
        let mut note = Note {
            topic: Topic::Iban,
            range: first..first,
            masked: false,
            checked: true,
            entry: Entry::None,
            tests: [None; 4],
            said: Said::default(),
        };
        match iban.read(whole, first) {
            Reading::Other => return None,
            Reading::Iban { range, country } => {
                (note.range, note.masked, note.entry) = (range, true, Entry::Country(country));
                note.tests = [(Test::Country, true), (Test::Length, true), (Test::Structure, true), (Test::Mod97, true)].map(Some);
            }
            Reading::Failed { range, why } => {
                let said = self.words.hear(Topic::Iban, before(text, range.start), after(text, range.end));
                note.checked = false;
                // A typing error makes it no less personal, if a word says what it was to be.
                note.masked = is_meant(&said);
                if N::ALL {
                    note.said = *said;
                }
                note.tests[0] = Some((
                    match why {
                        Failure::Country => Test::Country,
                        Failure::Length => Test::Length,
                        Failure::Structure => Test::Structure,
                        Failure::Checksum => Test::Mod97,
                    },
                    false,
                ));
                note.tests[1] = Some((Test::Words, note.masked));
                note.range = range;
            }
        }
        let end = note.range.end;
        notes.take(note);
        Some(end)
    }
}

impl<N: Notes> Reader<'_, N> {
    fn read(&mut self) {
        let count = self.cluster.groups().len();
        self.edges = self.hard_edges();
        let mut taken = [false; MAX_GROUPS];
        if self.numbers.card.is_some() && self.cluster.total() >= MIN_PAN {
            self.read_cards(&mut taken);
        }
        if !self.numbers.phone {
            return;
        }
        // What lies between taken groups and hard edges is judged on its own.
        let mut from = 0;
        let mut patience = PATIENCE;
        while from < count {
            if taken[from] {
                from += 1;
                continue;
            }
            let edge = self.edge_behind(from);
            let to = (from + 1..edge).find(|&g| taken[g]).unwrap_or(edge);
            // No number has fewer digits.
            if self.cluster.size(&(from..to)) >= MIN_DIGITS {
                self.read_phones(from..to, &mut patience);
            }
            from = to;
        }
    }

    fn group(&self, index: usize) -> &Group {
        &self.cluster.groups()[index]
    }

    /// The next group behind one that a new number begins with, or the end of the cluster.
    fn edge_behind(&self, index: usize) -> usize {
        let further = self.edges >> index >> 1;
        if further == 0 { self.cluster.groups().len() } else { index + 1 + further.trailing_zeros() as usize }
    }

    /// The groups that a new number begins with, as bits.
    fn hard_edges(&self) -> u64 {
        if !self.cluster.seams.has(Separator::PLUS | Separator::SLASH) {
            return 0;
        }
        (1..self.cluster.groups().len()).filter(|&g| self.is_hard_edge(g)).fold(0, |edges, g| edges | 1 << g)
    }

    /// Whether a new number begins with a group: behind a plus that does not touch what is before, or a slash between two
    /// numbers.
    fn is_hard_edge(&self, index: usize) -> bool {
        let before = self.group(index).before;
        let is_plus = before.has(Separator::PLUS) && before.has(Separator::SPACE | Separator::TAB | Separator::SLASH | Separator::DASH);
        is_plus || (before.has(Separator::SLASH) && self.is_number_on_both_sides(index))
    }

    /// Whether seven digits and more stand between the slash before a group and the next one, on either side.
    fn is_number_on_both_sides(&self, index: usize) -> bool {
        let groups = self.cluster.groups();
        let is_slash = |g: &Group| g.before.has(Separator::SLASH);
        let left = groups[..index].iter().rposition(is_slash).unwrap_or(0);
        let right = groups[index + 1..].iter().position(is_slash).map_or(groups.len(), |n| index + 1 + n);
        self.cluster.digits(left..index).len() >= 7 && self.cluster.digits(index..right).len() >= 7
    }

    /// Where the text of a range of groups begins, with its plus and its bracket.
    fn start(&self, groups: &Range<usize>) -> usize {
        let first = self.group(groups.start);
        if groups.start == 0 {
            return self.cluster.lead;
        }
        let back = match (first.before.has(Separator::PLUS), first.before.has(Separator::OPEN)) {
            (false, false) => 0,
            // The mark stands right before the digits, unless both are there.
            (true, true) => 2,
            _ => 1,
        };
        first.start() - back
    }

    fn end(&self, groups: &Range<usize>) -> usize {
        self.group(groups.end - 1).end()
    }

    fn note(&self, topic: Topic, range: Range<usize>) -> Note {
        Note { topic, range, masked: false, checked: false, entry: Entry::None, tests: [None; 4], said: Said::default() }
    }
}
