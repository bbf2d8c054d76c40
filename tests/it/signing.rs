//! What the client signs, in either way, and the simulator's gateway verifies.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::Spelling;
use alibaba_cloud::credentials::static_key::StaticCredentials;
use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::network::Network;
use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::Scheme;
use alibaba_cloud::user_agent::UserAgent;
use alibaba_cloud::world::{Clock, SystemClock};
use cen::{CallError, Client, ClientToken, Connection, Deadline, NewInstance, Policy, Timeouts};
use cen_simulator::{ACCOUNT_ID, AccessKey, Options, Simulator};
use proptest::prelude::*;
use proptest::test_runner::Config;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const SCHEMES: [Scheme; 2] = [Scheme::Rpc, Scheme::Acs3];

/// A cloud that knows one key.
async fn cloud(key: &AccessKey) -> Simulator {
    let options = Options {
        access_keys: vec![key.clone()],
        ..Options::default()
    };
    Simulator::start(options).await.unwrap()
}

fn client(cloud: &Simulator, key: &AccessKey, scheme: Scheme, clock: Arc<dyn Clock>) -> Client {
    let spelling = Spelling {
        id: "access_key",
        secret: "secret_key",
        token: "security_token",
    };
    let credentials = StaticCredentials::new(
        "arguments",
        spelling,
        Some(&key.id),
        Some(key.secret.expose()),
        key.security_token.as_ref().map(Secret::expose),
    );
    let endpoint = Endpoint::parse(&cloud.endpoint(), false).unwrap();
    Client::new(
        endpoint,
        Connection {
            credentials: Arc::new(credentials),
            user_agent: UserAgent::new(&[("test", "1")]).unwrap(),
            clock: Arc::new(CorrectedClock::new(clock)),
            timeouts: Timeouts::default(),
            network: Network::default(),
            policy: Policy {
                scheme,
                ..Policy::default()
            },
        },
    )
}

fn limits() -> Deadline {
    Deadline {
        at: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    }
}

/// Makes an instance and lists it, so that there are parameters in a change and in a read.
async fn make_and_list(client: &Client, new: &NewInstance) -> Result<Option<String>, CallError> {
    let id = client
        .create_instance(new, &ClientToken::draw(), &limits())
        .await?;
    let instances = client.instances(&limits()).await?;
    let made = instances.into_iter().find(|instance| instance.id == id);
    Ok(made.map(|instance| instance.description))
}

/// Text that a key is made of; white space at its ends would be cut off.
fn key_text() -> impl Strategy<Value = String> {
    "[!-~&&[^:,]]{1,60}"
}

fn key() -> impl Strategy<Value = AccessKey> {
    let token = proptest::option::of("[!-~]{1,200}");
    (key_text(), "\\PC{1,60}", token).prop_filter_map(
        "keys are trimmed",
        |(id, secret, security_token)| {
            let is_temporary = id.starts_with("STS.") && security_token.is_none();
            (secret.trim() == secret && !is_temporary).then(|| AccessKey {
                account: ACCOUNT_ID,
                id,
                secret: Secret::new(secret),
                security_token: security_token.map(Secret::new),
            })
        },
    )
}

proptest! {
    #![proptest_config(Config { cases: 48, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_is_signed_is_accepted(
        key in key(),
        description in "[a-z]\\PC{1,100}",
        tags in proptest::collection::btree_map("[b-z]\\PC{1,20}", "[b-z]\\PC{1,20}", 0..3),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let new = NewInstance { description: Some(description.clone()), tags, ..NewInstance::default() };
        let described = runtime.block_on(async {
            let cloud = cloud(&key).await;
            let mut described = Vec::new();
            for scheme in SCHEMES {
                let client = client(&cloud, &key, scheme, Arc::new(SystemClock));
                described.push(make_and_list(&client, &new).await);
            }
            described
        });
        let expected = Some(description);
        prop_assert_eq!(described, [Ok(expected.clone()), Ok(expected)]);
    }
}

#[tokio::test]
async fn with_another_secret_the_user_learns_that_the_secret_is_wrong() {
    let cloud = cloud(&AccessKey::default()).await;
    let wrong = AccessKey {
        secret: Secret::new("another"),
        ..AccessKey::default()
    };
    for scheme in SCHEMES {
        let client = client(&cloud, &wrong, scheme, Arc::new(SystemClock));
        let error = client.instances(&limits()).await.unwrap_err();
        let refusal = error.api_error().unwrap();
        assert_eq!(refusal.code, "SignatureDoesNotMatch");
        assert_eq!(
            refusal.advice.as_deref(),
            Some(
                "Both sides signed the same text, so the secret does not belong to this access key. The key came from: \
                 arguments (access_key)."
            )
        );
    }
    assert_eq!(cloud.journal().len(), 2);
}

/// The machine's clock, an hour late.
struct Late;

impl Clock for Late {
    fn now(&self) -> SystemTime {
        SystemClock.now() - Duration::from_secs(3600)
    }
}

#[tokio::test]
async fn a_late_clock_is_corrected_by_the_first_answer() {
    let key = AccessKey::default();
    for scheme in SCHEMES {
        let cloud = cloud(&key).await;
        let client = client(&cloud, &key, scheme, Arc::new(Late));
        let new = NewInstance {
            description: Some("late".to_owned()),
            tags: BTreeMap::new(),
            ..NewInstance::default()
        };
        let described = make_and_list(&client, &new).await;
        assert_eq!(described, Ok(Some("late".to_owned())));
        // One call more than without the correction.
        assert_eq!(cloud.journal().len(), 3);
    }
}
