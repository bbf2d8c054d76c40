use crate::{AccessKey, DEFAULT_ACCESS_KEY_SECRET, Options, Outcome};
use alibaba_cloud::secret::Secret;
use alibaba_cloud::sign::rpc::{Parameters, canonical_query, string_to_sign};

use super::client::{Bench, bench, bench_with, parameters, sign};

const LIST: &str = "DescribeCenBandwidthPackages";

fn signed(change: impl FnOnce(&mut Parameters)) -> Parameters {
    let mut parameters = parameters(LIST, &[]);
    change(&mut parameters);
    sign(parameters, "POST", DEFAULT_ACCESS_KEY_SECRET)
}

fn set(name: &str, value: &str) -> impl FnOnce(&mut Parameters) {
    let (name, value) = (name.to_owned(), value.to_owned());
    move |parameters| {
        parameters.insert(name, value);
    }
}

fn without(name: &str) -> impl FnOnce(&mut Parameters) {
    let name = name.to_owned();
    move |parameters| {
        parameters.remove(&name);
    }
}

async fn error(bench: &Bench, parameters: &Parameters) -> (u16, String) {
    let reply = bench.post(parameters).await.unwrap();
    let (status, code) = reply.error();
    (status, code.to_owned())
}

#[tokio::test]
async fn get_and_post_query_and_body_are_all_the_same_to_the_gateway() {
    let bench = bench().await;
    let query = canonical_query(&sign(
        parameters(LIST, &[]),
        "GET",
        DEFAULT_ACCESS_KEY_SECRET,
    ));
    let url = format!("{}/?{query}", bench.cloud.endpoint());
    assert_eq!(bench.http.get(url).send().await.unwrap().status(), 200);

    let query = canonical_query(&signed(|_| ()));
    let url = format!("{}/?{query}", bench.cloud.endpoint());
    assert_eq!(bench.http.post(url).send().await.unwrap().status(), 200);

    // Common parameters in the query, the action's own in the body.
    let all = signed(set("PageSize", "50"));
    let (body, query): (Parameters, Parameters) =
        all.into_iter().partition(|(name, _)| name == "PageSize");
    let url = format!("{}/?{}", bench.cloud.endpoint(), canonical_query(&query));
    let request = bench
        .http
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(canonical_query(&body));
    let text = request.send().await.unwrap().text().await.unwrap();
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["PageSize"], 50);
}

#[tokio::test]
async fn every_check_has_its_code() {
    let bench = bench().await;
    let checks = [
        (signed(without("Action")), 400, "MissingParameter"),
        (signed(without("Version")), 400, "MissingParameter"),
        (signed(set("Version", "2014-05-26")), 400, "InvalidVersion"),
        (
            signed(set("Action", "CreateFlowlog")),
            400,
            "Simulator.NotSimulated",
        ),
        (
            signed(set("Action", "DescribeMoon")),
            404,
            "InvalidAction.NotFound",
        ),
        (
            signed(set("Action", "describecens")),
            404,
            "InvalidAction.NotFound",
        ),
        (signed(without("AccessKeyId")), 400, "MissingParameter"),
        (
            signed(set("AccessKeyId", "other")),
            404,
            "InvalidAccessKeyId.NotFound",
        ),
        (
            signed(set("SecurityToken", "left-over")),
            400,
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        (
            signed(set("SecurityToken", "")),
            400,
            "InvalidSecurityToken.Malformed",
        ),
        (signed(without("Timestamp")), 400, "IllegalTimestamp"),
        (signed(set("Timestamp", "now")), 400, "IllegalTimestamp"),
        (
            signed(set("Timestamp", "2018-05-04T08:00:00Z")),
            400,
            "InvalidTimeStamp.Expired",
        ),
        (signed(without("SignatureNonce")), 400, "MissingParameter"),
        (
            signed(set("SignatureMethod", "HMAC-SHA256")),
            400,
            "IncompleteSignature",
        ),
        (
            signed(set("SignatureVersion", "2.0")),
            400,
            "IncompleteSignature",
        ),
        (parameters(LIST, &[]), 400, "MissingParameter"),
        (
            sign(parameters(LIST, &[]), "GET", DEFAULT_ACCESS_KEY_SECRET),
            400,
            "SignatureDoesNotMatch",
        ),
        (
            sign(parameters(LIST, &[]), "POST", "wrong"),
            400,
            "SignatureDoesNotMatch",
        ),
    ];
    for (parameters, status, code) in checks {
        let expected = (status, code.to_owned());
        assert_eq!(error(&bench, &parameters).await, expected);
    }
    assert!(
        bench
            .cloud
            .journal()
            .iter()
            .all(|call| matches!(call.outcome, Outcome::Refused(_)))
    );
    assert_eq!(bench.cloud.calls("(unknown)"), 4);
}

#[tokio::test]
async fn mandatory_parameters_are_named_in_the_code() {
    let bench = bench().await;
    let buy = "CreateCenBandwidthPackage";
    for (action, given, code) in [
        (buy, &[][..], "MissingGeographicRegionAId"),
        (
            buy,
            &[("GeographicRegionAId", "China")][..],
            "MissingGeographicRegionBId",
        ),
        (
            buy,
            &[
                ("GeographicRegionAId", "China"),
                ("GeographicRegionBId", "China"),
            ][..],
            "MissingBandwidth",
        ),
        (
            "DeleteCenBandwidthPackage",
            &[][..],
            "MissingCenBandwidthPackageId",
        ),
        (
            "ModifyCenBandwidthPackageSpec",
            &[("CenBandwidthPackageId", "x")][..],
            "MissingBandwidth",
        ),
        ("DeleteCen", &[][..], "MissingCenId"),
        ("TagResources", &[][..], "MissingResourceType"),
    ] {
        let reply = bench.call(action, given).await;
        assert_eq!(reply.error(), (400, code));
    }
}

#[tokio::test]
async fn the_servers_text_stands_behind_the_first_colon_of_a_signature_error() {
    let bench = bench().await;
    let unsigned = parameters(
        LIST,
        &[("Filter.1.Key", "Name"), ("Filter.1.Value.1", "a:b")],
    );
    let reply = bench
        .post(&sign(unsigned.clone(), "POST", "wrong"))
        .await
        .unwrap();
    let message = reply.body["Message"].as_str().unwrap();
    let (_, text) = message.split_once(':').unwrap();
    assert_eq!(text, string_to_sign("POST", &unsigned));
}

#[tokio::test]
async fn a_nonce_is_taken_once_in_15_minutes() {
    let bench = bench().await;
    let call = signed(|_| ());
    assert_eq!(bench.post(&call).await.unwrap().status, 200);
    let used = (400, "SignatureNonceUsed".to_owned());
    assert_eq!(error(&bench, &call).await, used);

    let minutes = std::time::Duration::from_secs(14 * 60);
    bench.cloud.advance_clock(minutes).unwrap();
    assert_eq!(error(&bench, &call).await, used);
    bench.cloud.set_back_clock(minutes * 2).unwrap();
    assert_eq!(error(&bench, &call).await, used);
}

#[tokio::test]
async fn answers_carry_the_date_of_the_simulators_clock() {
    let bench = bench().await;
    let days = std::time::Duration::from_secs(400 * 24 * 3_600);
    bench.cloud.advance_clock(days).unwrap();
    let request = bench
        .http
        .post(bench.cloud.endpoint())
        .body(canonical_query(&signed(|_| ())));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 400);
    let date = answer.headers()["date"].to_str().unwrap().to_owned();
    assert!(date.ends_with(" GMT"), "{date}");
    // Signing with the server's time is what a client with a wrong clock does next.
    let server = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(&date)
        .unwrap();
    let corrected = server.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let reply = bench
        .post(&signed(set("Timestamp", &corrected)))
        .await
        .unwrap();
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_temporary_key_needs_its_token() {
    let bench = bench_with(Options {
        access_keys: vec![AccessKey {
            id: "STS.1".to_owned(),
            secret: Secret::new("s"),
            security_token: Some(Secret::new("canary-token")),
            ..AccessKey::default()
        }],
        ..Options::default()
    })
    .await;
    let with = |token: Option<&str>| {
        let mut parameters = parameters(LIST, &[("AccessKeyId", "STS.1")]);
        if let Some(token) = token {
            parameters.insert("SecurityToken".to_owned(), token.to_owned());
        }
        sign(parameters, "POST", "s")
    };
    let mismatch = (400, "InvalidSecurityToken.MismatchWithAccessKey".to_owned());
    let missing = (400, "MissingSecurityToken".to_owned());
    assert_eq!(error(&bench, &with(None)).await, missing);
    assert_eq!(error(&bench, &with(Some("other"))).await, mismatch);
    assert_eq!(
        bench
            .post(&with(Some("canary-token")))
            .await
            .unwrap()
            .status,
        200
    );

    let journal = bench.cloud.journal();
    let last = journal.last().unwrap();
    assert_eq!(last.access_key_id.as_deref(), Some("STS.1"));
    assert!(last.with_security_token);
    let everything = format!("{journal:?}{}", serde_json::to_string(&journal).unwrap());
    assert!(!everything.contains("canary-token"));
    assert!(!everything.contains("\"Signature"));
}

#[tokio::test]
async fn errors_and_answers_come_as_xml_when_asked_for() {
    let bench = bench().await;
    let ask = async |parameters: Parameters| {
        let body = canonical_query(&sign(parameters, "POST", DEFAULT_ACCESS_KEY_SECRET));
        let answer = bench
            .http
            .post(bench.cloud.endpoint())
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.headers()["content-type"], "text/xml;charset=utf-8");
        let text = answer.text().await.unwrap();
        let request = bench.cloud.journal().last().unwrap().request_id.clone();
        text.replace(&request, "ID")
    };
    let head = "<?xml version='1.0' encoding='UTF-8'?>";
    assert_eq!(
        ask(parameters(LIST, &[("Format", "XML")])).await,
        format!(
            "{head}<{LIST}Response><CenBandwidthPackages></CenBandwidthPackages><PageNumber>1</PageNumber>\
             <PageSize>10</PageSize><RequestId>ID</RequestId><TotalCount>0</TotalCount></{LIST}Response>"
        )
    );
    assert_eq!(
        ask(parameters(
            "DeleteCen",
            &[("Format", "xml"), ("CenId", "<cen>")]
        ))
        .await,
        format!(
            "{head}<Error><RequestId>ID</RequestId><HostId>cbn.aliyuncs.com</HostId><Code>ParameterCenInstanceId</Code>\
             <Message>There is no CEN instance &lt;cen&gt;.</Message><Recommend><![CDATA[https://error-center.aliyun.com\
             /status/search?Keyword=ParameterCenInstanceId&source=PopGw]]></Recommend></Error>"
        )
    );
}

#[tokio::test]
async fn what_is_no_call_is_told_so() {
    let bench = bench().await;
    let url = format!("{}/elsewhere", bench.cloud.endpoint());
    assert_eq!(bench.http.get(url).send().await.unwrap().status(), 404);
    let put = bench.http.put(bench.cloud.endpoint()).send().await.unwrap();
    assert_eq!(put.status(), 403);
    let large = bench
        .http
        .post(bench.cloud.endpoint())
        .body("x".repeat(300_000));
    assert_eq!(large.send().await.unwrap().status(), 413);
    let odd = bench
        .http
        .post(bench.cloud.endpoint())
        .body(b"%ff=%00&&=&a=b=c".to_vec());
    assert_eq!(odd.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn errors_name_the_host_of_the_product_that_was_called() {
    let bench = bench().await;
    let (cbn, sts) = (("Version", "2017-09-12"), ("Version", "2015-04-01"));
    for (action, version, host) in [
        ("DeleteCen", cbn, "cbn.aliyuncs.com"),
        ("DescribeMoon", cbn, "cbn.aliyuncs.com"),
        ("AssumeRole", sts, "sts.aliyuncs.com"),
        ("DescribeMoon", sts, "sts.aliyuncs.com"),
        // Without a version that any product has, by the action.
        ("AssumeRole", ("Version", "1999-01-01"), "sts.aliyuncs.com"),
        (
            "DescribeMoon",
            ("Version", "1999-01-01"),
            "cbn.aliyuncs.com",
        ),
    ] {
        let reply = bench.call(action, &[version]).await;
        assert_ne!(reply.status, 200);
        assert_eq!(reply.body["HostId"], host, "{action} {version:?}");
    }
}
