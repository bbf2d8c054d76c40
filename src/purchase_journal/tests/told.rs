//! What the next plan tells of purchases of runs that were cut off.

use super::*;

/// The ids of what is told, oldest first.
async fn told(journal: &Journal, seconds: u64) -> Vec<Option<String>> {
    let open = journal.left_open(at(seconds)).await.into_iter();
    open.map(|one| one.entry.id).collect()
}

/// As if another host came.
fn change_hosts(folder: &Path) {
    fs::remove_file(folder.join("journal/told")).ok();
}

#[tokio::test]
async fn what_was_cut_off_is_told_to_each_host_once() {
    let folder = TempDir::new().unwrap();
    assert_eq!(told(&run(folder.path()), 0).await, []);
    assert!(!folder.path().join("journal").exists());
    let killed = run(folder.path());
    let later = note_at(&killed, order(None, 5), 9).await.ok().unwrap();
    note(&killed, 6).await.made("cenbwp-6").await;
    // It is alive yet.
    assert_eq!(told(&run(folder.path()), 0).await, []);
    drop((killed, later));
    let both = [Some("cenbwp-6".to_owned()), None];
    assert_eq!(told(&run(folder.path()), 10).await, both);
    // Another walk, and another block.
    assert_eq!(told(&run(folder.path()), 10).await, []);
    cut_off(folder.path(), 7).await;
    assert_eq!(told(&run(folder.path()), 10).await, [None]);
    change_hosts(folder.path());
    assert_eq!(told(&run(folder.path()), 10).await.len(), 3);
    // A host with this number that began at another time is another one.
    let path = folder.path().join("journal/told");
    let text = fs::read_to_string(&path).unwrap();
    let mut text: serde_json::Value = serde_json::from_str(&text).unwrap();
    text["host_began"] = json!("another time");
    fs::write(path, text.to_string()).unwrap();
    assert_eq!(told(&run(folder.path()), 10).await.len(), 3);
}

#[tokio::test]
async fn what_is_in_good_hands_or_none_of_this_run_is_not_told() {
    let folder = TempDir::new().unwrap();
    let journal = run(folder.path());
    note(&journal, 5).await.made("cenbwp-5").await;
    journal.host_leaves();
    drop(journal);
    assert_eq!(told(&run(folder.path()), 0).await, []);
    forget_hosts(folder.path());
    assert_eq!(told(&run_of_another_state(folder.path()), 0).await, []);
    note(&run(folder.path()), 6).await.made("cenbwp-6").await;
    for journal in [
        run_with(folder.path(), "http://127.0.0.1:2/", "default"),
        run_with(folder.path(), HERE, "other"),
    ] {
        assert_eq!(told(&journal, 0).await, []);
    }
    assert_eq!(
        told(&run(folder.path()), ENTRY_LIFE.as_secs() + 1).await,
        []
    );
    fs::write(state(folder.path()), r#"{"id": "cenbwp-6"}"#).unwrap();
    assert_eq!(told(&run(folder.path()), 0).await, []);
    fs::remove_file(state(folder.path())).unwrap();
    let known = [Some("cenbwp-6".to_owned())];
    assert_eq!(told(&run(folder.path()), 0).await, known);
}

/// The process of this test has told it, and is not over: another block of the same walk need not say it again.
#[tokio::test]
async fn the_walk_after_an_earlier_one_knows_what_that_was_told() {
    let folder = TempDir::new().unwrap();
    cut_off(folder.path(), 5).await;
    assert_eq!(told(&run(folder.path()), 0).await, [None]);
    let besides = run(folder.path());
    assert_eq!(told(&besides, 0).await, []);
    assert!(besides.left_open_before().is_empty());
    let path = folder.path().join("journal/told");
    let text = fs::read_to_string(&path).unwrap();
    let mut text: serde_json::Value = serde_json::from_str(&text).unwrap();
    text["teller"]["host_began"] = json!("another time");
    fs::write(path, text.to_string()).unwrap();
    let [next, last] = [run(folder.path()), run(folder.path())];
    assert_eq!(told(&next, 0).await, []);
    assert_eq!(
        (next.left_open_before().len(), next.left_open_before().len()),
        (1, 0)
    );
    // What has ended in the meantime is not told.
    assert_eq!(told(&last, 0).await, []);
    let [open] = &run(folder.path())
        .0
        .unwrap()
        .folder
        .entries()
        .into_keys()
        .collect::<Vec<_>>()[..]
    else {
        panic!("one entry")
    };
    last.0.as_ref().unwrap().folder.remove(open).unwrap();
    assert!(last.left_open_before().is_empty());
}

#[tokio::test]
async fn where_nothing_can_be_written_it_is_told_again() {
    let folder = TempDir::new().unwrap();
    cut_off(folder.path(), 5).await;
    fs::create_dir(folder.path().join("journal/told")).unwrap();
    for _ in 0..2 {
        assert_eq!(told(&run(folder.path()), 0).await, [None]);
    }
    assert_eq!(told(&Journal::off(), 0).await, []);
}
