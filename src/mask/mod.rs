//! Turns spans and a style into masked bytes.

mod apply;

pub(crate) use apply::apply;

use std::{fmt, str::FromStr};

use crate::error::Error;

/// What stands where a finding stood.
///
/// As text (`--mask`, configuration): `label`, `stars`, `keep-last=N`, `text=…`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mask {
    /// The kind in brackets: `[EMAIL]`.
    #[default]
    Label,
    /// One `*` for each letter and digit; what separates them stays.
    Stars,
    /// As [`Mask::Stars`], but the last letters and digits stay, at most this many and never more than half of them.
    KeepLast(usize),
    /// A text of the caller's, the same for every finding.
    Text(String),
}

impl Mask {
    /// The mask for findings of one kind.
    pub(crate) fn of_kind(&self, kind: &str) -> KindMask {
        match self {
            Mask::Label => KindMask::same(format!("[{kind}]")),
            Mask::Text(text) => KindMask::same(text.clone()),
            Mask::Stars => KindMask::Stars { keep: 0 },
            Mask::KeepLast(keep) => KindMask::Stars { keep: *keep },
        }
    }
}

/// A mask for findings of one kind, made once, so that most of masking is copying.
pub(crate) enum KindMask {
    /// The same for every finding: so many bytes of a text, which is filled up to a block at least.
    Same { text: Box<[u8]>, length: usize },
    /// Stars, but for the last letters and digits.
    Stars { keep: usize },
}

impl KindMask {
    fn same(text: String) -> KindMask {
        let (length, mut text) = (text.len(), text.into_bytes());
        text.resize(length.max(apply::BLOCK), 0);
        KindMask::Same { text: text.into(), length }
    }

    /// Appends what stands for `datum` to `out`.
    #[inline]
    pub(crate) fn write(&self, datum: &[u8], out: &mut Vec<u8>) {
        match self {
            KindMask::Same { text, length } => apply::copy(text, *length, out),
            KindMask::Stars { keep } => stars(datum, *keep, out),
        }
    }
}

/// A datum with a star for each character but the separators, and its last `keep` ones as they are.
///
/// Only spaces and ASCII punctuation between them stay. Everything else, a letter of any script and each byte of an invalid
/// sequence, becomes a star, so that a datum in disguise is not left readable. Half at least is always starred: a short
/// datum must not come out whole.
fn stars(datum: &[u8], keep: usize, out: &mut Vec<u8>) {
    let is_separator = |chunk: &str| chunk.bytes().all(|b| b == b' ' || (b.is_ascii_punctuation() && b != b'%' && b != b'&' && b != b'\\'));
    let total: usize = datum.utf8_chunks().map(|c| c.valid().chars().filter(|ch| !is_separator(ch.encode_utf8(&mut [0; 4]))).count()).sum();
    let mut hidden = total - keep.min(total / 2);
    for chunk in datum.utf8_chunks() {
        for ch in chunk.valid().chars() {
            let mut buffer = [0; 4];
            let text = ch.encode_utf8(&mut buffer);
            if is_separator(text) {
                out.extend_from_slice(text.as_bytes());
            } else if hidden > 0 {
                hidden -= 1;
                out.push(b'*');
            } else {
                out.extend_from_slice(text.as_bytes());
            }
        }
        out.extend(chunk.invalid().iter().map(|_| b'*'));
    }
}

impl FromStr for Mask {
    type Err = Error;

    fn from_str(style: &str) -> Result<Mask, Error> {
        let (name, value) = style.split_once('=').map_or((style, None), |(name, value)| (name, Some(value)));
        match (name, value) {
            ("label", None) => Ok(Mask::Label),
            ("stars", None) => Ok(Mask::Stars),
            ("keep-last", Some(n)) => n.parse().map(Mask::KeepLast).map_err(|_| {
                Error::setting(format_args!(
                    "mask keep-last={n}: the number of characters to keep must be a whole number, as in keep-last=4"
                ))
            }),
            // A line end in the mask would break "one line in, one line out".
            ("text", Some(text)) if text.contains(['\n', '\r']) => Err(Error::setting("mask text=…: the text must not hold a line end")),
            ("text", Some(text)) => Ok(Mask::Text(text.to_owned())),
            _ => Err(Error::setting(format_args!("unknown mask {style:?}; use label, stars, keep-last=N or text=…"))),
        }
    }
}

impl fmt::Display for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mask::Label => f.write_str("label"),
            Mask::Stars => f.write_str("stars"),
            Mask::KeepLast(keep) => write!(f, "keep-last={keep}"),
            Mask::Text(text) => write!(f, "text={text}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mask;

    fn masked(style: &str, datum: &str) -> String {
        let mut out = Vec::new();
        style.parse::<Mask>().unwrap().of_kind("CARD").write(datum.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn styles() {
        let card = "4111 1111-1111 1234";
        assert_eq!(masked("label", card), "[CARD]");
        assert_eq!(masked("stars", card), "**** ****-**** ****");
        assert_eq!(masked("keep-last=4", card), "**** ****-**** 1234");
        assert_eq!(masked("text=<gone>", card), "<gone>");
        assert_eq!(masked("text=", card), "");
    }

    #[test]
    fn half_of_a_short_datum_is_always_hidden() {
        assert_eq!(masked("keep-last=99", "a@b.de"), "*@*.de");
        assert_eq!(masked("keep-last=3", "12345"), "***45");
    }

    #[test]
    fn letters_of_every_script_are_hidden() {
        assert_eq!(masked("stars", "bärbel@例子.de"), "******@**.**");
        assert_eq!(masked("keep-last=1", "１２-３４"), "**-*４");
    }

    #[test]
    fn what_parses_prints_the_same() {
        for style in ["label", "stars", "keep-last=4", "text=a=b"] {
            assert_eq!(style.parse::<Mask>().unwrap().to_string(), style);
        }
    }

    #[test]
    fn refusals_name_the_way_out() {
        for style in ["", "Label", "keep-last", "keep-last=x", "text", "text=a\nb", "stars=3"] {
            let error = style.parse::<Mask>().unwrap_err().to_string();
            assert!(error.contains("mask"), "{error}");
        }
    }
}
