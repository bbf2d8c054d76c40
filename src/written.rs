//! Domain types as attributes: what a text means, and the text as it was written.

use std::ops::Deref;

use cen::id::{Id, Identified};
use cen::{Area, ClientToken, EndTime, Region};
use tf_plugin::framework::model::CustomType;
use tf_plugin::value::{Attr, ValueError};

use super::rules;

/// A text that names a `T`, which is what it derefs to.
///
/// Two that name the same are the same to a plan, whatever their letter case, so the text in the state stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written<T> {
    text: String,
    meaning: T,
}

/// What texts of users and states name.
pub(crate) trait Named: Clone + PartialEq + Send + Sync + 'static {
    /// Whether it is an id that objects are given.
    const IS_ID: bool = false;

    /// What such a text must be, for the documentation; empty where the attributes say it themselves.
    const RULE: &'static str;

    /// What a text in a configuration names.
    ///
    /// # Errors
    ///
    /// When it is certain, whatever the provider block says, that it names nothing.
    fn parse(text: &str) -> Result<Self, ValueError>;

    /// What a text in a state names, which an earlier version or another provider may have written.
    ///
    /// # Errors
    ///
    /// When it names nothing.
    fn stored(text: &str) -> Result<Self, ValueError>;

    /// The text that names it in requests.
    fn text(&self) -> String;
}

impl<T: Named> CustomType for Written<T> {
    const IS_ID: bool = T::IS_ID;

    type Form = String;

    fn describe() -> &'static str {
        T::RULE
    }

    fn parse(text: String) -> Result<Self, ValueError> {
        let meaning = T::parse(&text)?;
        Ok(Self { text, meaning })
    }

    fn stored(text: String) -> Result<Self, ValueError> {
        let meaning = T::stored(&text)?;
        Ok(Self { text, meaning })
    }

    fn form(&self) -> String {
        self.text.clone()
    }

    fn semantic_equals(&self, other: &Self) -> bool {
        self.meaning == other.meaning
    }
}

impl<T> Deref for Written<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.meaning
    }
}

/// The text as it was written.
impl<T> AsRef<str> for Written<T> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Written as requests want it.
impl<T: Named> From<&T> for Written<T> {
    fn from(meaning: &T) -> Self {
        Self {
            text: meaning.text(),
            meaning: meaning.clone(),
        }
    }
}

/// What an attribute names, once that is known.
pub(crate) fn meaning<T>(attr: &Attr<Written<T>>) -> Option<&T> {
    attr.known().map(Deref::deref)
}

/// An attribute that names what the API says, in the form that is `known` where that means the same. Where the API says
/// nothing, what is known stays.
pub(crate) fn refreshed<T: Named>(
    actual: Option<&T>,
    known: &Attr<Written<T>>,
) -> Attr<Written<T>> {
    match (actual, known) {
        (Some(actual), known) if meaning(known) != Some(actual) => written(actual),
        (None, Attr::Unknown) => Attr::Null,
        (_, known) => known.clone(),
    }
}

/// As [`refreshed`], of what an object may do without: where the API says nothing, there is nothing.
pub(crate) fn linked<T: Named>(actual: Option<&T>, known: &Attr<Written<T>>) -> Attr<Written<T>> {
    actual.map_or(Attr::Null, |actual| refreshed(Some(actual), known))
}

/// An attribute that names `meaning`, written as requests want it.
pub(crate) fn written<T: Named>(meaning: &T) -> Attr<Written<T>> {
    Attr::Known(meaning.into())
}

impl Named for Area {
    const RULE: &'static str = "";

    /// Whether there is such an area depends on the provider block too: see [`super::regions::check_area`].
    fn parse(text: &str) -> Result<Self, ValueError> {
        Self::stored(text)
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        Ok(Self::named(text))
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Named for Region {
    const RULE: &'static str = "";

    /// Whether there is such a region depends on the provider block too: see [`super::regions::check_region`].
    fn parse(text: &str) -> Result<Self, ValueError> {
        Self::stored(text)
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).map_err(|_| {
            ValueError::new(
                "Unknown region",
                format!(
                    "{} cannot be the id of a region; those are letters, digits and hyphens, such as \"cn-hangzhou\".",
                    rules::quoted(text)
                ),
            )
        })
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// In states ids of an unexpected form are kept: the API has given them once. So is the placeholder of an object that is not
/// confirmed yet.
impl<T: Identified> Named for Id<T> {
    const IS_ID: bool = true;
    const RULE: &'static str = T::RULE;

    fn parse(text: &str) -> Result<Self, ValueError> {
        rules::check_id(text, T::WHAT, T::PREFIX)?;
        Self::stored(text)
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        Self::from_api(text).ok_or_else(|| rules::not_an_id(text, T::WHAT, T::PREFIX))
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// Tokens are no names: they are the same letter by letter.
impl Named for ClientToken {
    const RULE: &'static str = "1 to 64 printable ASCII characters without spaces";

    fn parse(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).map_err(|error| {
            let detail = format!("This cannot be used: {error}.");
            ValueError::new("Client token is not legal", detail)
        })
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        <Self as Named>::parse(text)
    }

    fn text(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Named for EndTime {
    const RULE: &'static str = "a point in time with its offset from UTC";

    fn parse(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
            .map_err(|error| ValueError::new("Not a point in time", format!("{error}.")))
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        <Self as Named>::parse(text)
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// An attribute with this text, in tests.
#[cfg(test)]
pub(crate) fn named<T: Named>(text: &str) -> Attr<Written<T>> {
    Attr::Known(CustomType::stored(text.to_owned()).unwrap())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unconfirmed;
    use cen::CenId;

    fn parse<T: Named>(text: &str) -> Result<Written<T>, ValueError> {
        CustomType::parse(text.to_owned())
    }

    #[test]
    fn what_is_written_keeps_its_letters_and_means_the_same_in_others() {
        let upper = parse::<CenId>("CEN-abc").unwrap();
        assert_eq!(upper.form(), "CEN-abc");
        assert_eq!(upper.as_str(), "cen-abc");
        assert!(upper.semantic_equals(&parse("cen-ABC").unwrap()));
        assert!(!upper.semantic_equals(&parse("cen-b").unwrap()));
    }

    #[test]
    fn states_are_read_more_generously_than_configurations() {
        let placeholder = unconfirmed::placeholder_id("token");
        assert_eq!(
            parse::<CenId>(&placeholder).unwrap_err().summary,
            "There is no id of a CEN instance yet"
        );
        let stored: Written<CenId> = CustomType::stored(placeholder.clone()).unwrap();
        assert_eq!(stored.form(), placeholder);
        let blank: Result<Written<CenId>, _> = CustomType::stored(" ".to_owned());
        assert_eq!(blank.unwrap_err().summary, "Not the id of a CEN instance");
    }

    #[test]
    fn whether_an_area_is_known_is_not_for_its_text_to_say() {
        assert_eq!(
            *parse::<Area>("south-AMERICA").unwrap(),
            Area::named("South-America")
        );
        assert_eq!(
            parse::<Region>("cn_hangzhou").unwrap_err().summary,
            "Unknown region"
        );
    }
}
