//! StopProvider, and hosts that are gone while a purchase is on its way.

use std::process::Stdio;

use cen_simulator::{Fault, Package, Simulator, Stage};
use serde_json::{Map, Value as Json};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;
use tokio::io::{AsyncReadExt as _, BufReader};
use tokio::task::JoinHandle;

use super::messages::{applying, planning, reading};
use super::objects::{
    With as _, dynamic, encoded, identity, postpaid, provider_for, provider_kind, value,
};
use super::session::{Running, Session, another_connection, answer, cloud};
use tf_plugin_testing::process::client::{self, Client, HostIdentity, Proof, TLS13};
use tf_plugin_testing::process::{self, Line, Process};
use tf_plugin_testing::soon;

use crate::support::BINARY;

const CREATE: &str = "CreateCenBandwidthPackage";
const DESCRIBE: &str = "DescribeCenBandwidthPackages";

type Made = pb::apply_resource_change::Response;

/// Begins a create that ends only when it is stopped or the cloud lets it go on.
async fn begin_create(session: &Session) -> JoinHandle<Made> {
    let plan = session.plan(planning(&Value::Null, &postpaid())).await;
    let order = applying(&Value::Null, &postpaid(), plan);
    let mut api = session.api.clone();
    tokio::spawn(async move { answer(api.apply_resource_change(order)).await })
}

/// A package as a read sees it.
fn seen(bought: Value, cloud: &Simulator, number: usize) -> Value {
    let package = &cloud.all::<Package>()[number];
    bought
        .with("status", "Idle")
        .with("business_status", "Normal")
        .with("creation_time", package.creation_time.as_str())
        .with("expired_time", package.expired_time.as_str())
        .with("geographic_span_id", package.geographic_span_id.as_str())
        .with("is_cross_border", package.is_cross_border)
}

/// Stops the provider once the create is held, and answers with what became of the create. Nothing but the stop can have
/// ended it: the call is held until later, and an attempt may take longer than the test waits.
async fn stop_held(cloud: &Simulator, session: &Session, create: JoinHandle<Made>) -> Made {
    soon("a held call", cloud.wait_for_held(1)).await;
    assert_eq!(session.stop().await, pb::stop_provider::Response::default());
    let made = soon("the end of the create", create)
        .await
        .expect("no panic");
    cloud.clear_faults();
    cloud.release();
    made
}

fn said(made: &Made) -> Vec<(i32, &str)> {
    let said = made.diagnostics.iter();
    said.map(|said| (said.severity, said.summary.as_str()))
        .collect()
}

#[tokio::test]
async fn a_stopped_wait_keeps_the_id_and_later_calls_and_stops_work() {
    let cloud = cloud().await;
    let session = Running::configured(&cloud).await;
    for number in 1..=2 {
        cloud.fault(Fault::hold(DESCRIBE, Stage::Before));
        let create = begin_create(&session).await;
        let made = stop_held(&cloud, &session, create).await;
        assert_eq!(
            said(&made),
            [(
                2,
                "The package has been bought but is not set up completely"
            )]
        );
        let state = value(made.new_state.as_ref());
        let packages = cloud.all::<Package>();
        assert_eq!(packages.len(), number);
        assert_eq!(
            state.attribute("id"),
            &Value::from(packages[number - 1].id.as_str())
        );
        assert_eq!(state.attribute("status"), &Value::from("Pending"));

        let read = session.read(reading(&state, &made.private)).await;
        let expected = pb::read_resource::Response {
            new_identity: identity(&state),
            new_state: dynamic(&seen(state, &cloud, number - 1)),
            ..Default::default()
        };
        assert_eq!(read, expected);
    }
}

#[tokio::test]
async fn a_stopped_purchase_is_stored_as_unconfirmed_and_confirmed_by_the_next_apply() {
    let cloud = cloud().await;
    let session = Running::configured(&cloud).await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let create = begin_create(&session).await;
    let made = stop_held(&cloud, &session, create).await;
    assert_eq!(said(&made), [(2, "The purchase is unconfirmed")]);
    let token = cloud.journal()[0].parameters["ClientToken"].clone();
    let state = value(made.new_state.as_ref());
    assert_eq!(state.attribute("status"), &Value::from("Unconfirmed"));
    assert_eq!(
        state.attribute("id"),
        &Value::from(format!("unconfirmed:{token}").as_str())
    );

    let read = session.read(reading(&state, &made.private)).await;
    assert_eq!(
        (&read.new_state, &read.private),
        (&made.new_state, &made.private)
    );
    let request = pb::plan_resource_change::Request {
        prior_private: read.private,
        ..planning(&state, &postpaid())
    };
    let plan = session.plan(request).await;
    // The note of the purchase stays; another tells of it in case that the host replaces it.
    assert_eq!(
        (notes(&made.private).len(), plan.requires_replace.len()),
        (1, 0)
    );
    let mut planned = notes(&plan.planned_private);
    assert!(planned.remove("predecessor").is_some());
    assert_eq!(planned, notes(&made.private));
    assert_eq!(
        value(plan.planned_state.as_ref()).attribute("id"),
        &Value::Unknown
    );
    let confirmed = session.apply(applying(&state, &postpaid(), plan)).await;
    assert_eq!(
        (said(&confirmed), &confirmed.private[..]),
        (vec![], &b""[..])
    );
    let packages = cloud.all::<Package>();
    assert_eq!(packages.len(), 1);
    assert_eq!(
        value(confirmed.new_state.as_ref()).attribute("id"),
        &Value::from(packages[0].id.as_str())
    );
}

/// Private data by its keys.
fn notes(private: &[u8]) -> Map<String, Json> {
    serde_json::from_slice(private).expect("private data")
}

#[tokio::test]
async fn an_interrupt_of_the_whole_group_leaves_a_purchase_to_the_host() {
    let cloud = cloud().await;
    let session = Running::configured(&cloud).await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let create = begin_create(&session).await;
    soon("a held call", cloud.wait_for_held(1)).await;
    session.host.signal("INT").await;
    // Signals are taken in before the calls that come after them.
    assert_eq!(session.validate(&postpaid()).await, []);
    cloud.clear_faults();
    cloud.release();
    let made = soon("the end of the create", create)
        .await
        .expect("no panic");
    assert_eq!(made.diagnostics, []);
    let state = value(made.new_state.as_ref());
    let packages = cloud.all::<Package>();
    assert_eq!(state.attribute("id"), &Value::from(packages[0].id.as_str()));
}

#[tokio::test]
async fn a_host_that_hangs_up_and_does_not_come_back_ends_the_provider_after_its_work() {
    let cloud = cloud().await;
    let mut session = Running::fresh().await;
    session.api = another_connection(&session.host);
    let configured = session.configure(&provider_for(&cloud)).await;
    assert_eq!(configured.diagnostics, []);
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let create = begin_create(&session).await;
    soon("a held call", cloud.wait_for_held(1)).await;
    create.abort();
    // The only connection goes with its last client; the new one is never used.
    session.api = session.host.provider();

    cloud.clear_faults();
    cloud.release();
    // The host's own process lives on, so this takes the ten seconds that a host has to come back.
    assert_eq!(session.host.ended().await.code(), Some(0));
    assert_eq!((cloud.calls(CREATE), cloud.all::<Package>().len()), (1, 1));
}

#[tokio::test]
async fn a_stop_when_nothing_runs_disturbs_nothing() {
    let cloud = cloud().await;
    let session = Running::configured(&cloud).await;
    for _ in 0..3 {
        assert_eq!(session.stop().await, pb::stop_provider::Response::default());
    }
    session.create(&postpaid()).await;
}

#[tokio::test]
async fn a_purchase_goes_on_when_the_connection_that_asked_for_it_is_lost() {
    let cloud = cloud().await;
    let mut session = Running::configured(&cloud).await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let plan = session.plan(planning(&Value::Null, &postpaid())).await;
    let order = applying(&Value::Null, &postpaid(), plan);
    let mut lost = another_connection(&session.host);
    let call = tokio::spawn(async move { lost.apply_resource_change(order).await.map(drop) });
    soon("a held call", cloud.wait_for_held(1)).await;
    call.abort();
    assert!(call.await.expect_err("no answer").is_cancelled());

    cloud.release();
    soon(
        "a look at the new package",
        cloud.wait_for_call(DESCRIBE, 1),
    )
    .await;
    assert_eq!(cloud.calls(CREATE), 1);
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(session.host.shutdown().await.code(), Some(0));
}

#[tokio::test]
async fn a_provider_whose_host_has_died_ends_the_purchase_and_itself() {
    let cloud = cloud().await;
    cloud.fault(Fault::hold(CREATE, Stage::After));
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let identity = HostIdentity::generate();
    // The shell stands for the host: it ends when its standard input does, and leaves the provider behind.
    let mut host = Process::of("sh")
        .command(&identity, scratch.path())
        .args(["-c", "\"$0\" & read _", BINARY])
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut stdout = BufReader::new(host.stdout.take().expect("a pipe"));
    let line = Line::read(&mut stdout).await;
    let certificate = line.certificate.expect("a provider that speaks TLS");
    let mut api = Client {
        socket: line.address,
        tls: Some(client::tls(&identity, &certificate, Proof::Host, &TLS13)),
    }
    .provider();
    let request = pb::configure_provider::Request {
        config: encoded(&provider_for(&cloud), &provider_kind()),
        ..Default::default()
    };
    assert_eq!(
        answer(api.configure_provider(request)).await.diagnostics,
        []
    );
    let plan = answer(api.plan_resource_change(planning(&Value::Null, &postpaid()))).await;
    let order = applying(&Value::Null, &postpaid(), plan);
    let call = tokio::spawn(async move { api.apply_resource_change(order).await.map(drop) });
    soon("a held call", cloud.wait_for_held(1)).await;

    drop(host.stdin.take());
    soon("the end of the shell", host.wait())
        .await
        .expect("a child of ours");
    call.abort();
    let mut rest = String::new();
    let end = stdout.read_to_string(&mut rest);
    soon("the end of the provider", end).await.expect("text");
    assert_eq!(
        (
            rest.as_str(),
            cloud.calls(CREATE),
            cloud.all::<Package>().len()
        ),
        ("", 1, 1)
    );
    assert_eq!(
        process::leftovers(scratch.path()),
        Vec::<std::path::PathBuf>::new()
    );
}

#[tokio::test]
async fn a_purchase_outlives_the_client_that_asked_for_it_and_hurts_no_other() {
    let cloud = cloud().await;
    let mut session = Running::configured(&cloud).await;
    let plan = session.plan(planning(&Value::Null, &postpaid())).await;
    let order = applying(&Value::Null, &postpaid(), plan);

    cloud.fault(Fault::hold(CREATE, Stage::Before));
    let mut other = another_connection(&session.host);
    let mut call = Box::pin(async move { other.apply_resource_change(order).await });
    tokio::select! {
        answer = &mut call => panic!("answered while the purchase is held: {answer:?}"),
        () = soon("the purchase", cloud.wait_for_held(1)) => {}
    }
    // The only holder of that client's connection.
    drop(call);

    assert_eq!(session.validate(&postpaid()).await, []);
    assert_eq!(cloud.all::<Package>().len(), 0);
    cloud.clear_faults();
    cloud.release();
    // The look at the bought package comes after the answer to the purchase.
    soon("a look at the package", cloud.wait_for_call(DESCRIBE, 1)).await;
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(session.host.shutdown().await.code(), Some(0));
}
