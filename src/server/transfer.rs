//! Moves bytes: from the client through the filter to the receiver, and from the upstream back untouched.
//!
//! Each direction holds at most what one block left over when the receiver would not take it, and reads no further until
//! that is gone. That is the whole of the back-pressure.

use std::{
    io,
    task::{Context, Poll, ready},
};

use tokio::time::Instant;

use super::{connection::Failure, desk::Partial, shared::Shared, socket::Socket};

/// Blocks of one direction before the others get their turn. Two, because the second mostly finds that there is no more; with
/// one, each line went through the scheduler twice (1.45 instead of 1.05 times the round trip of a plain echo, 2026-11-22).
const BLOCKS_PER_TURN: usize = 2;

/// Clean bytes that the receiver has not taken yet.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    taken: usize,
    /// When their block was read, until the last of it is on its way.
    since: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Open,
    /// Nothing more is read; what is pending goes out, then end of file.
    Ended,
    Closed,
}

/// The two directions of one connection.
pub(super) struct Transfer {
    pub(super) client: Socket,
    /// Without one, the client is also the receiver.
    pub(super) upstream: Option<Socket>,
    forth: Pending,
    back: Pending,
    partial: Partial,
    /// When the first byte of the line came that is still arriving.
    line_since: Option<Instant>,
    forth_input: Input,
    back_input: Input,
    /// Whether the last clean byte sent ended a line.
    at_line_end: bool,
    /// The client takes no answers any more. What it sent before still goes on.
    answers_lost: bool,
    /// When a byte last moved.
    pub(super) moved: Instant,
}

impl Transfer {
    pub(super) fn new(client: Socket, upstream: Option<Socket>) -> Transfer {
        let back_input = if upstream.is_some() { Input::Open } else { Input::Closed };
        Transfer {
            client,
            upstream,
            forth: Pending::default(),
            back: Pending::default(),
            partial: None,
            line_since: None,
            forth_input: Input::Open,
            back_input,
            at_line_end: true,
            answers_lost: false,
            moved: Instant::now(),
        }
    }

    /// Moves what can be moved; ready when both directions have come to their end.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Poll<Result<(), Failure>> {
        let forth = self.poll_forth(cx, shared)?;
        let back = self.poll_back(cx, shared)?;
        match (forth, back) {
            (Poll::Ready(()), Poll::Ready(())) if self.answers_lost => Poll::Ready(Err(Failure::Client)),
            (Poll::Ready(()), Poll::Ready(())) => Poll::Ready(Ok(())),
            _ => Poll::Pending,
        }
    }

    fn poll_forth(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Poll<Result<(), Failure>> {
        for _ in 0..BLOCKS_PER_TURN {
            let (receiver, side) = match &mut self.upstream {
                Some(upstream) => (upstream, Failure::Upstream),
                None => (&mut self.client, Failure::Client),
            };
            ready!(self.forth.poll_out(cx, receiver, &mut self.moved, shared)).map_err(|_| side)?;
            match self.forth_input {
                Input::Open => {
                    let mut desk = shared.desk();
                    let n = match self.client.poll_read(cx, &mut desk.block) {
                        Poll::Ready(Ok(n)) => n,
                        Poll::Ready(Err(_)) => {
                            shared.put_back(desk);
                            return Poll::Ready(Err(Failure::Client));
                        }
                        Poll::Pending => {
                            shared.put_back(desk);
                            return Poll::Pending;
                        }
                    };
                    self.moved = Instant::now();
                    if n == 0 {
                        desk.clean_last(&mut self.partial, shared);
                        self.forth_input = Input::Ended;
                    } else {
                        let ended = memchr::memrchr(b'\n', &desk.block[..n]).is_some();
                        desk.clean_block(n, &mut self.partial, shared);
                        self.line_since = match self.partial {
                            None => None,
                            Some(_) if ended => Some(self.moved),
                            Some(_) => self.line_since.or(Some(self.moved)),
                        };
                    }
                    self.at_line_end = desk.clean.last().map_or(self.at_line_end, |&b| b == b'\n');
                    let receiver = self.upstream.as_mut().unwrap_or(&mut self.client);
                    let sent = self.forth.send(cx, &desk.clean, receiver, self.moved);
                    shared.put_back(desk);
                    sent.map_err(|_| side)?;
                }
                Input::Ended => {
                    ready!(receiver.poll_shutdown(cx)).map_err(|_| side)?;
                    self.forth_input = Input::Closed;
                }
                Input::Closed => return Poll::Ready(Ok(())),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn poll_back(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Poll<Result<(), Failure>> {
        let Some(upstream) = &mut self.upstream else { return Poll::Ready(Ok(())) };
        for _ in 0..BLOCKS_PER_TURN {
            if !self.answers_lost && ready!(self.back.poll_out(cx, &mut self.client, &mut self.moved, shared)).is_err() {
                self.answers_lost = true;
            }
            match self.back_input {
                Input::Open => {
                    let mut desk = shared.desk();
                    let read = upstream.poll_read(cx, &mut desk.block);
                    let outcome = match read {
                        Poll::Ready(Ok(0)) => {
                            self.back_input = Input::Ended;
                            Poll::Ready(Ok(()))
                        }
                        Poll::Ready(Ok(n)) => {
                            self.moved = Instant::now();
                            if !self.answers_lost && self.back.send_raw(cx, &desk.block[..n], &mut self.client).is_err() {
                                self.answers_lost = true;
                            }
                            Poll::Ready(Ok(()))
                        }
                        Poll::Ready(Err(_)) => Poll::Ready(Err(Failure::Upstream)),
                        Poll::Pending => Poll::Pending,
                    };
                    shared.put_back(desk);
                    ready!(outcome)?;
                }
                Input::Ended => {
                    if !self.answers_lost && ready!(self.client.poll_shutdown(cx)).is_err() {
                        self.answers_lost = true;
                    }
                    self.back_input = Input::Closed;
                }
                Input::Closed => return Poll::Ready(Ok(())),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Whether a line has begun and not ended.
    pub(super) fn is_in_line(&self) -> bool {
        self.partial.is_some()
    }

    /// Whether every line that came has been passed on, and no other has begun.
    pub(super) fn is_between_lines(&self) -> bool {
        self.partial.is_none() && self.forth.is_empty()
    }

    /// Whether the receiver has whole lines and nothing else.
    pub(super) fn receiver_is_at_line_end(&self) -> bool {
        self.is_between_lines() && self.at_line_end
    }

    /// Whether the lines are through, and only answers may still come.
    pub(super) fn lines_are_through(&self) -> bool {
        self.forth_input == Input::Closed
    }

    /// Since when the client owes the end of a line. Nobody waits for the client while its receiver holds everything up.
    pub(super) fn waits_for_line_since(&mut self) -> Option<Instant> {
        if !self.forth.is_empty() {
            self.line_since = self.line_since.map(|_| Instant::now());
        }
        self.line_since
    }

    /// Reads no further line. Only to be called between lines.
    pub(super) fn end_input(&mut self) {
        debug_assert!(self.partial.is_none(), "a line that has begun may not be cut");
        if self.forth_input == Input::Open {
            self.forth_input = Input::Ended;
        }
    }

    /// Reads and drops what the client still sends after its end of file came from us, until it closes.
    pub(super) fn poll_linger(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Poll<()> {
        for _ in 0..BLOCKS_PER_TURN {
            let mut desk = shared.desk();
            let read = self.client.poll_read(cx, &mut desk.block);
            shared.put_back(desk);
            if !matches!(ready!(read), Ok(n) if n > 0) {
                return Poll::Ready(());
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Sends what was clean when the connection failed; the line still arriving is dropped.
    pub(super) fn poll_last(&mut self, cx: &mut Context<'_>, shared: &Shared) -> Poll<()> {
        self.partial = None;
        let receiver = self.upstream.as_mut().unwrap_or(&mut self.client);
        let forth = self.forth.poll_out(cx, receiver, &mut self.moved, shared);
        let back = self.back.poll_out(cx, &mut self.client, &mut self.moved, shared);
        if forth.is_ready() && back.is_ready() { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.since.is_none() && self.bytes.is_empty()
    }

    /// Hands over clean bytes; what is not taken at once waits.
    fn send(&mut self, cx: &mut Context<'_>, clean: &[u8], to: &mut Socket, since: Instant) -> io::Result<()> {
        if clean.is_empty() {
            return Ok(());
        }
        self.since = Some(since);
        self.send_raw(cx, clean, to)
    }

    fn send_raw(&mut self, cx: &mut Context<'_>, bytes: &[u8], to: &mut Socket) -> io::Result<()> {
        let taken = match to.poll_write(cx, bytes) {
            Poll::Ready(taken) => taken?,
            Poll::Pending => 0,
        };
        self.bytes.extend_from_slice(&bytes[taken..]);
        Ok(())
    }

    fn poll_out(&mut self, cx: &mut Context<'_>, to: &mut Socket, moved: &mut Instant, shared: &Shared) -> Poll<io::Result<()>> {
        while self.taken < self.bytes.len() {
            let n = ready!(to.poll_write(cx, &self.bytes[self.taken..]))?;
            if n == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.taken += n;
            *moved = Instant::now();
        }
        ready!(to.poll_flush(cx))?;
        self.bytes = Vec::new();
        self.taken = 0;
        if let Some(since) = self.since.take() {
            shared.block_took(since.elapsed());
        }
        Poll::Ready(Ok(()))
    }
}
