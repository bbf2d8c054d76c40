//! Mutual TLS: a certificate of our own, made anew for each process, and exactly one client that is let in.

use std::sync::Arc;

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName as Hint, Error, ServerConfig,
    SignatureScheme,
};

use super::ServeError;

/// TLS for one host.
pub(super) struct Security {
    config: Arc<ServerConfig>,
    certificate: CertificateDer<'static>,
}

impl Security {
    /// Makes a certificate and lets in the client whose certificate, in PEM, is given, and nobody else.
    pub(super) fn for_client(pem: &str) -> Result<Self, ServeError> {
        let client = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|error| ServeError::ClientCertificate(error.to_string()))?;
        // aws-lc-rs, because hosts use a P-521 key, which ring cannot verify.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let (certificate, key) =
            own_certificate().map_err(|error| ServeError::Tls(error.to_string()))?;
        let mut config = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(|error| ServeError::Tls(error.to_string()))?
            .with_client_cert_verifier(Arc::new(OnlyThisClient { client, provider }))
            .with_single_cert(vec![certificate.clone()], key)
            .map_err(|error| ServeError::Tls(error.to_string()))?;
        // Newer hosts hang up on a server that does not agree on a protocol.
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            certificate,
        })
    }

    /// Our certificate in DER, for the handshake line.
    pub(super) fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The settings for accepting connections.
    pub(super) fn acceptor(&self) -> tokio_rustls::TlsAcceptor {
        tokio_rustls::TlsAcceptor::from(self.config.clone())
    }
}

/// A self-signed P-256 certificate for `localhost`, the name that hosts check. The key stays in memory.
fn own_certificate() -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    // The library's default dates reach from 1975 to 4096: clock steps and long debug sessions do not matter.
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.self_signed(&key)?;
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    Ok((certificate.der().clone(), key.into()))
}

/// Accepts the one certificate that the host announced, byte for byte.
///
/// That certificate is a self-signed CA presented as an end entity, which the ordinary verifier refuses; comparing it
/// is stricter anyway. Whoever presents it must prove that it holds the key: the signature of the TLS handshake is
/// verified as always.
#[derive(Debug)]
struct OnlyThisClient {
    client: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for OnlyThisClient {
    fn root_hint_subjects(&self) -> &[Hint] {
        &[]
    }

    fn verify_client_cert(
        &self,
        presented: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if presented.as_ref() == self.client.as_ref() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(
                CertificateError::ApplicationVerificationFailure,
            ))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
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

    #[test]
    fn p521_is_among_the_schemes_that_are_asked_for() {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = OnlyThisClient {
            client: CertificateDer::from(vec![1]),
            provider,
        };
        assert!(
            verifier
                .supported_verify_schemes()
                .contains(&SignatureScheme::ECDSA_NISTP521_SHA512)
        );
        assert!(verifier.client_auth_mandatory());
    }

    #[test]
    fn text_that_is_no_certificate_is_refused() {
        for text in [
            "x",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        ] {
            assert!(
                matches!(
                    Security::for_client(text),
                    Err(ServeError::ClientCertificate(_))
                ),
                "{text}"
            );
        }
    }
}
