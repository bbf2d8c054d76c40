use super::super::endpoints::Endpoints;
use super::*;
use crate::config::{Config, client, known_config};
use cen::alibaba_cloud::world::World;
use tf_plugin::framework::model::{from_value, to_value};
use tf_plugin::framework::schema::Schema;
use tf_plugin::value::Value;

fn block() -> Credentials {
    Credentials {
        profile: "dev".into(),
        assume_role: Attr::Known(Role {
            role_arn: "acs:ram::1:role/x".into(),
            session_expiration: Attr::Known(900),
            ..Role::default()
        }),
        ..Credentials::default()
    }
}

/// A provider block with these credentials.
fn with(credentials: Credentials) -> Config {
    Config {
        credentials,
        ..Config::default()
    }
}

fn nowhere() -> World {
    World {
        variables: Arc::new(std::collections::BTreeMap::new()),
        ..World::real()
    }
}

fn said(config: &Config) -> (bool, Vec<(String, String)>) {
    let mut diagnostics = Diagnostics::default();
    known_config(config, &mut diagnostics);
    let made = client(config, "1.11.4", &nowhere(), &mut diagnostics).is_some();
    let said = diagnostics
        .into_iter()
        .map(|one| (one.path.to_string(), one.detail));
    (made, said.collect())
}

#[test]
fn a_profile_with_a_role_makes_a_client_without_reading_any_file() {
    assert_eq!(said(&with(block())), (true, vec![]));
}

#[test]
fn empty_arguments_count_as_not_set() {
    let credentials = Credentials {
        access_key: "".into(),
        secret_key: " ".into(),
        ..block()
    };
    assert_eq!(credentials.settings().access_key, None);
    assert_eq!(said(&with(credentials)), (true, vec![]));
}

#[test]
fn two_arguments_that_each_say_who_is_calling_are_refused_with_and_without_configuration() {
    let config = with(Credentials {
        ecs_role_name: "web".into(),
        ..block()
    });
    let refused = (
        "ecs_role_name".to_owned(),
        "profile and ecs_role_name are both set, and each of them says who is calling; keep one of them.".to_owned(),
    );
    assert_eq!(said(&config), (false, vec![refused.clone(), refused]));
}

#[test]
fn an_incomplete_block_is_told_with_its_path() {
    let config = with(Credentials {
        assume_role_with_oidc: Attr::Known(OidcRole {
            role_arn: "acs:ram::1:role/x".into(),
            ..OidcRole::default()
        }),
        ..Credentials::default()
    });
    let (made, said) = said(&config);
    assert!(!made);
    assert_eq!(said[0].0, "assume_role_with_oidc.oidc_provider_arn");
}

#[test]
fn what_is_unknown_makes_no_client_and_no_error() {
    let unknown = [
        with(Credentials {
            profile: Attr::Unknown,
            ..block()
        }),
        with(Credentials {
            secret_key: Attr::Unknown,
            ..Credentials::default()
        }),
        with(Credentials {
            assume_role: Attr::Unknown,
            ..block()
        }),
        with(Credentials {
            assume_role: Attr::Known(Role {
                external_id: Attr::Unknown,
                ..Role::default()
            }),
            ..block()
        }),
        Config {
            region: Attr::Unknown,
            ..with(block())
        },
        with(Credentials {
            assume_role_with_oidc: Attr::Known(OidcRole {
                oidc_token: Attr::Unknown,
                ..OidcRole::default()
            }),
            ..Credentials::default()
        }),
        Config {
            endpoints: Endpoints {
                endpoints: Attr::Known([Attr::Unknown].into_iter().collect()),
                ..Endpoints::default()
            },
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
    let config = with(Credentials {
        assume_role: Attr::Known(Role {
            role_arn: "role/x".into(),
            session_name: "a b".into(),
            session_expiration: Attr::Known(899),
            policy: "no json".into(),
            external_id: "x".into(),
        }),
        assume_role_with_oidc: Attr::Known(OidcRole {
            oidc_provider_arn: "acs:ram::1:role/x".into(),
            oidc_token: "abc".into(),
            ..OidcRole::default()
        }),
        ..Credentials::default()
    });
    let schema = Schema::of::<Config>();
    let value = to_value(&config);
    let diagnostics = tf_plugin::framework::validate::configuration(&schema, &value);
    let told: Vec<(String, String)> = diagnostics
        .into_iter()
        .map(|one| (one.path.to_string(), one.summary))
        .collect();
    let expected = [
        ("assume_role.role_arn", "Not the ARN of a role"),
        ("assume_role.session_name", "Text is not in the right form"),
        (
            "assume_role.session_expiration",
            "assume_role.session_expiration is out of range",
        ),
        ("assume_role.policy", "Policy is not legal"),
        ("assume_role.external_id", "Text is not in the right form"),
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
    let schema = Schema::of::<Config>();
    let mut value = schema.null_object();
    for block in schema.blocks {
        value.set_attribute(block.name, block.absent());
    }
    let config: Config = from_value(&value).unwrap();
    assert!(config.credentials.assume_role.is_null());
    assert_ne!(value, Value::Null);
    assert_eq!(said(&config), (true, vec![]));
}
