//! The areas that a bandwidth package connects.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::parsed;

/// When [`Area::LISTED`] was last compared with Alibaba Cloud's own lists, as year and month.
pub const LISTED_IN: &str = "2026-08";

/// A named set of regions. Written in capitals as requests want it; answers are in lower case.
///
/// Two areas are the same when they differ in letter case only.
#[derive(Clone, Debug)]
pub enum Area {
    /// `China`: the Chinese mainland.
    China,
    /// `North-America`.
    NorthAmerica,
    /// `Asia-Pacific`.
    AsiaPacific,
    /// `Europe`.
    Europe,
    /// `Middle-East`. Not on every list of the vendor; whether it is on sale is the API's to say.
    MiddleEast,
    /// `Australia`. Not on every list of the vendor; whether it is on sale is the API's to say.
    Australia,
    /// One that was opened after the list was made, in the spelling it was given in.
    Other(String),
}

/// A text that names no known area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownArea {
    /// What was asked for.
    pub text: String,
    /// The area that was probably meant.
    pub suggestion: Option<String>,
    /// All names that would have been accepted.
    pub legal: Vec<String>,
}

impl std::fmt::Display for UnknownArea {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} is not a known area", self.text)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean {suggestion:?}?")?,
            None => f.write_str(".")?,
        }
        write!(
            f,
            " Areas known as of {LISTED_IN}: {}.",
            self.legal.join(", ")
        )
    }
}

impl std::error::Error for UnknownArea {}

impl Area {
    /// The areas that packages have been sold for.
    pub const LISTED: [Self; 6] = [
        Self::China,
        Self::NorthAmerica,
        Self::AsiaPacific,
        Self::Europe,
        Self::MiddleEast,
        Self::Australia,
    ];

    /// The listed area that `text` names, in any letter case and with white space around it.
    ///
    /// # Errors
    ///
    /// [`UnknownArea`] with the nearest name.
    pub fn parse(text: &str) -> Result<Self, UnknownArea> {
        Self::parse_with(text, &[])
    }

    /// Like [`Area::parse`], letting the names in `additional` through as well, in the spelling they have there.
    ///
    /// # Errors
    ///
    /// [`UnknownArea`] with the nearest name.
    pub fn parse_with(text: &str, additional: &[String]) -> Result<Self, UnknownArea> {
        let area = Self::named(text);
        if !matches!(area, Self::Other(_)) {
            return Ok(area);
        }
        let known = additional.iter().map(|name| Self::named(name));
        if let Some(known) = known.into_iter().find(|known| *known == area) {
            return Ok(known);
        }
        let legal: Vec<String> = Self::LISTED
            .iter()
            .map(|area| area.as_str().to_owned())
            .chain(additional.iter().cloned())
            .collect();
        Err(UnknownArea {
            text: text.to_owned(),
            suggestion: nearest(text, &legal),
            legal,
        })
    }

    /// The area that a text names, be it of the API, of a state or of a user, listed or not.
    pub fn named(text: &str) -> Self {
        let text = text.trim();
        Self::LISTED
            .into_iter()
            .find(|area| area.as_str().eq_ignore_ascii_case(text))
            .unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    /// The name as requests spell it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::China => "China",
            Self::NorthAmerica => "North-America",
            Self::AsiaPacific => "Asia-Pacific",
            Self::Europe => "Europe",
            Self::MiddleEast => "Middle-East",
            Self::Australia => "Australia",
            Self::Other(name) => name,
        }
    }

    fn key(&self) -> String {
        self.as_str().to_ascii_lowercase()
    }
}

parsed!(Area, UnknownArea);

/// The legal name most like `text`, if any is like it at all.
pub(crate) fn nearest(text: &str, legal: &[String]) -> Option<String> {
    // Below this the suggestion is a guess at another word: "Africa" would become "Asia-Pacific".
    const ALIKE: f64 = 0.8;
    let plain = |text: &str| text.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    let wanted = plain(text);
    legal
        .iter()
        .map(|name| (strsim::jaro_winkler(&wanted, &plain(name)), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name.clone())
}

impl PartialEq for Area {
    fn eq(&self, other: &Self) -> bool {
        self.as_str().eq_ignore_ascii_case(other.as_str())
    }
}

impl Eq for Area {}

impl Hash for Area {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for Area {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Area {
    fn cmp(&self, other: &Self) -> Ordering {
        // China sorts first: the official provider moved it into the first slot of requests in March 2019, which
        // suggests that the API refused it in the second.
        let rank = |area: &Self| (*area != Self::China, area.key());
        rank(self).cmp(&rank(other))
    }
}

impl std::fmt::Display for Area {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Area {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Area {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::named(&String::deserialize(deserializer)?))
    }
}

/// The two ends of a package; `(a, b)` and `(b, a)` are the same pair, and both may be the same area.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(Area, Area)")]
pub struct AreaPair(Area, Area);

impl AreaPair {
    /// The pair of `a` and `b` in whichever order.
    pub fn new(a: Area, b: Area) -> Self {
        if a <= b { Self(a, b) } else { Self(b, a) }
    }

    /// The end that goes into slot A of a request: China if it is one of the two.
    pub fn first(&self) -> &Area {
        &self.0
    }

    /// The end that goes into slot B of a request.
    pub fn second(&self) -> &Area {
        &self.1
    }

    /// Whether it crosses the border of the Chinese mainland: exactly one of the two is China.
    pub fn is_cross_border(&self) -> bool {
        (self.0 == Area::China) != (self.1 == Area::China)
    }
}

impl From<(Area, Area)> for AreaPair {
    fn from((a, b): (Area, Area)) -> Self {
        Self::new(a, b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_and_white_space_do_not_matter() {
        for area in Area::LISTED {
            assert_eq!(Area::parse(&format!(" {} ", area.key())), Ok(area.clone()));
            assert_eq!(Area::parse(&area.key().to_uppercase()), Ok(area));
        }
    }

    #[test]
    fn an_unknown_area_is_answered_with_the_nearest_one() {
        for (text, suggestion) in [
            ("Chian", Some("China")),
            ("north america", Some("North-America")),
            ("Asia_Pacific", Some("Asia-Pacific")),
            ("Austalia", Some("Australia")),
            ("Africa", None),
            ("", None),
        ] {
            let error = Area::parse(text).unwrap_err();
            assert_eq!(error.suggestion.as_deref(), suggestion, "{text}");
        }
        assert_eq!(
            Area::parse("Chian").unwrap_err().to_string(),
            "\"Chian\" is not a known area; did you mean \"China\"? Areas known as of 2026-08: China, North-America, \
             Asia-Pacific, Europe, Middle-East, Australia."
        );
    }

    #[test]
    fn an_area_opened_later_can_be_let_through_in_its_own_spelling() {
        let additional = ["South-America".to_owned()];
        let area = Area::parse_with("south-america", &additional).unwrap();
        assert_eq!(area.as_str(), "South-America");
        assert_eq!(area, Area::named("SOUTH-AMERICA"));
        assert_eq!(
            Area::parse_with("South-Amerika", &additional)
                .unwrap_err()
                .suggestion
                .as_deref(),
            Some("South-America")
        );
    }

    #[test]
    fn swapped_ends_are_the_same_pair_with_china_first() {
        let all = Area::LISTED
            .into_iter()
            .chain([Area::Other("Antarctica".to_owned())]);
        for area in all {
            let pair = AreaPair::new(area.clone(), Area::China);
            assert_eq!(pair, AreaPair::new(Area::China, area.clone()));
            assert_eq!((pair.first(), pair.second()), (&Area::China, &area));
        }
        assert_ne!(
            AreaPair::new(Area::China, Area::Europe),
            AreaPair::new(Area::Europe, Area::Europe)
        );
    }

    #[test]
    fn a_stored_pair_comes_back_in_one_order() {
        let pair: AreaPair = serde_json::from_str(r#"["Europe","china"]"#).unwrap();
        assert_eq!(
            serde_json::to_string(&pair).unwrap(),
            r#"["China","Europe"]"#
        );
    }
}
