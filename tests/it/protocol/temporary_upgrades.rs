//! The action that upgrades a package for a while, as hosts that know actions invoke it (protocol 6.10).

use cen_simulator::{Fault, Options, Package, Policy, Simulator};
use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{applying, error, planning, reading, warning};
use super::objects::{With as _, encoded, package, postpaid, timeouts_of, value};
use super::session::{Session, answer, cloud};

const ACTION: &str = "cen_bandwidth_package_temp_upgrade";
const CALL: &str = "TempUpgradeCenBandwidthPackageSpec";
const FAR: &str = "2099-12-24T18:00:00Z";

fn config(id: &str, mbps: i64, end: &str) -> Option<pb::DynamicValue> {
    let actions = Cen.actions();
    let action = actions.iter().find(|one| one.type_name() == ACTION);
    let declared = action.expect("the action");
    let config = declared.schema().null_object();
    let config = config
        .with("bandwidth_package_id", id)
        .with("bandwidth", mbps)
        .with("end_time", end);
    encoded(&config, &declared.schema().value_type())
}

/// Invokes the action: the lines of its progress, and what was said at the end.
async fn invoke(
    session: &Session,
    id: &str,
    mbps: i64,
    end: &str,
) -> (Vec<String>, Vec<pb::Diagnostic>) {
    let request = pb::invoke_action::Request {
        action_type: ACTION.to_owned(),
        config: config(id, mbps, end),
        ..Default::default()
    };
    session.invoke(request).await
}

/// A provider for `cloud` with one package; its state.
async fn with_package(cloud: &Simulator, config: &Value) -> (Session, Value, String) {
    let session = Session::configured(cloud).await;
    let made = session.create(config).await;
    let id = cloud.all::<Package>()[0].id.clone();
    (session, value(made.new_state.as_ref()), id)
}

#[tokio::test]
async fn an_upgrade_is_ordered_once_and_is_no_drift_of_the_package() {
    let cloud = cloud().await;
    let (session, state, id) = with_package(&cloud, &package()).await;
    let ordered = vec![format!("20 Mbps until {FAR} have been ordered for {id}.")];
    assert_eq!(invoke(&session, &id, 20, FAR).await, (ordered, vec![]));
    assert_eq!(cloud.all::<Package>()[0].bandwidth, 20);

    let there = format!("{id} has 20 Mbps until {FAR} already; nothing was ordered.");
    let again = invoke(&session, &id, 20, "2099-12-25T02:00:00+08:00").await;
    assert_eq!(again, (vec![there], vec![]));
    assert_eq!(cloud.calls(CALL), 1);

    let read = session.read(reading(&state, b"")).await;
    assert_eq!(read.diagnostics, []);
    assert_eq!(value(read.new_state.as_ref()), state);
}

#[tokio::test]
async fn an_order_that_nobody_answered_is_watched_and_not_sent_again() {
    let cloud = cloud().await;
    let (session, _, id) = with_package(&cloud, &package()).await;
    cloud.fault(Fault::lose_answer(CALL));
    let (lines, said) = invoke(&session, &id, 20, FAR).await;
    let watched = format!(
        "Nobody has answered the order for {id}; it is not sent again, and the package is watched instead."
    );
    assert_eq!((lines, said), (vec![watched], vec![]));
    assert_eq!(cloud.calls(CALL), 1);
    assert_eq!(cloud.all::<Package>()[0].bandwidth, 20);
}

#[tokio::test]
async fn upgrades_that_cannot_be_are_refused_before_anything_is_ordered() {
    let cloud = cloud().await;
    let (session, _, id) = with_package(&cloud, &package()).await;
    let near = "2020-01-01T00:00:00Z";
    let too_near = error(
        "end_time",
        "The end of the upgrade is too near",
        &format!(
            "CEN upgrades packages for three hours at least; {near} is nearer than that, or past."
        ),
    );
    assert_eq!(
        invoke(&session, &id, 20, near).await,
        (vec![], vec![too_near.clone()])
    );
    let request = pb::plan_action::Request {
        action_type: ACTION.to_owned(),
        config: config(&id, 20, near),
        ..Default::default()
    };
    let planned = answer(session.api.clone().plan_action(request)).await;
    assert_eq!(planned.diagnostics, [too_near]);

    let no_more = error(
        "bandwidth",
        "An upgrade must be more",
        &format!("{id} has 5 Mbps without an upgrade; this asks for 5."),
    );
    assert_eq!(invoke(&session, &id, 5, FAR).await, (vec![], vec![no_more]));
    assert_eq!(cloud.calls(CALL), 0);

    assert_eq!(invoke(&session, &id, 20, FAR).await.1, []);
    let running = error(
        "bandwidth_package_id",
        "Another upgrade is running",
        &format!(
            "{id} has 20 Mbps until 2099-12-24T18:00Z and goes back to 5 Mbps then. It takes no other upgrade before."
        ),
    );
    assert_eq!(
        invoke(&session, &id, 30, FAR).await,
        (vec![], vec![running])
    );
    assert_eq!(cloud.calls(CALL), 1);
}

#[tokio::test]
async fn a_package_that_is_billed_by_the_day_is_not_upgraded() {
    let cloud = cloud().await;
    let (session, _, id) = with_package(&cloud, &postpaid()).await;
    let expected = error(
        "bandwidth_package_id",
        "Only prepaid packages are upgraded for a while",
        &format!("{id} is PostPaid: change its bandwidth instead, and change it back later."),
    );
    assert_eq!(
        invoke(&session, &id, 20, FAR).await,
        (vec![], vec![expected])
    );
}

#[tokio::test]
async fn an_account_without_upgrades_is_told_what_they_need() {
    let cloud = Simulator::start(Options {
        policy: Policy {
            temporary_upgrades: false,
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .expect("a simulator");
    let (session, _, id) = with_package(&cloud, &package()).await;
    let (lines, said) = invoke(&session, &id, 20, FAR).await;
    assert_eq!((lines, said.len()), (vec![], 1));
    assert_eq!(said[0].summary, "Not permitted");
    let paragraphs: Vec<&str> = said[0].detail.split("\n\n").collect();
    assert_eq!(paragraphs.first(), Some(&"Nothing was ordered."));
    assert_eq!(
        paragraphs.last(),
        Some(
            &"CEN upgrades prepaid packages that have not expired, to more than they have, and only for accounts whose \
              account manager has enabled it."
        )
    );
}

#[tokio::test]
async fn a_plan_that_changes_the_bandwidth_meanwhile_says_what_runs() {
    let cloud = cloud().await;
    let config = package().with("timeouts", timeouts_of("update", "1s"));
    let (session, state, id) = with_package(&cloud, &config).await;
    invoke(&session, &id, 20, FAR).await;
    cloud.clear_journal();

    // What is not about bandwidth is not in the way.
    let renamed = session
        .plan(planning(&state, &config.clone().with("name", "other")))
        .await;
    assert_eq!(renamed.diagnostics, []);
    assert_eq!(cloud.journal().len(), 0);

    let more = config.with("bandwidth", 10);
    let plan = session.plan(planning(&state, &more)).await;
    let runs = format!(
        "{id} has 20 Mbps until 2099-12-24T18:00Z and goes back to 5 Mbps then. CEN may take no other change of its \
         bandwidth before, and apply would wait for timeouts.update and fail. Make this change after the upgrade has ended."
    );
    assert_eq!(
        plan.diagnostics,
        [warning(
            "bandwidth",
            "A temporary upgrade is running",
            &runs
        )]
    );

    let answer = session.apply(applying(&state, &more, plan)).await;
    assert_eq!(answer.diagnostics.len(), 1);
    let said = &answer.diagnostics[0];
    assert_eq!(said.summary, "Another order for the package is open");
    assert!(
        said.detail.contains(
            "A temporary upgrade counts as one until it ends, and an order that nobody has paid until it is paid or \
             cancelled in the console."
        ),
        "{}",
        said.detail
    );
    assert_eq!(value(answer.new_state.as_ref()), state);
    assert_eq!(cloud.all::<Package>()[0].bandwidth, 20);
}
