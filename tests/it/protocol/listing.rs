//! `terraform query`: searching for packages that exist, and the configuration that is written for them.

use terraform_provider_cen::Cen;
use tf_plugin::framework::Provider as _;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::Value;

use super::messages::{error, reading};
use super::objects::{PACKAGE, With as _, dynamic, identity, map, package, postpaid, value};
use super::session::{Session, answer, cloud};
use crate::support::cloud::actions;
use tf_plugin_testing::soon;
use tf_plugin_testing::wire::encoded;

/// A `config` block for packages, encoded, with these arguments.
fn filter(arguments: &[(&str, Value)]) -> Option<pb::DynamicValue> {
    filter_of(PACKAGE, arguments)
}

/// A `config` block for objects of a type.
fn filter_of(type_name: &str, arguments: &[(&str, Value)]) -> Option<pb::DynamicValue> {
    let lists = Cen.list_resources();
    let list = lists.iter().find(|one| one.type_name() == type_name);
    let declared = list.expect("objects that can be listed");
    let mut filter = declared.schema().null_object();
    for (name, value) in arguments {
        filter.set_attribute(name, value.clone());
    }
    encoded(&filter, &declared.schema().value_type())
}

/// A request for everything that `arguments` admit.
fn asking(arguments: &[(&str, Value)]) -> pb::list_resource::Request {
    pb::list_resource::Request {
        type_name: PACKAGE.to_owned(),
        config: filter(arguments),
        include_resource_object: true,
        limit: 100,
    }
}

async fn listed(
    session: &Session,
    request: pb::list_resource::Request,
) -> Vec<pb::list_resource::Event> {
    let mut stream = answer(session.api.clone().list_resource(request)).await;
    let mut events = Vec::new();
    while let Some(event) = soon("an event", stream.message()).await.expect("an event") {
        events.push(event);
    }
    events
}

/// A provider with three packages; their states, in the order of their ids.
async fn three() -> (cen_simulator::Simulator, Session, Vec<Value>) {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let mut states = Vec::new();
    for name in ["alpha", "beta", ""] {
        let config = postpaid().with("tags", map(&[("env", "dev")]));
        let config = if name.is_empty() {
            config
        } else {
            config.with("name", name)
        };
        let made = session.create(&config).await;
        states.push(value(made.new_state.as_ref()));
    }
    let id = |state: &Value| state.attribute("id").clone();
    states.sort_by_key(id);
    (cloud, session, states)
}

#[tokio::test]
async fn objects_come_with_identity_name_and_the_state_that_a_read_gives() {
    let (_cloud, session, states) = three().await;
    let events = listed(&session, asking(&[])).await;
    let mut expected = Vec::new();
    for state in &states {
        let name = match (state.attribute("name"), state.attribute("id")) {
            (Value::String(name), _) | (Value::Null, Value::String(name)) => name.clone(),
            other => panic!("{other:?}"),
        };
        let read = session.read(reading(state, b"")).await;
        expected.push(pb::list_resource::Event {
            identity: identity(state),
            display_name: name,
            resource_object: read.new_state,
            diagnostic: vec![],
        });
    }
    assert_eq!(events, expected);
}

#[tokio::test]
async fn the_limit_and_the_conditions_hold_and_objects_come_only_when_asked_for() {
    let (_cloud, session, states) = three().await;
    let request = pb::list_resource::Request {
        limit: 2,
        include_resource_object: false,
        ..asking(&[])
    };
    let events = listed(&session, request).await;
    let identities: Vec<_> = events.iter().map(|one| one.identity.clone()).collect();
    assert_eq!(identities, [identity(&states[0]), identity(&states[1])]);
    assert!(events.iter().all(|one| one.resource_object.is_none()));

    let events = listed(&session, asking(&[("name", "beta".into())])).await;
    let names: Vec<&str> = events.iter().map(|one| one.display_name.as_str()).collect();
    assert_eq!(names, ["beta"]);
    let events = listed(&session, asking(&[("area_a", "Europe".into())])).await;
    assert_eq!(events, []);
}

#[tokio::test]
async fn a_search_that_fails_says_why_and_one_that_nobody_reads_ends() {
    let session = Session::fresh();
    let events = listed(&session, asking(&[])).await;
    let unconfigured = error(
        "",
        "The provider is not configured",
        "The host asked for an object before it configured the provider \"cen\".",
    );
    let expected = pb::list_resource::Event {
        diagnostic: vec![unconfigured],
        ..Default::default()
    };
    assert_eq!(events, [expected]);

    let (_cloud, session, _) = three().await;
    let stream = answer(session.api.clone().list_resource(asking(&[]))).await;
    drop(stream);
    // The process serves on.
    assert_eq!(listed(&session, asking(&[])).await.len(), 3);
}

/// A provider with a prepaid package that renews itself by three months, one that is renewed by hand, and one that is not
/// prepaid.
async fn renewing() -> (cen_simulator::Simulator, Session) {
    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let renews = package()
        .with("name", "renews")
        .with("auto_renew", true)
        .with("auto_renew_duration", 3);
    for config in [
        renews,
        package().with("name", "manual"),
        postpaid().with("name", "endless"),
    ] {
        session.create(&config).await;
    }
    cloud.clear_journal();
    (cloud, session)
}

/// By what each object is shown, in the order of the letters, and what is told of its renewal.
fn renewals(events: &[pb::list_resource::Event]) -> Vec<(String, Value, Value)> {
    let mut told: Vec<_> = events
        .iter()
        .filter(|event| event.resource_object.is_some())
        .map(|event| {
            let state = value(event.resource_object.as_ref());
            let attribute = |name: &str| state.attribute(name).clone();
            (
                event.display_name.clone(),
                attribute("renewal_status"),
                attribute("auto_renew_duration"),
            )
        })
        .collect();
    told.sort_by(|a, b| a.0.cmp(&b.0));
    told
}

#[tokio::test]
async fn a_search_tells_when_packages_end_and_what_becomes_of_them_if_that_is_asked() {
    let (cloud, session) = renewing().await;
    let ends = cloud.all::<cen_simulator::Package>();
    let ends = ends.iter().find(|one| one.name == "renews").unwrap();
    let day = ends.expired_time[..10].to_owned();
    let named = |name: &str| format!("{name}, ends {day}");
    let told = |name: String, status: Value, months: Value| (name, status, months);

    let events = listed(&session, asking(&[])).await;
    assert_eq!(
        renewals(&events),
        [
            told("endless".to_owned(), Value::Null, Value::Null),
            told(named("manual"), Value::Null, Value::Null),
            told(named("renews"), Value::Null, Value::Null),
        ]
    );
    assert_eq!(actions(&cloud), ["DescribeCenBandwidthPackages"]);

    cloud.clear_journal();
    let with_renewal = asking(&[("with_renewal", true.into())]);
    let events = listed(&session, with_renewal.clone()).await;
    assert_eq!(
        renewals(&events),
        [
            told("endless".to_owned(), Value::Null, Value::Null),
            told(named("manual"), "ManualRenewal".into(), Value::Null),
            told(named("renews"), "AutoRenewal".into(), 3.into()),
        ]
    );
    assert_eq!(
        actions(&cloud),
        ["DescribeCenBandwidthPackages", "QueryAvailableInstances"]
    );

    // What is not permitted is told, and the rest is found.
    cloud.fault(cen_simulator::Fault::error(
        "QueryAvailableInstances",
        403,
        "NotAuthorized",
    ));
    let events = listed(&session, with_renewal).await;
    assert_eq!(events.len(), 4);
    assert_eq!(renewals(&events)[1].1, Value::Null);
    let said = &events[3].diagnostic;
    assert_eq!(said.len(), 1);
    assert_eq!(
        said[0].summary,
        "What becomes of packages at the end of their terms was not read"
    );
    assert!(
        said[0].detail.contains("bss:DescribeInstances"),
        "{}",
        said[0].detail
    );

    // Where nothing is prepaid there is nothing to ask.
    cloud.clear_journal();
    let endless = asking(&[
        ("charge_type", "PostPaid".into()),
        ("with_renewal", true.into()),
    ]);
    assert_eq!(listed(&session, endless).await.len(), 1);
    assert_eq!(actions(&cloud), ["DescribeCenBandwidthPackages"]);
}

#[tokio::test]
async fn conditions_are_checked_before_anything_is_searched() {
    let session = Session::fresh();
    let request = pb::validate_list_resource_config::Request {
        type_name: PACKAGE.to_owned(),
        config: filter(&[("charge_type", "Prepaid".into())]),
        ..Default::default()
    };
    let checked = answer(session.api.clone().validate_list_resource_config(request)).await;
    let expected = error(
        "charge_type",
        "Value is not one of those allowed",
        "\"Prepaid\" is not allowed here; use one of \"PrePaid\" or \"PostPaid\". Did you mean \"PrePaid\"?",
    );
    assert_eq!(checked.diagnostics, [expected]);
}

#[tokio::test]
async fn the_configuration_of_a_package_is_valid_and_plans_no_change() {
    let (_cloud, session, states) = three().await;
    for state in &states {
        let state = value(session.read(reading(state, b"")).await.new_state.as_ref());
        let request = pb::generate_resource_config::Request {
            type_name: PACKAGE.to_owned(),
            state: dynamic(&state),
        };
        let generated = answer(session.api.clone().generate_resource_config(request)).await;
        assert_eq!(generated.diagnostics, []);
        let config = value(generated.config.as_ref());
        let mut expected = state.clone();
        for computed in [
            "id",
            "auto_pay",
            "tags_all",
            "status",
            "business_status",
            "creation_time",
            "expired_time",
            "geographic_span_id",
            "is_cross_border",
        ] {
            expected.set_attribute(computed, Value::Null);
        }
        assert_eq!(config, expected);
        assert_eq!(session.validate(&config).await, []);
        let plan = session
            .plan(pb::plan_resource_change::Request {
                type_name: PACKAGE.to_owned(),
                prior_state: dynamic(&state),
                proposed_new_state: dynamic(&state),
                config: dynamic(&config),
                ..Default::default()
            })
            .await;
        assert_eq!(value(plan.planned_state.as_ref()), state);
    }
}
