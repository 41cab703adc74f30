//! Judges what a run spells: the checks of the written kinds, and words near it.
//!
//! Speech has no grouping, so a telephone number is known by its digits alone: by a plus or an IDD prefix, by being assigned in
//! some region, by how many there are. The fewer there are, the more the words near it must say. Cards and IBANs prove
//! themselves as in writing.

use std::{
    cell::{Cell, RefCell},
    ops::Range,
};

use crate::validate::phone::{calling_code, national};

use super::{
    super::{
        beside::{after, before},
        card::Verdict,
        number::{Entry, Note, Numbers, Test},
        phone::Habit,
        words::{Said, Topic, Words},
    },
    numeral::{Kind, Piece, Reading},
    run::Token,
};

/// A datum that was heard.
#[derive(Debug, Clone)]
pub(in super::super) struct Heard {
    pub(in super::super) note: Note,
    /// What was heard, as it would be written.
    pub(in super::super) text: String,
}

/// How many ranges of one run are tried, in all ways of reading it, and for how many the words near it are weighed. Real runs take
/// less than thirty and four; the bounds keep hostile text quick.
pub(super) const PATIENCE: usize = 32;
const MOST_WEIGHED: usize = 5;

/// The longest datum of digits.
const MAX_DIGITS: usize = 19;

/// What was asked about the words near a range, kept from one way of reading to the next.
pub(super) type Weighed = RefCell<Vec<(Topic, Range<usize>, Said)>>;

/// A reading under judgement.
pub(super) struct Judge<'a, 'l> {
    pub(super) numbers: &'a Numbers,
    pub(super) words: &'a Words,
    pub(super) source: &'a [u8],
    pub(super) tokens: &'a [Token<'l>],
    pub(super) reading: &'a Reading,
    pub(super) patience: &'a Cell<usize>,
    pub(super) weighed: &'a Weighed,
}

impl Judge<'_, '_> {
    /// All that this reading gives; what is not masked as well, for reasons.
    pub(super) fn run(&self) -> Vec<Heard> {
        let mut heard = Vec::new();
        let pieces = &self.reading.pieces;
        let mut from = 0;
        while from < pieces.len() {
            if let Some((next, found)) = self.iban(from) {
                heard.push(found);
                from = next;
                continue;
            }
            if !matches!(pieces[from].kind, Kind::Digits | Kind::Plus) {
                from += 1;
                continue;
            }
            let end = (from + 1..pieces.len()).find(|&p| self.ends_run(p)).unwrap_or(pieces.len());
            self.digits(from..end, &mut heard);
            from = end;
        }
        heard
    }

    /// Whether a run of digits ends before a piece: at a letter, a plus, the country of an IBAN.
    fn ends_run(&self, piece: usize) -> bool {
        match self.reading.pieces[piece].kind {
            Kind::Letter | Kind::Plus => true,
            Kind::Digits if !self.reading.pieces[piece].is_o => false,
            _ => self.iban(piece).is_some(),
        }
    }

    /// Takes from the patience, as long as there is some.
    fn spend(&self, cost: usize) -> Option<()> {
        self.patience.set(self.patience.get().checked_sub(cost)?);
        Some(())
    }

    fn piece(&self, index: usize) -> &Piece {
        &self.reading.pieces[index]
    }

    /// The bytes of the window that pieces were said in.
    fn range(&self, pieces: &Range<usize>) -> Range<usize> {
        let first = &self.tokens[self.piece(pieces.start).tokens.start];
        let last = &self.tokens[self.piece(pieces.end - 1).tokens.end - 1];
        // A plus written before the digits.
        let plus = first.start > 0 && first.digits && self.source[first.start - 1] == b'+';
        first.start - usize::from(plus)..last.end
    }

    /// What the words near it say. `None` where enough has been asked.
    fn weigh(&self, topic: Topic, pieces: &Range<usize>) -> Option<Said> {
        // Fillers at the edges ("it's, uh, six") do not come between a word and the number.
        let first = self.piece(pieces.start).tokens.start;
        let last = self.piece(pieces.end - 1).tokens.end;
        let lead = self.tokens[..first].iter().rev().take_while(|t| !t.is_datum()).count();
        let trail = self.tokens[last..].iter().take_while(|t| !t.is_datum()).count();
        let (start, end) = (self.tokens[first - lead].start, self.tokens[last + trail - 1].end);
        let start = start.min(self.range(pieces).start);
        let mut weighed = self.weighed.borrow_mut();
        if let Some((_, _, said)) = weighed.iter().find(|(t, range, _)| *t == topic && *range == (start..end)) {
            return Some(*said);
        }
        if weighed.len() == MOST_WEIGHED {
            return None;
        }
        let said = self.words.weigh(topic, before(self.source, start), after(self.source, end));
        weighed.push((topic, start..end, said));
        Some(said)
    }

    fn heard(&self, topic: Topic, pieces: &Range<usize>, said: Said) -> Heard {
        let text = self.written(pieces);
        let range = self.range(pieces);
        Heard { note: Note { topic, range, masked: false, checked: false, entry: Entry::None, tests: [None; 4], said }, text }
    }

    /// The pieces as they would be written.
    fn written(&self, pieces: &Range<usize>) -> String {
        let mut text = String::new();
        for piece in pieces.clone().map(|p| self.piece(p)) {
            if piece.pause && !text.is_empty() {
                text.push(' ');
            }
            if piece.kind == Kind::Plus {
                text.push('+');
            }
            text.push_str(&String::from_utf8_lossy(&self.reading.text[piece.text.clone()]));
        }
        text
    }
}

/// IBANs.
impl Judge<'_, '_> {
    /// The IBAN that begins with a piece, and the piece behind it.
    fn iban(&self, from: usize) -> Option<(usize, Heard)> {
        let iban = self.numbers.iban.as_ref()?;
        let country = [self.letter(from)?, self.letter(from + 1)?];
        let row = iban.row_of(&country)?;
        let length = iban.country(row).length;
        let wants_letter =
            |place: usize| place < 2 || place > 3 && iban.country(row).bban.get(place - 4).is_some_and(|unit| !unit.fits(b'0'));
        self.spend(1)?;
        let mut compact = Vec::with_capacity(length + 8);
        let mut next = from;
        while compact.len() < length && next < self.reading.pieces.len() {
            let piece = self.piece(next);
            if piece.kind == Kind::Plus {
                break;
            }
            let place = compact.len();
            compact.extend_from_slice(&self.reading.text[piece.text.clone()]);
            // The O of "B O F I" was heard as a zero.
            if piece.is_o && wants_letter(place) {
                compact[place..].fill(b'O');
            }
            next += 1;
        }
        if compact.len() < 8 || !compact[2..4].iter().all(u8::is_ascii_digit) {
            return None;
        }
        let pieces = from..next;
        let is_valid = compact.len() == length && iban.proves(row, &compact);
        if is_valid {
            let mut heard = self.heard(Topic::Iban, &pieces, Said::default());
            (heard.note.masked, heard.note.checked) = (true, true);
            heard.note.entry = Entry::Country(row);
            heard.note.tests[0] = Some((Test::Mod97, true));
            return Some((next, heard));
        }
        // Misheard, but said to be one: to the end of the run.
        let pieces = from..self.reading.pieces.len();
        let count: usize = pieces.clone().map(|p| self.piece(p).text.len()).sum();
        if !(length - 4..=length + 4).contains(&count) {
            return None;
        }
        let said = self.weigh(Topic::Iban, &pieces)?;
        let labelled = said.supports.is_some_and(|w| w.adjacent);
        let mut heard = self.heard(Topic::Iban, &pieces, said);
        heard.note.masked = labelled;
        heard.note.tests[0] = Some((Test::Mod97, false));
        labelled.then_some((pieces.end, heard))
    }

    fn letter(&self, piece: usize) -> Option<u8> {
        let piece = self.reading.pieces.get(piece)?;
        match piece.kind {
            Kind::Letter | Kind::Soft if piece.text.len() == 1 => Some(self.reading.text[piece.text.start]),
            Kind::Digits if piece.is_o => Some(b'O'),
            _ => None,
        }
    }
}

/// Cards and telephone numbers.
impl Judge<'_, '_> {
    /// Reads what a run of digit pieces holds, from left to right.
    fn digits(&self, run: Range<usize>, heard: &mut Vec<Heard>) {
        let mut from = run.start;
        while from < run.end {
            let found = self.longest(from, &run, heard);
            from = match found {
                Some(end) => end,
                // The next number begins behind a pause.
                None => (from + 1..run.end).find(|&p| self.piece(p).pause).unwrap_or(run.end),
            };
        }
    }

    fn digits_of(&self, piece: usize) -> &[u8] {
        let piece = self.piece(piece);
        if piece.kind == Kind::Digits { &self.reading.text[piece.text.clone()] } else { &[] }
    }

    /// The longest datum that begins with a piece and ends at a pause or with the run.
    fn longest(&self, from: usize, run: &Range<usize>, heard: &mut Vec<Heard>) -> Option<usize> {
        let mut digits = [0; MAX_DIGITS];
        let mut count = 0;
        // As far as a datum may go, and its digits.
        let mut most = from;
        for piece in from..run.end {
            let text = self.digits_of(piece);
            if count + text.len() > MAX_DIGITS {
                break;
            }
            digits[count..count + text.len()].copy_from_slice(text);
            count += text.len();
            most = piece + 1;
        }
        for end in (from + 1..=most).rev() {
            let taken = count;
            count -= self.digits_of(end - 1).len();
            if end < run.end && !self.piece(end).pause {
                continue;
            }
            self.spend(1)?;
            let pieces = from..end;
            let is_whole = pieces == *run;
            let digits = &digits[..taken];
            for found in [self.card(&pieces, digits, is_whole), self.phone(&pieces, digits, is_whole)].into_iter().flatten() {
                let masked = found.note.masked;
                if masked || is_whole {
                    heard.push(found);
                }
                if masked {
                    return Some(end);
                }
            }
        }
        None
    }

    fn card(&self, pieces: &Range<usize>, digits: &[u8], is_whole: bool) -> Option<Heard> {
        let cards = self.numbers.card.as_ref()?;
        if self.piece(pieces.start).kind == Kind::Plus || is_monotone(digits) {
            return None;
        }
        if self.is_written(pieces) {
            return None;
        }
        let verdict = cards.judge(digits, |groupings| groupings.has_shape(digits.len() as u64));
        let (row, passes) = match verdict {
            Verdict::Pan { row, .. } => (row, true),
            Verdict::Checksum { row, .. } => (row, false),
            Verdict::None => return None,
        };
        let said = self.weigh(Topic::Card, pieces)?;
        let (supported, opposed) = sides(&said);
        let adjacent = said.supports.is_some_and(|w| w.adjacent);
        let is_long = digits.len() >= 15;
        let mut heard = self.heard(Topic::Card, pieces, said);
        heard.note.entry = Entry::Scheme(row);
        heard.note.checked = passes;
        heard.note.masked = !opposed
            && if passes { supported || (is_whole && !cards.scheme(row).weak) || is_long } else { adjacent || (supported && is_long) };
        heard.note.tests = [Some((Test::Scheme, true)), Some((Test::Luhn, passes)), Some((Test::Words, !opposed)), None];
        Some(heard)
    }

    fn phone(&self, pieces: &Range<usize>, digits: &[u8], is_whole: bool) -> Option<Heard> {
        let count = digits.len();
        if !self.numbers.phone || !(5..=16).contains(&count) || pieces.len() < 3 || self.is_written(pieces) {
            return None;
        }
        if !is_whole && count < 7 {
            return None;
        }
        let has_plus = self.piece(pieces.start).kind == Kind::Plus || self.source[self.range(pieces).start] == b'+';
        let abroad = |digits: &[u8]| {
            calling_code(digits).is_some_and(|code| code.is_possible(&digits[code.len()..]) || code.is_valid(&digits[code.len()..]))
        };
        let is_international = if has_plus {
            abroad(digits)
        } else {
            [&b"00"[..], b"011", b"0011"].iter().any(|p| digits.strip_prefix(*p).is_some_and(abroad))
        };
        let habits = national(digits, &[count as u8]);
        let is_national = !has_plus && !habits.valid.is_empty();
        let is_assigned = (is_international && count >= 8) || (is_national && count >= 7);
        if !is_whole && !is_assigned {
            return None;
        }
        let odd = is_monotone(digits) || self.is_counting(pieces);
        let is_large = pieces.clone().any(|p| self.piece(p).large);
        if !is_whole && (odd || is_large) {
            return None;
        }
        let said = self.weigh(Topic::Phone, pieces)?;
        let (supported, opposed) = sides(&said);
        let adjacent = said.supports.is_some_and(|w| w.adjacent);
        let enough = if odd || is_large {
            adjacent && is_whole
        } else if is_international {
            count >= 8
        } else if is_national {
            match count {
                9..=12 => true,
                7 | 8 => supported || (digits[0] == b'0' && is_whole && self.reading.text.len() == count && pieces.len() >= 5),
                _ => adjacent && is_whole,
            }
        } else {
            match count {
                // A trunk prefix: hardly anything else that is read aloud begins with a zero.
                9..=12 if digits[0] == b'0' && is_whole => true,
                8..=12 => supported,
                _ => adjacent && is_whole,
            }
        };
        let mut heard = self.heard(Topic::Phone, pieces, said);
        let habit = if is_international {
            Habit::International
        } else if is_national {
            Habit::NationalRun
        } else {
            Habit::Labelled
        };
        heard.note.entry = Entry::Habit(habit, habits.valid);
        heard.note.masked = enough && !opposed && !self.reading.amount;
        heard.note.tests =
            [Some((Test::Numbering, is_international || is_national)), Some((Test::Shape, enough)), Some((Test::Words, !opposed)), None];
        Some(heard)
    }

    /// Whether all is in digits: then it is for the readers of what is written.
    fn is_written(&self, pieces: &Range<usize>) -> bool {
        pieces.clone().all(|p| self.tokens[self.piece(p).tokens.clone()].iter().all(|t| t.digits))
    }

    /// Whether numbers go up or down all along, or in rounds: somebody counts, or lists.
    pub(super) fn is_counting(&self, pieces: &Range<usize>) -> bool {
        let mut values = [0; 2 * MAX_DIGITS];
        let mut count = 0;
        for piece in pieces.clone().map(|p| self.piece(p)).filter(|p| p.kind == Kind::Digits) {
            let digits = &self.reading.text[piece.text.clone()];
            if digits.len() > 3 || count == values.len() {
                return false;
            }
            values[count] = digits.iter().fold(0i32, |n, d| n * 10 + i32::from(*d) - 48);
            count += 1;
        }
        let values = &values[..count];
        let steps = || values.windows(2).map(|w| w[1] - w[0]);
        let Some(first) = steps().next() else { return false };
        if first.abs() <= 10 && steps().all(|s| s == first) {
            return true;
        }
        // A list in order, or mostly by ones.
        let in_order = values[0] != 0 && (steps().all(|s| s > 0) || steps().all(|s| s < 0));
        if count > 4 && (in_order || 5 * steps().filter(|s| *s == 1).count() >= 4 * (count - 1)) {
            return true;
        }
        // "one two three one two three"
        (2..=4).any(|round| {
            let again = count > 2 * round && values.iter().zip(&values[round..]).all(|(a, b)| a == b);
            again && steps().take(round - 1).all(|s| s == first)
        })
    }
}

/// Whether one digit is all there is.
fn is_monotone(digits: &[u8]) -> bool {
    digits.windows(2).all(|w| w[0] == w[1])
}

/// Whether words speak for it, and whether words speak against it and win.
fn sides(said: &Said) -> (bool, bool) {
    let rank = |w: &super::super::words::Word| (w.adjacent, !w.after, std::cmp::Reverse(w.distance));
    match (&said.supports, &said.opposes) {
        (Some(one), Some(other)) if rank(one) >= rank(other) => (true, false),
        (_, Some(_)) => (false, true),
        (one, None) => (one.is_some(), false),
    }
}
