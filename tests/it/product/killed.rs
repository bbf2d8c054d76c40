//! `kill -9`, of the provider and of its host, between a purchase and the saving of the state.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use cen_simulator::{Effect, Fault, Package, Simulator, Stage};
use serde_json::json;
use tokio::process::{Child, Command};

use super::{cloud, error, package, parameters_of, warning};
use crate::support::terraform::{PACKAGE, Said, Workspace};

const BUY: &str = "CreateCenBandwidthPackage";

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Victim {
    /// The provider; the host lives and saves what it has been told.
    Provider,
    /// The host; the provider finds itself alone.
    Host,
    /// Both at once.
    Both,
}

const VICTIMS: [Victim; 3] = [Victim::Provider, Victim::Host, Victim::Both];

pub(super) fn start(workspace: &Workspace, arguments: &[&str]) -> Child {
    let mut command = workspace.command(&["apply", "-auto-approve", "-no-color"]);
    let apply = command.args(arguments).stdout(Stdio::null());
    apply.stderr(Stdio::null()).spawn().unwrap()
}

async fn kill(pids: &[String]) {
    // One that is gone already is as good as killed.
    Command::new("kill")
        .arg("-9")
        .args(pids)
        .output()
        .await
        .unwrap();
}

/// Kills `victim` of an `apply` and waits for its end.
pub(super) async fn cut_off(mut apply: Child, victim: Victim) {
    let host = apply.id().unwrap().to_string();
    let children = Command::new("pgrep")
        .args(["-P", &host])
        .output()
        .await
        .unwrap();
    let children = String::from_utf8(children.stdout).unwrap();
    let mut pids: Vec<String> = children.split_whitespace().map(str::to_owned).collect();
    match victim {
        Victim::Provider => {}
        Victim::Host => pids = vec![host],
        Victim::Both => pids.insert(0, host),
    }
    kill(&pids).await;
    apply.wait().await.unwrap();
}

pub(super) fn journal(workspace: &Workspace) -> std::path::PathBuf {
    workspace.path().join(".terraform/cen-purchases")
}

/// How many purchases are noted.
pub(super) fn noted(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".purchase")).count()
}

/// Applies again, and expects `count` packages, all in the state; the summaries of what is said.
async fn settled(cloud: &Simulator, workspace: &Workspace, count: usize) -> Vec<String> {
    let (code, said) = workspace.apply().await;
    assert_eq!(code, 0, "{said:?}");
    assert_eq!(cloud.all::<Package>().len(), count);
    workspace.assert_clean().await;
    assert_eq!(noted(&journal(workspace)), 0);
    said.into_iter().map(|one| one.summary).collect()
}

pub(super) const OPEN: &str = "A purchase of a run that was cut off is open";
pub(super) const TAKEN_UP: &str = "The purchase of a run that was cut off has been taken up";

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_that_was_cut_off_is_taken_up() {
    for victim in VICTIMS {
        for stage in [Stage::Before, Stage::After] {
            let cloud = cloud().await;
            cloud.fault(Fault::hold(BUY, stage));
            let workspace = Workspace::new(&cloud, &package(""));
            let apply = start(&workspace, &[]);
            cloud.wait_for_held(1).await;
            cut_off(apply, victim).await;
            cloud.clear_faults();
            cloud.release();
            assert_eq!(noted(&journal(&workspace)), 1, "{victim:?} {stage:?}");

            let said = settled(&cloud, &workspace, 1).await;
            // A provider that has lost its host may still be alive when the next plan begins, so that nobody knows how it ends.
            let is_told = victim != Victim::Host || said.len() > 1;
            let expected = [OPEN, TAKEN_UP];
            assert_eq!(
                said,
                expected[usize::from(!is_told)..],
                "{victim:?} {stage:?}"
            );
            let id = cloud.all::<Package>()[0].id.clone();
            assert_eq!(workspace.state(PACKAGE).await["id"], json!(id));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_that_are_bought_and_not_saved_are_taken_up_with_what_they_are_bound_to() {
    let cloud = cloud().await;
    let cen = cloud.add_cen("first").unwrap();
    let workspace = Workspace::new(&cloud, &package(&format!("  cen_id = {cen:?}")));
    // The package is bought and bound; that it shows is what the first run does not live to see.
    cloud.fault(Fault::hold("AssociateCenBandwidthPackage", Stage::After));
    let apply = start(&workspace, &[]);
    cloud.wait_for_held(1).await;
    cut_off(apply, Victim::Both).await;
    cloud.clear_faults();
    cloud.release();
    let id = cloud.all::<Package>()[0].id.clone();
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 2), "{said:?}");
    assert_eq!(said[0].summary, OPEN);
    assert_eq!(said[1], warning("", TAKEN_UP, &said[1].detail));
    assert!(
        said[1]
            .detail
            .ends_with(&format!("so the package {id} is bought once."))
    );
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(workspace.state(PACKAGE).await["cen_id"], json!(cen));
    workspace.assert_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn six_packages_stay_six_whenever_the_run_is_cut_off() {
    let six = package("  count = 6");
    for (moment, victim) in (1..=6).flat_map(|moment| VICTIMS.map(|victim| (moment, victim))) {
        if !(moment + victim as usize).is_multiple_of(3) {
            continue;
        }
        let cloud = cloud().await;
        let workspace = Workspace::new(&cloud, &six);
        // One after another, so that some are saved when the end comes.
        let apply = start(&workspace, &["-parallelism=2"]);
        cloud.wait_for_call(BUY, moment).await;
        cut_off(apply, victim).await;
        if victim == Victim::Host {
            // A host that is killed in the moment in which it saves may have saved the last answer or not. Who cannot tell asks,
            // and buys nothing for the one in doubt.
            let (code, said) = workspace.apply().await;
            if code == 1 {
                let in_doubt =
                    |one: &Said| one.summary == "This package may have been bought already";
                assert!(said.iter().any(in_doubt), "{said:?}");
                assert!(cloud.all::<Package>().len() <= 6);
                continue;
            }
        }
        settled(&cloud, &workspace, 6).await;
        let state = workspace.run(&["state", "list"]).await;
        assert_eq!(state.stdout.lines().count(), 6);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wanted_later_is_bought_besides() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  count = 2"));
    workspace.apply_quietly().await;
    assert_eq!(
        (cloud.all::<Package>().len(), noted(&journal(&workspace))),
        (2, 2)
    );
    // The whole state is looked at before anything is bought.
    workspace.configure(&package("  count = 3"));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 3);
    // Or a part of it, and the state in the folder says the rest.
    workspace.configure(&package("  count = 4"));
    let target = format!("-target={PACKAGE}[3]");
    let (code, _) = workspace
        .said(&["apply", "-auto-approve", "-json", &target])
        .await;
    assert_eq!((code, cloud.all::<Package>().len()), (0, 4));
    // Another workspace has a state of its own.
    assert_eq!(workspace.run(&["workspace", "new", "other"]).await.code, 0);
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 8);
    let (code, said) = workspace.destroy().await;
    assert_eq!((code, said, cloud.all::<Package>().len()), (0, vec![], 4));
    workspace.apply_quietly().await;
    assert_eq!(cloud.all::<Package>().len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_was_never_saved_is_made_good_after_a_good_end_too() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  count = 3"));
    workspace.apply_quietly().await;
    // As if the host had been killed after it let go of its providers and before it saved the state.
    let state = std::fs::File::create(workspace.path().join("terraform.tfstate")).unwrap();
    let hour = Duration::from_secs(3600);
    let now = state.metadata().unwrap().modified().unwrap();
    state.set_modified(now - hour).unwrap();
    assert_eq!(settled(&cloud, &workspace, 3).await, [TAKEN_UP; 3]);
}

/// Makes the purchase that is noted so many hours older; where the note stands, as the provider names it.
fn age(workspace: &Workspace, hours: u64) -> PathBuf {
    let files = std::fs::read_dir(journal(workspace)).unwrap();
    let mut files = files.map(|file| file.unwrap().path());
    let path = files
        .find(|path| path.extension().is_some_and(|one| one == "purchase"))
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut entry: serde_json::Value = serde_json::from_str(&text).unwrap();
    entry["sent"] = json!(entry["sent"].as_u64().unwrap() - hours * 3600);
    std::fs::write(&path, entry.to_string()).unwrap();
    Path::new(".terraform/cen-purchases").join(path.file_name().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_purchase_that_nothing_stems_from_is_made_under_its_token() {
    let cloud = cloud().await;
    cloud.fault(Fault::new(BUY, Effect::Lost(Stage::Before)));
    let workspace = Workspace::new(&cloud, &package(""));
    let apply = start(&workspace, &[]);
    cloud.wait_for_call(BUY, 1).await;
    cut_off(apply, Victim::Both).await;
    let mut calls = cloud.journal().into_iter();
    let bought = calls.find(|call| call.action == BUY).unwrap();
    let token = bought.parameters["ClientToken"].clone();
    cloud.clear_faults();
    age(&workspace, 2);
    cloud.clear_journal();
    settled(&cloud, &workspace, 1).await;
    let bought = parameters_of(&cloud, BUY);
    assert_eq!(bought["ClientToken"], token);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_may_be_forgotten_is_not_used_again() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package(""));
    cloud.fault(Fault::hold(BUY, Stage::After));
    let apply = start(&workspace, &[]);
    cloud.wait_for_held(1).await;
    cut_off(apply, Victim::Both).await;
    cloud.clear_faults();
    cloud.release();
    let id = cloud.all::<Package>()[0].id.clone();
    let file = age(&workspace, 2);
    let (code, mut said) = workspace.apply().await;
    assert_eq!(said.remove(0).summary, OPEN);
    let detail = format!(
        "A run in this folder sent this purchase more than an hour ago, and no state has been seen to hold it since. CEN may \
         have forgotten its client token by now, so that to repeat it could buy a second package; and the account has what may \
         stem from it: {id}. Nothing was bought now.\n\n- If one of them is this package: take it in with terraform import \
         ADDRESS ID\n- If none of them is, or another one is wanted in any case: remove {} (it is the note of that \
         purchase), and apply; that buys a package anew",
        file.display()
    );
    let asked = error("", "The purchase may have become a package", &detail);
    assert_eq!((code, said), (1, vec![asked]));
    assert_eq!(cloud.all::<Package>().len(), 1);
    assert_eq!(workspace.run(&["import", PACKAGE, &id]).await.code, 0);
    // Its note has no id by which it could end.
    std::fs::remove_file(workspace.path().join(file)).unwrap();
    workspace.apply().await;
    workspace.assert_clean().await;
    assert_eq!(cloud.all::<Package>().len(), 1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_for_its_owner_and_can_be_moved_or_turned_off() {
    use std::os::unix::fs::PermissionsExt as _;

    let cloud = cloud().await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let workspace = Workspace::new(&cloud, &package(""));
    workspace.apply_quietly().await;
    let folder = journal(&workspace);
    assert_eq!(mode(&folder), 0o700);
    for file in std::fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
    for (place, is_there) in [("off", false), ("notes", true)] {
        let block = format!("provider \"cen\" {{\n  purchase_journal = \"{place}\"\n}}\n");
        let workspace = Workspace::new(&cloud, &format!("{block}{}", package("")));
        workspace.apply_quietly().await;
        assert!(!journal(&workspace).exists());
        assert_eq!(workspace.path().join("notes").exists(), is_there);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_costs_one_warning() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  count = 3"));
    let data = workspace.path().join(".terraform");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("cen-purchases"), "a file").unwrap();
    let (code, said) = workspace.apply().await;
    assert_eq!(
        (code, said.len(), cloud.all::<Package>().len()),
        (0, 1, 3),
        "{said:?}"
    );
    assert_eq!(said[0].summary, "The purchase journal cannot be written");
    workspace.assert_clean().await;
    // A token of its own needs no note, but what is claimed is not seen either.
    workspace.configure(&package(
        "  count = 3\n  client_token = \"mine-${count.index}\"",
    ));
    assert_eq!(workspace.destroy().await, (0, vec![]));
    let (code, said) = workspace.apply().await;
    assert_eq!((code, said.len()), (0, 1), "{said:?}");
    assert_eq!(said[0].summary, "The purchase journal cannot be written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_with_a_token_of_its_own_is_not_noted() {
    let cloud = cloud().await;
    let workspace = Workspace::new(&cloud, &package("  client_token = \"mine\""));
    workspace.apply_quietly().await;
    assert_eq!(noted(&journal(&workspace)), 0);
}
