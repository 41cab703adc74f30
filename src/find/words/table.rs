//! All entries of all languages in one table, found by the hash of their first bytes.
//!
//! The table of the shipped files is a part of the program (src/build/); one is made at run time where a user adds word lists.
//! Not an Aho-Corasick automaton: over the same 13,800 entries that took 40 ms and 4 MB to build, where this takes 2 ms
//! (November 2026, two busy x86-64 cores, CPU time). Words begin at edges, so an automaton's gift, to begin anywhere, is rarely needed.
use super::{
    fold::{Folded, Folds, Kind},
    touch::Touch,
};
use crate::{fixed::Fixed, pattern::WordFile};

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
pub(super) const UNIT: Roles = 1 << 10;

/// The word may have more letters before it, after it; its accents must be there.
const OPEN_FRONT: u8 = 1;
const OPEN_BACK: u8 = 2;
const EXACT: u8 = 4;

/// Forms are found by their first eight, four, three, two or one bytes, as many of these as they have.
const KEYS: [usize; 5] = [8, 4, 3, 2, 1];
const BUCKETS: usize = 1 << 14;

/// A folded entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// The first eight bytes, zeros after the end.
    pub(super) head: u64,
    /// Where the bytes after the first eight are.
    pub(super) tail: u32,
    /// Its place among the entries of all files.
    pub(super) entry: u32,
    pub(super) roles: Roles,
    pub(super) len: u8,
    pub(super) flags: u8,
    /// Length of the entry as written, without signs.
    pub(super) written: u8,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) folded: Fixed<[u8]>,
    /// Forms by bucket; `heads[b]..heads[b + 1]` is the bucket `b`, the longest form first.
    pub(super) forms: Fixed<[Form]>,
    pub(super) heads: [u16; BUCKETS + 1],
    /// One bit for each hash that some form has: most places in a text end here.
    pub(super) hashes: [u64; 1 << 10],
    /// The same for the first four bytes of all forms that have so many.
    pub(super) prefixes: [u64; 1 << 10],
    /// The first two bytes of forms that may begin inside a word.
    pub(super) inside: [u64; 1 << 10],
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

/// Sixteen bits from the first `len` bytes.
#[inline]
fn hash(eight: u64, len: usize) -> usize {
    (masked(eight, len).wrapping_add(len as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as usize
}

fn bucket(hash: usize) -> usize {
    hash >> 2
}

#[inline]
fn has(bits: &[u64; 1 << 10], i: usize) -> bool {
    bits[i >> 6 & 0x3FF] >> (i & 63) & 1 != 0
}

/// The first `len` of eight bytes.
#[inline]
fn masked(bytes: u64, len: usize) -> u64 {
    const MASKS: [u64; 16] = [0, 0xFF, 0xFFFF, 0xFF_FFFF, !0 >> 32, !0 >> 24, !0 >> 16, !0 >> 8, !0, !0, !0, !0, !0, !0, !0, !0];
    bytes & MASKS[len.min(15)]
}

/// The entries of some files as they are written, each with what it says.
pub(super) fn entries<'f>(files: impl IntoIterator<Item = &'f WordFile>) -> impl Iterator<Item = (&'f WordFile, Roles, &'f str)> {
    files.into_iter().flat_map(|file| {
        let lists = [
            (&file.phone.supports, PHONE),
            (&file.phone.opposes, PHONE << AGAINST),
            (&file.card.supports, CARD | PHONE << AGAINST),
            (&file.card.opposes, CARD << AGAINST),
            (&file.iban.supports, IBAN | PHONE << AGAINST),
            (&file.iban.opposes, IBAN << AGAINST),
            (&file.other.words, (PHONE | CARD | IBAN) << AGAINST),
            (&file.other.named, NAMED),
            (&file.other.units, UNIT),
            (&file.number.words, NUMBER),
            (&file.number.marks, MARK),
            (&file.link.words, LINK),
        ];
        lists.into_iter().flat_map(move |(list, roles)| {
            let entries = list.split('|').map(str::trim).filter(|entry| !entry.is_empty());
            entries.map(move |entry| (file, roles, entry))
        })
    })
}

impl Table {
    pub(super) fn new<'f>(files: impl IntoIterator<Item = &'f WordFile>, folds: &Folds) -> Table {
        let (mut forms, mut tails) = (Vec::with_capacity(12 << 10), Vec::with_capacity(96 << 10));
        let mut folded = Folded::new();
        for (place, (_, roles, entry)) in (0..).zip(entries(files)) {
            let (body, mut flags) = signs(entry);
            folds.fold_into(body.as_bytes(), &mut folded);
            if folded.last() == Kind::Hangul {
                flags |= OPEN_BACK;
            }
            let (head, tail, len) = (folded.eight(0), tails.len() as u32, folded.len() as u8);
            forms.push(Form { head, tail, entry: place, roles, len, flags, written: body.len() as u8 });
            tails.extend_from_slice(folded.text().get(8..).unwrap_or_default());
        }
        Table::filled(&forms, tails)
    }

    /// Sorts the forms into their buckets, and joins the same form of several languages.
    fn filled(forms: &[Form], tails: Vec<u8>) -> Table {
        let (mut heads, mut hashes, mut prefixes, mut inside) = ([0; BUCKETS + 1], [0; 1 << 10], [0; 1 << 10], [0; 1 << 10]);
        let home = |form: &Form| hash(form.head, key(usize::from(form.len)));
        let order = |form: &Form| u64::from(!form.len) << 2 | u64::from(form.flags & OPEN_FRONT);
        let sign = |i: u32, form: &Form| (bucket(home(form)) as u64) << 42 | order(form) << 32 | u64::from(i);
        let mut signs: Vec<u64> = (0..).zip(forms).map(|(i, form)| sign(i, form)).collect();
        signs.sort_unstable();
        let mut joined: Vec<Form> = Vec::with_capacity(forms.len());
        let (mut last, mut first) = (usize::MAX, 0);
        for sign in signs {
            let form = &forms[sign as u32 as usize];
            let (home, at) = (home(form), (sign >> 42) as usize);
            if at != last {
                (last, first) = (at, joined.len());
            }
            let same = joined[first..].iter_mut().rev().take_while(|other| other.len == form.len).find(|other| {
                other.head == form.head
                    && other.flags == form.flags
                    && tail(&tails, other) == tail(&tails, form)
                    && (form.flags & EXACT == 0 || other.written == form.written)
            });
            match same {
                Some(same) => same.roles |= form.roles,
                None => joined.push(*form),
            }
            heads[at + 1] = joined.len() as u16;
            hashes[home >> 6] |= 1 << (home & 63);
            if form.len >= 4 {
                let prefix = hash(form.head, 4);
                prefixes[prefix >> 6] |= 1 << (prefix & 63);
            }
            if form.flags & OPEN_FRONT != 0 {
                let pair = form.head as usize & 0xFFFF;
                inside[pair >> 6] |= 1 << (pair & 63);
            }
        }
        for at in 0..BUCKETS {
            heads[at + 1] = heads[at + 1].max(heads[at]);
        }
        Table { folded: tails.into(), forms: joined.into(), heads, hashes, prefixes, inside }
    }

    /// Whether a form might begin at `i` though a word does not.
    #[inline]
    pub(super) fn may_begin_inside(&self, folded: &Folded, i: usize) -> bool {
        has(&self.inside, folded.pair(i))
    }

    /// The longest form at `i`, where the start of a word is `word`. Its end is that of the form, without what `*` stands for.
    #[inline]
    pub(super) fn longest(&self, folded: &Folded, i: usize, place: Place) -> Option<Match> {
        let eight = folded.eight(i);
        // All keys at once, as most places have none of them and a branch for each would be mispredicted.
        let (mut hits, mut homes) = (0u32, [0; KEYS.len()]);
        for (bit, len) in KEYS.into_iter().enumerate() {
            homes[bit] = hash(eight, len);
            hits |= u32::from(has(&self.hashes, homes[bit])) << bit;
        }
        if !has(&self.prefixes, homes[1]) {
            hits &= !0b11;
        }
        while hits != 0 {
            let bit = hits.trailing_zeros() as usize;
            let len = KEYS[bit];
            hits &= hits - 1;
            // Forms of one or two bytes are never open at the back.
            if len > 2 || folded.is_edge(i + len) {
                let found = self.in_bucket(bucket(homes[bit]), folded, i, place);
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// What may touch a candidate, of all forms.
    pub(super) fn touch(&self) -> Touch {
        let mut touch = Touch::new();
        for form in self.forms.iter() {
            let (folded, len) = self.letters(form);
            // A word with its accents is not ASCII, and such text is never passed over.
            if form.flags & EXACT != 0 && form.written != form.len && folded[..len].iter().all(u8::is_ascii_alphabetic) {
                continue;
            }
            touch.add(&folded[..len], form.roles, (form.flags & OPEN_FRONT != 0, form.flags & OPEN_BACK != 0));
        }
        for form in self.forms.iter().filter(|form| form.flags == 0) {
            let (folded, len) = self.letters(form);
            touch.sayings.add_whole(&folded[..len]);
        }
        touch
    }

    /// The letters of a form, and how many they are.
    fn letters(&self, form: &Form) -> ([u8; u8::MAX as usize], usize) {
        let (mut folded, len) = ([0; u8::MAX as usize], usize::from(form.len));
        let known = len.min(8);
        folded[..known].copy_from_slice(&form.head.to_le_bytes()[..known]);
        folded[known..len].copy_from_slice(tail(&self.folded, form));
        (folded, len)
    }

    fn in_bucket(&self, home: usize, folded: &Folded, i: usize, place: Place) -> Option<Match> {
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

    /// Forms that speak for and against the same kind, or that are both content and link.
    #[cfg(test)]
    pub(super) fn torn(&self) -> Vec<u32> {
        let is_torn = |form: &&Form| {
            let content = form.roles & CONTENT;
            content & content >> AGAINST & 7 != 0 || content != 0 && form.roles & (LINK | NUMBER | MARK | UNIT) != 0
        };
        self.forms.iter().filter(is_torn).map(|form| form.entry).collect()
    }

    /// Entries that are short and open.
    #[cfg(test)]
    pub(super) fn loose(&self) -> Vec<u32> {
        let is_loose = |form: &&Form| form.flags & OPEN_BACK != 0 && form.len < 3 || form.flags & OPEN_FRONT != 0 && form.len < 2;
        self.forms.iter().filter(is_loose).map(|form| form.entry).collect()
    }
}

/// An entry without its signs, and what they say.
fn signs(entry: &str) -> (&str, u8) {
    let exact = entry.strip_prefix('!');
    let body = exact.unwrap_or(entry);
    let front = body.strip_prefix('*');
    let body = front.unwrap_or(body);
    let back = body.strip_suffix('*');
    let body = back.unwrap_or(body).trim_end_matches('.');
    (body, exact.map_or(0, |_| EXACT) | front.map_or(0, |_| OPEN_FRONT) | back.map_or(0, |_| OPEN_BACK))
}

/// How many bytes a form of `len` bytes is found by.
fn key(len: usize) -> usize {
    KEYS.into_iter().find(|&key| key <= len).unwrap_or(1)
}

fn tail<'f>(folded: &'f [u8], form: &Form) -> &'f [u8] {
    let start = form.tail as usize;
    &folded[start..start + usize::from(form.len).saturating_sub(8)]
}
