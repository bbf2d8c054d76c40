//! Who has made a connection that is there.

use alibaba_cloud::error::CallError;

/// How it came that what a call was to connect is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// By this call, or by an attempt of it that was not answered.
    Now,
    /// It was so before: its first attempt that can have had an effect was refused for that.
    Before,
}

impl Made {
    /// What follows from the `refusal` of a call for what is there already.
    pub(crate) fn of_refusal(refusal: &CallError) -> Self {
        match refusal.api_error() {
            Some(refusal) if !refusal.follows_unanswered => Self::Before,
            _ => Self::Now,
        }
    }
}
