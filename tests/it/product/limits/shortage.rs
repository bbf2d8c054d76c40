//! What a plan knows of bandwidth that others in the same run take or bring.

use super::{account, limit};
use crate::product::{cloud, package, warning};
use crate::support::terraform::Workspace;

#[tokio::test(flavor = "multi_thread")]
async fn limits_that_fit_one_by_one_and_not_together_are_told_in_the_plan() {
    let (cloud, cen) = account().await;
    let second = limit(&cen, 6, "")
        .replace("\"this\"", "\"other\"")
        .replace("cn-hangzhou", "cn-beijing");
    // The second one waits for the first, so that it is known which of them comes too late.
    let second = second.replace("= 6\n", "= 6\n  depends_on = [cen_bandwidth_limit.this]\n");
    let workspace = Workspace::new(&cloud, &format!("{}{second}", limit(&cen, 5, "")));
    let plan = workspace.plan().await;
    let together = warning(
        "bandwidth_limit",
        "Not enough bandwidth is left for all",
        &format!(
            "All limits and connections of this run together ask for 11 Mbps more between China and Asia-Pacific, of which \
             6 are asked for here, and 10 Mbps are left on {cen}. Unless this run makes room first, by a package that is \
             bound or made larger, apply will be refused for some of them."
        ),
    );
    assert_eq!((plan.code, plan.said.clone()), (0, vec![together.clone()]));

    // Once the first is there, the API counts it.
    let (code, said) = workspace.apply().await;
    let summaries: Vec<&str> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(code, 1);
    assert_eq!(
        summaries,
        [
            "Not enough bandwidth is left for all",
            "Not enough bandwidth is left",
            "More bandwidth is allotted than the package has"
        ]
    );

    // What is lowered in the same run makes room for what is raised after it.
    workspace.configure(&format!("{}{second}", limit(&cen, 4, "")));
    workspace.apply_quietly().await;
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_the_same_run_brings_is_no_reason_to_warn() {
    let argument = |cen: &str| package(&format!("  cen_id = \"{cen}\""));
    let attachment = |cen: &str| {
        format!(
            "{}resource \"cen_bandwidth_package_attachment\" \"this\" {{\n  cen_id = \"{cen}\"\n  \
             bandwidth_package_id = cen_bandwidth_package.this.id\n}}\n",
            package("")
        )
    };
    for by in ["cen_bandwidth_package", "cen_bandwidth_package_attachment"] {
        let cloud = cloud().await;
        let cen = cloud.add_cen("first").unwrap();
        for region in ["cn-hangzhou", "ap-southeast-1"] {
            cloud.add_child(&cen, region).unwrap();
        }
        let limit = limit(&cen, 5, &format!("  depends_on = [{by}.this]"));
        let bound = if by == "cen_bandwidth_package" {
            argument(&cen)
        } else {
            attachment(&cen)
        };
        let workspace = Workspace::new(&cloud, &format!("{bound}{limit}"));
        let plan = workspace.plan().await;
        assert_eq!((plan.code, plan.said.clone()), (0, vec![]), "{by}");
        workspace.apply_quietly().await;
        workspace.assert_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_package_that_is_too_small_is_told_in_the_plan() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let package = package(&format!("  cen_id = \"{cen}\""));
    let limit = limit(&cen, 6, "  depends_on = [cen_bandwidth_package.this]");
    let plan = Workspace::new(&cloud, &format!("{package}{limit}"))
        .plan()
        .await;
    let detail = format!(
        "On {cen} 5 Mbps are left between China and Asia-Pacific, and this limit asks for 6 Mbps. Unless this run makes room \
         first, by a package that is bound or made larger or by other limits that are lowered, apply will be refused."
    );
    let expected = warning("bandwidth_limit", "Not enough bandwidth is left", &detail);
    assert_eq!((plan.code, plan.said), (0, vec![expected]));
}
