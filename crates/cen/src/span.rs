//! Pairs of areas: which are on sale, and which regions lie in an area.

use crate::answer::Answer;
use crate::area::{Area, AreaPair};
use crate::client::Client;
use crate::listed::{self, Paging};
use crate::region::Region;
use alibaba_cloud::call::Call;
use alibaba_cloud::deadline::Deadline;
use alibaba_cloud::error::CallError;

/// Pages of one list that are asked for at most; there are far fewer areas and regions than they hold.
const MOST_PAGES: usize = 20;

/// A pair of areas between which bandwidth is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The API's name of the pair, in an order that cannot be derived.
    pub id: String,
    /// The two areas.
    pub areas: AreaPair,
}

impl Span {
    fn read(entry: Answer<'_>) -> Result<Self, String> {
        let id = entry.text("GeographicSpanId")?;
        let area = |name: &str| match entry.text(name)?.as_str() {
            "" => Err(format!("span {id} in it lacks an area")),
            text => Ok(Area::named(text)),
        };
        let areas = AreaPair::new(area("LocalGeoRegionId")?, area("OppositeGeoRegionId")?);
        Ok(Self { id, areas })
    }
}

fn region(entry: Answer<'_>) -> Result<Region, String> {
    let text = entry.text("RegionId")?;
    Region::parse(&text).map_err(|_| format!("{text:?} in it is no region"))
}

impl Client {
    /// The pairs of areas on sale.
    ///
    /// # Errors
    ///
    /// As [`CallError`].
    pub async fn spans(&self, deadline: &Deadline) -> Result<Vec<Span>, CallError> {
        let call = || Call::read("DescribeCenGeographicSpans");
        self.pages(call, "GeographicSpanModels", Span::read, deadline)
            .await
    }

    /// The regions of an area.
    ///
    /// # Errors
    ///
    /// As [`CallError`]; an area that is not on sale is refused with [`Kind::BadValue`](crate::error::Kind::BadValue).
    pub async fn regions(
        &self,
        area: &Area,
        deadline: &Deadline,
    ) -> Result<Vec<Region>, CallError> {
        // This action documents areas in lower case, unlike all others.
        let area = area.as_str().to_ascii_lowercase();
        let call =
            || Call::read("DescribeGeographicRegionMembership").with("GeographicRegionId", &area);
        self.pages(call, "RegionIds", region, deadline).await
    }

    /// The entries of a list that nobody asks for by id, in the order of the API.
    async fn pages<T: Send>(
        &self,
        call: impl Fn() -> Call,
        member: &str,
        read: fn(Answer<'_>) -> Result<T, String>,
        deadline: &Deadline,
    ) -> Result<Vec<T>, CallError> {
        let page = |answer: Answer<'_>| {
            let (entries, total) = listed::counted_list(answer, member, Paging::Numbered)?;
            let entries = entries.into_iter().map(read);
            Ok((entries.collect::<Result<Vec<T>, _>>()?, total))
        };
        let mut all = Vec::new();
        for number in 1..=MOST_PAGES {
            let call = listed::paged(call(), "PageNumber", number);
            let (entries, total) = self.ask(&call, page, deadline).await?;
            let is_last = entries.is_empty();
            all.extend(entries);
            // Where the API does not say how many there are, this page has them all.
            if is_last || total.is_none_or(|total| all.len() as u64 >= total) {
                break;
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{client, deadline};
    use alibaba_cloud::scripted::answer;

    #[tokio::test(start_paused = true)]
    async fn regions_are_asked_for_in_lower_case_and_read_page_by_page_to_their_end() {
        let page = |region: &str| {
            let body = format!(
                r#"{{"TotalCount":2,"RegionIds":{{"RegionId":[{{"RegionId":"{region}"}}]}}}}"#
            );
            answer(200, &body)
        };
        let (client, transport) = client([page("us-west-1"), page("us-east-1")]);
        let regions = client.regions(&Area::NorthAmerica, &deadline()).await;
        let ids = ["us-west-1", "us-east-1"].map(|id| Region::parse(id).unwrap());
        assert_eq!(regions.unwrap(), ids);
        let sent = transport.sent();
        let asked = sent.iter().map(|sent| {
            let [area, page, size] = ["GeographicRegionId", "PageNumber", "PageSize"];
            [&sent[area], &sent[page], &sent[size]].map(String::as_str)
        });
        assert_eq!(
            asked.collect::<Vec<_>>(),
            [["north-america", "1", "50"], ["north-america", "2", "50"]]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_span_is_a_pair_whichever_side_is_local() {
        let body = r#"{"GeographicSpanModels":{"GeographicSpanModel":[{"GeographicSpanId":"china_asia-pacific",
            "LocalGeoRegionId":"asia-pacific","OppositeGeoRegionId":"china"}]}}"#;
        let (client, _) = client([answer(200, body)]);
        let span = Span {
            id: "china_asia-pacific".to_owned(),
            areas: AreaPair::new(Area::China, Area::AsiaPacific),
        };
        assert_eq!(client.spans(&deadline()).await.unwrap(), [span]);
    }

    #[test]
    fn what_is_no_span_or_no_region_spoils_the_answer() {
        let half = serde_json::json!({"GeographicSpanId": "x", "LocalGeoRegionId": "china"});
        assert_eq!(
            Span::read(Answer::new(&half)),
            Err("span x in it lacks an area".to_owned())
        );
        let odd = serde_json::json!({"RegionId": "us west"});
        assert_eq!(
            region(Answer::new(&odd)),
            Err("\"us west\" in it is no region".to_owned())
        );
    }
}
