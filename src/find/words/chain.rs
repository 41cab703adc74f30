//! Says quickly that no word right beside a candidate speaks against it, or for it. May be wrong, never misses one.
//!
//! Numbers of a talk stand behind words: "my card number is", "you can reach me at". Most of them are decided by a look at the
//! letters of the words that are passed over and of the first that is not, for a tenth of what weighing them takes.

use std::ops::Range;

use super::{
    Topic,
    reach::{PART, Part, bits},
    sayings::{A_PHONE, COUNTED, NO_CARD, NO_PHONE, OWNER, PASSED},
    touch::{Side, Touch, Voice},
};

/// What the next word is, going away from the candidate.
enum Step {
    Word(Range<usize>),
    /// No other belongs to the candidate.
    End,
    /// It cannot be told.
    Unknown,
}

impl Touch {
    /// Whether a word that nothing but links, marks and number words parts from a candidate may speak against it.
    pub(super) fn may_oppose(&self, topic: Topic, before: &[u8], after: &[u8]) -> bool {
        let says = match topic {
            Topic::Card => NO_CARD,
            Topic::Phone => NO_PHONE,
            Topic::Iban => return true,
        };
        // Most fields of a table have no word beside them that any list knows.
        (self.before(before, Voice::Any) && self.says_before(says, before))
            || (self.after(after, Voice::Any) && self.says_after(says, after))
    }

    /// The same of a word that says that it is a phone number.
    pub(super) fn may_label(&self, before: &[u8], after: &[u8]) -> bool {
        (self.before(before, Voice::Phone) && self.says_before(A_PHONE, before))
            || (self.after(after, Voice::Phone) && self.says_after(A_PHONE, after))
    }

    fn says_before(&self, says: u8, text: &[u8]) -> bool {
        let part = Part::before(text);
        let goes_on = part.within.start == 0 && text.len() > PART;
        let (mut starts, mut edge) = (part.starts & bits(part.within.clone()), PART);
        self.says(says, text, Side::Before, || {
            let word = starts.checked_ilog2().map(|bit| bit as usize).map(|bit| bit..bit + part.letters(bit));
            let word = word.unwrap_or(part.within.start..part.within.start);
            if goes_on && word.start == 0 {
                return Step::Unknown;
            }
            let step = self.step(text, &part, word.end..edge, word.clone());
            (starts, edge) = (starts & bits(0..word.start), word.start);
            step
        })
    }

    fn says_after(&self, says: u8, text: &[u8]) -> bool {
        let part = Part::after(text, 0);
        let goes_on = part.within.end == PART && text.len() > PART;
        let (mut starts, mut edge) = (part.starts & bits(part.within.clone()), 0);
        self.says(says, text, Side::After, || {
            let bit = starts.trailing_zeros() as usize;
            let word = if starts == 0 { part.within.end..part.within.end } else { bit..bit + part.letters(bit) };
            if goes_on && word.end == PART {
                return Step::Unknown;
            }
            let step = self.step(text, &part, edge..word.start, word.clone());
            (starts, edge) = (starts & starts.wrapping_sub(1), word.end);
            step
        })
    }

    /// The word at some places of a part; none where they are empty. A gap is between it and the word before, or the candidate.
    fn step(&self, text: &[u8], part: &Part, gap: Range<usize>, word: Range<usize>) -> Step {
        // A letter that is not ASCII may be of the word.
        let seen = gap.start.min(word.start.saturating_sub(1))..gap.end.max(PART.min(word.end + 1));
        if part.foreign & bits(seen) != 0 {
            return Step::Unknown;
        }
        let gap = &text[part.place(gap.start)..part.place(gap.end)];
        // All are ASCII.
        if gap.iter().any(|byte| self.signs >> (byte & 0x7F) & 1 != 0) {
            return Step::Unknown;
        }
        let ends = word.is_empty() || gap.iter().any(|byte| matches!(byte, b'?' | b'!' | b';'));
        if ends { Step::End } else { Step::Word(part.place(word.start)..part.place(word.end)) }
    }

    /// Whether the words on one side may say what is asked, the nearest first.
    fn says(&self, asked: u8, text: &[u8], side: Side, mut next: impl FnMut() -> Step) -> bool {
        // A number of something speaks against what it may be.
        let is_owner = |says: u8| asked != A_PHONE && says & OWNER != 0;
        // The word nearer to the candidate, and what it says.
        let mut near: Option<(Range<usize>, u8)> = None;
        // Only words that are passed over were seen; one of them says that it is a number; one may own the number.
        let (mut is_adjacent, mut is_counted, mut is_owned) = (true, false, false);
        loop {
            let word = match next() {
                Step::Word(word) => word,
                Step::End => return false,
                Step::Unknown => return true,
            };
            let says = self.sayings.says(text, &word);
            if let Some((near, _)) = near.clone() {
                let (first, second) = if side == Side::Before { (word.clone(), near) } else { (near, word.clone()) };
                if self.sayings.has_pair(&text[first], &text[second], asked) || (is_owned && says & COUNTED != 0) {
                    return true;
                }
            }
            if is_adjacent {
                // "Customer number", "number of the customer".
                let is_counted_here = match side {
                    Side::Before => near.is_some_and(|(_, says)| says & COUNTED != 0),
                    Side::After => is_counted,
                };
                if says & asked != 0 || (is_owner(says) && is_counted_here) || (asked == A_PHONE && says & COUNTED != 0) {
                    return true;
                }
                is_owned |= is_owner(says);
                is_counted |= says & COUNTED != 0;
                is_adjacent = says & PASSED != 0;
            } else if !is_owned || says & (PASSED | OWNER) == 0 {
                // Whose number it is may be two words: "number of the frequent flyer".
                return false;
            }
            near = Some((word, says));
        }
    }
}
