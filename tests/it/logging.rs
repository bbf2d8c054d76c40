//! What the built provider writes into the host's log.

use serde_json::Value;
use terraform_provider_cen::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;

use crate::support::client::{Proof, TLS13, alert, health};
use crate::support::host::Host;

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
