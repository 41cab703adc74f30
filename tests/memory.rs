//! Memory does not grow with the input: not with its length, not with the length of a line.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use scrubline::Redactor;

/// Text of a conversation with a datum here and there, without a line end.
const TALK: &str = "so I told him 12 times, call +1 415 555 0132 or write to anna@example.org, the card 4111 1111 1111 1111 is gone; ";

#[test]
fn a_long_line_is_held_up_to_its_limit() {
    for limit in [1, 10_000, 256 << 10] {
        let redactor = Redactor::builder().max_line_bytes(limit).build().unwrap();
        let (mut stream, mut out, mut most) = (redactor.stream(), Vec::new(), 0);
        let block = TALK.repeat(300);
        for _ in 0..100 {
            stream.push(block.as_bytes(), &mut out);
            most = most.max(stream.held_bytes());
            out.clear();
        }
        assert!(most <= limit.max(4 << 10), "{most} bytes are held at a limit of {limit}");
        stream.finish(&mut out);
        assert_eq!(stream.held_bytes(), 0);
        assert_eq!(stream.stats().total(), 3 * 300 * 100);
    }
}

#[cfg(all(feature = "cli", target_os = "linux"))]
mod command {
    use super::TALK;
    use std::{
        fs,
        io::{self, Read, Write},
        process::{Command, Stdio},
        thread,
    };

    /// Sends blocks through the command; returns the most memory that it took, in KiB.
    fn peak(block: &[u8], megabytes: usize) -> u64 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scrubline")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let drain = thread::spawn(move || io::copy(&mut stdout, &mut io::sink()).unwrap());
        for _ in 0..(megabytes << 20) / block.len() {
            stdin.write_all(block).unwrap();
        }
        let mut status = String::new();
        fs::File::open(format!("/proc/{}/status", child.id())).unwrap().read_to_string(&mut status).unwrap();
        drop(stdin);
        assert!(child.wait().unwrap().success());
        assert!(drain.join().unwrap() > (megabytes as u64) << 19);
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    #[test]
    fn the_command_takes_at_most_sixteen_megabytes() {
        let talk = TALK.repeat(1000);
        let one = peak(talk.as_bytes(), 48);
        let many = peak(talk.replace("; ", "\n").as_bytes(), 48);
        let digits = peak("1-".repeat(50_000).as_bytes(), 8);
        assert!(one.max(many).max(digits) <= 16 << 10, "one line {one} KiB, many lines {many} KiB, digits {digits} KiB");
    }
}
