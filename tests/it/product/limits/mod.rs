//! Bandwidth limits between regions.

mod data_sources;
mod lifecycle;
mod refusals;
mod shortage;
mod troubles;

use cen_simulator::{Package, PackageChange, Simulator};

use super::cloud;
use crate::support::terraform::Workspace;

const LIMIT: &str = "cen_bandwidth_limit.this";
const SET: &str = "SetCenInterRegionBandwidthLimit";
const LIST: &str = "DescribeCenInterRegionBandwidthLimits";
const LEFT: &str = "DescribeCenGeographicSpanRemainingBandwidth";

/// An account with a CEN instance, something attached in four regions, and a package of 10 Mbps between China and
/// Asia-Pacific; with the id of the instance.
async fn account() -> (Simulator, String) {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    for region in ["cn-hangzhou", "cn-beijing", "ap-southeast-1", "cn-hongkong"] {
        cloud.add_child(&cen, region).unwrap();
    }
    let package = super::package("").replace("bandwidth   = 5", "bandwidth   = 10");
    let workspace = Workspace::new(&cloud, &package);
    workspace.apply_quietly().await;
    bind(&cloud, &cen);
    cloud.clear_journal();
    (cloud, cen)
}

/// Binds the only package to the instance.
fn bind(cloud: &Simulator, cen: &str) {
    let change = PackageChange {
        cen_id: Some(cen.to_owned()),
        ..PackageChange::default()
    };
    let package = cloud.all::<Package>()[0].id.clone();
    cloud.change::<Package>(&package, change).unwrap();
}

/// A limit between Hangzhou and Singapore with further arguments.
fn limit(cen: &str, mbps: u32, arguments: &str) -> String {
    format!(
        r#"
resource "cen_bandwidth_limit" "this" {{
  cen_id          = "{cen}"
  region_a        = "cn-hangzhou"
  region_b        = "ap-southeast-1"
  bandwidth_limit = {mbps}
{arguments}
}}
"#
    )
}
