//! How the Describe and List actions choose and page.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::action::Answer;
use crate::error::ApiError;
use crate::request::Request;

/// Filters in one request, and values in one filter (API page DescribeCens).
const MOST_FILTERS: usize = 5;

/// Objects on one page (API page DescribeCenBandwidthPackages).
const LARGEST_PAGE: u32 = 50;

/// A key that a list can be filtered by, and whether an object has one of the values given with it.
pub(crate) type FilterKey<T> = (&'static str, fn(&T, &Values<'_>) -> bool);

/// The values of one filter.
pub(crate) struct Values<'a>(Vec<&'a str>);

impl Values<'_> {
    /// Ids are compared without regard to letter case; everything else exactly.
    pub(crate) fn take_id(&self, id: &str) -> bool {
        self.0.iter().any(|value| value.eq_ignore_ascii_case(id))
    }

    pub(crate) fn take(&self, text: &str) -> bool {
        self.0.contains(&text)
    }
}

/// The filters of a request.
pub(crate) struct Filters<'a, T>(Vec<(FilterKey<T>, Values<'a>)>);

impl<'a, T> Filters<'a, T> {
    /// Reads `Filter.N.Key` and `Filter.N.Value.M`; keys are known in any letter case.
    pub(crate) fn read(request: &'a Request, known: &[FilterKey<T>]) -> Result<Self, ApiError> {
        let given = request.objects("Filter");
        if given.len() > MOST_FILTERS {
            return Err(ApiError::invalid("Filter", "at most 5 filters are taken"));
        }
        let filters = given.iter().map(|filter| {
            let Some(name) = filter.get("Key") else {
                return Err(ApiError::invalid(
                    "Filter.N.Key",
                    "every filter needs a key",
                ));
            };
            let mut known = known.iter();
            let Some(key) = known.find(|(text, _)| text.eq_ignore_ascii_case(name)) else {
                return Err(ApiError::new(
                    400,
                    "FilterKey.NotSupport",
                    format!("The filter key {name} is not supported."),
                ));
            };
            Ok((*key, values(filter)?))
        });
        Ok(Self(filters.collect::<Result<_, _>>()?))
    }

    /// Whether every filter matches.
    pub(crate) fn all_match(&self, object: &T) -> bool {
        self.0
            .iter()
            .all(|((_, takes), values)| takes(object, values))
    }

    /// Whether every filter matches, or, when `any` will do, one of them or none is there.
    pub(crate) fn match_as(&self, any: bool, object: &T) -> bool {
        if !any || self.0.is_empty() {
            return self.all_match(object);
        }
        let mut filters = self.0.iter();
        filters.any(|((_, takes), values)| takes(object, values))
    }
}

fn values<'a>(filter: &BTreeMap<&'a str, &'a str>) -> Result<Values<'a>, ApiError> {
    let values: Vec<&str> = filter
        .iter()
        .filter(|(name, _)| name.starts_with("Value."))
        .map(|(_, value)| *value)
        .collect();
    if values.is_empty() || values.len() > MOST_FILTERS {
        return Err(ApiError::invalid(
            "Filter.N.Value",
            "a filter takes 1 to 5 values",
        ));
    }
    Ok(Values(values))
}

/// One page of `objects` in the wrapper that the API uses, with the paging fields; a page beyond the end is empty.
pub(crate) fn page<T>(
    request: &Request,
    wrapper: &str,
    element: &str,
    objects: &[T],
    render: impl Fn(&T) -> Value,
) -> Result<Answer, ApiError> {
    let mut answer = bare_page(request, element, objects, render)?;
    if let Some(list) = answer.fields.remove(element) {
        let list = json!({ element: list });
        answer.fields.insert(wrapper.to_owned(), list);
    }
    Ok(answer)
}

/// As [`page`], written at once: for lists of things with many fields, of which there may be many.
pub(crate) fn written_page<T, Shown: Serialize>(
    request: &Request,
    wrapper: &'static str,
    element: &'static str,
    objects: &[T],
    show: impl Fn(&T) -> Shown,
) -> Result<Answer, ApiError> {
    let page = Page::read(request)?;
    // What is shown is text, numbers and lists, of which JSON can say all.
    let list = |shown: Vec<Shown>| serde_json::to_string(&BTreeMap::from([(element, shown)]));
    let written = list(page.of(objects).map(show).collect()).unwrap_or_default();
    Ok(Answer {
        written: Some((wrapper, written)),
        ..page.answer(objects.len())
    })
}

/// One page of `objects` as a bare list, which actions about transit routers answer with.
pub(crate) fn bare_page<T>(
    request: &Request,
    list: &str,
    objects: &[T],
    render: impl Fn(&T) -> Value,
) -> Result<Answer, ApiError> {
    let page = Page::read(request)?;
    let mut answer = page.answer(objects.len());
    let shown = page.of(objects).map(render).collect();
    answer.fields.insert(list.to_owned(), Value::Array(shown));
    Ok(answer)
}

/// Which page is asked for.
struct Page {
    number: u32,
    size: u32,
}

impl Page {
    fn read(request: &Request) -> Result<Self, ApiError> {
        let number = request.integer("PageNumber")?.unwrap_or(1);
        let size = request.integer("PageSize")?;
        if number == 0 {
            return Err(ApiError::invalid("PageNumber", "pages are counted from 1"));
        }
        let size = page_size(size)?;
        Ok(Self { number, size })
    }

    /// The objects on it.
    fn of<'o, T>(&self, objects: &'o [T]) -> impl Iterator<Item = &'o T> + use<'o, T> {
        let size = self.size as usize;
        let first = (self.number as usize - 1).saturating_mul(size);
        objects.iter().skip(first).take(size)
    }

    /// The fields about paging.
    fn answer(&self, total: usize) -> Answer {
        Answer::new(json!({
            "PageNumber": self.number,
            "PageSize": self.size,
            "TotalCount": total,
        }))
    }
}

/// A part of `objects` as a bare list with the token of the next, which most actions about transit routers answer with:
/// `usual` objects where the request does not say how many, at most 100 (API page ListTransitRouterVpcAttachments).
pub(crate) fn bare_part<T>(
    request: &Request,
    usual: u32,
    list: &str,
    objects: &[T],
    render: impl Fn(&T) -> Value,
) -> Result<Answer, ApiError> {
    let size = request.integer("MaxResults")?.unwrap_or(usual);
    if !(1..=100).contains(&size) {
        let rule = "it must be between 1 and 100";
        return Err(ApiError::invalid("MaxResults", rule));
    }
    let (shown, next) = part(request, size, objects)?;
    let mut answer = Answer::new(json!({
        "MaxResults": size,
        "TotalCount": objects.len(),
        list: shown.iter().map(render).collect::<Vec<_>>(),
    }));
    if let Some(token) = next {
        answer.fields.insert("NextToken".to_owned(), token);
    }
    Ok(answer)
}

/// 10 when not given, at most 50 (API page DescribeCenBandwidthPackages; the code is not documented).
pub(crate) fn page_size(given: Option<u32>) -> Result<u32, ApiError> {
    let size = given.unwrap_or(10);
    if !(1..=LARGEST_PAGE).contains(&size) {
        return Err(ApiError::invalid("PageSize", "it must be between 1 and 50"));
    }
    Ok(size)
}

/// The part of `objects` that begins where `NextToken` says, at most `size` of them, and the token of the part after it.
pub(crate) fn part<'o, T>(
    request: &Request,
    size: u32,
    objects: &'o [T],
) -> Result<(&'o [T], Option<Value>), ApiError> {
    let first: usize = match request.text("NextToken") {
        None | Some("") => 0,
        Some(token) => token
            .strip_prefix("after-")
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| ApiError::invalid("NextToken", "it is not one that was handed out"))?,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_1_to_50() {
        let page = |query: &str| {
            let request = Request::new("GET", query, b"");
            let answer = bare_page(&request, "Numbers", &[1, 2, 3], |number| json!(number));
            answer.map(|answer| Value::Object(answer.fields))
        };
        assert_eq!(
            page(""),
            Ok(json!({"PageNumber": 1, "PageSize": 10, "TotalCount": 3, "Numbers": [1, 2, 3]}))
        );
        assert_eq!(
            page("PageNumber=2&PageSize=2"),
            Ok(json!({"PageNumber": 2, "PageSize": 2, "TotalCount": 3, "Numbers": [3]}))
        );
        assert_eq!(
            page("PageNumber=3&PageSize=50"),
            Ok(json!({"PageNumber": 3, "PageSize": 50, "TotalCount": 3, "Numbers": []}))
        );
        for bad in ["PageNumber=0", "PageSize=0", "PageSize=51"] {
            let error = page(bad).unwrap_err();
            assert_eq!(
                (error.status, error.code.as_ref()),
                (400, "InvalidParameter"),
                "{bad}"
            );
        }
    }
}
