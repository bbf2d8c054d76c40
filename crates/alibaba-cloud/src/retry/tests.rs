mod bounds;

use std::cell::RefCell;

use super::table::{Failures, Pace, pause};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::error::{ApiError, NoAnswer};

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn limits(within: Duration) -> Deadline {
    Deadline {
        at: Instant::now() + within,
        cancel: CancellationToken::new(),
    }
}

fn refusal(code: &str) -> Box<ApiError> {
    Box::new(ApiError {
        action: "Act",
        code: code.to_owned(),
        message: String::new(),
        request_id: None,
        http_status: 400,
        advice: None,
        follows_unanswered: false,
    })
}

fn troubled(class: Class) -> Attempted<u32> {
    let error = match class {
        Class::Unreachable => AttemptError::Unreachable("refused".to_owned()),
        Class::Unanswered => AttemptError::Unanswered("reset".to_owned()),
        _ => AttemptError::Answered(refusal(&format!("{class:?}"))),
    };
    Attempted::Failed {
        class,
        error,
        hint: None,
    }
}

fn answered(answer: u32) -> Attempted<u32> {
    Attempted::Answered {
        answer,
        request_id: None,
        rest: None,
    }
}

/// Attempts that end in `classes` and then succeed with the number of attempts.
async fn play(
    idempotency: Idempotency,
    deadline: &Deadline,
    classes: &[Class],
) -> Result<u32, CallError> {
    let count = RefCell::new(0);
    run(
        "Act",
        idempotency,
        None,
        deadline,
        &Pacing::default(),
        |progress| {
            progress.sends();
            let attempt = count.replace_with(|count| *count + 1);
            let class = classes.get(attempt as usize).copied();
            async move { class.map_or_else(|| answered(attempt + 1), troubled) }
        },
    )
    .await
}

fn no_answer(result: Result<u32, CallError>) -> NoAnswer {
    match result {
        Err(CallError::NoAnswer(no_answer)) => *no_answer,
        other => panic!("no answer was expected, not {other:?}"),
    }
}

const EVERY_KIND: [Idempotency; 4] = [
    Idempotency::ReadOnly,
    Idempotency::Idempotent,
    Idempotency::ByToken,
    Idempotency::NotIdempotent,
];

#[tokio::test(start_paused = true)]
async fn what_refuses_without_acting_is_waited_out_by_any_call() {
    for idempotency in EVERY_KIND {
        for class in [Class::Throttled, Class::Busy, Class::OrderOpen] {
            let classes = [class; 30];
            assert_eq!(
                play(idempotency, &limits(ms(3_600_000)), &classes)
                    .await
                    .unwrap(),
                31
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_without_a_token_is_not_sent_again_once_its_fate_is_unknown() {
    for class in [
        Class::Unanswered,
        Class::ServerError,
        Class::NonceUsed,
        Class::StillRunning,
    ] {
        let classes = [Class::Unreachable, Class::Busy, class];
        let error =
            no_answer(play(Idempotency::NotIdempotent, &limits(ms(60_000)), &classes).await);
        assert_eq!(
            (error.attempts, error.stopped, error.may_have_been_executed),
            (3, Stopped::AttemptsUsedUp, true)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_purchase_goes_on_through_any_trouble() {
    for class in [
        Class::StillRunning,
        Class::Unanswered,
        Class::ServerError,
        Class::NonceUsed,
    ] {
        let classes = [class; 30];
        assert_eq!(
            play(Idempotency::ByToken, &limits(ms(3_600_000)), &classes)
                .await
                .unwrap(),
            31
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_was_never_reached_is_given_up_after_half_a_minute() {
    let begin = Instant::now();
    let hour = limits(ms(3_600_000));
    let error = no_answer(play(Idempotency::ByToken, &hour, &[Class::Unreachable; 1000]).await);
    assert_eq!(
        (error.stopped, error.may_have_been_executed),
        (Stopped::AttemptsUsedUp, false)
    );
    let waited = begin.elapsed();
    assert!(ms(20_000) < waited && waited <= ms(30_000), "{waited:?}");
    // One that was reached once is there.
    let mut classes = vec![Class::Unreachable; 1000];
    classes[0] = Class::Throttled;
    let answer = play(Idempotency::ByToken, &hour, &classes[..200]).await;
    assert_eq!(answer.unwrap(), 201);
}

#[tokio::test(start_paused = true)]
async fn other_calls_give_up_after_five_troubles() {
    for idempotency in [Idempotency::ReadOnly, Idempotency::Idempotent] {
        for class in [Class::Unreachable, Class::Unanswered, Class::ServerError] {
            assert_eq!(
                play(idempotency, &limits(ms(60_000)), &[class; 4])
                    .await
                    .unwrap(),
                5
            );
            let error = no_answer(play(idempotency, &limits(ms(60_000)), &[class; 5]).await);
            assert_eq!(
                (error.attempts, error.stopped),
                (5, Stopped::AttemptsUsedUp)
            );
            assert_eq!(
                error.may_have_been_executed,
                idempotency == Idempotency::Idempotent && class != Class::Unreachable
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_a_call_at_once() {
    for idempotency in EVERY_KIND {
        let error = play(idempotency, &limits(ms(60_000)), &[Class::Refused])
            .await
            .unwrap_err();
        assert_eq!(error.api_error(), Some(&*refusal("Refused")));
        assert!(!error.may_have_been_executed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_state_that_should_pass_is_waited_for_five_times_and_then_is_a_refusal() {
    let error = play(
        Idempotency::Idempotent,
        &limits(ms(60_000)),
        &[Class::Settling; 5],
    )
    .await
    .unwrap_err();
    assert_eq!(error.api_error(), Some(&*refusal("Settling")));
}

#[tokio::test(start_paused = true)]
async fn a_clock_is_corrected_once() {
    assert_eq!(
        play(
            Idempotency::ByToken,
            &limits(ms(60_000)),
            &[Class::ClockSkewed]
        )
        .await
        .unwrap(),
        2
    );
    let error = play(
        Idempotency::ByToken,
        &limits(ms(60_000)),
        &[Class::ClockSkewed; 2],
    )
    .await
    .unwrap_err();
    assert_eq!(error.api_error(), Some(&*refusal("ClockSkewed")));
}

#[tokio::test(start_paused = true)]
async fn a_purchase_refused_after_an_unanswered_attempt_is_not_known_to_have_failed() {
    let classes = [Class::Unanswered, Class::Refused];
    let error = no_answer(play(Idempotency::ByToken, &limits(ms(60_000)), &classes).await);
    assert_eq!(
        error,
        NoAnswer {
            action: "Act",
            attempts: 2,
            stopped: Stopped::Refused,
            last: Some(AttemptError::Answered(refusal("Refused"))),
            may_have_been_executed: true,
        }
    );
    // What never arrived leaves no doubt.
    let classes = [
        Class::Unreachable,
        Class::Throttled,
        Class::OrderOpen,
        Class::Refused,
    ];
    let error = play(Idempotency::ByToken, &limits(ms(60_000)), &classes)
        .await
        .unwrap_err();
    assert_eq!(error.api_error(), Some(&*refusal("Refused")));
    // A change that names its object can be looked up, so its refusal is passed on.
    let classes = [Class::Unanswered, Class::Refused];
    let error = play(Idempotency::Idempotent, &limits(ms(60_000)), &classes)
        .await
        .unwrap_err();
    let expected = ApiError {
        follows_unanswered: true,
        ..*refusal("Refused")
    };
    assert_eq!(error.api_error(), Some(&expected));
}

#[tokio::test(start_paused = true)]
async fn losing_the_credentials_after_an_unanswered_attempt_leaves_the_outcome_open() {
    let reason = NotSent::Client("x".to_owned());
    for (first, open) in [
        (Class::Unanswered, true),
        (Class::Throttled, true),
        (Class::OrderOpen, true),
        (Class::Busy, false),
        (Class::Unreachable, false),
    ] {
        let mut attempts = 0;
        let error = run(
            "Act",
            Idempotency::ByToken,
            None,
            &limits(ms(60_000)),
            &Pacing::default(),
            |_| {
                attempts += 1;
                let now: Attempted<u32> = match attempts {
                    1 => troubled(first),
                    _ => Attempted::NotSent(reason.clone()),
                };
                async move { now }
            },
        )
        .await
        .unwrap_err();
        assert_eq!(error.may_have_been_executed(), open);
        assert_eq!(matches!(error, CallError::NotSent(_)), !open);
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_a_wait_before_a_pause_that_would_cross_it() {
    let begin = Instant::now();
    let deadline = limits(ms(10_000));
    let error = no_answer(play(Idempotency::ByToken, &deadline, &[Class::Unreachable; 99]).await);
    assert_eq!(error.stopped, Stopped::Deadline);
    assert!(!error.may_have_been_executed);
    assert!(begin.elapsed() <= ms(10_000));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_in_flight_at_the_deadline_is_abandoned_and_said_to_be_open() {
    for (idempotency, open) in [(Idempotency::ReadOnly, false), (Idempotency::ByToken, true)] {
        let begin = Instant::now();
        let error = run(
            "Act",
            idempotency,
            None,
            &limits(ms(3000)),
            &Pacing::default(),
            |progress| async move {
                progress.sends();
                tokio::time::sleep(ms(60_000)).await;
                answered(0)
            },
        )
        .await;
        let error = no_answer(error);
        assert_eq!(begin.elapsed(), ms(3000));
        assert_eq!((error.attempts, error.stopped), (1, Stopped::Deadline));
        assert_eq!(error.may_have_been_executed, open);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancel_ends_an_attempt_and_a_pause_within_a_second() {
    for in_flight in [true, false] {
        let begin = Instant::now();
        let deadline = limits(ms(3_600_000));
        let cancel = deadline.cancel.clone();
        tokio::spawn(async move {
            tokio::time::sleep(ms(700)).await;
            cancel.cancel();
        });
        let error = run(
            "Act",
            Idempotency::ByToken,
            None,
            &deadline,
            &Pacing::default(),
            |progress| async move {
                progress.sends();
                if in_flight {
                    tokio::time::sleep(ms(60_000)).await;
                }
                Attempted::<u32>::Failed {
                    class: Class::Busy,
                    error: AttemptError::Unanswered("busy".to_owned()),
                    hint: Some(ms(60_000)),
                }
            },
        )
        .await;
        let error = no_answer(error);
        assert_eq!(begin.elapsed(), ms(700));
        assert_eq!(error.stopped, Stopped::Cancelled);
        assert_eq!(error.may_have_been_executed, in_flight);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_when_the_time_is_already_up() {
    let past = limits(Duration::ZERO);
    let ended = |error| CallError::NotSent(NotSent::Ended(error));
    let error = play(Idempotency::ByToken, &past, &[]).await.unwrap_err();
    assert_eq!(error, ended(Stopped::Deadline));
    let cancelled = limits(ms(1000));
    cancelled.cancel.cancel();
    let error = play(Idempotency::ByToken, &cancelled, &[])
        .await
        .unwrap_err();
    assert_eq!(error, ended(Stopped::Cancelled));
    assert_eq!(
        error.to_string(),
        "the run was cancelled, before anything was sent"
    );
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_was_only_being_prepared_has_bought_nothing() {
    for (cancelled, said) in [(true, "the run was cancelled"), (false, "the time was up")] {
        let deadline = limits(ms(3000));
        if cancelled {
            let cancel = deadline.cancel.clone();
            tokio::spawn(async move {
                tokio::time::sleep(ms(700)).await;
                cancel.cancel();
            });
        }
        // The source of the key hangs.
        let hang = |_| std::future::pending::<Attempted<u32>>();
        let error = run(
            "Act",
            Idempotency::ByToken,
            None,
            &deadline,
            &Pacing::default(),
            hang,
        )
        .await
        .unwrap_err();
        assert!(!error.may_have_been_executed());
        assert_eq!(
            error.to_string(),
            format!("{said}, while the source of the access key was still being asked")
        );
    }
}

#[test]
fn pauses_double_up_to_their_cap() {
    let ceilings = |pace: Pace, set: fn(&mut Failures, u32)| {
        [1, 2, 3, 5, 6, 7, 60].map(|count| {
            let mut failures = Failures::default();
            set(&mut failures, count);
            assert_eq!(pause(pace, failures, None, 0.0), Duration::ZERO);
            pause(pace, failures, None, 1.0).as_millis()
        })
    };
    assert_eq!(
        ceilings(Pace::Failure, |failures, count| failures.errors = count),
        [200, 400, 800, 3200, 5000, 5000, 5000]
    );
    assert_eq!(
        ceilings(Pace::Busy, |failures, count| failures.busy = count),
        [1000, 2000, 4000, 5000, 5000, 5000, 5000]
    );
}

#[test]
fn a_hint_replaces_the_pause_and_is_never_undercut() {
    let failures = Failures::default();
    assert_eq!(
        pause(Pace::Failure, failures, Some(ms(3000)), 0.0),
        ms(3000)
    );
    assert_eq!(
        pause(Pace::Failure, failures, Some(ms(3000)), 1.0),
        ms(3300)
    );
}

#[tokio::test(start_paused = true)]
async fn a_question_to_a_server_that_is_never_reached_ends_by_saying_so() {
    let attempts = RefCell::new(0);
    let error = run(
        "Act",
        Idempotency::ReadOnly,
        None,
        &limits(ms(30_000)),
        &Pacing::default(),
        |progress| {
            progress.sends();
            let first = attempts.replace_with(|count| *count + 1) == 0;
            async move {
                if !first {
                    // The second connection hangs.
                    tokio::time::sleep(ms(60_000)).await;
                }
                troubled(Class::Unreachable)
            }
        },
    )
    .await;
    let error = no_answer(error);
    assert_eq!(
        (error.last, error.may_have_been_executed),
        (Some(AttemptError::Unreachable("refused".to_owned())), false)
    );
}
