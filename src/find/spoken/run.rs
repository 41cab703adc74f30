//! Reads a run: words of numbers and letters, digits among them, and what people say in between.

use std::ops::Range;

use super::{
    folded::{Folded, MAX_WORD, count_letters, is_letter},
    lexicon::{Entry, Language, Lexicon, Sense},
};

/// A run is recognised by words of numbers that follow each other without a filler over so many bytes; a shorter run is none.
/// The scan looks for as many bytes in which no other word begins.
pub(crate) const CORE_BYTES: usize = 16;

/// How far before its core a run may begin, and how long it may be. An IBAN of 34 characters takes 200 to 300 bytes.
pub(super) const MAX_BEFORE: usize = 160;
pub(super) const MAX_BYTES: usize = 448;

/// The most bytes between two words of a run: `... - `.
const MAX_GAP: usize = 5;

/// More fillers than this in a row end a run.
const MAX_FILLERS: usize = 3;

/// One step of a run.
#[derive(Clone, Copy)]
pub(super) struct Token<'l> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) entry: Option<Entry<'l>>,
    /// The value of a joined word.
    pub(super) joined: Option<(Language, u32)>,
    /// Written as digits.
    pub(super) digits: bool,
    /// One letter by itself, in upper case.
    pub(super) letter: Option<u8>,
    /// Letters written together before digits: the country of an IBAN.
    pub(super) pair: bool,
    /// The word after "as in": says nothing more.
    pub(super) example: bool,
    /// Whether a comma, a full stop or a filler is before it.
    pub(super) pause: bool,
    /// Whether a hyphen joins it to the word before.
    pub(super) hyphen: bool,
}

impl Token<'_> {
    pub(super) fn sense(&self, language: Language, pick: impl Fn(Sense) -> bool) -> Option<Sense> {
        self.entry.and_then(|entry| entry.sense(language, pick))
    }

    /// Whether it carries data in any language.
    pub(super) fn is_datum(&self) -> bool {
        self.digits || self.joined.is_some() || self.letter.is_some() || self.pair || self.example || self.entry.is_some_and(|e| e.is_datum)
    }
}

/// The word that begins at `at`: its end, or nothing where it is too long for any list.
pub(super) fn word_end(text: &[u8], at: usize) -> Option<usize> {
    let length = count_letters(&text[at..]);
    (length > 0 && length <= MAX_WORD).then_some(at + length)
}

/// Where the word that ends at `end` begins.
pub(super) fn word_start(text: &[u8], end: usize) -> Option<usize> {
    let low = end.saturating_sub(MAX_WORD + 1);
    let mut start = end;
    while start > low && class(text, start - 1) == Class::Letter {
        start -= 1;
    }
    (start < end && end - start <= MAX_WORD).then_some(start)
}

/// Whether a word has three letters or more. Shorter ones are gaps of a core: they say too little for the trigger.
fn is_long(text: &[u8], start: usize) -> bool {
    text.len() > start + 2 && text[start..start + 3].iter().all(|b| is_letter(*b))
}

/// The word behind the digits that end at `end`, where one stands there.
#[inline]
pub(super) fn word_behind(text: &[u8], end: usize) -> Option<usize> {
    // Mostly a single byte lies between.
    match (class(text, end), class(text, end + 1)) {
        (Class::Gap, Class::Letter) => is_joint(text[end]).then_some(end + 1),
        (Class::Gap, Class::Gap) => gap_end(text, end).filter(|&next| is_letter(text[next])),
        _ => None,
    }
}

/// The word before the digits that begin at `start`, where one stands there.
#[inline]
pub(super) fn word_before(text: &[u8], start: usize) -> Option<usize> {
    let before = |places: usize| start.checked_sub(places).map_or(Class::Other, |at| class(text, at));
    let end = match (before(1), before(2)) {
        (Class::Gap, Class::Letter) => is_joint(text[start - 1]).then_some(start - 1),
        (Class::Gap, Class::Gap) => gap_start(text, start).filter(|&end| is_letter(text[end - 1])),
        _ => None,
    };
    word_start(text, end?)
}

/// Whether a byte alone joins digits and a word: a full stop is inside a name, a comma or a semicolon parts the fields of a table.
const fn is_joint(byte: u8) -> bool {
    !matches!(byte, b'.' | b',' | b';')
}

/// The classes of bytes that may stand beyond a gap beside digits where that has more of a gap, or a word.
static JOINS: [u8; 256] = {
    let mut all = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if matches!(CLASSES[byte], Class::Gap) {
            all[byte] = Class::Gap as u8 | if is_joint(byte as u8) { Class::Letter as u8 } else { 0 };
        }
        byte += 1;
    }
    all
};

/// Whether a word of a run may stand beside digits, by the byte that is beside them and the one beyond it. May be wrong, never
/// misses.
#[inline(always)]
pub(super) fn may_join(beside: u8, beyond: u8) -> bool {
    JOINS[usize::from(beside)] & CLASSES[usize::from(beyond)] as u8 != 0
}

/// What a byte is to a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other = 0,
    /// It may stand between two words.
    Gap = 1,
    Digit = 2,
    Letter = 4,
}

static CLASSES: [Class; 256] = {
    let mut all = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        all[byte] = match byte as u8 {
            b' ' | b',' | b'.' | b'-' | b';' | b'(' | b')' | b'+' => Class::Gap,
            b'0'..=b'9' => Class::Digit,
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Class::Letter,
            _ => Class::Other,
        };
        byte += 1;
    }
    all
};

/// Whether a byte may stand between two words of a run.
#[inline(always)]
pub(super) fn is_gap(byte: u8) -> bool {
    CLASSES[usize::from(byte)] == Class::Gap
}

#[inline(always)]
fn class(text: &[u8], at: usize) -> Class {
    text.get(at).map_or(Class::Other, |&b| CLASSES[usize::from(b)])
}

/// The end of the gap that begins at `at`, where a word or digits follow within reach.
#[inline]
pub(super) fn gap_end(text: &[u8], at: usize) -> Option<usize> {
    // Mostly a space.
    if let [b' ', next, ..] = text.get(at..)?
        && matches!(CLASSES[usize::from(*next)], Class::Letter | Class::Digit)
    {
        return Some(at + 1);
    }
    let is_gap = |b: &&u8| CLASSES[usize::from(**b)] == Class::Gap;
    let next = at + text.get(at..)?.iter().take(MAX_GAP + 1).take_while(is_gap).count();
    let follows = matches!(class(text, next), Class::Letter | Class::Digit);
    // A full stop inside a word is no pause: a domain, a decimal.
    let dotted = next == at + 1 && text[at] == b'.';
    (next <= at + MAX_GAP && follows && !dotted).then_some(next)
}

/// Meets the phrases that begin with a word of the lexicon, which ends at `end`: where each ends and its entry, the shortest first.
#[inline(always)]
pub(super) fn each_phrase<'l>(
    lexicon: &'l Lexicon,
    text: &[u8],
    (mut phrase, mut end): (Folded, usize),
    first: Entry<'l>,
    mut meet: impl FnMut(usize, Entry<'l>),
) {
    for further in 0..first.more {
        let Some(next) = gap_end(text, end).filter(|&next| text[end..next].iter().all(|b| matches!(b, b' ' | b'-'))) else { return };
        // Most words that begin a phrase are followed by none of it.
        if further == 0 && !first.may_go_on_with(text[next]) {
            return;
        }
        let Some(stop) = word_end(text, next).filter(|&stop| phrase.append_word(&text[next..stop])) else { return };
        end = stop;
        if let Some(entry) = lexicon.get(&phrase) {
            meet(end, entry);
        }
    }
}

fn gap_start(text: &[u8], end: usize) -> Option<usize> {
    let low = end.saturating_sub(MAX_GAP + 1);
    let mut before = end;
    while before > low && class(text, before - 1) == Class::Gap {
        before -= 1;
    }
    let follows = before > 0 && matches!(class(text, before - 1), Class::Letter | Class::Digit);
    let dotted = before + 1 == end && text[before] == b'.';
    (before < end && before + MAX_GAP >= end && follows && !dotted).then_some(before)
}

/// Whether a run may be recognised by the word at `range`.
pub(super) fn is_core(lexicon: &Lexicon, text: &[u8], range: Range<usize>) -> bool {
    let folded = Folded::new(&text[range]);
    folded.len() > 0 && (lexicon.get(&folded).is_some_and(|e| e.is_core) || lexicon.joined(&folded).is_some())
}

/// Whether the word at `start` says a number, or makes a sound and a run may go on behind it: in "170033;Ben Weber" none does.
pub(super) fn opens_run(lexicon: &Lexicon, text: &[u8], start: usize) -> bool {
    let entry = |start: usize, end: usize| lexicon.get(&Folded::new(&text[start..end]));
    let goes_on = |end: usize| {
        let next = gap_end(text, end)?;
        let goes_on = match word_end(text, next) {
            Some(end) => end == next + 1 || entry(next, end).is_some_and(|e| e.in_run) || is_core(lexicon, text, next..end),
            None => text[next].is_ascii_digit(),
        };
        goes_on.then_some(())
    };
    word_end(text, start).is_some_and(|end| {
        is_long(text, start)
            && is_core(lexicon, text, start..end)
            && (entry(start, end).is_none_or(|e| e.has(Sense::is_numeral)) || goes_on(end).is_some())
    })
}

/// The place where a core around the word at `place` begins, if it is long enough. Looks at little more than [`CORE_BYTES`]
/// on either side, never before `from`. Words have three letters or more; digits and shorter words between them do not count.
pub(super) fn core_start(lexicon: &Lexicon, text: &[u8], place: usize, from: usize) -> Option<usize> {
    let mut at = word_end(text, place)?;
    if !is_core(lexicon, text, place..at) {
        return None;
    }
    let (mut start, mut end) = (place, at);
    while end < start + CORE_BYTES
        && let Some(next) = next_word(text, at)
        && let Some(next_end) = word_end(text, next)
        && is_core(lexicon, text, next..next_end)
    {
        at = next_end;
        // The trigger knows a short word only by what is behind it, so it is not the last.
        if next_end - next > 3 || text.get(next_end).is_none_or(|b| matches!(b, b' ' | b',' | b'.' | b'-')) {
            end = next_end;
        }
    }
    if end == at {
        end = over_digits(text, end);
    }
    // Back to the very beginning: what comes later depends on it. A core that went on for long would have been read before.
    while let Some(before) = previous_word(text, start)
        && let Some(before_start) = word_start(text, before)
        && before_start >= from
        && place - before_start <= CORE_BYTES + MAX_WORD
        && is_core(lexicon, text, before_start..before)
    {
        start = before_start;
    }
    (end - start >= CORE_BYTES).then_some(start)
}

/// The end of the digits and short words that follow behind gaps, if any do.
fn over_digits(text: &[u8], mut end: usize) -> usize {
    for _ in 0..4 {
        let Some(at) = gap_end(text, end) else { break };
        end = match text[at] {
            b'0'..=b'9' => at + text[at..].iter().take(8).take_while(|b| b.is_ascii_digit()).count(),
            _ if !is_long(text, at) => at + text[at..].iter().take(2).take_while(|b| is_letter(**b)).count(),
            _ => break,
        };
    }
    end
}

/// The next word behind a gap, over digits.
fn next_word(text: &[u8], end: usize) -> Option<usize> {
    gap_end(text, over_digits(text, end)).filter(|&at| is_letter(text[at]))
}

/// The end of the word before a gap, over digits.
fn previous_word(text: &[u8], start: usize) -> Option<usize> {
    let mut at = gap_start(text, start)?;
    for _ in 0..4 {
        at = match text[at - 1] {
            b'0'..=b'9' => at - text[..at].iter().rev().take(8).take_while(|b| b.is_ascii_digit()).count(),
            _ => match word_start(text, at)? {
                start if at - start < 3 => start,
                _ => return Some(at),
            },
        };
        at = gap_start(text, at)?;
    }
    None
}

/// Where the run that has a core at `core` begins, not before `from`.
pub(super) fn start(lexicon: &Lexicon, text: &[u8], core: usize, from: usize) -> usize {
    let floor = from.max(core.saturating_sub(MAX_BEFORE));
    let mut start = core;
    while let Some(end) = gap_start(text, start) {
        let before = if text[end - 1].is_ascii_digit() {
            let length = text[..end].iter().rev().take(20).take_while(|b| b.is_ascii_digit()).count();
            let before = end - length;
            if before > 0 && is_letter(text[before - 1]) {
                break;
            }
            before
        } else {
            let Some(before) = word_start(text, end) else { break };
            let folded = Folded::new(&text[before..end]);
            let is_single = end - before <= 2 && text[before..end].iter().all(u8::is_ascii_alphabetic);
            let in_run = lexicon.get(&folded).is_some_and(|e| e.in_run) || lexicon.joined(&folded).is_some();
            if !(is_single || in_run)
                || (before > 0 && (text[before - 1].is_ascii_digit() || matches!(text[before - 1], b'\'' | b'@' | b'_')))
            {
                break;
            }
            before
        };
        if before < floor {
            break;
        }
        start = before;
    }
    start
}

/// Where the word behind the one at `at`, or behind the gap there, begins.
pub(super) fn next_start(text: &[u8], at: usize) -> Option<usize> {
    let is_part = |b: &u8| is_letter(*b) || b.is_ascii_digit();
    let gap = at + text[at..].iter().take_while(|b| is_part(b)).count();
    Some(gap + text[gap..].iter().position(is_part)?)
}

/// Reads tokens from `start` as far as the run goes. Returns them with the place where reading stopped.
pub(super) fn tokens<'l>(lexicon: &'l Lexicon, text: &[u8], start: usize) -> (Vec<Token<'l>>, usize) {
    let (mut tokens, mut at, mut end) = (Vec::with_capacity(32), start, start);
    let limit = text.len().min(start + MAX_BYTES);
    let (mut fillers, mut pause, mut hyphen) = (0, false, false);
    while at < limit {
        let Some(mut token) = read(lexicon, text, at, &tokens) else { break };
        if token.end > limit
            || text.get(token.end).is_some_and(|&b| {
                matches!(b, b'\'' | b'@' | b'_' | b'%') || (token.digits && is_letter(b)) || (!token.digits && b.is_ascii_digit())
            })
        {
            break;
        }
        if token.is_datum() {
            (fillers, token.pause, token.hyphen) = (0, pause, hyphen);
            pause = false;
        } else {
            fillers += 1;
            if fillers > MAX_FILLERS {
                break;
            }
            (token.pause, token.hyphen) = (pause, hyphen);
            pause |=
                !token.entry.is_some_and(|e| e.has(|s| matches!(s, Sense::And | Sense::Times | Sense::Like | Sense::Dash | Sense::Case)));
        }
        end = token.end;
        tokens.push(token);
        let Some(next) = gap_end(text, end) else { break };
        let gap = &text[end..next];
        hyphen = gap == b"-";
        pause |= gap.iter().any(|b| matches!(b, b',' | b'.' | b';')) || gap.len() > 2 && gap.contains(&b'-');
        at = next;
    }
    (tokens, end)
}

fn read<'l>(lexicon: &'l Lexicon, text: &[u8], at: usize, before: &[Token<'l>]) -> Option<Token<'l>> {
    let mut token = Token {
        start: at,
        end: at,
        entry: None,
        joined: None,
        digits: false,
        letter: None,
        pair: false,
        example: false,
        pause: false,
        hyphen: false,
    };
    if text[at].is_ascii_digit() {
        let length = text[at..].iter().take(20).take_while(|b| b.is_ascii_digit()).count();
        token.end = at + length;
        token.digits = true;
        return (length < 20).then_some(token);
    }
    let end = word_end(text, at)?;
    token.end = end;
    let first = text[at].to_ascii_uppercase();
    // "B as in Berlin": any word that begins with the letter.
    if let [.., letter, like] = before
        && like.entry.is_some_and(|e| e.has(|s| s == Sense::Like))
        && letter.letter == Some(first)
        && end - at > 1
    {
        token.example = true;
        return Some(token);
    }
    let folded = Folded::new(&text[at..end]);
    token.entry = lexicon.get(&folded).filter(|e| e.of_run || e.more > 0);
    if let Some(entry) = token.entry {
        each_phrase(lexicon, text, (folded, end), entry, |stop, longer| {
            if longer.of_run {
                (token.entry, token.end) = (Some(longer), stop);
            }
        });
        token.entry = token.entry.filter(|e| e.of_run);
    }
    if token.end == end && end - at == 1 && first.is_ascii_uppercase() {
        token.letter = Some(first);
    }
    // "DE eight nine": two letters as the start of the run.
    let is_word = token.entry.is_some_and(|e| e.is_core);
    let leads = || {
        gap_end(text, end)
            .is_some_and(|next| text[next].is_ascii_digit() || word_end(text, next).is_some_and(|e| is_core(lexicon, text, next..e)))
    };
    if before.is_empty() && token.end == at + 2 && !is_word && text[at..end].iter().all(u8::is_ascii_alphabetic) && leads() {
        token.pair = true;
    } else if token.entry.is_none() && token.letter.is_none() {
        token.joined = Some(lexicon.joined(&folded)?);
    }
    Some(token)
}
