//! One pass over a block: around each place that the scan reports the line is read, as it is or as plain text.

use std::ops::Range;

use memchr::{memchr, memrchr};

use super::{
    Finder,
    cluster::{Cluster, Text},
    collect::Collect,
    disguised::{is_disguised_after, is_disguised_before},
    email::{self, Email, Refusal, Rule, Seen},
    explain,
    glance::{Glance, glance},
    iban, lone,
    plain::{self, Around, Bare, Kept, NEAR_ADDRESS},
    resolve::Found,
    scan,
    shapes::{Met, Shapes},
    spoken::Spoken,
    words::Topic,
};
use crate::pattern::PatternId;

/// How near an `@` that is in no address a disguise may make it one.
const NEAR_AT: usize = 96;

/// So many words for `@` within the look-behind may come to nothing before the others are passed over.
const MOST_MISSES: usize = 4;

/// Where the next spoken datum may begin.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Heard {
    /// The next run with a core.
    pub(super) runs_from: usize,
    /// The next run beside digits. These come in their own order, so they have their own place.
    pub(super) mixed_from: usize,
    pub(super) addresses_from: usize,
    /// Addresses that came to nothing, and where they were counted from: text full of them is not read for ever.
    pub(super) misses: usize,
    pub(super) misses_from: usize,
}

/// One pass over a block: what the scan reports becomes findings.
pub(super) struct Hunt<'a> {
    pub(super) finder: &'a Finder,
    pub(super) hay: &'a [u8],
    /// A part of a line without a line end in it, and whether it is known that the line starts and ends with it.
    pub(super) line: Range<usize>,
    pub(super) line_starts: bool,
    pub(super) line_ends: bool,
    pub(super) numbers_from: usize,
    pub(super) addresses_from: usize,
    pub(super) spoken: Heard,
    pub(super) plain_numbers: &'a mut Kept,
    pub(super) plain_addresses: &'a mut Kept,
    pub(super) cluster: &'a mut Cluster,
    pub(super) found: &'a mut Vec<Found>,
    pub(super) met: Met,
    /// Up to here the text is known to be in no disguise, though it looks so: "%25%25%25". 100 times less for each of its digits.
    pub(super) plain_until: usize,
    /// Where addresses are in no disguise: at a glance, and on a close look.
    pub(super) bare: Bare,
    pub(super) undisguised: Bare,
    /// Receives all notes of `explain`.
    pub(super) log: Option<&'a mut explain::Log>,
}

impl Hunt<'_> {
    /// The part of the line around `place` that a decision may depend on.
    fn window(&mut self, place: usize) -> Range<usize> {
        let low = place.saturating_sub(Finder::LOOK_BEHIND);
        let high = self.hay.len().min(place + Finder::LOOK_AHEAD);
        if self.line_starts && self.line_ends && self.line.contains(&place) {
            return self.line.start.max(low)..self.line.end.min(high);
        }
        // Places of one line come one after the other, so its ends are looked for once: 40 ns less for each of the others.
        if !self.line.contains(&place) {
            let start = memrchr(b'\n', &self.hay[low..place]).map_or(low, |n| low + n + 1);
            self.line = start..place;
            self.line_starts = start > low || low == 0;
            self.line_ends = false;
        }
        if self.line.start > low && !self.line_starts {
            let known = self.line.start;
            let start = memrchr(b'\n', &self.hay[low..known]);
            self.line.start = start.map_or(low, |n| low + n + 1);
            self.line_starts = start.is_some() || low == 0;
        }
        if self.line.end < high && !self.line_ends {
            let known = self.line.end;
            let end = memchr(b'\n', &self.hay[known..high]);
            self.line.end = end.map_or(high, |n| known + n);
            self.line_ends = end.is_some();
        }
        self.line.start.max(low)..self.line.end.min(high)
    }

    /// The end of the first digits of a stretch, or what is left of it, where a glance suffices.
    fn glance(&mut self, stretch: Range<usize>) -> Option<usize> {
        if self.log.is_some() {
            return None;
        }
        if lone::is_nothing(&self.finder.numbers, self.hay, stretch.clone()) {
            return Some(stretch.end);
        }
        let place = stretch.start;
        if let Some(span) = self.finder.numbers.iban.as_ref().and_then(|iban| iban.glance(self.hay, place)) {
            let end = span.end;
            self.found.push(Found { span, pattern: self.finder.pattern_of(Topic::Iban), checked: true });
            return Some(end);
        }
        match glance(&self.finder.numbers, self.hay, place)? {
            Glance::Nothing(end) => Some(end),
            Glance::Datum(topic, span, checked) => {
                let end = span.end;
                self.found.push(Found { span, pattern: self.finder.pattern_of(topic), checked });
                Some(end)
            }
        }
    }

    /// Reads one cluster at or after `place`, which is a digit; returns where to go on.
    ///
    /// Not inlined: what a glance decides is kept in registers.
    #[cold]
    #[inline(never)]
    fn read_number(&mut self, place: usize) -> usize {
        let window = self.window(place);
        let raw = &self.hay[window.clone()];
        let start = place - window.start;
        let mark = self.found.len();
        if let Some(log) = &mut self.log {
            log.open();
        }
        let mut notes = Collect { finder: self.finder, found: self.found, base: window.start, plain: None, log: self.log.as_deref_mut() };
        if place < self.plain_until || !is_disguised_before(raw, start) {
            let end = notes.read(Text { text: raw, room: &self.hay[window.start..] }, start, self.cluster);
            if window.start + end < self.plain_until || !is_disguised_after(raw, end) {
                return window.start + end;
            }
        }
        notes.undo(mark);
        self.read_disguised(place, window)
    }

    /// As `read_number`, in the plain text of the window.
    fn read_disguised(&mut self, place: usize, window: Range<usize>) -> usize {
        if !self.plain_numbers.serves(place) {
            self.plain_numbers.read(self.hay, window, place);
        }
        let around = self.plain_numbers.around(place);
        let text = around.text();
        if !around.is_disguised() {
            // An escape may go on behind the window.
            self.plain_until = around.end().saturating_sub(64);
        }
        let Some(start) = text[around.place..].iter().position(u8::is_ascii_digit).map(|n| around.place + n) else {
            return around.end();
        };
        let first = around.span(&(start..start + 1)).start;
        // Digits further on are reported by the scan, or belong to the next step.
        if first >= place + 64 {
            return first;
        }
        let mut notes = Collect { finder: self.finder, found: self.found, base: 0, plain: Some(around), log: self.log.as_deref_mut() };
        let end = notes.read(Text { text, room: text }, start, self.cluster);
        around.span(&(start..end)).end.max(place + 1)
    }

    /// Reads the run around a word that may say a number.
    fn read_run(&mut self, place: usize) {
        let Some(spoken) = &self.finder.spoken else { return };
        let window = self.window(place);
        let text = &self.hay[window.clone()];
        let from = self.spoken.runs_from.saturating_sub(window.start);
        if let Some(core) = spoken.core(text, place - window.start, from) {
            self.spoken.runs_from = self.hear(window, core, from);
        }
    }

    /// Reads the run that goes on beside digits.
    #[cold]
    #[inline(never)]
    fn read_mixed(&mut self, digits: Range<usize>) {
        let Some(spoken) = &self.finder.spoken else { return };
        let is_enough = || self.hay[digits.clone()].iter().filter(|b| b.is_ascii_digit()).count() >= scan::MIN_DIGITS;
        if digits.start < self.spoken.mixed_from || !is_enough() {
            return;
        }
        // The ends of the line are looked for where one is: no word of a run stands behind a line end.
        let seen = &self.hay[..self.hay.len().min(digits.start + Finder::LOOK_AHEAD)];
        if spoken.is_beside(seen, digits.start..digits.end.min(seen.len())) {
            let window = self.window(digits.start);
            let from = self.spoken.mixed_from.saturating_sub(window.start);
            let core = (digits.start - window.start).max(from);
            self.spoken.mixed_from = self.hear(window, core, from);
        }
    }

    /// Takes what the run around `core` of a window spells; returns where it ends.
    fn hear(&mut self, window: Range<usize>, core: usize, from: usize) -> usize {
        let Some(spoken) = &self.finder.spoken else { return window.end };
        let text = &self.hay[window.clone()];
        let run = spoken.read_run(text, (core, from), &self.finder.numbers);
        for heard in run.heard {
            let span = window.start + heard.note.range.start..window.start + heard.note.range.end;
            let note = heard.note;
            if note.masked {
                self.found.push(Found { span: span.clone(), pattern: self.finder.pattern_of(note.topic), checked: note.checked });
            }
            if let Some(log) = &mut self.log {
                log.heard(self.finder, span, Ok(&note), heard.text);
            }
        }
        window.start + run.range.end
    }

    fn read_spoken_address(&mut self, place: usize) {
        let (Some(spoken), Some((id, email))) = (&self.finder.spoken, &self.finder.email) else { return };
        let window = self.window(place);
        let text = &self.hay[window.clone()];
        let at = place - window.start;
        if !spoken.is_at(text, at) {
            return;
        }
        // Misses count within the look-behind and the line, so that they depend on nothing else.
        if self.spoken.misses_from <= window.start.max(place.saturating_sub(Finder::LOOK_BEHIND)) {
            (self.spoken.misses, self.spoken.misses_from) = (0, place);
        }
        if self.spoken.misses == MOST_MISSES {
            return;
        }
        let Some((range, heard)) = spoken.read_address(text, at, email) else {
            self.spoken.misses += 1;
            return;
        };
        let span = window.start + range.start..window.start + range.end;
        if span.start >= self.spoken.addresses_from {
            self.spoken.addresses_from = span.end;
            if let Some(log) = &mut self.log {
                log.heard(self.finder, span.clone(), Err(*id), heard);
            }
            self.found.push(Found { span, pattern: *id, checked: false });
        }
    }

    fn read_address(&mut self, at: usize) {
        let Some((id, email)) = &self.finder.email else { return };
        let hay = self.hay;
        // No reading of an address goes past a line end, so the ends of the line need not be known.
        let is_at = hay[at] == b'@';
        let plainly = match if is_at { email.glance(hay, at) } else { Seen::Unclear } {
            Seen::Address(span) if plain::is_bare_beside(hay, &span) => return self.take_address(*id, span, Rule::DotAtom),
            Seen::Address(range) => Ok(email::Read { range, rule: Rule::DotAtom }),
            // Why it is in none is for `explain` to know.
            Seen::NoDot if self.log.is_none() => Err(Refusal::NoDot),
            Seen::NoDot | Seen::Unclear if is_at => email.read_closely(hay, at),
            Seen::NoDot | Seen::Unclear => Err(Refusal::NoLocalPart),
        };
        let near = match &plainly {
            Ok(read) => read.range.start.saturating_sub(NEAR_ADDRESS)..hay.len().min(read.range.end + NEAR_ADDRESS),
            Err(_) => at.saturating_sub(NEAR_AT)..hay.len().min(at + NEAR_AT),
        };
        let read = if self.bare.holds(hay, near.clone(), plain::may_change) { plainly } else { self.read_again(email, at, near, plainly) };
        match read {
            Ok(read) => self.take_address(*id, read.range, read.rule),
            Err(refusal) => {
                if let Some(log) = &mut self.log {
                    log.refused_address(*id, at, refusal);
                }
            }
        }
    }

    fn take_address(&mut self, id: PatternId, span: Range<usize>, rule: Rule) {
        if span.start < self.addresses_from {
            return;
        }
        self.addresses_from = span.end;
        if let Some(log) = &mut self.log {
            log.address(id, span.clone(), rule);
        }
        self.found.push(Found { span, pattern: id, checked: false });
    }

    /// Reads the address around what stands for an `@` once more, in the plain text of its window, if anything `near` is in disguise.
    fn read_again(
        &mut self,
        email: &Email,
        at: usize,
        near: Range<usize>,
        plainly: Result<email::Read, Refusal>,
    ) -> Result<email::Read, Refusal> {
        let window = self.window(at);
        let near = near.start.max(window.start)..near.end.min(window.end);
        if self.undisguised.holds(&self.hay[..window.end], near, plain::changes) {
            return plainly;
        }
        if !self.plain_addresses.serves(at) {
            self.plain_addresses.read(self.hay, window, at);
        }
        match read_disguised_address(email, self.plain_addresses.around(at)) {
            Some(Ok(read)) => {
                // What reads in both ways is taken at its longest.
                plainly.ok().filter(|p| p.range.len() > read.range.len()).map_or(Ok(read), Ok)
            }
            Some(Err(refusal)) => plainly.map_err(|_| refusal),
            None => plainly,
        }
    }

    pub(super) fn search_shapes(&mut self, shapes: &Shapes, from: usize, horizon: usize) -> usize {
        shapes.search(self.hay, from, horizon, |span, pattern| {
            if let Some(log) = &mut self.log {
                log.shape(pattern, span.clone());
            }
            self.found.push(Found { span, pattern, checked: false });
        })
    }
}

impl scan::Sink for Hunt<'_> {
    fn at(&mut self, at: usize) {
        self.met.at = true;
        // Behind the first of two signs no domain begins, in whatever disguise.
        let is_doubled = self.log.is_none() && self.hay[at..].starts_with(b"@@");
        if at >= self.addresses_from && !is_doubled {
            self.read_address(at);
        }
    }

    fn digits(&mut self) {
        self.met.digits = true;
    }

    fn may_be_iban(&self, place: usize) -> bool {
        let Some(iban) = &self.finder.numbers.iban else { return self.log.is_some() };
        // The first check digit stands right before the second, or each on its own.
        let mut starts = [place - 1, place - 2].into_iter().filter_map(|digits| iban::start(self.hay, digits));
        self.log.is_some() || starts.any(|start| iban.may_begin(self.hay, start))
    }

    fn stretch(&mut self, start: usize, end: usize) {
        self.met.digits = true;
        if !self.finder.numbers.reads_any() {
            return;
        }
        // From behind the number before to the next digit of the stretch.
        self.numbers_from = self.numbers_from.max(start);
        while self.numbers_from < end {
            let Some(place) = next_digit(self.hay, self.numbers_from..end) else { break };
            let end = self.glance(place..end).unwrap_or_else(|| self.read_number(place));
            self.numbers_from = end.max(place + 1);
            if let Some(spoken) = &self.finder.spoken
                && spoken.may_be_beside(self.hay, place..self.numbers_from)
            {
                self.read_mixed(place..self.numbers_from);
            }
        }
    }

    fn may_begin_run(&self, place: usize) -> bool {
        place >= self.spoken.runs_from
    }

    fn number_word(&mut self, place: usize) {
        let admits = |spoken: &Spoken| spoken.trigger().admits_core(self.hay, place);
        if self.finder.spoken.as_ref().is_some_and(admits) {
            self.read_run(place);
        }
    }

    fn sign_word(&mut self, place: usize) {
        let admits = |spoken: &Spoken| spoken.may_be_address(self.hay, place);
        if place >= self.spoken.addresses_from && self.finder.spoken.as_ref().is_some_and(admits) {
            self.read_spoken_address(place);
        }
    }
}

/// The next digit of any script that begins in a range of places.
fn next_digit(hay: &[u8], mut range: Range<usize>) -> Option<usize> {
    if !range.is_empty() && hay[range.start].is_ascii_digit() {
        return Some(range.start);
    }
    range.find(|&at| hay[at].is_ascii_digit() || (hay[at] >= 0xC2 && plain::foreign_digit(&hay[at..]).is_some()))
}

/// Reads the address around what stands for an `@`, in plain text.
fn read_disguised_address(email: &Email, around: Around<'_>) -> Option<Result<email::Read, Refusal>> {
    let text = around.text();
    // A word in brackets swallows the spaces before it, so its sign may begin earlier than its bracket.
    let at = [Some(around.place), around.place.checked_sub(1)].into_iter().flatten().find(|&i| text.get(i) == Some(&b'@'))?;
    Some(email.read(text, at).map(|read| email::Read { range: around.span(&read.range), rule: read.rule }))
}
