//! States that the journal does not see: of runs with `-state`, or out of which a package was taken. What another resource may
//! have is never taken up.

use std::path::Path;

use cen_simulator::{Fault, Package, Simulator, Stage};
use serde_json::json;

use super::killed::{OPEN, Victim, cut_off, journal, noted, start};
use super::{cloud, error, package};
use crate::support::terraform::{PACKAGE, Said, Workspace};

const BUY: &str = "CreateCenBandwidthPackage";
const STATE: &str = "-state=other.tfstate";
const APPLY: [&str; 4] = ["apply", "-auto-approve", "-json", STATE];

/// Applies to the other state.
async fn apply(workspace: &Workspace, arguments: &[&str]) -> (i32, Vec<Said>) {
    said(workspace, &[&APPLY[..], arguments].concat()).await
}

/// What hosts themselves say of the options that are used here.
const OF_OPTIONS: [&str; 3] = [
    "Deprecated flag: -state",
    "Resource targeting is in effect",
    "Applied changes may be incomplete",
];

/// What the provider says in a command.
async fn said(workspace: &Workspace, arguments: &[&str]) -> (i32, Vec<Said>) {
    let (code, mut said) = workspace.said(arguments).await;
    said.retain(|one| !OF_OPTIONS.contains(&one.summary.as_str()));
    (code, said)
}

/// The refusal of a create that may have been made: what is known of the one before, from the one note there is.
fn refusal(workspace: &Workspace, id: &str) -> Said {
    let files = std::fs::read_dir(journal(workspace)).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let note = files.find(|path| path.extension().is_some_and(|one| one == "purchase"));
    let note = note.unwrap();
    let text: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&note).unwrap()).unwrap();
    let sent = jiff::Timestamp::from_second(text["sent"].as_i64().unwrap()).unwrap();
    let file = Path::new(".terraform/cen-purchases").join(note.file_name().unwrap());
    let detail = format!(
        "A run in this folder bought the package {id} with the very same arguments at {sent}. What it was told it will \
         have saved, but no plan has shown that a state holds it. No package was bought now, for another resource may have \
         that one.\n\n- If a resource of this state has it, run terraform plan without -target and -refresh=false, which \
         shows that; then apply again\n- If the state could not be saved, do that first: terraform state push \
         errored.tfstate\n- If no state has it, import it: terraform import ADDRESS {id}\n- If it does not exist any more, or \
         another one is wanted in any case, remove {} (it is the note of that purchase), or give this resource a client_token",
        file.display()
    );
    error("", "This package may have been bought already", &detail)
}

fn only_id(cloud: &Simulator) -> String {
    let [package] = &cloud.all::<Package>()[..] else {
        panic!("one package")
    };
    package.id.to_string()
}

/// A tainted package is planned as if there was none, and without a refresh nothing shows it.
#[tokio::test(flavor = "multi_thread")]
async fn a_replacement_does_not_take_up_what_it_replaces() {
    let cloud = cloud().await;
    let body = package("  lifecycle {\n    create_before_destroy = true\n  }");
    let workspace = Workspace::new(&cloud, &body);
    assert_eq!(apply(&workspace, &[]).await, (0, vec![]));
    let id = only_id(&cloud);
    assert_eq!(workspace.run(&["taint", STATE, PACKAGE]).await.code, 0);
    let refused = apply(&workspace, &["-refresh=false"]).await;
    assert_eq!(refused, (1, vec![refusal(&workspace, &id)]));
    assert_eq!(only_id(&cloud), id);
    // What is read has its note no more.
    assert_eq!(apply(&workspace, &[]).await, (0, vec![]));
    assert_ne!(only_id(&cloud), id);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_equal_block_is_bought_besides_or_refused() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  count = 1"));
    assert_eq!(apply(&workspace, &[]).await, (0, vec![]));
    let id = only_id(&cloud);
    workspace.configure(&package("  count = 2"));
    let refused = apply(&workspace, &[&format!("-target={PACKAGE}[1]")]).await;
    assert_eq!(refused, (1, vec![refusal(&workspace, &id)]));
    assert_eq!(only_id(&cloud), id);
    // A plan that shows the first ends its note.
    let plan = said(&workspace, &["plan", "-json", STATE]).await;
    assert_eq!((plan, noted(&journal(&workspace))), ((0, vec![]), 0));
    assert_eq!(apply(&workspace, &[]).await, (0, vec![]));
    assert_eq!(cloud.all::<Package>().len(), 2);
    assert_eq!(
        said(&workspace, &["plan", "-json", STATE]).await,
        (0, vec![])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_out_of_the_state_is_asked_about() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    let id = only_id(&cloud);
    assert_eq!(workspace.run(&["state", "rm", PACKAGE]).await.code, 0);
    let expected = refusal(&workspace, &id);
    // The plan is the plan of a create as any other, and healthy.
    let plan = workspace.plan().await;
    assert_eq!((plan.code, plan.said), (0, vec![]));
    assert_eq!(workspace.apply().await, (1, vec![expected.clone()]));
    assert_eq!(only_id(&cloud), id);
    // Each of the ways that it names: a token of its own, no note, and an import.
    workspace.configure(&package("  client_token = \"another\""));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 2);
    assert_eq!(workspace.run(&["state", "rm", PACKAGE]).await.code, 0);
    workspace.configure(&package(""));
    assert_eq!(workspace.apply().await, (1, vec![expected]));
    assert_eq!(workspace.run(&["import", PACKAGE, &id]).await.code, 0);
    workspace.assert_clean().await;
    assert_eq!(workspace.state(PACKAGE).await["id"], json!(id));
    assert_eq!(
        (cloud.all::<Package>().len(), noted(&journal(&workspace))),
        (2, 0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_note_another_one_is_bought() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    std::fs::remove_file(workspace.path().join("terraform.tfstate")).unwrap();
    let (code, said) = workspace.apply().await;
    assert_eq!(
        (code, said),
        (1, vec![refusal(&workspace, &only_id(&cloud))])
    );
    for file in std::fs::read_dir(journal(&workspace)).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|one| one == "purchase") {
            std::fs::remove_file(path).unwrap();
        }
    }
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 2);
}

/// A host that is killed may have saved what was answered, in a state that nobody can look into.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_with_another_state_is_asked_about() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &package(&format!("  cen_id = {cen:?}")));
    cloud.fault(Fault::hold("AssociateCenBandwidthPackage", Stage::After));
    let run = start(&workspace, &[STATE]);
    cloud.wait_for_held(1).await;
    cut_off(run, Victim::Both).await;
    cloud.clear_faults();
    cloud.release();
    let id = only_id(&cloud);
    let expected = refusal(&workspace, &id);
    let (code, said) = apply(&workspace, &[]).await;
    assert_eq!((code, said.len()), (1, 2), "{said:?}");
    assert_eq!((said[0].summary.as_str(), &said[1]), (OPEN, &expected));
    assert_eq!(cloud.calls(BUY), 1);
    let import = workspace.run(&["import", STATE, PACKAGE, &id]).await;
    assert_eq!(import.code, 0, "{}", import.stderr);
    assert_eq!(apply(&workspace, &[]).await, (0, vec![]));
    assert_eq!(only_id(&cloud), id);
}
