//! Messages far beyond what gRPC libraries take by default.

use terraform_provider_cen::protocol::generated::tfplugin6 as pb;
use terraform_provider_cen::value::Value;

use super::objects::{With as _, dynamic, empty};
use super::session::Session;

#[tokio::test]
async fn a_hundred_mebibytes_travel_in_both_directions() {
    let session = Session::fresh().await;
    let text = "x".repeat(100 * 1024 * 1024);
    let state = pb::RawState {
        json: format!("{{\"description\":\"{text}\"}}").into(),
        ..Default::default()
    };
    let answer = session.upgrade(0, state).await;
    assert_eq!(answer.diagnostics, []);
    let expected = dynamic(&empty().with("description", Value::String(text)));
    // Not assert_eq: a failure would print it all.
    assert!(
        answer.upgraded_state == expected,
        "the state comes back whole"
    );
}
