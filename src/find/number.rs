//! Finds cards, IBANs and phone numbers in the digit clusters of a window.
//!
//! A cluster may hold several data side by side, or one and a stranger. What proves itself takes its groups first: an IBAN,
//! then cards. Dates take theirs. What is left, between hard edges, is judged as phone numbers. Digits that failed as an IBAN
//! or a card by more than chance are not offered to the other kinds: failed validation leaves no crumbs.

use std::{cell::OnceCell, ops::Range};

use crate::validate::phone::Regions;

use super::{
    beside::{Glue, Neighbours, Touch, after, before, glue, is_adjacent, is_decimal, is_label, is_meant, is_part, phone_neighbours, wins},
    card::{Card, MAX_PAN, MIN_PAN, Verdict},
    cluster::{Cluster, Group, MAX_GROUPS, Separator, Text},
    iban::{self, Failure, Iban, Reading},
    phone::{self, Habit, Judgement, Strength, Written},
    words::{Hearing, Said, Topic, Words},
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
        if cluster.total() < super::scan::MIN_DIGITS {
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
            let edge = (from + 1..count).find(|&g| taken[g] || self.edges >> g & 1 != 0);
            let to = edge.unwrap_or(count);
            self.read_phones(from..to, &mut patience);
            from = to;
        }
    }

    fn group(&self, index: usize) -> &Group {
        &self.cluster.groups()[index]
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

/// Cards.
impl<N: Notes> Reader<'_, N> {
    /// Takes the groups of every card of the cluster, the longest first at each place.
    fn read_cards(&mut self, taken: &mut [bool; MAX_GROUPS]) {
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
        let count = self.cluster.groups().len();
        let mut failed = None;
        let lengths = cards.lengths(self.cluster.digits(from..count));
        if lengths == 0 {
            return None;
        }
        for to in (from + 1..=self.cluster.reach(from..count.min(from + MAX_PAN), MAX_PAN)).rev() {
            let groups = from..to;
            let size = self.cluster.size(&groups);
            if size < MIN_PAN {
                break;
            }
            if lengths >> size & 1 == 0 {
                continue;
            }
            // A plus with a space before it begins a number of its own.
            if self.edges & ((1 << to) - (2 << from)) != 0 || (from == 0 && self.cluster.plus) {
                continue;
            }
            match cards.judge(self.cluster.digits(groups.clone()), self.cluster.shape(groups.clone())) {
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

/// How the groups of a range are joined to the ones before them, as bits.
struct Joints {
    /// A number may end before the group, and another begin with it.
    edges: u64,
    /// Both have as many digits.
    alike: u64,
    /// Both have the same marks before them.
    same: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CardShape {
    None,
    /// Only with a word.
    Loose,
    Printed,
}

/// Phone numbers.
impl<N: Notes> Reader<'_, N> {
    /// Reads the phone numbers of a range of groups: all of it as one, else its parts between edges.
    fn read_phones(&mut self, groups: Range<usize>, patience: &mut usize) {
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
        if digits.len() < super::scan::MIN_DIGITS {
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
        let opposed = || said.closely().is_some_and(|said| is_adjacent(said.opposes) && !wins(said.supports, said.opposes));
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

/// Whether 13 digits carry the check digit of an EAN-13 (GS1 General Specifications, 7.9).
fn is_ean(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().enumerate().map(|(place, d)| u32::from(d - b'0') * if place % 2 == 1 { 3 } else { 1 }).sum();
    digits.len() == 13 && sum.is_multiple_of(10)
}
