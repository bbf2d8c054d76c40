//! Answers of data sources and ephemeral resources that leave something unknown.

use serde_json::json;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin_testing::conformance::Subject;
use tf_plugin_testing::schema::Block;
use tf_plugin_testing::wire::encoded;
use tf_plugin_testing::{Host, answer};

use crate::trial::Trial;

/// The configuration with this argument, and nothing else.
fn config(schema: &pb::Schema, name: &str, text: &str) -> Option<pb::DynamicValue> {
    let block = Block::of(schema.block.as_ref().expect("a block"));
    let mut object = block.empty();
    object.set_attribute(name, text.into());
    encoded(&object, &block.value_type())
}

fn said(diagnostics: Vec<pb::Diagnostic>) -> Vec<(String, String)> {
    let all = diagnostics.into_iter();
    all.map(|one| (one.summary, one.detail)).collect()
}

fn mistake(name: &str) -> (String, String) {
    let detail = format!(
        "This is a mistake in the provider; please report it. {name} must be known by now, and is not."
    );
    let summary = "The provider does not say what became of an attribute";
    (summary.to_owned(), detail)
}

#[tokio::test]
async fn a_data_source_that_leaves_something_unknown_has_no_answer() {
    let trial = Subject::of(&Host::of(Trial), &json!({})).await;
    let type_name = "trial_question";
    let request = pb::read_data_source::Request {
        type_name: type_name.to_owned(),
        config: config(
            &trial.schema.data_source_schemas[type_name],
            "text",
            "forget",
        ),
        ..Default::default()
    };
    let found = answer(trial.api.clone().read_data_source(request)).await;
    assert_eq!(found.state, None);
    assert_eq!(said(found.diagnostics), [mistake("length")]);
}

#[tokio::test]
async fn an_ephemeral_value_that_leaves_something_unknown_is_closed_at_once() {
    let trial = Subject::of(&Host::of(Trial), &json!({})).await;
    let type_name = "trial_loan";
    let schemas = &trial.schema.ephemeral_resource_schemas;
    let request = pb::open_ephemeral_resource::Request {
        type_name: type_name.to_owned(),
        config: config(&schemas[type_name], "name", "forget"),
        ..Default::default()
    };
    let opened = answer(trial.api.clone().open_ephemeral_resource(request)).await;
    assert_eq!((opened.result, opened.private), (None, None));
    let taken_back = ("Taken back".to_owned(), "It had been forgotten.".to_owned());
    assert_eq!(said(opened.diagnostics), [mistake("value"), taken_back]);
}
