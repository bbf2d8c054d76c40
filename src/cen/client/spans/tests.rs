use super::super::tests::{client, limits};
use super::*;
use crate::alibaba::scripted::{answer, refusal};

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
        let left = client.remaining_bandwidth(&cen, &areas, &limits()).await;
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
async fn lists_of_areas_are_read_page_by_page_to_their_end() {
    let page = |region: &str| {
        let body =
            format!(r#"{{"TotalCount":2,"RegionIds":{{"RegionId":[{{"RegionId":"{region}"}}]}}}}"#);
        answer(200, &body)
    };
    let (client, transport) = client([page("eu-central-1"), page("eu-west-1")]);
    let regions = client.regions(&Area::Europe, &limits()).await.unwrap();
    let ids: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
    assert_eq!(ids, ["eu-central-1", "eu-west-1"]);
    let pages: Vec<String> = transport
        .sent()
        .iter()
        .map(|sent| sent["PageNumber"].clone())
        .collect();
    assert_eq!(pages, ["1", "2"]);
}
