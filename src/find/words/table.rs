//! All entries of all languages in one table, found by their first three bytes.
//!
//! Measured in November 2026 against one Aho-Corasick automaton over the same entries: see `Words::new`.
use super::fold::{Folded, Folds, Kind};
use std::sync::Arc;

use crate::pattern::WordFile;

/// What an entry says, as bits, so that the same word of several languages is one form.
pub(super) type Roles = u16;
pub(super) const PHONE: Roles = 1;
pub(super) const CARD: Roles = 2;
pub(super) const IBAN: Roles = 4;
/// Shift from the bit of a kind to the bit that speaks against that kind.
pub(super) const AGAINST: u32 = 3;
/// All that says something about a datum.
pub(super) const CONTENT: Roles = 0o77;
pub(super) const NAMED: Roles = 1 << 6;
pub(super) const NUMBER: Roles = 1 << 7;
pub(super) const MARK: Roles = 1 << 8;
pub(super) const LINK: Roles = 1 << 9;

/// The word may have more letters before it, after it; its accents must be there.
const OPEN_FRONT: u8 = 1;
const OPEN_BACK: u8 = 2;
const EXACT: u8 = 4;

const BUCKETS: usize = 1 << 13;

/// A folded entry.
#[derive(Clone, Copy, Debug)]
struct Form {
    /// The first eight bytes, zeros after the end.
    head: u64,
    /// Where the bytes after the first eight are.
    tail: u32,
    entry: u32,
    roles: Roles,
    len: u8,
    flags: u8,
    /// Length of the entry as written, without signs.
    written: u8,
}

/// An entry of a file, as written.
#[derive(Debug)]
struct Entry {
    file: u32,
    start: u32,
    end: u32,
}

pub(super) struct Table {
    languages: Vec<String>,
    written: String,
    entries: Vec<Entry>,
    folded: Vec<u8>,
    /// Forms by bucket; `heads[b]..heads[b + 1]` is the bucket `b`, the longest form first.
    forms: Vec<Form>,
    heads: Box<[u16; BUCKETS + 1]>,
    /// Buckets with forms that may begin inside a word.
    inside: Box<[u64; BUCKETS / 64]>,
}

/// Where in its word a form would begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the start.
    Edge,
    /// After letters that lean on it (Arabic, Hebrew).
    Leaning,
    /// Elsewhere: only for forms with `*` in front.
    Within,
}

/// A form found in a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Match {
    /// The whole word, with what `*` stands for.
    pub(super) start: u8,
    pub(super) end: u8,
    /// Bytes that the entry itself has.
    pub(super) len: u8,
    pub(super) roles: Roles,
    pub(super) entry: u32,
}

fn bucket(head: u64) -> usize {
    ((head as u32 & 0xFF_FFFF).wrapping_mul(0x9E37_79B1) >> 19) as usize
}

fn masked(bytes: u64, len: usize) -> u64 {
    if len >= 8 { bytes } else { bytes & ((1 << (8 * len)) - 1) }
}

impl Table {
    pub(super) fn new(files: &[Arc<WordFile>], folds: &Folds) -> Table {
        let mut table = Table {
            languages: files.iter().map(|file| file.language.clone()).collect(),
            written: String::with_capacity(128 << 10),
            entries: Vec::with_capacity(6 << 10),
            folded: Vec::with_capacity(96 << 10),
            forms: Vec::new(),
            heads: Box::new([0; BUCKETS + 1]),
            inside: Box::new([0; BUCKETS / 64]),
        };
        let mut forms = Vec::with_capacity(6 << 10);
        for (file, words) in (0..).zip(files) {
            let lists = [
                (&words.phone.supports, PHONE),
                (&words.phone.opposes, PHONE << AGAINST),
                (&words.card.supports, CARD | PHONE << AGAINST),
                (&words.card.opposes, CARD << AGAINST),
                (&words.iban.supports, IBAN | PHONE << AGAINST),
                (&words.iban.opposes, IBAN << AGAINST),
                (&words.other.words, (PHONE | CARD | IBAN) << AGAINST),
                (&words.other.named, NAMED),
                (&words.number.words, NUMBER),
                (&words.number.marks, MARK),
                (&words.link.words, LINK),
            ];
            for (list, roles) in lists {
                for entry in list.split('|').map(str::trim).filter(|entry| !entry.is_empty()) {
                    forms.push(table.add(file, entry, roles, folds));
                }
            }
        }
        table.fill(&forms);
        table
    }

    /// Keeps an entry as written and as folded.
    fn add(&mut self, file: u32, entry: &str, roles: Roles, folds: &Folds) -> Form {
        let start = self.written.len() as u32;
        self.written.push_str(entry);
        self.entries.push(Entry { file, start, end: self.written.len() as u32 });
        let exact = entry.strip_prefix('!');
        let body = exact.unwrap_or(entry);
        let open = body.strip_prefix('*');
        let body = open.unwrap_or(body);
        let (body, mut flags) = body.strip_suffix('*').map_or((body, 0), |body| (body, OPEN_BACK));
        let body = body.trim_end_matches('.');
        if open.is_some() {
            flags |= OPEN_FRONT;
        }
        if exact.is_some() {
            flags |= EXACT;
        }
        let folded = folds.fold(body.as_bytes(), false);
        let last = (0..folded.len()).rev().map(|i| folded.kind(i)).find(|&kind| kind != Kind::Inside);
        if last == Some(Kind::Hangul) {
            flags |= OPEN_BACK;
        }
        let tail = self.folded.len() as u32;
        self.folded.extend_from_slice(folded.text().get(8..).unwrap_or_default());
        let head = folded.eight(0);
        Form { head, tail, entry: self.entries.len() as u32 - 1, roles, len: folded.len() as u8, flags, written: body.len() as u8 }
    }

    /// Sorts the forms into their buckets. A form shorter than three bytes is in the bucket of its own bytes and zeros.
    fn fill(&mut self, forms: &[Form]) {
        let mut order: Vec<(u32, u32)> = (0..)
            .zip(forms)
            .map(|(i, form)| ((bucket(form.head) as u32) << 9 | u32::from(!form.len) << 1 | u32::from(form.flags & OPEN_FRONT), i))
            .collect();
        order.sort_unstable();
        self.forms.reserve(forms.len());
        for (key, i) in order {
            let (form, home) = (&forms[i as usize], (key >> 9) as usize);
            let same = self.forms.iter_mut().rev().take_while(|other| bucket(other.head) == home && other.len == form.len).find(|other| {
                other.head == form.head
                    && other.flags == form.flags
                    && tail(&self.folded, other) == tail(&self.folded, form)
                    && (form.flags & EXACT == 0 || other.written == form.written)
            });
            match same {
                Some(same) => same.roles |= form.roles,
                None => self.forms.push(*form),
            }
            self.heads[home + 1] = self.forms.len() as u16;
            if form.flags & OPEN_FRONT != 0 {
                self.inside[home / 64] |= 1 << (home % 64);
            }
        }
        for home in 0..BUCKETS {
            self.heads[home + 1] = self.heads[home + 1].max(self.heads[home]);
        }
    }

    /// The longest form at `i`, where the start of a word is `word`. Its end is that of the form, without what `*` stands for.
    pub(super) fn longest(&self, folded: &Folded, i: usize, place: Place) -> Option<Match> {
        let eight = folded.eight(i);
        let mut found = self.in_bucket(bucket(eight), folded, i, place);
        for len in [2, 1] {
            // Forms as short as this are not open at the back.
            if found.is_none() && folded.is_edge(i + len) {
                found = self.in_bucket(bucket(masked(eight, len)), folded, i, place);
            }
        }
        found
    }

    fn in_bucket(&self, home: usize, folded: &Folded, i: usize, place: Place) -> Option<Match> {
        if place == Place::Within && self.inside[home / 64] >> (home % 64) & 1 == 0 {
            return None;
        }
        let forms = &self.forms[usize::from(self.heads[home])..usize::from(self.heads[home + 1])];
        let eight = folded.eight(i);
        let mut found: Option<Match> = None;
        let mut is_open = false;
        for form in forms {
            let len = usize::from(form.len);
            let end = i + len;
            if masked(eight, len) != form.head || end > folded.len() {
                continue;
            }
            if found.is_some_and(|found| found.len > form.len) {
                break;
            }
            let fits = (len <= 8 || folded.text()[i + 8..end] == *tail(&self.folded, form))
                && (place == Place::Edge || form.flags & OPEN_FRONT != 0 || place == Place::Leaning)
                && (form.flags & OPEN_BACK != 0 || folded.is_end(end))
                && (form.flags & EXACT == 0 || folded.source(end) - folded.source(i) == usize::from(form.written));
            if !fits {
                continue;
            }
            // In a bucket, forms of one length stand with the closed ones first: "nummer" before "*nummer".
            let open = form.flags & OPEN_FRONT != 0;
            match &mut found {
                Some(_) if open && !is_open => {}
                Some(found) => found.roles |= form.roles,
                None => {
                    found = Some(Match { start: i as u8, end: end as u8, len: form.len, roles: form.roles, entry: form.entry });
                    is_open = open;
                }
            }
        }
        found
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize { self.forms.len() }

    /// Forms that speak for and against the same kind, or that are both content and link.
    #[cfg(test)]
    pub(super) fn torn(&self) -> Vec<String> {
        let is_torn = |form: &&Form| {
            let content = form.roles & CONTENT;
            content & content >> AGAINST & 7 != 0 || content != 0 && form.roles & (LINK | NUMBER | MARK) != 0
        };
        let name = |form: &Form| format!("{:?} {:o}", self.name(form.entry), form.roles);
        self.forms.iter().filter(is_torn).map(name).collect()
    }

    /// Entries that are short and open.
    #[cfg(test)]
    pub(super) fn loose(&self) -> Vec<&str> {
        let is_loose = |form: &&Form| form.flags & OPEN_BACK != 0 && form.len < 3 || form.flags & OPEN_FRONT != 0 && form.len < 2;
        self.forms.iter().filter(is_loose).map(|form| self.name(form.entry).2).collect()
    }

    pub(super) fn name(&self, entry: u32) -> (u32, &str, &str) {
        let entry = &self.entries[entry as usize];
        (entry.file, &self.languages[entry.file as usize], &self.written[entry.start as usize..entry.end as usize])
    }
}

fn tail<'f>(folded: &'f [u8], form: &Form) -> &'f [u8] {
    let start = form.tail as usize;
    &folded[start..start + usize::from(form.len).saturating_sub(8)]
}
