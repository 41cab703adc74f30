//! Turns a block of whole lines into ordered findings.
//!
//! The steps, in order: `scan` reports where something could start; around each place the line is read, as it is or, where it
//! is in disguise, as `plain` text; the readers (`email`, `number` with `cluster`, `iban`, `card`, `phone`, and `shapes` for
//! regexes) confirm, with the `words` near it, and most digits are decided at a `glance`; what is `spoken` is heard; `resolve` orders
//! what was found and settles overlaps.
//!
//! What is decided about a place depends on at most [`Finder::LOOK_BEHIND`] bytes before it and [`Finder::LOOK_AHEAD`] after
//! it, within its line, on where the readers before it stopped, and on the plain text that one of them left ([`Kept`]). A long
//! line goes through in pieces: places so far from the end of a piece that all of this is there are judged at once, each a
//! single time, and [`Scratch`] carries the rest over. So a piece sees the same windows in the same order as the whole line
//! would, and finds the same.

mod beside;
mod card;
mod cluster;
mod email;
mod explain;
mod findings;
mod glance;
mod iban;
mod lone;
mod masks;
mod number;
mod phone;
mod plain;
mod resolve;
mod scan;
mod shapes;
mod short;
mod spoken;
mod words;

use std::{fmt, ops::Range};

use fearless_simd::Level;
use memchr::{memchr, memrchr};
use regex_automata::util::pool::Pool;

use crate::{
    error::Error,
    pattern::{Knowledge, Language, Lazy, PatternId, Patterns},
    validate::phone::Regions,
};

use card::Card;
use cluster::{Cluster, Text};
use email::{Email, Refusal, Rule};
pub use findings::Findings;
use glance::{Glance, glance};
use iban::Iban;
use number::{Note, Notes, Numbers};
use plain::{Around, Bare, Kept, NEAR_ADDRESS};
use resolve::{Found, Resolver};
use scan::{Page, Scan, Stretch, Wanted};
use shapes::{Met, Shapes};
use spoken::Spoken;
use words::{Topic, Words};

/// A span of the haystack and the pattern that found it. The datum itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The pattern that found it.
    pub pattern: PatternId,
    /// Bytes of the haystack.
    pub span: Range<usize>,
}

/// How much of its line a haystack holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Whole lines: nothing that comes later can change the answer.
    Whole,
    /// The rest of the line is still to come.
    Piece,
}

/// Finds candidates, confirms them and orders what remains.
pub(crate) struct Finder {
    patterns: Patterns,
    email: Option<(PatternId, Email)>,
    iban: Option<PatternId>,
    card: Option<PatternId>,
    phone: Option<PatternId>,
    /// Whether findings of a pattern are asked for, by its index; none where all are. What is not asked for is found all the same, so
    /// that its digits are no other datum, and then left alone.
    wanted: Option<Vec<bool>>,
    numbers: Numbers,
    shapes: Option<Shapes>,
    spoken: Option<Spoken>,
    /// The vectors of the machine.
    level: Level,
    /// Buffers between calls for whole lines, so that a call allocates nothing.
    scratch: Pool<Scratch, fn() -> Scratch>,
}

/// Buffers that a caller keeps from one block to the next.
#[derive(Default)]
pub(crate) struct Scratch {
    page: Box<Page>,
    /// Plain text around digits, and around `@`. Each kind of place comes in its own order, so it has its own text.
    plain_numbers: Kept,
    plain_addresses: Kept,
    cluster: Cluster,
    found: Vec<Found>,
    progress: Progress,
    /// A short text between line ends.
    room: Vec<u8>,
}

/// How far a line has been judged, from one piece of it to the next. Offsets are those of the haystack.
#[derive(Default)]
struct Progress {
    /// Up to here places have been judged.
    judged: usize,
    /// So many bytes at the end are line ends that need no look.
    margin: usize,
    /// Where the next number may begin.
    numbers_from: usize,
    /// Where the next address may begin.
    addresses_from: usize,
    /// Up to where the line is known to be in no disguise.
    plain_until: usize,
    /// Where the next shape may begin.
    shapes_from: usize,
    spoken: Heard,
    stretch: Stretch,
    resolver: Resolver,
}

/// How near an `@` that is in no address a disguise may make it one.
const NEAR_AT: usize = 96;

/// So many words for `@` within the look-behind may come to nothing before the others are passed over.
const MOST_MISSES: usize = 4;

/// Where the next spoken datum may begin.
#[derive(Debug, Default, Clone, Copy)]
struct Heard {
    /// The next run with a core.
    runs_from: usize,
    /// The next run beside digits. These come in their own order, so they have their own place.
    mixed_from: usize,
    addresses_from: usize,
    /// Addresses that came to nothing, and where they were counted from: text full of them is not read for ever.
    misses: usize,
    misses_from: usize,
}

impl Scratch {
    /// Makes it as new, with its buffers kept.
    pub(crate) fn forget(&mut self) {
        self.found.clear();
        self.progress = Progress::default();
        self.plain_numbers.forget();
        self.plain_addresses.forget();
    }

    /// Whether no piece of a line went through it.
    fn is_new(&self) -> bool {
        self.progress.judged == 0 && self.found.is_empty() && self.progress.resolver.held_from().is_none()
    }

    /// The first `bytes` of the haystack are gone.
    fn shift(&mut self, bytes: usize) {
        let progress = &mut self.progress;
        let spoken = &mut progress.spoken;
        for place in [
            &mut progress.judged,
            &mut progress.numbers_from,
            &mut progress.addresses_from,
            &mut progress.plain_until,
            &mut progress.shapes_from,
            &mut spoken.runs_from,
            &mut spoken.mixed_from,
            &mut spoken.addresses_from,
            &mut spoken.misses_from,
        ] {
            *place = place.saturating_sub(bytes);
        }
        progress.stretch.shift(bytes);
        self.plain_numbers.shift(bytes);
        self.plain_addresses.shift(bytes);
        progress.resolver.shift(bytes);
        for found in &mut self.found {
            found.shift(bytes);
        }
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}

impl Finder {
    /// The most bytes before a place that a decision about it depends on.
    pub(crate) const LOOK_BEHIND: usize = 512;
    /// The most bytes from a place on that a decision about it depends on.
    pub(crate) const LOOK_AHEAD: usize = 1024;
    /// The most bytes that a piece of a line may leave undecided: places too near its end to be judged, what stands before
    /// the first of them and may belong to its finding, and a finding that reaches into that.
    pub(crate) const MAX_HELD: usize = 2 * (Finder::LOOK_BEHIND + Finder::LOOK_AHEAD) + scan::UNREPORTED;

    pub(crate) fn new(patterns: Patterns, kinds: Option<&[String]>, hinted: Regions, listens: bool) -> Result<Finder, Error> {
        let wanted = wanted(&patterns, kinds)?;
        let (mut email, mut iban, mut card, mut phone) = (None, None, None, None);
        let mut numbers = Numbers { iban: None, card: None, phone: false, hinted, words: Words::new(patterns.words().clone()) };
        let (mut countries, mut schemes, mut domains) = (Vec::new(), Vec::new(), Vec::new());
        let mut shapes = shapes::Builder::default();
        for (index, pattern) in patterns.iter().enumerate() {
            let id = PatternId::new(index);
            // Tables of several files of one kind are one table; findings bear the name of the first file.
            match &pattern.knowledge {
                Knowledge::Email { tlds } => {
                    email.get_or_insert(id);
                    domains.push(&**tlds);
                }
                Knowledge::Phone => {
                    phone.get_or_insert(id);
                }
                Knowledge::Iban(rows) => {
                    iban.get_or_insert(id);
                    countries.extend(rows.iter().cloned());
                }
                Knowledge::Card(rows) => {
                    card.get_or_insert(id);
                    schemes.extend(rows.iter().cloned());
                }
                Knowledge::Regex(rows) => shapes.add(id, rows),
            }
        }
        let email = email.map(|id| (id, Email::new(domains.iter().flat_map(|list| list.split_ascii_whitespace()))));
        numbers.iban = iban.map(|_| Iban::new(countries));
        numbers.card = card.map(|_| Card::new(schemes));
        numbers.phone = phone.is_some();
        let shapes = shapes.build().map_err(|(id, why)| Error::regex(format_args!("pattern {}", patterns.get(id).id()), why))?;
        let spoken = if listens { Spoken::new(patterns.spoken().clone()) } else { None };
        Ok(Finder {
            patterns,
            email,
            iban,
            card,
            phone,
            wanted,
            numbers,
            shapes,
            spoken,
            level: Level::new(),
            scratch: Pool::new(Scratch::default),
        })
    }

    pub(crate) fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// Replaces `findings` by those of whole lines.
    pub(crate) fn find_lines(&self, hay: &[u8], findings: &mut Vec<Finding>) {
        findings.clear();
        if self.is_surely_clean(hay) {
            return;
        }
        let mut scratch = self.scratch.get();
        // A panic may have left the middle of another haystack in it.
        scratch.forget();
        self.find_whole(hay, &mut scratch, findings);
    }

    /// Replaces `findings` by those of the part of `hay` that is decided, and returns the end of that part: all of it for
    /// whole lines. After a piece the next haystack begins with the rest, and comes with the same `scratch`.
    pub(crate) fn find(&self, hay: &[u8], extent: Extent, scratch: &mut Scratch, findings: &mut Vec<Finding>) -> usize {
        // Not the end of a long line of which pieces came before.
        if extent == Extent::Whole && scratch.is_new() {
            findings.clear();
            if !self.is_surely_clean(hay) {
                self.find_whole(hay, scratch, findings);
            }
            return hay.len();
        }
        self.search(hay, extent, scratch, Report { findings, log: None })
    }

    fn search(&self, hay: &[u8], extent: Extent, scratch: &mut Scratch, report: Report<'_>) -> usize {
        let Report { findings, log } = report;
        findings.clear();
        let horizon = match extent {
            Extent::Whole => hay.len() - scratch.progress.margin,
            Extent::Piece => hay.len().saturating_sub(Finder::LOOK_AHEAD),
        };
        let Scratch { page, plain_numbers, plain_addresses, cluster, found, progress, .. } = scratch;
        let judged = progress.judged..horizon.max(progress.judged);
        let (numbers_from, addresses_from) = (progress.numbers_from, progress.addresses_from);
        let (line, line_starts, line_ends) = (0..0, false, false);
        let mut hunt = Hunt {
            finder: self,
            hay,
            line,
            line_starts,
            line_ends,
            numbers_from,
            addresses_from,
            spoken: progress.spoken,
            plain_numbers,
            plain_addresses,
            cluster,
            found,
            met: Met::default(),
            plain_until: progress.plain_until,
            bare: Bare::default(),
            undisguised: Bare::default(),
            log,
        };
        let wanted = Wanted { words: self.spoken.as_ref().map(Spoken::trigger), parts: hunt.log.is_some() };
        Scan { level: self.level, wanted, page, stretch: &mut progress.stretch }.run(hay, judged, &mut hunt);
        // In a piece the trigger of a match may have been met before, or be met later.
        if let Some(shapes) = self.shapes.as_ref().filter(|shapes| extent == Extent::Piece || shapes.may_match(hunt.met)) {
            progress.shapes_from = hunt.search_shapes(shapes, progress.shapes_from, horizon);
        }
        (progress.judged, progress.numbers_from, progress.addresses_from) = (horizon, hunt.numbers_from, hunt.addresses_from);
        progress.plain_until = hunt.plain_until;
        progress.spoken = hunt.spoken;
        if extent == Extent::Whole {
            progress.resolver.settle(found, usize::MAX, findings);
            progress.resolver.finish(findings);
            self.keep_wanted(findings);
            scratch.forget();
            return hay.len();
        }
        // What is found from now on begins behind this: no place that is still to be judged has a longer look-behind.
        let bound = horizon.saturating_sub(Finder::LOOK_BEHIND + scan::UNREPORTED);
        progress.resolver.settle(found, bound, findings);
        self.keep_wanted(findings);
        let decided = progress.resolver.held_from().map_or(bound, |from| from.min(bound));
        scratch.shift(decided);
        decided
    }

    /// The languages that are listened to.
    pub(crate) fn spoken_languages(&self) -> impl Iterator<Item = &Lazy<Language>> {
        self.spoken.iter().flat_map(|spoken| spoken.languages().iter())
    }

    fn words(&self) -> &Words {
        &self.numbers.words
    }

    fn keep_wanted(&self, findings: &mut Vec<Finding>) {
        if let Some(wanted) = &self.wanted {
            findings.retain(|finding| wanted[finding.pattern.index()]);
        }
    }

    fn pattern_of(&self, topic: Topic) -> PatternId {
        let id = match topic {
            Topic::Phone => self.phone,
            Topic::Card => self.card,
            Topic::Iban => self.iban,
        };
        id.expect("a reader runs only when its pattern is there")
    }
}

/// Where the results of a search go.
struct Report<'a> {
    findings: &'a mut Vec<Finding>,
    /// Receives all notes of `explain`.
    log: Option<&'a mut explain::Log>,
}

/// Which patterns have one of these kinds; none where all are meant.
fn wanted(patterns: &Patterns, kinds: Option<&[String]>) -> Result<Option<Vec<bool>>, Error> {
    let Some(kinds) = kinds else { return Ok(None) };
    for kind in kinds {
        if !patterns.iter().any(|p| p.kind().eq_ignore_ascii_case(kind)) {
            let mut known: Vec<&str> = patterns.iter().map(|p| p.kind()).collect();
            known.sort_unstable();
            known.dedup();
            return Err(Error::setting(format_args!("unknown kind {kind:?}; the kinds are {}", known.join(", "))));
        }
    }
    Ok(Some(patterns.iter().map(|p| kinds.iter().any(|kind| p.kind().eq_ignore_ascii_case(kind))).collect()))
}

/// One pass over a block: what the scan reports becomes findings.
struct Hunt<'a> {
    finder: &'a Finder,
    hay: &'a [u8],
    /// A part of a line without a line end in it, and whether it is known that the line starts and ends with it.
    line: Range<usize>,
    line_starts: bool,
    line_ends: bool,
    numbers_from: usize,
    addresses_from: usize,
    spoken: Heard,
    plain_numbers: &'a mut Kept,
    plain_addresses: &'a mut Kept,
    cluster: &'a mut Cluster,
    found: &'a mut Vec<Found>,
    met: Met,
    /// Up to here the text is known to be in no disguise, though it looks so: "%25%25%25". 100 times less for each of its digits.
    plain_until: usize,
    /// Where addresses are in no disguise: at a glance, and on a close look.
    bare: Bare,
    undisguised: Bare,
    /// Receives all notes of `explain`.
    log: Option<&'a mut explain::Log>,
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
        let window = self.window(digits.start);
        let text = &self.hay[window.clone()];
        let from = self.spoken.mixed_from.saturating_sub(window.start);
        let digits = digits.start - window.start..(digits.end - window.start).min(text.len());
        if let Some(core) = spoken.beside(text, digits, from) {
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
        let seen = if is_at { email.glance(hay, at) } else { None };
        if let Some(span) = seen.clone().filter(|span| plain::is_bare_beside(hay, span)) {
            return self.take_address(*id, span, Rule::DotAtom);
        }
        let plainly = match seen {
            Some(range) => Ok(email::Read { range, rule: Rule::DotAtom }),
            None if is_at => email.read_closely(hay, at),
            None => Err(Refusal::NoLocalPart),
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

    fn search_shapes(&mut self, shapes: &Shapes, from: usize, horizon: usize) -> usize {
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
        let iban = self.finder.numbers.iban.as_ref();
        let start = |iban: &Iban| match iban::start(self.hay, place - 1) {
            Some(start) => iban.may_begin(self.hay, start),
            // Each character on its own.
            None => true,
        };
        self.log.is_some() || iban.is_some_and(start)
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

    fn number_word(&mut self, place: usize) {
        let admits = |spoken: &Spoken| spoken.trigger().admits_core(self.hay, place);
        if place >= self.spoken.runs_from && self.finder.spoken.as_ref().is_some_and(admits) {
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

/// What the bytes are that a disguise begins with.
const MARK: u8 = 1;
/// What the `#` is that may be inside one.
const INSIDE: u8 = 2;

const DISGUISES: [u8; 256] = {
    let mut all = [0; 256];
    let mut byte = 0x80;
    while byte < 256 {
        all[byte] = MARK;
        byte += 1;
    }
    (all[b'%' as usize], all[b'&' as usize], all[b'\\' as usize], all[b'#' as usize]) = (MARK, MARK, MARK, INSIDE);
    all
};

/// How near a digit a disguise is looked for.
const NEAR: usize = 4;

/// What the bytes near a digit are, together.
#[inline]
fn disguises(near: &[u8]) -> u8 {
    near.iter().fold(0, |all, &b| all | DISGUISES[usize::from(b)])
}

/// Whether what stands at `start` or right before it may be in disguise.
#[inline]
fn is_disguised_before(raw: &[u8], start: usize) -> bool {
    let near = raw[..start].last_chunk::<NEAR>().map_or_else(|| disguises(&raw[..start]), |near| disguises(near));
    raw[start] >= 0x80 || near != 0
}

#[inline]
fn is_disguised_after(raw: &[u8], end: usize) -> bool {
    let near = raw[end..].first_chunk::<NEAR>().map_or_else(|| disguises(&raw[end..]), |near| disguises(near));
    near & MARK != 0
}

/// Reads the address around what stands for an `@`, in plain text.
fn read_disguised_address(email: &Email, around: Around<'_>) -> Option<Result<email::Read, Refusal>> {
    let text = around.text();
    // A word in brackets swallows the spaces before it, so its sign may begin earlier than its bracket.
    let at = [Some(around.place), around.place.checked_sub(1)].into_iter().flatten().find(|&i| text.get(i) == Some(&b'@'))?;
    Some(email.read(text, at).map(|read| email::Read { range: around.span(&read.range), rule: read.rule }))
}

/// Turns notes into findings of the haystack.
struct Collect<'a> {
    finder: &'a Finder,
    found: &'a mut Vec<Found>,
    /// Where the text begins in the haystack, unless it is plain text.
    base: usize,
    plain: Option<Around<'a>>,
    log: Option<&'a mut explain::Log>,
}

impl Collect<'_> {
    fn read(&mut self, text: Text<'_>, start: usize, cluster: &mut Cluster) -> usize {
        let numbers = &self.finder.numbers;
        match self.log {
            Some(_) => numbers.read(text, start, cluster, &mut Everything(self)),
            None => numbers.read(text, start, cluster, self),
        }
    }

    /// Takes back what was found after `mark`, because the window must be read in another way.
    fn undo(self, mark: usize) {
        self.found.truncate(mark);
        if let Some(log) = self.log {
            log.undo();
        }
    }

    fn span(&self, range: &Range<usize>) -> Range<usize> {
        match self.plain {
            Some(plain) => plain.span(range),
            None => self.base + range.start..self.base + range.end,
        }
    }
}

impl Notes for Collect<'_> {
    const ALL: bool = false;

    fn found(&mut self, topic: Topic, range: Range<usize>, checked: bool) {
        let found = Found { span: self.span(&range), pattern: self.finder.pattern_of(topic), checked };
        self.found.push(found);
    }

    fn take(&mut self, note: Note) {
        if note.masked {
            self.found(note.topic, note.range, note.checked);
        }
    }
}

/// Takes refusals too.
struct Everything<'c, 'a>(&'c mut Collect<'a>);

impl Notes for Everything<'_, '_> {
    const ALL: bool = true;

    fn found(&mut self, topic: Topic, range: Range<usize>, checked: bool) {
        self.0.found(topic, range, checked);
    }

    fn take(&mut self, note: Note) {
        let span = self.0.span(&note.range);
        if let Some(log) = &mut self.0.log {
            log.note(self.0.finder, span, &note);
        }
        self.0.take(note);
    }
}
