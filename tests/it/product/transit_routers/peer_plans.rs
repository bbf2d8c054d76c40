//! What a plan says of connections of transit routers.

use cen_simulator::PeerAttachment;

use super::peer::{PEER, World};
use super::{actions, error, warning};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_in_the_plan() {
    let world = World::new().await;
    let (hangzhou, package) = (&world.hangzhou, &world.package);
    let draws = format!("  bandwidth = 3\n  cen_bandwidth_package_id = \"{package}\"");
    let cases = [
        (
            world.connection("  bandwidth = 3"),
            "",
            "It is not said where the bandwidth comes from",
            "Set cen_bandwidth_package_id to the package that it comes from; or, to be billed by traffic, set \
             bandwidth_type = \"DataTransfer\"."
                .to_owned(),
        ),
        (
            world.connection("  bandwidth = 3\n  bandwidth_type = \"BandwidthPackage\""),
            "",
            "The bandwidth package is missing",
            "With bandwidth_type = \"BandwidthPackage\" the bandwidth comes from a package. Set cen_bandwidth_package_id; \
             or, to be billed by traffic, set bandwidth_type = \"DataTransfer\"."
                .to_owned(),
        ),
        (
            world.connection(&format!("{draws}\n  bandwidth_type = \"DataTransfer\"")),
            "cen_bandwidth_package_id",
            "A connection billed by traffic has no package",
            "With bandwidth_type = \"DataTransfer\" nothing is drawn on a package. Remove cen_bandwidth_package_id, or set \
             bandwidth_type = \"BandwidthPackage\"."
                .to_owned(),
        ),
        (
            world.connection(&format!("{draws}\n  default_link_type = \"Platinum\"")),
            "default_link_type",
            "Platinum needs a connection billed by traffic",
            "Connections that draw on a package have links of the kind \"Gold\". Remove default_link_type, or set \
             bandwidth_type = \"DataTransfer\"."
                .to_owned(),
        ),
        (
            world.drawing(10_001, ""),
            "bandwidth",
            "No package has so much bandwidth",
            "This asks for 10001 Mbps of a package, and packages have 10000 Mbps at the most.".to_owned(),
        ),
        (
            world.drawing(3, "").replace("ap-southeast-1", "cn-hangzhou"),
            "peer_region",
            "peer_region is the same as region",
            "Both are \"cn-hangzhou\". A CEN instance has one transit router in a region, and networks of one region need \
             no connection: they are attached to that."
                .to_owned(),
        ),
        (
            world.drawing(3, "").replace(&world.singapore, hangzhou),
            "peer_transit_router_id",
            "peer_transit_router_id is the same as transit_router_id",
            format!("Both are \"{hangzhou}\". A connection has a transit router at each end."),
        ),
    ];
    for (body, attribute, summary, detail) in cases {
        let workspace = world.workspace(&body);
        let said = workspace.plan().await.said;
        assert_eq!(said, [error(attribute, summary, &detail)]);
    }
    assert_eq!(actions(&world.cloud), [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_warns_of_a_package_that_will_not_do() {
    let world = World::new().await;
    let package = &world.package;
    let unless = "Unless this run changes that first, apply will be refused.";
    let cases = [
        (
            world.drawing(6, ""),
            "bandwidth",
            "The package has not enough bandwidth",
            format!("This asks for 6 Mbps, and all of the package {package} are 5 Mbps. {unless}"),
        ),
        (
            world.drawing(3, "").replace("ap-southeast-1", "us-west-1"),
            "cen_bandwidth_package_id",
            "The package joins other areas",
            format!(
                "The two regions lie in China and North-America, and the package {package} joins China and Asia-Pacific. \
                 Apply will be refused."
            ),
        ),
        (
            world.drawing(3, "").replace(package, "cenbwp-none"),
            "cen_bandwidth_package_id",
            "There is no such bandwidth package",
            format!("CEN knows no package cenbwp-none in this account. {unless}"),
        ),
    ];
    for (body, attribute, summary, detail) in cases {
        let workspace = world.workspace(&body);
        let said = workspace.plan().await.said;
        assert_eq!(said, [warning(attribute, summary, &detail)]);
    }

    // A limit that draws on the same package takes its part.
    let regions = ["cn-beijing", "cn-hongkong"];
    for region in regions {
        world.cloud.add_child(&world.cen, region).unwrap();
    }
    world.cloud.set_limit(&world.cen, regions, 3).unwrap();
    let workspace = world.workspace(&world.drawing(3, ""));
    let detail = format!(
        "This asks for 3 Mbps more between China and Asia-Pacific, and 2 Mbps are left on {}. {unless}",
        world.cen
    );
    let summary = "Not enough bandwidth is left";
    assert_eq!(
        workspace.plan().await.said,
        [warning("bandwidth", summary, &detail)]
    );
    world.cloud.set_limit(&world.cen, regions, 0).unwrap();

    workspace.apply_quietly().await;
    workspace.configure(&world.drawing(6, ""));
    let said = workspace.plan().await.said;
    assert_eq!(said, [warning("bandwidth", summary, &detail)]);
    let (code, said) = workspace.apply().await;
    let last = said.last().map(|one| one.summary.as_str());
    assert_eq!(
        (code, last),
        (1, Some("More bandwidth is allotted than the package has"))
    );
    assert_eq!(workspace.state(PEER).await["bandwidth"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_connection_of_one_pair_is_refused_in_the_plan() {
    let world = World::new().await;
    let (hangzhou, singapore) = (&world.hangzhou, &world.singapore);
    let back = world
        .drawing(1, "")
        .replace("\"this\"", "\"back\"")
        .replace(hangzhou.as_str(), "X")
        .replace(singapore.as_str(), hangzhou)
        .replace('X', singapore)
        .replace("cn-hangzhou", "Y")
        .replace("ap-southeast-1", "cn-hangzhou")
        .replace('Y', "ap-southeast-1");
    let body = format!("{}{back}", world.drawing(1, ""));
    let (code, said) = world.workspace(&body).apply().await;
    let mut ends = [hangzhou, singapore];
    ends.sort();
    let [first, second] = ends;
    let detail = format!(
        "Another resource of this configuration connects {first} and {second} too, and CEN connects two transit routers once, \
         whichever comes first. No peer attachment was created for this resource. Keep one of them, with the sum of the \
         bandwidths; of a loop over regions, loop over their pairs, each taken once."
    );
    let summary = "Two connections of one pair of transit routers";
    let refused = error("peer_transit_router_id", summary, &detail);
    assert_eq!((code, said), (1, vec![refused]));
    assert_eq!(world.cloud.all::<PeerAttachment>(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_there_already_is_named_with_its_import() {
    let world = World::new().await;
    world.workspace(&world.drawing(1, "")).apply_quietly().await;
    let (hangzhou, singapore) = (&world.hangzhou, &world.singapore);
    let there = world.only().attachment.id;
    let workspace = world.workspace(&world.drawing(1, ""));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (1, 1), "{said:?}");
    assert_eq!(
        said[0].summary,
        "There is a peer attachment in its place already"
    );
    let detail = format!(
        "No peer attachment was created. {hangzhou} and {singapore} are connected by {there} already, and CEN connects two \
         transit routers once.\n\n- To manage that one here, import it: terraform import ADDRESS {hangzhou}:{there}\n"
    );
    assert!(said[0].detail.starts_with(&detail), "{}", said[0].detail);
    let id = format!("{hangzhou}:{there}");
    assert_eq!(workspace.run(&["import", PEER, &id]).await.code, 0);
    workspace.assert_clean().await;
}
