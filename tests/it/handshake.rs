//! How the built provider starts, whom it serves, and how it ends.

use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustls::AlertDescription;
use serde_json::Value;
use terraform_provider_cen::plugin::generated::grpc_health_v1::HealthCheckRequest;
use terraform_provider_cen::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use terraform_provider_cen::plugin::generated::grpc_health_v1::health_client::HealthClient;
use terraform_provider_cen::plugin::generated::plugin::grpc_broker_client::GrpcBrokerClient;
use terraform_provider_cen::plugin::generated::plugin::grpc_stdio_client::GrpcStdioClient;
use terraform_provider_cen::protocol::generated::tfplugin6::get_metadata;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::UnixStream;
use tonic::Code;
use tonic::transport::Channel;

use crate::support::client::{Client, HostIdentity, Proof, TLS12, TLS13};
use crate::support::host::{self, BINARY, COOKIE, Host, Line, leftovers, soon};

/// The status of the plugin, as go-plugin's ping asks for it.
async fn health(channel: Channel) -> Result<ServingStatus, Code> {
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

/// Whether a call of the provider service reaches it; what it answers is not the transport's business.
async fn provider_answers(channel: Channel) -> bool {
    let mut provider = host::provider(channel);
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
async fn run_without_the_cookie_it_explains_itself_and_fails() {
    for start in [
        Host::plain().without_env(COOKIE.0),
        Host::env(COOKIE.0, "another"),
        Host::env(COOKIE.0, ""),
    ] {
        let output = start.output().await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert!(!output.stderr.is_empty());
    }
}

#[tokio::test]
async fn the_handshake_line_is_all_that_is_said_on_standard_output() {
    let mut host = Host::env("TF_LOG", "TRACE").start().await;
    let fields = host.line.fields();
    assert_eq!(fields.len(), 6);
    assert_eq!(
        (fields[0], fields[1], fields[2], fields[4]),
        ("1", "6", "unix", "grpc")
    );
    assert!(host.line.address.is_absolute());
    assert!(host.line.text.ends_with('\n'));
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    // Checks the rest of standard output as well.
    assert_eq!(host.shutdown().await.code(), Some(0));
}

#[tokio::test]
async fn a_host_that_asks_about_multiplexing_hears_that_there_is_none() {
    let host = Host::env("PLUGIN_MULTIPLEX_GRPC", "true").start().await;
    assert_eq!(host.line.fields()[6..], ["false"]);
    let host = Host::env("PLUGIN_MULTIPLEX_GRPC", "").start().await;
    assert_eq!(host.line.fields().len(), 6);
}

#[tokio::test]
async fn without_a_client_certificate_there_is_no_tls() {
    for start in [
        Host::plain().without_env("PLUGIN_CLIENT_CERT"),
        Host::env("PLUGIN_CLIENT_CERT", ""),
    ] {
        let mut host = start.start().await;
        assert_eq!(host.line.fields()[5..], [""]);
        assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
        assert_eq!(host.shutdown().await.code(), Some(0));
    }
}

#[tokio::test]
async fn every_list_of_versions_leads_to_protocol_six() {
    let starts = ["5,6", "6,5", "6", "5"].map(|list| Host::env("PLUGIN_PROTOCOL_VERSIONS", list));
    for start in starts
        .into_iter()
        .chain([Host::plain().without_env("PLUGIN_PROTOCOL_VERSIONS")])
    {
        assert_eq!(start.start().await.line.fields()[1], "6");
    }
}

#[tokio::test]
async fn the_host_is_served_over_both_versions_of_tls_with_http2() {
    let host = Host::start().await;
    for version in [&TLS12, &TLS13] {
        let client = host.client(Proof::Host, version);
        let stream = client.dial().await.expect("the host is admitted");
        let (_, session) = stream.get_ref();
        assert_eq!(session.alpn_protocol(), Some(b"h2".as_slice()));
        assert_eq!(session.protocol_version(), Some(version.version));
        assert_eq!(health(client.channel()).await, Ok(ServingStatus::Serving));
        assert!(provider_answers(client.channel()).await);
    }
    assert!(
        host.provider()
            .get_metadata(get_metadata::Request {})
            .await
            .map_or_else(|status| status.code() == Code::Unimplemented, |_| true)
    );
}

/// The alert with which the server turns a client away.
async fn alert(client: &Client) -> Option<AlertDescription> {
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

#[tokio::test]
async fn every_other_client_is_turned_away() {
    let host = Host::start().await;
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
                !provider_answers(client.channel()).await,
                "{proof:?} over {version:?}"
            );
        }
    }
    let plain = Client {
        socket: host.line.address.clone(),
        tls: None,
    };
    assert!(health(plain.channel()).await.is_err());
    assert!(!provider_answers(plain.channel()).await);
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
}

/// The first seven bytes that answer a ClientHello of TLS 1.`minor`.
async fn answer_to_hello(host: &Host, minor: u8) -> [u8; 7] {
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
    let host = Host::start().await;
    let [kind, .., level, reason] = answer_to_hello(&host, 1).await;
    assert_eq!(
        (kind, level, reason),
        (21, 2, 70),
        "a fatal alert about the protocol version"
    );
    let [kind, .., message, _] = answer_to_hello(&host, 2).await;
    assert_eq!((kind, message), (22, 2), "a ServerHello");
}

#[tokio::test]
async fn a_damaged_client_certificate_ends_it_before_the_handshake_line() {
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for certificate in ["nonsense", damaged] {
        let output = Host::env("PLUGIN_CLIENT_CERT", certificate).output().await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        let line: Value = serde_json::from_slice(&output.stderr).expect("one line of the log");
        assert_eq!(
            (line["@level"].as_str(), line["@module"].as_str()),
            (Some("error"), Some("cen"))
        );
    }
}

#[tokio::test]
async fn the_socket_is_private_and_gone_after_the_end() {
    let mut host = Host::start().await;
    let folder = host.line.address.parent().expect("a folder").to_owned();
    let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
    assert!(
        fs::metadata(&host.line.address)
            .expect("it exists")
            .file_type()
            .is_socket()
    );
    assert_eq!((mode(&host.line.address), mode(&folder)), (0o600, 0o700));
    assert_eq!(folder.parent(), Some(host.scratch()));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert!(!folder.exists());
}

#[tokio::test]
async fn the_socket_is_where_the_host_wants_it() {
    let wanted = tempfile::tempdir().expect("a temporary folder");
    let mut host = Host::env("PLUGIN_UNIX_SOCKET_DIR", wanted.path())
        .start()
        .await;
    assert_eq!(
        host.line.address.parent().and_then(Path::parent),
        Some(wanted.path())
    );
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert_eq!(leftovers(wanted.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_long_temporary_folder_is_no_obstacle() {
    let parent = tempfile::tempdir().expect("a temporary folder");
    let long = parent.path().join("x".repeat(120));
    fs::create_dir(&long).expect("a new folder");
    let mut host = Host::env("TMPDIR", &long).start().await;
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert!(!host.line.address.exists());
}

#[tokio::test]
async fn a_silent_peer_keeps_nobody_waiting() {
    let host = Host::start().await;
    let _silent = UnixStream::connect(&host.line.address)
        .await
        .expect("a listening socket");
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
}

#[tokio::test]
async fn shutdown_is_answered_and_obeyed_although_streams_are_open() {
    let mut host = Host::start().await;
    let offers = tokio_stream::pending();
    let mut broker = GrpcBrokerClient::new(host.channel())
        .start_stream(offers)
        .await
        .expect("a stream")
        .into_inner();
    let mut stdio = GrpcStdioClient::new(host.channel())
        .stream_stdio(())
        .await
        .expect("a stream")
        .into_inner();
    let started = Instant::now();
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(broker.message().await.expect("an orderly end"), None);
    assert_eq!(stdio.message().await.expect("an orderly end"), None);
}

#[tokio::test]
async fn health_is_known_for_the_plugin_only() {
    let host = Host::start().await;
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

/// Whether a text is a time with exactly six fractional digits, in UTC.
fn is_timestamp(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape == "0000-00-00T00:00:00.000000Z"
}

#[tokio::test]
async fn every_line_of_the_log_is_one_that_the_host_can_parse() {
    let mut host = Host::env("TF_LOG", "TRACE").start().await;
    assert!(
        alert(&host.client(Proof::LookAlike, &TLS13))
            .await
            .is_some()
    );
    host.logged("a connection was refused during the TLS handshake")
        .await;
    assert_eq!(host.shutdown().await.code(), Some(0));
    let lines = host.stderr_lines();
    assert!(!lines.is_empty());
    for line in lines {
        let line: Value = serde_json::from_str(&line).expect("a JSON object");
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        assert!(
            ["trace", "debug", "info", "warn", "error"].contains(&text("@level").as_str()),
            "{line}"
        );
        assert!(!text("@message").is_empty(), "{line}");
        assert!(is_timestamp(&text("@timestamp")), "{line}");
        assert_eq!(text("@module").split('.').next(), Some("cen"), "{line}");
    }
}

#[tokio::test]
async fn nothing_is_logged_unless_asked_for() {
    let mut host = Host::start().await;
    assert!(
        alert(&host.client(Proof::LookAlike, &TLS13))
            .await
            .is_some()
    );
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert_eq!(host.stderr_lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_closed_standard_error_disturbs_nobody() {
    let mut host = Host::env("TF_LOG", "TRACE").without_stderr().start().await;
    assert!(
        alert(&host.client(Proof::LookAlike, &TLS13))
            .await
            .is_some()
    );
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
}

#[tokio::test]
async fn an_interrupt_is_left_to_the_host() {
    let mut host = Host::env("TF_LOG", "TRACE").start().await;
    let asked = HealthCheckRequest {
        service: "plugin".into(),
    };
    let watch = HealthClient::new(host.channel()).watch(asked).await;
    let mut running = watch.expect("a stream").into_inner();
    host.signal("INT").await;
    host.logged("SIGINT is left to the host").await;
    let first = running
        .message()
        .await
        .expect("a stream")
        .expect("a first status");
    assert_eq!(first.status(), ServingStatus::Serving);
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
    assert_eq!(running.message().await.expect("an orderly end"), None);
}

#[tokio::test]
async fn a_termination_signal_ends_it_in_order() {
    let mut host = Host::start().await;
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    host.signal("TERM").await;
    assert_eq!(host.ended().await.code(), Some(0));
}

#[tokio::test]
async fn it_ends_when_the_process_that_started_it_is_gone() -> io::Result<()> {
    let scratch = tempfile::tempdir()?;
    // The shell ends when its standard input does, and leaves the provider behind.
    let mut command = Host::plain().command("sh", &HostIdentity::new(), scratch.path());
    command
        .args(["-c", "\"$0\" & read _", BINARY])
        .stdin(std::process::Stdio::piped());
    let mut shell = command.spawn()?;
    let mut stdout = BufReader::new(shell.stdout.take().expect("a pipe"));
    let line = Line::read(&mut stdout).await;
    assert!(line.address.exists());
    drop(shell.stdin.take());
    soon("the end of the shell", shell.wait()).await?;
    let mut rest = String::new();
    soon("the end of the provider", stdout.read_to_string(&mut rest)).await?;
    assert_eq!(rest, "");
    assert_eq!(leftovers(scratch.path()), Vec::<PathBuf>::new());
    Ok(())
}
