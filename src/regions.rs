//! Areas and regions in arguments: which are known, and which area a region lies in.

use std::collections::BTreeMap;

use crate::known_config::KnownConfig;
use cen::area::UnknownArea;
use cen::region::{LISTED_IN, region_area_with};
use cen::{Area, MoreRegions, Region};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::validate::listed;
use tf_plugin::value::{Attr, Path};

/// Reads `additional_regions`; `None` while any of it, or the areas it may name, is unknown.
pub(super) fn more_regions(
    regions: &Attr<BTreeMap<String, Attr<String>>>,
    additional_areas: Option<&[String]>,
    diagnostics: &mut Diagnostics,
) -> Option<MoreRegions> {
    let regions = match regions {
        Attr::Null => return Some(MoreRegions::new()),
        Attr::Unknown => return None,
        Attr::Known(regions) => regions,
    };
    let mut more = MoreRegions::new();
    let mut is_known = true;
    for (name, area) in regions {
        let path = Path::root("additional_regions").key(name);
        let Ok(region) = Region::parse(name) else {
            diagnostics.error_at(
                path,
                "Not the id of a region",
                format!(
                    "{name:?} cannot be the id of a region; those are letters, digits and hyphens, such as \
                     \"ap-southeast-1\"."
                ),
            );
            continue;
        };
        match (area, additional_areas) {
            (Attr::Null, _) => diagnostics.error_at(
                path,
                "The region has no area",
                format!("Set the area that {name} lies in, such as \"Asia-Pacific\"."),
            ),
            (Attr::Unknown, _) | (_, None) => is_known = false,
            (Attr::Known(area), Some(additional)) => match Area::parse_with(area, additional) {
                Ok(area) => drop(more.insert(region, area)),
                Err(unknown) => unknown_area(&unknown, None, path, diagnostics),
            },
        }
    }
    is_known.then_some(more)
}

/// Checks that an argument is an area.
pub(super) fn check_area(
    path: Path,
    area: &Attr<impl AsRef<str>>,
    known_config: &KnownConfig,
    diagnostics: &mut Diagnostics,
) {
    // Areas that the user vouches for may be unknown in this plan; then nothing can be said yet.
    if let (Some(text), Some(additional)) = (area.known(), &known_config.additional_areas)
        && let Err(unknown) = Area::parse_with(text.as_ref(), additional)
    {
        let more = known_config.additional_regions.as_ref();
        unknown_area(&unknown, more, path, diagnostics);
    }
}

fn unknown_area(
    unknown: &UnknownArea,
    more: Option<&MoreRegions>,
    path: Path,
    diagnostics: &mut Diagnostics,
) {
    let UnknownArea {
        text,
        suggestion,
        legal,
    } = unknown;
    let legal = listed(legal).replace(" or ", " and ");
    let none = MoreRegions::new();
    let detail = match (region_area_with(text, more.unwrap_or(&none)), suggestion) {
        // Authors know regions.
        (Ok(area), _) => format!(
            "{text:?} is a region, and packages connect areas; its area is {:?}. The areas are {legal}.",
            area.as_str()
        ),
        (Err(region), suggestion) => {
            let region = region.suggestion.filter(|_| suggestion.is_none());
            let region = region.map_or_else(String::new, |region| {
                let area = region_area_with(&region, more.unwrap_or(&none));
                let area = area.map_or_else(
                    |_| String::new(),
                    |area| format!(" Its area is {:?}.", area.as_str()),
                );
                format!(" Did you mean the region {region:?}?{area}")
            });
            format!(
                "{text:?} is not an area of CEN; the areas are {legal}.{}{region}\n\nIf CEN has opened this area since \
                 this release of the provider, add it to additional_areas in the provider block.",
                meant(suggestion.as_deref()),
            )
        }
    };
    diagnostics.error_at(path, "Unknown area", detail);
}

/// Checks that an argument is a region.
pub(super) fn check_region(
    path: Path,
    region: &Attr<impl AsRef<str>>,
    known_config: &KnownConfig,
    diagnostics: &mut Diagnostics,
) {
    let (Some(text), Some(more)) = (region.known(), &known_config.additional_regions) else {
        return;
    };
    let text = text.as_ref();
    let Err(unknown) = region_area_with(text, more) else {
        return;
    };
    let areas = known_config.additional_areas.as_deref();
    if let Ok(area) = Area::parse_with(text, areas.unwrap_or_default()) {
        return diagnostics.error_at(
            path,
            "Unknown region",
            format!(
                "{:?} is an area. A region, such as \"cn-hangzhou\", lies in an area; this argument takes a region.",
                area.as_str()
            ),
        );
    }
    diagnostics.error_at(
        path,
        "Unknown region",
        format!(
            "{text:?} is not a region known as of {LISTED_IN}.{} Regions are written as Alibaba Cloud writes their ids, \
             such as \"cn-hangzhou\".\n\nIf the region was opened since this release of the provider, add it with its \
             area to additional_regions in the provider block.",
            meant(unknown.suggestion.as_deref()),
        ),
    );
}

fn meant(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |nearest| format!(" Did you mean {nearest:?}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn more(
        pairs: &[(&str, Attr<String>)],
        areas: Option<&[String]>,
    ) -> (Option<MoreRegions>, Vec<(String, String)>) {
        let pairs = pairs
            .iter()
            .map(|(name, area)| ((*name).to_owned(), area.clone()));
        let mut diagnostics = Diagnostics::default();
        let read = more_regions(&Attr::Known(pairs.collect()), areas, &mut diagnostics);
        let said = diagnostics
            .into_iter()
            .map(|one| (one.path.to_string(), one.summary));
        (read, said.collect())
    }

    #[test]
    fn regions_are_taken_with_their_areas_in_any_letter_case() {
        let region = Region::parse("ap-new-9").unwrap();
        let expected = MoreRegions::from([(region, Area::AsiaPacific)]);
        assert_eq!(
            more(&[("AP-new-9", "asia-pacific".into())], Some(&[])),
            (Some(expected), vec![])
        );
        let mars = ["Mars".to_owned()];
        let (read, said) = more(&[("mars-1", "mars".into())], Some(&mars));
        assert_eq!((read.unwrap().len(), said), (1, vec![]));
    }

    #[test]
    fn each_bad_region_is_named_by_its_key() {
        let (_, said) = more(
            &[
                ("a b", "China".into()),
                ("cn-new", Attr::Null),
                ("us-new", "Amerika".into()),
            ],
            Some(&[]),
        );
        let expected = [
            ("additional_regions[\"a b\"]", "Not the id of a region"),
            ("additional_regions[\"cn-new\"]", "The region has no area"),
            ("additional_regions[\"us-new\"]", "Unknown area"),
        ];
        assert_eq!(
            said,
            expected.map(|(path, summary)| (path.to_owned(), summary.to_owned()))
        );
    }

    #[test]
    fn what_is_unknown_makes_the_regions_unknown() {
        assert_eq!(
            more(&[("cn-new", Attr::Unknown)], Some(&[])),
            (None, vec![])
        );
        assert_eq!(more(&[("cn-new", "China".into())], None), (None, vec![]));
    }

    /// What is said of a value where an area or a region is wanted.
    fn said(
        check: impl Fn(Path, &Attr<String>, &KnownConfig, &mut Diagnostics),
        text: &str,
    ) -> String {
        let mut diagnostics = Diagnostics::default();
        let (path, text) = (Path::root("it"), text.into());
        check(path, &text, &KnownConfig::default(), &mut diagnostics);
        let mut details = diagnostics.into_iter().map(|one| one.detail);
        details.next().unwrap_or_default()
    }

    #[test]
    fn areas_and_regions_in_each_others_place_are_told_for_what_they_are() {
        let area = |text| said(check_area, text);
        assert_eq!(
            area("cn-hangzhou").lines().next(),
            Some(
                "\"cn-hangzhou\" is a region, and packages connect areas; its area is \"China\". The areas are \
                 \"China\", \"North-America\", \"Asia-Pacific\", \"Europe\", \"Middle-East\" and \"Australia\"."
            )
        );
        let meant = " Did you mean the region \"cn-hangzhou\"? Its area is \"China\".";
        let typo = area("cn-hangzou");
        assert!(typo.lines().next().unwrap().ends_with(meant), "{typo}");
        assert_eq!(
            said(check_region, "china"),
            "\"China\" is an area. A region, such as \"cn-hangzhou\", lies in an area; this argument takes a region."
        );
        let unknown = said(check_region, "cn-shangai");
        assert!(
            unknown.contains("Did you mean \"cn-shanghai\"?"),
            "{unknown}"
        );
    }
}
