//! Cards in a cluster: the groups that are one, and what becomes of one whose check digit is wrong.

use std::ops::Range;

use super::{Entry, Notes, Reader, Test};
use crate::find::{
    beside::{Glue, Touch, after, before, glue, is_label, is_meant, wins},
    card::{MAX_PAN, MIN_PAN, Verdict},
    cluster::{Group, MAX_GROUPS, Separator},
    words::Topic,
};

impl<N: Notes> Reader<'_, N> {
    /// Takes the groups of every card of the cluster, the longest first at each place.
    pub(super) fn read_cards(&mut self, taken: &mut [bool; MAX_GROUPS]) {
        let count = self.cluster.groups().len();
        let mut from = 0;
        while from < count {
            match self.card_at(from) {
                Some(to) => {
                    taken[from..to].fill(true);
                    from = to;
                }
                None => from += 1,
            }
        }
    }

    /// The end of the card that begins with a group, or of what failed to be one and is no other datum either.
    fn card_at(&mut self, from: usize) -> Option<usize> {
        let cards = self.numbers.card.as_ref()?;
        // A plus with a space before it begins a number of its own.
        let end = self.edge_behind(from);
        if self.cluster.size(&(from..end)) < MIN_PAN || (from == 0 && self.cluster.plus) {
            return None;
        }
        let mut failed = None;
        let lengths = cards.lengths(self.cluster.digits(from..end));
        if lengths == 0 {
            return None;
        }
        for to in (from + 1..=self.cluster.reach(from..end.min(from + MAX_PAN), MAX_PAN)).rev() {
            let groups = from..to;
            let size = self.cluster.size(&groups);
            if size < MIN_PAN {
                break;
            }
            if lengths >> size & 1 == 0 {
                continue;
            }
            let shape = self.cluster.shape(groups.clone());
            match cards.judge(self.cluster.digits(groups.clone()), |groupings| shape.is_some_and(|shape| groupings.has_shape(shape))) {
                Verdict::None => {}
                Verdict::Pan { row, grouped } => {
                    if self.accept_card(groups, row, grouped) {
                        return Some(to);
                    }
                }
                Verdict::Checksum { row, grouped } => {
                    failed.get_or_insert((groups, row, grouped));
                }
            }
        }
        let (groups, row, grouped) = failed?;
        self.refuse_card(groups, row, grouped)
    }

    /// Whether a number that passes its checks is a card here; notes it either way.
    fn accept_card(&mut self, groups: Range<usize>, row: usize, grouped: bool) -> bool {
        let range = self.group(groups.start).start()..self.end(&groups);
        let mut note = self.note(Topic::Card, range.clone());
        note.checked = true;
        note.entry = Entry::Scheme(row);
        let shape = self.card_shape(&groups, grouped);
        let said = self.numbers.words.hear(Topic::Card, before(self.text, range.start), after(self.text, range.end));
        let neighbours = match glue(self.text, &range, Touch::Card) {
            Glue::None => true,
            Glue::Letters => said.left_closely().is_some_and(|said| is_label(said.supports)),
            Glue::Hard => false,
        };
        let needs_word = self.numbers.card.as_ref().is_some_and(|c| c.scheme(row).weak) && !(grouped && groups.len() > 1)
            || shape == CardShape::Loose
            || (groups.len() == 1 && is_ean(self.cluster.digits(groups.clone())));
        // Scheme, length and check digit together are rarely chance, so only a label right before it speaks against it.
        let opposed =
            groups.len() == 1 && said.left_closely().is_some_and(|said| is_label(said.opposes) && !wins(said.supports, said.opposes));
        let words = !opposed && (!needs_word || said.supports.is_some());
        if N::ALL {
            note.said = *said;
        }
        note.tests =
            [(Test::Scheme, true), (Test::Luhn, true), (Test::Shape, shape != CardShape::None), (Test::Neighbours, neighbours)].map(Some);
        if !words {
            note.tests[0] = Some((Test::Words, false));
        }
        note.masked = shape != CardShape::None && neighbours && words;
        let masked = note.masked;
        if masked || N::ALL {
            self.notes.take(note);
        }
        masked
    }

    /// What becomes of a number with a scheme's IIN and length whose check digit is wrong: masked when a word says that it is
    /// a card. Returns its end when its digits are no other datum either.
    fn refuse_card(&mut self, groups: Range<usize>, row: usize, grouped: bool) -> Option<usize> {
        let end = groups.end;
        let range = self.group(groups.start).start()..self.end(&groups);
        let shape = self.card_shape(&groups, grouped);
        if shape == CardShape::None {
            return None;
        }
        let said = self.numbers.words.hear(Topic::Card, before(self.text, range.start), after(self.text, range.end));
        let mut note = self.note(Topic::Card, range.clone());
        note.entry = Entry::Scheme(row);
        note.masked = glue(self.text, &range, Touch::Card) == Glue::None && is_meant(&said);
        if N::ALL {
            note.said = *said;
        }
        note.tests = [Some((Test::Scheme, true)), Some((Test::Luhn, false)), Some((Test::Words, note.masked)), None];
        let masked = note.masked;
        if masked || N::ALL {
            self.notes.take(note);
        }
        // Fifteen digits and more are no phone number; fewer may be one.
        let is_printed = grouped && groups.len() > 1;
        (masked || is_printed || self.cluster.digits(groups.clone()).len() > 15).then_some(end)
    }

    /// How much the grouping looks like a card's.
    fn card_shape(&self, groups: &Range<usize>, grouped: bool) -> CardShape {
        if groups.len() == 1 {
            return CardShape::Printed;
        }
        if groups.len() == 2 && !grouped && self.group(groups.start + 1).before.marks() == Separator::DOT {
            // A decimal.
            return CardShape::None;
        }
        let ends = |g: usize| {
            g == 0 || g == self.cluster.groups().len() || {
                let outside = self.group(g).before;
                let inside = self.group(if g == groups.start { g + 1 } else { g - 1 }).before;
                outside.marks() != inside.marks()
                    || (outside.has(Separator::WIDE | Separator::LOOSE) && !inside.has(Separator::WIDE | Separator::LOOSE))
            }
        };
        let alone = ends(groups.start) && ends(groups.end);
        if !alone && !grouped {
            return CardShape::None;
        }
        let uniform = self.cluster.is_uniform(groups.clone());
        // What follows in the same grouping is an expiry date, a security code or another number, or the rest of a longer one.
        let rest = &self.cluster.groups()[groups.end..];
        let goes_on = || {
            rest.first().is_some_and(|next| next.len() == self.group(groups.end - 1).len())
                && rest.iter().map(Group::len).sum::<usize>() > 7
        };
        if grouped && uniform && (alone || (self.cluster.size(groups) >= 14 && !goes_on())) {
            return CardShape::Printed;
        }
        let lengths = || self.cluster.groups()[groups.clone()].iter().map(Group::len);
        let singles = || lengths().all(|n| n == 1);
        // Groups of one length with a shorter rest, or of any length of three and more, and nothing alike beside them.
        let even = || lengths().all(|n| n >= 3) || lengths().take(groups.len() - 1).all(|n| n >= 4) || lengths().all(|n| n == 2);
        match (uniform, alone) {
            (true, true) if singles() || even() => CardShape::Printed,
            (true, true) => CardShape::Loose,
            (false, true) if grouped || even() => CardShape::Loose,
            _ => CardShape::None,
        }
    }
}

/// How much the grouping of digits looks like a card's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CardShape {
    None,
    /// Only with a word.
    Loose,
    Printed,
}

/// Whether 13 digits carry the check digit of an EAN-13 (GS1 General Specifications, 7.9).
fn is_ean(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().enumerate().map(|(place, d)| u32::from(d - b'0') * if place % 2 == 1 { 3 } else { 1 }).sum();
    digits.len() == 13 && sum.is_multiple_of(10)
}
