//! Areas, the regions that lie in them, and the spans between areas.

use crate::error::ApiError;
use crate::options::Policy;

/// The areas on sale today, in the form of answers (API page CreateCenBandwidthPackage).
const AREAS: [&str; 4] = ["china", "north-america", "asia-pacific", "europe"];

/// Span ids whose order is documented; the others are written alphabetically.
const SPANS: [(&str, &str); 2] = [("china", "asia-pacific"), ("north-america", "china")];

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

/// An area in any letter case becomes its lower-case form (API page CreateCenBandwidthPackage, error table).
pub(crate) fn area(policy: &Policy, text: &str) -> Result<String, ApiError> {
    let area = text.to_lowercase();
    let additional = policy.additional_areas.iter();
    if AREAS.contains(&area.as_str())
        || additional
            .into_iter()
            .any(|known| known.to_lowercase() == area)
    {
        return Ok(area);
    }
    Err(ApiError::new(
        400,
        "ParameterIllegal.GeoRegionId",
        format!("The area {text} is not known."),
    ))
}

/// All areas on sale, in the form of answers.
pub(crate) fn areas_on_sale(policy: &Policy) -> Vec<String> {
    let more = policy.additional_areas.iter();
    let usual = AREAS.iter().map(|area| (*area).to_owned());
    usual.chain(more.map(|area| area.to_lowercase())).collect()
}

/// All pairs of areas on sale are sold, in either order (billing page, price table), unless the policy says otherwise.
pub(crate) fn pair(policy: &Policy, a: &str, b: &str) -> Result<(), ApiError> {
    let off_sale = policy.pairs_off_sale.iter().any(|(x, y)| {
        let (x, y) = (x.to_lowercase(), y.to_lowercase());
        (x == a && y == b) || (x == b && y == a)
    });
    let backwards = policy.china_first && b == "china" && a != "china";
    if off_sale || backwards {
        return Err(ApiError::new(
            404,
            "GeographicSpan.NotFound",
            format!("No bandwidth is on sale between {a} and {b}."),
        ));
    }
    Ok(())
}

/// The one id that stands for a pair in either order (API page DescribeCenGeographicSpans).
pub(crate) fn span_id(a: &str, b: &str) -> String {
    for (x, y) in SPANS {
        if (x, y) == (a, b) || (x, y) == (b, a) {
            return format!("{x}_{y}");
        }
    }
    if a <= b {
        format!("{a}_{b}")
    } else {
        format!("{b}_{a}")
    }
}

/// Exactly one end lies in the Chinese mainland (billing page, "cross-border").
pub(crate) fn is_cross_border(a: &str, b: &str) -> bool {
    (a == "china") != (b == "china")
}

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
pub(crate) fn region(text: &str) -> Result<(String, &'static str), ApiError> {
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

/// All regions, in lower case.
pub(crate) fn regions() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().flat_map(|(_, regions)| *regions).copied()
}

/// Three zones of a region. Their letters are invented, but for Hangzhou; outside of China no hyphen stands before them.
pub(crate) fn zones(region: &str) -> [String; 3] {
    let letters = match region {
        "cn-hangzhou" => ["h", "i", "j"],
        _ => ["a", "b", "c"],
    };
    let hyphen = if region.starts_with("cn-") { "-" } else { "" };
    letters.map(|letter| format!("{region}{hyphen}{letter}"))
}

/// The error about regions that a limit cannot be set for.
pub(crate) fn illegal_region(message: &str) -> ApiError {
    ApiError::new(400, "ParameterIllegal.RegionId", message)
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
    let areas = areas_on_sale(policy);
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

    fn policy() -> Policy {
        Policy::default()
    }

    fn code<T: std::fmt::Debug>(result: Result<T, ApiError>) -> (u16, String) {
        let error = result.unwrap_err();
        (error.status, error.code.into_owned())
    }

    fn refused(status: u16, code: &str) -> (u16, String) {
        (status, code.to_owned())
    }

    #[test]
    fn areas_are_known_in_any_letter_case_and_become_lower_case() {
        for text in ["China", "china", "CHINA"] {
            assert_eq!(area(&policy(), text), Ok("china".to_owned()));
        }
        for text in ["", "Middle-East", "Australia", " China", "Europa"] {
            assert_eq!(
                code(area(&policy(), text)),
                refused(400, "ParameterIllegal.GeoRegionId")
            );
        }
        let wider = Policy {
            additional_areas: vec!["Middle-East".to_owned()],
            ..policy()
        };
        assert_eq!(area(&wider, "MIDDLE-east"), Ok("middle-east".to_owned()));
    }

    #[test]
    fn a_pair_off_sale_is_off_sale_in_either_order() {
        assert_eq!(pair(&policy(), "asia-pacific", "china"), Ok(()));
        let narrower = Policy {
            pairs_off_sale: vec![("Europe".to_owned(), "Asia-Pacific".to_owned())],
            china_first: true,
            ..policy()
        };
        let off_sale = refused(404, "GeographicSpan.NotFound");
        assert_eq!(code(pair(&narrower, "europe", "asia-pacific")), off_sale);
        assert_eq!(code(pair(&narrower, "asia-pacific", "europe")), off_sale);
        assert_eq!(code(pair(&narrower, "europe", "china")), off_sale);
        assert_eq!(pair(&narrower, "china", "china"), Ok(()));
    }

    #[test]
    fn a_pair_has_one_span_id_in_either_order() {
        for (a, b, id) in [
            ("china", "china", "china_china"),
            ("china", "asia-pacific", "china_asia-pacific"),
            ("china", "north-america", "north-america_china"),
            ("china", "europe", "china_europe"),
            ("north-america", "europe", "europe_north-america"),
        ] {
            assert_eq!(span_id(a, b), id);
            assert_eq!(span_id(b, a), id);
        }
    }

    #[test]
    fn exactly_one_chinese_end_is_cross_border() {
        assert!(is_cross_border("china", "europe"));
        assert!(is_cross_border("europe", "china"));
        assert!(!is_cross_border("china", "china"));
        assert!(!is_cross_border("europe", "asia-pacific"));
    }

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
