//! Never buy twice, never lose what was bought.

use std::time::Duration;

use cen_simulator::{Effect, Fault, Options, Package, Simulator, Stage};
use serde_json::json;

use super::{cloud, package, writes};
use crate::support::terraform::{PACKAGE, Workspace};

const CREATE: &str = "CreateCenBandwidthPackage";
const DESCRIBE: &str = "DescribeCenBandwidthPackages";

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_does_not_buy_twice() {
    for effect in [
        Effect::Lost(Stage::After),
        Effect::Lost(Stage::Before),
        Effect::Reset(Stage::After),
        Effect::ResetMidway,
        Effect::Truncated,
        Effect::Http {
            status: 502,
            body: "<html>bad gateway</html>".to_owned(),
        },
        Effect::Throttle {
            retry_after: Some(Duration::from_millis(10)),
        },
    ] {
        let cloud = cloud().await;
        cloud.fault(Fault::new(CREATE, effect.clone()).times(1));
        let workspace = Workspace::new(&cloud, &package(""));
        workspace.apply_quietly().await;

        assert_eq!(cloud.all::<Package>().len(), 1, "{effect:?}");
        assert_eq!(
            workspace.state(PACKAGE).await["id"],
            json!(cloud.all::<Package>()[0].id),
            "{effect:?}"
        );
        let calls: Vec<_> = cloud
            .journal()
            .into_iter()
            .filter(|call| call.action == CREATE)
            .collect();
        assert_eq!(calls.len(), 2, "{effect:?}");
        assert_eq!(calls[0].parameters, calls[1].parameters, "{effect:?}");
        workspace.assert_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unanswered_purchase_is_confirmed_by_the_next_apply() {
    for stage in [Stage::Before, Stage::After] {
        let cloud = cloud().await;
        cloud.fault(Fault::new(CREATE, Effect::Lost(stage)));
        let workspace = Workspace::new(&cloud, &package("  timeouts = { create = \"1s\" }"));
        let (code, said) = workspace.apply().await;
        assert_eq!(code, 0, "{said:?}");
        assert_eq!(said.len(), 1);
        assert_eq!(
            (said[0].severity.as_str(), said[0].summary.as_str()),
            ("warning", "The purchase is unconfirmed")
        );

        let state = workspace.state(PACKAGE).await;
        assert_eq!(state["status"], "Unconfirmed");
        let token = cloud.journal()[0].parameters["ClientToken"].clone();
        assert_eq!(state["id"], json!(format!("unconfirmed:{token}")));

        // Still down: a plan only looks, and the object stays.
        let plan = workspace.plan().await;
        assert_eq!(plan.actions(), ["update"]);
        assert_eq!(
            plan.differences()["id"],
            (state["id"].clone(), json!("(unknown)"))
        );

        cloud.clear_faults();
        workspace.apply_quietly().await;
        assert_eq!(cloud.all::<Package>().len(), 1);
        let state = workspace.state(PACKAGE).await;
        assert_eq!(
            (&state["id"], &state["status"]),
            (&json!(cloud.all::<Package>()[0].id), &json!("Idle"))
        );
        let tokens: Vec<String> = cloud
            .journal()
            .into_iter()
            .filter(|call| call.action == CREATE)
            .map(|call| call.parameters["ClientToken"].clone())
            .collect();
        assert!(
            tokens.len() >= 2 && tokens.iter().all(|one| *one == token),
            "{tokens:?}"
        );
        workspace.assert_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_is_confirmed_as_it_was_made_and_then_changed() {
    let cloud = cloud().await;
    cloud.fault(Fault::lose_answer(CREATE));
    let workspace = Workspace::new(&cloud, &package("  timeouts = { create = \"1s\" }"));
    assert_eq!(workspace.apply().await.0, 0);
    cloud.clear_faults();
    cloud.clear_journal();

    let changed = package("  name = \"later\"").replace("bandwidth   = 5", "bandwidth   = 10");
    workspace.configure(&changed);
    workspace.apply_quietly().await;
    let expected = [
        CREATE,
        "ModifyCenBandwidthPackageAttribute",
        "ModifyCenBandwidthPackageSpec",
    ];
    assert_eq!(writes(&cloud), expected);
    let packages = cloud.all::<Package>();
    assert_eq!(
        (
            packages.len(),
            packages[0].bandwidth,
            packages[0].name.as_str()
        ),
        (1, 10, "later")
    );
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unconfirmed_purchase_is_not_forgotten_by_a_destroy() {
    let cloud = cloud().await;
    cloud.fault(Fault::lose_answer(CREATE));
    let workspace = Workspace::new(&cloud, &package("  timeouts = { create = \"1s\" }"));
    assert_eq!(workspace.apply().await.0, 0);

    let (code, said) = workspace.destroy().await;
    assert_eq!(code, 1);
    let errors: Vec<_> = said.iter().filter(|one| one.severity == "error").collect();
    assert_eq!(errors.len(), 1, "{said:?}");
    assert_eq!(errors[0].summary, "The purchase may have become a package");
    assert!(errors[0].detail.contains(&cloud.all::<Package>()[0].id));
    assert_eq!(workspace.state(PACKAGE).await["status"], "Unconfirmed");

    cloud.clear_faults();
    workspace.apply_quietly().await;
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(cloud.all::<Package>(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definite_refusal_is_an_error_and_stores_nothing() {
    let cloud = cloud().await;
    cloud.fault(Fault::error(CREATE, 400, "OperationFailed.InsufficientBalance").times(1));
    let workspace = Workspace::new(&cloud, &package(""));
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 1);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].severity, "error");
    assert!(
        said[0].detail.starts_with("No package was bought."),
        "{}",
        said[0].detail
    );
    assert!(
        said[0]
            .detail
            .contains("OperationFailed.InsufficientBalance")
    );
    assert!(said[0].detail.contains(&cloud.journal()[0].request_id));
    assert_eq!(workspace.state(PACKAGE).await, serde_json::Value::Null);
    assert_eq!(cloud.calls(CREATE), 1);

    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_looks_like_a_refusal_leaves_the_purchase_unconfirmed() {
    let page = |status, body: &str| Effect::Http {
        status,
        body: body.to_owned(),
    };
    let familiar = Fault::error(CREATE, 500, "Operation.Failed");
    let faults = [
        familiar,
        Fault::new(CREATE, page(302, "")),
        Fault::new(CREATE, page(403, "<html>blocked</html>")),
        Fault::new(CREATE, page(403, r#"{"Code":"Forbidden.RAM"}"#)),
        Fault::new(
            CREATE,
            page(200, r#"{"Code":"Odd","Message":"m","RequestId":"R"}"#),
        ),
    ];
    for fault in faults {
        let cloud = cloud().await;
        cloud.fault(fault.clone());
        let workspace = Workspace::new(&cloud, &package("  timeouts = { create = \"1s\" }"));
        let (code, said) = workspace.apply().await;
        assert_eq!((code, said.len()), (0, 1), "{fault:?}: {said:?}");
        assert_eq!(
            (said[0].severity.as_str(), said[0].summary.as_str()),
            ("warning", "The purchase is unconfirmed"),
            "{fault:?}"
        );
        assert_eq!(workspace.state(PACKAGE).await["status"], "Unconfirmed");

        cloud.clear_faults();
        workspace.apply_quietly().await;
        assert_eq!(cloud.all::<Package>().len(), 1, "{fault:?}");
        let mut tokens: Vec<String> = cloud
            .journal()
            .into_iter()
            .filter(|call| call.action == CREATE)
            .map(|call| call.parameters["ClientToken"].clone())
            .collect();
        assert!(tokens.len() >= 2, "{fault:?}");
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_beside_an_unknown_code_is_the_package() {
    let cloud = cloud().await;
    let body = r#"{"Code":"Odd.Thing","Message":"m","RequestId":"R","CenBandwidthPackageId":"cenbwp-odd"}"#;
    cloud.fault(Fault::new(
        CREATE,
        Effect::Http {
            status: 200,
            body: body.to_owned(),
        },
    ));
    let workspace = Workspace::new(&cloud, &package("  timeouts = { create = \"1s\" }"));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 1), "{said:?}");
    let summary = "The package has been bought but is not set up completely";
    assert_eq!(said[0].summary, summary);
    let state = workspace.state(PACKAGE).await;
    assert_eq!(
        (&state["id"], &state["status"]),
        (&json!("cenbwp-odd"), &json!("Pending"))
    );
    assert_eq!(cloud.calls(CREATE), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_that_was_never_sent_is_an_error_and_stores_nothing() {
    let cloud = cloud().await;
    let mut workspace = Workspace::new(&cloud, &package("  timeouts = { create = \"1s\" }"));
    // Bound, so that nobody else gets the port, and not listening, so that connections are refused.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = nobody.local_addr().unwrap();
    workspace.set("CEN_ENDPOINT", &format!("http://{address}"));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    let (summary, detail) = (&said[0].summary, &said[0].detail);
    assert_eq!(
        (said[0].severity.as_str(), summary.as_str()),
        ("error", "CEN cannot be reached")
    );
    assert!(detail.starts_with("No package was bought.\n\n"), "{detail}");
    assert!(detail.contains(&address.to_string()), "{detail}");
    assert_eq!(workspace.state(PACKAGE).await, serde_json::Value::Null);
    assert_eq!(workspace.destroy().await, (0, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_users_own_token_survives_the_loss_of_the_state() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  client_token = \"order-4711\""));
    workspace.apply_quietly().await;
    std::fs::remove_file(workspace.path().join("terraform.tfstate")).unwrap();
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.all::<Package>()[0].id)
    );

    std::fs::remove_file(workspace.path().join("terraform.tfstate")).unwrap();
    let other =
        package("  client_token = \"order-4711\"").replace("bandwidth   = 5", "bandwidth   = 6");
    workspace.configure(&other);
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1));
    assert!(
        said[0].detail.contains("IdempotenceParam.NotMatch"),
        "{}",
        said[0].detail
    );
    assert_eq!(cloud.all::<Package>().len(), 1);
}

/// A create whose package exists but whose wait fails: not tainted, and the next plan is clean.
async fn wait_fails(fault: Fault, arguments: &str) {
    let cloud = cloud().await;
    cloud.fault(fault);
    let workspace = Workspace::new(&cloud, &package(arguments));
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 0, "{said:?}");
    let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(
        summaries,
        ["The package has been bought but is not set up completely"]
    );
    assert!(said[0].detail.contains(&cloud.all::<Package>()[0].id));
    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.all::<Package>()[0].id)
    );

    cloud.clear_faults();
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.actions()), (0, vec!["no-op"]));
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PACKAGE).await["status"], "Idle");
    assert_eq!(cloud.all::<Package>().len(), 1);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_that_meets_server_errors_does_not_taint() {
    wait_fails(Fault::error(DESCRIBE, 500, "InternalError"), "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_that_is_refused_does_not_taint() {
    wait_fails(Fault::error(DESCRIBE, 403, "Forbidden.RAM"), "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_that_times_out_does_not_taint() {
    let hold = Fault::new(
        DESCRIBE,
        Effect::Delay(Stage::Before, Duration::from_secs(60)),
    );
    wait_fails(hold, "  timeouts = { create = \"1s\" }").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_that_fails_is_repaired_in_place() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    cloud.fault(Fault::error(
        "AssociateCenBandwidthPackage",
        400,
        "OperationInvalid.UserCanNotUseBwp",
    ));
    let workspace = Workspace::new(&cloud, &package(&format!("  cen_id = \"{cen}\"")));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 1), "{said:?}");
    assert!(
        said[0].detail.contains("OperationInvalid.UserCanNotUseBwp"),
        "{}",
        said[0].detail
    );

    cloud.clear_faults();
    cloud.clear_journal();
    let plan = workspace.plan().await;
    assert_eq!(plan.actions(), ["update"]);
    assert_eq!(
        plan.differences()["cen_id"],
        (serde_json::Value::Null, json!(cen))
    );
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["AssociateCenBandwidthPackage"]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_order_is_kept_and_not_bought_again() {
    let cloud = cloud().await;
    let workspace = Workspace::new(
        &cloud,
        &package("")
            .replace("PostPaid", "PrePaid")
            .replace("\n}", "\n  auto_pay = false\n}"),
    );
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 1), "{said:?}");
    assert_eq!(said[0].summary, "The order is not paid yet");
    assert_eq!(workspace.state(PACKAGE).await["status"], "Pending");

    let plan = workspace.plan().await;
    assert_eq!(plan.actions(), ["no-op"]);
    assert_eq!(plan.said.len(), 1);
    assert_eq!(
        plan.said[0].summary,
        "The package has been bought but is not visible yet"
    );

    cloud.pay(&cloud.all::<Package>()[0].order).unwrap();
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PACKAGE).await["status"], "Idle");
    assert_eq!(cloud.all::<Package>().len(), 1);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_order_is_not_forgotten_in_silence() {
    let cloud = cloud().await;
    let workspace = Workspace::new(
        &cloud,
        &package("  auto_pay = false").replace("PostPaid", "PrePaid"),
    );
    assert_eq!(workspace.apply().await.0, 0);
    let (code, said) = workspace.destroy().await;
    assert_eq!(code, 0, "{said:?}");
    assert_eq!(
        said.last().unwrap().summary,
        "An unpaid order has been left behind"
    );
    assert_eq!(workspace.state(PACKAGE).await, serde_json::Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_not_visible_yet_is_not_dropped_by_a_destroy() {
    let options = Options {
        settle: Duration::from_secs(300),
        ..Options::default()
    };
    let cloud = Simulator::start(options).await.unwrap();
    let workspace = Workspace::new(&cloud, &package("  timeouts = { create = \"1s\" }"));
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(workspace.state(PACKAGE).await["status"], "Pending");
    let (code, said) = workspace.destroy().await;
    assert_eq!(code, 1);
    assert_eq!(
        said.last().unwrap().summary,
        "The package is not visible yet"
    );
    assert_eq!(
        workspace.state(PACKAGE).await["id"],
        json!(cloud.all::<Package>()[0].id)
    );
    assert_eq!(writes(&cloud), [CREATE]);
}
