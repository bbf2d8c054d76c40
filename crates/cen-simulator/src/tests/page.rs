//! The page in the browser as far as it can be held without one: what is served, and with which words to the browser.

use std::collections::BTreeSet;

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use reqwest::redirect::Policy;

use crate::{Fault, Package, PackageChange};

use super::client::{Bench, bench};

/// The paths of the page and its files, each with its type.
const FILES: [(&str, &str); 8] = [
    ("", "text/html;charset=utf-8"),
    ("/", "text/html;charset=utf-8"),
    ("/style.css", "text/css;charset=utf-8"),
    ("/page.js", "text/javascript;charset=utf-8"),
    ("/elements.js", "text/javascript;charset=utf-8"),
    ("/picture.js", "text/javascript;charset=utf-8"),
    ("/facts.js", "text/javascript;charset=utf-8"),
    ("/tables.js", "text/javascript;charset=utf-8"),
];

async fn get(bench: &Bench, path: &str) -> (u16, HeaderMap, String) {
    let url = format!("{}/_simulator{path}", bench.cloud.endpoint());
    let answer = bench.http.get(url).send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.text().await.unwrap())
}

#[tokio::test]
async fn the_page_and_its_files_are_served_and_browsers_are_told_to_run_nothing_else() {
    let bench = bench().await;
    for (path, content_type) in FILES.into_iter().chain([
        ("/?from=a-bookmark", "text/html;charset=utf-8"),
        ("/overview", "application/json;charset=utf-8"),
        ("/nothing", "application/json;charset=utf-8"),
    ]) {
        let (status, headers, body) = get(&bench, path).await;
        assert_eq!(status, if path == "/nothing" { 404 } else { 200 }, "{path}");
        assert_eq!(headers[CONTENT_TYPE], content_type, "{path}");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[CACHE_CONTROL], "no-store", "{path}");
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        let rules: BTreeSet<&str> = policy.split(';').map(str::trim).collect();
        let expected = [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ];
        assert_eq!(rules, BTreeSet::from(expected), "{path}");
        assert!(!body.is_empty(), "{path}");
    }
    assert_eq!(bench.cloud.journal(), []);
}

#[tokio::test]
async fn a_browser_at_the_root_is_sent_to_the_page_and_calls_are_answered_there() {
    let bench = bench().await;
    let http = reqwest::Client::builder().no_proxy();
    let http = http.redirect(Policy::none()).build().unwrap();
    for (query, accept, signed, status) in [
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", false, 302),
        ("", "*/*", false, 400),
        ("?Action=DescribeCens", "text/html", false, 400),
        ("", "text/html", true, 400),
    ] {
        let url = format!("{}/{query}", bench.cloud.endpoint());
        let mut request = http.get(url).header(ACCEPT, accept);
        if signed {
            request = request.header(AUTHORIZATION, "ACS3-HMAC-SHA256 Credential=someone");
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{query} {accept}");
        let place = answer.headers().get(LOCATION);
        assert_eq!(
            place.is_some_and(|place| place == "/_simulator/"),
            status == 302
        );
    }
}

#[tokio::test]
async fn the_page_asks_for_nothing_from_elsewhere_and_makes_no_markup_of_texts() {
    let bench = bench().await;
    for (path, _) in FILES {
        let (_, _, text) = get(&bench, path).await;
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "eval(",
            "style=",
        ] {
            assert!(!text.contains(word), "{path} has {word}");
        }
        // What looks like an address is the name of a language of markup.
        let addresses = text.replace("http://www.w3.org/2000/svg", "");
        assert!(
            !addresses.contains("http://") && !addresses.contains("https://"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_name_of_a_package_is_told_as_data() {
    let bench = bench().await;
    let id = bench.buy(&[]).await.id();
    let change = PackageChange {
        name: Some("<script>alert(1)</script>".to_owned()),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, change).unwrap();
    let (_, headers, body) = get(&bench, "/overview").await;
    assert_eq!(headers[CONTENT_TYPE], "application/json;charset=utf-8");
    assert!(body.contains("<script>alert(1)</script>"));
}

#[test]
fn the_form_for_faults_offers_every_effect_with_an_example_that_is_right() {
    let html = include_str!("../page/index.html");
    let options = html.split("<option value=\"").skip(1);
    let attribute = |option: &str, name: &str| {
        let (_, rest) = option.split_once(&format!("{name}=\""))?;
        Some(rest.split('"').next().unwrap_or("").to_owned())
    };
    let mut offered = BTreeSet::new();
    for option in options.map(|option| option.split('>').next().unwrap_or("")) {
        let effect = option.split('"').next().unwrap_or("");
        let argument = attribute(option, "data-argument").or(attribute(option, "data-optional"));
        let rule = match argument {
            Some(argument) => format!("*:{effect}={argument}"),
            None => format!("*:{effect}"),
        };
        // The other choices of the page are actions and colours.
        if !["*", "", "light", "dark"].contains(&effect) {
            assert!(rule.parse::<Fault>().is_ok(), "{rule}");
            offered.insert(effect);
        }
    }
    let grammar = crate::FAULT_GRAMMAR.lines().skip(2);
    let known = grammar
        .filter_map(|line| line.strip_prefix("  "))
        .flat_map(|line| line.split("  ").next().unwrap_or("").split(", "))
        .map(|effect| effect.split(['=', '[']).next().unwrap_or(""));
    assert_eq!(offered, known.collect());
}
