use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::deadline::Deadline;
use crate::error::{ApiError, AttemptError};
use crate::idempotency::Idempotency;
use crate::outcome::Class;
use crate::policy::Policy;
use crate::retry::{self, Attempted, Pacing};

/// Time from sending to answer.
const LATENCY: Duration = Duration::from_millis(30);

/// A server that lets `per_second` calls through in each second of its own, and refuses the others.
struct Server {
    per_second: u32,
    begin: Instant,
    /// The second that is counted, and the calls in it.
    window: Mutex<(u64, u32)>,
    throttled: AtomicU32,
    tells_quota: bool,
}

impl Server {
    fn new(per_second: u32, tells_quota: bool) -> Arc<Self> {
        Arc::new(Self {
            per_second,
            begin: Instant::now(),
            window: Mutex::default(),
            throttled: AtomicU32::new(0),
            tells_quota,
        })
    }

    /// Whether a call is let through, and how long no other one will be.
    async fn call(&self) -> (bool, Option<Duration>) {
        let (accepted, left) = self.count();
        tokio::time::sleep(LATENCY).await;
        (accepted, left.map(|left| left - LATENCY))
    }

    fn count(&self) -> (bool, Option<Duration>) {
        let age = self.begin.elapsed();
        let mut window = self.window.lock().unwrap();
        if window.0 != age.as_secs() {
            *window = (age.as_secs(), 0);
        }
        window.1 += 1;
        let accepted = window.1 <= self.per_second;
        if !accepted {
            self.throttled.fetch_add(1, Ordering::Relaxed);
        }
        let end = Duration::from_secs(age.as_secs() + 1) + LATENCY;
        let told = self.tells_quota && window.1 >= self.per_second;
        (accepted, told.then(|| end - age))
    }

    async fn attempt(&self) -> Attempted<()> {
        let (accepted, rest) = self.call().await;
        if accepted {
            return Attempted::Answered {
                answer: (),
                request_id: None,
                rest,
            };
        }
        let refusal = ApiError {
            action: "Act",
            code: "Throttling.User".to_owned(),
            message: String::new(),
            request_id: None,
            http_status: 400,
            advice: None,
            follows_unanswered: false,
        };
        Attempted::Failed {
            class: Class::Throttled,
            error: AttemptError::Answered(Box::new(refusal)),
            hint: rest,
        }
    }
}

/// How a crowd of callers fared.
#[derive(Debug)]
struct Fared {
    throttled: u32,
    took: Duration,
}

/// `callers` calls, at most `at_once` of them under way, each made by `call`.
async fn crowd<F>(
    server: &Arc<Server>,
    callers: usize,
    at_once: usize,
    call: impl Fn() -> F,
) -> Fared
where
    F: Future<Output = ()> + Send + 'static,
{
    let begin = Instant::now();
    let places = Arc::new(Semaphore::new(at_once));
    let mut tasks = JoinSet::new();
    for _ in 0..callers {
        let (call, places) = (call(), Arc::clone(&places));
        tasks.spawn(async move {
            let _place = places.acquire().await.unwrap();
            call.await;
        });
    }
    tasks.join_all().await;
    Fared {
        throttled: server.throttled.load(Ordering::Relaxed),
        took: begin.elapsed(),
    }
}

async fn limited(server: &Arc<Server>, callers: usize, at_once: usize, policy: Policy) -> Fared {
    let pacing = Arc::new(Pacing::new(policy));
    crowd(server, callers, at_once, || {
        let (server, pacing) = (Arc::clone(server), Arc::clone(&pacing));
        async move {
            let deadline = Deadline {
                at: Instant::now() + Duration::from_secs(3600),
                cancel: CancellationToken::new(),
            };
            let attempt = |_| server.attempt();
            retry::run(
                "Act",
                Idempotency::ReadOnly,
                None,
                &deadline,
                &pacing,
                attempt,
            )
            .await
            .unwrap();
        }
    })
    .await
}

/// The same by callers who know nothing of each other: full-jitter back-off, each for itself.
async fn unlimited(server: &Arc<Server>, callers: usize, at_once: usize) -> Fared {
    crowd(server, callers, at_once, || {
        let server = Arc::clone(server);
        async move {
            let mut ceiling = Duration::from_millis(500);
            while !server.call().await.0 {
                tokio::time::sleep(ceiling.mul_f64(fastrand::f64())).await;
                ceiling = (2 * ceiling).min(Duration::from_secs(20));
            }
        }
    })
    .await
}

/// The jitter of a test that is the same each time.
fn fixed_chance() {
    fastrand::seed(7);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_callers_share_what_the_server_allows() {
    fixed_chance();
    for per_second in [2, 5, 10, 50] {
        let ideal = Duration::from_secs(200).div_f64(f64::from(per_second));
        let server = Server::new(per_second, false);
        let fared = limited(&server, 200, 200, Policy::default()).await;
        assert!(
            fared.took < ideal.mul_f64(1.1) + Duration::from_secs(2),
            "{fared:?}"
        );
        // All are under way before the first is refused. After that, few more are.
        let first_wave = 200 - per_second;
        assert!(fared.throttled < first_wave + 60, "{fared:?}");

        let alone = unlimited(&Server::new(per_second, false), 200, 200).await;
        assert!(alone.throttled > 2 * fared.throttled, "{alone:?} {fared:?}");
        assert!(alone.took > fared.took, "{alone:?} {fared:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn ten_callers_at_a_time_are_rarely_refused() {
    fixed_chance();
    for per_second in [2, 5, 10, 50] {
        let ideal = Duration::from_secs(200).div_f64(f64::from(per_second));
        let server = Server::new(per_second, false);
        let fared = limited(&server, 200, 10, Policy::default()).await;
        assert!(
            fared.took < ideal.mul_f64(1.1) + Duration::from_secs(2),
            "{fared:?}"
        );
        let alone = unlimited(&Server::new(per_second, false), 200, 10).await;
        assert!(alone.throttled > 2 * fared.throttled, "{alone:?} {fared:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_tells_its_quota_is_asked_for_no_more() {
    fixed_chance();
    let server = Server::new(10, true);
    let fared = limited(&server, 200, 10, Policy::default()).await;
    assert_eq!(fared.throttled, 0);
    assert!(fared.took < Duration::from_secs(20), "{fared:?}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_allows_enough_is_not_held_back() {
    let server = Server::new(1000, false);
    let fared = limited(&server, 200, 200, Policy::default()).await;
    assert_eq!((fared.throttled, fared.took), (0, LATENCY));
}

#[tokio::test(start_paused = true)]
async fn a_bound_set_by_the_user_is_never_exceeded() {
    let limiter = Limiter::new(Some(4.0));
    let begin = Instant::now();
    let mut sent = Vec::new();
    for number in 0..9 {
        let action = if number % 2 == 0 { "One" } else { "Other" };
        sent.push(limiter.enter(action).await - begin);
    }
    let expected: Vec<Duration> = (0..9).map(|n| Duration::from_millis(250) * n).collect();
    assert_eq!(sent, expected);
}

#[tokio::test(start_paused = true)]
async fn one_throttled_action_does_not_hold_up_another() {
    let limiter = Limiter::new(None);
    let begin = limiter.enter("Buy").await;
    let rest = Some(Duration::from_secs(30));
    limiter.learn("Buy", begin, Signal::Throttled { rest });
    assert_eq!(limiter.enter("Look").await, begin);
    assert!(limiter.enter("Buy").await >= begin + Duration::from_secs(30));
}
