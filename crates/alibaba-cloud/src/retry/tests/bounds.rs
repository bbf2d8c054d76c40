//! Bounds that the user or the state of the server sets.

use std::sync::{Arc, Mutex};

use tokio::task::JoinSet;

use super::*;

/// Like [`play`], by a client of this policy.
async fn play_by(
    policy: Policy,
    idempotency: Idempotency,
    class: Class,
) -> (Result<u32, CallError>, Duration) {
    let begin = Instant::now();
    let attempt = |_| async move { troubled(class) };
    let pacing = Pacing::new(policy);
    let result = run(
        "Act",
        idempotency,
        None,
        &limits(ms(600_000)),
        &pacing,
        attempt,
    )
    .await;
    (result, begin.elapsed())
}

#[tokio::test(start_paused = true)]
async fn the_user_says_how_often_trouble_is_met_again() {
    for max_retries in [0, 1, 20] {
        let policy = Policy {
            max_retries,
            ..Policy::default()
        };
        let (result, _) = play_by(policy, Idempotency::ReadOnly, Class::Unanswered).await;
        assert_eq!(no_answer(result).attempts, max_retries + 1);
    }
}

#[tokio::test(start_paused = true)]
async fn the_user_says_for_how_long_calls_are_repeated() {
    let policy = Policy {
        max_retry_time: Some(ms(30_000)),
        max_retries: 1000,
        ..Policy::default()
    };
    for class in [Class::Unreachable, Class::Throttled, Class::Busy] {
        for idempotency in EVERY_KIND {
            let (result, took) = play_by(policy, idempotency, class).await;
            assert_eq!(no_answer(result).stopped, Stopped::RetryTime);
            assert!(took <= ms(30_000), "{took:?}");
        }
    }
    // Only a purchase whose outcome is open goes on until its caller's deadline.
    let (result, took) = play_by(policy, Idempotency::ReadOnly, Class::Unanswered).await;
    assert_eq!(no_answer(result).stopped, Stopped::RetryTime);
    assert!(took <= ms(30_000), "{took:?}");
    let (result, took) = play_by(policy, Idempotency::ByToken, Class::Unanswered).await;
    assert_eq!(no_answer(result).stopped, Stopped::Deadline);
    assert!(took > ms(500_000), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn the_first_attempt_is_made_whatever_the_time_for_repeating() {
    let policy = Policy {
        max_retry_time: Some(Duration::ZERO),
        ..Policy::default()
    };
    let (result, _) = play_by(policy, Idempotency::ReadOnly, Class::Unreachable).await;
    assert_eq!(no_answer(result).attempts, 1);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_calls_in_trouble_do_not_multiply_the_load() {
    let pacing = Arc::new(Pacing::default());
    let begin = Instant::now();
    let sent: Arc<Mutex<Vec<Duration>>> = Arc::default();
    let mut calls = JoinSet::new();
    for _ in 0..200 {
        let (pacing, sent) = (Arc::clone(&pacing), Arc::clone(&sent));
        calls.spawn(async move {
            // The server is down for a minute.
            let attempt = |_| {
                let age = begin.elapsed();
                sent.lock().unwrap().push(age);
                async move {
                    if age > ms(60_000) {
                        answered(1)
                    } else {
                        troubled(Class::ServerError)
                    }
                }
            };
            run(
                "Act",
                Idempotency::ByToken,
                None,
                &limits(ms(600_000)),
                &pacing,
                attempt,
            )
            .await
        });
    }
    assert!(calls.join_all().await.iter().all(Result::is_ok));
    let sent = sent.lock().unwrap();
    let repeats = sent.iter().filter(|at| **at <= ms(60_000)).count() - 200;
    assert!((300..=350).contains(&repeats), "{repeats}");
    // What is answered lets others go on, so that all is well soon after the server is.
    let last = sent.last().unwrap();
    assert!(*last < ms(75_000), "{last:?}");
}
