//! Paging, filters and tag filters of the Describe actions.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::refusal::Refusal;
use crate::request::Request;
use crate::rules::{self, MOST_FILTERS};

/// One filter: it matches an object that has one of the values.
pub(super) struct Filter<'a, K> {
    pub(super) key: K,
    values: Vec<&'a str>,
}

impl<K> Filter<'_, K> {
    /// Ids are compared without regard to letter case; everything else exactly.
    pub(super) fn takes_id(&self, id: &str) -> bool {
        self.values
            .iter()
            .any(|value| value.eq_ignore_ascii_case(id))
    }

    pub(super) fn takes(&self, text: &str) -> bool {
        self.values.contains(&text)
    }
}

/// Reads `Filter.N.Key` and `Filter.N.Value.M`; keys are known in any letter case.
pub(super) fn read<'a, K: Copy>(
    request: &'a Request,
    known: &[(&str, K)],
) -> Result<Vec<Filter<'a, K>>, Refusal> {
    let given = request.objects("Filter");
    if given.len() > MOST_FILTERS {
        return Err(Refusal::invalid("Filter", "at most 5 filters are taken"));
    }
    given.iter().map(|filter| read_one(filter, known)).collect()
}

fn read_one<'a, K: Copy>(
    given: &BTreeMap<&'a str, &'a str>,
    known: &[(&str, K)],
) -> Result<Filter<'a, K>, Refusal> {
    let Some(name) = given.get("Key") else {
        return Err(Refusal::invalid("Filter.N.Key", "every filter needs a key"));
    };
    let Some((_, key)) = known
        .iter()
        .find(|(text, _)| text.eq_ignore_ascii_case(name))
    else {
        return Err(Refusal::new(
            400,
            "FilterKey.NotSupport",
            format!("The filter key {name} is not supported."),
        ));
    };
    let values: Vec<&str> = given
        .iter()
        .filter(|(name, _)| name.starts_with("Value."))
        .map(|(_, value)| *value)
        .collect();
    if values.is_empty() || values.len() > MOST_FILTERS {
        return Err(Refusal::invalid(
            "Filter.N.Value",
            "a filter takes 1 to 5 values",
        ));
    }
    Ok(Filter { key: *key, values })
}

/// Whether an object has every tag that the request asks for; a tag without a value asks for the key alone.
pub(super) fn has_tags(wanted: &[BTreeMap<&str, &str>], tags: &BTreeMap<String, String>) -> bool {
    wanted.iter().all(|tag| {
        let key = tag.get("Key").copied().unwrap_or("");
        match (tags.get(key), tag.get("Value")) {
            (Some(have), Some(want)) => have == want,
            (Some(_), None) => true,
            (None, _) => false,
        }
    })
}

/// `Tags.Tag[]` of an answer.
pub(super) fn render_tags(tags: &BTreeMap<String, String>) -> Value {
    json!({ "Tag": bare_tags(tags) })
}

/// `Tags[]` of an answer about transit routers.
pub(super) fn bare_tags(tags: &BTreeMap<String, String>) -> Value {
    let tags = tags.iter();
    tags.map(|(key, value)| json!({"Key": key, "Value": value}))
        .collect()
}

/// One page of `objects` in the wrapper that the API uses, with the paging fields; a page beyond the end is empty.
pub(super) fn page<T>(
    request: &Request,
    wrapper: &str,
    element: &str,
    objects: &[T],
    render: impl Fn(&T) -> Value,
) -> Result<Map<String, Value>, Refusal> {
    let mut fields = bare_page(request, element, objects, render)?;
    if let Some(list) = fields.remove(element) {
        fields.insert(wrapper.to_owned(), json!({ element: list }));
    }
    Ok(fields)
}

/// One page of `objects` as a bare list, which actions about transit routers answer with.
pub(super) fn bare_page<T>(
    request: &Request,
    list: &str,
    objects: &[T],
    render: impl Fn(&T) -> Value,
) -> Result<Map<String, Value>, Refusal> {
    let (number, size) = rules::page(request.integer("PageNumber")?, request.integer("PageSize")?)?;
    let first = (number as usize - 1).saturating_mul(size as usize);
    let shown = objects.iter().skip(first).take(size as usize).map(render);
    let mut fields = Map::new();
    fields.insert("PageNumber".to_owned(), json!(number));
    fields.insert("PageSize".to_owned(), json!(size));
    fields.insert("TotalCount".to_owned(), json!(objects.len()));
    fields.insert(list.to_owned(), Value::Array(shown.collect()));
    Ok(fields)
}

/// The part of `objects` that begins where `NextToken` says, at most `size` of them, and the token of the part after it.
pub(super) fn part<'o, T>(
    request: &Request,
    size: u32,
    objects: &'o [T],
) -> Result<(&'o [T], Option<Value>), Refusal> {
    let first: usize = match request.text("NextToken") {
        None | Some("") => 0,
        Some(token) => token
            .strip_prefix("after-")
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| Refusal::invalid("NextToken", "it is not one that was handed out"))?,
    };
    let rest = objects.get(first..).unwrap_or_default();
    match rest.split_at_checked(size as usize) {
        Some((shown, more)) if !more.is_empty() => {
            let next = first.saturating_add(shown.len());
            Ok((shown, Some(json!(format!("after-{next}")))))
        }
        _ => Ok((rest, None)),
    }
}
