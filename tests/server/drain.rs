//! The end of a server.

use std::time::Duration;

use scrubline::server::Forward;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{Instant, sleep},
};

use crate::support::{CLEAN, RAW, Running, expect, limits, read_all, send, settings, within};

#[tokio::test]
async fn idle_clients_are_let_go_at_once() {
    let server = Running::start(settings()).await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    expect(&mut client, CLEAN).await;
    let begun = Instant::now();
    let address = server.address;
    let ended = server.tell_to_stop();
    assert_eq!(read_all(&mut client).await.unwrap(), "");
    drop(client);
    within(ended).await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_line_that_is_arriving_is_waited_for() {
    let server = Running::start(settings()).await;
    let mut client = server.connect().await;
    send(&mut client, &RAW[..20]).await;
    server.until("scrubline_input_bytes_total", 20).await;
    let ended = server.tell_to_stop();
    sleep(Duration::from_millis(500)).await;
    send(&mut client, &RAW[20..]).await;
    expect(&mut client, CLEAN).await;
    assert_eq!(read_all(&mut client).await.unwrap(), "");
    drop(client);
    within(ended).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_line_that_never_ends_is_cut_when_the_time_is_up() {
    let server = Running::start(limits(|limits| limits.drain = Duration::from_secs(1))).await;
    let handle = server.handle.clone();
    let mut client = server.connect().await;
    send(&mut client, "4111 1111 1111").await;
    server.until("scrubline_input_bytes_total", 14).await;
    let begun = Instant::now();
    let ended = server.tell_to_stop();
    assert_eq!(crate::support::read_until_reset(&mut client).await, "");
    within(ended).await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    assert_eq!(crate::support::metric(&handle, "scrubline_connections_failed_total{reason=\"drain\"}"), 1);
}

/// Clients number their lines and never stop; an upstream writes down what it gets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_load_every_line_received_is_delivered_exactly_once() {
    let upstream = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = limits(|limits| limits.drain = Duration::from_secs(2));
    settings.forward = Some(Forward::new(upstream.local_addr().unwrap().to_string().parse().unwrap()));
    let store = tokio::spawn(async move {
        let mut readers = tokio::task::JoinSet::new();
        loop {
            tokio::select! {
                accepted = upstream.accept() => {
                    let (mut stream, _) = accepted.unwrap();
                    readers.spawn(async move {
                        let mut got = Vec::new();
                        // A reset at the end is allowed for a client that was cut in a line.
                        let _ = stream.read_to_end(&mut got).await;
                        String::from_utf8(got).unwrap()
                    });
                }
                Some(got) = readers.join_next() => return (got.unwrap(), readers.join_all().await),
            }
        }
    });
    let server = Running::start(settings).await;
    let mut clients = Vec::new();
    for client in 0..20 {
        let mut stream = server.connect().await;
        clients.push(tokio::spawn(async move {
            for line in 0.. {
                // Between letters it is no telephone number, however many lines go through.
                let text = format!("{client} n{line}x {RAW}");
                // Two of three pause between lines, the third never does.
                if stream.write_all(text.as_bytes()).await.is_err() {
                    break;
                }
                if client % 3 != 0 {
                    sleep(Duration::from_millis(if client % 3 == 1 { 3 } else { 250 })).await;
                }
            }
        }));
    }
    sleep(Duration::from_millis(700)).await;
    let begun = Instant::now();
    let stats = server.stop().await;
    assert!(begun.elapsed() < Duration::from_millis(2500), "{:?}", begun.elapsed());
    for client in clients {
        within(client).await.unwrap();
    }
    let (first, rest) = within(store).await.unwrap();
    let mut delivered = 0;
    for got in std::iter::once(first).chain(rest) {
        let mut client = None;
        for (i, line) in got.split_inclusive('\n').enumerate() {
            let (number, rest) = line.split_once(' ').unwrap();
            assert_eq!(*client.get_or_insert(number.to_owned()), number);
            assert_eq!(rest, format!("n{i}x {CLEAN}"), "in order, once, whole");
            delivered += 1;
        }
    }
    assert_eq!(delivered, stats.lines);
    assert!(delivered > 1000);
}
