//! Ephemeral resources: values that leave no trace.

use std::fs;

use super::{actions, cloud, package};
use crate::support::terraform::{Feature, PACKAGE, Workspace, host_knows};
use cen_simulator::DEFAULT_ACCESS_KEY_SECRET;

/// A package of a second provider block, which has the key of the first.
fn lent_key() -> String {
    let lent = r#"
ephemeral "cen_credentials" "this" {}

provider "cen" {
  alias          = "second"
  access_key     = ephemeral.cen_credentials.this.access_key
  secret_key     = ephemeral.cen_credentials.this.secret_key
  security_token = ephemeral.cen_credentials.this.security_token
}
"#;
    lent.to_owned() + &package("  provider = cen.second")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_lent_to_another_provider_block_and_written_nowhere() {
    if !host_knows(Feature::Ephemeral) {
        return;
    }
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &lent_key());
    let plan = workspace.run(&["plan", "-out=saved.tfplan"]).await;
    assert_eq!(plan.code, 0, "{}", plan.stderr);
    workspace.apply_quietly().await;
    assert_eq!(workspace.state(PACKAGE).await["status"], "Idle");
    workspace.assert_clean().await;
    assert!(actions(&cloud).contains(&"CreateCenBandwidthPackage".to_owned()));

    for file in ["saved.tfplan", "terraform.tfstate"] {
        let bytes = fs::read(workspace.path().join(file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(DEFAULT_ACCESS_KEY_SECRET), "{file}");
    }
    let shown = workspace.run(&["show", "-json", "saved.tfplan"]).await;
    assert!(!shown.stdout.contains(DEFAULT_ACCESS_KEY_SECRET));
}
