//! More bandwidth for a while.

use jiff::Timestamp;

use crate::client::Client;
use crate::id::{PackageId, parsed};
use crate::package::Package;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;
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

parsed!(EndTime, IllegalEndTime);

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

/// An order under way may be over in a moment, or be an upgrade that runs for days.
fn class(code: &str) -> Option<Class> {
    (code == "OperationFailed.OrderIsProcessing").then_some(Class::Settling)
}

/// Orders more bandwidth until a time. The API takes no token with it, so it must not be sent twice.
fn order(id: &PackageId, mbps: u64, end: EndTime) -> Call {
    Call::not_idempotent("TempUpgradeCenBandwidthPackageSpec")
        .with("CenBandwidthPackageId", id)
        .with("Bandwidth", mbps)
        .with("EndTime", end)
        .classified(class)
}

impl Client {
    /// Orders more bandwidth, in Mbit/s, until a time. It shows when the order has been paid; see
    /// [`Package::is_upgraded`]. It costs money and is sent once.
    ///
    /// # Errors
    ///
    /// As [`CallError`]. After [`CallError::NoAnswer`] with `may_have_been_executed` it must not be ordered again
    /// before the package has been looked at.
    pub async fn upgrade(
        &self,
        id: &PackageId,
        mbps: u64,
        end: EndTime,
        deadline: &Deadline,
    ) -> Result<(), CallError> {
        self.write(&[id], &order(id, mbps, end), deadline).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::RunningUpgrade;
    use crate::search::tests::package;
    use crate::testing::{client, deadline, done, wire};
    use crate::time::Time;
    use alibaba_cloud::scripted::{lost, refusal};

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
        assert_eq!(
            wire(&order(&id, 20, end())),
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
                ends: Time::from_api(ends),
            });
            package.is_upgraded(20, end())
        };
        assert!(upgraded(20, "2026-12-24T18:00Z"));
        assert!(!upgraded(20, "2026-12-24T18:01Z"));
        assert!(!upgraded(19, "2026-12-24T18:00Z"));
        assert!(!upgraded(20, "soon"));
    }

    #[tokio::test(start_paused = true)]
    async fn an_upgrade_whose_answer_was_lost_is_not_ordered_again() {
        let id = PackageId::parse("cenbwp-abc").unwrap();
        let (client, transport) = client([lost()]);
        let error = client
            .upgrade(&id, 20, end(), &deadline())
            .await
            .unwrap_err();
        assert!(error.may_have_been_executed());
        assert_eq!(transport.sent().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_order_that_is_over_soon_is_waited_for_before_an_upgrade() {
        let id = PackageId::parse("cenbwp-abc").unwrap();
        let (client, _) = client([refusal(400, "OperationFailed.OrderIsProcessing"), done()]);
        client.upgrade(&id, 20, end(), &deadline()).await.unwrap();
    }
}
