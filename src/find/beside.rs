//! What stands right beside a number: what continues it, what makes it money or a code, and which word wins the argument about it.

use std::ops::Range;

use super::words::{Hearing, WORD_REACH, Word};

/// What the characters beside a number say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbours {
    /// Nothing.
    Free,
    /// It is a part of something longer: a code, a path, a word.
    Glued,
    /// It is money, a share, a measure.
    Amount,
    /// A code in capitals stands before it that is no known word: "OCLC 280293181".
    Coded,
}

pub(super) fn phone_neighbours(
    text: &[u8],
    range: &Range<usize>,
    (groups, digits, plus): (usize, usize, bool),
    said: &Hearing<'_>,
) -> Neighbours {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let is_free = |b: Option<&u8>| b.is_none_or(|&b| is_quiet(b));
    if is_free(before.last()) && is_free(after.first()) {
        return Neighbours::Free;
    }
    let trimmed = before.trim_ascii_end();
    const CURRENCY: [&str; 16] = ["$", "£", "€", "¥", "￥", "₹", "₽", "₺", "₩", "₴", "₪", "฿", "₫", "円", "元", "원"];
    let is_foreign = |b: Option<&u8>| b.is_some_and(|&b| b == b'$' || b >= 0x80);
    let is_currency = |bytes: &[u8], ends: bool| {
        is_foreign(if ends { bytes.last() } else { bytes.first() })
            && CURRENCY.iter().any(|c| if ends { bytes.ends_with(c.as_bytes()) } else { bytes.starts_with(c.as_bytes()) })
    };
    let spaced = after.trim_ascii_start();
    if !plus && (is_currency(trimmed, true) || is_currency(spaced, false) || after.first() == Some(&b'%')) {
        return Neighbours::Amount;
    }
    if is_decimal(after, groups) {
        return Neighbours::Amount;
    }
    // 〒 stands before a Japanese postal code, № and # before any number.
    let is_sign = match trimmed.last() {
        Some(b'#') => true,
        Some(0x80..) => trimmed.ends_with("〒".as_bytes()) || trimmed.ends_with("№".as_bytes()),
        _ => false,
    };
    let glue = glue(text, range, Touch::Phone);
    if glue == Glue::Hard || ((is_sign || glue == Glue::Letters) && !said.left_closely().is_some_and(|said| is_label(said.supports))) {
        return Neighbours::Glued;
    }
    let is_code = is_coded(trimmed, after) || is_postal(trimmed, after, digits);
    if is_code && said.supports.is_none() { Neighbours::Coded } else { Neighbours::Free }
}

/// Whether a decimal or a thousand goes on behind some groups: ",00".
pub(super) fn is_decimal(after: &[u8], groups: usize) -> bool {
    let [b',', first, rest @ ..] = after else { return false };
    groups != 1 && first.is_ascii_digit() && rest.iter().take_while(|b| b.is_ascii_digit()).count() <= 2
}

/// Whether the word before is a code: two to six capitals on their own, in a text that is not all capitals.
fn is_coded(before: &[u8], after: &[u8]) -> bool {
    let reach = &before[before.len().saturating_sub(WORD_REACH)..];
    let letters = reach.iter().rev().take_while(|b| b.is_ascii_uppercase()).count();
    let alone = reach.len() == letters || !reach[reach.len() - letters - 1].is_ascii_alphanumeric();
    let is_shouted = || !reach.iter().chain(after.iter().take(WORD_REACH)).any(u8::is_ascii_lowercase);
    (2..=6).contains(&letters) && alone && (reach.len() == letters || !is_shouted())
}

/// Whether digits stand where a postal code does: behind a comma and before the name of a town, or before Japanese.
fn is_postal(before: &[u8], after: &[u8], digits: usize) -> bool {
    let town = matches!(after, [b' ', b, ..] if b.is_ascii_uppercase() || *b >= 0xC3);
    // Han and Kana, U+3000 to U+9FFF: a Japanese address begins with seven digits.
    let japanese = digits == 7 && matches!(after.trim_ascii_start(), [0xE3..=0xE9, ..]);
    (digits <= 8 && town && before.ends_with(b",")) || japanese
}

/// What may touch a number without being part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touch {
    /// An expiry date behind a slash, the next field behind a comma.
    Card,
    Phone,
}

/// What touches a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glue {
    /// Nothing that continues it.
    None,
    /// Letters before it, which may be a label: "Karte4111…", "Tel-030…".
    Letters,
    /// It is a part of something longer, whatever the words say: a decimal, the rest of a code, a time, a path.
    Hard,
}

/// The bytes beside a number that it may go on with; all others part it from the rest.
const MAY_GO_ON: [bool; 256] = {
    let mut all = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        all[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let marks = b"_-/.:,*+=";
    let mut at = 0;
    while at < marks.len() {
        all[marks[at] as usize] = true;
        at += 1;
    }
    all
};

/// Whether a byte beside a number may say something about it: money, a share, a sign of other scripts, or a space with more
/// behind it.
pub(super) const fn may_speak(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ' | b'$' | b'%' | b'#' | 0x80..)
}

/// Whether a byte beside a number neither continues it nor says anything about it.
pub(super) const fn is_quiet(byte: u8) -> bool {
    !may_speak(byte) && !MAY_GO_ON[byte as usize]
}

/// Whether a byte may be of a code.
pub(super) const fn is_code(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a number is a part of something longer, whatever kind it is.
#[inline]
pub(super) fn is_part(text: &[u8], range: &Range<usize>) -> bool {
    // What a slash begins is another matter for each kind.
    let is_slash = text.get(range.end) == Some(&b'/');
    goes_on(text, range) && glue(text, range, Touch::Card) == Glue::Hard && (!is_slash || glue(text, range, Touch::Phone) == Glue::Hard)
}

/// Whether a number may go on, on either side.
#[inline]
fn goes_on(text: &[u8], range: &Range<usize>) -> bool {
    let may_go_on = |b: Option<&u8>| b.is_some_and(|&b| MAY_GO_ON[usize::from(b)]);
    may_go_on(text[..range.start].last()) || may_go_on(text.get(range.end))
}

/// What continues a number on either side.
#[inline]
pub(super) fn glue(text: &[u8], range: &Range<usize>, touch: Touch) -> Glue {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    if !goes_on(text, range) {
        return Glue::None;
    }
    let hard_after = match after {
        [b'/', a, rest @ ..] if a.is_ascii_digit() && (touch == Touch::Card || is_number(rest.iter())) => false,
        [b'x' | b'X', d, ..] if d.is_ascii_digit() => false,
        [b, ..] if b.is_ascii_alphabetic() || *b == b'_' => true,
        [b'*', b'*', b'*', b'*', ..] => true,
        [b',', rest @ ..] => is_thousand(rest.iter(), text[range.clone()].iter().rev()),
        [b'-' | b'/' | b'.' | b':', a, ..] if a.is_ascii_digit() => true,
        [b'-' | b'.', a, ..] if is_code(*a) => true,
        _ => false,
    };
    if hard_after {
        return Glue::Hard;
    }
    match before {
        [.., b] if b.is_ascii_alphabetic() => label(before),
        [rest @ .., a, b'/'] if a.is_ascii_digit() && is_number(rest.iter().rev()) => Glue::None,
        // A sentence that ends without a space: "scheduled.408-265-4808".
        [.., a, b'.'] if a.is_ascii_lowercase() => Glue::None,
        [head @ .., b'-' | b'/' | b'.' | b'_'] if head.last().is_some_and(u8::is_ascii_alphabetic) => label(head),
        [.., b] if is_code(*b) => Glue::Hard,
        [.., _, b','] => {
            if is_thousand(before.iter().rev().skip(1), text[range.clone()].iter()) {
                Glue::Hard
            } else {
                Glue::None
            }
        }
        [.., a, b':' | b'+' | b'='] if a.is_ascii_digit() => Glue::Hard,
        [.., a, b'-' | b'/' | b'.'] if is_code(*a) => Glue::Hard,
        // The last digits of a masked number; up to three stars are emphasis.
        [.., b'-' | b'.'] | [.., b'*', b'*', b'*', b'*'] => Glue::Hard,
        _ => Glue::None,
    }
}

/// Whether digits that go on like this, one of them seen already, are a number of their own: "415-555-0142/415-555-0143".
fn is_number<'b>(bytes: impl Iterator<Item = &'b u8>) -> bool {
    let within = bytes.take(20).take_while(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b' ' | b'(' | b')'));
    within.filter(|b| b.is_ascii_digit()).count() >= 6
}

/// What letters at the end of a text are: a label, if they are two or more and a word of their own; else a part of a code.
fn label(text: &[u8]) -> Glue {
    let letters = text.iter().rev().take(WORD_REACH).take_while(|b| b.is_ascii_alphabetic()).count();
    let is_word = text.len() == letters || !text[text.len() - letters - 1].is_ascii_digit();
    if letters >= 2 && is_word { Glue::Letters } else { Glue::Hard }
}

/// Whether a comma between two runs of digits, both from the comma on, parts thousands: "1,234". Longer runs on both sides are
/// the fields of a table.
fn is_thousand<'b>(other: impl Iterator<Item = &'b u8>, own: impl Iterator<Item = &'b u8>) -> bool {
    let other = other.take(4).take_while(|b| b.is_ascii_digit()).count();
    (1..=3).contains(&other) && own.take(4).take_while(|b| b.is_ascii_digit()).count() <= 3
}

/// The text before a place that words count in.
pub(super) fn before(text: &[u8], start: usize) -> &[u8] {
    &text[start.saturating_sub(WORD_REACH)..start]
}

/// The text behind a place that words count in.
pub(super) fn after(text: &[u8], end: usize) -> &[u8] {
    &text[end..text.len().min(end + WORD_REACH)]
}

pub(super) fn is_adjacent(word: Option<Word>) -> bool {
    word.is_some_and(|w| w.adjacent)
}

/// Whether an adjacent word says that digits which fail a check are meant as what they look like.
pub(super) fn is_meant(said: &Hearing<'_>) -> bool {
    said.closely().is_some_and(|said| is_adjacent(said.supports) && !wins(said.opposes, said.supports))
}

/// Whether a word is a label: right before the number, with at most a sign or a short word between.
pub(super) fn is_label(word: Option<Word>) -> bool {
    word.is_some_and(|w| w.adjacent && !w.after && w.distance <= 3)
}

/// Whether one word settles the argument against the other: it is adjacent and the other is not, or it is nearer.
pub(super) fn wins(one: Option<Word>, other: Option<Word>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            (one.adjacent, !one.after, std::cmp::Reverse(one.distance)) > (other.adjacent, !other.after, std::cmp::Reverse(other.distance))
        }
        (Some(_), None) => true,
        (None, _) => false,
    }
}
