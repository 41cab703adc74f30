//! Lines that come back on the same connection.

use std::time::Duration;

use scrubline::server::{Address, Listener};
use tokio::{io::AsyncWriteExt, net::UnixStream, time::sleep};

use crate::support::{CLEAN, RAW, Running, expect, limits, read_all, read_until_reset, reset, send, settings, within};

#[tokio::test]
async fn a_line_comes_back_as_soon_as_its_end_is_there() {
    let server = Running::start(settings()).await;
    let mut client = server.connect().await;
    for _ in 0..3 {
        send(&mut client, RAW).await;
        expect(&mut client, CLEAN).await;
    }
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut client).await.unwrap(), "");
    let stats = server.stop().await;
    assert_eq!((stats.lines, stats.total(), stats.bytes_in, stats.bytes_out), (3, 3, 3 * RAW.len() as u64, 3 * CLEAN.len() as u64));
}

#[tokio::test]
async fn the_last_line_needs_no_end() {
    let server = Running::start(settings()).await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    send(&mut client, RAW.trim_end()).await;
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut client).await.unwrap(), format!("{CLEAN}{}", CLEAN.trim_end()));
    server.stop().await;
}

#[tokio::test]
async fn any_cut_of_the_input_gives_the_same_output() {
    let server = Running::start(settings()).await;
    let input = format!("{RAW}\r\nplain\0 line\n{RAW}last {}", RAW.trim_end());
    let output = format!("{CLEAN}\r\nplain\0 line\n{CLEAN}last {}", CLEAN.trim_end());
    for cut in 0..input.len() {
        let mut client = server.connect().await;
        send(&mut client, &input[..cut]).await;
        // On loopback a yield is enough for the first part to be read alone, mostly.
        tokio::task::yield_now().await;
        send(&mut client, &input[cut..]).await;
        client.shutdown().await.unwrap();
        assert_eq!(read_all(&mut client).await.unwrap(), output, "cut at {cut}");
    }
    let mut client = server.connect().await;
    for at in 0..input.len() {
        send(&mut client, &input[at..at + 1]).await;
        tokio::task::yield_now().await;
    }
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut client).await.unwrap(), output, "byte by byte");
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_vanishes_in_a_line_harms_nobody() {
    let server = Running::start(settings()).await;
    let mut other = server.connect().await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    expect(&mut client, CLEAN).await;
    send(&mut client, "half a li").await;
    reset(client);
    server.until("scrubline_connections_failed_total{reason=\"client\"}", 1).await;
    send(&mut other, RAW).await;
    expect(&mut other, CLEAN).await;
    drop(other);
    server.stop().await;
}

#[tokio::test]
async fn a_client_beyond_the_limit_is_reset_and_the_others_stay() {
    let server = Running::start(limits(|limits| limits.connections = 3)).await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = server.connect().await;
        send(&mut client, RAW).await;
        expect(&mut client, CLEAN).await;
        clients.push(client);
    }
    for refused in 1..=50 {
        let mut client = server.connect().await;
        assert_eq!(read_until_reset(&mut client).await, "");
        server.until("scrubline_connections_refused_total{reason=\"limit\"}", refused).await;
    }
    for client in &mut clients {
        send(client, RAW).await;
        expect(client, CLEAN).await;
    }
    drop(clients.pop());
    server.until("scrubline_connections_open", 2).await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    expect(&mut client, CLEAN).await;
    drop((client, clients));
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_line_that_drips_is_cut_after_its_time_and_nothing_of_it_goes_out() {
    let server = Running::start(limits(|limits| limits.line = Some(Duration::from_secs(60)))).await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    expect(&mut client, CLEAN).await;
    let begun = tokio::time::Instant::now();
    let dripping = async {
        loop {
            sleep(Duration::from_secs(7)).await;
            if client.write_all(b"4").await.is_err() {
                break;
            }
        }
    };
    within_paused(dripping).await;
    let took = begun.elapsed();
    assert!(took > Duration::from_secs(60) && took < Duration::from_secs(85), "{took:?}");
    assert_eq!(server.metric("scrubline_connections_failed_total{reason=\"line\"}"), 1);
    server.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_a_byte_is_ended_after_its_time() {
    let server = Running::start(limits(|limits| limits.idle = Some(Duration::from_secs(300)))).await;
    let mut client = server.connect().await;
    let begun = tokio::time::Instant::now();
    assert_eq!(read_until_reset_paused(&mut client).await, "");
    let took = begun.elapsed();
    assert!(took >= Duration::from_secs(300) && took < Duration::from_secs(302), "{took:?}");
    assert_eq!(server.metric("scrubline_connections_failed_total{reason=\"idle\"}"), 1);
    server.stop().await;
}

/// Paused time runs ahead of every real bound.
async fn within_paused<F: Future>(future: F) -> F::Output {
    future.await
}

async fn read_until_reset_paused(client: &mut tokio::net::TcpStream) -> String {
    let mut got = String::new();
    let error = tokio::io::AsyncReadExt::read_to_string(client, &mut got).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    got
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_a_gigabyte_passes_in_bounded_memory() {
    // A debug build would take an hour for the whole gigabyte.
    let bytes: usize = if cfg!(debug_assertions) { 2 << 20 } else { 1 << 30 };
    let server = Running::start(settings()).await;
    let (mut read, mut write) = server.connect().await.into_split();
    let writer = tokio::spawn(async move {
        let block = vec![b'x'; 1 << 20];
        for _ in 0..bytes >> 20 {
            write.write_all(&block).await.unwrap();
        }
        write.write_all(format!(" {RAW}").as_bytes()).await.unwrap();
        write.shutdown().await.unwrap();
    });
    let mut count = 0;
    let mut tail = Vec::new();
    let mut block = vec![0; 1 << 20];
    loop {
        let n = within(tokio::io::AsyncReadExt::read(&mut read, &mut block)).await.unwrap();
        if n == 0 {
            break;
        }
        count += n;
        tail.extend_from_slice(&block[..n]);
        tail.drain(..tail.len().saturating_sub(CLEAN.len()));
    }
    writer.await.unwrap();
    assert_eq!(count, bytes + 1 + CLEAN.len());
    assert_eq!(tail, CLEAN.as_bytes());
    assert!(high_water_kib() < 400 << 10, "{} KiB", high_water_kib());
    server.stop().await;
}

fn high_water_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_stops_stops_the_reading() {
    let server = Running::start(settings()).await;
    let mut client = server.connect().await;
    let block = RAW.repeat(1000);
    let mut sent = 0u64;
    while let Ok(written) = tokio::time::timeout(Duration::from_millis(500), client.write(block.as_bytes())).await {
        sent += written.unwrap() as u64;
        assert!(sent < 256 << 20, "nobody reads, and still it is taken");
    }
    assert!(server.metric("scrubline_input_bytes_total") <= sent);
    // The others do not notice.
    let mut other = server.connect().await;
    send(&mut other, RAW).await;
    expect(&mut other, CLEAN).await;
    drop((client, other));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_busy_clients_share_fairly() {
    let server = Running::start(settings()).await;
    let mut clients = Vec::new();
    // A block takes a debug build a tenth of a second.
    let busy = if cfg!(debug_assertions) { 12 } else { 1000 };
    for _ in 0..busy {
        let (mut read, mut write) = server.connect().await.into_split();
        let writer = tokio::spawn(async move {
            let block = RAW.repeat(200);
            while write.write_all(block.as_bytes()).await.is_ok() {}
        });
        let reader = tokio::spawn(async move {
            let mut block = vec![0; 64 << 10];
            let mut count = 0;
            let until = tokio::time::Instant::now() + Duration::from_secs(2);
            while tokio::time::Instant::now() < until {
                count += tokio::io::AsyncReadExt::read(&mut read, &mut block).await.unwrap();
            }
            count
        });
        clients.push((writer, reader));
    }
    // One who sends a line at a time waits for a turn, not for the end of the others.
    let mut quiet = server.connect().await;
    for _ in 0..3 {
        send(&mut quiet, RAW).await;
        expect(&mut quiet, CLEAN).await;
    }
    let mut counts = Vec::new();
    for (writer, reader) in clients {
        counts.push(within(reader).await.unwrap());
        writer.abort();
    }
    counts.sort_unstable();
    let (least, median) = (counts[0], counts[counts.len() / 2]);
    assert!(least * 5 > median, "{counts:?}");
    drop(quiet);
    server.stop().await;
}

#[tokio::test]
async fn a_unix_socket_has_its_mode_replaces_a_stale_file_and_goes_away() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("in.sock");
    let address: Address = format!("unix:{}", path.display()).parse().unwrap();
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "the stale file");
    let listener = Listener::bind(&address, 0o620).await.unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o620);
    assert!(Listener::bind(&address, 0o600).await.is_err(), "someone listens there");
    let server = Running::start_on(listener, ([127, 0, 0, 1], 0).into(), settings());
    let mut client = UnixStream::connect(&path).await.unwrap();
    send(&mut client, RAW).await;
    send(&mut client, "no end").await;
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut client).await.unwrap(), format!("{CLEAN}no end"));
    server.stop().await;
    assert!(!path.exists());
    std::fs::write(&path, "a file").unwrap();
    assert!(Listener::bind(&address, 0o600).await.is_err(), "not a socket");
    assert!(path.exists());
}
