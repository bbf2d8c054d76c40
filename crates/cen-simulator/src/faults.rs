//! Fault injection: which calls suffer, and how.
//!
//! Rules are tried in the order in which they were added; the first that strikes decides, and a rule counts only
//! the calls that no earlier rule has struck. So `error*2` after `lost-after*1` means: lose one answer, then fail
//! twice, then behave. A call that the gateway refuses (unknown key, bad signature, replayed nonce) meets no rule.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

/// When a fault happens: before the action has done its work, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The action is not carried out.
    Before,
    /// The action has been carried out, and only its answer suffers.
    After,
}

/// What a call that is struck meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The API's error envelope; the action is not carried out.
    Error {
        /// HTTP status.
        status: u16,
        /// The `Code` of the envelope.
        code: String,
        /// The `Message` of the envelope.
        message: String,
    },
    /// An answer that no CEN server wrote, such as the page of a load balancer; the action is not carried out.
    Http {
        /// HTTP status.
        status: u16,
        /// The body, sent as HTML.
        body: String,
    },
    /// Success without a word besides, as the API answers some deletes of what it does not know; the action is not carried
    /// out.
    NoEffect,
    /// `Throttling.User`, with the header `x-acs-retry-after` in milliseconds when a pause is given.
    Throttle {
        /// The pause that the header asks for.
        retry_after: Option<Duration>,
    },
    /// The connection closes without a byte of answer.
    Lost(Stage),
    /// The connection is reset without a byte of answer.
    Reset(Stage),
    /// The action is carried out and the connection is reset in the middle of the answer.
    ResetMidway,
    /// The action is carried out and the connection closes in the middle of the answer.
    Truncated,
    /// The call takes this much longer.
    Delay(Stage, Duration),
    /// The call waits until [`release`](super::Simulator::release) is called.
    Hold(Stage),
}

/// A rule: which calls are struck, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub(crate) action: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) times: Option<u32>,
    pub(crate) skip: u32,
}

impl Fault {
    /// Strikes every call of `action` until [`times`](Self::times) or
    /// [`clear_faults`](super::Simulator::clear_faults) ends it.
    pub fn new(action: impl Into<String>, effect: Effect) -> Self {
        Self {
            action: Some(action.into()),
            effect,
            times: None,
            skip: 0,
        }
    }

    /// Strikes every call of every action.
    pub fn any(effect: Effect) -> Self {
        Self {
            action: None,
            effect,
            times: None,
            skip: 0,
        }
    }

    /// The answer to `action` is lost after the action has been carried out.
    pub fn lose_answer(action: impl Into<String>) -> Self {
        Self::new(action, Effect::Lost(Stage::After))
    }

    /// `action` is answered with an error of the API and not carried out.
    pub fn error(action: impl Into<String>, status: u16, code: &str) -> Self {
        Self::new(
            action,
            Effect::Error {
                status,
                code: code.to_owned(),
                message: "This answer was asked for by a fault rule.".to_owned(),
            },
        )
    }

    /// `action` is answered with success and not carried out.
    pub fn no_effect(action: impl Into<String>) -> Self {
        Self::new(action, Effect::NoEffect)
    }

    /// `action` waits at `stage` until it is released.
    pub fn hold(action: impl Into<String>, stage: Stage) -> Self {
        Self::new(action, Effect::Hold(stage))
    }

    /// Ends the rule after it has struck `times` calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets the first `calls` pass.
    #[must_use]
    pub fn skip(mut self, calls: u32) -> Self {
        self.skip = calls;
        self
    }
}

/// A rule and what it has done so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FaultStatus {
    /// The rule, as [`Fault`]'s text form writes it.
    pub rule: String,
    /// How many calls it has struck.
    pub struck: u32,
}

#[derive(Debug)]
struct Armed {
    fault: Fault,
    passed: u32,
    struck: u32,
}

/// The rules of one simulator.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Mutex<Vec<Armed>>,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.lock().push(Armed {
            fault,
            passed: 0,
            struck: 0,
        });
    }

    /// Has these rules and no others, as if none had struck yet.
    pub(crate) fn begin_with(&self, faults: &[Fault]) {
        self.clear();
        faults.iter().for_each(|fault| self.add(fault.clone()));
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn list(&self) -> Vec<FaultStatus> {
        self.lock()
            .iter()
            .map(|armed| FaultStatus {
                rule: armed.fault.to_string(),
                struck: armed.struck,
            })
            .collect()
    }

    /// The rule that strikes this call of `action`, if one does.
    pub(crate) fn strike(&self, action: &str) -> Option<Fault> {
        for armed in self.lock().iter_mut() {
            let fault = &armed.fault;
            let matches = fault.action.as_deref().is_none_or(|name| name == action);
            if !matches || fault.times.is_some_and(|times| armed.struck >= times) {
                continue;
            }
            if armed.passed < fault.skip {
                armed.passed += 1;
                continue;
            }
            armed.struck = armed.struck.saturating_add(1);
            return Some(fault.clone());
        }
        None
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Armed>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_follow_each_other_and_each_counts_only_what_reached_it() {
        let faults = Faults::default();
        faults.add(Fault::lose_answer("A").times(1));
        faults.add(Fault::error("A", 500, "E").skip(1).times(2));
        let struck: Vec<Option<Effect>> = (0..5)
            .map(|_| faults.strike("A").map(|fault| fault.effect))
            .collect();
        let error = Fault::error("A", 500, "E").effect;
        assert_eq!(
            struck,
            [
                Some(Effect::Lost(Stage::After)),
                None,
                Some(error.clone()),
                Some(error),
                None
            ]
        );
        assert_eq!(faults.strike("B"), None);
    }

    #[test]
    fn a_rule_for_any_action_lasts_until_it_is_cleared() {
        let faults = Faults::default();
        faults.add(Fault::any(Effect::Truncated));
        assert!((0..100).all(|_| faults.strike("A").is_some()));
        assert_eq!(
            faults.list(),
            [FaultStatus {
                rule: "*:truncated".to_owned(),
                struck: 100
            }]
        );
        faults.clear();
        assert_eq!(faults.strike("A"), None);
    }
}
