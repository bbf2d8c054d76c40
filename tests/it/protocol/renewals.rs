//! The action that renews a package, as hosts that know actions invoke it (protocol 6.10).

use std::path::Path;

use cen_simulator::{Fault, Money, Options, OrderKind, Package, Policy, Simulator, Stage};
use tempfile::TempDir;
use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tf_plugin_testing::soon;

use super::messages::{error, path};
use super::objects::{With as _, encoded, package, postpaid, provider_for};
use super::session::{Session, answer, cloud};
use crate::support::cloud::{actions, parameters_of};

const ACTION: &str = "cen_bandwidth_package_renew";
const LOOK: &str = "DescribeCenBandwidthPackages";
const ASK: &str = "QueryAvailableInstances";
const RENEW: &str = "RenewInstance";

/// A renewal by a month, with `change` made to it.
fn renewal(id: &str, change: impl FnOnce(Value) -> Value) -> pb::invoke_action::Request {
    let (action_type, config) = configured(id, change);
    pb::invoke_action::Request {
        action_type,
        config,
        ..Default::default()
    }
}

fn configured(id: &str, change: impl FnOnce(Value) -> Value) -> (String, Option<pb::DynamicValue>) {
    let actions = Cen.actions();
    let action = actions.iter().find(|one| one.type_name() == ACTION);
    let schema = action.expect("the action").schema();
    let config = schema.null_object().with("bandwidth_package_id", id);
    let config = change(config.with("period", 1));
    (ACTION.to_owned(), encoded(&config, &schema.value_type()))
}

fn by_a_month(id: &str) -> pb::invoke_action::Request {
    renewal(id, |config| config)
}

/// A provider for `cloud` whose journal is in `folder`.
async fn noting(cloud: &Simulator, folder: &Path) -> Session {
    let session = Session::fresh();
    let journal = folder.join("journal").display().to_string();
    let config = provider_for(cloud).with("purchase_journal", journal.as_str());
    assert_eq!(session.configure(&config).await.diagnostics, []);
    session
}

/// How many orders are noted.
fn noted(folder: &TempDir) -> usize {
    let files = std::fs::read_dir(folder.path().join("journal")).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    paths
        .filter(|path| path.extension().is_some_and(|is| is == "order"))
        .count()
}

/// A provider for `cloud` with one package; its id.
async fn with_package(cloud: &Simulator, config: &Value) -> (Session, String) {
    let session = Session::configured(cloud).await;
    session.create(config).await;
    cloud.clear_journal();
    (session, cloud.all::<Package>()[0].id.clone())
}

/// Until when the only package is paid for.
fn end(cloud: &Simulator) -> String {
    cloud.all::<Package>()[0].expired_time.clone()
}

/// The numbers of the renewals that were ordered.
fn orders(cloud: &Simulator) -> Vec<String> {
    let renewals = cloud.orders().into_iter();
    renewals
        .filter(|order| order.kind == OrderKind::Renew)
        .map(|order| order.id)
        .collect()
}

fn tokens(cloud: &Simulator) -> Vec<String> {
    let calls = cloud.journal().into_iter();
    calls
        .filter(|call| call.action == RENEW)
        .map(|call| call.parameters["ClientToken"].clone())
        .collect()
}

fn told(id: &str, order: &str, before: &str, after: &str) -> Vec<String> {
    vec![
        format!("Order {order} renews {id} by 1 month."),
        format!("{id} is paid until {after} now; it was paid until {before}."),
    ]
}

#[tokio::test]
async fn a_package_is_renewed_once_an_invocation_and_its_new_end_is_told() {
    let cloud = cloud().await;
    let (session, id) = with_package(&cloud, &package()).await;
    let first = end(&cloud);
    let said = session.invoke(by_a_month(&id)).await;
    let second = end(&cloud);
    assert!(second > first);
    assert_eq!(
        said,
        (told(&id, &orders(&cloud)[0], &first, &second), vec![])
    );
    assert_eq!(actions(&cloud), [LOOK, ASK, RENEW, LOOK]);
    let sent = parameters_of(&cloud, RENEW);
    for (name, value) in [
        ("InstanceId", id.as_str()),
        ("ProductCode", "cbn"),
        ("ProductType", "cbn_bwp_pre_mkt"),
        ("RenewPeriod", "1"),
    ] {
        assert_eq!(sent[name], value);
    }

    let said = session.invoke(by_a_month(&id)).await;
    assert_eq!(
        said,
        (told(&id, &orders(&cloud)[1], &second, &end(&cloud)), vec![])
    );
    let tokens = tokens(&cloud);
    assert_ne!(tokens[0], tokens[1]);

    let years = renewal(&id, |config| {
        config.with("period", 2).with("pricing_cycle", "Year")
    });
    assert_eq!(session.invoke(years).await.1, []);
    let mut calls = cloud.journal().into_iter();
    let last = calls.rfind(|call| call.action == RENEW);
    assert_eq!(last.expect("a call").parameters["RenewPeriod"], "24");
}

#[tokio::test]
async fn whatever_becomes_of_the_answers_it_is_renewed_once() {
    for faults in [
        vec![Fault::lose_answer(RENEW).times(1)],
        vec![Fault::lose_answer(RENEW).times(2)],
        vec![Fault::error(RENEW, 500, "InternalError").times(2)],
        vec![
            Fault::lose_answer(RENEW).times(1),
            Fault::error(RENEW, 500, "InternalError").times(1),
        ],
        vec![Fault::lose_answer(LOOK).times(1)],
        vec![Fault::lose_answer(ASK).times(1)],
        // The new end is looked for as often as it takes.
        vec![Fault::error(LOOK, 500, "InternalError").skip(1).times(2)],
    ] {
        let cloud = cloud().await;
        let (session, id) = with_package(&cloud, &package()).await;
        let before = end(&cloud);
        let rules = format!("{faults:?}");
        faults.into_iter().for_each(|fault| cloud.fault(fault));
        let said = session.invoke(by_a_month(&id)).await;
        let orders = orders(&cloud);
        assert_eq!(orders.len(), 1, "{rules}");
        let expected = told(&id, &orders[0], &before, &end(&cloud));
        assert_eq!(said, (expected, vec![]), "{rules}");
        let mut tokens = tokens(&cloud);
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "{rules}");
    }
}

#[tokio::test]
async fn a_refusal_is_told_with_code_and_request_and_nothing_is_noted() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud().await;
    let (_, id) = with_package(&cloud, &package()).await;
    let session = noting(&cloud, folder.path()).await;
    cloud.set_balance(Money::ZERO).expect("a balance");
    let (lines, said) = session.invoke(by_a_month(&id)).await;
    assert_eq!((lines, said.len()), (vec![], 1), "{said:?}");
    assert_eq!(said[0].summary, "The balance of the account is too low");
    let detail = &said[0].detail;
    assert!(detail.starts_with("Nothing was renewed.\n\n"), "{detail}");
    assert!(
        detail.contains("Code INSUFFICIENT.AVAILABLE.QUOTA, HTTP status 200, request id "),
        "{detail}"
    );
    assert_eq!((orders(&cloud).len(), noted(&folder)), (0, 0));

    cloud.fault(Fault::error(RENEW, 400, "ResourceStatusError"));
    let (_, said) = session.invoke(by_a_month(&id)).await;
    assert_eq!(said[0].summary, "The package is not in the status for this");
    assert_eq!((orders(&cloud).len(), noted(&folder)), (0, 0));
}

#[tokio::test]
async fn whoever_may_not_use_the_billing_api_is_told_what_to_allow() {
    let policy = Policy {
        billing: false,
        ..Policy::default()
    };
    let cloud = Simulator::start(Options {
        policy,
        ..Options::default()
    });
    let cloud = cloud.await.expect("a simulator");
    let (session, id) = with_package(&cloud, &package()).await;
    let (lines, said) = session.invoke(by_a_month(&id)).await;
    assert_eq!((lines, said.len()), (vec![], 1));
    assert_eq!(said[0].summary, "Not permitted by the billing API");
    assert!(
        said[0].detail.ends_with(
            "The RAM policy of the caller must allow bss:DescribeInstances, or bssapi:QueryAvailableInstances, which is the same."
        ),
        "{}",
        said[0].detail
    );
    assert_eq!(actions(&cloud), [LOOK, ASK]);
}

/// Invokes a renewal and stops the provider while the call of it is held.
async fn cut_off(cloud: &Simulator, folder: &TempDir, id: &str, stage: Stage) {
    let session = noting(cloud, folder.path()).await;
    cloud.fault(Fault::hold(RENEW, stage));
    let (invoked, ()) = soon("an end", async {
        tokio::join!(session.invoke(by_a_month(id)), async {
            cloud.wait_for_held(1).await;
            session.stop().await;
        })
    })
    .await;
    cloud.clear_faults();
    cloud.release();
    let (lines, said) = invoked;
    assert_eq!(
        lines,
        [format!(
            "Nobody has answered the renewal of {id}; its end is watched instead."
        )]
    );
    assert_eq!(said.len(), 1);
    assert_eq!(
        said[0].summary,
        "It is not known whether the package was renewed"
    );
    assert!(
        said[0].detail.ends_with(
            "Invoke it again, with the same arguments: it is settled under the same token, and paid for once."
        ),
        "{}",
        said[0].detail
    );
    assert_eq!(noted(folder), 1);
}

#[tokio::test]
async fn a_renewal_that_was_cut_off_after_it_took_place_is_not_made_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud().await;
    let (_, id) = with_package(&cloud, &package()).await;
    let before = end(&cloud);
    cut_off(&cloud, &folder, &id, Stage::After).await;
    let after = end(&cloud);
    assert!(after > before);
    cloud.clear_journal();

    let session = noting(&cloud, folder.path()).await;
    let (lines, said) = session.invoke(by_a_month(&id)).await;
    assert_eq!((lines.len(), said), (1, vec![]));
    assert!(
        lines[0].starts_with(&format!(
            "A run that was cut off has sent a renewal of {id} by 1 month at "
        )),
        "{lines:?}"
    );
    assert!(
        lines[0].ends_with(&format!(
            "It is paid until {after} now, so nothing was renewed now. Invoke it again for one more term."
        )),
        "{lines:?}"
    );
    assert_eq!(actions(&cloud), [LOOK]);
    assert_eq!(end(&cloud), after);

    // Whoever has been told so may renew it once more.
    assert_eq!(session.invoke(by_a_month(&id)).await.1, []);
    assert_eq!(orders(&cloud).len(), 2);
}

#[tokio::test]
async fn a_renewal_that_was_cut_off_before_it_took_place_is_made_under_its_token() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud().await;
    let (_, id) = with_package(&cloud, &package()).await;
    // A call that was held is carried out once it is let go, so this one is lost instead.
    let session = noting(&cloud, folder.path()).await;
    cloud.fault("RenewInstance:lost-before".parse().expect("a fault"));
    let (invoked, ()) = soon("an end", async {
        tokio::join!(session.invoke(by_a_month(&id)), async {
            cloud.wait_for_call(RENEW, 1).await;
            session.stop().await;
        })
    })
    .await;
    assert_eq!(invoked.1.len(), 1);
    cloud.clear_faults();
    assert_eq!((orders(&cloud).len(), noted(&folder)), (0, 1));
    let first = tokens(&cloud)[0].clone();
    let before = end(&cloud);
    cloud.clear_journal();

    let session = noting(&cloud, folder.path()).await;
    // Another renewal would be one besides.
    let other = renewal(&id, |config| config.with("period", 3));
    let (lines, said) = session.invoke(other).await;
    assert_eq!((lines, said.len()), (vec![], 1));
    assert_eq!(
        said[0].summary,
        "Another renewal of the package is not settled"
    );
    assert_eq!(actions(&cloud), [LOOK, ASK]);

    let (lines, said) = session.invoke(by_a_month(&id)).await;
    assert_eq!(said, []);
    assert!(
        lines[0].ends_with("It is repeated under the same token, so it is paid for once."),
        "{lines:?}"
    );
    assert_eq!(
        lines[1..],
        told(&id, &orders(&cloud)[0], &before, &end(&cloud))
    );
    assert_eq!(tokens(&cloud), [first]);
    assert_eq!(orders(&cloud).len(), 1);
}

#[tokio::test]
async fn a_package_that_is_paid_for_long_enough_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud().await;
    let (_, id) = with_package(&cloud, &package()).await;
    let session = noting(&cloud, folder.path()).await;
    let before = end(&cloud);
    let until = |time: &str| {
        let time = time.to_owned();
        renewal(&id, |config| {
            config.with("only_if_expires_before", time.as_str())
        })
    };
    for limit in ["2020-01-01T00:00:00Z", &before] {
        let (lines, said) = session.invoke(until(limit)).await;
        assert_eq!((lines.len(), said), (1, vec![]));
        assert!(
            lines[0].starts_with(&format!(
                "{id} is paid until {before}, which is not before "
            )) && lines[0].ends_with("; nothing was renewed."),
            "{lines:?}"
        );
    }
    assert_eq!(actions(&cloud), [LOOK, LOOK]);
    assert!(!folder.path().join("journal").exists());
    let said = session.invoke(until("2099-01-01T00:00:00+08:00")).await;
    assert_eq!(said.1, []);
    assert_eq!(orders(&cloud).len(), 1);
}

#[tokio::test]
async fn a_token_of_its_own_goes_with_the_order() {
    let cloud = cloud().await;
    let (session, id) = with_package(&cloud, &package()).await;
    let own = renewal(&id, |config| {
        config
            .with("client_token", "mine-2027")
            .with("only_if_expires_before", "2999-01-01T00:00:00Z")
    });
    assert_eq!(session.invoke(own).await.1, []);
    assert_eq!(tokens(&cloud), ["mine-2027"]);
}

#[tokio::test]
async fn a_token_of_its_own_needs_an_end_that_is_far_enough() {
    let (type_name, config) = configured("cenbwp-a", |config| {
        config.with("client_token", "mine-2027")
    });
    let request = pb::validate_action_config::Request { type_name, config };
    let session = Session::fresh();
    let said = answer(session.api.clone().validate_action_config(request)).await;
    let detail = "The billing API renews once per token, but does not say how long it remembers one: the same token would renew, and \
                  cost, once more after that. Say with only_if_expires_before which end is far enough; or remove client_token.";
    let summary = "client_token needs only_if_expires_before";
    assert_eq!(said.diagnostics, [error("client_token", summary, detail)]);
}

#[tokio::test]
async fn a_note_that_cannot_be_read_lets_nothing_be_renewed() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud().await;
    let (_, id) = with_package(&cloud, &package()).await;
    cut_off(&cloud, &folder, &id, Stage::After).await;
    cloud.clear_journal();
    let files = std::fs::read_dir(folder.path().join("journal")).expect("a folder");
    let mut paths = files.map(|file| file.expect("a file").path());
    let note = paths.find(|path| path.extension().is_some_and(|is| is == "order"));
    let note = note.expect("a note");
    std::fs::write(&note, "").expect("written");

    let session = noting(&cloud, folder.path()).await;
    let (_, said) = session.invoke(by_a_month(&id)).await;
    assert_eq!(said.len(), 1);
    assert_eq!(
        said[0].summary,
        "The note of an earlier renewal cannot be read"
    );
    assert!(
        said[0].detail.contains(&note.display().to_string()),
        "{said:?}"
    );
    assert_eq!(cloud.calls(RENEW), 0);
    assert_eq!(orders(&cloud).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_renewed_is_refused_before_anything_is_ordered() {
    let cloud = cloud().await;
    let (session, id) = with_package(&cloud, &postpaid()).await;
    let expected = error(
        "bandwidth_package_id",
        "Only prepaid packages are renewed",
        &format!("{id} is PostPaid: it is billed as long as it exists, and does not end."),
    );
    assert_eq!(
        session.invoke(by_a_month(&id)).await,
        (vec![], vec![expected])
    );
    let expected = error(
        "bandwidth_package_id",
        "CEN lists no such package",
        "There is no package cenbwp-nobody in the account of this key, so nothing was renewed. A package whose order has not \
         been paid yet is not listed either: pay that in the console first.",
    );
    assert_eq!(
        session.invoke(by_a_month("cenbwp-nobody")).await,
        (vec![], vec![expected])
    );
    assert_eq!(cloud.calls(RENEW), 0);
}

#[tokio::test]
async fn without_the_billing_api_the_plan_says_no() {
    let cloud = cloud().await;
    let session = Session::fresh();
    let config = provider_for(&cloud).with("use_billing_api", false);
    assert_eq!(session.configure(&config).await.diagnostics, []);
    let off = error(
        "",
        "The billing API is switched off",
        "A package is renewed through the billing API, which use_billing_api = false in the provider block keeps this provider \
         from. Nothing was renewed.",
    );
    let (action_type, config) = configured("cenbwp-a", |config| config);
    let request = pb::plan_action::Request {
        action_type,
        config,
        ..Default::default()
    };
    let planned = answer(session.api.clone().plan_action(request)).await;
    let off = vec![off];
    assert_eq!(planned.diagnostics, off);
    let invoked = session.invoke(by_a_month("cenbwp-a")).await;
    assert_eq!(invoked, (vec![], off));
    assert_eq!(cloud.journal().len(), 0);
}

#[tokio::test]
async fn a_period_that_is_not_sold_is_refused_with_those_that_are() {
    for (period, cycle, words) in [
        (10, None, "10 months"),
        (0, Some("Month"), "0 months"),
        (4, Some("Year"), "4 years"),
        (12, Some("Year"), "12 years"),
    ] {
        let (action_type, config) = configured("cenbwp-a", |config| {
            let config = config.with("period", period);
            match cycle {
                Some(cycle) => config.with("pricing_cycle", cycle),
                None => config,
            }
        });
        let request = pb::validate_action_config::Request {
            type_name: action_type,
            config,
        };
        let session = Session::fresh();
        let said = answer(session.api.clone().validate_action_config(request)).await;
        let expected = pb::Diagnostic {
            attribute: Some(path("period")),
            ..error(
                "period",
                "Period is not sold",
                &format!(
                    "Packages are not renewed by {words} at once. With pricing_cycle = \"Month\" legal are 1 to 9, 12, 24 and 36, \
                     with \"Year\" 1, 2 and 3."
                ),
            )
        };
        assert_eq!(said.diagnostics, [expected]);
    }
}
