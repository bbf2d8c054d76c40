//! Clients of a plugin's socket: the host with its own certificate, and those that must be turned away.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P521_SHA512,
};
use rustls::client::ResolvesClientCert;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{
    AlertDescription, ClientConfig, RootCertStore, SignatureScheme, SupportedProtocolVersion,
};
use tf_plugin::plugin::generated::grpc_health_v1::HealthCheckRequest;
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::plugin::generated::grpc_health_v1::health_client::HealthClient;
use tokio::io::AsyncReadExt as _;
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::Code;
use tonic::transport::{Channel, Endpoint};

use crate::api::{self, Api, soon};

pub use rustls::version::{TLS12, TLS13};

/// The throw-away identity of a host: a self-signed CA for `localhost` on P-521, as go-plugin makes it.
pub struct HostIdentity {
    key: KeyPair,
    params: CertificateParams,
    certificate: CertificateDer<'static>,
    /// Its certificate, as hosts hand it to plugins.
    pub pem: String,
}

impl HostIdentity {
    /// A new one.
    pub fn generate() -> Self {
        let mut params = localhost();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::KeyAgreement,
            KeyUsagePurpose::KeyCertSign,
        ];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).expect("a P-521 key");
        let certificate = params.self_signed(&key).expect("a self-signed certificate");
        Self {
            key,
            params,
            certificate: certificate.der().clone(),
            pem: certificate.pem(),
        }
    }

    /// A certificate of a new key, signed by this identity.
    fn issue(&self) -> (CertificateDer<'static>, KeyPair) {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a P-256 key");
        let issuer = Issuer::from_params(&self.params, &self.key);
        let leaf = localhost()
            .signed_by(&key, &issuer)
            .expect("an issued certificate");
        (leaf.der().clone(), key)
    }
}

fn localhost() -> CertificateParams {
    let mut params = CertificateParams::new(["localhost".to_owned()]).expect("a valid name");
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params
        .distinguished_name
        .push(DnType::OrganizationName, "HashiCorp");
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ClientAuth,
        ExtendedKeyUsagePurpose::ServerAuth,
    ];
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2050, 1, 1);
    params
}

/// What a client shows to prove who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The host's certificate, and its key.
    Host,
    /// No certificate at all.
    Nothing,
    /// A certificate that looks like the host's, made by somebody else.
    LookAlike,
    /// A certificate that the host's own key has signed.
    IssuedByHost,
    /// The host's certificate, which is no secret, without its key.
    StolenCertificate,
}

/// A way to reach a plugin.
#[derive(Clone)]
pub struct Client {
    /// The socket.
    pub socket: PathBuf,
    /// Settings of TLS; none for plain text.
    pub tls: Option<Arc<ClientConfig>>,
}

impl Client {
    /// Connects, and negotiates TLS.
    pub async fn dial(&self) -> io::Result<TlsStream<UnixStream>> {
        let config = self.tls.clone().expect("settings for TLS");
        let name = ServerName::try_from("localhost").expect("a valid name");
        TlsConnector::from(config)
            .connect(name, UnixStream::connect(&self.socket).await?)
            .await
    }

    /// A client of the provider service.
    pub fn provider(&self) -> Api {
        api::client(api::transport(self.channel()))
    }

    /// A channel that connects on the first call.
    pub fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_static("http://localhost");
        let client = self.clone();
        if self.tls.is_some() {
            return endpoint.connect_with_connector_lazy(tower::service_fn(move |_| {
                let client = client.clone();
                async move { client.dial().await.map(TokioIo::new) }
            }));
        }
        endpoint.connect_with_connector_lazy(tower::service_fn(move |_| {
            let socket = client.socket.clone();
            async move { UnixStream::connect(socket).await.map(TokioIo::new) }
        }))
    }
}

/// TLS as the host does it: only the plugin's own certificate is trusted, `h2` is offered, one version is spoken.
pub fn tls(
    host: &HostIdentity,
    plugin: &CertificateDer<'static>,
    proof: Proof,
    version: &'static SupportedProtocolVersion,
) -> Arc<ClientConfig> {
    let mut trusted = RootCertStore::empty();
    trusted
        .add(plugin.clone())
        .expect("the plugin's certificate is valid");
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[version])
        .expect("a version that the crypto provider knows")
        .with_root_certificates(trusted);
    let shown = match proof {
        Proof::Nothing => None,
        Proof::Host => Some((vec![host.certificate.clone()], host.key.serialize_der())),
        Proof::LookAlike => {
            let other = HostIdentity::generate();
            Some((vec![other.certificate.clone()], other.key.serialize_der()))
        }
        Proof::IssuedByHost => {
            let (leaf, key) = host.issue();
            Some((vec![leaf, host.certificate.clone()], key.serialize_der()))
        }
        Proof::StolenCertificate => Some((
            vec![host.certificate.clone()],
            HostIdentity::generate().key.serialize_der(),
        )),
    };
    let mut config = match shown {
        None => config.with_no_client_auth(),
        Some((chain, key)) => config.with_client_cert_resolver(Arc::new(Shows::new(chain, key))),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

/// Shows a certificate, whether it fits the key or not.
#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl Shows {
    fn new(chain: Vec<CertificateDer<'static>>, key: Vec<u8>) -> Self {
        let key = PrivateKeyDer::Pkcs8(key.into());
        let key = aws_lc_rs::sign::any_supported_type(&key).expect("a usable key");
        Self(Arc::new(CertifiedKey::new(chain, key)))
    }
}

impl ResolvesClientCert for Shows {
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// The status of the plugin, as go-plugin's ping asks for it.
pub async fn health(channel: Channel) -> Result<ServingStatus, Code> {
    let asked = HealthCheckRequest {
        service: "plugin".into(),
    };
    let answer = soon("a status", async {
        HealthClient::new(channel).check(asked).await
    })
    .await;
    answer
        .map(|answer| answer.get_ref().status())
        .map_err(|status| status.code())
}

/// The alert with which the server turns a client away.
pub async fn alert(client: &Client) -> Option<AlertDescription> {
    let outcome = async {
        let mut stream = client.dial().await?;
        // Under TLS 1.3 a client has finished its own half before the server judges it.
        stream.read_u8().await
    };
    let error = soon("a refusal", outcome).await.err()?;
    match error.get_ref()?.downcast_ref()? {
        rustls::Error::AlertReceived(alert) => Some(*alert),
        _ => None,
    }
}
