//! Words in brackets that stand for a sign: "anna (at) example [dot] org".
use super::{BRACKET, Layer, next};

/// Longest inside of a pair of brackets that is looked at, spaces included.
const INSIDE_BYTES: usize = 28;
/// Spaces on either side of a pair of brackets that go with it: "anna  (at)  example". More is a column of a table.
const SPACES: usize = 3;

/// The names of signs in lower case, as people write them to hide an address from collectors.
///
/// Names of the at sign in other languages: <https://en.wikipedia.org/wiki/At_sign#Names_in_other_languages>. Spellings without diacritics,
/// as they are common in addresses. Words for the dot are those used when a domain is read out.
const WORDS: &[(u8, &[&str])] = &[
    (b'@', &["at", "@", "at sign", "at-sign", "ät", "aet", "arroba", "arobase", "arobas", "chiocciola", "klammeraffe"]),
    (b'@', &["apenstaartje", "małpa", "malpa", "zavináč", "zavinac", "kukac", "snabel-a", "snabela", "krøllalfa", "krollalfa"]),
    (b'@', &["собака", "собачка", "sobaka", "равлик", "ет", "эт", "παπάκι", "papaki", "miukumauku", "ät-merkki"]),
    (b'@', &["アット", "アットマーク", "골뱅이", "艾特", "שטרודל", "كرولي", "ات", "آت"]),
    (b'.', &["dot", ".", "punkt", "point", "punto", "ponto", "punt", "kropka", "tečka", "tecka", "bodka", "pont", "punct"]),
    (b'.', &["точка", "tochka", "крапка", "krapka", "дот", "piste", "punktum", "nokta", "τελεία", "teleia", "taškas", "punkts"]),
    (b'.', &["ドット", "点", "點", "점", "닷", "נקודה", "نقطة", "نقطه", "دوت"]),
    (b'-', &["-", "dash", "hyphen", "minus", "bindestrich", "tiret", "guion", "guión", "trattino"]),
    (b'_', &["_", "underscore", "unterstrich"]),
];

/// A word in brackets.
pub(super) struct Word {
    /// The sign it stands for.
    pub(super) sign: u8,
    /// From bracket to bracket.
    length: usize,
    /// Counts only without spaces around it.
    tight: bool,
}

/// The word whose opening bracket is at `at`.
pub(super) fn at(source: &[u8], at: usize) -> Option<Word> {
    let close = match source[at] {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        b'<' => b'>',
        _ => return None,
    };
    let inside = &source[at + 1..source.len().min(at + 2 + INSIDE_BYTES)];
    // "(415)" and "[2]" are by far the most frequent: done with after two looks.
    let first = *inside.iter().find(|&&byte| byte != b' ')?;
    if first.is_ascii_digit() || first == close {
        return None;
    }
    let length = inside.iter().position(|&byte| byte == close)?;
    let inside = inside[..length].trim_ascii();
    let sign = match close {
        // Finland and Estonia write "anna(a)firma.fi"; anywhere else "(a)" is an item of a list.
        b')' | b']' if matches!(inside, b"a" | b"A") => {
            let sides = [at.checked_sub(1).and_then(|before| source.get(before)), source.get(at + length + 2)];
            let joins = sides.iter().all(|side| side.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80));
            return joins.then_some(Word { sign: b'@', length: length + 2, tight: true });
        }
        // Most words between < and > are tags.
        b'>' if !matches!(inside.to_ascii_lowercase().as_slice(), b"at" | b"@" | b"dot" | b".") => return None,
        _ => sign(inside)?,
    };
    Some(Word { sign, length: length + 2, tight: false })
}

fn sign(word: &[u8]) -> Option<u8> {
    let names = |is: &dyn Fn(&str) -> bool| WORDS.iter().find(|(_, names)| names.iter().any(|name| is(name))).map(|(sign, _)| *sign);
    if word.is_ascii() {
        return names(&|name| name.as_bytes().eq_ignore_ascii_case(word));
    }
    let word = std::str::from_utf8(word).ok()?;
    names(&|name| word.chars().flat_map(char::to_lowercase).eq(name.chars()))
}

/// Replaces words in brackets by their signs, together with the spaces around them.
pub(super) fn undo(source: &[u8], out: &mut Layer) {
    let (mut copied, mut from) = (0, 0);
    loop {
        let found = next(source, from, BRACKET);
        if found == source.len() {
            break;
        }
        let Some(word) = at(source, found) else {
            from = found + 1;
            continue;
        };
        out.copy(source, copied..found);
        let (mut start, mut end) = (found, found + word.length);
        if !word.tight {
            for _ in 0..SPACES {
                if out.text.last() != Some(&b' ') {
                    break;
                }
                start = out.take_back().unwrap_or(start);
            }
            end += source[end..].iter().take(SPACES).take_while(|&&byte| byte == b' ').count();
        }
        out.put_byte(word.sign, start..end);
        (copied, from) = (end, end);
    }
    out.copy(source, copied..source.len());
}
