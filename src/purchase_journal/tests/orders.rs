//! Orders about objects that exist.

use super::*;

const A: OnceFor<'_> = OnceFor {
    kind: "renew",
    object: "cenbwp-a",
};

async fn begin(journal: &Journal, what: OnceFor<'_>, months: u32) -> Begun<u32> {
    let begun = journal.begin(what, ClientToken::draw(), months, at(0));
    begun.await.unwrap()
}

#[tokio::test]
async fn there_is_one_open_order_about_an_object_until_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let journal = run(folder.path());
    assert!(journal.begun::<u32>(A).await.is_none());
    let first = begin(&journal, A, 1).await;
    assert!(!first.is_of_earlier_run() && first.file().exists());
    // Whatever the state of the next run, and whoever is alive.
    let next = run_of_another_state(folder.path());
    let second = begin(&next, A, 3).await;
    assert!(second.is_of_earlier_run());
    assert_eq!(
        (second.token(), second.parameters(), second.sent_at()),
        (first.token(), &1, at(0))
    );
    assert!(next.begun::<u32>(A).await.is_some());
    let other = OnceFor {
        object: "cenbwp-b",
        ..A
    };
    assert!(!begin(&next, other, 1).await.is_of_earlier_run());
    second.end().await;
    assert!(!begin(&next, A, 3).await.is_of_earlier_run());
    // What was told to a host is over for it; for another, once that host has ended in good order.
    begin(&next, A, 5).await.settle();
    assert!(run(folder.path()).begun::<u32>(A).await.is_some());
    let third = begin(&next, A, 6).await;
    assert!(!third.is_of_earlier_run());
    third.settle();
    next.host_leaves();
    assert!(run(folder.path()).begun::<u32>(A).await.is_none());
    // Of another cloud nothing is known here.
    let elsewhere = run_with(folder.path(), "http://127.0.0.1:2/", "default");
    assert!(elsewhere.begun::<u32>(A).await.is_none());
}

#[tokio::test]
async fn plans_and_purchases_do_not_see_them() {
    let folder = tempfile::tempdir().unwrap();
    begin(&run(folder.path()), A, 1).await;
    let next = run(folder.path());
    assert_eq!(next.left_open(at(1)).await.len(), 0);
    assert_eq!(note(&next, 5).await.taken_up(), None);
    assert!(next.begun::<u32>(A).await.is_some());
}

#[tokio::test]
async fn what_the_disk_refuses_is_a_trouble_and_nothing_else() {
    assert!(Journal::off().begun::<u32>(A).await.is_none());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("journal"), "").unwrap();
    let journal = run(folder.path());
    let begun = journal.begin(A, ClientToken::draw(), 1_u32, at(0));
    assert!(begun.await.is_none() && journal.trouble().is_some());

    let folder = tempfile::tempdir().unwrap();
    let journal = run(folder.path());
    let begun = begin(&journal, A, 1).await;
    fs::write(begun.file(), "{").unwrap();
    let next = run(folder.path());
    let again = next.begin(A, ClientToken::draw(), 1_u32, at(0));
    assert!(again.await.is_none() && next.trouble().is_some());
}
