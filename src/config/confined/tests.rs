use std::collections::BTreeMap;

use tf_plugin::framework::model::{from_value, to_value};
use tf_plugin::value::{Attr, Value};

use super::*;
use crate::config::client;

const SANDBOX: (&str, &str) = (VARIABLE, "http://127.0.0.1:1 sandbox-id:sandbox-secret");

fn world(variables: &[(&str, &str)]) -> World {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    World {
        variables: Arc::new(variables.collect::<BTreeMap<_, _>>()),
        ..World::real()
    }
}

/// A provider block with these texts.
fn block(texts: &[(&str, &str)]) -> Config {
    let mut value = to_value(&Config::default());
    for (name, text) in texts {
        value.set_attribute(name, Value::from(*text));
    }
    from_value(&value).unwrap()
}

/// The key that a client would call with, and what was said.
async fn key_and_words(config: &Config, world: &World) -> (Option<String>, Vec<(String, String)>) {
    let mut diagnostics = Diagnostics::default();
    let client = client(config, "1.11.4", world, &mut diagnostics);
    let key = match client {
        Some(client) => Some(client.credentials.provide().await.unwrap().access_key_id),
        None => None,
    };
    let said = diagnostics
        .into_iter()
        .map(|one| (one.summary, one.detail))
        .collect();
    (key, said)
}

fn set_aside(names: &str) -> Vec<(String, String)> {
    vec![(
        "Set aside in the sandbox".to_owned(),
        format!(
            "{names} set aside in `terraform-provider-cen sandbox`, where every call goes to the simulator at \
             http://127.0.0.1:1, with the simulator's own key."
        ),
    )]
}

#[tokio::test]
async fn every_argument_that_leads_out_is_set_aside_with_one_warning() {
    let all = [
        ("endpoint", "https://cbn.aliyuncs.com"),
        ("access_key", "LTAI5tRealRealReal"),
        ("secret_key", "canary"),
        ("security_token", "canary"),
    ];
    for (texts, names) in [
        (
            &all[..],
            "endpoint, access_key, secret_key and security_token of the provider block are",
        ),
        (&all[..1], "endpoint of the provider block is"),
        (
            &[("profile", "production"), ("shared_credentials_file", "/x")],
            "profile and shared_credentials_file of the provider block are",
        ),
        (
            &[("credentials_uri", "http://127.0.0.1:2/canary")],
            "credentials_uri of the provider block is",
        ),
        (
            &[("ecs_role_name", "production")],
            "ecs_role_name of the provider block is",
        ),
    ] {
        let found = key_and_words(&block(texts), &world(&[SANDBOX])).await;
        assert_eq!(found, (Some("sandbox-id".to_owned()), set_aside(names)));
    }
}

#[tokio::test]
async fn what_says_the_same_as_the_sandbox_is_not_worth_a_warning() {
    let config = block(&[
        ("endpoint", "http://127.0.0.1:1/"),
        ("access_key", "sandbox-id"),
        ("secret_key", "sandbox-secret"),
        ("security_token", ""),
        ("region", "cn-hangzhou"),
    ]);
    let found = key_and_words(&config, &world(&[SANDBOX])).await;
    assert_eq!(found, (Some("sandbox-id".to_owned()), vec![]));
}

#[tokio::test]
async fn no_variable_leads_out() {
    let variables = [
        SANDBOX,
        ("CEN_ENDPOINT", "https://cbn.aliyuncs.com"),
        ("ALICLOUD_ACCESS_KEY", "real"),
        ("ALICLOUD_SECRET_KEY", "real"),
        ("ALIBABA_CLOUD_PROFILE", "production"),
        ("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:2/"),
        ("ALICLOUD_ASSUME_ROLE_ARN", "acs:ram::1:role/x"),
        ("HTTPS_PROXY", "http://127.0.0.1:2"),
        ("HTTP_PROXY", "no proxy at all://"),
        ("SSL_CERT_FILE", "/nowhere"),
    ];
    let found = key_and_words(&Config::default(), &world(&variables)).await;
    assert_eq!(found, (Some("sandbox-id".to_owned()), vec![]));
}

#[test]
fn both_apis_are_the_simulator_and_only_harmless_variables_are_left() {
    let variables = [
        SANDBOX,
        ("ALIBABA_CLOUD_STS_ENDPOINT", "https://sts.aliyuncs.com"),
        ("ALICLOUD_REGION", "cn-beijing"),
        ("CEN_SIGNATURE_VERSION", "acs3"),
    ];
    let config = block(&[("endpoint", "https://cbn.aliyuncs.com")]);
    let mut diagnostics = Diagnostics::default();
    let (config, world, _) = confined(&config, &world(&variables), &mut diagnostics).unwrap();
    let mut none = Diagnostics::default();
    let cen = config.endpoints.cen(&*world.variables, &mut none).unwrap();
    let sts = config.endpoints.sts(&mut none).unwrap();
    assert_eq!(
        [cen.to_string(), sts.to_string(), world.metadata],
        [const { "http://127.0.0.1:1" }; 3].map(str::to_owned)
    );
    let left = variables.map(|(name, _)| world.variables.var(name).is_some());
    assert_eq!(left, [false, false, true, true]);
}

#[tokio::test]
async fn a_switch_that_no_sandbox_has_set_makes_no_client() {
    let config = block(&[("access_key", "real"), ("secret_key", "canary")]);
    let found = key_and_words(&config, &world(&[(VARIABLE, "canary")])).await;
    let problem = "The environment variable CEN_SANDBOX is set, but not as `terraform-provider-cen sandbox` sets it, so \
        nothing is called. Start the sandbox again and leave the variable alone there, or unset it to leave the sandbox.";
    assert_eq!(
        found,
        (
            None,
            vec![("Sandbox cannot be used".to_owned(), problem.to_owned())]
        )
    );
}

#[test]
fn outside_of_a_sandbox_everything_holds() {
    let config = block(&[("endpoint", "https://cen.example")]);
    let mut diagnostics = Diagnostics::default();
    let (config, ..) = confined(&config, &world(&[]), &mut diagnostics).unwrap();
    assert_eq!(config.endpoints.endpoint, Attr::from("https://cen.example"));
    assert!(diagnostics.is_empty());
}
