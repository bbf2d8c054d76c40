use super::*;
use crate::config::{client, facts, schema};
use cen::alibaba_cloud::world::World;
use tf_plugin::value::{Value, from_value, to_value};

fn block() -> Config {
    Config {
        profile: "dev".into(),
        assume_role: Attr::Known(Role {
            role_arn: "acs:ram::1:role/x".into(),
            session_expiration: Attr::Known(Number::from(900_u64)),
            ..Role::default()
        }),
        ..Config::default()
    }
}

fn nowhere() -> World {
    World {
        environment: Arc::new(std::collections::BTreeMap::new()),
        ..World::real()
    }
}

fn said(config: &Config) -> (bool, Vec<(String, String)>) {
    let mut diagnostics = Diagnostics::default();
    facts(config, &mut diagnostics);
    let made = client(config, "1.11.4", &nowhere(), &mut diagnostics).is_some();
    let said = diagnostics
        .into_iter()
        .map(|one| (one.path.to_string(), one.detail));
    (made, said.collect())
}

#[test]
fn a_profile_with_a_role_makes_a_client_without_reading_any_file() {
    assert_eq!(said(&block()), (true, vec![]));
}

#[test]
fn empty_arguments_count_as_not_set() {
    let config = Config {
        access_key: "".into(),
        secret_key: " ".into(),
        ..block()
    };
    assert_eq!(settings(&config).access_key, None);
    assert_eq!(said(&config), (true, vec![]));
}

#[test]
fn two_arguments_that_each_say_who_is_calling_are_refused_with_and_without_configuration() {
    let config = Config {
        ecs_role_name: "web".into(),
        ..block()
    };
    let refused = (
        "ecs_role_name".to_owned(),
        "profile and ecs_role_name are both set, and each of them says who is calling; keep one of them.".to_owned(),
    );
    assert_eq!(said(&config), (false, vec![refused.clone(), refused]));
}

#[test]
fn an_incomplete_block_is_told_with_its_path() {
    let config = Config {
        assume_role_with_oidc: Attr::Known(OidcRole {
            role_arn: "acs:ram::1:role/x".into(),
            ..OidcRole::default()
        }),
        ..Config::default()
    };
    let (made, said) = said(&config);
    assert!(!made);
    assert_eq!(said[0].0, "assume_role_with_oidc.oidc_provider_arn");
}

#[test]
fn what_is_unknown_makes_no_client_and_no_error() {
    let unknown = [
        Config {
            profile: Attr::Unknown,
            ..block()
        },
        Config {
            assume_role: Attr::Unknown,
            ..block()
        },
        Config {
            assume_role: Attr::Known(Role {
                external_id: Attr::Unknown,
                ..Role::default()
            }),
            ..block()
        },
        Config {
            region: Attr::Unknown,
            ..block()
        },
        Config {
            assume_role_with_oidc: Attr::Known(OidcRole {
                oidc_token: Attr::Unknown,
                ..OidcRole::default()
            }),
            ..Config::default()
        },
        Config {
            endpoints: Attr::Known(vec![Attr::Unknown]),
            ..Config::default()
        },
    ];
    for config in unknown {
        assert_eq!(said(&config), (false, vec![]));
    }
}

#[test]
fn an_unknown_region_matters_only_where_roles_are_asked_for() {
    let config = Config {
        region: Attr::Unknown,
        ..Config::default()
    };
    assert_eq!(said(&config), (true, vec![]));
}

#[test]
fn every_limit_of_a_role_is_told_at_its_argument() {
    let config = Config {
        assume_role: Attr::Known(Role {
            role_arn: "role/x".into(),
            session_name: "a b".into(),
            session_expiration: Attr::Known(Number::from(899_u64)),
            policy: "no json".into(),
            external_id: "x".into(),
        }),
        assume_role_with_oidc: Attr::Known(OidcRole {
            oidc_provider_arn: "acs:ram::1:role/x".into(),
            oidc_token: "abc".into(),
            ..OidcRole::default()
        }),
        ..Config::default()
    };
    let kind = schema().kind();
    let value = to_value(&config).unwrap().fitted(&kind);
    let diagnostics = tf_plugin::framework::validate::configuration(&schema(), &value);
    let told: Vec<(String, String)> = diagnostics
        .into_iter()
        .map(|one| (one.path.to_string(), one.summary))
        .collect();
    let expected = [
        ("assume_role.role_arn", "Not the ARN of a role"),
        ("assume_role.session_name", "Name of a session is not legal"),
        (
            "assume_role.session_expiration",
            "assume_role.session_expiration is out of range",
        ),
        ("assume_role.policy", "Policy is not legal"),
        ("assume_role.external_id", "External id is not legal"),
        (
            "assume_role_with_oidc.oidc_provider_arn",
            "Not the ARN of an OIDC identity provider",
        ),
        (
            "assume_role_with_oidc.oidc_token",
            "OIDC token is not legal",
        ),
    ];
    assert_eq!(
        told,
        expected.map(|(path, summary)| (path.to_owned(), summary.to_owned()))
    );
}

#[test]
fn an_empty_block_of_a_host_is_read() {
    let mut value = schema().null_object();
    for block in schema().blocks {
        value.set_attribute(block.name, block.absent());
    }
    let config: Config = from_value(&value).unwrap();
    assert!(config.assume_role.is_null());
    assert_ne!(value, Value::Null);
    assert_eq!(said(&config), (true, vec![]));
}
