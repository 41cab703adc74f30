//! Reads the email address around an `@`.
//!
//! The syntax is that of RFC 5321 and RFC 6531, seen from within running text: both sides are as wide as the RFCs allow, and as narrow as
//! the marks and the prose around them say. What decides in the end is the top-level domain, which must be a public one or one of the names
//! reserved for examples and private networks. A reading looks at `LOOK_BEHIND` and `LOOK_AHEAD` octets and no further.

mod domain;
mod glance;
mod local;
mod script;
mod tlds;

use std::ops::Range;

use fearless_simd::Level;

pub(crate) use glance::Seen;
use local::Around;
use tlds::Tlds;

/// The longest local part, in octets (RFC 5321, section 4.5.3.1.1).
pub(crate) const MAX_LOCAL: usize = 64;
/// The longest domain, in octets (RFC 5321, section 4.5.3.1.2).
pub(crate) const MAX_DOMAIN: usize = 255;
/// The longest address, in octets (RFC 3696, erratum 1690: a path of 256 has two angle brackets).
pub(crate) const MAX_ADDRESS: usize = 254;
/// How much before the `@` a reading may depend on: the local part, and as much again to see what it is glued to.
pub(crate) const LOOK_BEHIND: usize = 2 * MAX_LOCAL;
/// How much from the `@` on a reading may depend on: the domain with one label too many, and a path that makes it a remote.
pub(crate) const LOOK_AHEAD: usize = 1 + MAX_DOMAIN + 2 * tlds::MAX_LABEL + MAX_PATH;
/// How much of a path behind a domain is looked at for `.git`.
const MAX_PATH: usize = 64;

/// The reader, with its table of top-level domains.
pub(crate) struct Email {
    tlds: Tlds,
    /// The vectors of the machine.
    level: Level,
}

/// An address that was read, and why it is one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Read {
    pub(crate) range: Range<usize>,
    pub(crate) rule: Rule,
}

/// Which form of address it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Rule {
    DotAtom,
    International,
    QuotedLocalPart,
    AddressLiteral,
    TwoAts,
    /// The password of a URL and its host. Not an address, but it cannot be told from one that follows a colon, and is no less secret.
    Userinfo,
}

impl Rule {
    /// In words, for people.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Rule::DotAtom => "local part and domain under a known top-level domain",
            Rule::International => "internationalised local part and domain under a known top-level domain",
            Rule::QuotedLocalPart => "quoted local part and domain under a known top-level domain",
            Rule::AddressLiteral => "local part and IP address in brackets",
            Rule::TwoAts => "two @ in one address",
            Rule::Userinfo => "password and host of a URL",
        }
    }
}

/// Why an `@` stands in no address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    NoLocalPart,
    NoDomain,
    NoDot,
    UnknownTopLevelDomain,
    Version,
    Handle,
    RemotePath,
    TooLong,
}

impl Refusal {
    /// In words, for people.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Refusal::NoLocalPart => "no local part before the @",
            Refusal::NoDomain => "no domain after the @",
            Refusal::NoDot => "the domain has no dot",
            Refusal::UnknownTopLevelDomain => "no label of the domain is a known top-level domain",
            Refusal::Version => "the domain is a version, a scale or an hour",
            Refusal::Handle => "a handle: an @ stands before the name, too",
            Refusal::RemotePath => "a user and path on a remote machine",
            Refusal::TooLong => "longer than an address can be",
        }
    }
}

impl Email {
    /// A reader for these top-level domains, given in lower case and, if internationalised, as Unicode.
    pub(crate) fn new<'t>(tlds: impl Iterator<Item = &'t str>) -> Email {
        Email { tlds: Tlds::new(tlds), level: Level::new() }
    }

    /// Reads the address around the `@` at `at`, in plain text of one line.
    pub(crate) fn read(&self, text: &[u8], at: usize) -> Result<Read, Refusal> {
        match self.glance(text, at) {
            Seen::Address(range) => Ok(Read { range, rule: Rule::DotAtom }),
            Seen::NoDot | Seen::Unclear => self.read_closely(text, at),
        }
    }

    /// What is plain to see of the `@` at `at`; nothing in it can be read in another way.
    pub(crate) fn glance(&self, text: &[u8], at: usize) -> Seen {
        glance::read(self, text, at)
    }

    /// As `read`, whether the address is plain to see or not.
    pub(crate) fn read_closely(&self, text: &[u8], at: usize) -> Result<Read, Refusal> {
        // Cut off first, so that nothing below can depend on more.
        let from = at.saturating_sub(LOOK_BEHIND);
        let text = &text[from..text.len().min(at + LOOK_AHEAD)];
        let at = at - from;
        debug_assert_eq!(text.get(at), Some(&b'@'), "a reading starts from an @");
        if at == 0 || text[at - 1].is_ascii_whitespace() {
            return Err(Refusal::NoLocalPart);
        }
        let domain = domain::read(&self.tlds, text, at + 1)?;
        // Perl and LaTeX write `anna\@x.org`.
        let at = if at > 1 && text[at - 1] == b'\\' && text[at - 2] != b'\\' { at - 1 } else { at };
        let (start, mut rule) = Around { tlds: &self.tlds, text, at, end: domain.end, script: domain.script }.read()?;
        if is_remote(&text[start..at], &text[domain.end..]) {
            return Err(Refusal::RemotePath);
        }
        if domain.end - start > MAX_ADDRESS {
            return Err(Refusal::TooLong);
        }
        if domain.is_literal {
            rule = Rule::AddressLiteral;
        } else if rule == Rule::DotAtom && !text[at..domain.end].is_ascii() {
            rule = Rule::International;
        }
        Ok(Read { range: from + start..from + domain.end, rule })
    }
}

/// Whether an address with `rest` behind it is a place on a remote machine: `git@host.org:owner/repo`, `anna@host.org:/srv`, a shell's prompt.
fn is_remote(local: &[u8], rest: &[u8]) -> bool {
    if local == b"git" {
        return true;
    }
    let Some(path) = rest.strip_prefix(b":") else {
        return false;
    };
    let path = &path[..path.len().min(MAX_PATH)];
    let path = &path[..path.iter().position(|b| !b.is_ascii_graphic()).unwrap_or(path.len())];
    let is_absolute = (path.starts_with(b"/") && !path.starts_with(b"//"))
        || path.starts_with(b"~")
        || path.starts_with(b"./")
        || path.starts_with(b"../");
    let is_versioned = matches!(local, b"hg" | b"svn") && path.contains(&b'/');
    is_absolute || is_versioned || path.windows(4).any(|part| part == b".git")
}

#[cfg(test)]
mod tests;
