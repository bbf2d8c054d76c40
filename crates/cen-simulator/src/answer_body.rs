//! The bodies of answers.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::sync::mpsc;

use crate::patience::Busy;

/// The body of an answer: all of it, or its first half and then an error that breaks the connection; or what comes while it is
/// read.
#[derive(Debug)]
pub(crate) struct AnswerBody {
    rest: Option<Bytes>,
    breaks: bool,
    flushed: bool,
    live: Option<mpsc::Receiver<Bytes>>,
    _busy: Option<Busy>,
}

impl AnswerBody {
    pub(crate) fn whole(body: String) -> Self {
        Self {
            rest: Some(Bytes::from(body)),
            breaks: false,
            flushed: false,
            live: None,
            _busy: None,
        }
    }

    pub(crate) fn half(body: String) -> Self {
        let mut bytes = Bytes::from(body);
        bytes.truncate(bytes.len() / 2);
        Self {
            rest: Some(bytes),
            breaks: true,
            ..Self::whole(String::new())
        }
    }

    /// What the senders of `parts` send, until they are gone.
    pub(crate) fn live(parts: mpsc::Receiver<Bytes>) -> Self {
        Self {
            rest: None,
            live: Some(parts),
            ..Self::whole(String::new())
        }
    }

    /// Its connection is busy until all of it has been handed over.
    pub(crate) fn keeping(self, busy: Busy) -> Self {
        Self {
            _busy: Some(busy),
            ..self
        }
    }
}

/// The call was cut off by a fault rule.
#[derive(Debug, thiserror::Error)]
#[error("cut off by a fault rule")]
pub(crate) struct CutOff;

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = CutOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, CutOff>>> {
        if let Some(bytes) = self.rest.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if let Some(parts) = &mut self.live {
            let next = parts.poll_recv(context);
            return next.map(|part| part.map(|bytes| Ok(Frame::data(bytes))));
        }
        if !self.breaks {
            return Poll::Ready(None);
        }
        if !self.flushed {
            // While the body is pending the server flushes, so that the first half is really sent.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(CutOff)))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && !self.breaks && self.live.is_none()
    }
}
