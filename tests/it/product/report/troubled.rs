//! `report` where something is refused, missing or odd.

use cen::{Area, PackageId};
use cen_simulator::{DEFAULT_ACCESS_KEY_SECRET, Effect, Fault, Policy};
use serde_json::{Value as Json, json};

use super::{
    LIST, PRICE, RENEWALS, USE, buy, calls, cells, cloud_with, command, counts, prepaid, report,
    three, told,
};
use crate::product::sandbox::text;
use crate::support::cloud::{cloud, writes};

#[tokio::test(flavor = "multi_thread")]
async fn without_the_permission_for_billing_the_rest_is_shown_and_what_is_not_known_counts() {
    let cloud = cloud_with(Policy {
        billing: false,
        ..Policy::default()
    })
    .await;
    let [bound, manual, endless] = three(&cloud).await;
    let output = report(&cloud, &["--ends-within", "40"]).await;
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let table = cells(&said);
    assert_eq!(table[1][0], bound.as_str());
    assert_eq!(table[1][4], "4");
    assert_eq!(table[1][10..], ["not known (1)", "not known (1)"]);
    assert_eq!(table[3][0], endless.as_str());
    assert_eq!(table[3][10..], ["-", "-"]);
    let note = "The RAM policy of the caller must allow bss:DescribeInstances, or bssapi:QueryAvailableInstances, which is the same.";
    assert_eq!(said.matches(note).count(), 1, "{said}");
    let last = format!(
        "Ends within 40 days, and counts since it is not known whether it renews itself: {bound}"
    );
    assert_eq!(said.lines().last(), Some(last.as_str()));
    // One question, and no price is asked for that could not be told.
    assert_eq!(calls(&cloud), counts([(LIST, 1), (RENEWALS, 1), (USE, 1)]));

    let (said, code) = told(&cloud, &[]).await;
    assert_eq!(code, Some(0));
    let note = &said["notes"][0];
    assert_eq!(
        note["not_known"],
        json!(["renewal_status", "renewal_price"])
    );
    assert_eq!(note["packages"], json!([bound.as_str(), manual.as_str()]));
    assert_eq!(said["packages"][1]["not_known"], note["not_known"]);
    assert_eq!(said["packages"][2]["not_known"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_or_a_use_that_is_missing_is_missed_alone() {
    let cloud = cloud().await;
    let [bound, manual, _] = three(&cloud).await;
    let fields = |said: &Json, number: usize| {
        let package = &said["packages"][number];
        (
            package["renewal_price"].clone(),
            package["not_known"].clone(),
        )
    };
    // One package has no price.
    cloud.fault(Fault::error(PRICE, 400, "ResourceNotExists").times(1));
    let (said, code) = told(&cloud, &[]).await;
    assert_eq!(code, Some(0));
    assert_eq!(fields(&said, 0), (Json::Null, json!(["renewal_price"])));
    assert_eq!(fields(&said, 1), (json!("900.00"), json!([])));
    assert_eq!(said["notes"][0]["packages"], json!([bound.as_str()]));

    // Whoever may not ask for prices is told so by one call.
    cloud.clear_faults();
    cloud.clear_journal();
    cloud.fault(Fault::error(PRICE, 403, "NotAuthorized"));
    let (said, _) = told(&cloud, &[]).await;
    assert_eq!(calls(&cloud)[PRICE], 1);
    assert_eq!(said["notes"].as_array().unwrap().len(), 1);
    assert_eq!(
        said["notes"][0]["packages"],
        json!([bound.as_str(), manual.as_str()])
    );
    assert_eq!(said["notes"][0]["not_known"], json!(["renewal_price"]));
    let message = said["notes"][0]["message"].as_str().unwrap();
    assert!(message.contains("bss:DescribePrice"), "{message}");

    // The use of a package, likewise.
    cloud.clear_faults();
    cloud.fault(Fault::error(USE, 403, "NoPermission"));
    let (said, _) = told(&cloud, &[]).await;
    assert_eq!(fields(&said, 0), (json!("5400.00"), json!(["used_mbps"])));
    assert_eq!(said["packages"][0]["used_mbps"], Json::Null);
    let message = said["notes"][0]["message"].as_str().unwrap();
    assert!(message.contains(&format!("cen:{USE}")), "{message}");

    // An odd answer is no answer, and no reason to panic.
    cloud.clear_faults();
    let odd = json!({"Success": true, "Code": "Success", "RequestId": "R", "Data": {"TradePrice": "a\u{1b}[2J", "Currency": ""}});
    let effect = Effect::Http {
        status: 200,
        body: odd.to_string(),
    };
    cloud.fault(Fault::new(PRICE, effect));
    let output = report(&cloud, &["--no-usage"]).await;
    let said = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said}{}",
        text(&output.stderr)
    );
    assert_eq!(cells(&said)[1].last(), Some(&"not known (1)"));
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_list_with_a_page_that_fails_nothing_is_claimed() {
    let cloud = cloud().await;
    for _ in 0..51 {
        buy(&cloud, "", prepaid(1, Some(1)), Area::Europe).await;
    }
    let quick = ["--no-prices", "--ends-within", "40"];
    let (said, code) = told(&cloud, &quick).await;
    assert_eq!(code, Some(0));
    assert_eq!(said["packages"].as_array().unwrap().len(), 51);

    cloud.fault(Fault::error(RENEWALS, 400, "InvalidParameter").skip(1));
    let (said, code) = told(&cloud, &quick).await;
    let is_counted =
        |one: &Json| one["due"] == "renewal_unknown" && one["renewal_status"].is_null();
    assert_eq!(code, Some(2));
    assert!(
        said["packages"].as_array().unwrap().iter().all(is_counted),
        "{said}"
    );
    assert_eq!(said["notes"].as_array().unwrap().len(), 1);

    // Without the packages there is no report, and no exit code but that of an error.
    cloud.clear_faults();
    cloud.fault(Fault::error(LIST, 403, "NoPermission").skip(1));
    let output = report(&cloud, &quick).await;
    assert_eq!(
        (output.status.code(), text(&output.stdout)),
        (Some(1), String::new())
    );
    let said = text(&output.stderr);
    assert!(said.starts_with("Error: "), "{said}");
    assert!(said.contains(&format!("cen:{LIST}")), "{said}");
}

/// What the API says of a package, with something odd in it.
fn odd_list(id: &PackageId, odd: &Json) -> Effect {
    let mut package = json!({
        "CenBandwidthPackageId": id.as_str(), "Name": "edge", "Description": "", "Bandwidth": 10,
        "GeographicRegionAId": "china", "GeographicRegionBId": "europe", "GeographicSpanId": "china_europe",
        "BandwidthPackageChargeType": "PREPAY", "BusinessStatus": "Normal", "CreationTime": "2026-11-01T00:00Z",
        "ExpiredTime": "2099-12-28T16:00Z", "IsCrossBorder": true, "Status": "Idle", "CenIds": {"CenId": []},
    });
    for (name, value) in odd.as_object().unwrap() {
        package[name] = value.clone();
    }
    let body = json!({
        "TotalCount": 1, "PageNumber": 1, "PageSize": 50, "RequestId": "R",
        "CenBandwidthPackages": {"CenBandwidthPackage": [package]},
    });
    Effect::Http {
        status: 200,
        body: body.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_empty_list_is_no_account_without_packages() {
    let cloud = cloud().await;
    three(&cloud).await;
    let effect = Effect::Http {
        status: 200,
        body: json!({"TotalCount": 0, "CenBandwidthPackages": {"CenBandwidthPackage": []}})
            .to_string(),
    };
    cloud.fault(Fault::new(LIST, effect).times(1));
    let (said, _) = told(&cloud, &["--no-billing", "--no-usage"]).await;
    assert_eq!(said["packages"].as_array().unwrap().len(), 3);
    assert_eq!(calls(&cloud), counts([(LIST, 2)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_answers_are_shown_as_they_are_or_refused_in_words() {
    let cloud = cloud().await;
    let [_, manual, _] = three(&cloud).await;
    let hidden = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\n,\"";
    for (odd, code) in [
        (
            json!({"Name": hidden, "Status": hidden, "BusinessStatus": hidden}),
            0,
        ),
        (json!({"ExpiredTime": "soon"}), 2),
        (json!({"ExpiredTime": hidden}), 2),
        (json!({"ExpiredTime": null}), 2),
        (json!({"ExpiredTime": "-009999-01-01T00:00Z"}), 2),
        (
            json!({"BandwidthPackageChargeType": "FREE", "ExpiredTime": "2026-11-02T00:00Z"}),
            2,
        ),
        (
            json!({"GeographicRegionBId": "mars", "Bandwidth": u64::MAX}),
            0,
        ),
        (json!({"CenIds": {"CenId": ["cen-gone", "cen-\u{1b}"]}}), 0),
    ] {
        cloud.clear_faults();
        cloud.fault(Fault::new(LIST, odd_list(&manual, &odd)));
        for form in ["table", "json", "csv"] {
            let output = report(&cloud, &["--format", form, "--ends-within", "0"]).await;
            let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
            assert_eq!(output.status.code(), Some(code), "{odd} {said}");
            let hidden = ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}'];
            assert!(!said.contains(hidden), "{odd} {said:?}");
        }
    }
    for body in [
        "<html>\u{1b}[2J</html>".to_owned(),
        "{}".to_owned(),
        json!({"CenBandwidthPackages": {"CenBandwidthPackage": [{"Name": hidden}]}}).to_string(),
    ] {
        cloud.clear_faults();
        let effect = Effect::Http { status: 200, body };
        cloud.fault(Fault::new(LIST, effect));
        let mut command = command(&cloud, &["--ends-within", "0"]);
        let output = command
            .env("MAX_RETRY_TIMEOUT", "1")
            .output()
            .await
            .unwrap();
        let said = text(&output.stderr);
        assert_eq!(
            (output.status.code(), text(&output.stdout)),
            (Some(1), String::new())
        );
        assert!(
            said.starts_with("Error: ") && !said.contains('\u{1b}'),
            "{said:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_told_in_words_and_never_by_the_exit_code_of_a_package_that_ends() {
    let cloud = cloud().await;
    for arguments in [
        &["--ends-within", "soon"][..],
        &["--ends-within", "-1"],
        &["--format", "xml"],
        &["--ends-witin", "3"],
    ] {
        let output = report(&cloud, arguments).await;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("error: "), "{arguments:?}");
    }
    assert_eq!(report(&cloud, &["--help"]).await.status.code(), Some(0));

    let failed = async |name: &str, value: &str| {
        let mut command = command(&cloud, &[]);
        let output = command.env(name, value).output().await.unwrap();
        assert_eq!(
            (output.status.code(), text(&output.stdout)),
            (Some(1), String::new())
        );
        text(&output.stderr)
    };
    let said = failed("ALIBABA_CLOUD_ACCESS_KEY_ID", "").await;
    assert!(said.starts_with("Error: "), "{said}");
    assert!(!said.contains(DEFAULT_ACCESS_KEY_SECRET), "{said}");
    let said = failed("CEN_ENDPOINT", "http://cen.example.com").await;
    assert!(said.starts_with("Error: "), "{said}");
    let said = failed("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "canary-secret").await;
    assert!(said.starts_with("Error: "), "{said}");
    assert!(!said.contains("canary-secret"), "{said}");
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
