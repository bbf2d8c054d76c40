//! What the API says may hold terminal escapes, and characters that turn or hide text. None of them is ever shown.

use cen_simulator::{Effect, Fault, Package, Simulator, Stage};
use serde_json::json;

use super::{cloud, package};
use crate::support::terraform::{PACKAGE, Workspace};

/// Sets the title of a terminal, clears it, and turns the direction of what follows.
const HIDDEN: &str = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}";

/// Runs a command; its exit code, and everything that it has printed, without the frames that hosts draw.
async fn shown(workspace: &Workspace, arguments: &[&str]) -> (i32, String) {
    let finished = workspace.run(arguments).await;
    let text = format!("{}{}", finished.stdout, finished.stderr);
    let shows = |hidden| text.contains(hidden);
    let found = ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}'].map(shows);
    assert_eq!(found, [false; 4], "{text:?}");
    let words = text.replace(['│', '╷', '╵'], " ");
    let words: Vec<&str> = words.split_whitespace().collect();
    (finished.code, words.join(" "))
}

/// Has the API list the only package with `HIDDEN` in what it says itself, as `status` besides.
fn list_hidden(cloud: &Simulator, status: &str) {
    let there = &cloud.all::<Package>()[0];
    let said = |word: &str| format!("{word}{HIDDEN}");
    let body = json!({
        "TotalCount": 1, "PageNumber": 1, "PageSize": 50, "RequestId": "R",
        "CenBandwidthPackages": {"CenBandwidthPackage": [{
            "CenBandwidthPackageId": format!("{}\u{202e}", there.id), "Name": said("edge"), "Description": "",
            "Bandwidth": there.bandwidth, "GeographicRegionAId": "china", "GeographicRegionBId": "asia-pacific",
            "GeographicSpanId": said("china_asia-pacific"), "BandwidthPackageChargeType": "POSTPAY",
            "BusinessStatus": said("Normal"), "CreationTime": there.creation_time, "ExpiredTime": there.expired_time,
            "IsCrossBorder": true, "Status": said(status), "CenIds": {"CenId": []},
        }]},
    });
    let effect = Effect::Http {
        status: 200,
        body: body.to_string(),
    };
    cloud.fault(Fault::new("DescribeCenBandwidthPackages", effect));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_api_says_is_shown_without_what_hides_in_it() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  name = \"edge\""));
    workspace.apply_quietly().await;
    let before = workspace.state(PACKAGE).await;

    // What CEN says itself is stored without it; a name is the user's, and is stored as it is.
    list_hidden(&cloud, "Idle");
    let refresh = ["apply", "-refresh-only", "-auto-approve", "-no-color"];
    assert_eq!(shown(&workspace, &refresh).await.0, 0);
    let state = workspace.state(PACKAGE).await;
    let clean = "]0;owned2J";
    assert_eq!(state["id"], before["id"]);
    assert_eq!(state["status"], format!("Idle{clean}"));
    assert_eq!(state["business_status"], format!("Normal{clean}"));
    assert_eq!(
        state["geographic_span_id"],
        format!("china_asia-pacific{clean}")
    );
    assert_eq!(state["name"], format!("edge{HIDDEN}"));

    // An error that quotes it.
    workspace.configure(&package("  name = \"core\""));
    cloud.clear_faults();
    cloud.fault(Fault::new(
        "ModifyCenBandwidthPackageAttribute",
        Effect::Error {
            status: 403,
            code: format!("Forbidden.RAM{HIDDEN}"),
            message: format!("You may not {HIDDEN}rename it."),
        },
    ));
    let apply = ["apply", "-auto-approve", "-no-color"];
    let (code, said) = shown(&workspace, &apply).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("You may not ]0;owned"), "{said}");

    // A warning that quotes it: a new package that does not become ready.
    cloud.clear_faults();
    let body = package("  name = \"edge\"\n  timeouts = { create = \"2s\" }");
    let workspace = Workspace::new(&cloud, &body);
    cloud
        .remove::<Package>(&cloud.all::<Package>()[0].id)
        .unwrap();
    let hold = Fault::hold("CreateCenBandwidthPackage", Stage::After);
    cloud.fault(hold);
    let (finished, ()) = tokio::join!(shown(&workspace, &apply), async {
        cloud.wait_for_held(1).await;
        cloud.clear_faults();
        list_hidden(&cloud, "Pending");
        cloud.release();
    });
    let (code, said) = finished;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("its status is Pending]0;owned2J"), "{said}");
}
