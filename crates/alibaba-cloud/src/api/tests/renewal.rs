//! Keys that end between two calls, or in the middle of one.

use std::sync::Mutex;

use async_trait::async_trait;

use super::*;
use crate::credentials::CredentialsError;
use crate::credentials::cached::CachedCredentials;
use crate::secret::Secret;

/// Hands out temporary keys, one a fetch, and then fails.
struct Keys {
    left: Mutex<Vec<&'static str>>,
}

#[async_trait]
impl ProvideCredentials for Keys {
    fn name(&self) -> String {
        "keys".to_owned()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let mut left = self.left.lock().unwrap();
        if left.is_empty() {
            return Err(CredentialsError::failed("keys", "there are no more"));
        }
        Ok(Credential {
            access_key_id: left.remove(0).to_owned(),
            access_key_secret: Secret::new("secret"),
            security_token: Some(Secret::new("token")),
            source: "keys".to_owned(),
            expires: None,
        })
    }
}

fn api_with(transport: &Arc<Scripted>, keys: &[&'static str]) -> Api {
    let clock = scripted::stopped(UNIX_EPOCH);
    let keys = Keys {
        left: Mutex::new(keys.to_vec()),
    };
    let cached = CachedCredentials::new(Arc::new(keys), Arc::clone(&clock) as Arc<dyn Clock>);
    let transport = Arc::clone(transport) as Arc<dyn Transport>;
    Api::new(
        Product::new("2017-09-12"),
        transport,
        Some(Arc::new(cached)),
        clock,
    )
}

/// A server that refuses the keys of these ids with `code`.
fn refusing(ids: &'static [&'static str], code: &'static str) -> Arc<Scripted> {
    Scripted::new(move |sent| {
        if ids.contains(&sent["AccessKeyId"].as_str()) {
            scripted::refusal(403, code)
        } else {
            answer(200, r#"{"Id":"x"}"#)
        }
    })
}

fn keys_of(transport: &Scripted) -> Vec<String> {
    let sent = transport.sent();
    sent.iter()
        .map(|sent| sent["AccessKeyId"].clone())
        .collect()
}

#[tokio::test]
async fn a_call_with_a_key_that_has_ended_is_made_again_with_the_next() {
    let transport = refusing(&["STS.1"], "InvalidSecurityToken.Expired");
    let api = api_with(&transport, &["STS.1", "STS.2"]);
    api.call(&purchase(), id, &deadline()).await.unwrap();
    assert_eq!(keys_of(&transport), ["STS.1", "STS.2"]);
    for sent in transport.sent() {
        assert_eq!(sent["ClientToken"], "token-1");
    }
}

#[tokio::test]
async fn a_key_whose_id_is_forgotten_is_replaced_too() {
    let transport = refusing(&["STS.1"], "InvalidAccessKeyId.NotFound");
    let api = api_with(&transport, &["STS.1", "STS.2"]);
    api.call(&read(), id, &deadline()).await.unwrap();
    assert_eq!(keys_of(&transport), ["STS.1", "STS.2"]);
}

#[tokio::test]
async fn all_calls_that_held_the_ended_key_share_one_replacement() {
    let transport = refusing(&["STS.1"], "InvalidSecurityToken.Expired");
    let api = Arc::new(api_with(&transport, &["STS.1", "STS.2"]));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let api = Arc::clone(&api);
        calls.spawn(async move { api.call(&read(), id, &deadline()).await });
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    let keys = keys_of(&transport);
    assert_eq!(keys.iter().filter(|key| *key == "STS.2").count(), 50);
}

#[tokio::test]
async fn a_second_refusal_is_final() {
    let transport = refusing(&["STS.1", "STS.2"], "InvalidSecurityToken.Expired");
    let api = api_with(&transport, &["STS.1", "STS.2", "STS.3"]);
    let error = api.call(&purchase(), id, &deadline()).await.unwrap_err();
    assert_eq!(keys_of(&transport), ["STS.1", "STS.2"]);
    let refusal = error.api_error().unwrap();
    assert_eq!(refusal.code, "InvalidSecurityToken.Expired");
    assert_eq!(
        refusal.advice.as_deref(),
        Some(
            "The temporary key came from: keys. There is no newer one there; get one and put it in its place."
        )
    );
}

#[tokio::test]
async fn a_key_that_cannot_be_replaced_says_why() {
    let transport = refusing(&["STS.1"], "InvalidSecurityToken.Expired");
    let api = api_with(&transport, &["STS.1"]);
    let error = api.call(&read(), id, &deadline()).await.unwrap_err();
    assert_eq!(keys_of(&transport), ["STS.1"]);
    assert_eq!(
        error.api_error().unwrap().advice.as_deref(),
        Some(
            "The temporary key came from: keys. Getting a newer one failed: no usable credentials were found - keys: \
             there are no more"
        )
    );
}

#[tokio::test]
async fn a_lasting_key_that_is_unknown_is_not_looked_for_again() {
    let transport = Scripted::acts([scripted::refusal(404, "InvalidAccessKeyId.NotFound")]);
    let error = api(&transport, None)
        .call(&read(), id, &deadline())
        .await
        .unwrap_err();
    assert_eq!(
        error.api_error().unwrap().advice.as_deref(),
        Some("The key came from: arguments (access_key).")
    );
}
