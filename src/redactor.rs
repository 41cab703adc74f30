//! Joins finding and masking into what callers use.

use std::{borrow::Cow, fmt, io, sync::Arc};

use crate::{
    error::Error,
    explain::Candidate,
    find::{Finder, Finding, Findings},
    mask::{self, KindMask, Mask},
    pattern::{Language, Lazy, Pattern, PatternId, Patterns},
    stats::Stats,
    stream::{self, FindStream, RedactStream},
    validate::phone::{Region, Regions},
};

/// Finds and masks personal data. Immutable, cheap to clone, shared freely between threads.
///
/// A finding never crosses a line end (LF), and what is decided about a line depends on that line alone.
#[derive(Clone)]
pub struct Redactor {
    shared: Arc<Shared>,
}

struct Shared {
    finder: Finder,
    mask: Mask,
    /// The masks of the patterns, by index.
    masks: Vec<KindMask>,
    max_line_bytes: usize,
    long_line: LongLine,
}

/// What happens to a line that is longer than [`RedactorBuilder::max_line_bytes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LongLine {
    /// It passes through a window: masked as any other line, in pieces, with the same result.
    #[default]
    Window,
    /// It is withheld whole; `[WITHHELD]` and its line end go out instead.
    Withhold,
}

impl Redactor {
    /// A redactor for the patterns shipped with this crate.
    ///
    /// # Panics
    ///
    /// Never: the patterns are part of the program, and the default settings always build.
    pub fn builtin() -> Redactor {
        Redactor::builder().build().expect("the shipped patterns and the default settings always build")
    }

    /// A redactor of your making.
    pub fn builder() -> RedactorBuilder {
        RedactorBuilder::default()
    }

    /// Masks every finding. Borrows, and allocates nothing, when there is none.
    pub fn redact<'h>(&self, haystack: &'h [u8]) -> Cow<'h, [u8]> {
        let mut findings = Vec::new();
        self.shared.finder.find_lines(haystack, &mut findings);
        if findings.is_empty() {
            return Cow::Borrowed(haystack);
        }
        let mut out = Vec::new();
        self.mask_into(haystack, 0..haystack.len(), &findings, &mut out);
        Cow::Owned(out)
    }

    /// As [`Redactor::redact`], for text: what comes out is valid UTF-8, because no finding begins or ends inside a character.
    ///
    /// # Panics
    ///
    /// Never: findings begin and end at characters, and masks are text.
    pub fn redact_str<'h>(&self, text: &'h str) -> Cow<'h, str> {
        match self.redact(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(masked) => Cow::Owned(String::from_utf8(masked).expect("findings begin and end at characters, and masks are text")),
        }
    }

    /// Appends the masked haystack to `out`, for callers that reuse a buffer. Returns the number of findings.
    pub fn redact_into(&self, haystack: &[u8], out: &mut Vec<u8>) -> usize {
        let mut findings = Vec::new();
        self.shared.finder.find_lines(haystack, &mut findings);
        self.mask_into(haystack, 0..haystack.len(), &findings, out);
        findings.len()
    }

    /// Whether nothing would be masked.
    pub fn is_clean(&self, haystack: &[u8]) -> bool {
        let mut findings = Vec::new();
        self.shared.finder.find_lines(haystack, &mut findings);
        findings.is_empty()
    }

    /// Findings in order, never overlapping.
    pub fn find_iter<'r, 'h>(&'r self, haystack: &'h [u8]) -> Findings<'r, 'h> {
        Findings::new(&self.shared.finder, haystack)
    }

    /// Every candidate in one line, masked or not, with the reason. For people and auditors: slow, and not for streams.
    pub fn explain(&self, line: &[u8]) -> Vec<Candidate> {
        self.shared.finder.explain(line)
    }

    /// The pattern of a finding.
    pub fn pattern(&self, id: PatternId) -> &Pattern {
        self.shared.finder.patterns().get(id)
    }

    /// All patterns, each at the place of its [`PatternId::index`].
    pub fn patterns(&self) -> impl Iterator<Item = (PatternId, &Pattern)> {
        self.shared.finder.patterns().iter().enumerate().map(|(index, pattern)| (PatternId::new(index), pattern))
    }

    /// A stream with its own buffer: one per connection or file.
    pub fn stream(&self) -> RedactStream {
        RedactStream::new(self.clone())
    }

    /// A stream that reports what it would mask, and where: for inputs without end and lines of any length.
    pub fn find_stream(&self) -> FindStream {
        FindStream::new(self.clone())
    }

    /// Filters a reader into a writer until end of file. What has been read is written before more is asked for, so a typed
    /// line comes out before the next is typed.
    ///
    /// # Errors
    ///
    /// The reader or the writer fails. Everything that was clean by then has been written; the undecided rest of the line is
    /// withheld.
    pub fn copy<R: io::Read, W: io::Write>(&self, from: R, to: W) -> io::Result<Stats> {
        stream::copy(self, from, to)
    }

    pub(crate) fn max_line_bytes(&self) -> usize {
        self.shared.max_line_bytes
    }

    pub(crate) fn long_line(&self) -> LongLine {
        self.shared.long_line
    }

    /// The spoken languages that are listened to.
    pub(crate) fn spoken_languages(&self) -> impl Iterator<Item = &Lazy<Language>> {
        self.shared.finder.spoken_languages()
    }

    pub(crate) fn finder(&self) -> &Finder {
        &self.shared.finder
    }

    pub(crate) fn mask_into(&self, haystack: &[u8], range: std::ops::Range<usize>, findings: &[Finding], out: &mut Vec<u8>) {
        mask::apply(haystack, range, findings, &self.shared.masks, out);
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor")
            .field("patterns", &self.shared.finder.patterns().iter().count())
            .field("mask", &self.shared.mask)
            .finish()
    }
}

/// Collects the settings of a [`Redactor`].
#[derive(Debug, Clone)]
pub struct RedactorBuilder {
    patterns: Option<Patterns>,
    mask: Mask,
    kinds: Option<Vec<String>>,
    regions: Vec<String>,
    spoken: bool,
    max_line_bytes: usize,
    long_line: LongLine,
}

impl Default for RedactorBuilder {
    fn default() -> RedactorBuilder {
        RedactorBuilder {
            patterns: None,
            mask: Mask::Label,
            kinds: None,
            regions: Vec::new(),
            spoken: true,
            max_line_bytes: 256 << 10,
            long_line: LongLine::Window,
        }
    }
}

impl RedactorBuilder {
    /// What to look for, instead of [`Patterns::builtin`].
    pub fn patterns(&mut self, patterns: Patterns) -> &mut RedactorBuilder {
        self.patterns = Some(patterns);
        self
    }

    /// What stands where a finding stood; [`Mask::Label`] unless told otherwise.
    pub fn mask(&mut self, mask: Mask) -> &mut RedactorBuilder {
        self.mask = mask;
        self
    }

    /// The kinds to mask, such as `CARD`, instead of all. What is of another kind is still told apart: the digits of an IBAN
    /// are no phone number because nobody asked for IBANs.
    pub fn kinds<S: AsRef<str>>(&mut self, kinds: &[S]) -> &mut RedactorBuilder {
        self.kinds = Some(kinds.iter().map(|k| k.as_ref().to_owned()).collect());
        self
    }

    /// ISO 3166 regions whose national phone formats to expect, such as `DE`. None is needed.
    pub fn regions<S: AsRef<str>>(&mut self, regions: &[S]) -> &mut RedactorBuilder {
        self.regions = regions.iter().map(|r| r.as_ref().to_owned()).collect();
        self
    }

    /// Whether data said aloud is found, as in transcripts: "oh seven seven double oh", "anna at example dot org". It is, unless
    /// told otherwise.
    pub fn spoken(&mut self, spoken: bool) -> &mut RedactorBuilder {
        self.spoken = spoken;
        self
    }

    /// The length in bytes from which a line counts as long; 256 KiB unless told otherwise. The buffer of a stream grows to
    /// about that, and holds a few KiB at least: what may still change.
    pub fn max_line_bytes(&mut self, bytes: usize) -> &mut RedactorBuilder {
        self.max_line_bytes = bytes;
        self
    }

    /// What happens to a line that is longer than that.
    pub fn long_line(&mut self, long_line: LongLine) -> &mut RedactorBuilder {
        self.long_line = long_line;
        self
    }

    /// Builds the redactor.
    ///
    /// # Errors
    ///
    /// A kind or a region is unknown, or the regular expressions of the patterns are too large.
    pub fn build(&self) -> Result<Redactor, Error> {
        let mut regions = Regions::EMPTY;
        for id in &self.regions {
            let region = Region::from_id(id);
            regions.insert(region.ok_or_else(|| {
                Error::setting(format_args!("unknown region {id:?}; use ISO 3166 codes of two letters, such as DE or US"))
            })?);
        }
        let patterns = self.patterns.clone().unwrap_or_else(Patterns::builtin);
        let finder = Finder::new(patterns, self.kinds.as_deref(), regions, self.spoken)?;
        let masks = finder.patterns().iter().map(|pattern| pattern.mask().unwrap_or(&self.mask).of_kind(pattern.kind())).collect();
        let shared = Shared { finder, mask: self.mask.clone(), masks, max_line_bytes: self.max_line_bytes, long_line: self.long_line };
        Ok(Redactor { shared: Arc::new(shared) })
    }
}

#[cfg(test)]
mod tests {
    use super::Redactor;

    #[test]
    fn what_is_shipped_is_found_without_reading_a_file() {
        let redactor = Redactor::builtin();
        let line = "call 415-555-0132 or oh seven seven double oh nine hundred one two three, mail a@b.com or say jane at example dot com, \
                    card 4111 1111 1111 1111, iban DE89 3704 0044 0532 0130 00";
        let found: Vec<_> = redactor.find_iter(line.as_bytes()).map(|f| redactor.pattern(f.pattern).kind()).collect();
        assert_eq!(found, ["PHONE", "PHONE", "EMAIL", "EMAIL", "CARD", "IBAN"]);
        let patterns = redactor.finder().patterns();
        assert!(patterns.iter().all(|pattern| !pattern.is_read()));
        assert!(patterns.words().iter().all(|list| !list.is_read()));
        assert!(patterns.spoken().iter().all(|language| !language.is_read()));
    }
}
