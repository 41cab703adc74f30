//! A server in the test's own runtime, and clients that wait no longer than a bounded time for anything.

use std::{io, net::SocketAddr, time::Duration};

use scrubline::{
    Redactor, Stats,
    server::{Handle, Limits, Listener, Server, Settings},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

/// Nothing in these tests takes so long unless it hangs.
const BOUND: Duration = Duration::from_secs(20);

/// A line with a datum, and what must come of it.
pub(crate) const RAW: &str = "my mail is anna.smith@example.com, thanks\n";
pub(crate) const CLEAN: &str = "my mail is [EMAIL], thanks\n";

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) handle: Handle,
    shutdown: oneshot::Sender<()>,
    server: JoinHandle<io::Result<Stats>>,
}

pub(crate) fn settings() -> Settings {
    Settings::new(redactor())
}

pub(crate) fn limits(change: impl FnOnce(&mut Limits)) -> Settings {
    let mut settings = settings();
    change(&mut settings.limits);
    settings
}

/// Building one takes a moment in a debug build, so all tests share it.
pub(crate) fn redactor() -> Redactor {
    static REDACTOR: std::sync::LazyLock<Redactor> = std::sync::LazyLock::new(Redactor::builtin);
    REDACTOR.clone()
}

impl Running {
    pub(crate) async fn start(settings: Settings) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Running::start_on(listener, address, settings)
    }

    pub(crate) fn start_on(listener: impl Into<Listener>, address: SocketAddr, settings: Settings) -> Running {
        let server = Server::new(settings).listen(listener);
        let handle = server.handle();
        let (shutdown, told) = oneshot::channel::<()>();
        let server = tokio::spawn(server.run(async { drop(told.await) }));
        Running { address, handle, shutdown, server }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    pub(crate) fn tell_to_stop(self) -> JoinHandle<io::Result<Stats>> {
        self.shutdown.send(()).unwrap();
        self.server
    }

    pub(crate) async fn stop(self) -> Stats {
        within(self.tell_to_stop()).await.unwrap().unwrap()
    }

    /// The value of a metric, by its name and labels as they are written; 0 if it is not there.
    pub(crate) fn metric(&self, name: &str) -> u64 {
        metric(&self.handle, name)
    }

    /// Waits until a metric has a value.
    pub(crate) async fn until(&self, name: &str, value: u64) {
        let reached = async {
            while self.metric(name) != value {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(
            timeout(BOUND, reached).await.is_ok(),
            "{name} is {} and not {value}\n{}",
            self.metric(name),
            String::from_utf8_lossy(&self.handle.metrics())
        );
    }
}

pub(crate) fn metric(handle: &Handle, name: &str) -> u64 {
    let text = String::from_utf8(handle.metrics()).unwrap();
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok()).unwrap_or(0)
}

pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    timeout(BOUND, future).await.expect("within the bound of every test")
}

/// Reads to the end of file.
pub(crate) async fn read_all(stream: &mut (impl AsyncReadExt + Unpin)) -> io::Result<String> {
    let mut all = Vec::new();
    within(stream.read_to_end(&mut all)).await?;
    Ok(String::from_utf8(all).unwrap())
}

/// Reads as much as `expected` has, and compares.
pub(crate) async fn expect(stream: &mut (impl AsyncReadExt + Unpin), expected: &str) {
    let mut got = vec![0; expected.len()];
    within(stream.read_exact(&mut got)).await.unwrap();
    assert_eq!(String::from_utf8(got).unwrap(), expected);
}

/// Reads until the connection is reset. Returns what came before.
pub(crate) async fn read_until_reset(stream: &mut TcpStream) -> String {
    let mut got = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match within(stream.read(&mut chunk)).await {
            Ok(0) => panic!("closed in order and not reset, after {:?}", String::from_utf8_lossy(&got)),
            Ok(n) => got.extend_from_slice(&chunk[..n]),
            Err(e) => {
                assert_eq!(e.kind(), io::ErrorKind::ConnectionReset);
                return String::from_utf8(got).unwrap();
            }
        }
    }
}

pub(crate) async fn send(stream: &mut (impl AsyncWriteExt + Unpin), text: &str) {
    within(stream.write_all(text.as_bytes())).await.unwrap();
}

pub(crate) fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
}
