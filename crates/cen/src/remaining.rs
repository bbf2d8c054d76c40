//! What limits and connections leave of the bandwidth of a package.

use crate::answer::Answer;
use crate::area::AreaPair;
use crate::client::Client;
use crate::error::Kind;
use crate::id::CenId;
use crate::listed::{Listed, Page, Paging};
use crate::reads::Freshness;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// What is left of the package between two areas on a CEN instance. The API answers with a number; as a list of one its
/// readers share calls.
#[derive(Clone, Debug)]
struct Remaining {
    cen: CenId,
    mbps: u64,
}

impl Listed for Remaining {
    type Parent = (CenId, AreaPair);

    type Id = CenId;

    const ACTION: &'static str = "DescribeCenGeographicSpanRemainingBandwidth";

    const MEMBER: &'static str = "RemainingBandwidth";

    const PLURAL: &'static str = "answers";

    const PAGING: Paging = Paging::Whole;

    /// There are many ways to take of a package and to give back.
    const CHANGED_BY_ALL: bool = true;

    fn id(&self) -> &CenId {
        &self.cen
    }

    fn narrow(call: Call, (cen, areas): &Self::Parent, _: &[CenId]) -> Call {
        call.with("CenId", cen)
            .with("GeographicRegionAId", areas.first())
            .with("GeographicRegionBId", areas.second())
    }

    fn read(_: Answer<'_>) -> Result<Self, String> {
        Err("it has no list".to_owned())
    }

    /// The API page does not say whether no package means 0 or a refusal.
    fn is_none(refusal: Kind, _: &[CenId]) -> bool {
        refusal == Kind::NoPackage
    }

    fn read_page(answer: Answer<'_>, (cen, _): &Self::Parent) -> Result<Page<Self>, String> {
        let mbps = answer
            .number(Self::MEMBER)?
            .ok_or("it has no RemainingBandwidth")?;
        let cen = cen.clone();
        Ok(Page::of(vec![Self { cen, mbps }], 1))
    }
}

impl Client {
    /// What limits and connections on a CEN instance leave of the package between two areas, in Mbit/s; 0 where there is
    /// none. Writes by others show a few seconds late if a [`Freshness::Recent`] answer will do.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn remaining_bandwidth(
        &self,
        cen: &CenId,
        areas: &AreaPair,
        freshness: Freshness,
        deadline: &Deadline,
    ) -> Result<u64, CallError> {
        let parent = (cen.clone(), areas.clone());
        let remaining: Option<Remaining> = self.read(&parent, cen, freshness, deadline).await?;
        Ok(remaining.map_or(0, |remaining| remaining.mbps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::Area;
    use crate::limit::LimitId;
    use crate::testing::{client, deadline, done};
    use alibaba_cloud::scripted::{answer, refusal};

    #[tokio::test(start_paused = true)]
    async fn what_remains_is_read_quoted_or_not_and_is_nothing_without_a_package() {
        let (client, transport) = client([
            answer(200, r#"{"RemainingBandwidth":7}"#),
            answer(200, r#"{"RemainingBandwidth":"7"}"#),
            refusal(409, "InvalidOperation.BwpForGeoSpanNotAssociated"),
        ]);
        let areas = AreaPair::new(Area::Europe, Area::China);
        let cen = CenId::parse("cen-one").unwrap();
        for expected in [7, 7, 0] {
            let left = client
                .remaining_bandwidth(&cen, &areas, Freshness::Latest, &deadline())
                .await;
            assert_eq!(left.unwrap(), expected);
        }
        let sent = &transport.sent()[0];
        assert_eq!(
            (
                sent["GeographicRegionAId"].as_str(),
                sent["GeographicRegionBId"].as_str()
            ),
            ("China", "Europe")
        );
    }

    #[tokio::test(start_paused = true)]
    async fn recent_readers_share_an_answer_until_something_is_written() {
        let left = |mbps: u64| answer(200, &format!(r#"{{"RemainingBandwidth":{mbps}}}"#));
        let (client, transport) = client([left(7), left(8), done(), left(3)]);
        let cen = CenId::parse("cen-one").unwrap();
        let (europe, australia) = (
            AreaPair::new(Area::Europe, Area::China),
            AreaPair::new(Area::Australia, Area::China),
        );
        let ask = async |areas: &AreaPair| {
            let deadline = deadline();
            let asked = client.remaining_bandwidth(&cen, areas, Freshness::Recent, &deadline);
            asked.await.unwrap()
        };
        assert_eq!((ask(&europe).await, ask(&europe).await), (7, 7));
        assert_eq!(ask(&australia).await, 8);
        assert_eq!(transport.sent().len(), 2);

        let id = LimitId::parse("cen-one:cn-hangzhou:eu-central-1").unwrap();
        client.set_limit(&id, 4, &deadline()).await.unwrap();
        assert_eq!((ask(&europe).await, ask(&europe).await), (3, 3));
        assert_eq!(transport.sent().len(), 4);
    }
}
