//! Characters that stand for an ASCII one, or for nothing.
use super::{CHARACTER, Layer, next};

/// Lead bytes of all characters that are not read as themselves. A test holds this list to [`reading`].
pub(crate) const LEADS: &[u8] = &[0xC2, 0xCD, 0xD6, 0xD8, 0xD9, 0xDB, 0xDF, 0xE0, 0xE1, 0xE2, 0xE3, 0xEA, 0xEF, 0xF0, 0xF3];

/// The zeros of all runs of ten decimal digits (general category Nd), in order; the mathematical ones and those below U+0100 aside.
///
/// Source: Unicode 16.0, DerivedGeneralCategory.txt. Superscripts and circled digits are no decimal digits.
#[rustfmt::skip]
const ZEROS: [u32; 69] = [
    0x00660, 0x006F0, 0x007C0, 0x00966, 0x009E6, 0x00A66, 0x00AE6, 0x00B66, 0x00BE6, 0x00C66, 0x00CE6, 0x00D66, 0x00DE6, 0x00E50,
    0x00ED0, 0x00F20, 0x01040, 0x01090, 0x017E0, 0x01810, 0x01946, 0x019D0, 0x01A80, 0x01A90, 0x01B50, 0x01BB0, 0x01C40, 0x01C50,
    0x0A620, 0x0A8D0, 0x0A900, 0x0A9D0, 0x0A9F0, 0x0AA50, 0x0ABF0, 0x0FF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136,
    0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50,
    0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950,
];

/// For every sixteen characters of the basic plane the last hexadecimal digit of their zero, or 16 if they hold no digits.
/// No run of digits there crosses such a border, so one look is enough.
const ZERO_OF_SIXTEEN: [u8; 0x1000] = {
    let mut table = [16; 0x1000];
    let mut place = 0;
    while ZEROS[place] < 0x10000 {
        table[ZEROS[place] as usize >> 4] = (ZEROS[place] & 15) as u8;
        place += 1;
    }
    table
};

/// The mathematical digits: five styles of ten in a row (U+1D7CE to U+1D7FF).
const MATHEMATICAL_ZERO: u32 = 0x1D7CE;
/// Symbols for Legacy Computing, "segmented digits".
const SEGMENTED_ZERO: u32 = 0x1FBF0;
/// The mathematical letters: thirteen styles of A to Z and a to z in a row (U+1D400 to U+1D6A3).
const MATHEMATICAL_A: u32 = 0x1D400;

/// The mathematical letters that were encoded before the others, where the row above has holes. Source: Unicode 16.0, Letterlike Symbols.
const LETTERLIKE: &str = "ℂCℊgℋHℌHℍHℎhℐIℑIℒLℓlℕNℙPℚQℛRℜRℝRℤZℨZℬBℭCℯeℰEℱFℳMℴo";

/// The small forms from U+FE50 on; a blank has no ASCII counterpart. Source: Unicode 16.0, Small Form Variants.
const SMALL_FORMS: &[u8; 28] = b", . ;:?!-(){}[]#&*+-<>= \\$%@";

/// What a character is in plain text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reading {
    Itself,
    As(u8),
    Nothing,
    /// This sign between digits, itself elsewhere.
    BetweenDigits(u8),
    /// This sign between ASCII letters or digits, itself elsewhere.
    Between(u8),
    /// A dot where it may separate the labels of a domain, itself elsewhere.
    LabelDot,
}

fn reading(character: u32) -> Reading {
    if let Some(digit) = digit(character) {
        return Reading::As(b'0' + digit);
    }
    match character {
        // Spaces (category Zs).
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => Reading::As(b' '),
        // Line ends of Unicode: an edge for every reader.
        0x85 | 0x2028 | 0x2029 => Reading::As(b'\n'),
        // Default ignorable characters (DerivedCoreProperties.txt) that people and programs put between visible ones, and the keycap.
        0xAD | 0x34F | 0x61C | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x20E3 => Reading::Nothing,
        0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE007F | 0xE0100..=0xE01EF => Reading::Nothing,
        // Dashes (category Pd) that join, minus signs, the hyphen bullet, box drawing.
        0x58A | 0x5BE | 0x1806 | 0x2010..=0x2015 | 0x2043 | 0x2212 | 0x2500 | 0x2501 | 0x2796 | 0x2E3A | 0x2E3B => Reading::As(b'-'),
        // The mark for a long vowel in Katakana, typed for a dash as it lies on the same key.
        0x30FC | 0xFF70 => Reading::BetweenDigits(b'-'),
        0x2024 => Reading::As(b'.'),
        // Before a word these are bullets of a list.
        0xB7 | 0x2022 | 0x2027 | 0x2219 | 0x22C5 | 0x30FB | 0xFF65 => Reading::Between(b'.'),
        0x3002 | 0xFF61 => Reading::LabelDot,
        0x66B => Reading::As(b'.'),
        0x60C | 0x66C => Reading::As(b','),
        0x2044 | 0x2215 | 0x29F8 => Reading::As(b'/'),
        0x2795 => Reading::As(b'+'),
        0x2768 | 0x276A | 0x2985 | 0x3014 | 0xFF5F => Reading::As(b'('),
        0x2769 | 0x276B | 0x2986 | 0x3015 | 0xFF60 => Reading::As(b')'),
        0x3010 => Reading::As(b'['),
        0x3011 => Reading::As(b']'),
        0x3008 => Reading::As(b'<'),
        0x3009 => Reading::As(b'>'),
        0x2102..=0x2134 => letterlike(character),
        0xFE50..=0xFE6B => match SMALL_FORMS[character as usize - 0xFE50] {
            b' ' => Reading::Itself,
            sign => Reading::As(sign),
        },
        // Full-width ASCII, in order.
        0xFF01..=0xFF5E => Reading::As((character - 0xFEE0) as u8),
        MATHEMATICAL_A..0x1D6A4 => {
            let letter = ((character - MATHEMATICAL_A) % 52) as u8;
            Reading::As(if letter < 26 { b'A' + letter } else { b'a' + letter - 26 })
        }
        _ => Reading::Itself,
    }
}

fn letterlike(character: u32) -> Reading {
    let mut pairs = LETTERLIKE.chars();
    while let (Some(symbol), Some(letter)) = (pairs.next(), pairs.next()) {
        if symbol as u32 == character {
            return Reading::As(letter as u8);
        }
    }
    Reading::Itself
}

/// The value of a decimal digit outside ASCII.
fn digit(character: u32) -> Option<u8> {
    let offset = match character {
        ..0x10000 => (character & 15).checked_sub(u32::from(ZERO_OF_SIXTEEN[character as usize >> 4]))?,
        MATHEMATICAL_ZERO..0x1D800 => (character - MATHEMATICAL_ZERO) % 10,
        // Emoji and rare Han are much more frequent than digits up here.
        SEGMENTED_ZERO.. => character - SEGMENTED_ZERO,
        0x1E95A.. => return None,
        _ => character - ZEROS[ZEROS.partition_point(|zero| *zero <= character).checked_sub(1)?],
    };
    (offset < 10).then_some(offset as u8)
}

/// The decimal digit of another script, or of a mathematical style, at the start of `bytes`: its value and its length.
pub(crate) fn foreign_digit(bytes: &[u8]) -> Option<(u8, usize)> {
    // Most lead bytes start no digit in any script: Latin, Greek, Cyrillic, Han, Hangul are done with here.
    match bytes.first()? {
        0xD9 | 0xDB | 0xDF | 0xE0 | 0xE1 | 0xEA | 0xEF | 0xF0 => {
            let (character, length) = decode(bytes)?;
            Some((digit(character)?, length))
        }
        _ => None,
    }
}

/// The character of more than one byte at the start of `bytes`, and its length. None if the UTF-8 is cut or invalid.
fn decode(bytes: &[u8]) -> Option<(u32, usize)> {
    let next = |place: usize| bytes.get(place).filter(|byte| **byte & 0xC0 == 0x80).map(|byte| u32::from(byte & 0x3F));
    let lead = u32::from(*bytes.first()?);
    match lead {
        0xC2..=0xDF => Some(((lead & 0x1F) << 6 | next(1)?, 2)),
        0xE0..=0xEF => {
            let character = (lead & 0xF) << 12 | next(1)? << 6 | next(2)?;
            (character >= 0x800).then_some((character, 3))
        }
        0xF0..=0xF4 => {
            let character = (lead & 7) << 18 | next(1)? << 12 | next(2)? << 6 | next(3)?;
            (0x10000..0x110000).contains(&character).then_some((character, 4))
        }
        _ => None,
    }
}

/// Whether the character at the start of `bytes` may stand for another, or is cut off.
pub(super) fn changes(bytes: &[u8]) -> bool {
    decode(bytes).is_none_or(|(character, _)| reading(character) != Reading::Itself)
}

/// Replaces characters by what they stand for.
pub(super) fn undo(source: &[u8], out: &mut Layer) {
    let (mut copied, mut from) = (0, 0);
    loop {
        let found = next(source, from, CHARACTER);
        if found == source.len() {
            break;
        }
        let Some((character, length)) = decode(&source[found..]) else {
            from = found + 1;
            continue;
        };
        from = found + length;
        let reading = reading(character);
        if reading == Reading::Itself {
            continue;
        }
        out.copy(source, copied..found);
        copied = found;
        let before = out.text.last().copied().unwrap_or_default();
        let sign = match reading {
            Reading::Itself => continue,
            Reading::As(sign) => Some(sign),
            Reading::Nothing => None,
            Reading::BetweenDigits(sign) if before.is_ascii_digit() && follower(source, from).is_ascii_digit() => Some(sign),
            Reading::Between(sign) if before.is_ascii_alphanumeric() && follower(source, from).is_ascii_alphanumeric() => Some(sign),
            Reading::LabelDot if lacks_dot(out) && is_label(follower(source, from)) => Some(b'.'),
            Reading::BetweenDigits(_) | Reading::Between(_) | Reading::LabelDot => continue,
        };
        if let Some(sign) = sign {
            out.put_byte(sign, found..from);
        }
        copied = from;
    }
    out.copy(source, copied..source.len());
}

/// The byte that the character at `at` starts with in plain text, past one that is dropped; 0 at the end.
fn follower(source: &[u8], at: usize) -> u8 {
    let mut rest = &source[at..];
    for _ in 0..2 {
        let Some((character, length)) = decode(rest) else { break };
        match reading(character) {
            Reading::As(sign) => return sign,
            Reading::Nothing => rest = &rest[length..],
            _ => break,
        }
    }
    rest.first().copied().unwrap_or_default()
}

/// Whether a label of a domain may start or end with this byte: no digits, so that a number behind a sentence stays apart.
fn is_label(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// Whether the text ends in an at sign and a domain that has no dot yet but ideographic ones.
///
/// IDNA takes the ideographic full stop for a dot (RFC 3490, section 3.1), yet in Japanese and Chinese it mostly ends a sentence, without
/// a space behind it: in "anna@example.org。電話" it is no dot, and in "0312345678。anna@example.org" neither.
fn lacks_dot(out: &Layer) -> bool {
    // A label has 63 bytes at most (RFC 1035, section 2.3.4), and an ideographic dot comes after one label or two.
    let from = out.text.len().saturating_sub(128);
    for place in (from..out.text.len()).rev() {
        match out.text[place] {
            b'@' => return place + 1 < out.text.len(),
            b'.' if out.ends[place] - out.starts[place] > 1 => {}
            byte if byte.is_ascii_alphanumeric() || byte == b'-' || byte >= 0x80 => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{LEADS, Reading, ZEROS, decode, foreign_digit, reading};

    fn characters() -> impl Iterator<Item = char> {
        '\u{80}'..=char::MAX
    }

    #[test]
    fn digits_are_those_of_unicode() {
        let pattern = regex_automata::meta::Regex::new(r"\A\p{Nd}\z").expect("a known property");
        let mut count = 0;
        for character in characters() {
            let text = character.to_string();
            let digit = foreign_digit(text.as_bytes());
            assert_eq!(digit.is_some(), pattern.is_match(&text), "U+{:04X}", character as u32);
            if let Some((value, length)) = digit {
                assert_eq!(length, text.len());
                // Runs of ten: the value is the number of digits before it in its run.
                assert_eq!(u32::from(value), count % 10, "U+{:04X}", character as u32);
                count += 1;
            }
        }
        assert_eq!(count as usize, (ZEROS.len() + 6) * 10);
    }

    #[test]
    fn leads_are_those_of_all_characters_read() {
        let mut leads: Vec<u8> = characters()
            .filter(|character| reading(*character as u32) != Reading::Itself)
            .map(|character| character.to_string().as_bytes()[0])
            .collect();
        leads.dedup();
        // U+0085 shares its lead with the no-break space.
        assert_eq!(leads, LEADS);
    }

    #[test]
    fn decodes_every_character_and_nothing_else() {
        for character in characters() {
            let text = character.to_string();
            assert_eq!(decode(text.as_bytes()), Some((character as u32, text.len())));
            assert_eq!(decode(&text.as_bytes()[..text.len() - 1]), None);
        }
        // A lone continuation, overlong forms, beyond the last plane.
        for bytes in
            [&b"\x80"[..], b"\xC0\xA0", b"\xC1\x81", b"\xE0\x81\x80", b"\xF0\x80\x81\x80", b"\xF4\x90\x80\x80", b"\xF5\x80\x80\x80"]
        {
            assert_eq!(decode(bytes), None, "{bytes:x?}");
        }
    }

    #[test]
    fn no_digit_in_a_cut_or_plain_sequence() {
        for bytes in [&b""[..], b"1", b"\xD9", b"\xEF\xBC", b"\xF0\x9D\x9F", b"\xC2\xB2", b"\xE2\x91\xA0"] {
            assert_eq!(foreign_digit(bytes), None, "{bytes:x?}");
        }
        assert_eq!(foreign_digit("७ and more".as_bytes()), Some((7, 3)));
    }
}
