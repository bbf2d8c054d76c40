//! What sessions take, as the others see it.

use super::*;

async fn take(journal: &Journal, account: Option<&str>, names: &[&str]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let deadline = Deadline {
        at: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    };
    let account = account.map(str::to_owned);
    journal.take(&names, account, at(0), &deadline).await
}

#[tokio::test]
async fn one_session_has_what_it_has_taken_until_it_gives_it_back() {
    let folder = TempDir::new().unwrap();
    let [one, other] = [run(folder.path()), run(folder.path())];
    assert_eq!(take(&one, None, &["a", "b"]).await, None);
    assert_eq!(take(&other, None, &["c"]).await, None);
    assert_eq!(take(&other, None, &["d", "b"]).await, Some("b".to_owned()));
    assert_eq!(take(&one, None, &["d"]).await, None);
    one.give_back(&["b".to_owned()]).await;
    assert_eq!(take(&other, None, &["b"]).await, None);
    assert_eq!(take(&other, None, &["a"]).await, Some("a".to_owned()));
}

#[tokio::test]
async fn a_session_that_is_killed_has_nothing() {
    let folder = TempDir::new().unwrap();
    let killed = run(folder.path());
    assert_eq!(take(&killed, None, &["a"]).await, None);
    drop(killed);
    assert_eq!(files(&folder, "taken"), 1);
    let next = run(folder.path());
    assert_eq!(take(&next, None, &["a"]).await, None);
    assert_eq!(files(&folder, "taken"), 1);
    assert_eq!(files(&folder, "session"), 1);
}

#[tokio::test]
async fn other_endpoints_and_accounts_have_their_own() {
    let folder = TempDir::new().unwrap();
    let one = run(folder.path());
    assert_eq!(take(&one, Some("a"), &["x"]).await, None);
    let elsewhere = run_with(folder.path(), "http://127.0.0.1:2/", "default");
    assert_eq!(take(&elsewhere, Some("a"), &["x"]).await, None);
    let others = run(folder.path());
    assert_eq!(take(&others, Some("b"), &["x"]).await, None);
    // Whose it is may be the same.
    let unknown = run(folder.path());
    assert_eq!(take(&unknown, None, &["x"]).await, Some("x".to_owned()));
    // A workspace of the same folder has the same cloud.
    let workspace = run_with(folder.path(), HERE, "other");
    assert_eq!(
        take(&workspace, Some("a"), &["x"]).await,
        Some("x".to_owned())
    );
}

#[tokio::test]
async fn what_cannot_be_read_or_written_keeps_nobody_from_anything() {
    let folder = TempDir::new().unwrap();
    let one = run(folder.path());
    assert_eq!(take(&one, None, &["a"]).await, None);
    for file in fs::read_dir(folder.path().join("journal")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "taken") {
            fs::write(path, "{\"endpoint\"").unwrap();
        }
    }
    assert_eq!(take(&run(folder.path()), None, &["a"]).await, None);
    let blocked = TempDir::new().unwrap();
    fs::write(blocked.path().join("journal"), "a file").unwrap();
    assert_eq!(take(&run(blocked.path()), None, &["a"]).await, None);
}
