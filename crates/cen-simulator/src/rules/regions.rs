//! Regions, the areas they lie in, and the spans between areas.

use crate::options::Policy;
use crate::refusal::Refusal;

use super::{AREAS, pair, span_id};

/// Regions by area, as the price page and the product's endpoint list name them; Dubai and Riyadh lie in an area that
/// is not on sale.
const REGIONS: [(&str, &[&str]); 5] = [
    (
        "china",
        &[
            "cn-beijing",
            "cn-beijing-finance-1",
            "cn-chengdu",
            "cn-fuzhou",
            "cn-guangzhou",
            "cn-hangzhou",
            "cn-hangzhou-finance",
            "cn-heyuan",
            "cn-huhehaote",
            "cn-nanjing",
            "cn-north-2-gov-1",
            "cn-qingdao",
            "cn-shanghai",
            "cn-shanghai-finance-1",
            "cn-shenzhen",
            "cn-shenzhen-finance-1",
            "cn-wuhan",
            "cn-wulanchabu",
            "cn-zhangjiakou",
            "cn-zhongwei",
        ],
    ),
    (
        "asia-pacific",
        &[
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-3",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "ap-southeast-8",
            "cn-hongkong",
        ],
    ),
    (
        "north-america",
        &["na-south-1", "us-east-1", "us-southeast-1", "us-west-1"],
    ),
    ("europe", &["eu-central-1", "eu-west-1"]),
    ("middle-east", &["me-central-1", "me-east-1"]),
];

/// The regions of an area in lower case; none for an area that has none listed (API page
/// DescribeGeographicRegionMembership).
pub(crate) fn regions_of(area: &str) -> &'static [&'static str] {
    REGIONS
        .iter()
        .find(|(name, _)| *name == area)
        .map_or(&[], |(_, regions)| regions)
}

/// A region and its area, both in lower case. Connections of a Smart Access Gateway appear as `ccn-` and a region (API
/// page DescribeCenInterRegionBandwidthLimits).
///
/// # Errors
///
/// The region is not known (API page SetCenInterRegionBandwidthLimit, error table).
pub(crate) fn region(text: &str) -> Result<(String, &'static str), Refusal> {
    let region = text.to_lowercase();
    let plain = region.strip_prefix("ccn-").unwrap_or(&region);
    let found = REGIONS
        .iter()
        .find(|(_, regions)| regions.contains(&plain))
        .map(|(area, _)| *area);
    match found {
        Some(area) => Ok((region, area)),
        None => Err(illegal_region(&format!("The region {text} is not known."))),
    }
}

/// The refusal of regions that a limit cannot be set for.
pub(crate) fn illegal_region(message: &str) -> Refusal {
    Refusal::new(400, "ParameterIllegal.RegionId", message)
}

/// A pair of areas on sale.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) id: String,
    pub(crate) local: String,
    pub(crate) opposite: String,
}

/// All spans, in the order of their ids. Local and opposite side stand the other way round than in the id (API page
/// DescribeCenGeographicSpans, sample).
pub(crate) fn spans(policy: &Policy) -> Vec<Span> {
    let mut areas: Vec<String> = AREAS.iter().map(|area| (*area).to_owned()).collect();
    areas.extend(
        policy
            .additional_areas
            .iter()
            .map(|area| area.to_lowercase()),
    );
    let mut spans: Vec<Span> = Vec::new();
    for (index, a) in areas.iter().enumerate() {
        for b in areas.iter().skip(index) {
            let id = span_id(a, b);
            // A policy that wants China first sells the pair all the same.
            if pair(policy, a, b).is_err() && pair(policy, b, a).is_err() {
                continue;
            }
            let (opposite, local) = if id == format!("{a}_{b}") {
                (a, b)
            } else {
                (b, a)
            };
            spans.push(Span {
                local: local.clone(),
                opposite: opposite.clone(),
                id,
            });
        }
    }
    spans.sort_by(|x, y| x.id.cmp(&y.id));
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_no_area_and_letter_case_does_not_matter() {
        for (text, expected) in [
            ("cn-hangzhou", ("cn-hangzhou", "china")),
            ("CN-Hongkong", ("cn-hongkong", "asia-pacific")),
            ("ccn-cn-shanghai", ("ccn-cn-shanghai", "china")),
            ("us-west-1", ("us-west-1", "north-america")),
        ] {
            let (region, area) = region(text).unwrap();
            assert_eq!((region.as_str(), area), expected);
        }
        let unknown = region("cn-atlantis").unwrap_err();
        assert_eq!(
            (unknown.status, unknown.code.as_ref()),
            (400, "ParameterIllegal.RegionId")
        );
    }

    #[test]
    fn ten_pairs_of_four_areas_are_on_sale() {
        let all = spans(&Policy {
            china_first: true,
            ..Policy::default()
        });
        let ids: Vec<&str> = all.iter().map(|span| span.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "asia-pacific_asia-pacific",
                "asia-pacific_europe",
                "asia-pacific_north-america",
                "china_asia-pacific",
                "china_china",
                "china_europe",
                "europe_europe",
                "europe_north-america",
                "north-america_china",
                "north-america_north-america",
            ]
        );
        assert_eq!(
            all[3],
            Span {
                id: "china_asia-pacific".to_owned(),
                local: "asia-pacific".to_owned(),
                opposite: "china".to_owned(),
            }
        );
    }

    #[test]
    fn what_is_off_sale_is_no_span() {
        let policy = Policy {
            pairs_off_sale: vec![("Europe".to_owned(), "Europe".to_owned())],
            additional_areas: vec!["Middle-East".to_owned()],
            ..Policy::default()
        };
        let all = spans(&policy);
        let ids: Vec<&str> = all.iter().map(|span| span.id.as_str()).collect();
        assert!(!ids.contains(&"europe_europe"));
        assert!(ids.contains(&"middle-east_middle-east"));
        assert_eq!(ids.len(), 14);
    }
}
