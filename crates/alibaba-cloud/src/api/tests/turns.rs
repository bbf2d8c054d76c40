//! Calls that must not be under way at the same time.

use async_trait::async_trait;

use super::*;
use crate::call::Queue;
use crate::request::Request;
use crate::scripted::refusal;
use crate::transport::RawAnswer;

/// A transport whose answers take a second, and that no two requests may use at once.
struct OneAtATime {
    inner: Arc<Scripted>,
    is_taken: tokio::sync::Mutex<()>,
}

#[async_trait]
impl Transport for OneAtATime {
    fn host(&self) -> &str {
        self.inner.host()
    }

    async fn post(&self, request: &Request) -> Result<RawAnswer, TransportError> {
        let _alone = self.is_taken.try_lock().expect("two requests at once");
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.inner.post(request).await
    }
}

fn change(action: &'static str, queue: &Queue) -> Call {
    let busy = |code: &str| (code == "Wait").then_some(Class::Busy);
    let call = Call::idempotent(action).classified(busy);
    call.in_turn(Arc::clone(queue))
}

#[tokio::test(start_paused = true)]
async fn calls_of_one_queue_go_one_after_the_other_and_let_others_through_while_they_pause() {
    let done = || answer(200, "{}");
    let inner = Scripted::acts([refusal(400, "Wait"), done(), done()]);
    let transport = Arc::new(OneAtATime {
        inner: Arc::clone(&inner),
        is_taken: tokio::sync::Mutex::default(),
    });
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    let api = Api::new(
        Product::new("2017-09-12"),
        transport,
        Some(canary_credentials(None)),
        scripted::stopped(now),
    );
    let queue = Queue::default();
    let (first, second) = (change("First", &queue), change("Second", &queue));
    let deadline = deadline();
    let (one, other) = tokio::join!(
        api.call(&first, |_| Ok(()), &deadline),
        api.call(&second, |_| Ok(()), &deadline),
    );
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(inner.actions(), ["First", "Second", "First"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_turn_does_not_come_in_time_is_not_sent() {
    let inner = Scripted::acts([]);
    let queue = Queue::default();
    let _turn = queue.lock().await;
    let call = change("First", &queue);
    let outcome = api(&inner, None).call(&call, |_| Ok(()), &deadline()).await;
    let ended = CallError::NotSent(NotSent::Ended(Stopped::Deadline));
    assert_eq!(outcome, Err(ended));
    assert_eq!(inner.actions(), [] as [&str; 0]);
}
