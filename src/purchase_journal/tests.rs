use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde_json::json;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::*;

mod odd_files;
mod orders;
mod taken;
mod told;

const HERE: &str = "http://127.0.0.1:1/";

/// A journal as a run that begins has it, whose state is a file of the folder.
fn run(folder: &Path) -> Journal {
    run_with(folder, HERE, "default")
}

fn run_with(folder: &Path, endpoint: &str, workspace: &str) -> Journal {
    Journal::at(place(folder, endpoint, workspace, |_| true))
}

/// A run with `-state`, which nobody sees to be another one but by its locks.
fn run_of_another_state(folder: &Path) -> Journal {
    Journal::at(place(folder, HERE, "default", |_| false))
}

fn place(folder: &Path, endpoint: &str, workspace: &str, is_locked: fn(&Path) -> bool) -> Place {
    let variables = [("TF_WORKSPACE".to_owned(), workspace.to_owned())];
    let variables = BTreeMap::from(variables);
    let written = folder.join("journal").display().to_string();
    let place = Place::new(Some(&written), endpoint.to_owned(), &variables);
    place.with_local_state(Some(state(folder)), is_locked)
}

fn state(folder: &Path) -> std::path::PathBuf {
    folder.join("terraform.tfstate")
}

fn order(account: Option<&str>, mbps: u64) -> Order {
    Order {
        type_name: "cen_bandwidth_package",
        account: account.map(str::to_owned),
        parameters: json!({ "bandwidth_mbps": mbps }),
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
}

async fn note_at(journal: &Journal, order: Order, seconds: u64) -> Result<Noted, Unnoted> {
    let deadline = Deadline {
        at: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    };
    let noted = journal
        .note(order, ClientToken::draw(), at(seconds), &deadline)
        .await;
    noted.map(Option::unwrap)
}

async fn note(journal: &Journal, mbps: u64) -> Noted {
    let noted = note_at(journal, order(Some("a"), mbps), 0).await;
    noted.ok().unwrap()
}

/// What a session that is killed leaves: its lock is gone, and nobody has said that it ended.
async fn cut_off(folder: &Path, mbps: u64) -> ClientToken {
    note(&run(folder), mbps).await.token().clone()
}

fn files(folder: &TempDir, ending: &str) -> usize {
    let Ok(files) = fs::read_dir(folder.path().join("journal")) else {
        return 0;
    };
    files
        .filter(|file| {
            file.as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|one| one == ending)
        })
        .count()
}

#[tokio::test]
async fn what_was_cut_off_is_taken_up_once() {
    let folder = tempfile::tempdir().unwrap();
    let token = cut_off(folder.path(), 5).await;
    let next = run(folder.path());
    let other = note(&next, 7).await;
    assert!(other.taken_up().is_none());
    let first = note(&next, 5).await;
    assert_eq!((first.token(), first.taken_up()), (&token, Some(at(0))));
    let second = note(&next, 5).await;
    assert_ne!(second.token(), &token);
    assert_eq!(second.taken_up(), None);
}

#[tokio::test]
async fn of_two_runs_at_once_one_takes_it_up_and_neither_takes_from_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let token = cut_off(folder.path(), 5).await;
    let runs = [run(folder.path()), run(folder.path())];
    let noted = [
        note(&runs[0], 5).await,
        note(&runs[1], 5).await,
        note(&runs[1], 5).await,
    ];
    assert_eq!(
        noted.each_ref().map(|one| *one.token() == token),
        [true, false, false]
    );
    assert_eq!(files(&folder, "purchase"), 3);
}

#[tokio::test]
async fn a_purchase_is_told_by_account_endpoint_state_and_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let token = cut_off(folder.path(), 5).await;
    let elsewhere = run_with(folder.path(), "http://127.0.0.1:2/", "default");
    let otherwise = run_with(folder.path(), HERE, "other");
    for (journal, account, mbps, is_same) in [
        (&elsewhere, Some("a"), 5, false),
        (&otherwise, Some("a"), 5, false),
        (&run(folder.path()), Some("b"), 5, false),
        (&run(folder.path()), Some("a"), 6, false),
        // Whose a temporary key is, nobody says.
        (&run(folder.path()), None, 5, true),
    ] {
        let noted = note_at(journal, order(account, mbps), 0)
            .await
            .ok()
            .unwrap();
        assert_eq!(noted.token() == &token, is_same, "{account:?} {mbps}");
    }
}

#[tokio::test]
async fn an_entry_ends_when_a_later_run_sees_its_id_or_its_token_in_a_state() {
    let folder = tempfile::tempdir().unwrap();
    {
        let journal = run(folder.path());
        note(&journal, 5).await.made("cenbwp-5").await;
        journal.is_held("cenbwp-5", None);
        // The state of this very run may never be saved.
        assert_eq!(files(&folder, "purchase"), 1);
    }
    let token = cut_off(folder.path(), 6).await;
    let next = run(folder.path());
    assert!(next.knows("cenbwp-5"));
    next.is_held("cenbwp-4", Some("other"));
    assert_eq!(files(&folder, "purchase"), 2);
    next.is_held("cenbwp-5", None);
    next.is_held("cenbwp-6", Some(token.as_str()));
    assert!(!next.knows("cenbwp-5"));
    assert_eq!(files(&folder, "purchase"), 0);
    assert!(note(&next, 5).await.taken_up().is_none());
}

#[tokio::test]
async fn a_purchase_that_is_refused_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let journal = run(folder.path());
    note(&journal, 5).await.end().await;
    assert_eq!(files(&folder, "purchase"), 0);
}

#[tokio::test]
async fn the_id_of_an_earlier_run_is_known() {
    let folder = tempfile::tempdir().unwrap();
    note(&run(folder.path()), 5).await.made("cenbwp-5").await;
    assert_eq!(note(&run(folder.path()), 5).await.id(), Some("cenbwp-5"));
}

/// A run whose state is kept on another machine.
fn elsewhere(folder: &Path) -> Journal {
    let inner = run(folder).0.unwrap();
    Journal::at(inner.place.clone().with_local_state(None, |_| false))
}

/// What a session says when its host is gone.
fn forget_hosts(folder: &Path) {
    for file in fs::read_dir(folder.join("journal")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|one| one == "session") {
            let said = fs::read_to_string(&path).unwrap();
            let mut said: serde_json::Value = serde_json::from_str(&said).unwrap();
            said["host_began"] = json!("another time");
            fs::write(&path, said.to_string()).unwrap();
        }
    }
}

async fn doubtful(journal: &Journal, seconds: u64) -> (Option<String>, bool) {
    match note_at(journal, order(Some("a"), 5), seconds).await {
        Err(Unnoted::Doubtful { entry, file }) => (entry.id().map(str::to_owned), file.exists()),
        _ => panic!("it is not doubtful"),
    }
}

/// What a run leaves that buys a package and ends in good order.
async fn bought(journal: Journal, folder: &Path) {
    note(&journal, 5).await.made("cenbwp-5").await;
    journal.host_leaves();
    drop(journal);
    forget_hosts(folder);
}

/// Saves a state that does not name the package, so long after the ends of all sessions, or before them.
fn save(folder: &Path, is_later: bool) {
    fs::write(state(folder), "{}").unwrap();
    let hour = Duration::from_secs(3600);
    let file = fs::File::options().write(true).open(state(folder)).unwrap();
    let now = file.metadata().unwrap().modified().unwrap();
    let then = if is_later { now + hour } else { now - hour };
    file.set_modified(then).unwrap();
}

#[tokio::test]
async fn after_a_good_end_the_user_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    {
        let journal = run(folder.path());
        note(&journal, 5).await.made("cenbwp-5").await;
        journal.host_leaves();
    }
    // The host of this test is still there, and knows it.
    let besides = note(&run(folder.path()), 5).await;
    assert_eq!(besides.taken_up(), None);
    besides.end().await;
    forget_hosts(folder.path());
    let known = (Some("cenbwp-5".to_owned()), true);
    for journal in [
        elsewhere(folder.path()),
        run_of_another_state(folder.path()),
        // The state has been removed, or lost.
        run(folder.path()),
    ] {
        assert_eq!(doubtful(&journal, 0).await, known);
    }
    // The package has been taken out of it since.
    save(folder.path(), true);
    assert_eq!(doubtful(&run(folder.path()), 0).await, known);
    fs::write(state(folder.path()), r#"{"id": "cenbwp-5"}"#).unwrap();
    assert_eq!(
        note(&run_of_another_state(folder.path()), 5)
            .await
            .taken_up(),
        None
    );
}

/// A host that is killed right after it has let go of its providers.
#[tokio::test]
async fn after_a_good_end_without_a_save_it_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    bought(run(folder.path()), folder.path()).await;
    save(folder.path(), false);
    let known = (Some("cenbwp-5".to_owned()), true);
    assert_eq!(
        doubtful(&run_of_another_state(folder.path()), 0).await,
        known
    );
    assert_eq!(note(&run(folder.path()), 5).await.id(), Some("cenbwp-5"));
    // A run with another state has not saved it here.
    let folder = tempfile::tempdir().unwrap();
    bought(run_of_another_state(folder.path()), folder.path()).await;
    save(folder.path(), false);
    assert_eq!(doubtful(&run(folder.path()), 0).await, known);
}

/// With `-target` a run does not show all that its state holds, so what a resource may have is not taken up for another.
#[tokio::test]
async fn what_was_answered_before_the_kill_is_asked_about_where_the_state_is_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let killed = run(folder.path());
    note(&killed, 5).await.made("cenbwp-5").await;
    let token = note(&killed, 5).await.token().clone();
    drop(killed);
    // What nobody has answered is in no state, and goes first.
    let next = run_of_another_state(folder.path());
    assert_eq!(note(&next, 5).await.token(), &token);
    let known = (Some("cenbwp-5".to_owned()), true);
    assert_eq!(doubtful(&next, 0).await, known);
    // Once a plan has shown it, another one is another one.
    next.is_held("cenbwp-5", None);
    assert_eq!(note(&next, 5).await.taken_up(), None);
}

#[tokio::test]
async fn two_equal_purchases_at_once_take_up_two() {
    let folder = tempfile::tempdir().unwrap();
    let killed = run(folder.path());
    let (one, other) = (note(&killed, 5).await, note(&killed, 5).await);
    let mut sent =
        [one.token().clone(), other.token().clone()].map(|token| token.as_str().to_owned());
    assert_ne!(sent[0], sent[1]);
    drop((killed, one, other));
    let next = run(folder.path());
    let (one, other, third) = (
        note(&next, 5).await,
        note(&next, 5).await,
        note(&next, 5).await,
    );
    let mut taken = [&one, &other].map(|noted| noted.token().as_str().to_owned());
    sent.sort();
    taken.sort();
    assert_eq!(taken, sent);
    assert_eq!(third.taken_up(), None);
}

#[tokio::test]
async fn what_is_damaged_is_kept_and_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let token = cut_off(folder.path(), 5).await;
    let journal = folder.path().join("journal");
    for (name, text) in [
        ("torn", "{\"type\": \"cen_ba"),
        ("empty", ""),
        ("other", "[]"),
        ("../x", ""),
    ] {
        fs::write(
            journal.join(format!("{}.purchase", name.replace("../", ""))),
            text,
        )
        .unwrap();
    }
    fs::create_dir(journal.join("folder.purchase")).unwrap();
    fs::write(journal.join("half.unfinished"), "{").unwrap();
    let next = run(folder.path());
    assert_eq!(note(&next, 5).await.token(), &token);
    assert_eq!(next.put_aside().map(|(count, _)| count), Some(5));
    assert_eq!(next.put_aside(), None);
    assert_eq!(
        (files(&folder, "unreadable"), files(&folder, "purchase")),
        (5, 1)
    );
    let later = run(folder.path());
    note(&later, 6).await;
    assert_eq!(later.put_aside(), None);
}

#[tokio::test]
async fn what_nobody_needs_any_more_is_tidied_up() {
    let folder = tempfile::tempdir().unwrap();
    cut_off(folder.path(), 5).await;
    let next = run(folder.path());
    let later = ENTRY_LIFE.as_secs() + 1;
    assert!(note_at(&next, order(Some("a"), 5), later).await.is_ok());
    assert_eq!(
        (files(&folder, "purchase"), files(&folder, "session")),
        (1, 1)
    );
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("journal"), "").unwrap();
    let journal = run(folder.path());
    assert_eq!(journal.trouble(), None);
    let mut told = Vec::new();
    for _ in 0..2 {
        let noted = note_at(&journal, order(None, 5), 0).await;
        assert!(matches!(noted, Err(Unnoted::Disk)));
        told.push(journal.trouble().is_some());
    }
    assert_eq!(told, [true, false]);
}

/// A lock that somebody else holds is waited for once, however many purchases there are.
#[tokio::test]
async fn a_lock_that_is_held_is_waited_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let journal = run(folder.path());
    let other = folder::Folder::new(folder.path().join("journal"));
    other.make().unwrap();
    let lock = other.lock().unwrap();
    let begun = Instant::now();
    for _ in 0..20 {
        let noted = note_at(&journal, order(None, 5), 0).await;
        assert!(matches!(noted, Err(Unnoted::Disk)));
    }
    let waited = begun.elapsed();
    assert!(
        waited >= Duration::from_secs(3) && waited < Duration::from_secs(30),
        "{waited:?}"
    );
    drop(lock);
    note(&journal, 5).await;
    assert_eq!(files(&folder, "purchase"), 1);
}

#[tokio::test]
async fn a_state_in_the_working_directory_that_names_it_holds_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(None, HERE.to_owned(), &BTreeMap::new());
    let place = place.with_local_state(Some(state(folder.path())), |_| true);
    let mut entry = Entry::new(
        &order(None, 5),
        &place,
        "s".to_owned(),
        ClientToken::draw(),
        at(0),
    );
    entry.id = Some("cenbwp-5".to_owned());
    assert_eq!(entry.is_held_at(&place), Some(false));
    let unlocked = place
        .clone()
        .with_local_state(Some(state(folder.path())), |_| false);
    assert_eq!(entry.is_held_at(&unlocked), None);
    for (text, is_held) in [
        (r#"{"id": "cenbwp-55"}"#.to_owned(), false),
        (r#"{"id": "cenbwp-5"}"#.to_owned(), true),
        (
            format!(r#"{{"id": "unconfirmed:{}"}}"#, entry.token.as_str()),
            true,
        ),
    ] {
        fs::write(state(folder.path()), text).unwrap();
        assert_eq!(entry.is_held_at(&place), Some(is_held));
        assert_eq!(entry.is_held_at(&unlocked), is_held.then_some(true));
    }
}
