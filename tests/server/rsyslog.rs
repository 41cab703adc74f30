//! A real store behind the sidecar: rsyslogd writes down what a hundred clients send at a time.

use std::{
    collections::HashMap,
    fs,
    io::Write,
    net::{Shutdown, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::{
    command::{Serving, connect},
    support::{CLEAN, RAW},
};

const CLIENTS: usize = 100;
const LINES: usize = 200;

struct Rsyslogd(Child);

impl Drop for Rsyslogd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it with the example, moved into a folder of this test.
fn start(folder: &Path, port: u16) -> Option<Rsyslogd> {
    let example = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/deploy/rsyslog.conf")).unwrap();
    let config = example
        .replace("/var/spool/rsyslog", folder.to_str().unwrap())
        .replace("/var/log/cleaned.log", folder.join("cleaned.log").to_str().unwrap())
        .replace("port=\"9000\"", &format!("port=\"{port}\""));
    let path = folder.join("rsyslog.conf");
    fs::write(&path, config).unwrap();
    let check = Command::new("rsyslogd").arg("-N1").arg("-f").arg(&path).output().ok()?;
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    let child =
        Command::new("rsyslogd").args(["-n", "-i"]).arg(folder.join("pid")).arg("-f").arg(&path).stderr(Stdio::null()).spawn().unwrap();
    Some(Rsyslogd(child))
}

#[test]
fn rsyslogd_stores_every_line_of_a_hundred_clients() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Some(_store) = start(folder.path(), port) else {
        println!("skipped: there is no rsyslogd here; the Debian package rsyslog has it");
        return;
    };
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "rsyslogd does not listen");
        thread::sleep(Duration::from_millis(20));
    }
    let mut serving = Serving::start(&["--listen", "127.0.0.1:0", "--forward", &format!("127.0.0.1:{port}"), "--log-level", "debug"]);
    let entry = serving.port("listening");
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            thread::spawn(move || {
                let mut stream = connect(entry);
                for line in 0..LINES {
                    stream.write_all(format!("client {client} says {line}, {RAW}").as_bytes()).unwrap();
                }
                stream.shutdown(Shutdown::Write).unwrap();
                assert_eq!(std::io::Read::read(&mut stream, &mut [0; 1]).unwrap(), 0);
            })
        })
        .collect();
    let failed = clients.into_iter().filter_map(|client| client.join().err()).count();
    assert_eq!(failed, 0, "{}", serving.log());
    serving.signal(Signal::TERM);
    assert_eq!(serving.wait().code(), Some(0));

    let path = folder.path().join("cleaned.log");
    let stored = || fs::read_to_string(&path).unwrap_or_default();
    let until = Instant::now() + Duration::from_secs(20);
    while stored().lines().count() < CLIENTS * LINES && Instant::now() < until {
        thread::sleep(Duration::from_millis(50));
    }
    let mut next: HashMap<usize, usize> = HashMap::new();
    for line in stored().split_inclusive('\n') {
        let client = line.split(' ').nth(1).unwrap().parse().unwrap();
        let number = next.entry(client).or_default();
        assert_eq!(line, format!("client {client} says {number}, {CLEAN}"));
        *number += 1;
    }
    assert_eq!(next.len(), CLIENTS);
    assert!(next.values().all(|&lines| lines == LINES), "{next:?}");
}
