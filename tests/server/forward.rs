//! Lines that go on to an upstream.

use std::time::Duration;

use scrubline::server::{Forward, Settings};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
};

use crate::support::{CLEAN, RAW, Running, expect, read_all, read_until_reset, reset, send, settings, within};

async fn upstream() -> (TcpListener, Settings) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings();
    settings.forward = Some(Forward::new(listener.local_addr().unwrap().to_string().parse().unwrap()));
    (listener, settings)
}

async fn accept(listener: &TcpListener) -> TcpStream {
    within(listener.accept()).await.unwrap().0
}

#[tokio::test]
async fn lines_go_on_and_answers_come_back_untouched() {
    let (listener, settings) = upstream().await;
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    let mut upstream = accept(&listener).await;
    send(&mut client, RAW).await;
    expect(&mut upstream, CLEAN).await;
    send(&mut upstream, "answer to bob@example.com without an end").await;
    expect(&mut client, "answer to bob@example.com without an end").await;

    // The client has finished; what upstream says after that still arrives.
    send(&mut client, RAW.trim_end()).await;
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut upstream).await.unwrap(), CLEAN.trim_end());
    send(&mut upstream, "late answer").await;
    drop(upstream);
    assert_eq!(read_all(&mut client).await.unwrap(), "late answer");
    let stats = server.stop().await;
    assert_eq!(stats.total(), 2);
}

#[tokio::test]
async fn an_upstream_that_has_finished_speaking_still_gets_lines() {
    let (listener, settings) = upstream().await;
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    let mut upstream = accept(&listener).await;
    upstream.shutdown().await.unwrap();
    assert_eq!(read_all(&mut client).await.unwrap(), "");
    send(&mut client, RAW).await;
    expect(&mut upstream, CLEAN).await;
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut upstream).await.unwrap(), "");
    server.until("scrubline_connections_open", 0).await;
    assert_eq!(failed(&server), 0);
    server.stop().await;
}

#[tokio::test]
async fn every_client_has_an_upstream_of_its_own() {
    let (listener, settings) = upstream().await;
    let server = Running::start(settings).await;
    let mut pairs = Vec::new();
    for i in 0..5 {
        let mut client = server.connect().await;
        let mut upstream = accept(&listener).await;
        send(&mut client, &format!("{i} {RAW}")).await;
        expect(&mut upstream, &format!("{i} {CLEAN}")).await;
        pairs.push((client, upstream));
    }
    for (i, (client, upstream)) in pairs.iter_mut().enumerate() {
        send(client, &format!("again {i} {RAW}")).await;
        expect(upstream, &format!("again {i} {CLEAN}")).await;
    }
    drop(pairs);
    server.stop().await;
}

#[tokio::test]
async fn an_upstream_that_dies_in_a_line_resets_its_client_and_no_other() {
    let (listener, settings) = upstream().await;
    let server = Running::start(settings).await;
    let mut other = server.connect().await;
    let mut other_upstream = accept(&listener).await;
    let mut client = server.connect().await;
    let mut upstream = accept(&listener).await;
    send(&mut client, &format!("{RAW}half a li")).await;
    expect(&mut upstream, CLEAN).await;
    send(&mut upstream, "last words").await;
    expect(&mut client, "last words").await;
    reset(upstream);
    assert_eq!(read_until_reset(&mut client).await, "");
    assert_eq!(server.metric("scrubline_connections_failed_total{reason=\"upstream\"}"), 1);
    send(&mut other, RAW).await;
    expect(&mut other_upstream, CLEAN).await;
    drop((other, other_upstream));
    server.stop().await;
}

#[tokio::test]
async fn an_upstream_that_closed_altogether_is_found_out_by_the_next_lines() {
    let (listener, settings) = upstream().await;
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    drop(accept(&listener).await);
    assert_eq!(read_all(&mut client).await.unwrap(), "", "half a close, for all we know");
    let told = async {
        while client.write_all(RAW.as_bytes()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    within(told).await;
    server.until("scrubline_connections_failed_total{reason=\"upstream\"}", 1).await;
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_vanishes_leaves_its_whole_lines_and_no_half_one() {
    let (listener, settings) = upstream().await;
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    let mut upstream = accept(&listener).await;
    send(&mut client, &format!("{RAW}4111 1111 1111")).await;
    expect(&mut upstream, CLEAN).await;
    reset(client);
    assert_eq!(read_until_reset(&mut upstream).await, "");
    server.until("scrubline_connections_failed_total{reason=\"client\"}", 1).await;
    server.stop().await;
}

#[tokio::test]
async fn an_upstream_that_comes_late_is_waited_for() {
    let (listener, settings) = upstream().await;
    let address = listener.local_addr().unwrap();
    drop(listener);
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    server.until("scrubline_upstream_up", 0).await;
    assert!(!server.handle.is_ready());
    assert_eq!(server.metric("scrubline_input_bytes_total"), 0, "nothing is read before there is somewhere to go");
    let listener = TcpListener::bind(address).await.unwrap();
    let mut upstreams = Vec::new();
    // Readiness asks on its own, so the first to come may be the question.
    let got = async {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut first = [0; 1];
            if tokio::io::AsyncReadExt::read(&mut stream, &mut first).await.unwrap_or(0) == 1 {
                assert_eq!(first[0], CLEAN.as_bytes()[0]);
                expect(&mut stream, &CLEAN[1..]).await;
                upstreams.push(stream);
                break;
            }
        }
    };
    within(got).await;
    assert!(server.handle.is_ready());
    drop(client);
    drop(upstreams);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_upstream_that_never_comes_resets_the_client_after_the_time_for_it() {
    let (listener, mut settings) = upstream().await;
    drop(listener);
    settings.limits.connect = Duration::from_secs(30);
    let server = Running::start(settings).await;
    let begun = tokio::time::Instant::now();
    let mut client = server.connect().await;
    let error = tokio::io::AsyncReadExt::read(&mut client, &mut [0; 9]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    let took = begun.elapsed();
    assert!(took > Duration::from_secs(25) && took <= Duration::from_secs(31), "{took:?}");
    assert_eq!(server.metric("scrubline_connections_failed_total{reason=\"connect\"}"), 1);
    let attempts = server.metric("scrubline_upstream_connect_errors_total");
    assert!((10..60).contains(&attempts), "{attempts} attempts");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_upstream_loses_nothing() {
    let (listener, settings) = upstream().await;
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    let mut upstream = accept(&listener).await;
    let lines = if cfg!(debug_assertions) { 20_000 } else { 500_000 };
    let writer = tokio::spawn(async move {
        for i in 0..lines / 100 {
            let block: String = (0..100).map(|j| format!("{} {RAW}", i * 100 + j)).collect();
            client.write_all(block.as_bytes()).await.unwrap();
        }
        client.shutdown().await.unwrap();
        assert_eq!(read_all(&mut client).await.unwrap(), "");
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let got = read_all(&mut upstream).await.unwrap();
    drop(upstream);
    within(writer).await.unwrap();
    let mut count = 0;
    for (i, line) in got.split_inclusive('\n').enumerate() {
        assert_eq!(line, format!("{i} {CLEAN}"));
        count += 1;
    }
    assert_eq!(count, lines);
    server.stop().await;
}

fn failed(server: &Running) -> u64 {
    ["client", "upstream", "connect", "handshake", "idle", "line", "drain", "panic"]
        .iter()
        .map(|reason| server.metric(&format!("scrubline_connections_failed_total{{reason=\"{reason}\"}}")))
        .sum()
}
