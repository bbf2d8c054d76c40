//! The page in a real browser. Where there is none these tests say so, and `.ci/run` tells it at its end.

mod chromium;
mod scene;

use std::time::Duration;

use serde_json::json;

use alibaba_cloud::secret::Secret;

use crate::{ControlAccess, Options, Package, PackageChange};

use super::client::{Bench, bench, bench_with};
use chromium::Browser;

/// A name that would do something if it was taken for markup.
const MARKUP: &str =
    "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>";

/// Nothing went wrong, and nothing was asked of anybody but the simulator.
fn is_clean(browser: &Browser, bench: &Bench) {
    assert_eq!(browser.problems(), Vec::<String>::new());
    let own =
        |url: &&str| url.starts_with(&bench.cloud.endpoint()) || url.starts_with("data:image/");
    let asked = browser.requests();
    assert!(asked.len() > 6, "{asked:?}");
    let others: Vec<&str> = asked.into_iter().filter(|url| !own(url)).collect();
    assert_eq!(others, Vec::<&str>::new());
}

#[tokio::test]
async fn the_page_draws_what_is_there_and_writes_calls_as_they_come() {
    let Some(mut browser) = Browser::open("the page draws what is there").await else {
        return;
    };
    let bench = bench().await;
    let cen = bench.cloud.add_cen("main").unwrap();
    let id = bench.bought_for(Some(&cen), &[("Bandwidth", "20")]).await;
    bench
        .cloud
        .set_limit(&cen, ["cn-hangzhou", "cn-hongkong"], 7)
        .unwrap();
    let change = PackageChange {
        name: Some(MARKUP.to_owned()),
        description: Some(MARKUP.to_owned()),
        ..PackageChange::default()
    };
    bench.cloud.change::<Package>(&id, change).unwrap();
    let router = bench.cloud.add_transit_router(&cen, "cn-hangzhou").unwrap();
    let name = [
        ("TransitRouterId", router.as_str()),
        ("TransitRouterRouteTableName", "backbone-cn-hangzhou"),
    ];
    bench.call("CreateTransitRouterRouteTable", &name).await;
    let a = bench.vpc(&router, "vpc-a", &[]).await;
    let b = bench.vpc(&router, "vpc-b", &[]).await;
    browser.visit(&bench.page()).await;

    let item = format!(".item[data-key='package:{id}']");
    browser
        .until(&format!("document.querySelector(\"{item}\") !== null"))
        .await;
    let label = browser
        .text(&format!(
            "document.querySelector(\"{item}\").getAttribute('aria-label')"
        ))
        .await;
    assert!(
        label.ends_with("· 20 Mbit/s, 7 taken · by the day")
            && label.starts_with("China - Asia-Pacific: <img"),
        "{label}"
    );
    let summary = browser
        .text("document.querySelector('svg.topology').getAttribute('aria-label')")
        .await;
    assert_eq!(
        summary,
        "Topology: 1 instance, 1 package, 1 transit router, 2 attached networks"
    );
    let areas = browser
        .value("[...document.querySelectorAll('svg .area')].map((area) => area.textContent)")
        .await;
    assert_eq!(areas, json!(["China", "Asia-Pacific"]));
    let click = |selector: &str| {
        format!(
            "document.querySelector(\"{selector}\").dispatchEvent(new MouseEvent('click', {{ bubbles: true, detail: 1 }}))"
        )
    };
    browser.value(&click(&item)).await;
    let title = browser
        .text("document.getElementById('facts-title').textContent")
        .await;
    assert_eq!(title, MARKUP);
    browser
        .value(&click(&format!("button[data-key='way:{a}|{b}']")))
        .await;
    let way = browser
        .until("document.querySelector('ol.way')?.textContent")
        .await;
    assert!(
        way.as_str()
            .unwrap()
            .starts_with("vpc-a has no route to 10."),
        "{way}"
    );
    let cause = browser
        .text("document.querySelector('.cause').textContent")
        .await;
    assert_eq!(
        cause,
        "The cause: No route table is associated with vpc-a, so its router forwards nothing for it."
    );
    let whole = browser
        .value("[...document.querySelectorAll('#reach th[scope=col] span')].every((one) => one.parentElement.clientHeight >= one.scrollHeight)")
        .await;
    assert_eq!(whole, true);
    let routes = browser
        .text("[...document.querySelectorAll('.item')].find((one) => one.dataset.key.startsWith('table:')).querySelector('text').textContent")
        .await;
    assert_eq!(routes, "backbone-…, 0 routes");

    bench.call("DescribeCens", &[("Name.1", MARKUP)]).await;
    let announced = "document.getElementById('announcement').textContent === 'DescribeCens done'";
    browser.until(announced).await;
    let first = browser
        .text("document.querySelector('#calls tr').textContent")
        .await;
    assert!(
        first.contains("DescribeCens") && first.contains(&format!("Name.1 = {MARKUP}")),
        "{first}"
    );
    let live = browser
        .text("document.getElementById('connection').textContent")
        .await;
    assert_eq!(live, "live");
    assert_eq!(
        browser
            .value("document.images.length + document.scripts.length")
            .await,
        1
    );
    assert_eq!(browser.text("document.title").await, "CEN simulator");
    is_clean(&browser, &bench);
    browser.close().await;
}

#[tokio::test]
async fn the_keyboard_is_enough() {
    let Some(mut browser) = Browser::open("the keyboard is enough").await else {
        return;
    };
    let bench = bench().await;
    bench.cloud.add_cen("one").unwrap();
    let two = bench.cloud.add_cen("two").unwrap();
    browser.visit(&bench.page()).await;
    browser
        .until("document.querySelectorAll('.item').length === 2")
        .await;

    browser.tab_to(".item").await;
    browser.press("ArrowRight").await;
    browser.press("Enter").await;
    browser
        .until("document.activeElement.id === 'facts-title'")
        .await;
    let facts = browser
        .text("document.getElementById('facts').textContent")
        .await;
    assert!(facts.contains(&two), "{facts}");

    browser.visit(&bench.page()).await;
    browser
        .until("document.querySelectorAll('.item').length === 2")
        .await;
    browser.tab_to("[data-shift='30d']").await;
    browser.press("Enter").await;
    browser
        .until("document.getElementById('ahead').textContent === '30 days ahead'")
        .await;
    assert_eq!(bench.cloud.cloud.clock.offset_millis(), 30 * 24 * 3_600_000);

    browser.tab_to("#fault-form .row .wide + button").await;
    browser.press("Enter").await;
    browser
        .until("document.querySelectorAll('#faults li').length === 1")
        .await;
    let rules = bench.cloud.cloud.faults.list();
    assert_eq!(
        rules[0].rule,
        "*:error=503,ServiceUnavailable,This answer was asked for by a fault rule."
    );

    browser.tab_to("#reset").await;
    browser.press("Enter").await;
    browser
        .until("document.getElementById('confirm').open")
        .await;
    // Whoever presses Enter without reading keeps what there is.
    browser.press("Enter").await;
    browser
        .until("!document.getElementById('confirm').open")
        .await;
    assert_eq!(bench.cloud.all::<crate::Instance>().len(), 2);
    // The focus is on the button again.
    browser.press("Enter").await;
    browser
        .until("document.getElementById('confirm').open")
        .await;
    browser.tab_to("#confirm-yes").await;
    browser.press("Enter").await;
    browser
        .until("!document.getElementById('empty').hidden")
        .await;
    assert_eq!(bench.cloud.all::<crate::Instance>(), []);
    assert_eq!(bench.cloud.cloud.faults.list(), []);
    assert_eq!(bench.cloud.cloud.clock.offset_millis(), 0);
    is_clean(&browser, &bench);
    browser.close().await;
}

#[tokio::test]
async fn the_page_can_be_read_in_the_light_in_the_dark_and_on_a_telephone() {
    let Some(mut browser) = Browser::open("the page can be read").await else {
        return;
    };
    let bench = bench().await;
    bench.a_team_s_set_up().await;
    browser.visit(&bench.page()).await;
    browser
        .until("document.querySelectorAll('.item').length > 30")
        .await;
    browser
        .value("document.querySelectorAll('#lists details').forEach((one) => { one.open = true; })")
        .await;
    for scheme in ["light", "dark"] {
        browser.prefers(scheme).await;
        let poor = browser.value(include_str!("contrast.js")).await;
        assert_eq!(poor, json!([]), "{scheme}");
        browser.resize(1_280, 1_000).await;
        browser.value("scrollTo(0, 0)").await;
        browser.picture(scheme).await;
    }
    browser.resize(400, 900).await;
    // Wide things scroll within their own frames, and not the page.
    let widest = browser
        .value("document.documentElement.scrollWidth <= innerWidth")
        .await;
    assert_eq!(widest, true);
    browser.picture("narrow").await;
    // What is known stands right below the section in which something was selected, and there is a way back.
    browser
        .value("document.querySelector('#reach button.cell').click()")
        .await;
    let above = "document.getElementById('facts').previousElementSibling.id";
    assert_eq!(browser.text(above).await, "reachability");
    browser.picture("narrow-facts").await;
    browser
        .value("document.getElementById('facts-back').click()")
        .await;
    let back = browser
        .value("document.activeElement === document.querySelector('#reach button.cell')")
        .await;
    assert_eq!(back, true);
    browser.resize(1_280, 1_000).await;
    browser
        .until("document.getElementById('facts').parentElement.className === 'split'")
        .await;
    browser
        .value("document.querySelector('#reachability').scrollIntoView()")
        .await;
    browser.picture("matrix").await;
    is_clean(&browser, &bench);
    browser.close().await;
}

#[tokio::test]
async fn a_thousand_packages_are_drawn_as_one() {
    let Some(mut browser) = Browser::open("a thousand packages").await else {
        return;
    };
    let bench = bench().await;
    for _ in 0..1_000 {
        bench.buy(&[]).await;
    }
    browser.visit(&bench.page()).await;
    let drawn = browser
        .until(
            "document.querySelector('.item') && [...document.querySelectorAll('.item')].map((one) => one.getAttribute('aria-label'))",
        )
        .await;
    assert_eq!(
        drawn,
        json!(["China - Asia-Pacific: 1000 packages · 5000 Mbit/s, 0 taken · by the day"])
    );
    let words = browser
        .text("document.querySelector('#list-packages summary').textContent")
        .await;
    assert_eq!(
        words,
        "1000 bandwidth packages, the first 200 of them listed"
    );
    // The calls before are not announced, and the latest stand there.
    let calls = browser
        .value("document.querySelectorAll('#calls tr').length")
        .await;
    assert_eq!(calls, 100);
    bench
        .cloud
        .advance_clock(Duration::from_secs(86_400))
        .unwrap();
    browser
        .until("document.getElementById('ahead').textContent === '1 day ahead'")
        .await;
    is_clean(&browser, &bench);
    browser.close().await;
}

#[tokio::test]
async fn an_empty_simulator_says_what_to_do_next() {
    let Some(mut browser) = Browser::open("an empty simulator").await else {
        return;
    };
    let bench = bench().await;
    browser.visit(&bench.page()).await;
    browser
        .until("document.getElementById('empty')?.checkVisibility()")
        .await;
    let exports = browser
        .text("document.getElementById('exports').textContent")
        .await;
    let endpoint = bench.cloud.endpoint();
    assert_eq!(
        exports,
        format!(
            "export CEN_ENDPOINT={endpoint}\nexport ALIBABA_CLOUD_ACCESS_KEY_ID=simulator-key-id\nexport ALIBABA_CLOUD_ACCESS_KEY_SECRET=simulator-key-secret"
        )
    );
    browser.picture("empty").await;
    browser.tab_to("#create-instance").await;
    browser.press("Enter").await;
    browser
        .until("document.querySelectorAll('.item').length === 1")
        .await;
    assert_eq!(bench.cloud.all::<crate::Instance>()[0].name, "first");
    is_clean(&browser, &bench);
    browser.close().await;
}

#[tokio::test]
async fn a_guarded_simulator_is_shown_to_whoever_knows_its_token() {
    let Some(mut browser) = Browser::open("a guarded simulator").await else {
        return;
    };
    let options = Options {
        control: ControlAccess {
            token: Some(Secret::new("canary-token")),
            ..ControlAccess::default()
        },
        ..Options::default()
    };
    let bench = bench_with(options).await;
    bench.cloud.add_cen("one").unwrap();
    browser.visit(&bench.page()).await;
    browser
        .until("document.getElementById('token-form')?.checkVisibility()")
        .await;
    assert_eq!(
        browser
            .value("document.getElementById('main').hidden")
            .await,
        true
    );
    for (typed, then) in [
        (
            "canary-guess",
            "document.getElementById('problem').textContent === \"this is not the token of this simulator's control API\"",
        ),
        (
            "canary-token",
            "document.querySelector('.item') && document.getElementById('connection').textContent === 'live'",
        ),
    ] {
        browser.tab_to("#token").await;
        browser
            .command("Input.insertText", json!({"text": typed}))
            .await;
        browser.press("Enter").await;
        browser.until(then).await;
    }
    // It is kept in the tab, and neither on the page nor in its address.
    assert_eq!(
        browser
            .value(
                "document.body.textContent.includes('canary') || location.href.includes('canary')"
            )
            .await,
        false
    );
    assert!(!browser.requests().iter().any(|url| url.contains("canary")));
    browser.visit(&bench.page()).await;
    browser.until("document.querySelector('.item')").await;
    browser.close().await;
}
