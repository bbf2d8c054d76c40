//! No secret is shown, whatever it looks like, wherever it stands, and whatever goes wrong with it.

use std::sync::Arc;
use std::time::SystemTime;

use proptest::prelude::*;

use super::machine::Machine;
use crate::api::{Api, Product};
use crate::call::Call;
use crate::credentials::static_key::StaticCredentials;
use crate::credentials::{RoleSettings, Settings, Spelling, source, sts};
use crate::overheard::overheard;
use crate::scripted::{Scripted, answer, stopped};
use crate::secret::Secret;
use crate::sign::rpc::canonical_query;
use crate::transport::Transport;

/// What becomes of a machine's key, in every form that could be shown.
async fn outcome(machine: Machine) -> String {
    let sources = match source(&machine.settings, &machine.environment()) {
        Ok(sources) => sources,
        Err(error) => return format!("{error}\n{error:?}"),
    };
    let name = sources.name();
    match sources.provide().await {
        Ok(credential) => format!("{name}\n{credential:?}\n{}", credential.source),
        Err(error) => format!("{name}\n{error}\n{error:?}"),
    }
}

const CONFIG: &str = "/home/u/.aliyun/config.json";

/// Places for a secret, good and bad ones.
fn machines(secret: &str) -> Vec<Machine> {
    let quoted = serde_json::to_string(secret).unwrap();
    let profile = |fields: &str| {
        let text = format!(r#"{{"current": "dev", "profiles": [{{"name": "dev", {fields}}}]}}"#);
        Machine::default().file(CONFIG, &text)
    };
    let external = || profile(r#""mode": "External", "process_command": "run --x""#);
    let with = |settings| Machine::default().settings(settings);
    let key = r#""access_key_id": "LTAI5tabcdefgh0123""#;
    vec![
        Machine::default().variable("ALICLOUD_SECRET_KEY", secret),
        Machine::default()
            .variable("ALICLOUD_ACCESS_KEY", "LTAI5tabcdefgh0123")
            .variable("ALICLOUD_SECRET_KEY", secret)
            .variable("ALICLOUD_SECURITY_TOKEN", secret),
        Machine::default().variable("ALICLOUD_CREDENTIALS_URI", secret),
        Machine::default().variable(
            "ALICLOUD_CREDENTIALS_URI",
            &format!("http://u:{secret}@keys.example/{secret}?{secret}"),
        ),
        Machine::default()
            .variable("ALICLOUD_ACCESS_KEY", "id")
            .variable("ALICLOUD_SECRET_KEY", secret)
            .variable("ALICLOUD_ASSUME_ROLE_ARN", "acs:ram::1:role/x")
            .variable("ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION", secret),
        profile(&format!(
            r#""mode": "AK", {key}, "access_key_secret": {quoted}"#
        )),
        profile(&format!(r#""mode": "AK", "access_key_secret": {quoted}"#)),
        profile(&format!(
            r#""mode": "AK", {key}, "access_key_secret": [{quoted}]"#
        )),
        profile(&format!(
            r#""mode": "AK", {key}, "access_key_secret": {quoted} {quoted}"#
        )),
        profile(&format!(
            r#""mode": "StsToken", {key}, "access_key_secret": {quoted}, "sts_token": {{"x": {quoted}}}"#
        )),
        profile(&format!(
            r#""mode": "OAuth", "oauth_refresh_token": {quoted}"#
        )),
        profile(&format!(r#""mode": "CloudSSO", "access_token": {quoted}"#)),
        profile(&format!(
            r#""mode": "CredentialsURI", "credentials_uri": {quoted}"#
        )),
        profile(&format!(
            r#""mode": "External", "process_command": "run {secret}""#
        )),
        external().program(true, secret, secret),
        external().program(
            true,
            &format!(r#"{{"mode": "AK", "access_key_secret": {quoted}}}"#),
            "",
        ),
        external().program(
            true,
            &format!(
                r#"{{"mode": "AK", {key}, "access_key_secret": {quoted}, "expiration": {quoted}}}"#
            ),
            "",
        ),
        Machine::default().file(CONFIG, secret),
        Machine::default().file(CONFIG, &format!("{{{secret}")),
        Machine::default().file(CONFIG, &format!("[default]\n{secret}")),
        Machine::default().file(
            CONFIG,
            &format!("[default]\ntype=access_key\naccess_key_secret={secret}"),
        ),
        with(Settings {
            secret_key: Some(Secret::new(secret)),
            security_token: Some(Secret::new(secret)),
            ..Settings::default()
        }),
        with(Settings {
            credentials_uri: Some(Secret::new(secret)),
            assume_role: Some(RoleSettings {
                external_id: Some(secret.to_owned()),
                ..RoleSettings::default()
            }),
            ..Settings::default()
        }),
    ]
}

/// A call to a server that throws back all that it was sent.
async fn echoed(secret: &str, with_key: bool) -> String {
    let known = secret.to_owned();
    let transport = Scripted::new(move |sent| {
        let body = serde_json::json!({
            "Code": format!("Odd.{known}"),
            "Message": format!("{known} {}", canonical_query(sent)),
            "RequestId": known,
        });
        answer(400, &body.to_string())
    });
    let spelling = Spelling {
        id: "id",
        secret: "secret",
        token: "token",
    };
    let key = StaticCredentials::new("test", spelling, Some("id"), Some(secret), Some(secret));
    let api = Api::new(
        Product::new("2015-04-01"),
        transport as Arc<dyn Transport>,
        if with_key { Some(Arc::new(key)) } else { None },
        stopped(SystemTime::UNIX_EPOCH),
    );
    let call = Call::read("AssumeRoleWithOIDC")
        .with("OIDCToken", secret)
        .confidential(&["OIDCToken"]);
    let error = sts::call(&api, &call, "test").await.unwrap_err();
    let error = sts::failure("test", "sts.aliyuncs.com", error);
    format!("{error}\n{error:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_secret_is_shown_wherever_it_stands(secret in "[A-Za-z0-9/+=_.~-]{12,48}") {
        for (number, machine) in machines(&secret).into_iter().enumerate() {
            let shown = overheard(outcome(machine));
            prop_assert!(!shown.contains(&secret), "machine {}: {}", number, shown);
        }
        for with_key in [true, false] {
            let shown = overheard(echoed(&secret, with_key));
            prop_assert!(!shown.contains(&secret), "{}", shown);
        }
    }
}
