//! The left side of the `@`: where the local part begins.
//!
//! RFC 5322 allows nearly every printable character there, and so do the keys, quotes and marks that stand around addresses in real text.
//! Letters, digits and `. _ + -` are taken as they come; what the others mean is judged by what is beside them.

use super::script::{Script, char_at, char_before, script_of};
use super::tlds::Tlds;
use super::{MAX_LOCAL, Refusal, Rule};

/// A place in a line around an `@` whose domain has been read.
pub(super) struct Around<'t> {
    pub(super) tlds: &'t Tlds,
    pub(super) text: &'t [u8],
    /// Where the local part ends: at the `@`, or at a backslash that escapes it.
    pub(super) at: usize,
    /// Where the domain ends.
    pub(super) end: usize,
    /// The script that the domain begins in.
    pub(super) script: Script,
}

/// What a byte means to the left of an `@`.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Class {
    Word,
    /// Allowed by RFC 5322; part of the address or not, as `Around::cut` says.
    Special,
    Dot,
    Joiner,
    /// Never part of an unquoted local part. ``? ^ ` { | }`` are allowed there, but what has them is a URL, code or a table.
    Edge,
    Beyond,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Edge; 256];
    let mut b = 0;
    while b < 256 {
        classes[b] = match b as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Class::Word,
            b'.' => Class::Dot,
            b'_' | b'+' | b'-' => Class::Joiner,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'/' | b'=' | b'~' => Class::Special,
            0x80..=0xFF => Class::Beyond,
            _ => Class::Edge,
        };
        b += 1;
    }
    classes
};

/// Words that say what an address is for, as in `cc/anna@x.org`.
const HEADINGS: [&[u8]; 9] = [b"to", b"cc", b"bcc", b"from", b"mail", b"email", b"e-mail", b"or", b"and"];

impl Around<'_> {
    /// Where the local part begins, and by which rule.
    pub(super) fn read(&self) -> Result<(usize, Rule), Refusal> {
        if self.at > 0 && self.text[self.at - 1] == b'"' {
            return self.quoted().map(|start| (start, Rule::QuotedLocalPart)).ok_or(Refusal::NoLocalPart);
        }
        let (token, has_specials) = self.token(self.at);
        let edge = token.checked_sub(1).map(|before| self.text[before]);
        let mut start = token;
        // Between angle brackets there is nothing but the address.
        let is_enclosed = edge == Some(b'<') && self.text.get(self.end) == Some(&b'>');
        if has_specials && !is_enclosed {
            start += if edge == Some(b'@') { self.cut_behind_domain(token) } else { self.cut(token) };
        }
        let mut rule = Rule::DotAtom;
        if start == token && start < self.at && edge == Some(b'@') {
            start = self.first_of_two(token).ok_or(Refusal::Handle)?;
            rule = Rule::TwoAts;
        } else if start == token && edge == Some(b':') && self.is_userinfo(token - 1) {
            rule = Rule::Userinfo;
        }
        start = self.strip(self.behind_colour(start));
        let local = &self.text[start..self.at];
        if !local.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii()) {
            return Err(Refusal::NoLocalPart);
        }
        if local.len() > MAX_LOCAL {
            return Err(Refusal::TooLong);
        }
        if rule == Rule::DotAtom && !local.is_ascii() {
            rule = Rule::International;
        }
        Ok((start, rule))
    }

    /// Goes back from `end` over all that could be of a local part: where that starts, and whether specials are in it.
    fn token(&self, end: usize) -> (usize, bool) {
        let text = self.text;
        let mut start = end;
        let mut has_specials = false;
        // The script of the letter last passed, and whether only digits were.
        let mut near = None;
        while let Some(before) = start.checked_sub(1) {
            match CLASSES[usize::from(text[before])] {
                Class::Word => {
                    if text[before].is_ascii_alphabetic() {
                        near = Some(Script::Latin);
                    }
                    start = before;
                }
                Class::Joiner => start = before,
                Class::Special => (start, has_specials) = (before, true),
                // Three dots are an ellipsis; two are common in addresses of Japanese carriers.
                Class::Dot if text[start..].starts_with(b"..") => return (start + 2, has_specials),
                Class::Dot => start = before,
                // LaTeX and Markdown escape the marks that mean something to them.
                Class::Edge if text[before] == b'\\' && start < end && text[start] == b'_' && before > 0 && text[before - 1] != b'\\' => {
                    start = before;
                }
                Class::Edge => break,
                Class::Beyond => {
                    let Some(c) = char_before(text, start) else { break };
                    let Some(script) = script_of(c) else { break };
                    let next = start - c.len_utf8();
                    if self.is_prose(start, script, near) || (script.is_unspaced() && end - next > MAX_LOCAL) {
                        break;
                    }
                    if script != Script::Common {
                        near = Some(script);
                    }
                    start = next;
                }
            }
        }
        // A mark whose letter was left to the prose.
        while let Some(c) = char_at(text, start).filter(|&c| !c.is_ascii() && script_of(c) == Some(Script::Common)) {
            start += c.len_utf8();
        }
        (start, has_specials)
    }

    /// Whether a character of `script` that ends at `end`, before letters of `near`, is prose glued to the local part.
    fn is_prose(&self, end: usize, script: Script, near: Option<Script>) -> bool {
        if matches!(script, Script::Common | Script::Latin) || matches!(self.text[end], b'.' | b'_') {
            return false;
        }
        match near {
            Some(Script::Latin) if script.is_unspaced() => true,
            // One strange letter among Latin ones is a look-alike, not prose.
            Some(Script::Latin) => !self.is_amid_latin(end, script),
            Some(_) => false,
            // All digits so far. In an international address they are the end of a name, before a Latin domain they are all of it.
            None => end < self.at && script.is_unspaced() && script != self.script,
        }
    }

    fn is_amid_latin(&self, end: usize, script: Script) -> bool {
        let mut start = end;
        // Two letters: a longer run is a word.
        for _ in 0..2 {
            match char_before(self.text, start) {
                Some(c) if script_of(c) == Some(script) => start -= c.len_utf8(),
                _ => break,
            }
        }
        start.checked_sub(1).is_some_and(|before| self.text[before].is_ascii_alphabetic())
    }

    /// How much of the token, from its start, does not belong: judged at each special, from the `@` back.
    fn cut(&self, token: usize) -> usize {
        let part = &self.text[token..self.at];
        let after = self.text.get(self.end).copied();
        let mut i = part.len();
        while let Some(last) = i.checked_sub(1) {
            i = last;
            if CLASSES[usize::from(part[i])] != Class::Special {
                continue;
            }
            // Specials side by side are one mark, as `**` and `'/` are.
            let mut first = i;
            while first > 0 && CLASSES[usize::from(part[first - 1])] == Class::Special {
                first -= 1;
            }
            let run = &part[first..=i];
            let follows_word = first > 0;
            let belongs = match run {
                b"=" => self.keeps_key(token, i),
                b"/" => self.keeps_section(token, i),
                b"&" => follows_word && !part[..i].contains(&b'='),
                b"%" if escapes_separator(&part[i..]) => return i + 3,
                b"%" => follows_word && part[..i].iter().any(|b| !b.is_ascii_digit()),
                b"'" => follows_word && (after != Some(b'\'') || opens_quote(&part[..i])),
                b"~" => follows_word || after != Some(b'~'),
                // `j***n@`: stars that someone put over letters.
                _ => follows_word && (run.len() == 1 || run.iter().all(|&b| b == b'*')),
            };
            if !belongs {
                return i + 1;
            }
            i = first;
        }
        0
    }

    /// How much of a token right behind another `@` belongs to the domain there.
    fn cut_behind_domain(&self, token: usize) -> usize {
        let part = &self.text[token..self.at];
        part.iter().rposition(|&b| CLASSES[usize::from(b)] == Class::Special).map_or(0, |last| last + 1)
    }

    /// Whether the `=` at `i` of the token is part of the address and does not just end a key.
    fn keeps_key(&self, token: usize, i: usize) -> bool {
        let part = &self.text[token..self.at];
        let (key, value) = (&part[..i], &part[i + 1..]);
        if let Some(slash) = key.iter().rposition(|&b| b == b'/') {
            return self.keeps_section(token, slash);
        }
        // Senders that wrap an address: SRS (`SRS0=…`), BATV (`prvs=…`, draft-levine-smtp-batv), VERP (`list+anna=x.org@…`).
        let wraps = |tag: &[u8]| part.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        if wraps(b"SRS0") || wraps(b"SRS1") || wraps(b"prvs=") {
            return true;
        }
        let dot = value.iter().rposition(|&b| b == b'.');
        (key.contains(&b'+') || wraps(b"bounce")) && dot.is_some_and(|dot| self.tlds.contains(&value[dot + 1..]))
    }

    /// Whether the `/` at `i` of the token is part of the address, as in `dept/section@`, and no step of a path or URL.
    fn keeps_section(&self, token: usize, i: usize) -> bool {
        let part = &self.text[token..self.at];
        let section = &part[..i];
        let is_apart = token == 0 || !matches!(self.text[token - 1], b':' | b'?' | b'\\' | b'^' | b'{' | b'}');
        is_apart
            && section.first().is_some_and(u8::is_ascii_alphabetic)
            && section.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !part[i + 1..].contains(&b'/')
            && !HEADINGS.iter().any(|heading| section.eq_ignore_ascii_case(heading))
    }

    /// Where an address with two `@` begins, `token` being what follows the first one. Nothing when no word is before that one, which makes
    /// it a handle of the Fediverse, `@anna@x.org`.
    fn first_of_two(&self, token: usize) -> Option<usize> {
        let (start, has_specials) = self.token(token - 1);
        let start = start + if has_specials { self.cut_behind_domain(start).min(token - 1 - start) } else { 0 };
        let start = self.strip(start);
        // Of a chain that is too long to be one address, the last part still is.
        if self.at - start > MAX_LOCAL { Some(token) } else { (start < token - 1).then_some(start) }
    }

    /// Whether the `:` at `colon` stands between the user and the password of a URL (RFC 3986, section 3.2.1).
    fn is_userinfo(&self, colon: usize) -> bool {
        let user =
            self.text[..colon].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+')).count();
        self.text[..colon - user].ends_with(b"//")
    }

    /// Leaves out the end of a terminal's colour code (ECMA-48, SGR), as raw bytes or escaped: `ESC [ 1 ; 32 m`.
    fn behind_colour(&self, start: usize) -> usize {
        let text = self.text;
        if start == 0 || !matches!(text[start - 1], b'[' | b';') {
            return start;
        }
        let digits = text[start..self.at].iter().take_while(|b| b.is_ascii_digit()).count();
        let parameters = text[..start].iter().rev().take_while(|&&b| b.is_ascii_digit() || b == b';').count();
        let introducer = text[..start - parameters].strip_suffix(b"[").unwrap_or_default();
        let is_escape =
            [&b"\x1b"[..], b"\\x1b", b"\\x1B", b"\\u001b", b"\\u001B", b"\\033", b"\\e"].iter().any(|e| introducer.ends_with(e));
        if is_escape && text[start + digits] == b'm' { start + digits + 1 } else { start }
    }

    /// Leaves out the marks in front: bullets, the dots of an ellipsis, an underscore that opens emphasis.
    fn strip(&self, mut start: usize) -> usize {
        while start < self.at {
            let drop = match self.text[start] {
                b'.' | b'-' | b'\\' => true,
                // A phone number can be a local part.
                b'+' => !self.text[start + 1].is_ascii_digit(),
                b'_' => self.text.get(self.end) == Some(&b'_'),
                _ => false,
            };
            if !drop {
                break;
            }
            start += 1;
        }
        start
    }

    /// Where the quoted local part starts that ends before the `@` (RFC 5321, `Quoted-string`), if it can be nothing else.
    fn quoted(&self) -> Option<usize> {
        let text = self.text;
        let close = self.at - 1;
        // Inside a string of JSON or code both quotes are escaped, and go with their backslashes.
        let is_escaped = |quote: usize| text[..quote].iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1;
        let nested = is_escaped(close);
        let floor = self.at.saturating_sub(MAX_LOCAL + usize::from(nested));
        let mut open = close - usize::from(nested);
        loop {
            open = open.checked_sub(1).filter(|&open| open >= floor)?;
            match text[open] {
                b'"' if is_escaped(open) == nested => break,
                0..=0x1F | 0x7F => return None,
                _ => {}
            }
        }
        let start = open - usize::from(nested);
        let is_empty = open + 1 + usize::from(nested) == close;
        // A quote right behind a word closes one, so what follows it is not quoted.
        let opens = start.checked_sub(1).is_none_or(|before| match text[before] {
            b'"' => nested,
            b'_' | b'.' | b'!' | b'?' | b'\\' => false,
            before => before.is_ascii() && !before.is_ascii_alphanumeric(),
        });
        (opens && !is_empty && start >= floor).then_some(start)
    }
}

/// Whether a quote that opens is in `part`, so that one behind it need not be the one that does.
fn opens_quote(part: &[u8]) -> bool {
    (0..part.len()).any(|i| part[i] == b'\'' && (i == 0 || CLASSES[usize::from(part[i - 1])] == Class::Special))
}

/// Whether `text` starts with a percent escape of a character that separates: `%20`, `%3A`, `%3D`.
fn escapes_separator(text: &[u8]) -> bool {
    let [b'%', high, low, _, ..] = text else {
        return false;
    };
    matches!(
        (high, low.to_ascii_lowercase()),
        (b'0', b'9' | b'a' | b'd')
            | (b'2', b'0' | b'2' | b'6'..=b'9' | b'c' | b'f')
            | (b'3', b'a'..=b'f')
            | (b'5', b'b' | b'd')
            | (b'7', b'b'..=b'd')
    )
}
