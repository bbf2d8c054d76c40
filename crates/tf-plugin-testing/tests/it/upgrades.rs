//! Stored objects of other versions of a schema.

use serde_json::json;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use crate::providers::trial;

#[tokio::test]
async fn objects_of_older_versions_get_the_form_of_today_and_those_of_newer_ones_are_refused() {
    let trial = trial().await;
    let of = trial.of_type("trial_fault");
    let stored = json!({ "id": "x", "moment": "never", "gone": [1] });
    let upgraded = of.upgrade(0, &stored).await;
    assert_eq!(upgraded.diagnostics, []);
    let mut expected = of.block.empty();
    expected.set_attribute("id", "x".into());
    expected.set_attribute("at", "never".into());
    assert_eq!(of.taken(upgraded.upgraded_state.as_ref()), expected);

    // Of today, the old name means nothing.
    let today = of.upgrade(1, &stored).await;
    expected.set_attribute("at", Value::Null);
    assert_eq!(of.taken(today.upgraded_state.as_ref()), expected);

    let summaries = |answer: pb::upgrade_resource_state::Response| {
        assert_eq!(answer.upgraded_state, None);
        let said = answer.diagnostics.into_iter();
        said.map(|one| one.summary).collect::<Vec<_>>()
    };
    assert_eq!(
        summaries(of.upgrade(2, &stored).await),
        ["The state is newer than the provider"]
    );
    assert_eq!(
        summaries(of.upgrade(0, &json!([])).await),
        ["The state does not fit the schema"]
    );
    assert_eq!(
        summaries(of.upgrade(0, &json!({ "id": "upgrade" })).await),
        ["The provider ran into a mistake of its own"]
    );
}
