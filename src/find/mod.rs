//! Turns a block of whole lines into ordered findings.
//!
//! The steps, in order: `scan` reports where something could start; `hunt` reads the line around each place, as it is or, where it
//! is in disguise, as `plain` text; the readers (`email`, `number` with `cluster`, `iban`, `card`, `phone`, and `shapes` for
//! regexes) confirm, with the `words` near it, and most digits are decided at a `glance`, or for being `lone`; what is `spoken` is
//! heard; `resolve` orders what was found and settles overlaps.
//!
//! What is decided about a place depends on at most [`Finder::LOOK_BEHIND`] bytes before it and [`Finder::LOOK_AHEAD`] after
//! it, within its line, on where the readers before it stopped, and on the plain text that one of them left ([`Kept`]). A long
//! line goes through in pieces: places so far from the end of a piece that all of this is there are judged at once, each a
//! single time, and [`Scratch`] carries the rest over. So a piece sees the same windows in the same order as the whole line
//! would, and finds the same.

mod beside;
mod card;
mod cluster;
mod collect;
mod disguised;
mod email;
mod explain;
mod findings;
mod glance;
mod hunt;
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
use regex_automata::util::pool::Pool;

use crate::{
    error::Error,
    pattern::{Knowledge, Language, Lazy, PatternId, Patterns},
    validate::phone::Regions,
};

use card::Card;
use cluster::Cluster;
use email::Email;
pub use findings::Findings;
use hunt::{Heard, Hunt};
use iban::Iban;
use number::Numbers;
use plain::{Bare, Kept};
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
