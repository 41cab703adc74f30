//! Characters beyond ASCII: which can stand in an address, and of which script they are.
//!
//! RFC 6531 lets every character beyond ASCII into a local part. Prose glued to an address would come in with it, so only letters, digits
//! and marks count here, and a change of script counts as an edge where the callers say so.

/// The scripts that the edges of an address depend on. Ranges: Unicode 17.0, `Blocks.txt`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Script {
    /// Digits and combining marks, which go with any script.
    Common,
    Latin,
    Greek,
    Cyrillic,
    /// Han, Kana and Bopomofo, which one word may mix.
    EastAsian,
    Hangul,
    /// Thai, Lao, Myanmar, Khmer.
    SoutheastAsian,
    /// All others: Arabic, Hebrew, the scripts of India, Georgian and so on, which no word mixes.
    Other,
}

impl Script {
    /// Whether prose in this script runs on without spaces (or, in Korean, glues particles to a foreign word).
    pub(super) fn is_unspaced(self) -> bool {
        matches!(self, Script::EastAsian | Script::Hangul | Script::SoutheastAsian)
    }
}

/// The script of a character that can be part of a word, or nothing for spaces, punctuation, symbols and emoji.
pub(super) fn script_of(c: char) -> Option<Script> {
    let script = match u32::from(c) {
        0x30..=0x39 => return Some(Script::Common),
        0x41..=0x5A | 0x61..=0x7A => return Some(Script::Latin),
        // Superscripts and fractions are numeric, but belong to prose.
        0..=0xA9 | 0xAB..=0xB9 | 0xBB..=0xBF => return None,
        0xAA..=0x2AF | 0x1D00..=0x1DBF | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F | 0xA720..=0xA7FF | 0xAB30..=0xAB6F => Script::Latin,
        0x300..=0x36F => return Some(Script::Common),
        0x370..=0x3FF | 0x1F00..=0x1FFF => Script::Greek,
        0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Script::Cyrillic,
        0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF => Script::SoutheastAsian,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF => Script::Hangul,
        // General punctuation to the miscellaneous arrows; circled and squared letters of East Asia; emoji: numeric or alphabetic in part,
        // and yet what stands before an address, not in it.
        0x2000..=0x2BFF | 0x3200..=0x33FF | 0x1F000..=0x1FAFF => return None,
        0x2E80..=0x312F | 0x31A0..=0x31FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF => Script::EastAsian,
        _ => Script::Other,
    };
    (c.is_alphanumeric() || is_mark(u32::from(c))).then_some(script)
}

/// The marks inside words that Unicode does not call alphabetic: viramas, nuktas and tone marks.
fn is_mark(c: u32) -> bool {
    match c {
        0x483..=0x487 | 0x591..=0x5BD | 0x64B..=0x65F | 0xDCA | 0x17C9..=0x17D3 | 0x3099..=0x309A => true,
        // The blocks of India follow one plan: the nukta at 3C, the virama at 4D.
        0x900..=0xD7F => matches!(c & 0x7F, 0x3C | 0x4D),
        0xE38..=0xE3A | 0xE47..=0xE4E | 0xEB8..=0xEBC | 0xEC8..=0xECE | 0x1037..=0x103A => true,
        _ => false,
    }
}

/// The character that starts at `at`, if the bytes there are one.
pub(super) fn char_at(text: &[u8], at: usize) -> Option<char> {
    let first = *text.get(at)?;
    let length = match first {
        0..=0x7F => return Some(char::from(first)),
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    str::from_utf8(text.get(at..at + length)?).ok()?.chars().next()
}

/// The character that ends at `end`, if the bytes there are one.
pub(super) fn char_before(text: &[u8], end: usize) -> Option<char> {
    let start = (end.saturating_sub(4)..end).rev().find(|&i| text[i] & 0xC0 != 0x80)?;
    char_at(text, start).filter(|c| c.len_utf8() == end - start)
}

#[cfg(test)]
mod tests {
    use super::{Script, char_at, char_before, script_of};

    #[test]
    fn every_letter_of_a_word_counts() {
        for (word, script) in [
            ("möbelhaus", Script::Latin),
            ("ταχυδρομείο", Script::Greek),
            ("почта", Script::Cyrillic),
            ("メール々例", Script::EastAsian),
            ("이메일", Script::Hangul),
            ("ที่อยู่", Script::SoutheastAsian),
            ("संपर्क", Script::Other),
            ("בדיקה", Script::Other),
        ] {
            assert!(word.chars().all(|c| script_of(c) == Some(script)), "{word}");
        }
        assert_eq!(script_of('\u{308}'), Some(Script::Common));
    }

    #[test]
    fn punctuation_and_symbols_do_not() {
        for c in "«»‘’“”⇒。、：・①㈱📧—\u{a0}\u{3000}।²§".chars() {
            assert_eq!(script_of(c), None, "{c}");
        }
    }

    #[test]
    fn characters_are_read_from_both_ends() {
        let text = "aé例📧".as_bytes();
        for (at, c) in "aé例📧".char_indices() {
            assert_eq!(char_at(text, at), Some(c));
            assert_eq!(char_before(text, at + c.len_utf8()), Some(c));
        }
        for broken in [&b"\x80"[..], b"\xC3", b"\xE4\xBE", b"\xFF", b"\xC0\x80", b"\xED\xA0\x80", b"\x80\x80\x80\x80\x80"] {
            assert_eq!(char_at(broken, 0), None);
            assert_eq!(char_before(broken, broken.len()), None);
        }
        assert_eq!(char_before(b"", 0), None);
        assert_eq!(char_before("é\u{80}".as_bytes(), 3), None);
    }
}
