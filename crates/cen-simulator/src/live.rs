//! The journal as it is written: a stream of server-sent events for whoever wants to look on.
//!
//! | event | data |
//! |---|---|
//! | `arrived` | a call, when it has arrived |
//! | `answered` | the call, when it is answered |
//! | `cleared` | `{}`: the calls were forgotten |
//! | `skipped` | `{"events": 12}`: so many went by while this reader was busy |
//!
//! The id of an event is the number of its call. Writers never wait: what a reader has not taken is kept up to a bound that
//! all readers share, and he is told how much he has missed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};

use crate::answer_body::AnswerBody;
use crate::journal::Call;

/// How many events are kept for readers that are slower than the calls.
const KEPT_EVENTS: usize = 1_024;

/// How often a reader hears that the simulator is there, when nothing happens.
const PULSE: Duration = Duration::from_secs(15);

/// Something that happens to the journal.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    Arrived(Arc<Call>),
    Answered(Arc<Call>),
    Cleared,
}

/// Where those who look on hear of events.
#[derive(Debug)]
pub(crate) struct Live(broadcast::Sender<Event>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::Sender::new(KEPT_EVENTS))
    }
}

impl Live {
    /// Tells of an event, which is made only if somebody looks on.
    pub(crate) fn tell(&self, event: impl FnOnce() -> Option<Event>) {
        if self.0.receiver_count() > 0
            && let Some(event) = event()
        {
            // An error is that the last of them has left meanwhile.
            let _ = self.0.send(event);
        }
    }

    /// The events from now on, for one reader. They end when the reader leaves, or with the simulator.
    pub(crate) fn follow(&self) -> AnswerBody {
        let mut events = self.0.subscribe();
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            // At once, so that a reader knows that he misses nothing from here on.
            let mut next = ": the journal of the CEN simulator\n\n".to_owned();
            while sender.send(Bytes::from(next)).await.is_ok() {
                next = tokio::select! {
                    () = sender.closed() => return,
                    () = tokio::time::sleep(PULSE) => ": nothing new\n\n".to_owned(),
                    event = events.recv() => match event {
                        Ok(event) => event.text(),
                        Err(RecvError::Lagged(events)) => {
                            format!("event: skipped\ndata: {{\"events\": {events}}}\n\n")
                        }
                        Err(RecvError::Closed) => return,
                    },
                };
            }
        });
        AnswerBody::live(receiver)
    }
}

impl Event {
    fn text(&self) -> String {
        let (name, call) = match self {
            Self::Arrived(call) => ("arrived", call),
            Self::Answered(call) => ("answered", call),
            Self::Cleared => return "event: cleared\ndata: {}\n\n".to_owned(),
        };
        // In one line, as JSON without spaces is; a call is nothing but text and numbers, which JSON can say.
        let data = serde_json::to_string(&**call).unwrap_or_default();
        format!("event: {name}\nid: {}\ndata: {data}\n\n", call.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;

    async fn next(body: &mut AnswerBody) -> String {
        let frame = body.frame().await.unwrap().unwrap();
        String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_reader_who_is_too_slow_is_told_what_he_has_missed() {
        let live = Live::default();
        let mut reader = live.follow();
        for _ in 0..KEPT_EVENTS + 500 {
            live.tell(|| Some(Event::Cleared));
        }
        assert_eq!(
            next(&mut reader).await,
            ": the journal of the CEN simulator\n\n"
        );
        let skipped = "event: skipped\ndata: {\"events\": 500}\n\n";
        assert_eq!(next(&mut reader).await, skipped);
        for _ in 0..KEPT_EVENTS {
            assert_eq!(next(&mut reader).await, "event: cleared\ndata: {}\n\n");
        }
        drop(live);
        assert!(reader.frame().await.is_none());
    }

    #[tokio::test]
    async fn nothing_is_made_for_readers_that_are_not_there() {
        let live = Live::default();
        live.tell(|| panic!("nobody looks on"));
        drop(live.follow());
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        live.tell(|| panic!("nobody looks on any more"));
    }
}
