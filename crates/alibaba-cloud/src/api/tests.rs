mod faults;
mod secrecy;
mod turns;

mod renewal;

use std::time::{Duration, UNIX_EPOCH};

use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::endpoint::Endpoint;
use crate::error::{ApiError, NoAnswer, Stopped};
use crate::scripted::{self, Act, Scripted, answer, canary_credentials, lost, unreachable};
use crate::secret::Secret;
use crate::sign::rpc::{Parameters, signature, string_to_sign};
use crate::token::ClientToken;
use crate::transport::{HttpTransport, Timeouts};
use crate::user_agent::UserAgent;

const NOW: u64 = 1_525_420_800;

fn deadline() -> Deadline {
    Deadline {
        at: Instant::now() + Duration::from_secs(600),
        cancel: CancellationToken::new(),
    }
}

fn api(transport: &Arc<Scripted>, token: Option<&str>) -> Api {
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    Api::new(
        Product::new("2017-09-12"),
        Arc::clone(transport) as Arc<dyn Transport>,
        Some(canary_credentials(token)),
        scripted::stopped(now),
    )
}

fn purchase() -> Call {
    let token = ClientToken::parse("token-1").unwrap();
    Call::with_token("Buy", &token).with("Bandwidth", 5)
}

fn read() -> Call {
    Call::read("Look")
}

fn id(value: &Value) -> Result<String, String> {
    let id = value.get("Id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| "no Id".to_owned())
}

async fn refused(act: Act) -> ApiError {
    let transport = Scripted::acts([act]);
    let error = api(&transport, None).call(&read(), id, &deadline()).await;
    error.unwrap_err().api_error().cloned().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_purchase_is_the_same_in_every_attempt_but_for_time_nonce_and_signature() {
    let transport = Scripted::acts([
        unreachable(),
        lost(),
        answer(502, "<html>"),
        answer(200, ""),
        answer(200, r#"{"RequestId":"R"}"#),
        scripted::refusal(400, "SignatureNonceUsed"),
        scripted::refusal(400, "Throttling"),
        answer(200, r#"{"Id":"bought"}"#),
    ]);
    let api = api(&transport, Some("canary-token"));
    let answer = api.call(&purchase(), id, &deadline()).await.unwrap();
    assert_eq!(answer, "bought");
    let sent = transport.sent();
    assert_eq!(sent.len(), 8);
    let fixed = |sent: &Parameters| {
        let mut fixed = sent.clone();
        fixed.retain(|name, _| {
            !["Timestamp", "SignatureNonce", "Signature"].contains(&name.as_str())
        });
        fixed
    };
    for attempt in &sent {
        assert_eq!(fixed(attempt), fixed(&sent[0]));
        assert_eq!(attempt["ClientToken"], "token-1");
        assert_eq!(attempt["SecurityToken"], "canary-token");
        let mut signed = attempt.clone();
        signed.remove("Signature");
        assert_eq!(
            attempt["Signature"],
            signature(
                &string_to_sign("POST", &signed),
                &Secret::new("canary/secret+=")
            )
        );
    }
    let mut nonces: Vec<&String> = sent.iter().map(|sent| &sent["SignatureNonce"]).collect();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 8);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_decoded_leaves_a_purchase_open() {
    let transport = Scripted::new(|_| answer(200, "{}"));
    let error = api(&transport, None)
        .call(&purchase(), id, &deadline())
        .await
        .unwrap_err();
    let CallError::NoAnswer(error) = error else {
        panic!("no answer was expected, not {error}");
    };
    assert_eq!(error.stopped, Stopped::Deadline);
    assert_eq!(
        error.last,
        Some(AttemptError::Unanswered(
            "the answer cannot be used: no Id".to_owned()
        ))
    );
    assert!(error.may_have_been_executed);
}

#[tokio::test(start_paused = true)]
async fn a_hint_of_the_server_is_waited_for() {
    let throttled =
        || scripted::refusal(400, "Throttling.User").header("x-acs-retry-after", "7000");
    let transport = Scripted::acts([throttled(), answer(200, r#"{"Id":"x"}"#)]);
    let begin = Instant::now();
    api(&transport, None)
        .call(&read(), id, &deadline())
        .await
        .unwrap();
    let waited = begin.elapsed();
    assert!(
        (Duration::from_millis(7000)..=Duration::from_millis(7700)).contains(&waited),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_by_the_servers_date_and_stays_corrected() {
    let expired = || {
        scripted::refusal(400, "InvalidTimeStamp.Expired")
            .header("date", "Fri, 04 May 2018 10:00:00 GMT")
    };
    let good = || answer(200, r#"{"Id":"x"}"#);
    let transport = Scripted::acts([expired(), good(), good()]);
    let api = api(&transport, None);
    api.call(&purchase(), id, &deadline()).await.unwrap();
    api.call(&read(), id, &deadline()).await.unwrap();
    let times: Vec<String> = transport
        .sent()
        .iter()
        .map(|sent| sent["Timestamp"].clone())
        .collect();
    assert_eq!(
        times,
        [
            "2018-05-04T08:00:00Z",
            "2018-05-04T10:00:00Z",
            "2018-05-04T10:00:00Z"
        ]
    );
    assert_eq!(
        api.now(),
        UNIX_EPOCH + Duration::from_secs(NOW + 2 * 60 * 60)
    );
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_stays_wrong_is_told_to_the_user() {
    let expired = || scripted::refusal(400, "InvalidTimeStamp.Expired");
    let transport = Scripted::acts([expired(), expired()]);
    let error = api(&transport, None)
        .call(&purchase(), id, &deadline())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Buy was refused: because\nThe clock of this machine and the server's disagree; set the clock.\n(code \
         InvalidTimeStamp.Expired, request id R-InvalidTimeStamp.Expired)"
    );
}

#[tokio::test]
async fn a_refused_signature_says_which_side_is_wrong_and_shows_neither() {
    let transport = Scripted::new(|sent| {
        let mut signed = sent.clone();
        signed.remove("Signature");
        let theirs = string_to_sign("POST", &signed);
        let message =
            format!("Specified signature is not matched. server string to sign is:{theirs}");
        answer(
            400,
            &json!({"Code": "SignatureDoesNotMatch", "Message": message, "RequestId": "R"})
                .to_string(),
        )
    });
    let error = api(&transport, Some("canary-token"))
        .call(&read(), id, &deadline())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Look was refused: Specified signature is not matched. server\nBoth sides signed the same text, so the secret \
         does not belong to this access key. The key came from: arguments (access_key).\n(code \
         SignatureDoesNotMatch, request id R)"
    );
    assert_eq!(transport.sent().len(), 1);

    let other = refused(answer(
        400,
        r#"{"Code":"SignatureDoesNotMatch","Message":"server string to sign is:POST&%2F&x","RequestId":"R"}"#,
    ))
    .await;
    assert_eq!(
        other.advice.as_deref(),
        Some(
            "The server signed another text than this program did: something in between changed the request, or this \
             is a bug in this program; the secret may be right. The key came from: arguments (access_key)."
        )
    );
    let bare = refused(scripted::refusal(404, "SignatureDoesNotMatch")).await;
    assert_eq!(
        bare.advice.as_deref(),
        Some(
            "Most often the secret does not belong to the access key. The key came from: arguments (access_key)."
        )
    );
}

#[tokio::test]
async fn a_refused_key_is_named_by_its_source() {
    let refusal = refused(scripted::refusal(404, "InvalidAccessKeyId.NotFound")).await;
    assert_eq!(
        refusal.advice.as_deref(),
        Some("The key came from: arguments (access_key).")
    );
}

#[tokio::test]
async fn missing_credentials_send_nothing() {
    use crate::credentials::chain::CredentialsChain;
    let transport = Scripted::acts([]);
    let api = Api::new(
        Product::new("2017-09-12"),
        Arc::clone(&transport) as Arc<dyn Transport>,
        Some(Arc::new(CredentialsChain::new("none", vec![]))),
        scripted::stopped(UNIX_EPOCH),
    );
    let error = api.call(&purchase(), id, &deadline()).await.unwrap_err();
    assert!(matches!(error, CallError::NotSent(NotSent::Credentials(_))));
    assert_eq!(transport.sent().len(), 0);
}

#[tokio::test]
async fn a_cancel_ends_a_call_that_hangs_on_the_wire() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let transport = HttpTransport::new(
        Endpoint::parse(&endpoint, false).unwrap(),
        UserAgent::new(&[]).unwrap(),
        Timeouts::default(),
    );
    let api = Api::new(
        Product::new("2017-09-12"),
        Arc::new(transport),
        Some(canary_credentials(None)),
        scripted::stopped(UNIX_EPOCH),
    );
    let deadline = deadline();
    let cancel = deadline.cancel.clone();
    tokio::spawn(async move {
        // Cancelled as soon as the connection is there, while the answer never comes.
        let connection = listener.accept().await.unwrap();
        cancel.cancel();
        std::future::pending::<()>().await;
        drop(connection);
    });
    let error = api.call(&purchase(), id, &deadline).await.unwrap_err();
    assert_eq!(
        error,
        CallError::NoAnswer(Box::new(NoAnswer {
            action: "Buy",
            attempts: 1,
            stopped: Stopped::Cancelled,
            last: Some(AttemptError::Unanswered(
                "the last attempt was still under way".to_owned()
            )),
            may_have_been_executed: true,
        }))
    );
}

#[tokio::test]
async fn an_error_text_names_the_attempts_and_the_last_trouble() {
    let transport = Scripted::new(|_| lost());
    let error = api(&transport, None)
        .call(&read(), id, &deadline())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Look got no definite answer to any attempt; it was tried 5 times. Last: connection reset"
    );
    let CallError::NoAnswer(error) = error else {
        panic!("no answer was expected");
    };
    let NoAnswer {
        attempts,
        may_have_been_executed,
        ..
    } = *error;
    assert_eq!((attempts, may_have_been_executed), (5, false));
}

/// How a purchase ends whose every answer is this, and how often it is sent.
async fn bought_with(status: u16, body: &'static str) -> (Result<String, CallError>, usize) {
    let transport = Scripted::new(move |_| answer(status, body));
    let deadline = Deadline {
        at: Instant::now() + Duration::from_secs(5),
        cancel: CancellationToken::new(),
    };
    let outcome = api(&transport, None)
        .create(&purchase(), id, &deadline)
        .await;
    (outcome, transport.sent().len())
}

#[tokio::test(start_paused = true)]
async fn only_the_apis_own_envelope_with_a_4xx_says_that_nothing_was_bought() {
    const ENVELOPE: &str = r#"{"Code":"Operation.Failed","Message":"m","RequestId":"R"}"#;
    for status in [400, 403, 404, 409] {
        let (outcome, sent) = bought_with(status, ENVELOPE).await;
        let refusal = outcome.unwrap_err().api_error().cloned().unwrap();
        assert_eq!((refusal.code.as_str(), sent), ("Operation.Failed", 1));
    }
    for (status, body) in [
        (200, ENVELOPE),
        (302, ENVELOPE),
        (500, ENVELOPE),
        (
            503,
            r#"{"Code":"Throttling","Message":"m","RequestId":"R"}"#,
        ),
        (400, r#"{"Code":"Operation.Failed","Message":"m"}"#),
        (400, r#"{"Code":"Operation.Failed","RequestId":"R"}"#),
        (400, r#"{"message":"Forbidden"}"#),
        (403, "<html>no</html>"),
        (429, "<html>slow down</html>"),
        (301, ""),
        (408, ENVELOPE),
        (429, ENVELOPE),
        (
            429,
            r#"{"Code":"Throttling.User","Message":"m","RequestId":"R"}"#,
        ),
        (
            400,
            r#"{"Code":"Throttling.User","Message":"m","RequestId":"R"}"#,
        ),
        (
            409,
            r#"{"Code":"IdempotentProcessing","Message":"m","RequestId":"R"}"#,
        ),
        (
            400,
            r#"{"Code":"ServiceUnavailable.Region","Message":"m","RequestId":"R"}"#,
        ),
        (
            400,
            r#"{"Code":"RequestTimeout","Message":"m","RequestId":"R"}"#,
        ),
    ] {
        let (outcome, sent) = bought_with(status, body).await;
        let error = outcome.unwrap_err();
        assert!(error.may_have_been_executed(), "{status} {body}: {error}");
        assert!(sent > 1, "{status} {body}: {sent}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_id_in_hand_is_an_id() {
    for (status, body) in [
        (
            200,
            r#"{"Id":"x","Code":"Odd","Message":"m","RequestId":"R"}"#,
        ),
        (
            500,
            r#"{"Id":"x","Code":"InternalError","Message":"m","RequestId":"R"}"#,
        ),
        (502, r#"{"Id":"x"}"#),
    ] {
        let (outcome, sent) = bought_with(status, body).await;
        assert_eq!((outcome, sent), (Ok("x".to_owned()), 1), "{body}");
    }
    let refused = r#"{"Id":"x","Code":"Odd","Message":"m","RequestId":"R"}"#;
    assert!(bought_with(400, refused).await.0.is_err());
    // What creates nothing has no id that could speak against a code.
    const REFUSED: &str = r#"{"Code":"Odd","Message":"m","RequestId":"R"}"#;
    let transport = Scripted::new(|_| answer(200, REFUSED));
    let change = Call::idempotent("Change");
    let api = api(&transport, None);
    let error = api
        .call(&change, |_| Ok(()), &deadline())
        .await
        .unwrap_err();
    assert!(error.may_have_been_executed());
}
