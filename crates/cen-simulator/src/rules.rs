//! CEN's rules about values, each with the page it comes from; rules about states are in [`lifecycle`].
//!
//! "API page X" is the reference page of action X; "billing page" and "quota page" are those of the product's
//! documentation. Where no page gives a code, the note says so and a member of the documented family is used.

pub(crate) mod attachments;
pub(crate) mod children;
pub(crate) mod lifecycle;
pub(crate) mod limits;
pub(crate) mod regions;
pub(crate) mod routers;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::options::Policy;
use super::refusal::Refusal;

/// How far a request's `Timestamp` may lie from the server's clock, either way (API guide, "Common errors").
pub(crate) const TIMESTAMP_WINDOW: Duration = Duration::from_secs(15 * 60);

/// How long a nonce must not come again (API guide, "Common parameters").
pub(crate) const NONCE_MEMORY: Duration = Duration::from_secs(15 * 60);

/// How long a client token is remembered. Undocumented; a day covers every sensible retry.
pub(crate) const TOKEN_MEMORY: Duration = Duration::from_secs(24 * 3_600);

/// How long an unpaid order stays open. Undocumented; a day.
pub(crate) const ORDER_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

/// Tags on one object, and in one request (API page TagResources).
pub(crate) const MOST_TAGS: usize = 20;

/// Filters in one request, and values in one filter (API page DescribeCens).
pub(crate) const MOST_FILTERS: usize = 5;

/// Objects on one page (API page DescribeCenBandwidthPackages).
pub(crate) const LARGEST_PAGE: u32 = 50;

/// What a pay-as-you-go package shows as its `ExpiredTime` (API page DescribeCenBandwidthPackages).
pub(crate) const NEVER_EXPIRES: &str = "2999-09-08T16:00Z";

/// The areas on sale today, in the form of answers (API page CreateCenBandwidthPackage).
const AREAS: [&str; 4] = ["china", "north-america", "asia-pacific", "europe"];

/// Span ids whose order is documented; the others are written alphabetically.
const SPANS: [(&str, &str); 2] = [("china", "asia-pacific"), ("north-america", "china")];

/// How a package is paid (API page CreateCenBandwidthPackage).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChargeType {
    /// For a term, in advance.
    #[serde(rename = "PREPAY")]
    Prepay,
    /// By the day, until it is deleted.
    #[serde(rename = "POSTPAY")]
    Postpay,
}

impl ChargeType {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prepay => "PREPAY",
            Self::Postpay => "POSTPAY",
        }
    }
}

/// The unit of a term (API page CreateCenBandwidthPackage).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cycle {
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// What a prepaid package was bought for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// How many cycles.
    pub period: u32,
    /// The unit.
    pub cycle: Cycle,
}

impl Term {
    /// The term in calendar months.
    pub fn months(self) -> u32 {
        match self.cycle {
            Cycle::Month => self.period,
            Cycle::Year => self.period.saturating_mul(12),
        }
    }
}

/// An area in any letter case becomes its lower-case form (API page CreateCenBandwidthPackage, error table).
pub(crate) fn area(policy: &Policy, text: &str) -> Result<String, Refusal> {
    let area = text.to_lowercase();
    let additional = policy.additional_areas.iter();
    if AREAS.contains(&area.as_str())
        || additional
            .into_iter()
            .any(|known| known.to_lowercase() == area)
    {
        return Ok(area);
    }
    Err(Refusal::new(
        400,
        "ParameterIllegal.GeoRegionId",
        format!("The area {text} is not known."),
    ))
}

/// All pairs of areas on sale are sold, in either order (billing page, price table), unless the policy says otherwise.
pub(crate) fn pair(policy: &Policy, a: &str, b: &str) -> Result<(), Refusal> {
    let off_sale = policy.pairs_off_sale.iter().any(|(x, y)| {
        let (x, y) = (x.to_lowercase(), y.to_lowercase());
        (x == a && y == b) || (x == b && y == a)
    });
    let backwards = policy.china_first && b == "china" && a != "china";
    if off_sale || backwards {
        return Err(Refusal::new(
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

/// `PREPAY` when not given (API page CreateCenBandwidthPackage). `PrePaid` is a spelling of 2018 and refused.
pub(crate) fn charge_type(policy: &Policy, text: Option<&str>) -> Result<ChargeType, Refusal> {
    match text {
        None | Some("PREPAY") => Ok(ChargeType::Prepay),
        Some("POSTPAY") if policy.postpaid => Ok(ChargeType::Postpay),
        Some(other) => Err(Refusal::new(
            400,
            "UnSupported.ChargeType",
            format!("The charge type {other} is not offered to this account."),
        )),
    }
}

/// 2 to 10000 Mbit/s (API page CreateCenBandwidthPackage; the code is not documented).
pub(crate) fn bandwidth(mbps: u32) -> Result<u32, Refusal> {
    match mbps {
        2..=10_000 => Ok(mbps),
        _ => Err(Refusal::invalid(
            "Bandwidth",
            "it must be between 2 and 10000",
        )),
    }
}

/// 1, 2, 3, 6 or 12 months or 1 to 3 years, one month when not given (API page CreateCenBandwidthPackage; 12 months
/// are sold without being listed; the code is not documented).
pub(crate) fn term(period: Option<u32>, cycle: Option<&str>) -> Result<Term, Refusal> {
    let cycle = match cycle {
        None | Some("Month") => Cycle::Month,
        Some("Year") => Cycle::Year,
        Some(_) => return Err(Refusal::invalid("PricingCycle", "it must be Month or Year")),
    };
    let period = period.unwrap_or(1);
    match (cycle, period) {
        (Cycle::Month, 1 | 2 | 3 | 6 | 12) | (Cycle::Year, 1..=3) => Ok(Term { period, cycle }),
        (Cycle::Month, _) => Err(Refusal::invalid(
            "Period",
            "it must be 1, 2, 3, 6 or 12 months",
        )),
        (Cycle::Year, _) => Err(Refusal::invalid("Period", "it must be 1, 2 or 3 years")),
    }
}

/// Up to 128 characters, not beginning like a URL; empty clears it (API page ModifyCenBandwidthPackageAttribute).
pub(crate) fn name(text: &str) -> Result<(), Refusal> {
    free_text(text, 128, "InvalidName", "Name")
}

/// Up to 256 characters, not beginning like a URL; empty clears it (API page ModifyCenBandwidthPackageAttribute).
pub(crate) fn description(text: &str) -> Result<(), Refusal> {
    free_text(text, 256, "InvalidDescription", "Description")
}

fn free_text(text: &str, most: usize, code: &'static str, parameter: &str) -> Result<(), Refusal> {
    if text.chars().count() > most || begins_like_url(text) {
        return Err(Refusal::new(
            400,
            code,
            format!(
                "{parameter} takes at most {most} characters and must not begin with http:// or https://."
            ),
        ));
    }
    Ok(())
}

fn begins_like_url(text: &str) -> bool {
    let text = text.to_lowercase();
    text.starts_with("http://") || text.starts_with("https://")
}

/// At most 20 tags; keys of 1 to 64 characters, not beginning with `aliyun` or `acs:`; values of up to 128; no URL in
/// either (API page TagResources).
pub(crate) fn tags(given: &[BTreeMap<&str, &str>]) -> Result<BTreeMap<String, String>, Refusal> {
    if given.len() > MOST_TAGS {
        return Err(Refusal::invalid("Tag", "at most 20 tags are taken"));
    }
    let mut tags = BTreeMap::new();
    for tag in given {
        let Some(key) = tag.get("Key") else {
            return Err(Refusal::invalid("Tag.N.Key", "every tag needs a key"));
        };
        let value = tag.get("Value").copied().unwrap_or("");
        let url = |text: &str| text.contains("http://") || text.contains("https://");
        if !(1..=64).contains(&key.chars().count())
            || key.starts_with("aliyun")
            || key.starts_with("acs:")
            || url(key)
        {
            return Err(Refusal::invalid(
                "Tag.N.Key",
                "it takes 1 to 64 characters, must not begin with aliyun or acs: and must hold no URL",
            ));
        }
        if value.chars().count() > 128
            || value.starts_with("aliyun")
            || value.starts_with("acs:")
            || url(value)
        {
            return Err(Refusal::invalid(
                "Tag.N.Value",
                "it takes up to 128 characters, must not begin with aliyun or acs: and must hold no URL",
            ));
        }
        if tags.insert((*key).to_owned(), value.to_owned()).is_some() {
            return Err(Refusal::invalid("Tag.N.Key", "a key may be given once"));
        }
    }
    Ok(tags)
}

/// 1 to 64 ASCII characters (API page CreateCenBandwidthPackage).
pub(crate) fn client_token(text: &str) -> Result<(), Refusal> {
    if !text.is_ascii() || !(1..=64).contains(&text.len()) {
        return Err(Refusal::invalid(
            "ClientToken",
            "it takes 1 to 64 ASCII characters",
        ));
    }
    Ok(())
}

/// Page 1 of 10 when not given; at most 50 on one (API page DescribeCenBandwidthPackages; the code is not documented).
pub(crate) fn page(number: Option<u32>, size: Option<u32>) -> Result<(u32, u32), Refusal> {
    let (number, size) = (number.unwrap_or(1), size.unwrap_or(10));
    if number == 0 {
        return Err(Refusal::invalid("PageNumber", "pages are counted from 1"));
    }
    if !(1..=LARGEST_PAGE).contains(&size) {
        return Err(Refusal::invalid("PageSize", "it must be between 1 and 50"));
    }
    Ok((number, size))
}

#[cfg(test)]
mod tests;
