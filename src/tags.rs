//! Tags of a resource and the provider's default tags.

use std::collections::BTreeMap;

use cen::{CallError, Tagged};
use tf_plugin::framework::Diagnostics;
use tf_plugin::framework::model::Model;
use tf_plugin::value::{Attr, Path};

use super::rules::{self, MOST_TAGS, is_platform_tag};
use super::scope::Scope;

/// Tags as an attribute holds them.
pub(super) type Tags = BTreeMap<String, Attr<String>>;

/// Tags as the API has them.
pub(super) type PlainTags = BTreeMap<String, String>;

/// What a resource ends up with: its own tags over the provider's. Unknown as long as either is.
fn all(own: &Attr<Tags>, defaults: &Attr<Tags>) -> Attr<Tags> {
    if own.is_unknown() || defaults.is_unknown() {
        return Attr::Unknown;
    }
    let mut all = defaults.known().cloned().unwrap_or_default();
    all.extend(own.known().cloned().unwrap_or_default());
    Attr::Known(all)
}

/// Refuses more tags than CEN takes. The validator counts a resource's own; the provider's join them here.
fn count(own: &Attr<Tags>, all: &Attr<Tags>, diagnostics: &mut Diagnostics) {
    let length = |tags: &Attr<Tags>| tags.known().map_or(0, BTreeMap::len);
    let count = length(all);
    if count > MOST_TAGS && length(own) <= MOST_TAGS {
        diagnostics.error_at(
            Path::root("tags"),
            "Too many tags",
            format!(
                "CEN takes {MOST_TAGS} tags for one object; with the provider's default_tags there are {count} here."
            ),
        );
    }
}

/// The tags of a resource: its own, and all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub(super) struct Tagging {
    /// Tags. Those of the provider's `default_tags` count too. Changed in place.
    #[attribute(optional, validate = rules::tags())]
    pub(super) tags: Attr<Tags>,
    /// All tags: `tags` together with the provider's `default_tags`.
    #[attribute(computed, use_state_for_unknown)]
    pub(super) tags_all: Attr<Tags>,
}

impl Tagging {
    /// Plans all tags of a resource, whose own are planned already. More than CEN takes are refused.
    pub(super) fn plan(&mut self, defaults: &Attr<Tags>, diagnostics: &mut Diagnostics) {
        self.tags_all = all(&self.tags, defaults);
        count(&self.tags, &self.tags_all, diagnostics);
    }

    /// Takes over what the API says; see [`observe`].
    pub(super) fn refresh(&mut self, actual: &PlainTags, defaults: &PlainTags) {
        *self = observe(actual, self, defaults);
    }

    /// All tags, as requests want them.
    pub(super) fn plain(&self) -> PlainTags {
        plain(&self.tags_all)
    }

    /// Gives `object`, which has these tags, those that are `planned`.
    pub(super) async fn change(
        &self,
        planned: &Self,
        object: Tagged<'_>,
        Scope { client, deadline }: Scope<'_>,
    ) -> Result<(), CallError> {
        let (set, removed) = difference(&self.plain(), &planned.plain());
        if !removed.is_empty() {
            client.api.untag(object, &removed, deadline).await?;
        }
        if !set.is_empty() {
            client.api.tag(object, &set, deadline).await?;
        }
        Ok(())
    }
}

/// Splits what the API says into a resource's own tags and all of them.
///
/// A tag is the resource's own if it was before, or if it is neither a default tag nor was one when last noted. Keys
/// that Alibaba Cloud itself sets (`acs:...`, `aliyun...`) belong to nobody. No own tags are null unless they were an
/// empty map before.
fn observe(actual: &PlainTags, known: &Tagging, defaults: &PlainTags) -> Tagging {
    let ours = actual.iter().filter(|(key, _)| !is_platform_tag(key));
    let all: PlainTags = ours
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let (known_own, known_all) = (plain(&known.tags), known.plain());
    let is_own = |key: &String, value: &String| {
        known_own.contains_key(key)
            || (defaults.get(key) != Some(value) && known_all.get(key) != Some(value))
    };
    let own: PlainTags = all
        .iter()
        .filter(|(key, value)| is_own(key, value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let own = if own.is_empty() && known.tags.known().is_none() {
        Attr::Null
    } else {
        attr(own)
    };
    Tagging {
        tags: own,
        tags_all: attr(all),
    }
}

/// Tags of the API as an attribute.
pub(super) fn attr(tags: PlainTags) -> Attr<Tags> {
    Attr::Known(
        tags.into_iter()
            .map(|(key, value)| (key, value.as_str().into()))
            .collect(),
    )
}

/// The known tags among `tags`.
pub(super) fn plain(tags: &Attr<Tags>) -> PlainTags {
    let tags = tags.known().into_iter().flatten();
    tags.filter_map(|(key, value)| Some((key.clone(), value.known()?.clone())))
        .collect()
}

/// What makes `before` into `after`: tags to set, and keys to remove.
fn difference(before: &PlainTags, after: &PlainTags) -> (PlainTags, Vec<String>) {
    let set = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(*value));
    let removed = before.keys().filter(|key| !after.contains_key(*key));
    (
        set.map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        removed.cloned().collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Attr<Tags> {
        Attr::Known(
            pairs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).into()))
                .collect(),
        )
    }

    fn plain_tags(pairs: &[(&str, &str)]) -> PlainTags {
        plain(&tags(pairs))
    }

    #[test]
    fn own_tags_win_over_default_tags() {
        let all = all(
            &tags(&[("a", "own")]),
            &tags(&[("a", "default"), ("b", "default")]),
        );
        assert_eq!(all, tags(&[("a", "own"), ("b", "default")]));
    }

    #[test]
    fn unknown_tags_make_the_whole_unknown() {
        assert_eq!(all(&Attr::Unknown, &Attr::Null), Attr::Unknown);
        assert_eq!(all(&Attr::Null, &Attr::Unknown), Attr::Unknown);
        assert_eq!(all(&Attr::Null, &Attr::Null), tags(&[]));
    }

    fn observe_with(
        actual: &[(&str, &str)],
        own: &Attr<Tags>,
        all: &Attr<Tags>,
        defaults: &[(&str, &str)],
    ) -> (Attr<Tags>, Attr<Tags>) {
        let known = Tagging {
            tags: own.clone(),
            tags_all: all.clone(),
        };
        let seen = observe(&plain_tags(actual), &known, &plain_tags(defaults));
        (seen.tags, seen.tags_all)
    }

    #[test]
    fn default_and_system_tags_are_not_the_resources_own() {
        let actual = [
            ("acs:x", "1"),
            ("own", "1"),
            ("team", "net"),
            ("cost", "changed"),
        ];
        let defaults = [("team", "net"), ("cost", "5")];
        let (own, everything) = observe_with(&actual, &Attr::Null, &Attr::Null, &defaults);
        assert_eq!(own, tags(&[("cost", "changed"), ("own", "1")]));
        assert_eq!(
            everything,
            tags(&[("cost", "changed"), ("own", "1"), ("team", "net")])
        );
        let (own, _) = observe_with(&actual, &tags(&[("team", "net")]), &Attr::Null, &defaults);
        assert_eq!(
            own,
            tags(&[("cost", "changed"), ("own", "1"), ("team", "net")])
        );
    }

    #[test]
    fn the_letter_case_of_a_system_tag_does_not_matter() {
        let actual = [
            ("acs:rm:rgId", "1"),
            ("ACS:rm:rgId", "1"),
            ("aliyun.system", "1"),
            ("Aliyun:system", "1"),
            ("ALIYUN", "1"),
            ("Acsess", "own"),
        ];
        let own = tags(&[("Acsess", "own")]);
        assert_eq!(
            observe_with(&actual, &Attr::Null, &Attr::Null, &[]),
            (own.clone(), own)
        );
    }

    #[test]
    fn a_default_tag_of_yesterday_does_not_become_the_resources_own() {
        let (own, _) = observe_with(
            &[("team", "net")],
            &Attr::Null,
            &tags(&[("team", "net")]),
            &[("team", "web")],
        );
        assert_eq!(own, Attr::Null);
    }

    #[test]
    fn no_tags_keep_the_form_they_had() {
        assert_eq!(
            observe_with(&[], &Attr::Null, &Attr::Null, &[]).0,
            Attr::Null
        );
        assert_eq!(observe_with(&[], &tags(&[]), &Attr::Null, &[]).0, tags(&[]));
    }

    #[test]
    fn a_difference_sets_what_is_new_or_changed_and_removes_the_rest() {
        let before = plain_tags(&[("same", "1"), ("changed", "1"), ("gone", "1")]);
        let after = plain_tags(&[("same", "1"), ("changed", "2"), ("new", "1")]);
        let (set, removed) = difference(&before, &after);
        assert_eq!(set, plain_tags(&[("changed", "2"), ("new", "1")]));
        assert_eq!(removed, ["gone"]);
    }
}
