//! Findings of a stream, with the line that each is on.

use std::{fmt, ops::Range};

use memchr::memrchr;

use super::block::{Blocks, Decided, Sink};
use crate::{
    pattern::PatternId,
    redactor::{LongLine, Redactor},
    stats::Stats,
};

/// Finds in a stream that arrives in chunks of any size, without masking it. It finds what a
/// [`RedactStream`](crate::RedactStream) of the same redactor masks, however the input was cut and however long a line is;
/// [`LongLine::Withhold`] has no effect here.
pub struct FindStream {
    blocks: Blocks,
    stats: Stats,
}

/// A finding and the line that it is on.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineFinding<'h> {
    /// The pattern that found it.
    pub pattern: PatternId,
    /// The line in the stream; the first is 1.
    pub line: u64,
    /// Bytes within the line.
    pub span: Range<u64>,
    datum: &'h [u8],
}

impl<'h> LineFinding<'h> {
    /// The personal datum itself. Handle it as such: no log, no error, no `Debug` should hold it.
    pub fn datum(&self) -> &'h [u8] {
        self.datum
    }
}

impl fmt::Debug for LineFinding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineFinding")
            .field("pattern", &self.pattern)
            .field("line", &self.line)
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}

impl FindStream {
    pub(crate) fn new(redactor: Redactor) -> FindStream {
        FindStream { blocks: Blocks::new(redactor, LongLine::Window), stats: Stats::default() }
    }

    /// Takes the next bytes and reports, in order, all findings that can no longer change.
    pub fn push(&mut self, chunk: &[u8], report: impl FnMut(LineFinding<'_>)) {
        self.stats.bytes_in += chunk.len() as u64;
        self.blocks.push(chunk, &mut Report { stats: &mut self.stats, report });
    }

    /// Ends the stream and reports what is on its last, unterminated line.
    pub fn finish(&mut self, report: impl FnMut(LineFinding<'_>)) {
        self.blocks.finish(&mut Report { stats: &mut self.stats, report });
    }

    /// Counts since the stream began. Nothing counts as written.
    pub fn stats(&self) -> &Stats {
        &self.stats
    }
}

impl fmt::Debug for FindStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FindStream").field("held_bytes", &self.blocks.held_bytes()).field("stats", &self.stats).finish_non_exhaustive()
    }
}

/// Counts the line ends between findings.
struct Report<'s, F> {
    stats: &'s mut Stats,
    report: F,
}

impl<F: FnMut(LineFinding<'_>)> Sink for Report<'_, F> {
    fn decided(&mut self, part: &Decided<'_>) {
        // Line ends up to `at` are counted. The line at `at` begins at `start`, or in an earlier part.
        let (mut at, mut start) = (part.range.start, None);
        let mut count = |stats: &mut Stats, at: usize, to: usize| {
            let passed = &part.hay[at..to];
            stats.lines += bytecount::count(passed, b'\n') as u64;
            if let Some(end) = memrchr(b'\n', passed) {
                start = Some(at + end + 1);
            }
            start
        };
        for finding in part.findings {
            let start = count(self.stats, at, finding.span.start);
            at = finding.span.start;
            let place = |byte: usize| start.map_or(part.offset + byte as u64, |start| (byte - start) as u64);
            self.stats.count(finding.pattern);
            (self.report)(LineFinding {
                pattern: finding.pattern,
                line: self.stats.lines + 1,
                span: place(finding.span.start)..place(finding.span.end),
                datum: &part.hay[finding.span.clone()],
            });
        }
        count(self.stats, at, part.range.end);
    }

    fn withheld(&mut self, has_end: bool) {
        self.stats.lines += u64::from(has_end);
    }
}

#[cfg(test)]
mod tests {
    use super::LineFinding;
    use crate::Redactor;

    type Place = (u64, u64, u64, Vec<u8>);

    fn places(chunks: &[&[u8]], max_line_bytes: usize) -> (Vec<Place>, u64) {
        let redactor = Redactor::builder().max_line_bytes(max_line_bytes).build().unwrap();
        let (mut stream, mut places) = (redactor.find_stream(), Vec::new());
        let mut keep = |f: LineFinding<'_>| places.push((f.line, f.span.start, f.span.end, f.datum().to_vec()));
        for chunk in chunks {
            stream.push(chunk, &mut keep);
        }
        stream.finish(&mut keep);
        (places, stream.stats().lines)
    }

    #[test]
    fn lines_count_from_one_and_bytes_from_zero() {
        let text = b"\nhi a@example.org, b@example.org\r\n\n\nc@example.org";
        let expected =
            vec![(2, 3, 16, b"a@example.org".to_vec()), (2, 18, 31, b"b@example.org".to_vec()), (5, 0, 13, b"c@example.org".to_vec())];
        assert_eq!(places(&[text], 1 << 18), (expected.clone(), 4));
        let bytes: Vec<_> = text.chunks(1).collect();
        assert_eq!(places(&bytes, 1), (expected.clone(), 4));
        for cut in 0..text.len() {
            let (left, right) = text.split_at(cut);
            assert_eq!(places(&[left, right], 1).0, expected, "cut at {cut}");
        }
    }

    #[test]
    fn places_in_a_long_line_count_from_its_start() {
        let mut line = b"first\n".to_vec();
        let starts: Vec<u64> = (0..100)
            .map(|i| {
                line.extend_from_slice(&b"word ".repeat(4 * i));
                let start = line.len() as u64 - 6;
                line.extend_from_slice(b"a@example.org ");
                start
            })
            .collect();
        line.extend_from_slice(b"\nb@example.org");
        for size in [1000, 1 << 20] {
            let (places, _) = places(&line.chunks(size).collect::<Vec<_>>(), 1);
            assert_eq!(places.len(), 101, "chunks of {size}");
            for (place, start) in places.iter().zip(&starts) {
                assert_eq!((place.0, place.1, place.2), (2, *start, start + 13), "chunks of {size}");
            }
            assert_eq!((places[100].0, places[100].1), (3, 0));
        }
    }

    #[test]
    fn debug_holds_no_datum() {
        let redactor = Redactor::builtin();
        redactor.find_stream().push(b"a@example.org\n", |f| assert!(!format!("{f:?}").contains("example")));
    }
}
