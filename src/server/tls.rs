//! TLS by rustls with ring. Everything is built from PEM text; whoever calls reads the files.

use std::{fmt, io, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsAcceptor, TlsConnector, TlsStream, client, rustls,
    rustls::{
        ClientConfig, RootCertStore, ServerConfig,
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
        server::WebPkiClientVerifier,
    },
};

/// What the server shows to its clients, and what it asks of them.
#[derive(Clone)]
pub struct ServerTls {
    acceptor: TlsAcceptor,
}

/// Whom the server believes to be its upstream.
#[derive(Clone)]
pub struct ClientTls {
    connector: TlsConnector,
}

/// Certificates or a key that cannot be used. Says which and why, and nothing of the key.
#[derive(Debug)]
pub struct TlsError(String);

impl ServerTls {
    /// Takes a certificate chain, its private key and, if clients must show a certificate, the authorities for those.
    ///
    /// # Errors
    ///
    /// A text holds no certificate or key, or the key is not that of the certificate.
    pub fn from_pem(certificate: &[u8], key: &[u8], client_ca: Option<&[u8]>) -> Result<ServerTls, TlsError> {
        let provider = provider();
        let chain = certificates(certificate, "certificate")?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError("the key file holds no private key in PEM form".into()))?;
        let builder =
            ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().map_err(TlsError::new)?;
        let builder = match client_ca {
            None => builder.with_no_client_auth(),
            Some(ca) => {
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots(ca)?), provider).build().map_err(TlsError::new)?;
                builder.with_client_cert_verifier(verifier)
            }
        };
        let config = builder.with_single_cert(chain, key).map_err(|e| match e {
            rustls::Error::InconsistentKeys(_) => TlsError("the key is not that of the certificate".into()),
            e => TlsError::new(e),
        })?;
        Ok(ServerTls { acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        Ok(TlsStream::Server(self.acceptor.accept(stream).await?))
    }
}

impl ClientTls {
    /// Believes certificates of these authorities only.
    ///
    /// # Errors
    ///
    /// The text holds no certificate that can be used.
    pub fn from_pem(ca: &[u8]) -> Result<ClientTls, TlsError> {
        ClientTls::new(roots(ca)?)
    }

    /// Believes the authorities that this system believes.
    ///
    /// # Errors
    ///
    /// The system has none.
    pub fn system() -> Result<ClientTls, TlsError> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if store.is_empty() {
            return Err(TlsError("this system has no certificate authorities; name a file of them".into()));
        }
        ClientTls::new(store)
    }

    fn new(roots: RootCertStore) -> Result<ClientTls, TlsError> {
        let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().map_err(TlsError::new)?;
        let config = builder.with_root_certificates(roots).with_no_client_auth();
        Ok(ClientTls { connector: TlsConnector::from(Arc::new(config)) })
    }

    pub(super) async fn connect(&self, host: &str, stream: TcpStream) -> io::Result<client::TlsStream<TcpStream>> {
        let name = ServerName::try_from(host.to_owned()).map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
        self.connector.connect(name, stream).await
    }
}

/// Handed to each configuration: the process-wide default of rustls is the caller's to set.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn certificates(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => Err(TlsError(format!("the {what} file holds no certificate in PEM form"))),
    }
}

fn roots(pem: &[u8]) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    for certificate in certificates(pem, "authorities")? {
        store.add(certificate).map_err(TlsError::new)?;
    }
    Ok(store)
}

impl TlsError {
    fn new(error: impl fmt::Display) -> TlsError {
        TlsError(error.to_string())
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsError {}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientTls").finish_non_exhaustive()
    }
}
