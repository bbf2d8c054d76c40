//! A warning is for the run that changes something. What stays as it is, is planned without a word.

use cen_simulator::{Options, Policy, Simulator};

use crate::support::terraform::Workspace;

/// Everything that is warned of when it is new: a name that some pages refuse, an area that is not sold, and a term.
fn doubtful(period: u32) -> String {
    format!(
        r#"
resource "cen_bandwidth_package" "odd" {{
  name        = "1st choice"
  area_a      = "China"
  area_b      = "Middle-East"
  bandwidth   = 5
  charge_type = "PostPaid"
}}

resource "cen_bandwidth_package" "paid" {{
  area_a    = "China"
  area_b    = "Europe"
  bandwidth = 5
  period    = {period}
}}

resource "cen_instance" "this" {{
  name = "1st choice"
}}

resource "cen_bandwidth_package_attachment" "this" {{
  cen_id               = cen_instance.this.id
  bandwidth_package_id = cen_bandwidth_package.paid.id
}}
"#
    )
}

/// The summaries of what an apply says, each once.
async fn said(workspace: &Workspace) -> Vec<String> {
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 0, "{said:?}");
    let mut summaries: Vec<String> = said.into_iter().map(|one| one.summary).collect();
    summaries.sort();
    summaries.dedup();
    summaries
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_warned_of_once_is_planned_in_silence() {
    let cloud = Simulator::start(Options {
        policy: Policy {
            additional_areas: vec!["Middle-East".to_owned()],
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .unwrap();
    let workspace = Workspace::new(&cloud, &doubtful(1));
    let new = ["CEN may refuse this name", "Middle-East may not be on sale"];
    assert_eq!(said(&workspace).await, new);
    // A clean plan is one without warnings.
    workspace.assert_clean().await;
    workspace.configure(&doubtful(3));
    let changed = ["The term of a package that is bought does not change"];
    assert_eq!(said(&workspace).await, changed);
    workspace.assert_clean().await;
}
