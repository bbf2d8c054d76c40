//! What a provider writes into the host's log.

use serde_json::{Value, json};
use tf_plugin::plugin::generated::grpc_health_v1::health_check_response::ServingStatus;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin_testing::process::Start;
use tf_plugin_testing::process::client::{Proof, TLS13, alert, health};

use crate::providers::{plain, start};

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
    let mut host = plain().env("TF_LOG", "TRACE").start().await;
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
        let module = text("@module");
        let logger = module.split('.').next().unwrap_or_default();
        assert!(["trial", "sdk"].contains(&logger), "{line}");
    }
}

#[tokio::test]
async fn nothing_is_logged_unless_asked_for() {
    let mut host = start().await;
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
    let mut host = plain()
        .env("TF_LOG", "TRACE")
        .without_stderr()
        .start()
        .await;
    assert!(
        alert(&host.client(Proof::LookAlike, &TLS13))
            .await
            .is_some()
    );
    assert_eq!(health(host.channel()).await, Ok(ServingStatus::Serving));
    assert_eq!(host.shutdown().await.code(), Some(0));
}

/// The lines of the log about one call, without their times and the values that differ from call to call.
async fn lines_of_an_import(start: Start) -> Vec<Value> {
    let mut host = start.start().await;
    let request = pb::import_resource_state::Request {
        type_name: "trial_fault".to_owned(),
        id: "nobody".to_owned(),
        ..Default::default()
    };
    let answer = host.provider().import_resource_state(request).await;
    let detail = answer.unwrap().into_inner().diagnostics[0].detail.clone();
    assert_eq!(host.shutdown().await.code(), Some(0));
    let parsed = host.stderr_lines().into_iter().map(|line| {
        let mut line: Value = serde_json::from_str(&line).unwrap();
        assert!(line.as_object_mut().unwrap().remove("@timestamp").is_some());
        if line.get("diagnostic_detail").is_some() {
            assert_eq!(line["diagnostic_detail"], json!(detail));
            line["diagnostic_detail"] = json!("...");
        }
        line
    });
    parsed
        .filter(|line| line["tf_rpc"] == "ImportResourceState")
        .collect()
}

#[tokio::test]
async fn each_call_is_logged_with_its_name_number_and_time() {
    let mut lines = lines_of_an_import(plain().env("TF_LOG_PROVIDER", "TRACE")).await;
    let number = lines[0]["tf_req_id"].as_str().unwrap().to_owned();
    assert_eq!(uuid::Uuid::parse_str(&number).unwrap().get_version_num(), 4);
    for line in &mut lines[2..] {
        if let Some(duration) = line.get_mut("tf_req_duration_ms") {
            assert!(duration.as_u64().unwrap() < 20_000);
            *duration = json!(0);
        }
    }
    let line = |level: &str, message: &str, more: Value| {
        let mut line = json!({
            "@level": level, "@message": message, "@module": "sdk.proto",
            "tf_provider_addr": "registry.terraform.io/example/trial", "tf_proto_version": "6.11",
            "tf_req_id": number, "tf_resource_type": "trial_fault", "tf_rpc": "ImportResourceState",
        });
        line.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        line
    };
    let expected = [
        line("trace", "Received request", json!({})),
        line("trace", "Sending request downstream", json!({})),
        line(
            "trace",
            "Received downstream response",
            json!({
                "diagnostic_error_count": 1, "diagnostic_warning_count": 0, "tf_req_duration_ms": 0,
            }),
        ),
        line(
            "error",
            "Response contains error diagnostic",
            json!({
                "diagnostic_severity": "ERROR", "diagnostic_summary": "Nobody has this id",
                "diagnostic_detail": "...", "diagnostic_attribute": "id",
            }),
        ),
        line(
            "trace",
            "Served request",
            json!({ "tf_req_duration_ms": 0 }),
        ),
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn the_variables_of_the_plumbing_lower_its_volume_and_nothing_else() {
    let messages = async |start: Start| -> Vec<String> {
        let lines = lines_of_an_import(start).await;
        let message = |line: &Value| line["@message"].as_str().unwrap().to_owned();
        lines.iter().map(message).collect()
    };
    let error = ["Response contains error diagnostic"];
    let trace = || plain().env("TF_LOG", "TRACE");
    assert_eq!(messages(trace().env("TF_LOG_SDK", "ERROR")).await, error);
    assert_eq!(
        messages(trace().env("TF_LOG_SDK_PROTO", "warn")).await,
        error
    );
    assert_eq!(messages(trace().env("TF_LOG_SDK", "off")).await, [""; 0]);
    let both = trace()
        .env("TF_LOG_SDK", "OFF")
        .env("TF_LOG_SDK_PROTO", "WARN");
    assert_eq!(messages(both).await, error);
    assert_eq!(
        messages(trace().env("TF_LOG_SDK_FRAMEWORK", "OFF"))
            .await
            .len(),
        5
    );
    assert_eq!(
        messages(plain().env("TF_LOG", "ERROR").env("TF_LOG_SDK", "TRACE")).await,
        error
    );
}
