//! Characters written by number or name: percent-encoding, entities, backslashes, quoted-printable.
use super::{ESCAPE, Layer, entity, next};

/// Undoes one layer of escapes.
pub(super) fn undo(source: &[u8], out: &mut Layer) {
    let (mut copied, mut from) = (0, 0);
    loop {
        let found = next(source, from, ESCAPE);
        if found == source.len() {
            break;
        }
        if let Some(end) = drive_path_end(source, found) {
            from = end;
            continue;
        }
        // `copied` stands still until the first escape, and then at the end of the last one.
        let Some((character, length)) = at(source, found, copied == found && found > 0) else {
            from = found + 1;
            continue;
        };
        out.copy(source, copied..found);
        out.put(character, found..found + length);
        (copied, from) = (found + length, found + length);
    }
    out.copy(source, copied..source.len());
}

/// The character behind the escape at `at`, and the length of the escape. `chained`: another escape ends at `at`.
///
/// Control characters stay escaped, except those that separate words.
pub(super) fn at(source: &[u8], at: usize, chained: bool) -> Option<(char, usize)> {
    let rest = &source[at..];
    let read = match rest.first()? {
        b'%' => {
            let after_digit = !chained && at > 0 && source[at - 1].is_ascii_digit();
            percent(rest, after_digit)
        }
        b'&' => entity::at(rest),
        b'\\' => backslash(rest),
        b'=' => quoted_printable(rest),
        _ => None,
    };
    read.filter(|(character, _)| !character.is_control() || matches!(character, '\t' | '\n' | '\r'))
}

/// RFC 3986, section 2.1; `%u0040` is `escape()` of ECMAScript, annex B.
fn percent(rest: &[u8], after_digit: bool) -> Option<(char, usize)> {
    if let [b'%', b'u' | b'U', ..] = rest {
        return Some((char::from_u32(hex(rest, 2, 4)?)?, 6));
    }
    let (character, length) = utf8(rest, b"%").or_else(|| latin1_space(rest))?;
    match character {
        // "100%25" is a percentage and 25; "%2540" is "%40" encoded again.
        '%' if hex(rest, 3, 2).is_none() => None,
        // "95%30 ml" is a percentage, as encoders leave letters and digits alone. Who hides an address encodes all of it.
        'a'..='z' | 'A'..='Z' | '0'..='9' if after_digit => None,
        _ => Some((character, length)),
    }
}

/// RFC 2045, section 6.7, where it can be nothing else: several bytes in upper case that are one character, the sign itself, and the
/// no-break space of Latin-1. "=40" is too often the end of "x=40".
fn quoted_printable(rest: &[u8]) -> Option<(char, usize)> {
    let (character, length) = utf8(rest, b"=").or_else(|| latin1_space(rest))?;
    let certain = (character == '=' || !character.is_ascii()) && !rest[..length].iter().any(u8::is_ascii_lowercase);
    certain.then_some((character, length))
}

/// Escapes of JSON (RFC 8259, section 7), ECMAScript, Rust, Java, Python and Perl, and punctuation of Markdown and regexes.
fn backslash(rest: &[u8]) -> Option<(char, usize)> {
    match *rest.get(1)? {
        b'n' => Some(('\n', 2)),
        b'r' => Some(('\r', 2)),
        b't' => Some(('\t', 2)),
        b'u' if rest.get(2) == Some(&b'{') => braced(rest),
        b'u' => utf16(rest),
        b'U' => Some((char::from_u32(hex(rest, 2, 8)?)?, 10)),
        b'x' if rest.get(2) == Some(&b'{') => braced(rest),
        // Python prints bytes, so a character of UTF-8 may take several; JavaScript prints code points.
        b'x' => utf8(rest, b"\\x").or_else(|| Some((char::from_u32(hex(rest, 2, 2)?)?, 4))),
        mark if mark.is_ascii_punctuation() => Some((char::from(mark), 2)),
        _ => None,
    }
}

/// `\u{40}`: one to six digits.
fn braced(rest: &[u8]) -> Option<(char, usize)> {
    let digits = rest[3..].iter().take(7).position(|byte| *byte == b'}')?;
    Some((char::from_u32(hex(rest, 3, digits)?)?, 4 + digits))
}

/// `\u0040`, or two of them that are a surrogate pair.
fn utf16(rest: &[u8]) -> Option<(char, usize)> {
    let high = hex(rest, 2, 4)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Some((char::from_u32(high)?, 6));
    }
    let low = rest.get(6..8).filter(|mark| mark == b"\\u").and_then(|_| hex(rest, 8, 4))?;
    let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
    Some((char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?, 12))
}

/// One character of UTF-8, each byte written as `mark` and two hexadecimal digits.
fn utf8(rest: &[u8], mark: &[u8]) -> Option<(char, usize)> {
    let step = mark.len() + 2;
    let lead = hex(rest, mark.len(), 2)? as u8;
    let bytes = match lead {
        0..=0x7F => return Some((char::from(lead), step)),
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut buffer = [lead; 4];
    for (place, byte) in buffer.iter_mut().enumerate().take(bytes).skip(1) {
        let rest = rest.get(place * step..).filter(|rest| rest.starts_with(mark))?;
        *byte = hex(rest, mark.len(), 2)? as u8;
    }
    let character = std::str::from_utf8(&buffer[..bytes]).ok()?.chars().next()?;
    Some((character, bytes * step))
}

/// The no-break space of encoders that still speak Latin-1: "%A0", "=A0".
fn latin1_space(rest: &[u8]) -> Option<(char, usize)> {
    (hex(rest, 1, 2)? == 0xA0).then_some(('\u{A0}', 3))
}

/// The values of hexadecimal digits; 0xFF for all other bytes.
const HEX: [u8; 256] = {
    let mut values = [0xFF; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        values[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// The value of one to eight hexadecimal digits.
fn hex(rest: &[u8], from: usize, digits: usize) -> Option<u32> {
    let digits = rest.get(from..from + digits).filter(|digits| !digits.is_empty())?;
    let (mut value, mut seen) = (0, 0);
    for &byte in digits {
        let digit = HEX[byte as usize];
        (value, seen) = (value << 4 | u32::from(digit & 0xF), seen | digit);
    }
    (seen < 16).then_some(value)
}

/// Where a Windows path ends, if its first backslash is at `at`: `C:\new\tel` holds no line break. Inside JSON its backslashes are
/// doubled, and once they are single again the line breaks beside it are real ones.
fn drive_path_end(source: &[u8], at: usize) -> Option<usize> {
    let before = source[..at].strip_suffix(b":")?;
    let (drive, before) = before.split_last()?;
    let starts_path = source[at] == b'\\' && source.get(at + 1) != Some(&b'\\');
    if !starts_path || !drive.is_ascii_alphabetic() || before.last().is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'<>|*?,;".contains(byte);
    Some(source[at..].iter().position(ends).map_or(source.len(), |length| at + length))
}
