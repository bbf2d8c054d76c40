//! Purchases of runs that were killed, and that no resource waits for any more: the next plan tells of them.

use std::path::{Path, PathBuf};

use cen_simulator::{Fault, Package, Simulator, Stage};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::killed::{OPEN, TAKEN_UP, Victim, cut_off, journal, noted, start};
use super::{cloud, package, warning};
use crate::support::terraform::{PACKAGE, Said, Workspace};

const BUY: &str = "CreateCenBandwidthPackage";
const BIND: &str = "AssociateCenBandwidthPackage";

/// Applies, with more `arguments`, and kills host and provider while the answer to `action` is held back.
async fn cut_off_at(cloud: &Simulator, workspace: &Workspace, action: &str, arguments: &[&str]) {
    cloud.fault(Fault::hold(action, Stage::After));
    let apply = start(workspace, arguments);
    cloud.wait_for_held(1).await;
    cut_off(apply, Victim::Both).await;
    cloud.clear_faults();
    cloud.release();
}

/// The one note, and where it stands in the words of messages.
fn note(workspace: &Workspace) -> (Json, PathBuf) {
    let files = std::fs::read_dir(journal(workspace)).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mut files = files.filter(|path| path.extension().is_some_and(|one| one == "purchase"));
    let (path, None) = (files.next().unwrap(), files.next()) else {
        panic!("one note")
    };
    let note = std::fs::read_to_string(&path).unwrap();
    let name = Path::new(".terraform/cen-purchases").join(path.file_name().unwrap());
    (serde_json::from_str(&note).unwrap(), name)
}

/// What is said of the one note.
fn open(workspace: &Workspace, sent: &str) -> Said {
    let (note, file) = note(workspace);
    let at = Timestamp::from_second(note["sent"].as_i64().unwrap()).unwrap();
    let detail = format!(
        "A run in this folder was killed, and no state is known to hold what it bought:\n\n- {sent} at {at}; note: {}\n\nWhere a \
         resource with these arguments is yet to be created, apply goes on with that purchase, and nothing is bought twice. Where \
         this plan shows that a resource has it, its note ends with that. Else it may be billed without being managed: import it \
         (terraform import ADDRESS ID) or delete it in the console, and remove the note if it stays.",
        file.display()
    );
    warning("", OPEN, &detail)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_replacement_has_bought_is_told_by_every_plan() {
    let cloud = cloud().await;
    let body = package("  lifecycle {\n    create_before_destroy = true\n  }");
    let workspace = Workspace::new(&cloud, &body);
    workspace.apply_quietly().await;
    cloud.clear_journal();
    workspace.assert_clean().await;
    let calls = cloud.journal().len();
    cut_off_at(&cloud, &workspace, BUY, &[&format!("-replace={PACKAGE}")]).await;
    assert_eq!(cloud.all::<Package>().len(), 2);

    let sent = "a bandwidth package (China - Asia-Pacific, 5 Mbit/s) may have been bought";
    let expected = open(&workspace, sent);
    cloud.clear_journal();
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![expected.clone()]));
    assert_eq!(plan.changes[0]["change"]["actions"], json!(["no-op"]));
    assert_eq!(cloud.journal().len(), calls);
    if cfg!(target_os = "linux") {
        let saved = workspace.said(&["apply", "-json", "tfplan"]).await;
        assert_eq!(saved, (0, vec![]), "of a plan that was saved");
    }
    // Plan and apply are walks of one host, and so are the two plans of a destroy.
    assert_eq!(workspace.apply().await, (0, vec![expected.clone()]));
    assert_eq!(
        workspace.destroy().await,
        (0, vec![expected]),
        "of a destroy"
    );
    assert_eq!(cloud.all::<Package>().len(), 1);
    // A resource that wants it gets it.
    let (code, said) = workspace.apply().await;
    let summaries: Vec<_> = said.iter().map(|one| one.summary.as_str()).collect();
    assert_eq!((code, summaries), (0, vec![OPEN, TAKEN_UP]));
    workspace.assert_clean().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_wants_any_more_is_told_by_its_id_and_settled_by_an_import() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let body = package(&format!("  name = \"a\"\n  cen_id = {cen:?}"));
    let workspace = Workspace::new(&cloud, &body);
    cut_off_at(&cloud, &workspace, BIND, &[]).await;
    let id = cloud.all::<Package>()[0].id.clone();
    // Another block, and a second configuration of the provider: one warning for both.
    let alias = "provider \"cen\" {\n  alias = \"second\"\n}\n";
    let other = format!("  name = \"b\"\n  cen_id = {cen:?}\n  provider = cen.second");
    workspace.configure(&format!("{alias}{}", package(&other)));
    let sent = format!(
        "the bandwidth package {id} (China - Asia-Pacific, 5 Mbit/s, name \"a\") was bought"
    );
    let expected = open(&workspace, &sent);
    let plan = workspace.plan().await;
    // Hosts show warnings in the order in which they come.
    let told = plan.said.iter().filter(|one| **one == expected);
    assert_eq!(told.count(), 1, "{:?}", plan.said);

    workspace.configure(&body);
    assert_eq!(workspace.run(&["import", PACKAGE, &id]).await.code, 0);
    workspace.assert_clean().await;
    assert_eq!(noted(&journal(&workspace)), 0);
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_removed_is_not_told_of() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    cut_off_at(&cloud, &workspace, BUY, &[]).await;
    let (_, file) = note(&workspace);
    workspace.configure("");
    let (code, said) = workspace.apply().await;
    assert_eq!(
        (code, said.len()),
        (0, 0),
        "a configuration without the provider: {said:?}"
    );
    workspace.configure("resource \"cen_instance\" \"this\" {}\n");
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said.len()), (0, 1), "{:?}", plan.said);
    std::fs::remove_file(workspace.path().join(file)).unwrap();
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![]));
}
