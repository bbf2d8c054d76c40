//! Steps, in process and with a real CLI, and what they say when something is not as expected.
//!
//! Those called `product` need `terraform` or `tofu` on the path.

use serde_json::{Value as Json, json};
use tf_plugin_testing::{
    Action, Case, Said, Step, expect_action, expect_change, expect_empty, expect_replacement,
    expect_unknown,
};

use crate::trial::{PLUGIN, Trial};

const FAULT: &str = "trial_fault.first";
const THIS: &str = "trial_everything.this";

/// An object that refers to another one and to a data source.
fn everything(more: &Json) -> Json {
    let mut this = json!({
        "text": "${data.trial_question.long.length} ${trial_fault.first.id}",
        "words": ["${trial_fault.first.id}", null],
        "secret": "canary",
        "any": [1, { "on": true, "none": null }, "${trial_fault.first.id}"],
        "open": { "any": 0.1 },
        "inner": { "name": "n", "secret": "canary" },
        "part": [{ "name": "a" }, { "name": "b", "size": 2 }],
        "single": { "name": "s" },
    });
    for (name, value) in more.as_object().unwrap() {
        this[name] = value.clone();
    }
    json!({
        "data": { "trial_question": { "long": { "text": "how long?" } } },
        "resource": { "trial_fault": { "first": {} }, "trial_everything": { "this": this } },
    })
}

/// Makes, changes, replaces, imports and destroys.
async fn life(mut case: Case) {
    case.step(
        Step::config(everything(&json!({})))
            .plan(expect_action(FAULT, Action::Create))
            .plan(expect_action(THIS, Action::Create))
            .plan(expect_unknown(THIS, "text"))
            .state(FAULT, "", json!({ "id": "fault", "at": null }))
            .state(THIS, "text", "9 fault")
            .state(THIS, "words", json!(["fault", null]))
            .state(
                THIS,
                "any",
                json!([1, { "on": true, "none": null }, "fault"]),
            )
            .state(THIS, "any_choice", json!(["ours"]))
            .state(THIS, "open", json!({ "any": 0.1, "preset": true }))
            .state(THIS, "secret", Json::Null)
            .state(
                THIS,
                "part[1]",
                json!({
                    "name": "b", "size": 2, "secret": null, "kind": null, "preset": 7, "id": "part",
                }),
            )
            .state(THIS, "single.name", "s")
            .has(THIS, "preset"),
    )
    .await;
    case.step(
        Step::config(everything(&json!({ "text": "three" })))
            .only_plan()
            .plan(expect_change(
                THIS,
                json!({
                    "text": ["9 fault", "three"],
                    "size": [7, "(unknown)"],
                    "choice": ["ours", "(unknown)"],
                    "any_choice": [["ours"], "(unknown)"],
                    "seen": [[{ "name": "seen", "flag": null }], "(unknown)"],
                }),
            )),
    )
    .await;
    assert_eq!(case.state(THIS)["text"], "9 fault");
    case.step(
        // A value of another type is another value.
        Step::config(everything(
            &json!({ "text": "three", "open": { "any": "0.1" } }),
        ))
        .only_plan()
        .plan(expect_replacement(THIS, &["open.any"])),
    )
    .await;
    case.step(
        Step::config(everything(&json!({ "text": "three", "kind": "k" })))
            .plan(expect_replacement(THIS, &["kind"]))
            .plan(expect_action(FAULT, Action::NoOp))
            .state(THIS, "size", 5)
            .keeps(THIS, "id"),
    )
    .await;
    case.step(Step::import(FAULT, "${trial_fault.first.id}"))
        .await;
    case.step(Step::import_of(FAULT, json!({ "id": "fault" })))
        .await;
    case.step(
        Step::config(json!({ "resource": { "trial_fault": { "first": {} } } }))
            .plan(expect_action(THIS, Action::Delete))
            .absent(THIS),
    )
    .await;
    case.destroy().await;
}

#[tokio::test]
async fn steps_in_process_live_through_the_life_of_objects() {
    life(Case::new(Trial)).await;
}

#[tokio::test]
async fn product_steps_on_a_cli_live_through_the_same_life() {
    life(Case::on_cli(&PLUGIN, Trial).await).await;
}

#[tokio::test]
async fn a_read_that_leaves_something_unknown_is_a_mistake_of_the_provider() {
    let mut case = Case::new(Trial);
    let config = json!({ "resource": { "trial_fault": { "first": { "at": "forget" } } } });
    case.step(Step::config(config.clone()).leaves_something())
        .await;
    case.step(Step::config(config).says([Said::error(
        "at",
        "The provider does not say what became of an attribute",
        "This is a mistake in the provider; please report it. at must be known by now, and is not. It is stored as null.",
    )]))
    .await;
}

#[tokio::test]
async fn objects_are_found_and_adopted() {
    let mut case = Case::new(Trial);
    case.step(
        Step::query("trial_fault", json!({ "many": 5 }))
            .limit(2)
            .finds(2)
            .finds_object(
                json!({ "id": "fault-1" }),
                Some(json!({ "id": "fault-1", "at": null })),
            ),
    )
    .await;
    case.step(Step::import_of(FAULT, json!({ "id": "fault-1" })).state(FAULT, "id", "fault-1"))
        .await;
    case.step(Step::import_by_identity(FAULT)).await;
    let config = json!({ "resource": { "trial_fault": { "first": {} } } });
    case.step(Step::config(config).plan(expect_empty())).await;
    case.destroy().await;
}

#[tokio::test]
async fn errors_and_warnings_are_expected_or_not() {
    let mut case = Case::new(Trial);
    let nobody = Said::error("id", "Nobody has this id", "Import another one.");
    case.step(Step::import(FAULT, "nobody").says([nobody]))
        .await;

    let panics = "ApplyResourceChange ended in a panic. This is a mistake in the provider, not in your configuration; the \
                  provider goes on running. Run again with TF_LOG_PROVIDER=ERROR and report the line that names the place.";
    let summary = "The provider ran into a mistake of its own";
    let at = |moment: &str| json!({ "resource": { "trial_fault": { "first": { "at": moment } } } });
    case.step(
        Step::config(at("create"))
            .says([Said::error("", summary, panics)])
            .absent(FAULT),
    )
    .await;
    case.step(
        Step::config(at("end of a create"))
            .says([Said::warning("", summary, panics)])
            .state(FAULT, "id", "fault"),
    )
    .await;
    case.destroy().await;
}

fn first(at: &str) -> Step {
    let config = json!({ "resource": { "trial_fault": { "first": { "at": at } } } });
    Step::config(config)
}

#[tokio::test]
#[should_panic(
    expected = "step 1: the state is another\n  trial_fault.first.at: expected \"never\", found \"x\"\n  \
                           trial_fault.first.more: expected a value"
)]
async fn a_state_that_is_another_is_told_with_every_difference() {
    let step = first("x").state(FAULT, "", json!({ "id": "fault", "at": "never" }));
    Case::new(Trial).step(step.has(FAULT, "more")).await;
}

#[tokio::test]
#[should_panic(
    expected = "step 2: the plan is another\n  trial_fault.first: expected NoOp, found Update\n    \
                           trial_fault.first: [\"update\"], {\"at\":[\"x\",\"y\"]}"
)]
async fn a_plan_that_is_another_is_told_with_its_changes() {
    let mut case = Case::new(Trial);
    case.step(first("x")).await;
    case.step(first("y").plan(expect_action(FAULT, Action::NoOp)))
        .await;
}

#[tokio::test]
#[should_panic(
    expected = "step 1: something else was said\n  + error at \"id\": Nobody has this id: Import another one."
)]
async fn a_word_that_nobody_expects_is_told() {
    Case::new(Trial).step(Step::import(FAULT, "nobody")).await;
}
