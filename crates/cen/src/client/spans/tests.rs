use super::super::tests::{client, limits};
use super::*;
use crate::limit::LimitId;
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
            .remaining_bandwidth(&cen, &areas, Freshness::Latest, &limits())
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
    let done = answer(200, r#"{"RequestId":"R-1"}"#);
    let (client, transport) = client([left(7), left(8), done, left(3)]);
    let cen = CenId::parse("cen-one").unwrap();
    let (europe, australia) = (
        AreaPair::new(Area::Europe, Area::China),
        AreaPair::new(Area::Australia, Area::China),
    );
    let ask = async |areas: &AreaPair| {
        let limits = limits();
        let asked = client.remaining_bandwidth(&cen, areas, Freshness::Recent, &limits);
        asked.await.unwrap()
    };
    assert_eq!((ask(&europe).await, ask(&europe).await), (7, 7));
    assert_eq!(ask(&australia).await, 8);
    assert_eq!(transport.sent().len(), 2);

    let id = LimitId::parse("cen-one:cn-hangzhou:eu-central-1").unwrap();
    client.set_limit(&id, 4, &limits()).await.unwrap();
    assert_eq!((ask(&europe).await, ask(&europe).await), (3, 3));
    assert_eq!(transport.sent().len(), 4);
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
