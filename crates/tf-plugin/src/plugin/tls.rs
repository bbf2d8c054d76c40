//! TLS between two processes that know each other by one certificate each: ours, made at start-up and printed in the
//! handshake line, and the host's, received through the environment.
//!
//! The host's certificate is a self-signed CA that acts as an end entity, which the usual chain building refuses, and
//! its key is on P-521, which few TLS libraries verify. So the client is accepted when its certificate equals the
//! known one, byte for byte, and it proves to hold the key.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{
    CertificateParams, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{NoServerSessionStorage, ParsedCertificate, ServerConfig};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, SignatureScheme};

/// Tolerance for a clock that is set back while the plugin starts; go-plugin allows the same.
const STARTED_BEFORE: Duration = Duration::from_secs(30);

/// Year in which our certificate ends: no plugin lives that long.
const LAST_YEAR: i32 = 2999;

/// What the libraries for TLS and certificates say.
type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why no TLS could be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The host's certificate is not PEM.
    #[error(
        "the certificate that the host passed in PLUGIN_CLIENT_CERT cannot be read ({0}); \
         unset the variable if it was set by hand, otherwise start the host again"
    )]
    NotPem(String),
    /// The host passed something else than exactly one certificate.
    #[error("PLUGIN_CLIENT_CERT must hold exactly one certificate in PEM form; it holds {0}")]
    NotOne(usize),
    /// The host's certificate is not X.509.
    #[error("the certificate in PLUGIN_CLIENT_CERT is not a valid X.509 certificate: {0}")]
    NotX509(#[source] Source),
    /// Our own certificate could not be made.
    #[error("no certificate could be made for the connection to the host: {0}")]
    OwnCertificate(#[source] Source),
    /// The TLS library refused the settings.
    #[error("TLS could not be set up: {0}")]
    Settings(#[source] Source),
}

/// Our side of the connection: the settings to serve with, and the certificate for the handshake line.
#[derive(Debug)]
pub(crate) struct Identity {
    /// Settings for every accepted connection.
    pub(crate) config: Arc<ServerConfig>,
    /// Our certificate.
    pub(crate) certificate: CertificateDer<'static>,
}

impl Identity {
    /// Makes a certificate, valid from shortly before `now` (time since 1970), and settings that admit only the
    /// client whose certificate is given as PEM.
    pub(crate) fn admitting(client_certificate: &str, now: Duration) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let expected = only_certificate(client_certificate)?;
        let verifier = OnlyClient {
            expected,
            provider: provider.clone(),
        };

        let own = |error: rcgen::Error| TlsError::OwnCertificate(error.into());
        let mut params = CertificateParams::new(["localhost".to_owned()]).map_err(own)?;
        params.not_before = rcgen::date_time_ymd(1970, 1, 1) + now.saturating_sub(STARTED_BEFORE);
        params.not_after = rcgen::date_time_ymd(LAST_YEAR, 12, 31);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(own)?;
        let certificate = params.self_signed(&key).map_err(own)?.der().clone();

        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|error| TlsError::Settings(error.into()))?
            .with_client_cert_verifier(Arc::new(verifier))
            .with_single_cert(vec![certificate.clone()], key.into())
            .map_err(|error| TlsError::Settings(error.into()))?;
        // gRPC in Go hangs up on a server that negotiates no protocol (grpc-go 1.67 and later).
        config.alpn_protocols = vec![b"h2".to_vec()];
        // One connection for life: nothing to resume, and no way around the check of the client.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self {
            config: Arc::new(config),
            certificate,
        })
    }
}

fn only_certificate(pem: &str) -> Result<CertificateDer<'static>, TlsError> {
    let all: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| TlsError::NotPem(error.to_string()))?;
    let count = all.len();
    let [only] = <[_; 1]>::try_from(all).map_err(|_| TlsError::NotOne(count))?;
    ParsedCertificate::try_from(&only).map_err(|error| TlsError::NotX509(error.into()))?;
    Ok(only)
}

/// Admits one certificate and nothing else.
#[derive(Debug)]
struct OnlyClient {
    expected: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for OnlyClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if end_entity.as_ref() == self.expected.as_ref() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn host_certificate() -> (rcgen::Certificate, String) {
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).unwrap();
        let certificate = CertificateParams::new(["localhost".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap();
        let pem = certificate.pem();
        (certificate, pem)
    }

    #[test]
    fn only_the_very_same_certificate_is_admitted() {
        let (certificate, pem) = host_certificate();
        let expected = only_certificate(&pem).unwrap();
        let client = OnlyClient {
            expected,
            provider: Arc::new(aws_lc_rs::default_provider()),
        };
        let check = |der: &CertificateDer<'_>| {
            client
                .verify_client_cert(der, &[], UnixTime::since_unix_epoch(NOW))
                .map(|_| ())
        };
        assert_eq!(check(certificate.der()), Ok(()));
        let (other, _) = host_certificate();
        assert_eq!(
            check(other.der()),
            Err(CertificateError::ApplicationVerificationFailure.into())
        );
        assert!(client.client_auth_mandatory());
        assert!(
            client
                .supported_verify_schemes()
                .contains(&SignatureScheme::ECDSA_NISTP521_SHA512)
        );
    }

    #[test]
    fn our_certificate_is_new_every_time_and_offers_http2() {
        let (_, pem) = host_certificate();
        let one = Identity::admitting(&pem, NOW).unwrap();
        let two = Identity::admitting(&pem, NOW).unwrap();
        assert_ne!(one.certificate, two.certificate);
        assert_eq!(one.config.alpn_protocols, [b"h2".to_vec()]);
    }

    #[test]
    fn what_is_not_exactly_one_certificate_is_refused() {
        let (_, pem) = host_certificate();
        let refusal = |text: &str| Identity::admitting(text, NOW).unwrap_err().to_string();
        let not_one = "PLUGIN_CLIENT_CERT must hold exactly one certificate in PEM form; it holds ";
        assert_eq!(refusal("nonsense"), format!("{not_one}0"));
        assert_eq!(refusal(&pem.repeat(2)), format!("{not_one}2"));
        let cut_off = pem.replace("-----END CERTIFICATE-----", "");
        assert!(matches!(
            only_certificate(&cut_off),
            Err(TlsError::NotPem(_))
        ));
        let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(only_certificate(empty), Err(TlsError::NotX509(_))));
    }
}
