//! What cannot be set, told as early as it can be known.

use cen_simulator::{Effect, Fault, Limit, Simulator};
use serde_json::Value as Json;

use super::{LEFT, LIMIT, account, limit};
use crate::product::{actions, error, warning, writes};
use crate::support::terraform::{Said, Workspace};

/// Plans, and answers with what was said.
async fn said_of(cloud: &Simulator, body: &str) -> (i32, Vec<Said>) {
    let plan = Workspace::new(cloud, body).plan().await;
    (plan.code, plan.said)
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_cannot_be_are_refused_under_the_argument() {
    let (cloud, cen) = account().await;
    let unknown = |region: &str, meant: &str| {
        format!(
            "\"{region}\" is not a region known as of 2026-08.{meant} Regions are written as Alibaba Cloud writes their \
             ids, such as \"cn-hangzhou\".\n\nIf the region was opened since this release of the provider, add it with its \
             area to additional_regions in the provider block."
        )
    };
    let body = limit(&cen, 4, "");
    let hangzou = body.replace("cn-hangzhou", "cn-hangzou");
    let singapore = body.replace("ap-southeast-1", "Singapore");
    let same = body.replace("ap-southeast-1", "CN-hangzhou");
    let nothing = body.replace("= 4", "= 0");
    let package = body.replace(&cen, "cenbwp-abc");
    for (body, expected) in [
        (
            hangzou,
            error(
                "region_a",
                "Unknown region",
                &unknown("cn-hangzou", " Did you mean \"cn-hangzhou\"?"),
            ),
        ),
        (
            singapore,
            error(
                "region_b",
                "Unknown region",
                &unknown("Singapore", " Did you mean \"ap-southeast-1\"?"),
            ),
        ),
        (
            same,
            error(
                "region_b",
                "A limit needs two regions",
                "Both ends of this limit are \"cn-hangzhou\". Traffic inside a region needs no bandwidth package; set \
                 region_a and region_b to the two regions that are connected.",
            ),
        ),
        (
            nothing,
            error(
                "bandwidth_limit",
                "bandwidth_limit is out of range",
                "bandwidth_limit must be a whole number from 1 to 10000 Mbps; this asks for 0.",
            ),
        ),
        (
            package,
            error(
                "cen_id",
                "Not the id of a CEN instance",
                "\"cenbwp-abc\" cannot be the id of a CEN instance; those begin with \"cen-\".",
            ),
        ),
    ] {
        assert_eq!(said_of(&cloud, &body).await, (1, vec![expected]));
    }
    assert_eq!(actions(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_the_user_vouches_for_is_let_through() {
    let (cloud, cen) = account().await;
    let provider =
        "provider \"cen\" {\n  additional_regions = { \"ap-new-9\" = \"Asia-Pacific\" }\n}\n";
    let body = limit(&cen, 4, "").replace("ap-southeast-1", "ap-new-9");
    assert_eq!(
        said_of(&cloud, &format!("{provider}{body}")).await,
        (0, vec![])
    );
    // The area is known, so what is left can be asked.
    assert_eq!(actions(&cloud), [LEFT]);
    let (code, said) = said_of(
        &cloud,
        &format!("{}{body}", provider.replace("Pacific", "Pacifik")),
    )
    .await;
    assert_eq!((code, said[0].summary.as_str()), (1, "Unknown area"));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_is_left_is_told_in_the_plan_and_explained_by_apply() {
    let (cloud, cen) = account().await;
    cloud
        .set_limit(&cen, ["cn-beijing", "cn-hongkong"], 7)
        .unwrap();
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    let numbers = format!(
        "On {cen} 3 Mbps are left between China and Asia-Pacific, and this limit asks for 4 Mbps."
    );
    let plan = workspace.plan().await;
    let expected = warning(
        "bandwidth_limit",
        "Not enough bandwidth is left",
        &format!(
            "{numbers} Unless this run makes room first, by a package that is bound or made larger or by other limits that \
             are lowered, apply will be refused."
        ),
    );
    assert_eq!((plan.code, plan.said), (0, vec![expected]));
    assert_eq!(actions(&cloud), [LEFT]);

    let (code, said) = workspace.apply().await;
    let refused = said.last().unwrap();
    assert_eq!(
        (code, refused.severity.as_str(), refused.attribute.as_str()),
        (1, "error", "bandwidth_limit")
    );
    assert_eq!(
        refused.summary,
        "More bandwidth is allotted than the package has"
    );
    let (first, rest) = refused.detail.split_once("\n\n").unwrap();
    assert_eq!(
        first,
        format!(
            "{numbers} Lower this limit or others between these areas, or give the package more bandwidth."
        )
    );
    assert!(
        rest.contains("InvalidOperation.BwpBandwidthExceeded"),
        "{rest}"
    );
    assert_eq!(workspace.state(LIMIT).await, Json::Null);
    assert_eq!(cloud.all::<Limit>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn regions_of_one_area_without_their_package_are_explained() {
    let (cloud, cen) = account().await;
    let body = limit(&cen, 4, "").replace("ap-southeast-1", "cn-beijing");
    let workspace = Workspace::new(&cloud, &body);
    let needed = "Both regions lie in China: they need a package that connects this area with itself, area_a = area_b = \
                  \"China\".";
    let expected = warning(
        "bandwidth_limit",
        "Not enough bandwidth is left",
        &format!(
            "On {cen} 0 Mbps are left between regions of China, and this limit asks for 4 Mbps. {needed} Unless this run \
             makes room first, by a package that is bound or made larger or by other limits that are lowered, apply will \
             be refused."
        ),
    );
    assert_eq!(workspace.plan().await.said, [expected]);
    let (code, said) = workspace.apply().await;
    let refused = said.last().unwrap();
    assert_eq!((code, refused.severity.as_str()), (1, "error"));
    let (first, _) = refused.detail.split_once("\n\n").unwrap();
    assert_eq!(
        first,
        format!(
            "No bandwidth package between regions of China is bound to {cen}. {needed} If this configuration binds it, let \
             the limit depend on that with depends_on."
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn regions_without_anything_attached_are_explained() {
    let (cloud, cen) = account().await;
    let body = limit(&cen, 4, "").replace("ap-southeast-1", "ap-northeast-1");
    let (code, said) = Workspace::new(&cloud, &body).apply().await;
    assert_eq!((code, said.len()), (1, 1));
    let (first, _) = said[0].detail.split_once("\n\n").unwrap();
    assert_eq!(
        first,
        format!(
            "Either CEN does not know one of the regions ap-northeast-1 and cn-hangzhou, or nothing is attached there: a \
             limit needs a network instance in each of the two, attached to {cen}. If this configuration attaches them, let \
             the limit depend on that with depends_on."
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_somebody_else_is_not_overwritten() {
    let (cloud, cen) = account().await;
    let pair = ["cn-hangzhou", "ap-southeast-1"];
    cloud.set_limit(&cen, pair, 3).unwrap();
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    let expected = error(
        "",
        "There is a limit already",
        &format!(
            "Somebody else has set 3 Mbps between these two regions, and this resource would overwrite that. To manage the \
             limit here, import it first: terraform import ADDRESS {cen}:ap-southeast-1:cn-hangzhou"
        ),
    );
    assert_eq!(workspace.apply().await, (1, vec![expected]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);

    // One that is as it should be belongs to somebody else all the same.
    cloud.set_limit(&cen, pair, 4).unwrap();
    let (code, said) = workspace.apply().await;
    let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!((code, summaries), (1, vec!["The limit exists already"]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_one_empty_list_hides_is_not_overwritten() {
    let (cloud, cen) = account().await;
    cloud
        .set_limit(&cen, ["cn-hangzhou", "ap-southeast-1"], 4)
        .unwrap();
    let body = r#"{"TotalCount":0,"CenInterRegionBandwidthLimits":{"CenInterRegionBandwidthLimit":[]},"RequestId":"R"}"#;
    let body = body.to_owned();
    let empty = Effect::Http { status: 200, body };
    cloud.fault(Fault::new("DescribeCenInterRegionBandwidthLimits", empty).times(1));
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    let (code, said) = workspace.apply().await;
    let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!((code, summaries), (1, vec!["The limit exists already"]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

/// Limits for the same two regions in the orders that are named, as a loop over all pairs makes them.
fn in_orders(cen: &str, names: &str) -> String {
    format!(
        r#"
locals {{
  orders = {{ out = ["cn-hangzhou", "ap-southeast-1"], back = ["ap-southeast-1", "cn-hangzhou"] }}
}}

resource "cen_bandwidth_limit" "this" {{
  for_each = toset({names})

  cen_id          = "{cen}"
  region_a        = local.orders[each.key][0]
  region_b        = local.orders[each.key][1]
  bandwidth_limit = 4
}}
"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn one_limit_is_created_by_one_resource() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &in_orders(&cen, "[\"out\", \"back\"]"));
    let detail = format!(
        "Another resource of this configuration creates the limit {cen}:ap-southeast-1:cn-hangzhou too. CEN has it once, and \
         either of the two would remove it from under the other. Keep one of them; of a count or for_each, let each instance \
         name another one."
    );
    let expected = error("", "Two resources stand for one limit", &detail);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (1, vec![expected]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_resource_for_a_limit_is_told_of_the_first_and_never_shares_it() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &in_orders(&cen, "[\"out\"]"));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.configure(&in_orders(&cen, "[\"out\", \"back\"]"));
    let detail = |here: [&str; 2], there: [&str; 2]| {
        format!(
            "CEN has one limit for two regions, in whichever order. Here it is set between {} and {}, and elsewhere in \
             the configuration between {} and {}: the two would undo each other's work, and either would end the \
             limit of both when it is destroyed. Keep one of them. If both are in the state already, drop the other \
             without destroying it: terraform state rm, or a removed block with destroy = false. The limit is \
             {cen}:ap-southeast-1:cn-hangzhou.",
            here[0], here[1], there[0], there[1]
        )
    };
    let (out, back) = (
        ["cn-hangzhou", "ap-southeast-1"],
        ["ap-southeast-1", "cn-hangzhou"],
    );
    let either = [detail(out, back), detail(back, out)]
        .map(|detail| warning("region_a", "Two resources set the same limit", &detail));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.len()), (0, 1), "{:?}", plan.said);
    assert!(either.contains(&plan.said[0]), "{:?}", plan.said);

    let (code, said) = workspace.apply().await;
    let errors: Vec<&str> = said
        .iter()
        .filter(|one| one.severity == "error")
        .map(|one| one.summary.as_str())
        .collect();
    assert_eq!((code, errors), (1, vec!["The limit exists already"]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
