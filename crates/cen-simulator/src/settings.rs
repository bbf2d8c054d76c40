//! What can be changed while a simulator runs: how it behaves, and by which rules.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::duration;
use crate::options::{Options, Policy};
use crate::throttle::Throttle;

/// How a simulator behaves, in the form in which the control API shows and takes it.
///
/// Every call goes by the settings that held when it arrived.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// What every call takes before it is carried out.
    #[serde(
        serialize_with = "duration::as_text::serialize",
        deserialize_with = "duration::as_text::latency"
    )]
    pub(crate) latency: Duration,
    /// How long changes take to show, on the simulator's clock.
    #[serde(with = "duration::as_text")]
    pub(crate) settle: Duration,
    /// The seed of ids; given anew, they begin again.
    pub(crate) seed: Option<u64>,
    /// How many calls are let through.
    pub(crate) throttle: Option<Throttle>,
    /// Which of the documented rules hold.
    pub(crate) policy: Policy,
}

impl Settings {
    pub(crate) fn of(options: &Options) -> Self {
        Self {
            latency: options.latency,
            settle: options.settle,
            seed: options.seed,
            throttle: options.throttle.clone(),
            policy: options.policy.clone(),
        }
    }

    /// These settings with what `patch` gives others, as in RFC 7396: what it does not name stays, and `null` stands for
    /// nothing.
    ///
    /// # Errors
    ///
    /// There is no such setting, or it takes no such value.
    pub(crate) fn patched(&self, patch: &Value) -> serde_json::Result<Self> {
        patched(self, patch)
    }
}

/// A copy of `whole` with what `patch` gives other values.
pub(crate) fn patched<T>(whole: &T, patch: &Value) -> serde_json::Result<T>
where
    T: Serialize + for<'de> Deserialize<'de>,
{
    let mut value = serde_json::to_value(whole)?;
    merge(&mut value, patch);
    serde_json::from_value(value)
}

fn merge(target: &mut Value, patch: &Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(target.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let before = Settings::of(&Options::default());
        let patch = json!({"latency": "20ms", "seed": 7, "policy": {"grace": "7d", "site": "international"}});
        let after = before.patched(&patch).unwrap();
        let mut expected = before.clone();
        expected.latency = Duration::from_millis(20);
        expected.seed = Some(7);
        expected.policy.grace = Duration::from_secs(7 * 24 * 3_600);
        expected.policy.site = crate::Site::International;
        assert_eq!(after, expected);
        let back = json!({"seed": null});
        assert_eq!(after.patched(&back).unwrap().seed, None);
    }

    #[test]
    fn what_there_is_not_is_refused_by_name() {
        let settings = Settings::of(&Options::default());
        for (patch, error) in [
            (json!({"colour": 1}), "unknown field `colour`"),
            (json!({"policy": {"moon": true}}), "unknown field `moon`"),
            (json!({"settle": "soon"}), "`soon` is not a duration"),
            (json!({"latency": "soon"}), "`soon` is not a duration"),
            (
                json!({"latency": "86400001ms"}),
                "`86400001ms` is too long for a latency, which is one of 0 to 1d",
            ),
            (json!(7), "invalid type"),
        ] {
            let refused = settings.patched(&patch).unwrap_err().to_string();
            assert!(refused.starts_with(error), "{refused}");
        }
    }
}
