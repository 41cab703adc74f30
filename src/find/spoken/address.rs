//! Reads an address that was said: "john dot smith at gmail dot com", "i n è s arobase sfr point fr".

use std::{cell::OnceCell, ops::Range};

use super::{
    super::email::Email,
    folded::{Folded, is_letter},
    lexicon::{Entry, Lexicon, Sense},
};

/// How far from the word for `@` an address may reach, on either side.
const MAX_SIDE: usize = 160;

/// The most words that are looked at, before the word for `@` and from it on.
const MAX_BEFORE: usize = 28;
const MAX_AFTER: usize = 14;

/// The most words that one label of a domain is said in: "blue sky travel dot com".
pub(super) const MAX_LABEL_WORDS: usize = 3;

/// The most words for one `@`.
const MAX_SIGN_WORDS: usize = 4;

/// The most words that "all one word" makes one.
const MAX_TOGETHER: usize = 3;

/// What stands between spaces, without the punctuation around it.
struct Chunk<'l> {
    start: usize,
    end: usize,
    /// What is looked up, once it is asked for: most never are.
    word: &'l [u8],
    lexicon: &'l Lexicon,
    entry: OnceCell<Option<Entry<'l>>>,
    /// Whether punctuation that ends a sentence or opens a quotation is behind it.
    closed: bool,
    /// A comma is behind it.
    comma: bool,
}

impl<'l> Chunk<'l> {
    fn entry(&self) -> Option<Entry<'l>> {
        *self.entry.get_or_init(|| self.lexicon.get(&Folded::new(self.word)))
    }

    /// Whether a phrase may begin with it.
    fn may_lead(&self) -> bool {
        self.word.len() < self.end - self.start || self.entry().is_some_and(|e| e.more > 0)
    }

    fn has(&self, sense: Sense) -> bool {
        self.entry().is_some_and(|e| e.has(|s| s == sense))
    }
}

/// Reads the address around the word for `@` that begins at `place`.
pub(super) fn read(lexicon: &Lexicon, text: &[u8], place: usize, email: &Email) -> Option<(Range<usize>, String)> {
    let sides = Sides { lexicon, text, email };
    let after = sides.chunks(place, last_space(text, place));
    let at = after.first()?;
    // Other words for it mean nothing else.
    let is_sure = !text[at.start..at.end].eq_ignore_ascii_case(b"at");
    // "at sign"
    let mut words = after.iter().take(MAX_SIGN_WORDS);
    let last = words.rposition(|last| sides.phrase(at, last).is_some_and(|e| e.has(|s| s == Sense::At)));
    let skip = 1 + last.unwrap_or(0);
    let is_sign = |chunk: &Chunk<'_>| chunk.has(Sense::At) || chunk.has(Sense::Dot);
    if after.get(skip).is_none_or(is_sign) {
        return None;
    }
    // Most words for it come to nothing here, so what is before is not read yet.
    let (end, domain) = sides.domain(&after[skip..])?;
    let before = sides.chunks(first_space(text, place), place);
    if before.last().is_none_or(is_sign) {
        return None;
    }
    let (start, mut written) = sides.local(&before, is_sure)?;
    let at = written.len();
    written.push('@');
    written.push_str(&domain);
    let read = email.read(written.as_bytes(), at).ok()?;
    (read.range == (0..written.len())).then_some((start..end, written))
}

/// Where the words end that are looked at from `place` on.
fn last_space(text: &[u8], place: usize) -> usize {
    let reach = &text[place..text.len().min(place + MAX_SIDE)];
    let spaces = reach.iter().enumerate().filter(|(_, b)| **b == b' ').nth(MAX_AFTER);
    place + spaces.map_or(reach.len(), |(n, _)| n)
}

/// Where the words begin that are looked at before `place`. A word that the reach cuts is none.
fn first_space(text: &[u8], place: usize) -> usize {
    let low = place.saturating_sub(MAX_SIDE);
    let spaces = || (low..place).filter(|&n| text[n] == b' ');
    let far = spaces().rev().nth(MAX_BEFORE);
    far.or_else(|| if low == 0 { Some(0) } else { spaces().next() }).unwrap_or(place)
}

/// Whether a word stands before nouns and not, in some language, before names: German "an" is not English "an".
fn is_determiner(chunk: &Chunk<'_>) -> bool {
    chunk.has(Sense::Determiner) && !chunk.has(Sense::Before)
}

struct Sides<'a, 'l> {
    lexicon: &'l Lexicon,
    text: &'l [u8],
    email: &'a Email,
}

impl<'l> Sides<'_, 'l> {
    fn chunks(&self, from: usize, to: usize) -> Vec<Chunk<'l>> {
        let mut chunks = Vec::with_capacity(24);
        let mut at = from;
        while at < to {
            let length = self.text[at..to].iter().position(|b| matches!(b, b' ' | b'\t')).unwrap_or(to - at);
            let (mut start, mut end) = (at, at + length);
            at = end + 1;
            let is_edge = |b: u8| matches!(b, b',' | b'.' | b';' | b':' | b'!' | b'?' | b'"' | b'\'' | b'(' | b')');
            while start < end && is_edge(self.text[start]) {
                start += 1;
            }
            let full = end;
            while end > start && is_edge(self.text[end - 1]) {
                end -= 1;
            }
            if start == end {
                if let Some(last) = chunks.last_mut() {
                    let last: &mut Chunk<'_> = last;
                    last.closed |= full > start || length > 0;
                }
                continue;
            }
            let tail = &self.text[end..full];
            // Of "c'est" the last part.
            let elided = self.text[start..end].iter().rposition(|b| *b == b'\'').map_or(start, |n| start + n + 1);
            let word = Some(&self.text[elided..end]).filter(|word| word.iter().all(|b| is_letter(*b))).unwrap_or_default();
            let closed = tail.iter().any(|b| !matches!(b, b','));
            chunks.push(Chunk {
                start,
                end,
                word,
                lexicon: self.lexicon,
                entry: OnceCell::new(),
                closed,
                comma: !tail.is_empty() && !closed,
            });
        }
        chunks
    }

    /// The entry of the words of some chunks.
    fn phrase(&self, first: &Chunk<'l>, last: &Chunk<'l>) -> Option<Entry<'l>> {
        if first.start < last.start && !first.may_lead() {
            return None;
        }
        let words = &self.text[first.start..last.end];
        let mut words = words.split(|b| matches!(b, b' ' | b',' | b'-')).filter(|w| !w.is_empty());
        let mut folded = Folded::new(words.next()?);
        for word in words {
            if !folded.append_word(word) {
                return None;
            }
        }
        self.lexicon.get(&folded)
    }

    fn text(&self, chunk: &Chunk<'_>) -> &str {
        std::str::from_utf8(&self.text[chunk.start..chunk.end]).unwrap_or("")
    }

    /// One letter by itself, accents and all.
    fn letter(&self, chunk: &Chunk<'_>) -> Option<char> {
        let mut chars = self.text(chunk).chars();
        chars.next().filter(|c| c.is_alphabetic() && chars.next().is_none())
    }

    /// The digits that a chunk says.
    fn digits(&self, chunk: &Chunk<'_>) -> Option<String> {
        let text = self.text(chunk);
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(text.to_owned());
        }
        if let Some(entry) = chunk.entry() {
            return entry.senses.iter().find_map(|(_, s)| if let Sense::Number(n) = s { Some(n.to_string()) } else { None });
        }
        // "forty-two", "dreiundzwanzig"
        let folded = Folded::new(text.as_bytes());
        self.lexicon.joined(&folded).map(|(_, n)| n.to_string())
    }

    /// The sign that ends with a chunk, and the chunk it begins with.
    fn sign_before(&self, chunks: &[Chunk<'l>]) -> Option<(char, usize)> {
        (0..chunks.len()).rev().take(4).rev().find_map(|first| {
            let last = chunks.last()?;
            let entry = if first + 1 == chunks.len() { last.entry()? } else { self.phrase(&chunks[first], last)? };
            let sign = entry.senses.iter().find_map(|(_, s)| match s {
                Sense::Dot => Some('.'),
                Sense::Dash => Some('-'),
                Sense::Underscore => Some('_'),
                Sense::Plus => Some('+'),
                _ => None,
            })?;
            (!chunks[first..chunks.len() - 1].iter().any(|c| c.closed)).then_some((sign, first))
        })
    }
}

/// The domain.
impl<'l> Sides<'_, 'l> {
    /// Reads the domain that begins with the first chunk: its end and how it is written.
    fn domain(&self, chunks: &[Chunk<'l>]) -> Option<(usize, String)> {
        let mut domain = String::new();
        let mut best = None;
        let (mut words, mut label, mut at) = (0, 0, 0);
        while let Some(chunk) = chunks.get(at) {
            let text = self.text(chunk);
            let is_dot = chunk.has(Sense::Dot) && words > 0;
            if is_dot {
                domain.push('.');
                (words, label) = (0, domain.len());
                at += 1;
                // Letters of a top-level domain: "dot d e".
                let spelled: String = chunks[at..].iter().take(4).map_while(|c| self.letter(c)).collect();
                if spelled.len() > 1 {
                    let most = spelled.chars().count();
                    let fits = (2..=most).rev().find(|&n| {
                        let name: String = spelled.chars().take(n).collect();
                        self.is_domain(&format!("{domain}{name}"))
                    });
                    let count = fits?;
                    domain.extend(spelled.chars().take(count));
                    at += count;
                    words = 1;
                    best = Some((chunks[at - 1].end, domain.clone()));
                    if chunks[at - 1].closed || !chunks.get(at).is_some_and(|c| c.has(Sense::Dot)) {
                        break;
                    }
                }
                continue;
            }
            // Of several words only the last dot is said: "at event in town.Is that so" is two sentences.
            if words > 0 && label == 0 && text.contains('.') {
                break;
            }
            let sign = self.sign_at(&chunks[at..]);
            if let Some((sign, count)) = sign.filter(|_| words > 0) {
                domain.push(sign);
                at += count;
                words = 1;
                continue;
            }
            if is_determiner(chunk) && label == 0 {
                return None;
            }
            let piece = match self.digits(chunk).filter(|_| !text.contains('.')) {
                Some(digits) if words > 0 || self.text[chunk.start].is_ascii_digit() => digits,
                _ => text.to_owned(),
            };
            // "dotcom"
            let glued = text.len() > 4 && text.is_char_boundary(3) && text[..3].eq_ignore_ascii_case("dot") && words > 0;
            if glued {
                domain.push('.');
                domain.push_str(&text[3..]);
            } else {
                domain.push_str(&piece);
            }
            words += 1;
            at += 1;
            let is_written = text.contains('.') || glued;
            if (label > 0 || is_written) && self.is_domain(&domain) {
                best = Some((chunk.end, domain.clone()));
            }
            let goes_on = !chunk.closed && chunks.get(at).is_some_and(|c| c.has(Sense::Dot));
            if (!goes_on && (chunk.closed || label > 0 || is_written)) || words > MAX_LABEL_WORDS {
                break;
            }
        }
        best
    }

    fn sign_at(&self, chunks: &[Chunk<'l>]) -> Option<(char, usize)> {
        let first = chunks.first()?;
        let has = |e: Entry<'_>| e.has(|s| s == Sense::Dash);
        let last = (1..chunks.len().min(4)).rev().find(|&last| self.phrase(first, &chunks[last]).is_some_and(has));
        last.map(|last| ('-', last + 1)).or_else(|| first.has(Sense::Dash).then_some(('-', 1)))
    }

    fn is_domain(&self, domain: &str) -> bool {
        let text = format!("x@{domain}");
        self.email.read(text.as_bytes(), 1).is_ok_and(|read| read.range == (0..text.len()))
    }
}

/// What the local part is made of, from right to left.
struct Local {
    parts: Vec<String>,
    /// Whether it is more than one plain word.
    is_strong: bool,
}

/// The local part.
impl<'l> Sides<'_, 'l> {
    /// Reads the local part that ends with the last chunk: its start and how it is written.
    fn local(&self, chunks: &[Chunk<'l>], is_sure: bool) -> Option<(usize, String)> {
        let mut local = Local { parts: Vec::new(), is_strong: is_sure };
        let mut left = chunks.len();
        if chunks.last()?.closed {
            return None;
        }
        if let Some(words) = self.together(chunks) {
            left = words;
            let floor = left.saturating_sub(MAX_TOGETHER);
            while left > floor && !self.is_edge(chunks, left) && !self.is_stop(&chunks[left - 1]) {
                left -= 1;
                local.parts.push(self.text(&chunks[left]).to_owned());
            }
            local.is_strong = true;
            if local.parts.is_empty() {
                return None;
            }
        } else {
            left = self.unit(chunks, left, false, &mut local)?;
        }
        while left > 0 && !chunks[left - 1].closed {
            let Some((sign, first)) = self.sign_before(&chunks[..left]) else { break };
            if first == 0 || chunks[first - 1].closed {
                break;
            }
            let mut longer = Local { parts: Vec::new(), is_strong: true };
            let Some(next) = self.unit(chunks, first, true, &mut longer) else { break };
            local.parts.push(sign.to_string());
            local.parts.append(&mut longer.parts);
            local.is_strong = true;
            left = next;
        }
        let first = chunks.get(left)?;
        if !local.is_strong {
            let before = left.checked_sub(1).map(|b| &chunks[b]).filter(|b| !b.closed);
            if self.is_stop(first) || before.is_some_and(is_determiner) {
                return None;
            }
        }
        local.parts.reverse();
        Some((first.start, local.parts.concat()))
    }

    /// Whether something ends before `left`.
    fn is_edge(&self, chunks: &[Chunk<'l>], left: usize) -> bool {
        left == 0 || chunks[left - 1].closed
    }

    fn is_stop(&self, chunk: &Chunk<'_>) -> bool {
        chunk.entry().is_some_and(|e| e.has(|s| matches!(s, Sense::Never | Sense::Before | Sense::Determiner | Sense::Lead)))
    }

    /// Where the words begin that "all one word" is about.
    fn together(&self, chunks: &[Chunk<'l>]) -> Option<usize> {
        let last = chunks.last()?;
        (chunks.len().saturating_sub(4)..chunks.len())
            .find(|&first| self.phrase(&chunks[first], last).is_some_and(|e| e.has(|s| s == Sense::Together)))
    }

    /// Reads one name, leftwards from `left`: a word, letters, digits behind either. Returns where it begins.
    fn unit(&self, chunks: &[Chunk<'l>], left: usize, is_initial: bool, local: &mut Local) -> Option<usize> {
        let (mut at, mut letters, mut numbers) = (left, 0, 0);
        while !self.is_edge_within(chunks, at, left) {
            let chunk = &chunks[at - 1];
            if let Some((letter, first)) = self.example(&chunks[..at]) {
                local.parts.push(letter.to_string());
                letters += 2;
                at = first;
            } else if let Some(letter) = self.letter(chunk) {
                local.parts.push(letter.to_string());
                letters += 1;
                at -= 1;
            } else if let Some(digits) = self.digits(chunk) {
                local.parts.push(digits);
                numbers += 1;
                at -= 1;
            } else {
                break;
            }
        }
        if letters > 1 {
            // "a", "y" and the like lead to the name, unless a word before asks for it.
            let first = &chunks[at];
            let before = at.checked_sub(1).map(|b| &chunks[b]);
            let is_lead =
                !self.text(first).is_ascii() || (first.has(Sense::Lead) && !before.is_some_and(|b| b.has(Sense::Before) || b.closed));
            if (letters > 2 || is_initial) && is_lead && self.letter(first).is_some() {
                local.parts.pop();
                at += 1;
            }
            local.is_strong = true;
            return Some(at);
        }
        // "s punkt müller": an initial, set apart by a sign.
        if letters == 1 && numbers == 0 && left - at == 1 && is_initial {
            return Some(at);
        }
        if letters == 1 && numbers == 0 && left - at == 1 {
            // One letter by itself is a word, not a name.
            local.parts.clear();
            return None;
        }
        local.is_strong |= numbers > 0;
        if self.is_edge_within(chunks, at, left) {
            return (numbers > 0).then_some(at);
        }
        let chunk = &chunks[at - 1];
        let text = self.text(chunk);
        let is_name = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '\'' | '’'));
        if !is_name
            || chunk.has(Sense::Dot)
            || chunk.has(Sense::Underscore)
            || (chunk.has(Sense::Dash) && text.len() > 1)
            || (numbers > 0 && self.is_stop(chunk))
        {
            return (numbers > 0).then_some(at);
        }
        local.parts.push(text.to_owned());
        local.is_strong |= text.chars().any(|c| !c.is_alphabetic());
        at -= 1;
        // An initial before a name: "j smith".
        if let Some(initial) = at.checked_sub(1).map(|b| &chunks[b]).filter(|c| !c.closed && !c.comma)
            && let Some(letter) = self.letter(initial)
            && !initial.has(Sense::Lead)
            && letter.is_ascii()
        {
            local.parts.push(letter.to_string());
            local.is_strong = true;
            at -= 1;
        }
        Some(at)
    }

    /// The letter that the last chunks give an example of, and where they begin: "b as in berlin".
    fn example(&self, chunks: &[Chunk<'l>]) -> Option<(char, usize)> {
        let (word, before) = chunks.split_last()?;
        (1..=3).find_map(|count| {
            let first = before.len().checked_sub(count + 1)?;
            let letter = self.letter(&before[first])?;
            let fits = self.text(word).chars().next().is_some_and(|c| c.eq_ignore_ascii_case(&letter)) && word.end - word.start > 1;
            let like = self.phrase(&before[first + 1], &before[before.len() - 1])?;
            (fits && like.has(|s| s == Sense::Like)).then_some((letter, first))
        })
    }

    /// Whether the chunk before `at` is beyond reach; commas part letters that are spelled, but not from what they spell.
    fn is_edge_within(&self, chunks: &[Chunk<'l>], at: usize, left: usize) -> bool {
        at == 0 || (at < left && chunks[at - 1].closed)
    }
}
