//! `scrubline serve` as a process: signals, reload, logs, sockets of a service manager.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{CLEAN, RAW};

const BOUND: Duration = Duration::from_secs(20);

/// A running command, ended with the test.
pub(crate) struct Serving {
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Serving {
    pub(crate) fn start(arguments: &[&str]) -> Serving {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scrubline"));
        command.arg("serve").args(arguments);
        Serving::spawn(command)
    }

    pub(crate) fn spawn(command: Command) -> Serving {
        Serving::spawn_with(command, Stdio::null())
    }

    fn spawn_with(mut command: Command, stdin: Stdio) -> Serving {
        let mut child = command.stdin(stdin).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (stderr, copy) = (child.stderr.take().unwrap(), Arc::clone(&log));
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines() {
                let mut log = copy.lock().unwrap();
                log.push_str(&line.unwrap());
                log.push('\n');
            }
        });
        Serving { child, log }
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn until_log(&self, text: &str, times: usize) {
        let begun = Instant::now();
        while self.log().matches(text).count() < times {
            assert!(begun.elapsed() < BOUND, "no {text:?} in the log:\n{}", self.log());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The port that the log tells of.
    pub(crate) fn port(&self, what: &str) -> u16 {
        let start = format!("{what} address=127.0.0.1:");
        self.until_log(&start, 1);
        let log = self.log();
        log.split(&start).nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < BOUND, "does not end:\n{}", self.log());
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

fn round_trip(stream: &mut TcpStream, line: &str) -> String {
    stream.write_all(line.as_bytes()).unwrap();
    let mut got = Vec::new();
    let mut byte = [0];
    while got.last() != Some(&b'\n') {
        stream.read_exact(&mut byte).unwrap();
        got.push(byte[0]);
    }
    String::from_utf8(got).unwrap()
}

#[test]
fn a_signal_drains_and_ends_with_0() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut serving = Serving::start(&["--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0"]);
        let mut client = connect(serving.port("listening"));
        assert_eq!(round_trip(&mut client, RAW), CLEAN);
        client.write_all(RAW.as_bytes()).unwrap();
        serving.signal(signal);
        let mut rest = String::new();
        client.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, CLEAN);
        drop(client);
        assert_eq!(serving.wait().code(), Some(0), "{}", serving.log());
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let mut serving = Serving::start(&["--listen", "127.0.0.1:0", "--drain-seconds", "600"]);
    let mut client = connect(serving.port("listening"));
    assert_eq!(round_trip(&mut client, RAW), CLEAN);
    client.write_all(b"half a li").unwrap();
    thread::sleep(Duration::from_millis(50));
    serving.signal(Signal::TERM);
    serving.until_log("draining", 1);
    thread::sleep(Duration::from_millis(300));
    assert!(serving.child.try_wait().unwrap().is_none(), "waits for the line");
    serving.signal(Signal::TERM);
    assert_eq!(serving.wait().code(), Some(2));
    assert!(client.read(&mut [0; 9]).is_err(), "reset");
}

#[test]
fn a_reload_is_all_or_nothing_and_loses_no_line() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("scrubline.toml");
    fs::write(&config, "mask = \"label\"\n[serve]\nlisten = [\"127.0.0.1:0\"]\n").unwrap();
    let mut serving = Serving::start(&["--config", config.to_str().unwrap()]);
    let port = serving.port("listening");
    let mut idle = connect(port);
    assert_eq!(round_trip(&mut idle, RAW), CLEAN);

    // Someone sends all the time.
    let mut load = connect(port);
    let mut reader = BufReader::new(load.try_clone().unwrap());
    let sender = thread::spawn(move || {
        for i in 0..3000 {
            load.write_all(format!("{i} {RAW}").as_bytes()).unwrap();
            thread::sleep(Duration::from_micros(300));
        }
        load.shutdown(Shutdown::Write).unwrap();
    });

    fs::write(&config, "mask = \"text=<gone>\"\n[serve]\nlisten = [\"127.0.0.1:0\"]\n").unwrap();
    serving.signal(Signal::HUP);
    serving.until_log("INFO reloaded", 1);
    let changed = CLEAN.replace("[EMAIL]", "<gone>");
    assert_eq!(round_trip(&mut idle, RAW), changed, "a connection that was there before");
    assert_eq!(round_trip(&mut connect(port), RAW), changed, "a new one");

    for (bad, told) in [
        ("mask = \"no such style\"\n[serve]\nlisten = [\"127.0.0.1:0\"]\n", "mask"),
        ("[serve]\nlisten = [\"127.0.0.1:0\"]\ntls-cert = \"none.pem\"\ntls-key = \"none.pem\"\n", "none.pem"),
        ("[serve]\nlisten = [\"127.0.0.1:1\"]\n", "restart"),
        ("not toml", "scrubline.toml"),
    ] {
        fs::write(&config, bad).unwrap();
        let before = serving.log().matches("not reloaded").count();
        serving.signal(Signal::HUP);
        serving.until_log("not reloaded", before + 1);
        let log = serving.log();
        assert!(log.lines().last().unwrap().contains(told), "{log}");
        assert_eq!(round_trip(&mut idle, RAW), changed, "the old state stays");
    }
    sender.join().unwrap();
    let mut count = 0;
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 0 {
        let number = format!("{count} ");
        assert!(line == format!("{number}{CLEAN}") || line == format!("{number}{changed}"), "{line:?}");
        count += 1;
        line.clear();
    }
    assert_eq!(count, 3000);
    drop(idle);
    serving.signal(Signal::TERM);
    assert_eq!(serving.wait().code(), Some(0));
}

/// Ways to fail that can be brought about here, at the highest level of logging.
#[test]
fn nothing_of_the_input_is_logged() {
    const CANARY: &str = "canary";
    for format in ["text", "json"] {
        let mut serving = Serving::start(
            &[
                &["--listen", "127.0.0.1:0", "--forward", "127.0.0.1:1", "--connect-seconds", "0"],
                &["--log-level", "trace", "--log-format", format, "--drain-seconds", "1", "--line-seconds", "1"][..],
            ]
            .concat(),
        );
        serving.until_log("listening", 1);
        let log = serving.log();
        let port = log.split("127.0.0.1:").nth(1).unwrap().split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap();
        let mut unreachable = connect(port);
        let _ = unreachable.write_all(format!("{CANARY}@example.com\n").as_bytes());
        let _ = unreachable.read(&mut [0; 9]);
        serving.until_log("connection failed", 1);
        serving.signal(Signal::TERM);
        assert_eq!(serving.wait().code(), Some(0));
        assert!(!serving.log().contains(CANARY), "{}", serving.log());
        assert!(format != "json" || serving.log().lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));

        let mut serving =
            Serving::start(&["--listen", "127.0.0.1:0", "--log-level", "trace", "--drain-seconds", "1", "--line-seconds", "1"]);
        let port = serving.port("listening");
        assert_eq!(round_trip(&mut connect(port), &format!("{CANARY}@example.com\n")), "[EMAIL]\n");
        let mut slow = connect(port);
        slow.write_all(CANARY.as_bytes()).unwrap();
        assert!(slow.read(&mut [0; 9]).is_err());
        serving.until_log("reason=\"line\"", 1);
        let mut cut = connect(port);
        cut.write_all(CANARY.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(50));
        serving.signal(Signal::TERM);
        assert_eq!(serving.wait().code(), Some(0));
        assert!(!serving.log().contains(CANARY), "{}", serving.log());
    }
}

/// The shell hands over its socket as systemd does: descriptor 3, and two variables.
#[test]
fn sockets_of_systemd_are_taken_over_and_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let notify = std::os::unix::net::UnixDatagram::bind(folder.path().join("notify")).unwrap();
    notify.set_read_timeout(Some(BOUND)).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut command = Command::new("sh");
    command.args(["-c", "exec 3<&0 0</dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve", env!("CARGO_BIN_EXE_scrubline")]);
    command.env("NOTIFY_SOCKET", folder.path().join("notify"));
    let mut serving = Serving::spawn_with(command, Stdio::from(std::os::fd::OwnedFd::from(listener)));
    let told = || {
        let mut text = [0; 256];
        let n = notify.recv(&mut text).unwrap();
        String::from_utf8_lossy(&text[..n]).into_owned()
    };
    assert_eq!(told().trim_end(), "READY=1");
    assert_eq!(round_trip(&mut connect(port), RAW), CLEAN);
    serving.signal(Signal::HUP);
    assert!(told().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    assert_eq!(told().trim_end(), "READY=1");
    serving.signal(Signal::TERM);
    assert_eq!(told().trim_end(), "STOPPING=1");
    assert_eq!(serving.wait().code(), Some(0), "{}", serving.log());
}

/// More clients than descriptors: those who are in are served, the others wait in the queue of the system.
#[test]
fn running_out_of_descriptors_is_survived() {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 40; exec \"$0\" serve --listen 127.0.0.1:0", env!("CARGO_BIN_EXE_scrubline")]);
    let mut serving = Serving::spawn(command);
    let port = serving.port("listening");
    let mut first = connect(port);
    assert_eq!(round_trip(&mut first, RAW), CLEAN);
    let mut crowd: Vec<TcpStream> = (0..60).map(|_| connect(port)).collect();
    serving.until_log("cannot accept connections for the moment", 1);
    assert_eq!(round_trip(&mut first, RAW), CLEAN);
    let mut last = crowd.pop().unwrap();
    drop(crowd);
    assert_eq!(round_trip(&mut last, RAW), CLEAN, "has its turn when others have gone");
    drop((first, last));
    serving.signal(Signal::TERM);
    assert_eq!(serving.wait().code(), Some(0));
}
