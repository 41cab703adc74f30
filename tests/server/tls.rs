//! TLS on both sides, with certificates made for the test.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use scrubline::server::{ClientTls, Forward, ServerTls};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    },
};

use crate::support::{CLEAN, RAW, Running, expect, read_all, reset, send, settings, within};

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

pub(crate) struct Identity {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new() -> Authority {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn identity(&self, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        Identity { certificate: certificate.pem(), key: key.serialize_pem() }
    }
}

async fn connect(server: &Running, authority: &Authority, identity: Option<&Identity>) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        None => builder.with_no_client_auth(),
        Some(identity) => {
            let chain = vec![CertificateDer::from_pem_slice(identity.certificate.as_bytes()).unwrap()];
            builder.with_client_auth_cert(chain, PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).unwrap()).unwrap()
        }
    };
    let connector = TlsConnector::from(Arc::new(config));
    within(connector.connect(ServerName::try_from("localhost").unwrap(), server.connect().await)).await
}

#[tokio::test]
async fn lines_come_back_over_tls() {
    let authority = Authority::new();
    let identity = authority.identity("localhost");
    let mut settings = settings();
    settings.tls = Some(ServerTls::from_pem(identity.certificate.as_bytes(), identity.key.as_bytes(), None).unwrap());
    let server = Running::start(settings).await;
    let mut client = connect(&server, &authority, None).await.unwrap();
    for _ in 0..3 {
        send(&mut client, RAW).await;
        expect(&mut client, CLEAN).await;
    }
    let bulk = RAW.repeat(2000);
    let (mut read, mut write) = tokio::io::split(client);
    let writer = tokio::spawn(async move {
        write.write_all(bulk.as_bytes()).await.unwrap();
        write.write_all(b"no end").await.unwrap();
        write.shutdown().await.unwrap();
    });
    assert_eq!(read_all(&mut read).await.unwrap(), format!("{}no end", CLEAN.repeat(2000)));
    writer.await.unwrap();

    // One who does not speak TLS, and one who leaves without saying so.
    let mut plain = server.connect().await;
    send(&mut plain, RAW).await;
    server.until("scrubline_connections_failed_total{reason=\"handshake\"}", 1).await;
    let mut client = connect(&server, &authority, None).await.unwrap();
    // With TLS 1.3 the client is ready before the server.
    send(&mut client, &format!("{RAW}half a li")).await;
    expect(&mut client, CLEAN).await;
    reset(client.into_inner().0);
    server.until("scrubline_connections_failed_total{reason=\"client\"}", 1).await;
    server.stop().await;
}

#[tokio::test]
async fn a_client_without_its_certificate_gets_nothing() {
    let authority = Authority::new();
    let clients = Authority::new();
    let identity = authority.identity("localhost");
    let mut settings = settings();
    let ca = clients.pem();
    settings.tls = Some(ServerTls::from_pem(identity.certificate.as_bytes(), identity.key.as_bytes(), Some(ca.as_bytes())).unwrap());
    let server = Running::start(settings).await;
    for (wrong, identity) in [None, Some(authority.identity("client"))].iter().enumerate() {
        // In TLS 1.3 the client learns of it by its first read.
        if let Ok(mut client) = connect(&server, &authority, identity.as_ref()).await {
            let _ = client.write_all(RAW.as_bytes()).await;
            assert!(read_all(&mut client).await.is_err());
        }
        server.until("scrubline_connections_failed_total{reason=\"handshake\"}", 1 + wrong as u64).await;
    }
    let mut client = connect(&server, &authority, Some(&clients.identity("client"))).await.unwrap();
    send(&mut client, RAW).await;
    expect(&mut client, CLEAN).await;
    drop(client);
    server.stop().await;
}

#[tokio::test]
async fn lines_go_on_over_tls_to_an_upstream_that_proves_itself_only() {
    let authority = Authority::new();
    let identity = authority.identity("localhost");
    let mut upstream = settings();
    upstream.tls = Some(ServerTls::from_pem(identity.certificate.as_bytes(), identity.key.as_bytes(), None).unwrap());
    let upstream = Running::start(upstream).await;
    let address = || format!("localhost:{}", upstream.address.port()).parse().unwrap();

    let mut settings = settings();
    settings.forward = Some(Forward::with_tls(address(), ClientTls::from_pem(authority.pem().as_bytes()).unwrap()));
    let server = Running::start(settings.clone()).await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    send(&mut client, RAW.trim_end()).await;
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut client).await.unwrap(), format!("{CLEAN}{}", CLEAN.trim_end()));
    server.stop().await;

    settings.limits.connect = std::time::Duration::from_millis(200);
    settings.forward = Some(Forward::with_tls(address(), ClientTls::from_pem(Authority::new().pem().as_bytes()).unwrap()));
    let server = Running::start(settings).await;
    let mut client = server.connect().await;
    send(&mut client, RAW).await;
    assert_eq!(crate::support::read_until_reset(&mut client).await, "");
    assert_eq!(server.metric("scrubline_connections_failed_total{reason=\"connect\"}"), 1);
    server.stop().await;
    upstream.stop().await;
}
