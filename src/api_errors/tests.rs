use std::collections::BTreeMap;

use super::*;
use cen::alibaba_cloud::credentials::{CredentialsError, StsFailure, Tried};

/// What the user reads for each kind of code, and for every other way in which a call can fail, as blocks of `== CODE`,
/// summary, and detail.
const EXPECTED: &str = include_str!("diagnostics.txt");

fn refusal(code: &str) -> Box<ApiError> {
    Box::new(ApiError {
        action: "DoThing",
        code: code.to_owned(),
        message: "Because.".to_owned(),
        request_id: Some("R-1".to_owned()),
        http_status: 400,
        advice: None,
        follows_unanswered: false,
    })
}

fn no_answer(stopped: Stopped, last: Option<AttemptError>) -> CallError {
    CallError::NoAnswer(Box::new(NoAnswer {
        action: "DoThing",
        attempts: 5,
        stopped,
        last,
        may_have_been_executed: false,
    }))
}

/// Errors by the name of their block.
fn cases() -> BTreeMap<String, CallError> {
    let codes = blocks(EXPECTED)
        .into_keys()
        .filter(|name| !name.starts_with('('));
    let mut cases: BTreeMap<String, CallError> = codes
        .map(|code| (code.to_owned(), CallError::Refused(refusal(code))))
        .collect();
    let known = ApiError {
        advice: Some("The key came from: somewhere.".to_owned()),
        follows_unanswered: false,
        request_id: None,
        message: String::new(),
        ..*refusal("InvalidAccessKeyId.NotFound")
    };
    let tried = Tried {
        source: "environment variables".to_owned(),
        reason: "none is set".to_owned(),
    };
    let no_key = CredentialsError {
        tried: vec![tried.clone()],
        stop: false,
        sts: None,
    };
    let half_a_key = CredentialsError {
        tried: vec![Tried {
            reason: "ACCESS_KEY_ID is set, but ACCESS_KEY_SECRET is not".to_owned(),
            ..tried
        }],
        stop: true,
        sts: None,
    };
    let no_sts = CredentialsError {
        tried: vec![Tried {
            source: "role acs:ram::1:role/x assumed with environment variables".to_owned(),
            reason: "sts.aliyuncs.com was not reached: connection refused".to_owned(),
        }],
        stop: true,
        sts: Some(StsFailure::Unreachable("sts.aliyuncs.com".to_owned())),
    };
    let text = |text: &str| text.to_owned();
    let others = [
        ("(with advice)", CallError::Refused(Box::new(known))),
        (
            "(busy to the end)",
            no_answer(
                Stopped::Deadline,
                Some(AttemptError::Answered(refusal("Operation.Blocking"))),
            ),
        ),
        (
            "(throttled to the end of max_retry_timeout)",
            no_answer(
                Stopped::RetryTime,
                Some(AttemptError::Answered(refusal("Throttling.User"))),
            ),
        ),
        (
            "(an unknown code after an unanswered purchase)",
            no_answer(
                Stopped::Refused,
                Some(AttemptError::Answered(refusal("Never.Heard.Of"))),
            ),
        ),
        (
            "(out of reach)",
            no_answer(
                Stopped::AttemptsUsedUp,
                Some(AttemptError::Unreachable(text("connection refused"))),
            ),
        ),
        (
            "(silent)",
            no_answer(
                Stopped::AttemptsUsedUp,
                Some(AttemptError::Unanswered(text(
                    "no answer within the time limit of one attempt",
                ))),
            ),
        ),
        ("(interrupted)", no_answer(Stopped::Cancelled, None)),
        ("(no key)", CallError::NotSent(NotSent::Credentials(no_key))),
        (
            "(half a key)",
            CallError::NotSent(NotSent::Credentials(half_a_key)),
        ),
        ("(no STS)", CallError::NotSent(NotSent::Credentials(no_sts))),
        (
            "(not trusted)",
            CallError::NotSent(NotSent::Untrusted(text("UnknownIssuer"))),
        ),
        (
            "(proxy)",
            CallError::NotSent(NotSent::Proxy(text(
                "the proxy proxy:1 asks for a password",
            ))),
        ),
        (
            "(illegal header)",
            CallError::NotSent(NotSent::Unsendable("security token")),
        ),
        (
            "(no client)",
            CallError::NotSent(NotSent::Client(text("no certificates were loaded"))),
        ),
    ];
    cases.extend(others.map(|(name, error)| (name.to_owned(), error)));
    cases
}

#[test]
fn every_failure_is_told_in_full_as_written_down() {
    let told: String = cases()
        .into_iter()
        .map(|(name, error)| {
            let Explained { summary, detail } = explain(&error);
            format!("== {name}\n{summary}\n\n{detail}\n\n")
        })
        .collect();
    let (told, expected) = (blocks(&told), blocks(EXPECTED));
    for (name, text) in &told {
        assert_eq!(expected.get(name), Some(text), "{name}");
    }
    assert_eq!(expected.len(), told.len());
}

fn blocks(text: &str) -> BTreeMap<&str, &str> {
    text.split("== ")
        .filter_map(|block| block.split_once('\n'))
        .map(|(name, text)| (name, text.trim_end()))
        .collect()
}

#[test]
fn a_familiar_code_with_a_status_that_is_no_refusal_is_not_explained() {
    let last = ApiError {
        http_status: 500,
        ..*refusal("Operation.Failed")
    };
    let last = Some(AttemptError::Answered(Box::new(last)));
    let explained = explain(&no_answer(Stopped::Deadline, last));
    let detail = "DoThing got no definite answer before the time was up; it was tried 5 times. Last: DoThing was refused: \
                  Because.\n(code Operation.Failed, request id R-1).";
    let expected = Explained::new("CEN gives no definite answer", detail.to_owned());
    assert_eq!(explained, expected);
}
