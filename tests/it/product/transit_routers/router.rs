//! Transit routers themselves: what only Terraform does with them. Their life is in `steps`.

use cen_simulator::{Instance, Simulator, TransitRouter};
use serde_json::json;

use super::{cloud, error, move_in, writes};
use crate::support::terraform::{Feature, Workspace, host_knows};

pub(super) const ROUTER: &str = "cen_transit_router.this";

/// A transit router of this instance with further arguments.
pub(super) fn router(cen: &str, arguments: &str) -> String {
    format!(
        "\nresource \"cen_transit_router\" \"this\" {{\n  cen_id = \"{cen}\"\n{arguments}\n}}\n"
    )
}

/// A cloud with an instance, and a workspace with a transit router that has these arguments.
pub(super) async fn made(arguments: &str) -> (Simulator, String, Workspace) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("main").unwrap();
    let workspace = Workspace::new(&cloud, &router(&cen, arguments));
    (cloud, cen, workspace)
}

const HANGZHOU: &str = "  region = \"cn-hangzhou\"\n  name = \"main\"\n  tags = { env = \"dev\" }";

#[tokio::test(flavor = "multi_thread")]
async fn a_transit_router_without_a_region_is_put_into_the_provider_s_and_stays_there() {
    let (cloud, cen, mut workspace) = made("").await;
    let detail = "Set region here, in the provider block, or in the environment variable ALIBABA_CLOUD_REGION, such as \
                  \"cn-hangzhou\".";
    let plan = workspace.plan().await;
    assert_eq!(plan.said, [error("", "The region is not set", detail)]);

    workspace.set("ALIBABA_CLOUD_REGION", "cn-beijing");
    assert_eq!(
        workspace.plan().await.changes[0]["change"]["after"]["region"],
        "cn-beijing"
    );
    let provider = |region: &str| {
        let block = format!("provider \"cen\" {{\n  region = \"{region}\"\n}}\n");
        block + &router(&cen, "")
    };
    workspace.configure(&provider("cn-hangzhou"));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<TransitRouter>()[0].region, "cn-hangzhou");
    workspace.configure(&provider("cn-shanghai"));
    workspace.assert_clean().await;

    workspace.configure(&router(&cen, "  region = \"cn-shanghai\""));
    let plan = workspace.plan().await;
    assert_eq!(plan.actions(), ["delete", "create"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_not_known_yet_is_no_reason_to_refuse() {
    let cloud = cloud().await;
    let whole = "
provider \"cen\" {
  region = terraform_data.region.output
}

resource \"terraform_data\" \"region\" {
  input = \"cn-hangzhou\"
}

resource \"cen_instance\" \"this\" {}

resource \"cen_transit_router\" \"this\" {
  cen_id = cen_instance.this.id
}
";
    let workspace = Workspace::new(&cloud, whole);
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<TransitRouter>()[0].region, "cn-hangzhou");
    workspace.assert_clean().await;
    let replace = [
        "apply",
        "-auto-approve",
        "-json",
        "-no-color",
        "-replace=cen_instance.this",
    ];
    assert_eq!(workspace.said(&replace).await, (0, vec![]));
    assert_eq!(
        cloud.all::<TransitRouter>()[0].cen_id,
        cloud.all::<Instance>()[0].id
    );
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_plans_clean_and_one_of_something_else_is_refused() {
    let (cloud, cen, workspace) = made(HANGZHOU).await;
    workspace.apply_quietly().await;
    let before = workspace.state(ROUTER).await;
    assert_eq!(workspace.run(&["state", "rm", ROUTER]).await.code, 0);

    let id = before["id"].as_str().unwrap();
    let refused = workspace.run(&["import", "-no-color", ROUTER, id]).await;
    assert_eq!(refused.code, 1);
    let said: String = refused
        .stderr
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for part in [
        "Not the id of a transit router",
        "Import with: terraform import ADDRESS CEN:ROUTER",
    ] {
        assert!(said.contains(part), "{said}");
    }

    let id = format!("{cen}:{id}");
    let imported = workspace.run(&["import", "-no-color", ROUTER, &id]).await;
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(workspace.state(ROUTER).await, before);
    workspace.assert_clean().await;
    assert_eq!(writes(&cloud), ["CreateTransitRouter"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_block_takes_a_transit_router_over_without_touching_it() {
    if !host_knows(Feature::MovedAcrossTypes) {
        return;
    }
    let (cloud, cen, workspace) = made(HANGZHOU).await;
    workspace.apply_quietly().await;
    let before = workspace.state(ROUTER).await;
    let id = before["id"].as_str().unwrap();
    cloud.clear_journal();
    let attributes = json!({
        "cen_id": cen, "dry_run": null, "id": format!("{cen}:{id}"), "status": "Active", "support_multicast": false,
        "tags": {"env": "dev"}, "timeouts": null, "transit_router_description": "", "transit_router_id": id,
        "transit_router_name": "main", "type": "Enterprise"
    });
    let body = router(&cen, HANGZHOU);
    move_in(
        &workspace,
        "alicloud_cen_transit_router",
        &attributes,
        ROUTER,
        &body,
    );
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
    assert_eq!(plan.actions(), ["no-op"]);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(ROUTER).await, before);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
