//! What cannot be brought about or seen from outside.

use std::sync::Arc;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use super::{Server, Settings, connection, listener::Incoming, shared::Shared};
use crate::redactor::Redactor;

/// Bytes that make a desk panic, as a defect in the filter would.
const PANIC: &[u8] = b"\0panic if told\0";

pub(super) fn panic_if_told(block: &[u8]) {
    assert!(!block.windows(PANIC.len()).any(|at| at == PANIC), "told to panic");
}

#[tokio::test]
async fn a_panic_resets_its_connection_after_what_was_clean_and_no_other() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::new(Settings::new(Redactor::builtin())).listen(listener);
    let handle = server.handle();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(server.run(async { drop(stopped.await) }));

    let mut other = TcpStream::connect(address).await.unwrap();
    let mut client = TcpStream::connect(address).await.unwrap();
    let mut got = [0; 6];
    client.write_all(b"clean\n").await.unwrap();
    client.read_exact(&mut got).await.unwrap();
    client.write_all(&[b"raw@example.com\n", PANIC, b"\n"].concat()).await.unwrap();
    let mut rest = Vec::new();
    let error = client.read_to_end(&mut rest).await.unwrap_err();
    assert_eq!((error.kind(), rest.as_slice()), (std::io::ErrorKind::ConnectionReset, &b""[..]));
    other.write_all(b"clean\n").await.unwrap();
    other.read_exact(&mut got).await.unwrap();
    assert_eq!(&got, b"clean\n");
    let metrics = String::from_utf8(handle.metrics()).unwrap();
    assert!(metrics.contains("scrubline_connections_failed_total{reason=\"panic\"} 1"), "{metrics}");
    drop(other);
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
}

/// 100 MB for 50,000 are 2,000 bytes each; the socket of the runtime and the heap take their part of it.
#[tokio::test]
async fn the_task_of_a_connection_is_small() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let shared = Arc::new(Shared::new(Settings::new(Redactor::builtin())));
    let bytes = size_of_val(&connection::serve(Incoming::Tcp(stream), shared)) + size_of::<super::transfer::Transfer>();
    println!("{bytes} bytes");
    assert!(bytes <= 1100, "{bytes} bytes");
}
