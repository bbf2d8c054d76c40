//! Two configurations of the provider in one working directory. Hosts start a process for each, and neither sees what the
//! other plans; they see what the other has begun.

use std::process::Stdio;
use std::time::Duration;

use cen_simulator::{AccessKey, Child, Fault, Options, Package, Simulator, Stage};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use super::{cloud, error, package};
use crate::support::terraform::{Said, Workspace};

const ELSEWHERE: &str = "\n\nThe other one is being made by another process in this working directory: through another provider \
                         block (an alias), or by another run. When that has ended, plan again to see what it has made.";

/// `resource`, and the same resource again through another configuration of the provider.
fn twice(resource: &str) -> String {
    let second = resource.replace("\"this\" {", "\"second\" {\n  provider = cen.second");
    format!("provider \"cen\" {{\n  alias = \"second\"\n}}\n{resource}{second}")
}

/// Applies, with the answer to `action` held back until the second resource has been refused; what is said of that.
async fn refused(cloud: &Simulator, workspace: &Workspace, action: &str) -> Vec<Said> {
    cloud.fault(Fault::hold(action, Stage::After).times(1));
    let mut apply = workspace.command(&["apply", "-auto-approve", "-json", "-no-color"]);
    let mut apply = apply.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(apply.stdout.take().unwrap()).lines();
    let (mut text, mut is_held) = (String::new(), true);
    while let Some(line) = lines.next_line().await.unwrap() {
        let ends = ["apply_errored", "apply_complete"].map(|hook| line.contains(hook));
        if is_held && ends.contains(&true) {
            cloud.wait_for_held(1).await;
            cloud.release();
            is_held = false;
        }
        text.push_str(&line);
        text.push('\n');
    }
    assert_eq!(apply.wait().await.unwrap().code(), Some(1), "{text}");
    assert_eq!(cloud.calls(action), 1, "{text}");
    Said::in_lines(&text)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_place_is_bought_for_once() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let body = twice(&package(&format!("  cen_id = {cen:?}")));
    let workspace = Workspace::new(&cloud, &body);
    let said = refused(&cloud, &workspace, "CreateCenBandwidthPackage").await;
    assert_eq!(said, [taken(&cen)]);
    let [bought] = &cloud.all::<Package>()[..] else {
        panic!("one package")
    };
    assert_eq!(bought.cen_id.as_ref(), Some(&cen));
}

/// Whoever asks for it, and under whichever address.
#[tokio::test(flavor = "multi_thread")]
async fn one_place_is_bought_for_once_by_any_key_and_under_any_address() {
    let cloud = Simulator::start(Options {
        seed: Some(1),
        settle: Duration::ZERO,
        access_keys: vec![AccessKey::default(), "other:secret".parse().unwrap()],
        ..Options::default()
    });
    let cloud = cloud.await.unwrap();
    let localhost = cloud.endpoint().replace("127.0.0.1", "localhost");
    for (index, block) in [
        "access_key = \"other\"\n  secret_key = \"secret\"".to_owned(),
        format!("endpoint = {localhost:?}"),
    ]
    .iter()
    .enumerate()
    {
        let cen = cloud.add_cen(&format!("number {index}")).unwrap();
        let body = twice(&package(&format!("  cen_id = {cen:?}")));
        let alias = "alias = \"second\"\n";
        let body = body.replace(alias, &format!("{alias}  {block}\n"));
        let workspace = Workspace::new(&cloud, &body);
        cloud.clear_journal();
        let said = refused(&cloud, &workspace, "CreateCenBandwidthPackage").await;
        assert_eq!(said, [taken(&cen)]);
        assert_eq!(cloud.all::<Package>().len(), index + 1);
    }
}

/// What is said of the second that wants a place on `cen`.
fn taken(cen: &str) -> Said {
    let detail = format!(
        "Another package of this configuration is for China and Asia-Pacific on {cen} too, and CEN binds one package for a \
         pair of areas to an instance, whichever area comes first. No package was bought for this resource. Buy one package \
         for the sum of the bandwidths; of a loop over regions, loop over their pairs of areas instead \
         (provider::cen::area_pair).{ELSEWHERE}"
    );
    error("cen_id", "Two packages for one pair of areas", &detail)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_token_serves_once() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &twice(&package("  client_token = \"mine\"")));
    let said = refused(&cloud, &workspace, "CreateCenBandwidthPackage").await;
    let detail = format!(
        "Another package of this configuration has this client_token, and CEN sells one package per token: both resources \
         would stand for the same package, and either would end it for both. Give each its own token, of a count or for_each \
         one with count.index or each.key; or remove the argument.{ELSEWHERE}"
    );
    let expected = error(
        "client_token",
        "Two packages have one client token",
        &detail,
    );
    assert_eq!(said, [expected]);
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_network_is_attached_once() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let network = format!(
        "resource \"cen_instance_attachment\" \"this\" {{\n  cen_id = {cen:?}\n  child_instance_id = \"vpc-a\"\n  region = \
         \"cn-hangzhou\"\n}}\n"
    );
    let workspace = Workspace::new(&cloud, &twice(&network));
    let said = refused(&cloud, &workspace, "AttachCenChildInstance").await;
    let summaries: Vec<_> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!(summaries, ["Two resources stand for one attachment"]);
    assert!(said[0].detail.ends_with(ELSEWHERE), "{}", said[0].detail);
    assert_eq!(cloud.all::<Child>().len(), 1);
}
