use std::collections::BTreeMap;

use super::super::Config;
use super::*;
use tf_plugin::framework::schema::Schema;

fn owned(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    let owned = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}

/// What is made of a configuration in an environment, and what is said about it.
fn read(
    options: &ClientOptions,
    variables: &[(&str, &str)],
) -> (Policy, Timeouts, Vec<(String, String)>) {
    let variables = owned(variables);
    let mut diagnostics = Diagnostics::default();
    let policy = options.policy(&variables, &mut diagnostics);
    let timeouts = options.timeouts(&variables, &mut diagnostics);
    let said = diagnostics.into_iter().map(|one| (one.summary, one.detail));
    (policy, timeouts, said.collect())
}

const VARIABLES: [(&str, &str); 4] = [
    ("CEN_SIGNATURE_VERSION", "acs3"),
    ("MAX_RETRY_TIMEOUT", "60"),
    ("CLIENT_CONNECT_TIMEOUT", "2000"),
    ("CLIENT_READ_TIMEOUT", "45000"),
];

#[test]
fn nothing_set_means_the_defaults() {
    let defaults = (Policy::default(), Timeouts::default(), vec![]);
    assert_eq!(read(&ClientOptions::default(), &[]), defaults);
}

#[test]
fn the_environment_stands_in_for_arguments_that_are_not_set_or_not_known_yet() {
    let policy = Policy {
        scheme: Scheme::Acs3,
        max_retry_time: Some(Duration::from_secs(60)),
        ..Policy::default()
    };
    let timeouts = Timeouts {
        connect: Duration::from_secs(2),
        attempt: Duration::from_secs(45),
    };
    let expected = (policy, timeouts, vec![]);
    assert_eq!(read(&ClientOptions::default(), &VARIABLES), expected);
    let unknown = ClientOptions {
        signature_version: Attr::Unknown,
        max_retries: Attr::Unknown,
        max_retry_timeout: Attr::Unknown,
        max_requests_per_second: Attr::Unknown,
        client_connect_timeout: Attr::Unknown,
        client_read_timeout: Attr::Unknown,
        absence_wait: Attr::Unknown,
    };
    assert_eq!(read(&unknown, &VARIABLES), expected);
}

#[test]
fn arguments_beat_the_environment() {
    let config = ClientOptions {
        signature_version: "v1".into(),
        max_retries: Attr::Known(0),
        max_retry_timeout: Attr::Known(0),
        max_requests_per_second: Attr::Known(20),
        client_connect_timeout: Attr::Known(1),
        client_read_timeout: Attr::Known(600_000),
        absence_wait: Attr::Known(7),
    };
    let policy = Policy {
        scheme: Scheme::Rpc,
        max_retries: 0,
        max_retry_time: None,
        max_requests_per_second: Some(20.0),
    };
    let timeouts = Timeouts {
        connect: Duration::from_millis(1),
        attempt: Duration::from_secs(600),
    };
    assert_eq!(read(&config, &VARIABLES), (policy, timeouts, vec![]));
}

#[test]
fn the_time_between_two_looks_is_the_arguments_or_the_variables_or_two_seconds() {
    let wait = |argument, variables: &[(&str, &str)]| {
        let options = ClientOptions {
            absence_wait: argument,
            ..ClientOptions::default()
        };
        options.absence_wait(&owned(variables), &mut Diagnostics::default())
    };
    let variable = [("CEN_ABSENCE_WAIT", "30")];
    assert_eq!(wait(Attr::Null, &[]), Duration::from_secs(2));
    assert_eq!(wait(Attr::Null, &variable), Duration::from_millis(30));
    assert_eq!(wait(Attr::Known(7), &variable), Duration::from_millis(7));
}

#[test]
fn an_illegal_variable_is_named_with_the_legal_values() {
    let (_, _, said) = read(
        &ClientOptions::default(),
        &[
            ("CEN_SIGNATURE_VERSION", "v2"),
            ("MAX_RETRY_TIMEOUT", "-1"),
            ("CLIENT_CONNECT_TIMEOUT", "10s"),
            ("CLIENT_READ_TIMEOUT", "0"),
        ],
    );
    let said: Vec<(&str, &str)> = said
        .iter()
        .map(|(summary, detail)| (summary.as_str(), detail.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                "MAX_RETRY_TIMEOUT cannot be used",
                "The environment variable MAX_RETRY_TIMEOUT must be a whole number from 0 to 86400 (seconds). It stands \
                 in for the argument max_retry_timeout, which is not set.",
            ),
            (
                "CEN_SIGNATURE_VERSION cannot be used",
                "The environment variable CEN_SIGNATURE_VERSION must be v1 or acs3. It stands in for the argument \
                 signature_version, which is not set.",
            ),
            (
                "CLIENT_CONNECT_TIMEOUT cannot be used",
                "The environment variable CLIENT_CONNECT_TIMEOUT must be a whole number from 1 to 600000 \
                 (milliseconds). It stands in for the argument client_connect_timeout, which is not set.",
            ),
            (
                "CLIENT_READ_TIMEOUT cannot be used",
                "The environment variable CLIENT_READ_TIMEOUT must be a whole number from 1 to 600000 (milliseconds). \
                 It stands in for the argument client_read_timeout, which is not set.",
            ),
        ]
    );
}

#[test]
fn every_illegal_argument_is_underlined() {
    use tf_plugin::framework::validate::configuration;
    use tf_plugin::value::Value;
    let schema = Schema::of::<Config>();
    for (name, value) in [
        ("signature_version", Value::from("v2")),
        ("max_retries", Value::from(101)),
        ("max_retry_timeout", Value::from(86_401)),
        ("max_requests_per_second", Value::from(0)),
        ("client_connect_timeout", Value::from(0)),
        ("client_read_timeout", Value::from(600_001)),
    ] {
        for (value, problems) in [(value, 1), (Value::Unknown, 0)] {
            let mut config = schema.null_object();
            config.set_attribute(name, value);
            let found = configuration(&schema, &config);
            let paths: Vec<String> = found.iter().map(|one| one.path.to_string()).collect();
            assert_eq!(paths, vec![name; problems]);
        }
    }
}

#[test]
fn a_short_read_timeout_is_warned_about() {
    let said = |milliseconds| {
        let config = ClientOptions {
            client_read_timeout: milliseconds,
            ..ClientOptions::default()
        };
        let mut diagnostics = Diagnostics::default();
        config.check(&mut diagnostics);
        assert!(!diagnostics.has_errors());
        let said = diagnostics
            .into_iter()
            .map(|one| (one.path.to_string(), one.detail));
        said.collect::<Vec<_>>()
    };
    let warning = "client_read_timeout is 14999 milliseconds. An answer that takes longer counts as none, and a purchase \
                   without an answer is kept as unconfirmed until a later apply confirms it. Set 15000 or more.";
    let expected = ("client_read_timeout".to_owned(), warning.to_owned());
    assert_eq!(said(Attr::Known(14_999)), [expected]);
    assert_eq!(said(Attr::Known(15_000)), []);
    assert_eq!(said(Attr::Unknown), []);
}
