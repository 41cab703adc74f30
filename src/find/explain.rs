//! Keeps what the readers considered, for `Redactor::explain`.

use std::ops::Range;

use super::{
    Extent, Finder, Finding, Report, Scratch,
    email::{Refusal, Rule},
    number::{Entry, Note, Test},
    words::{Topic, Word},
};
use crate::{
    explain::{Candidate, Check, NearWord, Verdict},
    pattern::PatternId,
};

/// What has been considered so far.
#[derive(Default)]
pub(super) struct Log {
    candidates: Vec<Candidate>,
    /// Length of `candidates` when the window now read was opened.
    mark: usize,
}

impl Log {
    /// A window is opened; `undo` forgets what is noted from here on.
    pub(super) fn open(&mut self) {
        self.mark = self.candidates.len();
    }

    pub(super) fn undo(&mut self) {
        self.candidates.truncate(self.mark);
    }

    pub(super) fn note(&mut self, finder: &Finder, span: Range<usize>, note: &Note) {
        let entry = match (note.topic, note.entry) {
            (Topic::Card, Entry::Scheme(row)) => finder.numbers.card.as_ref().map(|c| c.scheme(row).name.to_string()),
            (Topic::Iban, Entry::Country(row)) => finder.numbers.iban.as_ref().map(|i| i.country(row).name.to_string()),
            (_, Entry::Habit(habit, regions)) => {
                let ids: Vec<_> = regions.iter().take(4).map(|r| r.id()).collect();
                let more = if regions.len() > ids.len() { ", …" } else { "" };
                Some(if ids.is_empty() { habit.name().to_owned() } else { format!("{} ({}{more})", habit.name(), ids.join(", ")) })
            }
            _ => None,
        };
        let check = |&(test, passed): &(Test, bool)| Check { name: test.name().to_owned(), passed };
        let word = |word: Word, supports| {
            let (list, entry) = finder.words().name(&word);
            NearWord { word: entry.to_owned(), list: list.to_owned(), supports, distance: word.distance }
        };
        let words = note.said.supports.map(|w| word(w, true)).into_iter().chain(note.said.opposes.map(|w| word(w, false)));
        self.push(span, finder.pattern_of(note.topic), note.masked, entry.unwrap_or_default());
        if let Some(last) = self.candidates.last_mut() {
            last.checks = note.tests.iter().flatten().map(check).collect();
            last.words = words.collect();
        }
    }

    /// A datum that was said aloud; `None` for the note where it is an address.
    pub(super) fn heard(&mut self, finder: &Finder, span: Range<usize>, note: Result<&Note, PatternId>, heard: String) {
        match note {
            Ok(note) => self.note(finder, span, note),
            Err(address) => self.push(span, address, true, "an address said aloud".to_owned()),
        }
        if let Some(last) = self.candidates.last_mut() {
            last.heard = Some(heard);
        }
    }

    pub(super) fn address(&mut self, pattern: PatternId, span: Range<usize>, rule: Rule) {
        self.push(span, pattern, true, rule.reason().to_owned());
    }

    pub(super) fn refused_address(&mut self, pattern: PatternId, at: usize, refusal: Refusal) {
        self.push(at..at + 1, pattern, false, String::new());
        if let Some(last) = self.candidates.last_mut() {
            last.checks.push(Check { name: refusal.reason().to_owned(), passed: false });
        }
    }

    pub(super) fn shape(&mut self, pattern: PatternId, span: Range<usize>) {
        self.push(span, pattern, true, String::new());
    }

    fn push(&mut self, span: Range<usize>, pattern: PatternId, masked: bool, entry: String) {
        let verdict = if masked { Verdict::Masked } else { Verdict::LeftAlone };
        self.candidates.push(Candidate { span, pattern, verdict, entry, checks: Vec::new(), words: Vec::new(), heard: None });
    }

    /// Marks those that another finding covers.
    fn settle(mut self, findings: &[Finding]) -> Vec<Candidate> {
        for candidate in self.candidates.iter_mut().filter(|c| c.verdict == Verdict::Masked) {
            match findings.iter().find(|f| f.span.start < candidate.span.end && candidate.span.start < f.span.end) {
                None => candidate.verdict = Verdict::NotAskedFor,
                Some(winner) if winner.pattern != candidate.pattern => candidate.verdict = Verdict::Beaten { by: winner.pattern },
                Some(_) => {}
            }
        }
        self.candidates.sort_by_key(|c| (c.span.start, c.span.end));
        self.candidates
    }
}

impl Finder {
    /// Every candidate of a line, in order.
    pub(crate) fn explain(&self, line: &[u8]) -> Vec<Candidate> {
        let (mut scratch, mut log, mut findings) = (Scratch::default(), Log::default(), Vec::new());
        self.search(line, Extent::Whole, &mut scratch, Report { findings: &mut findings, log: Some(&mut log) });
        log.settle(&findings)
    }
}

impl Test {
    fn name(self) -> &'static str {
        match self {
            Test::Shape => "grouping",
            Test::Neighbours => "stands alone, not inside a longer code",
            Test::Country => "country of the registry",
            Test::Length => "length of the country's IBAN",
            Test::Structure => "structure of the country's BBAN",
            Test::Mod97 => "mod-97 check digits",
            Test::Luhn => "Luhn check digit",
            Test::Scheme => "IIN and length of a scheme",
            Test::Numbering => "written as numbers of a region are",
            Test::Words => "words nearby",
            Test::NotADate => "not a date",
        }
    }
}
