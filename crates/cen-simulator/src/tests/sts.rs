use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Bench, Reply, bench, parameters, sign};
use crate::DEFAULT_ACCESS_KEY_SECRET;

const ROLE: &str = "acs:ram::1:role/deploy";

impl Bench {
    /// A call to STS, signed with this key if there is one.
    async fn sts(&self, key: Option<&Value>, action: &str, given: &[(&str, &str)]) -> Reply {
        self.sign_and_post(key, action, "2015-04-01", given).await
    }

    async fn list_with(&self, key: &Value) -> Reply {
        self.sign_and_post(Some(key), "DescribeCens", "2017-09-12", &[])
            .await
    }

    pub(super) async fn sign_and_post(
        &self,
        key: Option<&Value>,
        action: &str,
        version: &str,
        given: &[(&str, &str)],
    ) -> Reply {
        let mut unsigned = parameters(action, given);
        let mut put = |name: &str, value: &str| unsigned.insert(name.to_owned(), value.to_owned());
        put("Version", version);
        put("Timestamp", &self.cloud.cloud.clock.now().to_seconds());
        let Some(key) = key else {
            unsigned.remove("AccessKeyId");
            return self.post(&unsigned).await.unwrap();
        };
        let text = |name: &str| key[name].as_str().unwrap();
        put("AccessKeyId", text("AccessKeyId"));
        if !key["SecurityToken"].is_null() {
            put("SecurityToken", text("SecurityToken"));
        }
        let signed = sign(unsigned, "POST", text("AccessKeySecret"));
        self.post(&signed).await.unwrap()
    }

    /// The key of a session of [`ROLE`].
    async fn key(&self, given: &[(&str, &str)]) -> Value {
        let mut all = vec![("RoleArn", ROLE), ("RoleSessionName", "test")];
        all.extend(given);
        let reply = self.sts(Some(&own_key()), "AssumeRole", &all).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.body["Credentials"].clone()
    }
}

fn own_key() -> Value {
    json!({
        "AccessKeyId": "simulator-key-id",
        "AccessKeySecret": DEFAULT_ACCESS_KEY_SECRET,
    })
}

#[tokio::test]
async fn a_key_of_a_role_signs_calls_until_its_end_by_the_simulators_clock() {
    let bench = bench().await;
    let key = bench.key(&[("DurationSeconds", "900")]).await;
    assert_eq!(bench.list_with(&key).await.status, 200);

    bench.cloud.advance_clock(Duration::from_secs(899)).unwrap();
    assert_eq!(bench.list_with(&key).await.status, 200);
    bench.cloud.advance_clock(Duration::from_secs(2)).unwrap();
    assert_eq!(
        bench.list_with(&key).await.error(),
        (403, "InvalidSecurityToken.Expired")
    );
}

#[tokio::test]
async fn a_key_of_a_role_is_nothing_without_its_token_and_its_secret() {
    let bench = bench().await;
    let key = bench.key(&[]).await;
    let other = bench.key(&[]).await;
    let with = |name: &str, value: &Value| {
        let mut key = key.clone();
        key[name] = value.clone();
        key
    };
    for (key, code) in [
        (with("SecurityToken", &Value::Null), "MissingSecurityToken"),
        (
            with("SecurityToken", &other["SecurityToken"]),
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        (
            with("AccessKeySecret", &other["AccessKeySecret"]),
            "SignatureDoesNotMatch",
        ),
        (
            with("AccessKeyId", &json!("STS.unknown")),
            "InvalidAccessKeyId.NotFound",
        ),
    ] {
        assert_eq!(bench.list_with(&key).await.error().1, code);
    }
}

#[tokio::test]
async fn a_role_can_be_taken_on_with_the_key_of_another() {
    let bench = bench().await;
    let first = bench.key(&[]).await;
    let given = [("RoleArn", "acs:ram::2:role/x"), ("RoleSessionName", "s2")];
    let reply = bench.sts(Some(&first), "AssumeRole", &given).await;
    assert_eq!(reply.body["AssumedRoleUser"]["Arn"], "acs:ram::2:role/x/s2");
    let who = bench
        .sts(Some(&reply.body["Credentials"]), "GetCallerIdentity", &[])
        .await;
    assert_eq!(who.body["IdentityType"], "AssumedRoleUser");
    assert_eq!(who.body["Arn"], "acs:ram::2:role/x/s2");
    let who = bench.sts(Some(&own_key()), "GetCallerIdentity", &[]).await;
    assert_eq!(who.body["IdentityType"], "RAMUser");
}

#[tokio::test]
async fn a_token_of_another_identity_provider_needs_no_signature_and_stays_out_of_the_journal() {
    let bench = bench().await;
    let given = [
        ("RoleArn", ROLE),
        ("RoleSessionName", "pod"),
        ("OIDCProviderArn", "acs:ram::1:oidc-provider/ack"),
        ("OIDCToken", "canary-jwt"),
    ];
    let reply = bench.sts(None, "AssumeRoleWithOIDC", &given).await;
    let key = reply.body["Credentials"].clone();
    assert_eq!(bench.list_with(&key).await.status, 200);
    let journal = format!("{:?}", bench.cloud.journal());
    assert!(!journal.contains("canary"), "{journal}");
}

#[tokio::test]
async fn illegal_sessions_are_refused_by_the_name_of_the_parameter() {
    let bench = bench().await;
    for (name, value, code) in [
        ("RoleArn", "deploy", "InvalidParameter.RoleArn"),
        ("RoleArn", "acs:ram::1:role/", "InvalidParameter.RoleArn"),
        (
            "RoleSessionName",
            "no space",
            "InvalidParameter.RoleSessionName",
        ),
        ("DurationSeconds", "899", "InvalidParameter.DurationSeconds"),
        ("Policy", "{", "InvalidParameter.PolicyGrammar"),
        ("ExternalId", "x", "InvalidParameter.ExternalId"),
    ] {
        let given = [
            ("RoleArn", ROLE),
            ("RoleSessionName", "test"),
            (name, value),
        ];
        let reply = bench.sts(Some(&own_key()), "AssumeRole", &given).await;
        assert_eq!(reply.error(), (400, code));
    }
}

#[tokio::test]
async fn each_product_has_a_version_of_its_own() {
    let bench = bench().await;
    let reply = bench.call("GetCallerIdentity", &[]).await;
    assert_eq!(reply.error(), (400, "InvalidVersion"));
    let reply = bench.sts(Some(&own_key()), "DescribeCens", &[]).await;
    assert_eq!(reply.error(), (400, "InvalidVersion"));
}
