use std::time::UNIX_EPOCH;

use http::HeaderValue;
use serde_json::json;

use super::*;

fn reply(status: u16, body: &str) -> Reply {
    read(&RawAnswer {
        status,
        headers: HeaderMap::new(),
        body: body.as_bytes().to_vec(),
    })
}

fn failure(code: &str, message: &str, request_id: Option<&str>) -> Reply {
    Reply::Failure(Envelope {
        code: code.to_owned(),
        message: message.to_owned(),
        request_id: request_id.map(str::to_owned),
        denied: None,
        is_verdict: false,
    })
}

#[test]
fn an_object_is_a_success() {
    assert_eq!(
        reply(200, "\u{feff}{\"RequestId\":\"R\"}\n"),
        Reply::Success(json!({"RequestId": "R"}))
    );
    assert_eq!(
        reply(200, r#"{"Code":"200","RequestId":"R"}"#),
        Reply::Success(json!({"Code": "200", "RequestId": "R"}))
    );
    assert_eq!(
        reply(200, r#"{"Code":"Odd","Success":true}"#),
        Reply::Success(json!({"Code": "Odd", "Success": true}))
    );
}

#[test]
fn an_error_envelope_is_read_in_both_spellings() {
    assert_eq!(
        reply(
            400,
            r#"{"Code":"A.B","Message":"m","RequestId":"R","HostId":"h"}"#
        ),
        failure("A.B", "m", Some("R"))
    );
    assert_eq!(
        reply(500, r#"{"code":"A.B","message":"m","requestId":"R"}"#),
        failure("A.B", "m", Some("R"))
    );
}

#[test]
fn status_200_with_a_failing_code_is_a_failure() {
    assert_eq!(
        reply(200, r#"{"Code":"A.B","Message":"m"}"#),
        failure("A.B", "m", None)
    );
}

#[test]
fn an_xml_envelope_is_read_although_json_was_asked_for() {
    let body = "<?xml version='1.0' encoding='UTF-8'?>\n<Error>\n  <RequestId>R</RequestId>\n  \
                <HostId>h</HostId>\n  <Code>A.B</Code>\n  <Message>a &amp; b &#60;c&gt;</Message>\n  \
                <Recommend><![CDATA[https://x/?a&b]]></Recommend>\n</Error>";
    assert_eq!(reply(400, body), failure("A.B", "a & b <c>", Some("R")));
}

#[test]
fn what_is_not_from_the_api_has_its_status_for_a_code_if_that_says_no() {
    let advice =
        "so it is probably not the API itself: check the endpoint and any proxy in between";
    let page = "<html><body>Bad Gateway</body></html>";
    assert_eq!(
        reply(502, page),
        Reply::Unintelligible(
            "the server sent a page that is not from the API (HTTP status 502)".to_owned()
        )
    );
    assert_eq!(
        reply(404, page),
        failure(
            "HTTP 404",
            &format!("the server sent a page that is not from the API, {advice}"),
            None
        )
    );
    assert_eq!(
        reply(302, ""),
        failure(
            "HTTP 302",
            &format!("the server sent an empty answer, {advice}"),
            None
        )
    );
    for status in [200, 408, 500] {
        assert_eq!(
            reply(status, ""),
            Reply::Unintelligible(format!(
                "the server sent an empty answer (HTTP status {status})"
            ))
        );
    }
    assert_eq!(
        reply(200, "[1]"),
        Reply::Unintelligible("the server sent text that is not JSON (HTTP status 200)".to_owned())
    );
    assert_eq!(
        reply(500, "{}"),
        Reply::Unintelligible(
            "the server sent an answer without an error code (HTTP status 500)".to_owned()
        )
    );
}

#[test]
fn denied_access_names_the_right_and_the_principal() {
    let Reply::Failure(envelope) = reply(
        403,
        r#"{"Code":"NoPermission","AccessDeniedDetail":{"AuthAction":"cen:Create","AuthPrincipalType":"SubUser",
            "AuthPrincipalDisplayName":"ci","EncodedDiagnosticMessage":"xxxx"}}"#,
    ) else {
        panic!("a failure was expected");
    };
    assert_eq!(
        envelope.denied.as_deref(),
        Some("Access was denied: action cen:Create, principal type SubUser, principal ci.")
    );
}

#[test]
fn the_larger_hint_counts_up_to_a_minute() {
    let hint = |pairs: &[(&'static str, &'static str)]| {
        let headers: HeaderMap = pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        retry_hint(&headers)
    };
    let ms = Duration::from_millis;
    assert_eq!(hint(&[]), None);
    assert_eq!(hint(&[("x-acs-retry-after", "1500")]), Some(ms(1500)));
    assert_eq!(hint(&[("x-acs-retry-after", "0")]), None);
    assert_eq!(hint(&[("x-acs-retry-after", "-1")]), None);
    assert_eq!(
        hint(&[("x-acs-retry-after", "1500"), ("retry-after", "2")]),
        Some(ms(2000))
    );
    assert_eq!(hint(&[("retry-after", "86400")]), Some(ms(60_000)));
    assert_eq!(
        hint(&[
            ("date", "Fri, 04 May 2018 08:00:00 GMT"),
            ("retry-after", "Fri, 04 May 2018 08:00:07 GMT")
        ]),
        Some(ms(7000))
    );
}

#[test]
fn the_date_header_is_the_servers_clock() {
    let headers = HeaderMap::from_iter([(
        http::header::DATE,
        HeaderValue::from_static("Fri, 04 May 2018 08:00:00 GMT"),
    )]);
    assert_eq!(
        date(&headers),
        Some(UNIX_EPOCH + Duration::from_secs(1_525_420_800))
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(status in 100u16..600, body: Vec<u8>) {
        read(&RawAnswer { status, headers: HeaderMap::new(), body });
    }

    #[test]
    fn no_markup_panics(body in "<(Error|a)>(<Code>|</Code>|&[a-z#0-9]{0,4};|<!\\[CDATA\\[|\\]\\]>|x|<){0,12}") {
        reply(400, &body);
    }
}

#[test]
fn a_verdict_counts_more_than_a_code() {
    let said = |body: &str| match reply(200, body) {
        Reply::Failure(envelope) => Some((envelope.code, envelope.is_verdict)),
        _ => None,
    };
    for (body, failure) in [
        (r#"{"Code":"200","Success":false}"#, Some("200")),
        (r#"{"Code":"Success","Success":"false"}"#, Some("Success")),
        (r#"{"Success":false}"#, Some("Success=false")),
        (r#"{"Code":"ResourceNotExists","Success":true}"#, None),
    ] {
        let expected = failure.map(|code| (code.to_owned(), true));
        assert_eq!(said(body), expected, "{body}");
    }
}

#[test]
fn a_refusal_with_the_status_of_a_success_counts_where_the_product_has_verdicts() {
    let refuses = |status, body: &str, verdicts| reply(status, body).is_refusal(status, verdicts);
    let whole = r#"{"Code":"A.B","Message":"m","RequestId":"R","Success":false}"#;
    assert!(refuses(200, whole, Verdicts::InAnswer));
    assert!(!refuses(200, whole, Verdicts::InStatus));
    assert!(!refuses(500, whole, Verdicts::InAnswer));
    let partial = r#"{"Code":"A.B","Success":false}"#;
    assert!(!refuses(200, partial, Verdicts::InAnswer));
    let without = r#"{"Code":"A.B","Message":"m","RequestId":"R"}"#;
    assert!(!refuses(200, without, Verdicts::InAnswer));
}
