//! From the first apply to the destroy, with exact state and exact calls.

use std::collections::BTreeMap;

use cen_simulator::{Instance, Limit, Package};
use serde_json::{Value as Json, json};

use super::{LEFT, LIMIT, LIST, SET, account, limit};
use crate::product::{actions, cloud, moving_in, parameters_of, warning, writes};
use crate::support::terraform::{Feature, Workspace, host_knows};

#[tokio::test(flavor = "multi_thread")]
async fn apply_stores_exactly_what_was_set() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;

    let package = cloud.all::<Package>()[0].id.clone();
    let expected = json!({
        "id": format!("{cen}:ap-southeast-1:cn-hangzhou"),
        "cen_id": cen,
        "region_a": "cn-hangzhou",
        "region_b": "ap-southeast-1",
        "bandwidth_limit": 4,
        "status": "Active",
        "geographic_span_id": "china_asia-pacific",
        "bandwidth_package_id": package,
        "timeouts": null,
    });
    assert_eq!(workspace.state(LIMIT).await, expected);
    // Terraform plans twice in an apply, and each plan asks what is left.
    // Nothing is overwritten that one look has missed.
    assert_eq!(actions(&cloud), [LEFT, LEFT, LIST, LIST, SET, LIST]);
    let expected = [
        ("BandwidthLimit", "4"),
        ("CenId", &cen),
        ("LocalRegionId", "ap-southeast-1"),
        ("OppositeRegionId", "cn-hangzhou"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(parameters_of(&cloud, SET), BTreeMap::from(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_plan_has_nothing_to_do_and_reads_once() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.assert_clean().await;
    assert_eq!(actions(&cloud), [LIST]);
}

#[tokio::test(flavor = "multi_thread")]
async fn swapped_regions_and_other_letter_cases_plan_nothing() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    let swapped = limit(&cen.to_uppercase(), 4, "")
        .replace("\"cn-hangzhou\"", "\"swap\"")
        .replace("\"ap-southeast-1\"", "\"CN-Hangzhou\"")
        .replace("\"swap\"", "\"AP-Southeast-1\"");
    workspace.configure(&swapped);
    workspace.assert_clean().await;
    assert_eq!(actions(&cloud), [LIST]);
}

#[tokio::test(flavor = "multi_thread")]
async fn bandwidth_changes_in_place_and_only_a_rise_asks_what_is_left() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    for (mbps, calls) in [
        (9, &[LIST, LEFT, LEFT, SET, LIST][..]),
        (2, &[LIST, SET, LIST][..]),
    ] {
        let before = workspace.state(LIMIT).await["bandwidth_limit"].clone();
        workspace.configure(&limit(&cen, mbps, ""));
        let plan = workspace.plan().await;
        assert_eq!(
            (plan.actions(), plan.said.clone()),
            (vec!["update"], vec![])
        );
        assert_eq!(
            plan.differences(),
            BTreeMap::from([("bandwidth_limit".to_owned(), (before, json!(mbps)))])
        );
        cloud.clear_journal();
        workspace.apply_quietly().await;
        assert_eq!(actions(&cloud), calls);
        assert_eq!(cloud.all::<Limit>()[0].bandwidth, mbps);
        workspace.assert_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn timeouts_change_without_a_call() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.configure(&limit(&cen, 4, "  timeouts = { delete = \"1m\" }"));
    assert_eq!(workspace.plan().await.actions(), ["update"]);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_pair_of_regions_is_another_limit() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 6, ""));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.configure(&limit(&cen, 7, "").replace("ap-southeast-1", "cn-hongkong"));
    let plan = workspace.plan().await;
    assert_eq!(plan.actions(), ["delete", "create"]);
    assert_eq!(
        plan.changes[0]["change"]["replace_paths"],
        json!([["region_b"]])
    );
    // What the old limit takes of the 10 Mbps is free by then.
    assert_eq!(plan.said, []);
    workspace.apply_quietly().await;
    let view = cloud.all::<Limit>().remove(0);
    assert_eq!(
        (view.regions, view.bandwidth),
        (["cn-hangzhou", "cn-hongkong"].map(str::to_owned), 7)
    );
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_a_new_instance_is_planned_with_unknown_values() {
    let (cloud, cen) = account().await;
    let body = limit(&cen, 4, "").replace(&format!("\"{cen}\""), "terraform_data.cen.output");
    let body = format!("{body}\nresource \"terraform_data\" \"cen\" {{\n  input = \"{cen}\"\n}}\n");
    let workspace = Workspace::new(&cloud, &body);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(actions(&cloud), [] as [&str; 0]);
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_of_one_package_can_trade_bandwidth_in_one_apply() {
    let (cloud, cen) = account().await;
    let two = |hangzhou: u32, beijing: u32| {
        let other = limit(&cen, beijing, "")
            .replace("\"this\"", "\"other\"")
            .replace("cn-hangzhou", "cn-beijing");
        format!("{}{other}", limit(&cen, hangzhou, ""))
    };
    let workspace = Workspace::new(&cloud, &two(8, 2));
    workspace.apply_quietly().await;
    workspace.configure(&two(2, 8));
    let (code, _) = workspace.apply().await;
    assert_eq!(code, 0);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_limits_are_refreshed_with_one_call() {
    if !host_knows(Feature::ImportForEach) {
        return;
    }
    let (cloud, cen) = account().await;
    for region in ["cn-beijing", "cn-hangzhou"] {
        for other in ["ap-southeast-1", "cn-hongkong"] {
            cloud.set_limit(&cen, [region, other], 2).unwrap();
        }
    }
    let body = format!(
        r#"
locals {{
  pairs = setproduct(["cn-beijing", "cn-hangzhou"], ["ap-southeast-1", "cn-hongkong"])
}}
resource "cen_bandwidth_limit" "each" {{
  for_each        = {{ for pair in local.pairs : join("-", pair) => pair }}
  cen_id          = "{cen}"
  region_a        = each.value[0]
  region_b        = each.value[1]
  bandwidth_limit = 2
}}
import {{
  for_each = {{ for pair in local.pairs : join("-", pair) => pair }}
  to       = cen_bandwidth_limit.each[each.key]
  id       = "{cen}:${{each.value[1]}}:${{each.value[0]}}"
}}
"#
    );
    let workspace = Workspace::new(&cloud, &body);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    cloud.clear_journal();
    workspace.assert_clean().await;
    assert!(actions(&cloud).len() <= 2, "{:?}", actions(&cloud));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_plans_ask_together_what_is_left() {
    let (cloud, cen) = account().await;
    for region in [
        "cn-shanghai",
        "cn-shenzhen",
        "ap-southeast-5",
        "ap-northeast-1",
    ] {
        cloud.add_child(&cen, region).unwrap();
    }
    let many = format!(
        r#"
locals {{
  china = ["cn-hangzhou", "cn-beijing", "cn-shanghai"]
  other = ["ap-southeast-1", "cn-hongkong", "ap-southeast-5"]
  pairs = {{ for pair in setproduct(local.china, local.other) : join("/", pair) => pair }}
}}

resource "cen_bandwidth_limit" "this" {{
  for_each        = local.pairs
  cen_id          = "{cen}"
  region_a        = each.value[0]
  region_b        = each.value[1]
  bandwidth_limit = 1
}}
"#
    );
    let plan = Workspace::new(&cloud, &many).plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.changes.len(), 9);
    let asked = cloud.calls(LEFT);
    // One call of whoever came first, and one for those who came meanwhile; a second one where the machine is slow.
    assert!((1..=4).contains(&asked), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_plans_clean_whichever_region_stands_first() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    for id in [
        format!("{cen}:cn-hangzhou:ap-southeast-1"),
        format!("{cen}:AP-southeast-1:cn-hangzhou"),
    ] {
        assert_eq!(workspace.run(&["state", "rm", LIMIT]).await.code, 0);
        let imported = workspace.run(&["import", "-no-color", LIMIT, &id]).await;
        assert_eq!(imported.code, 0, "{}", imported.stderr);
        workspace.assert_clean().await;
    }
    assert_eq!(writes(&cloud), [SET]);
    let refused = workspace
        .run(&["import", "-no-color", "cen_bandwidth_limit.other", &cen])
        .await;
    assert_eq!(refused.code, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_change_is_put_right_and_what_others_remove_is_set_anew() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    let pair = ["cn-hangzhou", "ap-southeast-1"];

    cloud.set_limit(&cen, pair, 7).unwrap();
    let plan = workspace.plan().await;
    assert_eq!(plan.actions(), ["update"]);
    assert_eq!(plan.differences()["bandwidth_limit"], (json!(7), json!(4)));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Limit>()[0].bandwidth, 4);

    cloud.set_limit(&cen, pair, 0).unwrap();
    assert_eq!(workspace.plan().await.actions(), ["create"]);
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Limit>()[0].bandwidth, 4);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn destroy_removes_and_waits() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    cloud.clear_journal();
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(actions(&cloud), [LIST, SET, LIST]);
    assert_eq!(parameters_of(&cloud, SET)["BandwidthLimit"], "0");
    assert_eq!(cloud.all::<Limit>(), []);
    assert_eq!(workspace.state(LIMIT).await, Json::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_whose_instance_is_gone_is_gone() {
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    cloud.remove::<Instance>(&cen).unwrap();
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.actions()), (0, vec!["create"]));
    let expected = warning(
        "cen_id",
        "There is no such CEN instance",
        &format!(
            "CEN knows no instance {cen} in this account. If it does not come into being before the limit is set, apply \
             will be refused."
        ),
    );
    assert_eq!(plan.said, [expected]);
    assert_eq!(workspace.destroy().await, (0, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_a_limit_over_without_touching_it() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let (cloud, cen) = account().await;
    let workspace = Workspace::new(&cloud, &limit(&cen, 4, ""));
    workspace.apply_quietly().await;
    let before = workspace.state(LIMIT).await;
    cloud.clear_journal();

    workspace.stand_in("aliyun/alicloud");
    let attributes = json!({
        "bandwidth_limit": 4, "id": before["id"], "instance_id": cen,
        "region_ids": ["ap-southeast-1", "cn-hangzhou"], "timeouts": null
    });
    let state = moving_in::official_state("alicloud_cen_bandwidth_limit", &attributes);
    std::fs::write(workspace.path().join("terraform.tfstate"), state).unwrap();
    let moved = "moved {\n  from = alicloud_cen_bandwidth_limit.this\n  to   = cen_bandwidth_limit.this\n}\n";
    workspace.configure(&format!("{moved}{}", limit(&cen, 4, "")));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    assert_eq!(
        plan.changes[0]["previous_address"],
        "alicloud_cen_bandwidth_limit.this"
    );
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_the_page_works() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    for region in ["cn-hangzhou", "ap-southeast-1"] {
        cloud.add_child(&cen, region).unwrap();
    }
    let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/resources/cen_bandwidth_limit/resource.tf");
    // What the page buys is prepaid and stays; here it is to be given back.
    let body = std::fs::read_to_string(example).unwrap();
    let mut workspace = Workspace::new(&cloud, &body.replace("PrePaid", "PostPaid"));
    workspace.set("TF_VAR_cen_id", &cen);
    assert_eq!(workspace.apply().await.0, 0);
    assert_eq!(cloud.all::<Limit>()[0].bandwidth, 4);
    workspace.assert_clean().await;
    assert_eq!(workspace.destroy().await, (0, vec![]));
    assert_eq!(
        (cloud.all::<Limit>(), cloud.all::<Package>()),
        (vec![], vec![])
    );
}
