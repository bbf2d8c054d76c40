//! More bandwidth for a while.

use jiff::Timestamp;
use serde_json::Value;

use crate::id::PackageId;
use crate::operation::{self, Operation};
use crate::package::Package;
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;

/// When a temporary upgrade ends, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndTime(Timestamp);

/// A text that is no point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a point in time; write it with its offset, such as 2026-12-24T18:00:00Z")]
pub struct IllegalEndTime {
    text: String,
}

impl EndTime {
    /// Reads a time with its offset from UTC (RFC 3339). Fractions of seconds are dropped.
    ///
    /// # Errors
    ///
    /// [`IllegalEndTime`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalEndTime> {
        let parsed = text.trim().parse::<Timestamp>();
        parsed
            .ok()
            .and_then(|time| Timestamp::from_second(time.as_second()).ok())
            .map(Self)
            .ok_or_else(|| IllegalEndTime {
                text: text.to_owned(),
            })
    }

    /// The instant it means.
    pub fn instant(self) -> std::time::SystemTime {
        self.0.into()
    }

    /// Whether the API means this time: it writes most times to the minute.
    fn is_in_the_minute_of(self, other: Timestamp) -> bool {
        self.0.as_second().div_euclid(60) == other.as_second().div_euclid(60)
    }
}

impl std::fmt::Display for EndTime {
    /// As the API wants it, with seconds and in UTC (API page TempUpgradeCenBandwidthPackageSpec).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

impl Package {
    /// Whether a temporary upgrade to `mbps` that ends at `end` is running.
    pub fn is_upgraded(&self, mbps: u64, end: EndTime) -> bool {
        let ends = self.upgrade.as_ref().and_then(|upgrade| {
            let ends = upgrade.ends.as_ref()?.instant()?;
            Timestamp::try_from(ends).ok()
        });
        self.bandwidth_mbps == mbps && ends.is_some_and(|ends| end.is_in_the_minute_of(ends))
    }
}

/// Orders more bandwidth until a time. The API takes no token with it, so it must not be sent twice.
pub(crate) struct Upgrade<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) mbps: u64,
    pub(crate) end: EndTime,
}

impl Upgrade<'_> {
    /// An order under way may be over in a moment, or be an upgrade that runs for days.
    fn class(code: &str) -> Option<Class> {
        match code {
            "OperationFailed.OrderIsProcessing" => Some(Class::Settling),
            code => operation::class(code),
        }
    }
}

impl Operation for Upgrade<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let all = operation::parameters([
            ("CenBandwidthPackageId", self.id.as_str()),
            ("Bandwidth", &self.mbps.to_string()),
            ("EndTime", &self.end.to_string()),
        ]);
        Call::order("TempUpgradeCenBandwidthPackageSpec", all, Self::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::tests::package;
    use crate::moment::Moment;
    use crate::package::RunningUpgrade;
    use alibaba_cloud::sign::rpc::canonical_query;

    fn end() -> EndTime {
        EndTime::parse("2026-12-24T18:00:07Z").unwrap()
    }

    #[test]
    fn the_end_is_read_with_any_offset_and_written_in_utc_with_seconds() {
        for text in [
            "2026-12-24T18:00:07Z",
            " 2026-12-25T02:00:07+08:00",
            "2026-12-24T18:00:07.9Z",
        ] {
            assert_eq!(EndTime::parse(text).unwrap(), end());
        }
        assert_eq!(end().to_string(), "2026-12-24T18:00:07Z");
        for text in ["", "tomorrow", "2026-12-24", "2026-12-24T18:00:07"] {
            assert_eq!(
                EndTime::parse(text).unwrap_err().to_string(),
                format!(
                    "{text:?} is not a point in time; write it with its offset, such as 2026-12-24T18:00:00Z"
                )
            );
        }
    }

    #[test]
    fn the_call_names_package_bandwidth_and_end() {
        let id = PackageId::parse("cenbwp-abc").unwrap();
        let upgrade = Upgrade {
            id: &id,
            mbps: 20,
            end: end(),
        };
        assert_eq!(
            canonical_query(upgrade.call().parameters()),
            "Bandwidth=20&CenBandwidthPackageId=cenbwp-abc&EndTime=2026-12-24T18%3A00%3A07Z"
        );
    }

    #[test]
    fn a_package_is_upgraded_when_bandwidth_and_end_fit_to_the_minute() {
        let upgraded = |mbps: u64, ends: &str| {
            let mut package = package(PackageId::parse("cenbwp-abc").unwrap());
            package.bandwidth_mbps = mbps;
            package.upgrade = Some(RunningUpgrade {
                returns_to_mbps: 5,
                ends: Moment::from_answer(ends),
            });
            package.is_upgraded(20, end())
        };
        assert!(upgraded(20, "2026-12-24T18:00Z"));
        assert!(!upgraded(20, "2026-12-24T18:01Z"));
        assert!(!upgraded(19, "2026-12-24T18:00Z"));
        assert!(!upgraded(20, "soon"));
    }
}
