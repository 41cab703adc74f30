//! Phone numbers in what cards leave of a cluster: all groups between two hard edges as one number, or else its parts.

use std::ops::Range;

use super::{Entry, MOST_DIGITS, Notes, Reader, Test};
use crate::find::{
    beside::{Neighbours, after, before, is_adjacent, is_decimal, phone_neighbours, wins},
    cluster::{Group, MAX_GROUPS, Separator},
    phone::{self, Habit, Judgement, Strength, Written},
    scan::MIN_DIGITS,
    words::{Hearing, Topic},
};

impl<N: Notes> Reader<'_, N> {
    /// Reads the phone numbers of a range of groups: all of it as one, else its parts between edges.
    pub(super) fn read_phones(&mut self, groups: Range<usize>, patience: &mut usize) {
        let mut joints = None;
        let mut from = groups.start;
        while from < groups.end {
            if let Some(after_date) = self.date_at(from, groups.end) {
                if !self.phone_at(from..groups.end, true, patience) {
                    from = after_date;
                    continue;
                }
                return;
            }
            let is_first = from == groups.start;
            if is_first && *patience > 0 && self.cluster.size(&groups) <= MOST_DIGITS && self.phone_at(groups.clone(), true, patience) {
                return;
            }
            let joints = joints.get_or_insert_with(|| self.joints(&groups));
            let mut next = from + 1;
            if is_first || joints.edges >> from & 1 != 0 {
                let mut ends = self.ends(from, &groups, joints);
                while ends != 0 && *patience > 0 {
                    let to = ends.ilog2() as usize;
                    ends ^= 1 << to;
                    if !self.is_continued(from..to, joints) && self.phone_at(from..to, false, patience) {
                        next = to;
                        break;
                    }
                }
            }
            if is_first && next == from + 1 && self.has_plus(from) {
                // What a plus begins is an international number or none at all.
                return;
            }
            from = next;
        }
    }

    /// Where a part of a range of groups that begins with a group may end, as bits.
    fn ends(&self, from: usize, within: &Range<usize>, joints: &Joints) -> u64 {
        let reach = self.cluster.reach(from..within.end, MOST_DIGITS);
        // The whole range is judged before its parts.
        let last = u64::from(from != within.start) << within.end;
        let mut ends = (joints.edges | last) & ((2 << reach) - (2 << from));
        if self.may_count(from) {
            // One of many equal groups goes on. So does a single one whatever stands between it and the next.
            ends &= !(joints.alike & (joints.same | 2 << from));
        }
        ends
    }

    /// Whether a part that begins with a group may count things, like "10 20 30 40 50": no plus, no trunk prefix.
    fn may_count(&self, from: usize) -> bool {
        !self.has_plus(from) && !self.starts_with_trunk(from)
    }

    /// Whether a part goes on from an equal group before it.
    fn is_continued(&self, part: Range<usize>, joints: &Joints) -> bool {
        let marks = |g: usize| self.group(g).before.marks();
        joints.alike >> part.start & 1 != 0 && self.may_count(part.start) && (part.len() == 1 || marks(part.end - 1) == marks(part.start))
    }

    fn joints(&self, within: &Range<usize>) -> Joints {
        let (has_plus, is_read_out) = (self.has_plus(within.start), self.is_read_out(within));
        let marks = |g: usize| self.group(g).before.marks();
        let mut joints = Joints { edges: 0, alike: 0, same: 0 };
        for g in within.start + 1..within.end {
            let (before, length, last) = (self.group(g).before, self.group(g).len(), self.group(g - 1).len());
            let is_same = marks(g - 1) == marks(g);
            let is_edge = before.has(Separator::OPEN | Separator::PLUS | Separator::WIDE | Separator::LOOSE | Separator::TAB)
                || self.starts_with_trunk(g)
                || (g > within.start + 1 && !is_same)
                || (g + 1 < within.end && marks(g + 1) != marks(g))
                || (has_plus && before.has(Separator::SPACE | Separator::SLASH))
                // A short number of things before or after: "2 rooms", "for 4".
                || (before.has(Separator::SPACE) && (length <= 2 || last <= 2) && !is_read_out);
            joints.edges |= u64::from(is_edge) << g;
            joints.alike |= u64::from(length == last) << g;
            joints.same |= u64::from(is_same) << g;
        }
        joints
    }

    /// Whether a plus stands before a group.
    fn has_plus(&self, index: usize) -> bool {
        if index == 0 { self.cluster.plus } else { self.group(index).before.has(Separator::PLUS) }
    }

    /// Whether each digit stands on its own.
    fn is_read_out(&self, groups: &Range<usize>) -> bool {
        self.cluster.groups()[groups.clone()].iter().all(|g| g.len() == 1)
    }

    fn starts_with_trunk(&self, index: usize) -> bool {
        let group = self.group(index);
        group.len() >= 2 && self.text[group.start()] == b'0'
    }

    /// The end of a date that begins with a group.
    fn date_at(&self, from: usize, limit: usize) -> Option<usize> {
        let groups = self.cluster.groups();
        // Most numbers are told from a date by their first group or by what joins them.
        if !self.cluster.seams.has(Separator::DASH | Separator::DOT | Separator::SLASH) || !matches!(groups[from].len(), 1 | 2 | 4) {
            return None;
        }
        let number = |g: &Group| self.text[g.start()..g.end()].iter().take(8).fold(0u32, |n, d| n * 10 + u32::from(d - b'0'));
        // Old years stand in ranges: "1778-1944".
        let is_year = |g: &Group| g.len() == 4 && ((1000..=2199).contains(&number(g)) || phone::is_year(number(g)));
        let is_day = |g: &Group| g.len() <= 2 && (1..=31).contains(&number(g));
        let joined = |g: usize| {
            let before = groups[g].before;
            before.has(Separator::DASH | Separator::DOT | Separator::SLASH) && !before.has(Separator::SPACE)
        };
        let (a, b) = (&groups[from], groups[..limit].get(from + 1).filter(|_| joined(from + 1))?);
        if let Some(c) = groups[..limit].get(from + 2).filter(|_| joined(from + 2) && groups[from + 1].before == groups[from + 2].before) {
            let short_year = c.len() == 2 && (number(a) <= 12 || number(b) <= 12);
            let is_date = (is_year(a) && is_day(b) && is_day(c)) || (is_day(a) && is_day(b) && (is_year(c) || short_year));
            let ends = from + 3 == limit || groups[from + 3].before != groups[from + 2].before;
            if is_date && ends {
                // A time of day after it belongs to it: "2024-01-15 12:30".
                let time = from + 3 < limit && groups[from + 3].len() == 2 && self.text.get(groups[from + 3].end()) == Some(&b':');
                return Some(from + 3 + usize::from(time));
            }
        }
        let alone = from + 2 == limit || groups[from + 2].before.marks() != b.before.marks();
        let month = |g: &Group| g.len() == 2 && (1..=12).contains(&number(g));
        // A range of years goes forward; "1800-1234" is a number.
        let pair = (is_year(a) && (month(b) || (is_year(b) && number(a) <= number(b)))) || (month(a) && is_year(b));
        (pair && alone).then_some(from + 2)
    }

    /// Judges a range of groups as one phone number, and notes it. A part of a larger range must be strong on its own.
    fn phone_at(&mut self, groups: Range<usize>, whole: bool, patience: &mut usize) -> bool {
        *patience = patience.saturating_sub(1);
        let digits = self.cluster.digits(groups.clone());
        if digits.len() < MIN_DIGITS {
            return false;
        }
        let mut lengths = [0; MAX_GROUPS];
        let mut count = self.cluster.lengths(groups.clone(), &mut lengths);
        let singles = count > 4 && self.is_read_out(&groups);
        if singles {
            // Read out digit by digit: one run.
            (lengths[0], count) = (count as u8, 1);
        }
        let plus = self.has_plus(groups.start);
        let is_date = self.date_at(groups.start, groups.end) == Some(groups.end);
        if !N::ALL && !is_date && self.is_plainly_strong(&groups, digits, plus, singles) {
            self.notes.found(Topic::Phone, self.phone_range(&groups), false);
            return true;
        }
        // A part of a larger range must be strong on its own, so no word helps it.
        if !N::ALL && !whole && !plus && !phone::may_stand_alone(digits, &lengths[..count], self.numbers.hinted) {
            return false;
        }
        let seams = self.cluster.seams(groups.clone());
        let written = Written {
            digits,
            groups: &lengths[..count],
            plus,
            brackets: seams.any.has(Separator::OPEN | Separator::CLOSE),
            // What sets the area code apart may differ from what follows: "070-125 97 67".
            uniform: seams.uniform || seams.uniform_rest,
            dotted: seams.all_are(Separator::DOT),
            slashed: seams.any.has(Separator::SLASH),
            read_out: singles,
            spaced: seams.all_are(Separator::SPACE),
            hyphen_last: seams.last.has(Separator::DASH),
        };
        // As `Case` says, but before the tables of all regions are asked: every line of a log begins with one.
        if !N::ALL && is_date && !written.plus && written.groups.contains(&4) {
            return false;
        }
        let range = self.phone_range(&groups);
        let said = self.numbers.words.hear(Topic::Phone, before(self.text, range.start), after(self.text, range.end));
        let neighbours = phone_neighbours(self.text, &range, (written.groups.len(), written.digits.len(), written.plus), &said);
        // As `Case` says too: part of a code or an amount, whatever its digits are.
        let is_part = neighbours == Neighbours::Amount || (neighbours == Neighbours::Glued && !written.plus);
        if !N::ALL && is_part {
            return false;
        }
        let judgement = phone::judge(&written, self.numbers.hinted);
        if judgement.strength == Strength::None || (!whole && judgement.strength < Strength::Fair) {
            return false;
        }
        // Of short ones a glance has asked this already.
        if !N::ALL && judgement.strength == Strength::Weak && !phone::needs_word(digits) && !self.may_be_supported() {
            return false;
        }
        let hinted = !judgement.regions.intersect(self.numbers.hinted).is_empty();
        let case = Case { judgement, hinted, whole, is_date, neighbours };
        let masked = case.is_masked(&said, &written);
        if !N::ALL && masked {
            self.notes.found(Topic::Phone, range, false);
        } else if N::ALL && (masked || whole) {
            let mut note = self.note(Topic::Phone, range);
            note.masked = masked;
            note.entry = Entry::Habit(judgement.habit, judgement.regions);
            note.said = *said;
            let words = note.said.supports.is_some() || note.said.opposes.is_none();
            note.tests = [
                Some((Test::Numbering, judgement.strength > Strength::Bare)),
                Some((Test::Neighbours, neighbours == Neighbours::Free)),
                is_date.then_some((Test::NotADate, false)),
                Some((Test::Words, words)),
            ];
            self.notes.take(note);
        }
        masked
    }

    /// Whether a word that speaks for a phone number may be within reach of the cluster, and so of any part of it. May be wrong,
    /// never misses one.
    fn may_be_supported(&self) -> bool {
        let (text, cluster) = (self.text, self.cluster);
        let may_support = || self.numbers.words.may_support(before(text, cluster.lead), after(text, cluster.end));
        *self.supported.get_or_init(may_support)
    }

    /// Whether groups that are no date are a number whatever the words say and whatever region it is of: an international one,
    /// or three and three and four digits as in North America. As `Case` would say, for half of what it takes to ask it.
    fn is_plainly_strong(&self, groups: &Range<usize>, digits: &[u8], plus: bool, singles: bool) -> bool {
        let count = if singles { 1 } else { groups.len() };
        if plus {
            return phone::is_international(digits) && !is_decimal(&self.text[self.end(groups)..], count);
        }
        let is_north_american = !singles && self.cluster.shape(groups.clone()).is_some_and(|shape| phone::is_north_american(digits, shape));
        is_north_american && {
            let range = self.phone_range(groups);
            let said = self.numbers.words.hear(Topic::Phone, before(self.text, range.start), after(self.text, range.end));
            let neighbours = phone_neighbours(self.text, &range, (count, digits.len(), false), &said);
            matches!(neighbours, Neighbours::Free | Neighbours::Coded)
        }
    }

    /// The bytes of a range of groups, with what belongs to the first.
    fn phone_range(&self, groups: &Range<usize>) -> Range<usize> {
        let mut start = self.start(groups);
        if groups.start == 0 && self.cluster.open && !self.closes(groups) {
            // "(see 0171 1234567)": the bracket is not the number's.
            start = self.group(0).start() - usize::from(self.cluster.plus);
        }
        start..self.end(groups)
    }

    /// Whether a bracket that opens before the first group closes inside the range or right behind it.
    fn closes(&self, groups: &Range<usize>) -> bool {
        self.cluster.groups()[groups.start + 1..groups.end].iter().any(|g| g.before.has(Separator::CLOSE))
    }
}

/// How the groups of a range are joined to the ones before them, as bits.
struct Joints {
    /// A number may end before the group, and another begin with it.
    edges: u64,
    /// Both have as many digits.
    alike: u64,
    /// Both have the same marks before them.
    same: u64,
}

/// A range of groups as a candidate for a phone number, with all that does not need words.
struct Case {
    judgement: Judgement,
    /// A region that the user expects writes so.
    hinted: bool,
    /// All groups between two hard edges; a part of them must be strong on its own.
    whole: bool,
    is_date: bool,
    neighbours: Neighbours,
}

impl Case {
    /// Whether it is masked, by what stands beside it and what the words say.
    fn is_masked(&self, said: &Hearing<'_>, written: &Written<'_>) -> bool {
        let labelled = || said.is_supported_closely() && !wins(said.opposes, said.supports);
        let opposed =
            || said.may_oppose() && said.closely().is_some_and(|said| is_adjacent(said.opposes) && !wins(said.supports, said.opposes));
        let supported = || said.supports.is_some() && !opposed();
        let mut strength = self.judgement.strength;
        match self.neighbours {
            Neighbours::Amount => return false,
            Neighbours::Glued => return self.judgement.habit == Habit::International && strength == Strength::Strong,
            Neighbours::Coded if strength < Strength::Strong && written.groups.len() <= 2 => strength = strength.min(Strength::Weak),
            _ => {}
        }
        // A date with its year is one whatever the words say; of a short one they decide.
        if self.is_date && (written.groups.contains(&4) || !labelled() || said.supports.is_some_and(|w| w.after)) {
            return false;
        }
        if is_ip_address(written) && strength < Strength::Strong && !self.hinted {
            strength = strength.min(Strength::Weak);
        }
        match strength {
            Strength::Strong => true,
            Strength::Fair => !opposed(),
            Strength::Weak => self.whole && supported(),
            Strength::Bare => self.whole && labelled(),
            Strength::None => false,
        }
    }
}

/// Four groups with dots between, none above 255.
fn is_ip_address(written: &Written<'_>) -> bool {
    let mut digits = written.digits;
    let octets = written.groups.iter().all(|&n| {
        let (octet, rest) = digits.split_at(usize::from(n));
        digits = rest;
        n <= 3 && phone::number(octet) <= 255
    });
    written.dotted && written.groups.len() == 4 && octets
}
