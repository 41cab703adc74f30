//! A file on several threads: the same bytes as on one, in the same order.
//!
//! This thread reads and writes; the others clean blocks of whole lines. Each block has a channel of its own for what becomes of it, and
//! they are waited for in the order in which they were read. A line longer than a block is cleaned here, piece by piece.

use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    mem,
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use scrubline::{RedactStream, Redactor, Stats};

/// Bytes that a thread gets at once: large enough that handing them over costs nothing, small enough for the caches.
const BLOCK_BYTES: usize = 256 << 10;

/// Blocks on their way for each thread: one in its hands, and one to go on with.
const BLOCKS_EACH: usize = 2;

/// Whole lines, room for what becomes of them, and where both go then.
struct Block {
    lines: Vec<u8>,
    room: Vec<u8>,
    to: Sender<Clean>,
}

struct Clean {
    bytes: Vec<u8>,
    stats: Stats,
    /// The buffer of the lines, to be used again: a new one for each block costs as much time as a fifth of the work.
    lines: Vec<u8>,
}

/// The most threads: what reads and writes for them is one.
const MOST_JOBS: usize = 64;

/// As [`Redactor::copy`], with so many threads that clean, or [`MOST_JOBS`]. Each takes about 1 MB.
///
/// # Errors
///
/// Those of the reader and the writer, and where a thread cannot be had. What was clean before is written.
pub(crate) fn copy(redactor: &Redactor, jobs: usize, from: impl Read, to: impl Write) -> io::Result<Stats> {
    copy_blocks(redactor, jobs.min(MOST_JOBS), BLOCK_BYTES, from, to)
}

fn copy_blocks(redactor: &Redactor, jobs: usize, block_bytes: usize, from: impl Read, to: impl Write) -> io::Result<Stats> {
    let (blocks, receiver) = mpsc::channel();
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        for _ in 0..jobs {
            thread::Builder::new().spawn_scoped(scope, || work(redactor, &receiver))?;
        }
        // The threads end when nothing more can come: `blocks` ends with this call.
        let most = jobs * BLOCKS_EACH;
        let mut queue = Queue { redactor, blocks, waiting: VecDeque::new(), most, to, stats: Stats::default(), spare: Vec::new() };
        let read = queue.feed(from, block_bytes);
        // What is clean goes out, also where reading failed.
        queue.drain(0)?;
        read.map(|()| queue.stats)
    })
}

/// Cleans blocks for as long as some may come.
fn work(redactor: &Redactor, blocks: &Mutex<Receiver<Block>>) {
    let mut stream = redactor.stream();
    let next = || blocks.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok(Block { lines, room, to }) = next() {
        // Nobody waits for it where writing failed.
        let _ = to.send(clean(&mut stream, lines, room, true));
    }
}

/// Cleans a piece of a line, or all up to the end of one.
fn clean(stream: &mut RedactStream, lines: Vec<u8>, mut room: Vec<u8>, ends: bool) -> Clean {
    room.clear();
    room.reserve(lines.len() + lines.len() / 8);
    stream.push(&lines, &mut room);
    if ends {
        stream.finish(&mut room);
    }
    Clean { bytes: room, stats: stream.take_stats(), lines }
}

/// Blocks on their way, in the order in which they were read.
struct Queue<'r, W> {
    redactor: &'r Redactor,
    blocks: Sender<Block>,
    waiting: VecDeque<Receiver<Clean>>,
    /// How many may wait.
    most: usize,
    to: W,
    stats: Stats,
    /// Buffers to be used again, for lines and for what becomes of them.
    spare: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<W: Write> Queue<'_, W> {
    /// Reads to the end, and hands over what it reads.
    fn feed(&mut self, mut from: impl Read, block_bytes: usize) -> io::Result<()> {
        let mut text = Vec::new();
        // Of a line that is longer than a block, while it lasts.
        let mut long: Option<RedactStream> = None;
        loop {
            let room = block_bytes.saturating_sub(text.len()).max(1);
            text.reserve(room);
            let read = from.by_ref().take(room as u64).read_to_end(&mut text);
            let is_end = read.as_ref().is_ok_and(|bytes| *bytes < room);
            if let Some(stream) = &mut long {
                let line_end = memchr::memchr(b'\n', &text).map(|end| end + 1);
                let ends = line_end.is_some() || is_end;
                let end = line_end.unwrap_or(text.len());
                let (piece, room) = self.cut(&mut text, end);
                let clean = clean(stream, piece, room, ends);
                self.drain(0)?;
                self.release(clean)?;
                if ends {
                    long = None;
                }
            }
            if is_end {
                let end = text.len();
                return self.hand_over(&mut text, end);
            }
            if long.is_none() {
                match memchr::memrchr(b'\n', &text) {
                    Some(end) => self.hand_over(&mut text, end + 1)?,
                    None if text.len() >= block_bytes => long = Some(self.redactor.stream()),
                    None => {}
                }
            }
            // Fails closed: what is left may hold the first half of a datum, and its rest will never come.
            read?;
        }
    }

    /// Hands the first bytes of a text over, which are whole lines.
    fn hand_over(&mut self, text: &mut Vec<u8>, end: usize) -> io::Result<()> {
        self.drain(self.most - 1)?;
        let (lines, room) = self.cut(text, end);
        let (to, clean) = mpsc::channel();
        self.blocks.send(Block { lines, room, to }).map_err(|_| gone())?;
        self.waiting.push_back(clean);
        Ok(())
    }

    /// Takes the first bytes of a text, with room for what becomes of them.
    fn cut(&mut self, text: &mut Vec<u8>, end: usize) -> (Vec<u8>, Vec<u8>) {
        let (mut rest, room) = self.spare.pop().unwrap_or_default();
        rest.clear();
        rest.extend_from_slice(&text[end..]);
        let mut lines = mem::replace(text, rest);
        lines.truncate(end);
        (lines, room)
    }

    /// Waits for the first blocks, until no more than so many are left.
    fn drain(&mut self, left: usize) -> io::Result<()> {
        while self.waiting.len() > left
            && let Some(clean) = self.waiting.pop_front()
        {
            let clean = clean.recv().map_err(|_| gone())?;
            self.release(clean)?;
        }
        Ok(())
    }

    fn release(&mut self, clean: Clean) -> io::Result<()> {
        self.stats.add(&clean.stats);
        self.to.write_all(&clean.bytes)?;
        self.to.flush()?;
        self.spare.push((clean.lines, clean.bytes));
        Ok(())
    }
}

/// A thread has ended before its work was done, which it does only where it panicked.
fn gone() -> io::Error {
    io::Error::other("a thread that cleans has ended")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

    use std::io::ErrorKind;

    use super::*;

    /// Lines of all lengths, with data in them, the last without an end.
    fn text() -> Vec<u8> {
        let mut text = Vec::new();
        for line in 0..60 {
            text.extend_from_slice("so it goes on, ".repeat(line % 7 * line % 40).as_bytes());
            text.extend_from_slice(b"write to anna@example.org or ring 020 7946 0958, in the evening\r\n\n");
        }
        text.extend_from_slice(b"the end, by bob@example.org");
        text
    }

    #[test]
    fn however_it_is_parted_the_same_comes_out() {
        let (redactor, text) = (Redactor::builtin(), text());
        let mut whole = Vec::new();
        let counted = redactor.copy(&*text, &mut whole).unwrap();
        for jobs in 1..4 {
            for block_bytes in [1, 2, 30, 100, 101, 1000, 100_000] {
                let mut out = Vec::new();
                let stats = copy_blocks(&redactor, jobs, block_bytes, &*text, &mut out).unwrap();
                assert!(out == whole, "{jobs} {block_bytes}");
                assert_eq!(stats, counted, "{jobs} {block_bytes}");
            }
        }
        assert_eq!(copy_blocks(&redactor, 2, 100, &[][..], Vec::new()).unwrap(), Stats::default());
    }

    /// Delivers a text, then fails.
    struct Fails<'t>(&'t [u8]);

    impl Read for Fails<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Err(ErrorKind::ConnectionReset.into()) } else { self.0.read(buffer) }
        }
    }

    #[test]
    fn what_was_clean_before_an_error_goes_out() {
        let (redactor, text) = (Redactor::builtin(), text());
        let whole = redactor.redact(&text);
        let mut out = Vec::new();
        assert_eq!(copy_blocks(&redactor, 2, 100, Fails(&text), &mut out).unwrap_err().kind(), ErrorKind::ConnectionReset);
        // All but the line that was not whole.
        assert!(out == whole[..whole.len() - "the end, by [EMAIL]".len()]);
    }

    #[test]
    fn a_writer_that_fails_ends_it() {
        struct Full;

        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(ErrorKind::StorageFull.into())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert_eq!(copy_blocks(&Redactor::builtin(), 3, 100, &*text(), Full).unwrap_err().kind(), ErrorKind::StorageFull);
    }
}
