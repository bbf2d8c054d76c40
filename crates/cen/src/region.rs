//! The regions of Alibaba Cloud and the areas they lie in, as a dated list.
//!
//! The list is made from the regions that Alibaba Cloud's price pages, endpoint lists and tools name. A region that
//! was opened since is not in it, so what is not found here is unknown, not wrong.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::FromApi;
use crate::area::{Area, AreaPair, nearest};
use crate::id::{IllegalId, parsed};

/// When the list was last compared with Alibaba Cloud's own, as year and month.
pub const LISTED_IN: &str = "2026-08";

/// One listed region: its id, its city where the vendor names one, its area.
struct Listed(&'static str, Option<&'static str>, Area);

/// By area, then by id.
static REGIONS: [Listed; 39] = [
    Listed("cn-beijing", Some("Beijing"), Area::China),
    Listed("cn-beijing-finance-1", None, Area::China),
    Listed("cn-chengdu", Some("Chengdu"), Area::China),
    Listed("cn-fuzhou", Some("Fuzhou"), Area::China),
    Listed("cn-guangzhou", Some("Guangzhou"), Area::China),
    Listed("cn-hangzhou", Some("Hangzhou"), Area::China),
    Listed("cn-hangzhou-finance", None, Area::China),
    Listed("cn-heyuan", Some("Heyuan"), Area::China),
    Listed("cn-huhehaote", Some("Hohhot"), Area::China),
    Listed("cn-nanjing", Some("Nanjing"), Area::China),
    Listed("cn-north-2-gov-1", None, Area::China),
    Listed("cn-qingdao", Some("Qingdao"), Area::China),
    Listed("cn-shanghai", Some("Shanghai"), Area::China),
    Listed("cn-shanghai-finance-1", None, Area::China),
    Listed("cn-shenzhen", Some("Shenzhen"), Area::China),
    Listed("cn-shenzhen-finance-1", None, Area::China),
    Listed("cn-wuhan", Some("Wuhan"), Area::China),
    Listed("cn-wulanchabu", Some("Ulanqab"), Area::China),
    Listed("cn-zhangjiakou", Some("Zhangjiakou"), Area::China),
    Listed("cn-zhongwei", Some("Zhongwei"), Area::China),
    Listed("na-south-1", None, Area::NorthAmerica),
    Listed("us-east-1", Some("Virginia"), Area::NorthAmerica),
    Listed("us-southeast-1", None, Area::NorthAmerica),
    Listed("us-west-1", Some("Silicon Valley"), Area::NorthAmerica),
    Listed("ap-northeast-1", Some("Tokyo"), Area::AsiaPacific),
    Listed("ap-northeast-2", Some("Seoul"), Area::AsiaPacific),
    Listed("ap-south-1", Some("Mumbai"), Area::AsiaPacific),
    Listed("ap-southeast-1", Some("Singapore"), Area::AsiaPacific),
    Listed("ap-southeast-3", Some("Kuala Lumpur"), Area::AsiaPacific),
    Listed("ap-southeast-5", Some("Jakarta"), Area::AsiaPacific),
    Listed("ap-southeast-6", Some("Manila"), Area::AsiaPacific),
    Listed("ap-southeast-7", Some("Bangkok"), Area::AsiaPacific),
    Listed("ap-southeast-8", None, Area::AsiaPacific),
    // Its prefix is that of the mainland; its area is not.
    Listed("cn-hongkong", Some("Hong Kong"), Area::AsiaPacific),
    Listed("eu-central-1", Some("Frankfurt"), Area::Europe),
    Listed("eu-west-1", Some("London"), Area::Europe),
    Listed("me-central-1", Some("Riyadh"), Area::MiddleEast),
    Listed("me-east-1", Some("Dubai"), Area::MiddleEast),
    Listed("ap-southeast-2", Some("Sydney"), Area::Australia),
];

/// Stands before the region of a Smart Access Gateway's connection (API page DescribeCenInterRegionBandwidthLimits).
const GATEWAY: &str = "ccn-";

/// A text that names no listed region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRegion {
    /// What was asked for.
    pub text: String,
    /// The region that was probably meant.
    pub suggestion: Option<String>,
}

impl std::fmt::Display for UnknownRegion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is not a known region", self.text)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean {suggestion:?}?")?,
            None => f.write_str(".")?,
        }
        write!(f, " Regions are known as of {LISTED_IN}.")
    }
}

impl std::error::Error for UnknownRegion {}

/// Id of a region, in lower case. Not always a listed one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(String);

impl Region {
    /// The region that somebody or the API names, listed or not, in any letter case.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] when the text cannot be the id of one: letters, digits and hyphens.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let id = text.trim().to_ascii_lowercase();
        let legal = (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if legal {
            Ok(Self(id))
        } else {
            Err(IllegalId::new(text, "a region", "cn-hangzhou"))
        }
    }

    /// The id as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

parsed!(Region, IllegalId);

impl FromApi for Region {
    fn from_api(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl std::fmt::Display for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two different regions; `(a, b)` and `(b, a)` are the same pair. Kept in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionPair(Region, Region);

impl RegionPair {
    /// The pair of `a` and `b` in whichever order; `None` when they are the same region.
    pub fn new(a: Region, b: Region) -> Option<Self> {
        match a.cmp(&b) {
            std::cmp::Ordering::Less => Some(Self(a, b)),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(Self(b, a)),
        }
    }

    /// The region that comes first in the order of bytes.
    pub fn first(&self) -> &Region {
        &self.0
    }

    /// The other region.
    pub fn second(&self) -> &Region {
        &self.1
    }
}

/// Regions that somebody vouches for, with their areas.
pub type MoreRegions = BTreeMap<Region, Area>;

/// The area that a region lies in, in any letter case. Connections of a Smart Access Gateway, `ccn-` and a region, lie
/// where the region does.
///
/// # Errors
///
/// [`UnknownRegion`], with the region that was probably meant; cities lead to their regions.
pub fn region_area(region: &str) -> Result<Area, UnknownRegion> {
    region_area_with(region, &MoreRegions::new())
}

/// Like [`region_area`], knowing those in `more` as well.
///
/// # Errors
///
/// [`UnknownRegion`], with the listed region that was probably meant.
pub fn region_area_with(region: &str, more: &MoreRegions) -> Result<Area, UnknownRegion> {
    let wanted = region.trim().to_ascii_lowercase();
    let plain = wanted.strip_prefix(GATEWAY).unwrap_or(&wanted);
    let listed = REGIONS.iter().find(|Listed(id, ..)| *id == plain);
    let found = listed.map(|Listed(.., area)| area);
    found
        .or_else(|| more.get(&Region(plain.to_owned())))
        .cloned()
        .ok_or_else(|| UnknownRegion {
            text: region.to_owned(),
            suggestion: suggestion(plain),
        })
}

/// The areas of two regions: what a bandwidth package for the connection between them must connect.
///
/// # Errors
///
/// As [`region_area`], for the first region that is not known.
pub fn area_pair(region_a: &str, region_b: &str) -> Result<AreaPair, UnknownRegion> {
    Ok(AreaPair::new(
        region_area(region_a)?,
        region_area(region_b)?,
    ))
}

/// The listed regions of an area, in the order of their ids. None for an area that was opened after the list was made.
pub fn regions(area: &Area) -> impl Iterator<Item = &'static str> {
    REGIONS
        .iter()
        .filter(move |Listed(.., of)| of == area)
        .map(|Listed(id, ..)| *id)
}

fn suggestion(text: &str) -> Option<String> {
    let by_city = REGIONS
        .iter()
        .find(|Listed(_, city, _)| city.is_some_and(|city| city.eq_ignore_ascii_case(text)));
    if let Some(Listed(id, ..)) = by_city {
        return Some((*id).to_owned());
    }
    let ids: Vec<String> = REGIONS
        .iter()
        .map(|Listed(id, ..)| (*id).to_owned())
        .collect();
    nearest(text, &ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_lies_in_its_area_whatever_its_prefix_and_letter_case() {
        for (region, area) in [
            ("cn-hangzhou", Area::China),
            (" CN-Hangzhou ", Area::China),
            ("ccn-cn-shanghai", Area::China),
            ("cn-hongkong", Area::AsiaPacific),
            ("ap-southeast-1", Area::AsiaPacific),
            ("ap-southeast-2", Area::Australia),
            ("us-west-1", Area::NorthAmerica),
            ("eu-west-1", Area::Europe),
            ("me-east-1", Area::MiddleEast),
        ] {
            assert_eq!(region_area(region), Ok(area), "{region}");
        }
    }

    #[test]
    fn an_unknown_region_is_answered_with_the_nearest_one_or_that_of_the_city() {
        for (text, suggestion) in [
            ("cn-hangzou", Some("cn-hangzhou")),
            ("cn_shanghai", Some("cn-shanghai")),
            ("singapore", Some("ap-southeast-1")),
            ("Hong Kong", Some("cn-hongkong")),
            ("us-west1", Some("us-west-1")),
            ("mars", None),
            ("", None),
        ] {
            let error = region_area(text).unwrap_err();
            assert_eq!(error.suggestion.as_deref(), suggestion, "{text}");
        }
        assert_eq!(
            region_area("cn-hangzou").unwrap_err().to_string(),
            "\"cn-hangzou\" is not a known region; did you mean \"cn-hangzhou\"? Regions are known as of 2026-08."
        );
        assert_eq!(
            region_area("mars").unwrap_err().to_string(),
            "\"mars\" is not a known region. Regions are known as of 2026-08."
        );
    }

    #[test]
    fn a_region_that_somebody_vouches_for_lies_where_he_says() {
        let region = Region::parse("ap-new-9").unwrap();
        let more = MoreRegions::from([(region, Area::AsiaPacific)]);
        assert_eq!(region_area_with("AP-new-9", &more), Ok(Area::AsiaPacific));
        assert_eq!(
            region_area_with("ccn-ap-new-9", &more),
            Ok(Area::AsiaPacific)
        );
        assert_eq!(region_area_with("cn-hangzhou", &more), Ok(Area::China));
        assert!(region_area("ap-new-9").is_err());
    }

    #[test]
    fn the_areas_of_two_regions_are_one_pair_in_either_order() {
        let expected = AreaPair::new(Area::China, Area::AsiaPacific);
        assert_eq!(
            area_pair("cn-hangzhou", "ap-southeast-1"),
            Ok(expected.clone())
        );
        assert_eq!(area_pair("ap-southeast-1", "cn-hangzhou"), Ok(expected));
        assert_eq!(
            area_pair("cn-beijing", "cn-hangzhou"),
            Ok(AreaPair::new(Area::China, Area::China))
        );
        let unknown = area_pair("cn-beijing", "mars").unwrap_err();
        assert_eq!(unknown.text, "mars");
    }

    #[test]
    fn the_regions_of_all_areas_are_the_whole_list_in_order() {
        let listed: Vec<&str> = Area::LISTED.iter().flat_map(regions).collect();
        let all: Vec<&str> = REGIONS.iter().map(|Listed(id, ..)| *id).collect();
        assert_eq!(listed, all);
        for area in Area::LISTED {
            let regions: Vec<&str> = regions(&area).collect();
            assert!(regions.is_sorted(), "{area}");
            assert!(!regions.is_empty(), "{area}");
        }
        let none = regions(&Area::named("Antarctica")).count();
        assert_eq!(none, 0);
    }

    #[test]
    fn only_letters_digits_and_hyphens_can_be_a_region() {
        assert_eq!(Region::parse(" CN-New-7 ").unwrap().as_str(), "cn-new-7");
        for text in ["", "cn hangzhou", "cn:hangzhou", &"x".repeat(65)] {
            assert_eq!(
                Region::parse(text).unwrap_err().to_string(),
                format!("{text:?} is not the id of a region; such an id looks like cn-hangzhou")
            );
        }
    }

    #[test]
    fn two_regions_are_one_pair_in_either_order_and_one_region_is_none() {
        let region = |text| Region::parse(text).unwrap();
        let pair = RegionPair::new(region("us-west-1"), region("cn-hangzhou")).unwrap();
        assert_eq!(
            (pair.first().as_str(), pair.second().as_str()),
            ("cn-hangzhou", "us-west-1")
        );
        assert_eq!(
            RegionPair::new(region("CN-hangzhou"), region("cn-hangzhou")),
            None
        );
    }
}
