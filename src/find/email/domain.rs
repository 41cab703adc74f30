//! The right side of the `@`: how far the domain goes.
//!
//! Prose often runs on behind an address, so the domain ends where the last top-level domain ends, and what follows it is left alone.

use super::script::{Script, char_at, char_before, script_of};
use super::tlds::{MAX_LABEL, Tlds};
use super::{MAX_DOMAIN, Refusal};

/// A domain as read.
pub(super) struct Domain {
    pub(super) end: usize,
    /// The script that it begins in.
    pub(super) script: Script,
    pub(super) is_literal: bool,
}

/// Reads the domain that starts at `from`.
pub(super) fn read(tlds: &Tlds, text: &[u8], from: usize) -> Result<Domain, Refusal> {
    if text.get(from) == Some(&b'[') {
        let end = address_literal(text, from).ok_or(Refusal::NoDomain)?;
        return Ok(Domain { end, script: Script::Common, is_literal: true });
    }
    let first = Label::read(text, from);
    if first.is_empty() {
        return Err(Refusal::NoDomain);
    }
    let script = char_at(text, from).and_then(script_of).unwrap_or(Script::Common);
    if text.get(first.end) != Some(&b'.') {
        return Err(Refusal::NoDot);
    }
    // How many labels, from the first on, begin as a version does.
    let mut versions = usize::from(starts_a_version(first.of(text)));
    let mut last = first;
    let mut found: Option<(usize, usize, usize)> = None;
    let mut count = 1;
    while text.get(last.end) == Some(&b'.') {
        let label = Label::read(text, last.end + 1);
        if label.is_empty() {
            break;
        }
        if label.end - from > MAX_DOMAIN {
            // What was found so far is masked all the same: a doubt lets nothing through.
            found.ok_or(Refusal::TooLong)?;
            break;
        }
        if found.is_some_and(|(_, end, _)| end == last.end) && starts_a_sentence(last.of(text), label.of(text)) {
            break;
        }
        if tlds.contains(label.of(text)) {
            found = Some((label.start, label.end, versions));
        } else if let Some((end, stop)) = glued(tlds, text, &label) {
            found = Some((label.start, end, versions));
            if stop {
                break;
            }
        }
        if versions == count && starts_a_version(label.of(text)) {
            versions += 1;
        }
        count += 1;
        last = label;
    }
    let Some((tld, end, versions)) = found else {
        let end = last.end;
        return if is_foreign(text, from, end) {
            Ok(Domain { end, script, is_literal: false })
        } else {
            Err(Refusal::UnknownTopLevelDomain)
        };
    };
    let name = &text[from..tld - 1];
    let labels = 1 + name.iter().filter(|&&b| b == b'.').count();
    if versions == labels && is_release(name, &text[tld..end]) {
        return Err(Refusal::Version);
    }
    Ok(Domain { end, script, is_literal: false })
}

/// Where the letters, digits, hyphens and underscores from `start` on end. Host names have no underscores, but other names in the DNS do,
/// and an address is no less one for it.
struct Label {
    start: usize,
    end: usize,
}

impl Label {
    fn read(text: &[u8], start: usize) -> Label {
        // A label that is too long is none, whatever more it has.
        let room = &text[..text.len().min(start + 2 * MAX_LABEL)];
        let mut end = start;
        while let Some(&b) = room.get(end) {
            if b.is_ascii_alphanumeric() || (matches!(b, b'-' | b'_') && end > start) {
                end += 1;
            } else if b.is_ascii() {
                break;
            } else {
                match char_at(room, end).filter(|&c| script_of(c).is_some()) {
                    Some(c) => end += c.len_utf8(),
                    None => break,
                }
            }
        }
        Label { start, end }
    }

    fn of<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        &text[self.start..self.end]
    }

    fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

/// A top-level domain at the beginning of a label that is none as a whole: where it ends, and whether the rest is surely prose, so that no
/// later label can belong to the domain.
fn glued(tlds: &Tlds, text: &[u8], label: &Label) -> Option<(usize, bool)> {
    let mut run = label.start;
    let mut script = None;
    while run < label.end {
        let Some(c) = char_at(text, run) else { break };
        let here = if c.is_ascii_digit() || matches!(c, '-' | '_') { None } else { script_of(c) };
        match (here, script) {
            (None, _) => break,
            (Some(here), None) => script = Some(here),
            (Some(here), Some(before)) if here != before && here != Script::Common => break,
            // `org` and `Thanks`: a capital after a small letter.
            _ if c.is_ascii_uppercase() && text[run - 1].is_ascii_lowercase() => break,
            _ => {}
        }
        run += c.len_utf8();
    }
    let script = script?;
    if run < label.end && tlds.contains(&text[label.start..run]) {
        let rest = &text[run..label.end];
        return match rest[0] {
            b'-' | b'_' => Some((run, false)),
            // Digits alone, as of a date; letters among them make it a piece of a hash.
            b'0'..=b'9' => (run - label.start > 2 && rest.iter().all(|b| !b.is_ascii_alphabetic())).then_some((run, false)),
            b'A'..=b'Z' => rest.get(1).is_some_and(u8::is_ascii_lowercase).then_some((run, false)),
            _ => Some((run, true)),
        };
    }
    if !script.is_unspaced() {
        return None;
    }
    let mut end = run;
    while end > label.start {
        end -= 1;
        if text[end] & 0xC0 != 0x80 && tlds.contains(&text[label.start..end]) {
            return Some((end, false));
        }
    }
    None
}

/// Whether `next`, behind `before` and a full stop, is the first word of a sentence: `anna@x.org.So`.
fn starts_a_sentence(before: &[u8], next: &[u8]) -> bool {
    next[0].is_ascii_uppercase() && !next[1..].iter().any(u8::is_ascii_uppercase) && !before.iter().any(u8::is_ascii_uppercase)
}

/// Whether a label begins with a number, as `0-beta` and `v2` do.
pub(super) fn starts_a_version(label: &[u8]) -> bool {
    label.strip_prefix(b"v").unwrap_or(label).first().is_some_and(u8::is_ascii_digit)
}

/// Whether `name`, in which every label starts a version, is with `tld` a version, a scale or an hour rather than a domain: `1.2.0-rc1.dev`,
/// `v2.rs`, `2x.zip`, `8.pm`. There are domains that are one number, `163.com` the largest of them; few are shorter, and those that are
/// have an old top-level domain, which no release ends in.
fn is_release(name: &[u8], tld: &[u8]) -> bool {
    if [&b"com"[..], b"net", b"org"].iter().any(|old| tld.eq_ignore_ascii_case(old)) {
        return false;
    }
    let number = name.strip_prefix(b"v").unwrap_or(name);
    let number = number.strip_suffix(b"x").unwrap_or(number);
    name.contains(&b'.') || (number.iter().all(u8::is_ascii_digit) && (number.len() < name.len() || number.len() < 3))
}

/// Whether all of a domain, and the end of the local part before it, is of one script that is not Latin. Two such words around an `@` are
/// nothing but an address, so a top-level domain that the list does not have yet is taken too.
fn is_foreign(text: &[u8], from: usize, end: usize) -> bool {
    let Some(script) = char_before(text, from - 1).and_then(script_of) else {
        return false;
    };
    let is_of_script = |c: char| c == '.' || script_of(c) == Some(script);
    let Some(dot) = text[from..end].iter().rposition(|&b| b == b'.') else {
        return false;
    };
    let last = from + dot + 1;
    !matches!(script, Script::Common | Script::Latin)
        && str::from_utf8(&text[from..end]).is_ok_and(|domain| domain.chars().all(is_of_script))
        && str::from_utf8(&text[last..end]).is_ok_and(|label| label.chars().count() > 1)
}

/// Where the address literal at `from` ends (RFC 5321, section 4.1.3): an IPv4 or IPv6 address in brackets.
fn address_literal(text: &[u8], from: usize) -> Option<usize> {
    // The longest is `[IPv6:` and eight groups of four, the last two written as IPv4.
    let inside = &text[from + 1..text.len().min(from + 54)];
    let inside = str::from_utf8(&inside[..inside.iter().position(|&b| b == b']')?]).ok()?;
    let valid = match inside.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => inside[5..].parse::<std::net::Ipv6Addr>().is_ok(),
        // The tag is often forgotten.
        _ => inside.parse::<std::net::IpAddr>().is_ok(),
    };
    valid.then_some(from + inside.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::{Tlds, read};
    use crate::find::email::{MAX_DOMAIN, Refusal};

    fn domain(text: &str) -> Result<&str, Refusal> {
        let tlds = Tlds::new("com org jp co rs de my so example dev zip рф 中国 公司 ไทย".split_whitespace());
        read(&tlds, format!("a@{text}").as_bytes(), 2).map(|domain| &text[..domain.end - 2])
    }

    #[test]
    fn ends_behind_the_last_top_level_domain() {
        for (text, end) in [
            ("x.org", 5),
            ("x.org.", 5),
            ("x.org..com", 5),
            ("x.org.zzz", 5),
            ("x.example.com", 13),
            ("x.com.example rest", 13),
            ("foo.my-house.com", 16),
            ("x.my-house", 4),
            ("x.orgThanks", 5),
            ("x.org.So", 5),
            ("X.Example.Com", 13),
            ("x.org2024-11", 5),
            ("x.org_", 5),
            ("a_b.org", 7),
            ("x.jpです", 4),
            ("x.中国谢谢", 8),
            ("x.中国公司名.com", 21),
            ("163.com", 7),
            ("2.org", 5),
            ("360.dev", 7),
            ("1st.dev", 7),
            ("1.2.b.dev", 9),
            ("-", 0),
        ] {
            assert_eq!(domain(text).map_or(0, str::len), end, "{text}");
        }
    }

    #[test]
    fn refusals_say_why() {
        for (text, refusal) in [
            ("", Refusal::NoDomain),
            (" x.org", Refusal::NoDomain),
            (".org", Refusal::NoDomain),
            ("-x.org", Refusal::NoDomain),
            ("[10.0.0.256]", Refusal::NoDomain),
            ("[10.0.0.1", Refusal::NoDomain),
            ("[IPv6:1:2]", Refusal::NoDomain),
            ("org", Refusal::NoDot),
            ("db-7:/srv", Refusal::NoDot),
            ("x.zzz", Refusal::UnknownTopLevelDomain),
            ("x.c1", Refusal::UnknownTopLevelDomain),
            ("x.de3f", Refusal::UnknownTopLevelDomain),
            ("1.2.3", Refusal::UnknownTopLevelDomain),
            ("1.2.dev", Refusal::Version),
            ("1.2.0-beta.dev", Refusal::Version),
            ("v2.rs", Refusal::Version),
            ("3x.zip", Refusal::Version),
        ] {
            assert_eq!(domain(text), Err(refusal), "{text}");
        }
    }

    #[test]
    fn a_domain_has_at_most_255_octets() {
        let name = |length: usize| format!("{}com", &"b.".repeat(MAX_DOMAIN)[..length - 3]);
        assert_eq!(domain(&name(MAX_DOMAIN)).map(str::len), Ok(MAX_DOMAIN));
        assert_eq!(domain(&name(MAX_DOMAIN + 2)), Err(Refusal::TooLong));
        assert_eq!(domain(&format!("x.com.{}", "b.".repeat(MAX_DOMAIN))), Ok("x.com"));
        assert!(domain(&format!("{}.com", "b".repeat(63))).is_ok());
        assert!(domain(&"a".repeat(10_000)).is_err());
    }

    #[test]
    fn address_literals() {
        for text in ["[192.0.2.1]", "[IPv6:2001:db8::1]", "[ipv6:::ffff:192.0.2.1]", "[2001:db8::1]"] {
            assert_eq!(domain(&format!("{text}:25")), Ok(text));
        }
    }
}
