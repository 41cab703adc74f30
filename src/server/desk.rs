//! The buffers that a connection borrows while it has something to do: one block in, one block out.

use std::fmt;

use memchr::{memchr, memrchr};

use super::shared::Shared;
use crate::stream::RedactStream;

/// Bytes read at once. With 64 KiB, bulk cost half as much again beside the filter (2026-11-22, loopback).
pub(super) const BLOCK_BYTES: usize = 256 << 10;

/// What `clean` grew to for one dense block is given back beyond this.
const CLEAN_BYTES: usize = 2 * BLOCK_BYTES;

/// A place to clean one block at. Its stream only ever sees whole lines, so any connection may use it next.
pub(super) struct Desk {
    pub(super) block: Box<[u8]>,
    pub(super) clean: Vec<u8>,
    lines: Option<(u64, RedactStream)>,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk { block: vec![0; BLOCK_BYTES].into(), clean: Vec::with_capacity(BLOCK_BYTES + BLOCK_BYTES / 8), lines: None }
    }
}

/// The line that is still arriving at a connection, in a stream of its own. `None` between lines, so that an idle connection
/// holds nothing, and follows a reload.
pub(super) type Partial = Option<Box<RedactStream>>;

impl Desk {
    /// Cleans the first `n` bytes of the block into `clean`, all but the line that is still arriving.
    pub(super) fn clean_block(&mut self, n: usize, partial: &mut Partial, shared: &Shared) {
        let Desk { block, clean, lines } = self;
        let current = shared.current();
        let mut rest = &block[..n];
        clean.clear();
        clean.shrink_to(CLEAN_BYTES);
        #[cfg(test)]
        super::tests::panic_if_told(rest);
        if let Some(stream) = partial {
            let end = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            stream.push(&rest[..end], clean);
            shared.count(&stream.take_stats(), &current.findings);
            if rest[end - 1] == b'\n' {
                *partial = None;
            }
            rest = &rest[end..];
        }
        let (whole, tail) = rest.split_at(memrchr(b'\n', rest).map_or(0, |at| at + 1));
        if !whole.is_empty() {
            let (generation, stream) = lines.get_or_insert_with(|| (current.generation, current.settings.redactor.stream()));
            if *generation != current.generation {
                (*generation, *stream) = (current.generation, current.settings.redactor.stream());
            }
            stream.push(whole, clean);
            shared.count(&stream.take_stats(), &current.findings);
        }
        if !tail.is_empty() {
            let stream = partial.insert(Box::new(current.settings.redactor.stream()));
            stream.push(tail, clean);
            shared.count(&stream.take_stats(), &current.findings);
        }
    }

    /// Cleans the last line, which has no end, into `clean`.
    pub(super) fn clean_last(&mut self, partial: &mut Partial, shared: &Shared) {
        self.clean.clear();
        if let Some(mut stream) = partial.take() {
            stream.finish(&mut self.clean);
            shared.count(&stream.take_stats(), &shared.current().findings);
        }
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("clean_bytes", &self.clean.len()).finish_non_exhaustive()
    }
}
