//! Whom a provider serves: the host that started it, and nobody else.

use std::time::Duration;

use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{AlertDescription, RootCertStore};
use serde_json::Value;
use tf_plugin::plugin::generated::grpc_health_v1::HealthCheckRequest;
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::plugin::generated::grpc_health_v1::health_client::HealthClient;
use tf_plugin::protocol::generated::tfplugin6::get_metadata;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tonic::Code;

use tf_plugin_testing::process::Process;
use tf_plugin_testing::process::client::{Client, Proof, TLS12, TLS13, alert, health};
use tf_plugin_testing::{Api, soon};

use crate::providers::{plain, start};

/// Whether a call of the provider service reaches it; what it answers is not the transport's business.
async fn provider_answers(mut provider: Api) -> bool {
    let outcome = soon(
        "an outcome",
        provider.get_metadata(get_metadata::Request {}),
    )
    .await;
    matches!(
        outcome.map_err(|status| status.code()),
        Ok(_) | Err(Code::Unimplemented)
    )
}

#[tokio::test]
async fn the_host_is_served_over_both_versions_of_tls_with_http2() {
    let host = start().await;
    for version in [&TLS12, &TLS13] {
        let client = host.client(Proof::Host, version);
        let stream = client.dial().await.expect("the host is admitted");
        let (_, session) = stream.get_ref();
        assert_eq!(session.alpn_protocol(), Some(b"h2".as_slice()));
        assert_eq!(session.protocol_version(), Some(version.version));
        assert_eq!(health(client.channel()).await, Ok(ServingStatus::Serving));
        assert!(provider_answers(client.provider()).await);
    }
    assert!(
        host.provider()
            .get_metadata(get_metadata::Request {})
            .await
            .map_or_else(|status| status.code() == Code::Unimplemented, |_| true)
    );
}

#[tokio::test]
async fn the_certificate_of_the_line_is_for_this_machine_and_from_today() {
    let host = start().await;
    let field = host.line.fields()[5];
    let is_plain_base64 = |letter: char| letter.is_ascii_alphanumeric() || "+/".contains(letter);
    assert!(
        field.len() > 50 && field.chars().all(is_plain_base64),
        "{field}"
    );
    let certificate = host.line.certificate.as_ref().expect("TLS");
    let parsed = ParsedCertificate::try_from(certificate).expect("X.509");
    let named = |name: &'static str| {
        let name = ServerName::try_from(name).expect("a valid name");
        rustls::client::verify_server_name(&parsed, &name).is_ok()
    };
    assert!(named("localhost"));
    assert!(!named("example.com"));

    // As hosts verify it: it is the only root that they know.
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).expect("a certificate");
    let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
    let valid_at = |time: UnixTime| {
        let verified =
            verify_server_cert_signed_by_trust_anchor(&parsed, &roots, &[], time, algorithms.all);
        verified.is_ok()
    };
    let now = UnixTime::now().as_secs();
    let at = |time| valid_at(UnixTime::since_unix_epoch(Duration::from_secs(time)));
    assert!(at(now) && at(now - 20) && at(now + 10 * 365 * 24 * 3600));
    assert!(!at(now - 3600));
}

#[tokio::test]
async fn every_other_client_is_turned_away() {
    let host = start().await;
    let refusals = [
        (
            Proof::Nothing,
            AlertDescription::CertificateRequired,
            AlertDescription::CertificateRequired,
        ),
        (
            Proof::LookAlike,
            AlertDescription::AccessDenied,
            AlertDescription::AccessDenied,
        ),
        (
            Proof::IssuedByHost,
            AlertDescription::AccessDenied,
            AlertDescription::AccessDenied,
        ),
        (
            Proof::StolenCertificate,
            AlertDescription::DecryptError,
            AlertDescription::DecryptError,
        ),
    ];
    for (proof, on_12, on_13) in refusals {
        for (version, expected) in [(&TLS12, on_12), (&TLS13, on_13)] {
            let client = host.client(proof, version);
            assert_eq!(
                alert(&client).await,
                Some(expected),
                "{proof:?} over {version:?}"
            );
            assert!(
                health(client.channel()).await.is_err(),
                "{proof:?} over {version:?}"
            );
            assert!(
                !provider_answers(client.provider()).await,
                "{proof:?} over {version:?}"
            );
        }
    }
    let plain = Client {
        socket: host.line.address.clone(),
        tls: None,
    };
    assert!(health(plain.channel()).await.is_err());
    assert!(!provider_answers(plain.provider()).await);
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
}

/// The first seven bytes that answer a ClientHello of TLS 1.`minor`.
async fn answer_to_hello(host: &Process, minor: u8) -> [u8; 7] {
    let version = [3, minor + 1];
    let random = [7; 32];
    let no_session = [0];
    let ecdhe_ecdsa_with_aes_128_gcm = [0, 2, 0xc0, 0x2b];
    let no_compression = [1, 0];
    let groups_secp256r1 = [0, 10, 0, 4, 0, 2, 0, 23];
    let signatures_ecdsa_sha256 = [0, 13, 0, 4, 0, 2, 4, 3];
    let body = [
        &version[..],
        &random,
        &no_session,
        &ecdhe_ecdsa_with_aes_128_gcm,
        &no_compression,
        &[0, 16],
        &groups_secp256r1,
        &signatures_ecdsa_sha256,
    ]
    .concat();
    let length = u8::try_from(body.len()).expect("a short message");
    let hello = [&[22, 3, 1, 0, length + 4, 1, 0, 0, length], &body[..]].concat();
    let mut socket = UnixStream::connect(&host.line.address)
        .await
        .expect("a listening socket");
    socket.write_all(&hello).await.expect("an open connection");
    let mut answer = [0; 7];
    soon("an answer", socket.read_exact(&mut answer))
        .await
        .expect("seven bytes");
    answer
}

#[tokio::test]
async fn tls_before_1_2_is_refused() {
    let host = start().await;
    let [ty, .., level, reason] = answer_to_hello(&host, 1).await;
    assert_eq!(
        (ty, level, reason),
        (21, 2, 70),
        "a fatal alert about the protocol version"
    );
    let [ty, .., message, _] = answer_to_hello(&host, 2).await;
    assert_eq!((ty, message), (22, 2), "a ServerHello");
}

#[tokio::test]
async fn a_damaged_client_certificate_ends_it_before_the_handshake_line() {
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for certificate in ["nonsense", damaged] {
        let output = plain()
            .env("PLUGIN_CLIENT_CERT", certificate)
            .output()
            .await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        let line: Value = serde_json::from_slice(&output.stderr).expect("one line of the log");
        assert_eq!(
            (line["@level"].as_str(), line["@module"].as_str()),
            (Some("error"), Some("trial"))
        );
    }
}

#[tokio::test]
async fn without_a_client_certificate_there_is_no_tls() {
    for start in [
        plain().without_env("PLUGIN_CLIENT_CERT"),
        plain().env("PLUGIN_CLIENT_CERT", ""),
    ] {
        let mut host = start.start().await;
        assert_eq!(host.line.fields()[5..], [""]);
        assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
        assert_eq!(host.shutdown().await.code(), Some(0));
    }
}

#[tokio::test]
async fn a_silent_peer_keeps_nobody_waiting() {
    let host = start().await;
    let _silent = UnixStream::connect(&host.line.address)
        .await
        .expect("a listening socket");
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
}

#[tokio::test]
async fn any_number_of_silent_peers_keeps_the_host_waiting_no_longer() {
    let host = start().await;
    let mut silent = Vec::new();
    for _ in 0..64 {
        let peer = UnixStream::connect(&host.line.address).await;
        silent.push(peer.expect("a listening socket"));
    }
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    // That the oldest has to go, and nobody else, is tested beside the code: here a stalled machine may use up the time of all.
    let end = soon("the end", silent[0].read(&mut [0])).await;
    assert_eq!(end.expect("an orderly end"), 0);
}

#[tokio::test]
async fn health_is_known_for_the_plugin_only() {
    let host = start().await;
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    let unknown = HealthCheckRequest {
        service: "tfplugin6.Provider".into(),
    };
    let refusal = HealthClient::new(host.channel())
        .check(unknown)
        .await
        .expect_err("an unknown name");
    assert_eq!(refusal.code(), Code::NotFound);
}
