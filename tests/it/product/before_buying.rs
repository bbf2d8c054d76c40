//! Nothing is bought that could not be used, and nothing is taken for one's own that another resource holds.

use cen_simulator::{Child, Effect, Fault, Instance, Limit, Package};
use serde_json::json;

use super::{cloud, error, package, warning, writes};
use crate::support::terraform::{PACKAGE, Said, Workspace};

const TAKEN: &str = "The CEN instance has a package for this pair of areas";
const TWO: &str = "Two packages for one pair of areas";

/// Two packages for the same two areas, the second with the areas swapped.
fn pair(cen: &str, lifecycle: &str) -> String {
    let second = package(&format!("  cen_id = {cen}\n{lifecycle}"))
        .replace("\"this\"", "\"second\"")
        .replace("\"China\"", "\"x\"")
        .replace("\"Asia-Pacific\"", "\"China\"")
        .replace("\"x\"", "\"asia-pacific\"");
    format!(
        "{}{second}",
        package(&format!("  cen_id = {cen}\n{lifecycle}"))
    )
}

fn errors(said: &[Said]) -> Vec<&str> {
    let errors = said.iter().filter(|one| one.severity == "error");
    errors.map(|one| one.summary.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_packages_of_one_plan_for_one_place_are_refused_there() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &pair(&format!("{cen:?}"), ""));
    let detail = format!(
        "Another package of this configuration is for China and Asia-Pacific on {cen} too, and CEN binds one package for a \
         pair of areas to an instance, whichever area comes first. No package was bought for this resource. Buy one package \
         for the sum of the bandwidths; of a loop over regions, loop over their pairs of areas instead \
         (provider::cen::area_pair)."
    );
    let plan = workspace.plan().await;
    let expected = error("cen_id", TWO, &detail);
    assert_eq!((plan.code, plan.said), (1, vec![expected]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_purchases_at_once_for_one_place_one_is_sent() {
    let cloud = cloud().await;
    let instance = "resource \"cen_instance\" \"this\" {\n  name = \"new\"\n}\n";
    let both = pair("cen_instance.this.id", "");
    let workspace = Workspace::new(&cloud, &format!("{instance}{both}"));
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![]));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, errors(&said)), (1, vec![TWO]));
    assert_eq!(cloud.calls("CreateCenBandwidthPackage"), 1);
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_taken_or_is_not_there_is_told_in_the_plan() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let body = package(&format!("  cen_id = {cen:?}"));
    Workspace::new(&cloud, &body).apply_quietly().await;
    let there = cloud.all::<Package>()[0].id.clone();
    cloud.clear_journal();

    let workspace = Workspace::new(&cloud, &body);
    let plan = workspace.plan().await;
    let detail = format!(
        "Apply will be refused, and buy nothing. {cen} has {there} for China and Asia-Pacific already, and CEN \
         binds one package for a pair of areas to an instance.\n\n- For more bandwidth, raise that of {there}; to manage \
         it here, import it: terraform import ADDRESS {there}\n- To put another in its place, unbind or destroy {there} \
         first, in an apply of its own. Without create_before_destroy a replacement does it in that order.\n- A package \
         without cen_id can be kept ready and bound later."
    );
    assert_eq!(
        (plan.code, plan.said),
        (0, vec![warning("cen_id", TAKEN, &detail)])
    );

    workspace.configure(&package("  cen_id = \"cen-gone\""));
    let plan = workspace.plan().await;
    let detail = "Nothing will be bought. CEN knows no instance cen-gone in this account, and a \
                  package could not be bound to it. Correct cen_id, or use the account of the instance.";
    let expected = error("cen_id", "There is no such CEN instance", detail);
    assert_eq!((plan.code, plan.said), (1, vec![expected]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_was_taken_after_the_plan_costs_nothing() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let body = package(&format!("  cen_id = {cen:?}"));
    let workspace = Workspace::new(&cloud, &body);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![]));
    Workspace::new(&cloud, &body).apply_quietly().await;
    cloud.clear_journal();
    let (code, said) = workspace
        .said(&["apply", "-json", "-no-color", "tfplan"])
        .await;
    assert_eq!((code, errors(&said)), (1, vec![TAKEN]));
    let said = said.iter().find(|one| one.severity == "error").unwrap();
    assert!(
        said.detail.starts_with("No package was bought. "),
        "{}",
        said.detail
    );
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_makes_room_in_the_same_run_is_not_in_the_way() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let old = package(&format!("  cen_id = {cen:?}"));
    let workspace = Workspace::new(&cloud, &old);
    workspace.apply_quietly().await;
    cloud.clear_journal();
    let new = package(&format!("  cen_id = {cen:?}\n  depends_on = [{PACKAGE}]"));
    let new = new.replace("\"this\"", "\"next\"");
    let freed = package("  cen_id = null");
    workspace.configure(&format!("{freed}{new}"));
    workspace.apply_quietly().await;
    assert_eq!(
        writes(&cloud),
        [
            "UnassociateCenBandwidthPackage",
            "CreateCenBandwidthPackage",
            "AssociateCenBandwidthPackage"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_token_is_for_one_package() {
    let cloud = cloud().await;
    let body = package("  count = 2\n  client_token = \"purchase\"");
    let workspace = Workspace::new(&cloud, &body);
    let detail = "Another package of this configuration has this client_token, and CEN sells one package per token: both \
                  resources would stand for the same package, and either would end it for both. Give each its own token, of \
                  a count or for_each one with count.index or each.key; or remove the argument.";
    let plan = workspace.plan().await;
    let expected = error("client_token", "Two packages have one client token", detail);
    assert_eq!((plan.code, plan.said), (1, vec![expected]));
    workspace.configure(&body.replace("\"purchase\"", "\"purchase-${count.index}\""));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 2);
}

/// CEN answers a purchase under the token of a package that is gone with that package.
#[tokio::test(flavor = "multi_thread")]
async fn the_client_token_of_a_package_that_goes_is_for_no_other() {
    let cloud = cloud().await;
    let arguments = "  client_token = \"one\"";
    let workspace = Workspace::new(&cloud, &package(arguments));
    workspace.apply_quietly().await;
    // The block has another name, and nothing says that it moved.
    workspace.configure(&package(arguments).replace("\"this\"", "\"other\""));
    let plan = workspace.plan().await;
    let summaries: Vec<_> = plan.said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(
        (plan.code, summaries),
        (1, vec!["Two packages have one client token"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_empty_list_does_not_make_a_place_free() {
    let cloud = cloud().await;
    let instance = "resource \"cen_instance\" \"bb\" {}\n";
    let bound = format!("{instance}{}", package("  cen_id = cen_instance.bb.id"));
    Workspace::new(&cloud, &bound).apply_quietly().await;
    let cen = cloud.all::<Instance>()[0].id.clone();
    cloud.clear_journal();
    let body = r#"{"TotalCount":0,"CenBandwidthPackages":{"CenBandwidthPackage":[]}}"#;
    for (times, summary) in [
        (2, "The CEN instance has a package for this pair of areas"),
        (
            9,
            "Nobody knows whether the CEN instance has room for this package",
        ),
    ] {
        let empty = Effect::Http {
            status: 200,
            body: body.to_owned(),
        };
        cloud.fault(Fault::new("DescribeCenBandwidthPackages", empty).times(times));
        let workspace = Workspace::new(&cloud, &package(&format!("  cen_id = \"{cen}\"")));
        let (code, said) = workspace.apply().await;
        let last = said.last().map(|one| (&*one.severity, &*one.summary));
        assert_eq!((code, last), (1, Some(("error", summary))), "{said:?}");
        cloud.clear_faults();
    }
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_token_of_a_package_that_is_there_is_for_no_other() {
    let cloud = cloud().await;
    let body = package("  client_token = \"purchase\"");
    let workspace = Workspace::new(&cloud, &body);
    workspace.apply_quietly().await;
    cloud.clear_journal();
    let copy = body.split_once("resource").unwrap().1;
    let copy = copy.replacen("\"this\"", "\"copy\"", 1);
    workspace.configure(&format!("{body}\nresource{copy}"));
    let plan = workspace.plan().await;
    assert_eq!(plan.code, 1);
    assert_eq!(errors(&plan.said), ["Two packages have one client token"]);
    assert_eq!(workspace.apply().await.0, 1);
    assert_eq!(writes(&cloud), [] as [&str; 0]);
    // Neither the package alone nor what takes its place under a token of its own is in its way.
    workspace.configure(&body);
    workspace.assert_clean().await;
    workspace.configure(&body.replace("purchase", "another"));
    let replace = format!("-replace={PACKAGE}");
    let apply = ["apply", "-auto-approve", "-json", &replace];
    assert_eq!(workspace.said(&apply).await, (0, vec![]));
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_bound_in_the_same_run_is_in_the_way_of_a_purchase() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let both = pair(&format!("{cen:?}"), "");
    let (_, second) = both.split_once("}\n").unwrap();
    let unbound = package("");
    let workspace = Workspace::new(&cloud, &unbound);
    workspace.apply_quietly().await;
    cloud.clear_journal();

    // By its argument: known in the plan, whichever is planned first.
    workspace.configure(&both);
    let plan = workspace.plan().await;
    assert_eq!((plan.code, errors(&plan.said)), (1, vec![TWO]));
    assert_eq!(writes(&cloud), [] as [&str; 0]);

    // By an attachment: whichever is applied first has the place, and the other is refused before it does anything.
    workspace.configure(&format!(
        r#"{unbound}{second}
resource "cen_bandwidth_package_attachment" "this" {{
  cen_id               = "{cen}"
  bandwidth_package_id = {PACKAGE}.id
}}
"#
    ));
    let (code, said) = workspace.apply().await;
    let errors = errors(&said);
    assert_eq!((code, errors.len()), (1, 1), "{said:?}");
    assert!([TWO, TAKEN].contains(&errors[0]), "{said:?}");
    let packages = cloud.all::<Package>();
    let bound = packages.iter().filter(|one| one.cen_id.is_some());
    assert_eq!(bound.count(), 1);
    let bought = cloud.calls("CreateCenBandwidthPackage");
    assert_eq!(bought + 1, packages.len());
    assert_eq!(cloud.calls("AssociateCenBandwidthPackage"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_host_replaces_for_its_own_reasons_is_refused_in_the_plan_while_it_is_paid_for() {
    const REFUSAL: &str = "A prepaid package cannot be destroyed before it expires";
    for lifecycle in ["", "  lifecycle {\n    create_before_destroy = true\n  }\n"] {
        for arguments in ["", "  client_token = \"mine\"\n"] {
            let cloud = cloud().await;
            let body = package(&format!("{arguments}{lifecycle}")).replace("PostPaid", "PrePaid");
            let workspace = Workspace::new(&cloud, &body);
            workspace.apply_quietly().await;
            cloud.clear_journal();
            let replace = format!("-replace={PACKAGE}");
            let plan = workspace.plan_with(&[&replace]).await;
            assert_eq!(plan.code, 1);
            assert!(errors(&plan.said).contains(&REFUSAL), "{:?}", plan.said);
            assert_eq!(writes(&cloud), [] as [&str; 0]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_successor_is_bought_when_its_place_is_free_and_not_before() {
    let replace = format!("-replace={PACKAGE}");
    for (lifecycle, expected) in [
        ("", (0, vec![])),
        (
            "  lifecycle {\n    create_before_destroy = true\n  }\n",
            (1, vec![TAKEN]),
        ),
    ] {
        let cloud = cloud().await;
        let cen = cloud.add_cen("first").unwrap();
        let workspace = Workspace::new(
            &cloud,
            &package(&format!("  cen_id = {cen:?}\n{lifecycle}")),
        );
        workspace.apply_quietly().await;
        let before = cloud.all::<Package>()[0].id.clone();
        let arguments = ["apply", "-auto-approve", "-json", "-no-color", &replace];
        let (code, said) = workspace.said(&arguments).await;
        assert_eq!((code, errors(&said)), expected);
        let packages = cloud.all::<Package>();
        assert_eq!(packages.len(), 1);
        assert_eq!(packages[0].cen_id.as_deref(), Some(cen.as_str()));
        let is_kept = packages[0].id == before;
        assert_eq!(is_kept, code == 1);
        assert_eq!(workspace.state(PACKAGE).await["id"], json!(packages[0].id));
        workspace.assert_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_connects_is_not_created_before_its_predecessor_is_gone() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let lifecycle = "  lifecycle {\n    create_before_destroy = true\n  }\n";
    let package = package("");
    let body = format!(
        r#"{package}
resource "cen_instance_attachment" "here" {{
  cen_id            = "{cen}"
  child_instance_id = "vpc-here"
  region            = "cn-hangzhou"
{lifecycle}}}
resource "cen_instance_attachment" "there" {{
  cen_id            = "{cen}"
  child_instance_id = "vpc-there"
  region            = "ap-southeast-1"
{lifecycle}}}
resource "cen_bandwidth_package_attachment" "this" {{
  cen_id               = "{cen}"
  bandwidth_package_id = {PACKAGE}.id
{lifecycle}}}
resource "cen_bandwidth_limit" "this" {{
  cen_id          = cen_bandwidth_package_attachment.this.cen_id
  region_a        = cen_instance_attachment.here.region
  region_b        = cen_instance_attachment.there.region
  bandwidth_limit = 2
{lifecycle}}}
"#
    );
    let workspace = Workspace::new(&cloud, &body);
    workspace.apply_quietly().await;
    for (address, object) in [
        ("cen_bandwidth_limit.this", "limit"),
        ("cen_instance_attachment.here", "attachment"),
        ("cen_bandwidth_package_attachment.this", "binding"),
    ] {
        cloud.clear_journal();
        let replace = format!("-replace={address}");
        let arguments = ["apply", "-auto-approve", "-json", "-no-color", &replace];
        let (code, said) = workspace.said(&arguments).await;
        let summary = format!("The {object} exists already");
        assert_eq!(
            (code, errors(&said)),
            (1, vec![summary.as_str()]),
            "{said:?}"
        );
        assert_eq!(writes(&cloud), [] as [&str; 0], "{address}");
        workspace.assert_clean().await;
    }
    assert_eq!(
        (cloud.all::<Child>().len(), cloud.all::<Limit>().len()),
        (2, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binding_is_not_sent_where_it_could_not_be() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let bound = package(&format!("  cen_id = {cen:?}"));
    Workspace::new(&cloud, &bound).apply_quietly().await;
    let there = cloud.all::<Package>()[0].id.clone();
    let body = |cen: &str| {
        let free = package("");
        format!(
            r#"{free}
resource "cen_bandwidth_package_attachment" "this" {{
  cen_id               = "{cen}"
  bandwidth_package_id = {PACKAGE}.id
}}
"#
        )
    };
    let workspace = Workspace::new(&cloud, &body(&cen));
    let (code, said) = workspace.apply().await;
    let id = workspace.state(PACKAGE).await["id"].clone();
    assert_eq!((code, errors(&said)), (1, vec![TAKEN]));
    let begins = format!("{} was not bound. {cen} has {there} ", id.as_str().unwrap());
    assert!(said[0].detail.starts_with(&begins), "{}", said[0].detail);
    workspace.configure(&body("cen-gone"));
    let (code, said) = workspace.apply().await;
    assert_eq!(
        (code, errors(&said)),
        (1, vec!["There is no such CEN instance"])
    );
    assert_eq!(cloud.calls("AssociateCenBandwidthPackage"), 1);
}
