//! What sessions take, as the others see it.

use super::*;

async fn take(journal: &Journal, account: Option<&str>, names: &[&str]) -> Option<String> {
    // What begins with @ is of an account.
    let (of_account, of_cloud) = names
        .iter()
        .map(|&name| name.to_owned())
        .partition(|name| name.starts_with('@'));
    let names = Names {
        of_cloud,
        of_account,
    };
    let deadline = Deadline {
        at: Instant::now() + Duration::from_secs(60),
        cancel: CancellationToken::new(),
    };
    let account = account.map(str::to_owned);
    journal.take(names, account, at(0), &deadline).await
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
async fn an_account_has_its_own_tokens_and_all_have_one_cloud() {
    let folder = TempDir::new().unwrap();
    let one = run(folder.path());
    assert_eq!(take(&one, Some("a"), &["x", "@x"]).await, None);
    let others = run(folder.path());
    assert_eq!(take(&others, Some("b"), &["@x"]).await, None);
    for (journal, account, name) in [
        // Another key, or another spelling of one address.
        (run(folder.path()), Some("b"), "x"),
        (
            run_with(folder.path(), "http://127.0.0.1:2/", "default"),
            Some("a"),
            "x",
        ),
        (
            run_with(folder.path(), "http://127.0.0.1:2/", "default"),
            Some("a"),
            "@x",
        ),
        // Whose it is may be the same.
        (run(folder.path()), None, "@x"),
        // A workspace of the same folder has the same cloud.
        (run_with(folder.path(), HERE, "other"), Some("a"), "@x"),
    ] {
        let refused = take(&journal, account, &[name]).await;
        assert_eq!(refused, Some(name.to_owned()), "{account:?}");
    }
    one.give_back(&["x".to_owned(), "@x".to_owned()]).await;
    assert_eq!(
        take(&run(folder.path()), Some("a"), &["x", "@x"]).await,
        None
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
    let blocked = run(blocked.path());
    assert_eq!(take(&blocked, None, &["a"]).await, None);
    assert_eq!(
        (blocked.trouble().is_some(), blocked.trouble()),
        (true, None)
    );
}
