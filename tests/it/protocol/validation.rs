//! What is said of a configuration before anything is planned.

use tf_plugin::value::Value;

use super::messages::error;
use super::objects::{
    With as _, dynamic, empty, map, package, postpaid, provider, resource, timeouts,
};
use super::session::{Session, cloud};

const READ_ONLY: &str = "Attribute is read-only";

/// A configuration with every argument set that a prepaid package can have.
fn full() -> Value {
    package()
        .with("charge_type", "PrePaid")
        .with("period", 2)
        .with("pricing_cycle", "Year")
        .with("auto_pay", true)
        .with("auto_renew", true)
        .with("auto_renew_duration", 3)
        .with("name", "edge")
        .with("description", "to the edge")
        .with("cen_id", "cen-1")
        .with("resource_group_id", "rg-1")
        .with("tags", map(&[("team", "net")]))
        .with("client_token", "token")
        .with("on_destroy", "refuse")
        .with("timeouts", timeouts("1m"))
}

#[tokio::test]
async fn a_legal_configuration_is_accepted_in_silence() {
    let session = Session::fresh();
    for config in [package(), postpaid(), full()] {
        assert_eq!(session.validate(&config).await, []);
    }
}

#[tokio::test]
async fn nothing_is_said_of_what_is_not_known_yet() {
    let session = Session::fresh();
    let mut all = full();
    for attribute in &resource().schema().attributes {
        if full().attribute(attribute.name).is_null() {
            continue;
        }
        let one = full().with(attribute.name, Value::Unknown);
        assert_eq!(session.validate(&one).await, [], "{}", attribute.name);
        all.set_attribute(attribute.name, Value::Unknown);
        assert_eq!(session.validate(&all).await, [], "up to {}", attribute.name);
    }
    let inner = Value::Map([("team".to_owned(), Value::Unknown)].into());
    assert_eq!(session.validate(&full().with("tags", inner)).await, []);
    let mut limits = timeouts("1m");
    limits.set_attribute("create", Value::Unknown);
    assert_eq!(session.validate(&full().with("timeouts", limits)).await, []);
}

#[tokio::test]
async fn each_read_only_attribute_is_refused_where_it_is_set() {
    let session = Session::fresh();
    let names = [
        "id",
        "tags_all",
        "status",
        "business_status",
        "creation_time",
        "expired_time",
        "geographic_span_id",
        "is_cross_border",
    ];
    for name in names {
        let set = match name {
            "is_cross_border" => true.into(),
            "tags_all" => map(&[("k", "v")]),
            _ => Value::from("x"),
        };
        let detail = format!(
            "{name} is decided by the provider and cannot be set. Remove it from the configuration."
        );
        assert_eq!(
            session.validate(&package().with(name, set)).await,
            [error(name, READ_ONLY, &detail)]
        );
    }
}

#[tokio::test]
async fn each_required_argument_is_demanded_although_the_host_lets_null_through() {
    let session = Session::fresh();
    let missing = |name: &str| {
        let detail = format!(
            "{name} must have a value, and the expression it is set to gives null. Set it to a value, or give the \
             variable behind it one."
        );
        error(name, "Required argument is null", &detail)
    };
    for name in ["bandwidth", "area_a", "area_b"] {
        let config = package().with(name, Value::Null);
        assert_eq!(session.validate(&config).await, [missing(name)]);
    }
    assert_eq!(
        session.validate(&empty()).await,
        ["bandwidth", "area_a", "area_b"].map(missing)
    );
}

#[tokio::test]
async fn all_problems_are_told_at_once_each_at_its_argument() {
    let session = Session::fresh();
    let config = empty()
        .with("bandwidth", 1)
        .with("area_a", "Chine")
        .with("area_b", "Asia-Pacific")
        .with("charge_type", "postpaid")
        .with("period", 12)
        .with("cen_id", "vpc-1")
        .with("tags", map(&[("acs:team", "net")]))
        .with("status", "Idle")
        .with("timeouts", timeouts("soon"));
    let expected = [
        error(
            "bandwidth",
            "bandwidth is out of range",
            "bandwidth must be a whole number from 2 to 10000 Mbps; this asks for 1.",
        ),
        error(
            "charge_type",
            "Value is not one of those allowed",
            "\"postpaid\" is not allowed here; use one of \"PrePaid\" or \"PostPaid\". Did you mean \"PostPaid\"?",
        ),
        error(
            "cen_id",
            "Not the id of a CEN instance",
            "\"vpc-1\" cannot be the id of a CEN instance; those begin with \"cen-\".",
        ),
        error(
            "tags",
            "Tag key is not legal",
            "tags[\"acs:team\"]: \"acs:team\" cannot be the key of a tag. A key has 1 to 64 characters, does not begin \
             with \"aliyun\" or \"acs:\", and contains neither http:// nor https://.",
        ),
        error(
            "timeouts",
            "Timeout is not a duration",
            "timeouts.create: \"soon\" cannot be read as a duration. Write a number with a unit, such as \"90s\", \
             \"10m\" or \"1h30m\"; the units are ns, us, ms, s, m and h.",
        ),
        error(
            "status",
            READ_ONLY,
            "status is decided by the provider and cannot be set. Remove it from the configuration.",
        ),
        error(
            "area_a",
            "Unknown area",
            "\"Chine\" is not an area of CEN; the areas are \"China\", \"North-America\", \"Asia-Pacific\", \"Europe\", \
             \"Middle-East\" and \"Australia\". Did you mean \"China\"?\n\nIf CEN has opened this area since this release \
             of the provider, add it to additional_areas in the provider block.",
        ),
        error(
            "period",
            "Period is not sold",
            "CEN does not sell bandwidth packages for 12 months. By the month it sells 1, 2, 3 or 6. For 12 months set \
             period = 1 and pricing_cycle = \"Year\".",
        ),
    ];
    assert_eq!(session.validate(&config).await, expected);
}

#[tokio::test]
async fn timeouts_are_durations_that_leave_time() {
    let session = Session::fresh();
    for legal in ["90s", "10m", "1h30m", "1.5h"] {
        let config = package().with("timeouts", timeouts(legal));
        assert_eq!(session.validate(&config).await, [], "{legal}");
    }
    for zero in ["0", "0s"] {
        let config = package().with("timeouts", timeouts(zero));
        let detail = format!(
            "timeouts.create: With {zero:?} the operation would be over before it begins. Write a longer duration, such as \
             \"10m\", or leave the argument out for the default."
        );
        let expected = error("timeouts", "Timeout leaves no time", &detail);
        assert_eq!(session.validate(&config).await, [expected], "{zero}");
    }
    for illegal in ["5", "-5s", "5d", "1h 30m"] {
        let detail = format!(
            "timeouts.create: {illegal:?} cannot be read as a duration. Write a number with a unit, such as \"90s\", \
             \"10m\" or \"1h30m\"; the units are ns, us, ms, s, m and h."
        );
        assert_eq!(
            session
                .validate(&package().with("timeouts", timeouts(illegal)))
                .await,
            [error("timeouts", "Timeout is not a duration", &detail)]
        );
    }
}

#[tokio::test]
async fn areas_that_the_provider_block_vouches_for_pass() {
    let session = Session::fresh();
    let config = package().with("area_b", "Africa");
    assert_eq!(session.validate(&config).await.len(), 1);
    for areas in [Value::set(vec!["Africa".into()]), Value::Unknown] {
        let block = provider().with("additional_areas", areas);
        assert_eq!(session.validate_provider(&block).await.diagnostics, []);
        assert_eq!(session.validate(&config).await, []);
    }
}

#[tokio::test]
async fn a_provider_block_with_a_mistake_is_told_so_at_the_argument() {
    let session = Session::fresh();
    let block = provider()
        .with("endpoint", "http://cen.example")
        .with("default_tags", map(&[("aliyun", "x")]));
    let expected = [
        error(
            "default_tags",
            "Tag key is not legal",
            "default_tags[\"aliyun\"]: \"aliyun\" cannot be the key of a tag. A key has 1 to 64 characters, does not begin \
             with \"aliyun\" or \"acs:\", and contains neither http:// nor https://.",
        ),
        error(
            "endpoint",
            "Endpoint cannot be used",
            "the endpoint http://cen.example would send signed requests over the network without TLS; write it as \
             https://HOST, https://HOST:PORT, or http://127.0.0.1:PORT for a server on this machine. To send requests to \
             another machine without TLS, set allow_plain_http = true.",
        ),
    ];
    assert_eq!(
        session.validate_provider(&block).await.diagnostics,
        expected
    );
    // Unknown parts are no mistake.
    for name in ["endpoint", "secret_key", "default_tags", "allow_plain_http"] {
        let block = provider().with(name, Value::Unknown);
        assert_eq!(
            session.validate_provider(&block).await.diagnostics,
            [],
            "{name}"
        );
        assert_eq!(session.configure(&block).await.diagnostics, [], "{name}");
    }
}

#[tokio::test]
async fn a_validation_is_a_function_of_its_input() {
    let session = Session::fresh();
    let config = dynamic(&full().with("bandwidth", 1).with("name", "http://a"));
    let first = session.validate_message(config.clone()).await;
    assert_eq!(first.len(), 2);
    assert_eq!(session.validate_message(config).await, first);
}

/// What hosts make up under `mock_provider`, where they never configure the provider; a plan that is not mocked does.
#[tokio::test]
async fn an_id_that_a_host_may_have_made_up_passes_until_the_provider_is_configured() {
    let made_up = full()
        .with("cen_id", "jytan2dr")
        .with("resource_group_id", "be7b0gim");
    assert_eq!(Session::fresh().validate(&made_up).await, []);

    let cloud = cloud().await;
    let session = Session::configured(&cloud).await;
    let refused = [
        error(
            "cen_id",
            "Not the id of a CEN instance",
            "\"jytan2dr\" cannot be the id of a CEN instance; those begin with \"cen-\".",
        ),
        error(
            "resource_group_id",
            "Not the id of a resource group",
            "\"be7b0gim\" cannot be the id of a resource group; those begin with \"rg-\".",
        ),
    ];
    assert_eq!(session.validate(&made_up).await, refused);
}
