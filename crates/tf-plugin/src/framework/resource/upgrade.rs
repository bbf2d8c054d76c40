//! States of older schema versions.

use std::collections::BTreeMap;

use crate::framework::diagnostics::Diagnostics;
use crate::framework::model::{Model, from_value, to_value};
use crate::framework::schema::Schema;
use crate::value::{Json, Type, Value};

/// How objects that were stored under one older version of the schema become those of today. Contacts nobody.
///
/// Each version has one, straight to the current schema:
///
/// ```
/// use tf_plugin::framework::StateUpgrader;
/// use tf_plugin::framework::model::Model;
/// use tf_plugin::value::{Attr, Json};
///
/// /// A dog.
/// #[derive(Clone, Model)]
/// #[model(version = 2)]
/// struct Dog {
///     /// Its name.
///     #[attribute(required)]
///     name: Attr<String>,
///     /// Its age in months.
///     #[attribute(optional)]
///     months: Attr<u64>,
/// }
///
/// /// A dog in version 1, which counted years.
/// #[derive(Clone, Model)]
/// struct Dog1 {
///     /// Its name.
///     #[attribute(required)]
///     name: Attr<String>,
///     /// Its age in years.
///     #[attribute(optional)]
///     years: Attr<u64>,
/// }
///
/// fn upgraders() -> Vec<StateUpgrader<Dog>> {
///     vec![
///         // In version 0, dogs had titles.
///         StateUpgrader::of_json(0, |dog| {
///             if let Some(title) = dog.remove("title") {
///                 dog.insert("name".to_owned(), title);
///             }
///             Ok(())
///         }),
///         StateUpgrader::of_model(1, |dog: Dog1| {
///             Ok(Dog {
///                 name: dog.name,
///                 months: dog.years.known().map(|years| years * 12).into(),
///             })
///         }),
///     ]
/// }
/// ```
pub struct StateUpgrader<M> {
    from: i64,
    upgrade: Box<Upgrade<M>>,
}

type Upgrade<M> = dyn Fn(&Json) -> Result<Upgraded<M>, Diagnostics> + Send + Sync;

/// An object of today.
enum Upgraded<M> {
    Model(M),
    Json(Json),
}

impl<M: Model> StateUpgrader<M> {
    /// From version `from`, whose objects are the model `Old`. Attributes that `Old` does not have are passed over, and
    /// those that a stored object lacks are null.
    pub fn of_model<Old: Model>(
        from: i64,
        upgrade: impl Fn(Old) -> Result<M, Diagnostics> + Send + Sync + 'static,
    ) -> Self {
        let ty = Schema::of::<Old>().value_type();
        Self {
            from,
            upgrade: Box::new(move |stored| {
                let value = read(stored, &ty)?;
                let old = from_value(&value).map_err(|error| unfit(&error))?;
                upgrade(old).map(Upgraded::Model)
            }),
        }
    }

    /// From version `from`, by changing the stored attributes. What the current schema does not know is dropped
    /// afterwards, and what is missing is null.
    pub fn of_json(
        from: i64,
        upgrade: impl Fn(&mut BTreeMap<String, Json>) -> Result<(), Diagnostics> + Send + Sync + 'static,
    ) -> Self {
        Self {
            from,
            upgrade: Box::new(move |stored| {
                let mut attributes = stored
                    .as_object()
                    .ok_or_else(|| unfit(&"it is not an object in JSON"))?
                    .clone();
                upgrade(&mut attributes)?;
                Ok(Upgraded::Json(Json::Object(attributes)))
            }),
        }
    }

    pub(super) fn from(&self) -> i64 {
        self.from
    }

    /// The object of today, of `ty`.
    pub(super) fn upgrade(&self, stored: &Json, ty: &Type) -> Result<Value, Diagnostics> {
        match (self.upgrade)(stored)? {
            Upgraded::Json(json) => read(&json, ty),
            Upgraded::Model(model) => Ok(to_value(&model)),
        }
    }
}

/// Which versions before `current` have no upgrader, or several, and what is none of them.
pub(super) fn faults<M: Model>(upgraders: &[StateUpgrader<M>], current: i64) -> Vec<String> {
    let count = |version| upgraders.iter().filter(|one| one.from == version).count();
    let missing = (0..current)
        .filter(|version| count(*version) != 1)
        .map(|version| {
            format!(
                "has {} upgraders of states of version {version}",
                count(version)
            )
        });
    let foreign = upgraders
        .iter()
        .filter(|one| !(0..current).contains(&one.from))
        .map(|one| {
            format!(
                "upgrades states of version {}, which is no older one",
                one.from
            )
        });
    missing.chain(foreign).collect()
}

/// A stored object, read by `ty`.
pub(super) fn read(stored: &Json, ty: &Type) -> Result<Value, Diagnostics> {
    Value::from_state(stored, ty).map_err(|error| {
        // The text names the whole path, since hosts do not show what a state's path leads to.
        let attribute = error.path().steps().iter().take(1).cloned().collect();
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(attribute, UNFIT, format!("{error}. {UNREADABLE_STATE}"));
        diagnostics
    })
}

const UNFIT: &str = "The state does not fit the schema";

/// What became of a state that cannot be read, and what its owner can do.
pub(crate) const UNREADABLE_STATE: &str = "The state has been left as it is. If another release of the provider wrote \
    it, use that one. Otherwise take the object out of the state (`terraform state rm`, which destroys nothing) and import it \
    again.";

fn unfit(problem: &dyn std::fmt::Display) -> Diagnostics {
    Diagnostics::of_error(UNFIT, format!("{problem}. {UNREADABLE_STATE}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Attr;

    /// A dog.
    #[derive(Clone, Debug, PartialEq, Model)]
    struct Dog {
        /// Its name.
        #[attribute(required)]
        name: Attr<String>,
        /// Its age in months.
        #[attribute(optional)]
        months: Attr<u64>,
    }

    /// A dog that counted years.
    #[derive(Clone, Model)]
    struct Dog1 {
        /// Its name.
        #[attribute(required)]
        name: Attr<String>,
        /// Its age in years.
        #[attribute(optional)]
        years: Attr<u64>,
    }

    fn upgraders() -> Vec<StateUpgrader<Dog>> {
        vec![
            StateUpgrader::of_json(0, |dog| match dog.remove("title") {
                Some(title) => {
                    dog.insert("name".to_owned(), title);
                    Ok(())
                }
                None => Err(Diagnostics::of_error("No title", "")),
            }),
            StateUpgrader::of_model(1, |dog: Dog1| {
                Ok(Dog {
                    name: dog.name,
                    months: dog.years.known().map(|years| years * 12).into(),
                })
            }),
        ]
    }

    fn upgraded(from: usize, stored: &str) -> Result<Dog, String> {
        let ty = Schema::of::<Dog>().value_type();
        let value = upgraders()[from].upgrade(&stored.parse().unwrap(), &ty);
        let told = |said: Diagnostics| said.into_iter().map(|one| one.summary + ": " + &one.detail);
        let value = value.map_err(|said| told(said).collect::<String>())?;
        Ok(from_value(&value).unwrap())
    }

    #[test]
    fn each_version_becomes_the_current_one_at_once() {
        let dog = |months| Dog {
            name: "Rex".into(),
            months,
        };
        assert_eq!(
            upgraded(0, r#"{"title":"Rex","gone":[1]}"#),
            Ok(dog(Attr::Null))
        );
        assert_eq!(
            upgraded(1, r#"{"name":"Rex","years":2}"#),
            Ok(dog(Attr::Known(24)))
        );
    }

    #[test]
    fn what_cannot_be_of_its_version_is_an_error() {
        assert_eq!(upgraded(0, "{}"), Err("No title: ".to_owned()));
        let unfit = |problem: &str| {
            Err(format!(
                "The state does not fit the schema: {problem}. {UNREADABLE_STATE}"
            ))
        };
        assert_eq!(upgraded(0, "[]"), unfit("it is not an object in JSON"));
        assert_eq!(
            upgraded(1, r#"{"years":"two"}"#),
            unfit("years: expected number, found a string")
        );
    }

    #[test]
    fn a_version_without_an_upgrader_is_a_fault() {
        let faults = |current| super::faults(&upgraders(), current);
        assert_eq!(faults(2), [] as [&str; 0]);
        assert_eq!(faults(3), ["has 0 upgraders of states of version 2"]);
        assert_eq!(
            faults(1),
            ["upgrades states of version 1, which is no older one"]
        );
    }
}
