//! Standard input, output and error belong to the host, and so does the start of the provider: nobody else gets them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Simulator};
use serde_json::json;
use tf_plugin::protocol::generated::tfplugin6 as pb;

use tf_plugin_testing::answer;
use tf_plugin_testing::process::COOKIE;
use tf_plugin_testing::schema::Block;
use tf_plugin_testing::wire::encoded;

use crate::support::provider;

#[tokio::test]
async fn run_without_the_cookie_it_explains_itself_and_fails() {
    for start in [
        provider().without_env(COOKIE.0),
        provider().env(COOKIE.0, "another"),
        provider().env(COOKIE.0, ""),
    ] {
        let output = start.output().await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert!(!output.stderr.is_empty());
    }
}

/// A profile whose key is printed by a program, which also writes down what its standard streams are.
fn helper(home: &Path) {
    let program = home.join("helper");
    let key = json!({
        "mode": "AK",
        "access_key_id": DEFAULT_ACCESS_KEY_ID,
        "access_key_secret": DEFAULT_ACCESS_KEY_SECRET,
    });
    let streams = home.join("streams").display().to_string();
    let script = format!(
        "#!/bin/sh\nfor n in 0 1 2; do readlink /proc/$$/fd/$n; done > '{streams}'\necho '{key}'\n"
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let profile = json!({
        "name": "default", "mode": "External", "process_command": program, "region_id": "cn-hangzhou",
    });
    let config = json!({ "current": "default", "profiles": [profile] });
    fs::create_dir(home.join(".aliyun")).unwrap();
    fs::write(home.join(".aliyun/config.json"), config.to_string()).unwrap();
}

#[tokio::test]
async fn a_credential_helper_gets_streams_of_its_own() {
    let cloud = Simulator::start(Options::default()).await.unwrap();
    let home = tempfile::tempdir().unwrap();
    helper(home.path());
    let mut host = provider()
        .env("CEN_ENDPOINT", cloud.endpoint())
        .env("HOME", home.path())
        .start()
        .await;
    let mut api = host.provider();
    let configured = api.configure_provider(pb::configure_provider::Request::default());
    assert_eq!(answer(configured).await.diagnostics, []);

    let schema = answer(api.get_provider_schema(pb::get_provider_schema::Request {})).await;
    let package = &schema.resource_schemas["cen_bandwidth_package"];
    let block = Block::of(package.block.as_ref().unwrap());
    let mut state = block.empty();
    state.set_attribute("id", "cenbwp-nobody-has-this".into());
    let request = pb::read_resource::Request {
        type_name: "cen_bandwidth_package".to_owned(),
        current_state: encoded(&state, &block.value_type()),
        ..Default::default()
    };
    let seen = answer(api.read_resource(request)).await;
    assert_eq!(seen.diagnostics, []);

    let stream = |number: u32| {
        let link = fs::read_link(format!("/proc/{}/fd/{number}", host.process())).unwrap();
        link.to_str().unwrap().to_owned()
    };
    let helpers = fs::read_to_string(home.path().join("streams")).unwrap();
    let helpers: Vec<&str> = helpers.lines().collect();
    assert_eq!((helpers.len(), helpers[0]), (3, "/dev/null"));
    for own in [stream(1), stream(2)] {
        assert!(!helpers.contains(&own.as_str()), "{own} among {helpers:?}");
    }
    assert_eq!(host.shutdown().await.code(), Some(0));
}
