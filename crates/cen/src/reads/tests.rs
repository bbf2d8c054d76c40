use tokio::task::JoinSet;

use super::*;
use crate::package::Package;
use crate::search::tests::{Quirk, Shelf, id, ids};
use crate::testing::deadline;

struct Scene {
    shelf: Arc<Shelf>,
    writes: Arc<Writes>,
    reads: Arc<Reads<Package>>,
}

impl Scene {
    fn new(shelf: Shelf) -> Self {
        let shelf = Arc::new(shelf);
        let writes = Arc::new(Writes::default());
        let pages = Arc::clone(&shelf) as Arc<dyn Pages>;
        let shared = Arc::new(Shared::new(pages, Arc::clone(&writes)));
        let reads = Arc::new(Reads::new(shared));
        Self {
            shelf,
            writes,
            reads,
        }
    }

    async fn read(&self, number: usize, freshness: Freshness) -> bool {
        let read = self.reads.read(&id(number), freshness, &deadline()).await;
        let package = read.unwrap();
        assert!(
            package
                .as_ref()
                .is_none_or(|package| package.id == id(number))
        );
        package.is_some()
    }

    fn wrote(&self, number: usize) {
        self.writes.note(&[id(number).to_string()]);
    }

    /// Starts a read and returns once it waits for its answer.
    async fn begin(
        &self,
        number: usize,
        deadline: Deadline,
    ) -> tokio::task::JoinHandle<Result<Option<Package>, CallError>> {
        let reads = Arc::clone(&self.reads);
        let handle =
            tokio::spawn(
                async move { reads.read(&id(number), Freshness::Recent, &deadline).await },
            );
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        handle
    }
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[tokio::test(start_paused = true)]
async fn a_lone_reader_starts_at_once_with_one_filtered_call() {
    let scene = Scene::new(Shelf::new(100));
    let begin = Instant::now();
    assert!(scene.read(3, Freshness::Recent).await);
    assert_eq!(begin.elapsed(), ms(20));
    assert_eq!(scene.shelf.calls(), [(1, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_few_readers_share_a_filtered_call() {
    let scene = Scene::new(Shelf::new(1000));
    let mut readers = Vec::new();
    for number in 0..6 {
        readers.push(scene.begin(900 + number, deadline()).await);
    }
    for reader in readers {
        assert!(reader.await.unwrap().unwrap().is_some());
    }
    // The look at the first page has shown that there are too many.
    assert_eq!(scene.shelf.calls(), [(1, 1), (0, 1), (5, 1)]);
}

/// Calls for a refresh of a shelf of `count` by so many readers at a time.
async fn refresh(count: usize, at_a_time: usize) -> usize {
    refresh_on(&Scene::new(Shelf::new(count)), count, at_a_time).await
}

async fn refresh_on(scene: &Scene, count: usize, at_a_time: usize) -> usize {
    let first = scene.begin(0, deadline()).await;
    let mut waiting = ids(1..count);
    let mut under_way = JoinSet::new();
    loop {
        while under_way.len() < at_a_time
            && let Some(id) = waiting.pop()
        {
            let reads = Arc::clone(&scene.reads);
            under_way.spawn(async move {
                let read = reads.read(&id, Freshness::Recent, &deadline()).await;
                assert_eq!(read.unwrap().map(|package| package.id), Some(id));
            });
        }
        match under_way.join_next().await {
            Some(joined) => joined.unwrap(),
            None => break,
        }
    }
    assert!(first.await.unwrap().unwrap().is_some());
    scene.shelf.calls().len()
}

#[tokio::test(start_paused = true)]
async fn a_refresh_costs_the_pages_and_a_call_for_the_reader_who_came_first() {
    assert_eq!(refresh(10, 10).await, 2);
    assert_eq!(refresh(200, 50).await, 5);
    assert_eq!(refresh(200, 10).await, 5);
    assert_eq!(refresh(1000, 50).await, 21);
    assert_eq!(refresh(1000, 10).await, 21);
}

#[tokio::test(start_paused = true)]
async fn readers_who_come_one_by_one_are_noticed_to_be_many() {
    let scene = Scene::new(Shelf::new(200));
    for number in 0..200 {
        assert!(scene.read(number, Freshness::Recent).await);
    }
    // One filtered call, and then all four pages.
    assert_eq!(scene.shelf.calls().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_few_readers_of_a_large_account_do_not_walk_it() {
    let scene = Scene::new(Shelf::new(5000));
    for number in 0..8 {
        assert!(scene.read(number * 600, Freshness::Recent).await);
    }
    // One filtered call each, and one look at the first page of a hundred.
    assert_eq!(scene.shelf.calls().len(), 9);
}

#[tokio::test(start_paused = true)]
async fn who_is_not_on_pages_just_read_is_asked_for_by_filter() {
    let scene = Scene::new(Shelf::new(200));
    assert_eq!(refresh_on(&scene, 200, 50).await, 5);
    // These do not exist, which pages that were read one after the other do not prove.
    for number in 200..210 {
        assert!(!scene.read(number, Freshness::Recent).await);
    }
    assert_eq!(scene.shelf.calls().len(), 15);
}

#[tokio::test(start_paused = true)]
async fn after_a_walk_a_write_costs_one_call() {
    let scene = Scene::new(Shelf::new(200));
    assert_eq!(refresh_on(&scene, 200, 50).await, 5);
    scene.wrote(7);
    assert!(scene.read(7, Freshness::Recent).await);
    assert!(scene.read(8, Freshness::Recent).await);
    assert_eq!(scene.shelf.calls().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_polls_at_once_cost_one_walk_each_round() {
    let scene = Scene::new(Shelf::new(200));
    for round in 1..=3 {
        let mut polls = JoinSet::new();
        for id in ids(0..200) {
            let reads = Arc::clone(&scene.reads);
            polls.spawn(async move { reads.read(&id, Freshness::Latest, &deadline()).await });
        }
        while let Some(poll) = polls.join_next().await {
            assert!(poll.unwrap().unwrap().is_some());
        }
        assert_eq!(scene.shelf.calls().len(), 4 * round);
    }
}

#[tokio::test(start_paused = true)]
async fn a_recent_answer_serves_for_five_seconds() {
    let scene = Scene::new(Shelf::new(10));
    assert!(scene.read(1, Freshness::Recent).await);
    tokio::time::advance(ms(5000)).await;
    assert!(scene.read(1, Freshness::Recent).await);
    assert_eq!(scene.shelf.calls().len(), 1);
    tokio::time::advance(ms(1)).await;
    assert!(scene.read(1, Freshness::Recent).await);
    assert_eq!(scene.shelf.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_poll_is_not_served_by_an_earlier_call() {
    let scene = Scene::new(Shelf::new(10));
    assert!(scene.read(1, Freshness::Recent).await);
    assert!(scene.read(1, Freshness::Latest).await);
    assert_eq!(scene.shelf.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_poll_is_not_served_by_a_call_in_flight() {
    let scene = Scene::new(Shelf::new(10));
    let first = scene.begin(1, deadline()).await;
    assert_eq!(scene.shelf.calls().len(), 1);
    assert!(scene.read(1, Freshness::Latest).await);
    assert!(first.await.unwrap().unwrap().is_some());
    assert_eq!(scene.shelf.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_given_an_answer_older_than_a_write() {
    let scene = Scene::new(Shelf::new(10));
    assert!(scene.read(1, Freshness::Recent).await);
    assert!(scene.read(2, Freshness::Recent).await);
    scene.wrote(1);
    scene.shelf.packages.lock().unwrap().remove(&id(1));
    // The answer is not there yet, but what was known before the write does not count any more.
    assert!(!scene.read(1, Freshness::Recent).await);
    assert_eq!(scene.shelf.calls().len(), 3);
    // Another package's answer is as good as before.
    assert!(scene.read(2, Freshness::Recent).await);
    assert_eq!(scene.shelf.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_answer_from_a_call_that_began_during_a_write_is_not_kept() {
    let scene = Scene::new(Shelf::new(10));
    scene.wrote(1);
    let during = scene.begin(1, deadline()).await;
    assert_eq!(scene.shelf.calls().len(), 1);
    scene.shelf.packages.lock().unwrap().remove(&id(1));
    scene.wrote(1);
    assert!(!scene.read(1, Freshness::Recent).await);
    assert!(during.await.unwrap().unwrap().is_some());
    assert_eq!(scene.shelf.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_reader_who_leaves_takes_no_one_with_him() {
    let scene = Scene::new(Shelf::new(10));
    let begin = Instant::now();
    let hasty = Deadline {
        at: Instant::now() + ms(5),
        cancel: CancellationToken::new(),
    };
    let cancelled = deadline();
    let readers = [
        scene.begin(0, hasty).await,
        scene.begin(1, cancelled.clone()).await,
        scene.begin(2, deadline()).await,
    ];
    cancelled.cancel.cancel();
    let [hasty, cancelled, patient] = readers;
    let stopped = |result: Result<Option<Package>, CallError>| match result {
        Err(CallError::NoAnswer(no_answer)) => no_answer.stopped,
        other => panic!("no answer was expected, not {other:?}"),
    };
    assert_eq!(stopped(cancelled.await.unwrap()), Stopped::Cancelled);
    assert_eq!(begin.elapsed(), Duration::ZERO);
    assert_eq!(stopped(hasty.await.unwrap()), Stopped::Deadline);
    assert_eq!(begin.elapsed(), ms(5));
    assert!(patient.await.unwrap().unwrap().is_some());
    // The first call was given up when its only reader left, and the next was for the one who stayed.
    assert_eq!(begin.elapsed(), ms(25));
    assert_eq!(scene.shelf.calls(), [(1, 1), (0, 1)]);
}

#[tokio::test(start_paused = true)]
async fn an_error_reaches_every_reader_and_is_not_kept() {
    let scene = Scene::new(Shelf::with(10, Quirk::Refuses));
    let mut readers = Vec::new();
    for number in 0..4 {
        readers.push(scene.begin(number, deadline()).await);
    }
    for reader in readers {
        assert!(reader.await.unwrap().is_err());
    }
    assert_eq!(scene.shelf.calls(), [(1, 1), (0, 1)]);
    let again = scene.begin(0, deadline()).await;
    assert!(again.await.unwrap().is_err());
    assert_eq!(scene.shelf.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_reader_starts_no_call() {
    let scene = Scene::new(Shelf::new(10));
    let cancelled = deadline();
    cancelled.cancel.cancel();
    assert!(scene.begin(1, cancelled).await.await.unwrap().is_err());
    assert_eq!(scene.shelf.calls(), []);
}
