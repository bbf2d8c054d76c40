//! Reading answers with leniency: the API quotes numbers in places, wraps lists, and drops or nulls what is empty.

use std::collections::BTreeMap;

use alibaba_cloud::invisible::is_invisible;
use serde_json::Value;

use crate::time::Time;

/// An object of an answer. Its members are read by name; what reads them says in its error what the answer lacks.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a>(&'a Value);

/// An id that is taken as the API gives it.
pub(crate) trait FromApi: Sized {
    /// `None` when the text is blank.
    fn from_api(text: &str) -> Option<Self>;
}

impl<'a> Answer<'a> {
    pub(crate) fn new(object: &'a Value) -> Self {
        Self(object)
    }

    fn member(self, name: &str) -> &'a Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// The object that a member is; an empty one where it is none.
    pub(crate) fn within(self, name: &str) -> Self {
        Self(self.member(name))
    }

    /// Whether it has a member of this name that is not `null`.
    pub(crate) fn has(self, name: &str) -> bool {
        !self.member(name).is_null()
    }

    /// Text that users write, to the last space; else as [`text`](Self::text).
    pub(crate) fn verbatim(self, name: &str) -> Result<String, String> {
        match self.member(name) {
            Value::Null => Ok(String::new()),
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Bool(flag) => Ok(flag.to_string()),
            Value::Array(_) | Value::Object(_) => Err(format!("its {name} is no text")),
        }
    }

    /// A word of the API, such as an id, a status or a time, without what is no part of one: the space around it, and
    /// characters that nobody sees. Nothing and `null` are empty text, numbers and booleans their own spelling.
    pub(crate) fn text(self, name: &str) -> Result<String, String> {
        Ok(word(&self.verbatim(name)?))
    }

    /// A whole number, quoted or not; nothing, `null` and empty text are none.
    pub(crate) fn number(self, name: &str) -> Result<Option<u64>, String> {
        match self.text(name)?.as_str() {
            "" => Ok(None),
            text => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(format!("its {name} is no whole number")),
            },
        }
    }

    /// A boolean, quoted or not, in any letter case; anything else is none.
    pub(crate) fn flag(self, name: &str) -> Result<Option<bool>, String> {
        Ok(match self.text(name)?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    /// An id; none when it is blank.
    pub(crate) fn id<T: FromApi>(self, name: &str) -> Result<Option<T>, String> {
        Ok(T::from_api(&self.text(name)?))
    }

    /// The id of what was created, which a good answer must have.
    pub(crate) fn new_id<T: FromApi>(self, name: &str) -> Result<T, String> {
        self.id(name)?.ok_or_else(|| format!("it has no {name}"))
    }

    /// A point in time; none when it is blank.
    pub(crate) fn time(self, name: &str) -> Result<Option<Time>, String> {
        Ok(Time::from_api(&self.text(name)?))
    }

    /// A list of objects: bare, or wrapped in an object as its only array; nothing, `null` and an empty wrapper are an
    /// empty list.
    pub(crate) fn list(self, name: &str) -> Result<Vec<Answer<'a>>, String> {
        let items = match self.member(name) {
            Value::Null => &[],
            Value::Array(items) => items.as_slice(),
            Value::Object(wrapper) => match wrapper.values().next() {
                None | Some(Value::Null) => &[],
                Some(Value::Array(items)) => items.as_slice(),
                Some(single) => std::slice::from_ref(single),
            },
            _ => return Err(format!("its {name} is no list")),
        };
        Ok(items.iter().map(Answer).collect())
    }

    /// A list of ids, without blank ones.
    pub(crate) fn ids<T: FromApi>(self, name: &str) -> Result<Vec<T>, String> {
        let items = self.list(name)?.into_iter();
        Ok(items
            .filter_map(|item| T::from_api(&word(item.0.as_str()?)))
            .collect())
    }

    /// A list of words.
    pub(crate) fn words(self, name: &str) -> Result<Vec<String>, String> {
        let items = self.list(name)?.into_iter();
        Ok(items
            .filter_map(|item| Some(word(item.0.as_str()?)))
            .collect())
    }

    /// The members of an object that are texts.
    pub(crate) fn texts(self, name: &str) -> BTreeMap<String, String> {
        let members = self.member(name).as_object().into_iter().flatten();
        members
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect()
    }

    /// Tags by key; one without a key is none. The space around them belongs to them.
    pub(crate) fn tags(self) -> Result<BTreeMap<String, String>, String> {
        let mut tags = BTreeMap::new();
        for tag in self.list("Tags")? {
            tags.insert(tag.verbatim("Key")?, tag.verbatim("Value")?);
        }
        tags.remove("");
        Ok(tags)
    }
}

fn word(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    visible.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn missing_and_null_members_are_empty() {
        for object in [
            json!({}),
            json!({"text": null, "number": null, "flag": null, "list": null}),
        ] {
            let answer = Answer::new(&object);
            assert_eq!(answer.text("text"), Ok(String::new()));
            assert_eq!(answer.number("number"), Ok(None));
            assert_eq!(answer.flag("flag"), Ok(None));
            assert_eq!(answer.list("list").unwrap().len(), 0);
        }
    }

    #[test]
    fn quoted_and_bare_forms_are_the_same() {
        for object in [
            json!({"text": " 5 ", "number": "5", "flag": "True"}),
            json!({"text": 5, "number": 5, "flag": true}),
        ] {
            let answer = Answer::new(&object);
            assert_eq!(answer.text("text"), Ok("5".to_owned()));
            assert_eq!(answer.number("number"), Ok(Some(5)));
            assert_eq!(answer.flag("flag"), Ok(Some(true)));
        }
    }

    #[test]
    fn words_hold_nothing_that_nobody_sees_and_texts_of_users_are_left_alone() {
        let object = json!({"word": " In\u{1b}[31mUse\u{202e}\n", "ids": ["cenbwp-\u{7}a"]});
        let answer = Answer::new(&object);
        assert_eq!(answer.text("word"), Ok("In[31mUse".to_owned()));
        assert_eq!(
            answer.verbatim("word"),
            Ok(" In\u{1b}[31mUse\u{202e}\n".to_owned())
        );
        let ids = answer.ids::<crate::PackageId>("ids").unwrap();
        assert_eq!(ids[0].as_str(), "cenbwp-a");
    }

    #[test]
    fn lists_are_bare_or_wrapped_and_a_single_object_is_a_list_of_one() {
        for (list, expected) in [
            (json!([{"a": 1}, {"a": 2}]), 2),
            (json!({"Item": [{"a": 1}, {"a": 2}]}), 2),
            (json!({"Item": {"a": 1}}), 1),
            (json!({"Item": null}), 0),
            (json!({}), 0),
        ] {
            let object = json!({ "list": list });
            let items = Answer::new(&object).list("list").unwrap();
            let numbers: Vec<_> = items.iter().map(|item| item.number("a")).collect();
            let all = [Ok(Some(1)), Ok(Some(2))];
            assert_eq!(numbers, all[..expected]);
        }
    }

    #[test]
    fn other_shapes_are_errors_that_say_what_is_wrong() {
        let object = json!({"number": "five", "less": -1, "text": [], "list": "a"});
        let answer = Answer::new(&object);
        for (error, expected) in [
            (
                answer.number("number").err(),
                "its number is no whole number",
            ),
            (answer.number("less").err(), "its less is no whole number"),
            (answer.text("text").err(), "its text is no text"),
            (answer.list("list").err(), "its list is no list"),
        ] {
            assert_eq!(error.as_deref(), Some(expected));
        }
    }

    #[test]
    fn the_space_around_tags_belongs_to_them() {
        let object = json!({"Tags": [{"Key": " a", "Value": "1 "}, {"Key": "", "Value": "x"}, {"Key": "b"}]});
        let expected = [(" a", "1 "), ("b", "")];
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(Answer::new(&object).tags(), Ok(BTreeMap::from(expected)));
    }
}
