use std::collections::BTreeMap;

use super::endpoints::{ByProduct, Endpoints};
use super::*;

fn said(config: &Config, variables: &[(&str, &str)]) -> (bool, Vec<(String, String)>) {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let world = World {
        variables: Arc::new(variables.collect::<BTreeMap<_, _>>()),
        ..World::real()
    };
    let mut diagnostics = Diagnostics::default();
    let made = client(config, "1.11.4", &world, &mut diagnostics).is_some();
    let said = diagnostics
        .into_iter()
        .map(|one| (one.path.to_string(), one.detail));
    (made, said.collect())
}

fn at(endpoints: Endpoints) -> Config {
    Config {
        endpoints,
        ..Config::default()
    }
}

#[test]
fn a_client_is_made_without_any_key_since_it_may_never_be_used() {
    assert_eq!(said(&Config::default(), &[]), (true, vec![]));
}

#[test]
fn unknown_values_make_no_client_and_no_error() {
    let config = Config {
        endpoints: Endpoints {
            allow_plain_http: Attr::Unknown,
            ..Endpoints::default()
        },
        ..Config::default()
    };
    assert_eq!(
        said(&config, &[("CEN_ENDPOINT", "nonsense://")]),
        (false, vec![])
    );
}

#[test]
fn an_endpoint_without_tls_must_be_on_this_machine_unless_told_otherwise() {
    let config = |endpoint: &str, allow| {
        at(Endpoints {
            endpoint: endpoint.into(),
            allow_plain_http: Attr::Known(allow),
            ..Endpoints::default()
        })
    };
    assert_eq!(
        said(&config("http://127.0.0.1:8080", false), &[]),
        (true, vec![])
    );
    assert_eq!(
        said(&config("http://cen.example", true), &[]),
        (true, vec![])
    );
    let (made, said) = said(&config("http://cen.example", false), &[]);
    assert!(!made);
    assert_eq!(said[0].0, "endpoint");
    assert!(said[0].1.ends_with(
        "To send requests to another machine without TLS, set allow_plain_http = true."
    ));
}

#[test]
fn the_argument_beats_the_environment_and_its_error_names_the_variable() {
    let config = at(Endpoints {
        endpoint: "http://127.0.0.1:1".into(),
        ..Endpoints::default()
    });
    assert_eq!(
        said(&config, &[("CEN_ENDPOINT", "http://cen.example")]),
        (true, vec![])
    );
    let (_, said) = said(
        &Config::default(),
        &[("CBN_ENDPOINT", "http://cen.example")],
    );
    assert!(
        said[0]
            .1
            .starts_with("It comes from the environment variable CBN_ENDPOINT.")
    );
}

#[test]
fn our_variable_of_the_billing_api_stands_before_that_of_the_official_provider() {
    let ours = ("CEN_BILLING_ENDPOINT", "http://127.0.0.1:1");
    let official = ("ALIBABA_CLOUD_ENDPOINT_BSSOPENAPI", "nonsense://");
    assert_eq!(said(&Config::default(), &[ours, official]), (true, vec![]));
    let (_, told) = said(&Config::default(), &[official]);
    assert!(
        told[0].1.starts_with(
            "It comes from the environment variable ALIBABA_CLOUD_ENDPOINT_BSSOPENAPI."
        )
    );
}

#[test]
fn areas_that_are_unknown_make_the_list_unknown() {
    let areas = |areas| Config {
        additional_areas: Attr::Known(Vec::into_iter(areas).collect()),
        ..Config::default()
    };
    let read = |config: &Config| known_config(config, &mut Diagnostics::default()).additional_areas;
    assert_eq!(read(&Config::default()), Some(vec![]));
    assert_eq!(
        read(&areas(vec!["Africa".into()])),
        Some(vec!["Africa".to_owned()])
    );
    assert_eq!(read(&areas(vec!["Africa".into(), Attr::Unknown])), None);
}

#[test]
fn the_endpoints_of_another_provider_are_understood() {
    let config = |endpoint: Attr<String>, cbn: &str, sts: &str| {
        let block = ByProduct {
            cbn: cbn.into(),
            sts: sts.into(),
            bssopenapi: Attr::Null,
        };
        at(Endpoints {
            endpoint,
            endpoints: Attr::Known([Attr::Known(block)].into_iter().collect()),
            ..Endpoints::default()
        })
    };
    let good = config(Attr::Null, "http://127.0.0.1:1", "https://sts.example");
    assert_eq!(
        said(&good, &[("CEN_ENDPOINT", "nonsense://")]),
        (true, vec![])
    );

    let both = config("https://a.example".into(), "https://b.example", "");
    let mut diagnostics = Diagnostics::default();
    known_config(&both, &mut diagnostics);
    let told: Vec<_> = diagnostics.into_iter().map(|one| one.detail).collect();
    assert_eq!(
        told,
        ["endpoint and the cbn of endpoints are both set, and mean the same; keep one of them."]
    );

    let bad = config(Attr::Null, "", "http://sts.example");
    let (_, told) = said(&bad, &[]);
    assert_eq!(told[0].0, "endpoints");
}
