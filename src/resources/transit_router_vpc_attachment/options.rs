//! Further settings of an attached VPC.

use std::collections::BTreeMap;

use tf_plugin::value::Attr;

/// Further settings, by the names of the API.
pub(super) type Options = BTreeMap<String, Attr<String>>;

/// The settings that are known.
pub(super) fn plain(options: &Attr<Options>) -> BTreeMap<String, String> {
    let options = options.known().into_iter().flatten();
    options
        .filter_map(|(name, value)| Some((name.clone(), value.known()?.clone())))
        .collect()
}

/// The value of a setting. CEN spells its own names with and without a capital (`Ipv6Support`, `ipv6Support`).
pub(super) fn setting<'o>(options: &'o BTreeMap<String, String>, name: &str) -> Option<&'o String> {
    let mut options = options.iter();
    let found = options.find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

pub(super) fn are_the_same(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(name, value)| setting(b, name) == Some(value))
}

/// Settings that the API adds of its own are none of a resource that names others. Names keep the letter case in which they
/// are known.
pub(super) fn refreshed(actual: &BTreeMap<String, String>, known: &Attr<Options>) -> Attr<Options> {
    let ours: Options = match known.known() {
        Some(known) => {
            let named = known.keys();
            named
                .filter_map(|name| Some((name.clone(), setting(actual, name)?.as_str().into())))
                .collect()
        }
        None => {
            let all = actual.iter();
            all.map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect()
        }
    };
    if ours.is_empty() && known.known().is_none() {
        Attr::Null
    } else {
        Attr::Known(ours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attr(pairs: &[(&str, &str)]) -> Attr<Options> {
        let pairs = pairs.iter();
        Attr::Known(
            pairs
                .map(|(name, value)| ((*name).to_owned(), (*value).into()))
                .collect(),
        )
    }

    #[test]
    fn settings_that_nobody_named_belong_to_nobody() {
        let actual = plain(&attr(&[("a", "on"), ("b", "off")]));
        assert_eq!(
            refreshed(&actual, &attr(&[("a", "off")])),
            attr(&[("a", "on")])
        );
        assert_eq!(refreshed(&actual, &attr(&[("c", "x")])), attr(&[]));
        for known in [Attr::Null, Attr::Unknown] {
            assert_eq!(
                refreshed(&actual, &known),
                attr(&[("a", "on"), ("b", "off")])
            );
            assert_eq!(refreshed(&BTreeMap::new(), &known), Attr::Null);
        }
    }

    #[test]
    fn the_letter_case_of_a_name_does_not_matter_and_stays_as_it_was_written() {
        let actual = plain(&attr(&[("ipv6Support", "enable"), ("b", "off")]));
        assert_eq!(
            refreshed(&actual, &attr(&[("IPV6support", "disable")])),
            attr(&[("IPV6support", "enable")])
        );
        let capital = plain(&attr(&[("Ipv6Support", "enable"), ("B", "off")]));
        assert!(are_the_same(&actual, &capital));
        let less = plain(&attr(&[("Ipv6Support", "enable")]));
        assert!(!are_the_same(&actual, &less));
        let other_value = plain(&attr(&[("Ipv6Support", "Enable"), ("B", "off")]));
        assert!(!are_the_same(&actual, &other_value));
    }
}
