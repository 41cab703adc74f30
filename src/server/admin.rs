//! `/healthz`, `/readyz` and `/metrics` over HTTP/1.1.

use std::{convert::Infallible, future::poll_fn, sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming as Body},
    header::{ALLOW, CONTENT_TYPE, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    Handle,
    listener::{Incoming, Listener},
};

/// Connections at a time: some scrapers and probes. The next ones wait.
const CONNECTIONS: usize = 32;
/// A request must be there after this, and a connection is closed after ten times this, whatever it does.
const REQUEST: Duration = Duration::from_secs(10);

pub(super) async fn serve(listener: Listener, handle: &Handle) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match poll_fn(|cx| listener.poll_accept(cx)).await {
            Ok(incoming) => {
                let handle = handle.clone();
                connections.spawn(async move {
                    let _place = place;
                    match incoming {
                        Incoming::Tcp(stream) => converse(TokioIo::new(stream), handle).await,
                        Incoming::Unix(stream) => converse(TokioIo::new(stream), handle).await,
                    }
                });
            }
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn converse<S: hyper::rt::Read + hyper::rt::Write + Unpin>(stream: S, handle: Handle) {
    let service = service_fn(|request| {
        let response = answer(&request, &handle);
        async { Ok::<_, Infallible>(response) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST)
        .max_buf_size(16 << 10)
        .serve_connection(stream, service);
    // What goes wrong here is the business of whoever asked.
    let _ = timeout(10 * REQUEST, connection).await;
}

fn answer(request: &Request<Body>, handle: &Handle) -> Response<Full<Bytes>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "GET only\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match request.uri().path() {
        "/healthz" => text(StatusCode::OK, "ok\n"),
        "/readyz" if handle.is_ready() => text(StatusCode::OK, "ready\n"),
        "/readyz" => text(StatusCode::SERVICE_UNAVAILABLE, handle.why_not_ready()),
        "/metrics" => {
            let mut response = Response::new(Full::new(Bytes::from(handle.metrics())));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(prometheus::TEXT_FORMAT));
            response
        }
        _ => text(StatusCode::NOT_FOUND, "there are /healthz, /readyz and /metrics\n"),
    }
}

fn text(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
