//! Health, readiness and metrics over HTTP.

use tokio::{
    net::{TcpListener, TcpStream},
    time::{Duration, sleep},
};

use crate::support::{CLEAN, RAW, Running, expect, read_all, send, settings};

async fn get(port: u16, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    send(&mut stream, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).await;
    let answer = read_all(&mut stream).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

#[tokio::test]
async fn it_tells_how_things_stand() {
    let server = Running::start(settings()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let handle = server.handle.clone();
    let admin = tokio::spawn(async move { handle.serve_admin(listener).await });
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    expect(&mut client, CLEAN).await;

    assert_eq!(get(port, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(get(port, "/readyz").await, (200, "ready\n".to_owned()));
    assert_eq!(get(port, "/other").await.0, 404);
    let (status, metrics) = get(port, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        "scrubline_lines_total 1",
        "scrubline_input_bytes_total 42",
        "scrubline_output_bytes_total 27",
        "scrubline_connections_open 1",
        "scrubline_connections_accepted_total 1",
        "scrubline_connections_refused_total{reason=\"limit\"} 0",
        "scrubline_connections_failed_total{reason=\"panic\"} 0",
        "scrubline_block_duration_seconds_count 1",
        "scrubline_reloads_total{result=\"ok\"} 0",
        concat!("scrubline_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"),
        "# TYPE scrubline_lines_total counter",
        "# TYPE scrubline_block_duration_seconds histogram",
    ] {
        assert!(metrics.lines().any(|got| got == line), "{line} is missing in\n{metrics}");
    }
    let finding = metrics.lines().find(|line| line.starts_with("scrubline_findings_total{kind=\"EMAIL\",pattern=\"")).unwrap();
    assert!(finding.ends_with(" 1"), "{finding}");
    assert!(!metrics.contains("anna"));

    // A line is on its way, so the drain waits; the probe must know meanwhile.
    send(&mut client, "half").await;
    server.until("scrubline_input_bytes_total", 46).await;
    let ended = server.tell_to_stop();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(get(port, "/readyz").await, (503, "draining\n".to_owned()));
    assert_eq!(get(port, "/healthz").await.0, 200);
    send(&mut client, " a line\n").await;
    expect(&mut client, "half a line\n").await;
    drop(client);
    crate::support::within(ended).await.unwrap().unwrap();
    admin.abort();
}
