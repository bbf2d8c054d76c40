//! What a plan leaves for its apply, on hosts that bring it back and on those that do not.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cen_simulator::Package;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{applying, planning};
use super::objects::{With as _, package};
use super::session::{Session, cloud};

/// The question of a host that brings private data of plans back.
fn keeping(config: &Value) -> pb::plan_resource_change::Request {
    let abilities = pb::ClientCapabilities {
        store_planned_private: true,
        ..Default::default()
    };
    pb::plan_resource_change::Request {
        client_capabilities: Some(abilities),
        ..planning(&Value::Null, config)
    }
}

#[tokio::test]
async fn private_data_of_a_plan_that_the_host_brings_back_holds_the_token_of_the_purchase() {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let first = session.plan(keeping(&package())).await;
    let private = first.planned_private.clone();
    assert!(!private.is_empty());
    // Each purchase that is planned has a token of its own.
    assert_ne!(
        session.plan(keeping(&package())).await.planned_private,
        private
    );

    let again = pb::plan_resource_change::Request {
        planned_private: private.clone(),
        ..keeping(&package())
    };
    let second = session.plan(again).await;
    assert_eq!(second, first);

    // The same plan applied twice meets the same purchase.
    let made = session
        .apply(applying(&Value::Null, &package(), second.clone()))
        .await;
    assert_eq!(
        session
            .apply(applying(&Value::Null, &package(), second))
            .await,
        made
    );
    assert_eq!(made.diagnostics, []);
    assert_eq!(cloud.all::<Package>().len(), 1);
    let tokens: BTreeSet<String> = cloud
        .journal()
        .into_iter()
        .filter_map(|call| call.parameters.get("ClientToken").cloned())
        .collect();
    let token = tokens.first().expect("a token was sent");
    assert_eq!(tokens.len(), 1);
    let noted: serde_json::Value = serde_json::from_slice(&private).expect("JSON");
    let encoded = STANDARD.encode(format!("\"{token}\""));
    assert_eq!(noted, serde_json::json!({ "planned_token": encoded }));
}

#[tokio::test]
async fn hosts_that_forget_private_data_of_plans_get_none() {
    let session = Session::fresh();
    let plan = session.plan(planning(&Value::Null, &package())).await;
    assert_eq!(plan.planned_private, "");
    let own = package().with("client_token", "mine");
    assert_eq!(session.plan(keeping(&own)).await.planned_private, "");
}
