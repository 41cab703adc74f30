//! A canary in the input: nothing of it reaches an error, a `Debug` or a count. Letters and digits of the canary occur in no
//! other text, so that any of them in a message is a leak.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::{
    fmt::{Debug, Display},
    io::{self, Read},
};

use scrubline::{LongLine, Mask, Patterns, Redactor};

/// Data of every kind, in writing that no message of ours has.
const CANARY: &str = "qzjx.wvkq@qzjx.example.org, +1 415 555 0132, 4111 1111 1111 1111, GB82 WEST 1234 5698 7654 32, ＋４９ ３０ ９０１８２０, qzjxwvkq%40qzjx.org\n";

/// The pieces that must not come out anywhere.
const FEATHERS: &[&str] = &[
    "qzjx",
    "wvkq",
    "QZJX",
    "415",
    "555",
    "0132",
    "411",
    "1111",
    "GB82",
    "WEST",
    "5698",
    "7654",
    "９０",
    "901",
    "113, 122, 106",
    "122, 106, 120",
];

fn assert_silent(what: &str, said: &str) {
    for feather in FEATHERS {
        assert!(!said.contains(feather), "{what} says {feather:?}: {said}");
    }
}

fn debug(what: &str, value: &dyn Debug) {
    assert_silent(what, &format!("{value:?}"));
    assert_silent(what, &format!("{value:#?}"));
}

#[test]
fn debug_of_what_has_seen_the_input() {
    for max_line_bytes in [1, 100, 256 << 10] {
        for long_line in [LongLine::Window, LongLine::Withhold] {
            let redactor = Redactor::builder().max_line_bytes(max_line_bytes).long_line(long_line).build().unwrap();
            let mut findings = redactor.find_iter(CANARY.as_bytes());
            debug("Findings", &findings);
            debug("Finding", &findings.next());
            debug("Findings", &findings);
            let mut stream = redactor.stream();
            let mut out = Vec::new();
            for byte in CANARY.repeat(3).trim_end().as_bytes().chunks(7) {
                stream.push(byte, &mut out);
                debug("RedactStream", &stream);
            }
            stream.finish(&mut out);
            assert_silent("what comes out", &String::from_utf8_lossy(&out));
            debug("Stats", stream.stats());
            debug("Redactor", &redactor);
            for candidate in redactor.explain(CANARY.trim_end().as_bytes()) {
                debug("Candidate", &candidate.checks);
                debug("Candidate", &candidate.words);
                assert_silent("Candidate", &candidate.entry);
            }
        }
    }
}

/// Delivers the canary and a half, then fails.
struct Fails<'a>(&'a [u8]);

impl Read for Fails<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("the line went dead"));
        }
        let n = self.0.len().min(buf.len()).min(10);
        buf[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn a_reader_that_fails_in_a_line_leaves_half_a_datum_behind() {
    let input = format!("clean\n{CANARY}the card is 4111 1111 11");
    let mut out = Vec::new();
    let error = Redactor::builtin().copy(Fails(input.as_bytes()), &mut out).unwrap_err();
    assert_eq!(error.to_string(), "the line went dead");
    let out = String::from_utf8(out).unwrap();
    assert!(out.starts_with("clean\n[EMAIL], [PHONE]") && out.ends_with('\n'), "{out}");
    assert_silent("what comes out", &out);
}

#[test]
fn a_line_in_a_pattern_file_is_not_quoted() {
    // A pattern file is no input, yet its text may hold data in examples.
    let secret = "qzjx wvkq 415 555";
    for text in [
        format!("title = \"{secret}"),
        format!("kind = \"X\"\n[examples]\nfound = [\"«{secret}\"]"),
        format!("title=\"t\"\nabout=\"a\"\nkind=\"X\"\n[[shape]]\nregex='zz'\n[examples]\nfound=['{secret}']\nclean=['a']"),
        format!("title=\"t\"\nabout=\"a\"\nkind=\"X\"\n[[shape]]\nregex='zz'\n[examples]\nfound=['«zz»']\nclean=['«{secret}»']"),
    ] {
        let error = Patterns::parse("p", &text).unwrap_err();
        assert_silent("Error", &error.to_string());
        debug("Error", &error);
    }
    let text = format!("title=\"t\"\nabout=\"a\"\nkind=\"X\"\n[[shape]]\nregex='zz'\n[examples]\nfound=['«{secret}»']\nclean=['zz']");
    let redactor = Redactor::builder().patterns(Patterns::parse("p", &text).unwrap()).build().unwrap();
    let failures = scrubline::check(&redactor);
    assert_eq!(failures.len(), 2);
    for failure in failures {
        assert_silent("Failure", &failure.to_string());
        debug("Failure", &failure);
    }
}

#[test]
fn stars_hide_every_letter_and_digit() {
    let redactor = Redactor::builder().mask(Mask::Stars).build().unwrap();
    let masked = redactor.redact_str(CANARY);
    assert_silent("stars", &masked);
}

#[cfg(feature = "tokio")]
mod asynchronous {
    use super::{CANARY, Fails, Redactor, assert_silent, debug, io};
    use scrubline::async_io::{RedactCodec, RedactReader, copy};
    use std::{
        io::Read,
        pin::Pin,
        task::{Context, Poll},
    };
    use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
    use tokio_util::codec::{Decoder, FramedRead};

    impl AsyncRead for Fails<'_> {
        fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            let mut part = [0; 10];
            let n = Read::read(&mut *self, &mut part)?;
            buf.put_slice(&part[..n.min(buf.remaining())]);
            Poll::Ready(Ok(()))
        }
    }

    fn dead() -> String {
        format!("clean\n{CANARY}the card is 4111 1111 11")
    }

    fn ends_with_a_line(out: &[u8]) {
        let out = String::from_utf8_lossy(out);
        assert!(out.starts_with("clean\n[EMAIL], [PHONE]") && out.ends_with('\n'), "{out}");
        assert_silent("what comes out", &out);
    }

    #[tokio::test]
    async fn the_reader_withholds_half_a_datum() {
        let (input, mut out) = (dead(), Vec::new());
        let mut reader = RedactReader::new(Fails(input.as_bytes()), &Redactor::builtin());
        let error = reader.read_to_end(&mut out).await.unwrap_err();
        assert_eq!(error.to_string(), "the line went dead");
        debug("RedactReader", &reader);
        ends_with_a_line(&out);
        // After the error comes the end, and not the rest.
        assert_eq!(reader.read_to_end(&mut out).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn copy_withholds_half_a_datum() {
        let (input, mut out) = (dead(), Vec::new());
        copy(Fails(input.as_bytes()), &mut out, &Redactor::builtin()).await.unwrap_err();
        ends_with_a_line(&out);
    }

    #[tokio::test]
    async fn the_codec_withholds_half_a_datum() {
        let (input, mut out) = (dead(), Vec::new());
        let mut frames = FramedRead::new(Fails(input.as_bytes()), RedactCodec::new(&Redactor::builtin()));
        while let Some(frame) = tokio_stream::StreamExt::next(&mut frames).await {
            debug("FramedRead", frames.decoder());
            match frame {
                Ok(frame) => out.extend_from_slice(&frame),
                Err(error) => assert_eq!(error.to_string(), "the line went dead"),
            }
        }
        ends_with_a_line(&out);
    }

    #[test]
    fn the_codec_shows_lengths_alone() {
        let mut codec = RedactCodec::new(&Redactor::builtin());
        let mut source = bytes::BytesMut::from(CANARY.trim_end());
        assert!(codec.decode(&mut source).unwrap().is_none());
        assert!(source.is_empty());
        debug("RedactCodec", &codec);
    }
}

/// Errors of settings name what was asked for, in one line, and the way out.
#[test]
fn messages_are_one_line() {
    let check = |error: &dyn Display| {
        let text = error.to_string();
        assert!(!text.is_empty() && !text.contains('\n') && !text.ends_with('.'), "{text:?}");
    };
    check(&Redactor::builder().regions(&["XX"]).build().unwrap_err());
    check(&Redactor::builder().kinds(&["NAME"]).build().unwrap_err());
    check(&"blank".parse::<Mask>().unwrap_err());
}
