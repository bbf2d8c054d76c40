use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Semaphore;

use super::*;
use crate::secret::Secret;

const START: SystemTime = SystemTime::UNIX_EPOCH;

/// A clock that follows tokio's paused time.
struct Paused(Instant);

impl Clock for Paused {
    fn now(&self) -> SystemTime {
        START + self.0.elapsed()
    }
}

/// Hands out keys that last as long as it is told, one a fetch, when it is let.
struct Numbered {
    fetches: AtomicU64,
    begin: Instant,
    life: Option<Duration>,
    fails_from: u64,
    gate: Option<Arc<Semaphore>>,
}

#[async_trait]
impl ProvideCredentials for Numbered {
    fn name(&self) -> String {
        "numbered".to_owned()
    }

    async fn provide(&self) -> Result<Credential, CredentialsError> {
        let number = self.fetches.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
        if number >= self.fails_from {
            return Err(CredentialsError::failed("numbered", "broken"));
        }
        Ok(Credential {
            access_key_id: format!("key-{number}"),
            access_key_secret: Secret::new("secret"),
            security_token: None,
            source: String::new(),
            expires: self.life.map(|life| START + self.begin.elapsed() + life),
        })
    }
}

struct Scene {
    source: Arc<Numbered>,
    cached: Arc<CachedCredentials>,
}

fn scene(life: Option<u64>, fails_from: u64, gate: Option<Arc<Semaphore>>) -> Scene {
    let begin = Instant::now();
    let source = Arc::new(Numbered {
        fetches: AtomicU64::new(0),
        begin,
        life: life.map(Duration::from_secs),
        fails_from,
        gate,
    });
    let cached = CachedCredentials::new(
        Arc::clone(&source) as Arc<dyn ProvideCredentials>,
        Arc::new(Paused(begin)),
    );
    Scene {
        source,
        cached: Arc::new(cached),
    }
}

impl Scene {
    fn fetches(&self) -> u64 {
        self.source.fetches.load(Ordering::SeqCst)
    }

    async fn id(&self) -> Result<String, String> {
        let provided = self.cached.provide().await;
        provided
            .map(|credential| credential.access_key_id)
            .map_err(|error| error.tried[0].reason.clone())
    }

    async fn key(&self) -> String {
        self.id().await.unwrap()
    }
}

async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn many_callers_share_one_fetch() {
    let gate = Arc::new(Semaphore::new(0));
    let scene = scene(Some(3600), u64::MAX, Some(Arc::clone(&gate)));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let cached = Arc::clone(&scene.cached);
        calls.spawn(async move { cached.provide().await.unwrap().access_key_id });
    }
    pass(1).await;
    assert_eq!(scene.fetches(), 1);
    gate.add_permits(1);
    assert_eq!(calls.join_all().await, vec!["key-1"; 100]);
    assert_eq!(scene.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_caller_does_not_cut_off_the_fetch_of_the_others() {
    let gate = Arc::new(Semaphore::new(0));
    let scene = scene(None, u64::MAX, Some(Arc::clone(&gate)));
    let first = tokio::time::timeout(Duration::from_secs(1), scene.cached.provide()).await;
    assert!(first.is_err());
    gate.add_permits(1);
    assert_eq!(scene.key().await, "key-1");
    assert_eq!(scene.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_key_without_an_end_is_fetched_once() {
    let scene = scene(None, u64::MAX, None);
    for _ in 0..5 {
        assert_eq!(scene.key().await, "key-1");
        pass(100_000_000).await;
    }
    assert_eq!(scene.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_next_key_is_fetched_behind_the_present_one_a_quarter_of_an_hour_ahead() {
    let gate = Arc::new(Semaphore::new(1));
    let scene = scene(Some(3600), u64::MAX, Some(Arc::clone(&gate)));
    assert_eq!(scene.key().await, "key-1");
    pass(2699).await;
    assert_eq!(scene.key().await, "key-1");
    assert_eq!(scene.fetches(), 1);
    pass(1).await;
    for _ in 0..10 {
        assert_eq!(scene.key().await, "key-1");
        pass(1).await;
    }
    assert_eq!(scene.fetches(), 2);
    gate.add_permits(1);
    pass(1).await;
    assert_eq!(scene.key().await, "key-2");
    assert_eq!(scene.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_key_of_a_short_life_is_replaced_at_half_of_it() {
    let scene = scene(Some(600), u64::MAX, None);
    assert_eq!(scene.key().await, "key-1");
    pass(299).await;
    assert_eq!(scene.key().await, "key-1");
    pass(1).await;
    assert_eq!(scene.key().await, "key-1");
    pass(1).await;
    assert_eq!(scene.key().await, "key-2");
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_keeps_the_present_key_in_use_until_its_last_minute() {
    let scene = scene(Some(3600), 2, None);
    assert_eq!(scene.key().await, "key-1");
    pass(2700).await;
    let mut asked = Vec::new();
    for _ in 0..30 {
        assert_eq!(scene.key().await, "key-1");
        pass(1).await;
        asked.push(scene.fetches());
    }
    // One attempt every ten seconds, however many calls there are.
    assert_eq!((asked[0], asked[9], asked[10], asked[29]), (2, 2, 3, 4));
    pass(3540 - 2730).await;
    assert_eq!(scene.key().await, "key-1");
    pass(1).await;
    assert_eq!(scene.id().await, Err("broken".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_for_ten_seconds_and_then_tried_again() {
    let scene = scene(Some(3600), 1, None);
    for _ in 0..10 {
        assert_eq!(scene.id().await, Err("broken".to_owned()));
        pass(1).await;
    }
    assert_eq!(scene.fetches(), 1);
    assert_eq!(scene.id().await, Err("broken".to_owned()));
    assert_eq!(scene.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_seems_over_when_it_is_fetched_is_left_to_the_api_to_judge() {
    let scene = scene(Some(0), u64::MAX, None);
    assert_eq!(scene.key().await, "key-1");
    pass(9).await;
    assert_eq!(scene.key().await, "key-1");
    pass(1).await;
    assert_eq!(scene.key().await, "key-2");
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_replaced_once_for_all_who_held_it() {
    let scene = scene(Some(3600), u64::MAX, None);
    let old = scene.cached.provide().await.unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (cached, old) = (Arc::clone(&scene.cached), old.clone());
        calls.spawn(async move { cached.renew(&old).await });
    }
    assert!(
        calls
            .join_all()
            .await
            .iter()
            .all(|renewed| *renewed == Ok(true))
    );
    assert_eq!(scene.key().await, "key-2");
    assert_eq!(scene.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_api_that_refuses_every_key_does_not_press_the_source() {
    let scene = scene(Some(3600), u64::MAX, None);
    let first = scene.cached.provide().await.unwrap();
    assert_eq!(scene.cached.renew(&first).await, Ok(true));
    let second = scene.cached.provide().await.unwrap();
    assert_eq!(scene.cached.renew(&second).await, Ok(false));
    assert_eq!(scene.fetches(), 2);
    pass(10).await;
    assert_eq!(scene.cached.renew(&second).await, Ok(true));
    assert_eq!(scene.fetches(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_not_served_when_there_is_no_other() {
    let scene = scene(Some(3600), 2, None);
    let old = scene.cached.provide().await.unwrap();
    assert_eq!(
        scene.cached.renew(&old).await,
        Err(CredentialsError::failed("numbered", "broken"))
    );
    assert_eq!(scene.id().await, Err("broken".to_owned()));
    assert_eq!(scene.fetches(), 2);
}
