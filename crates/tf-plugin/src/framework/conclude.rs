//! What an apply has come to, in the form that hosts demand.

use super::diagnostics::Diagnostics;
use super::plan;
use super::state_writer::{Entry, SharedState};
use super::type_info::TypeInfo;
use crate::keyed::Keyed as _;
use crate::value::{Path, Value};

impl SharedState {
    /// What an operation on an object of `schema` that was to become `planned` has come to, in the form that hosts demand.
    /// For use when the operation has ended, in whichever way.
    ///
    /// With an error the state is the truth, since hosts then compare nothing. Without one, what means the same as planned
    /// has the form that was planned, and where the resource
    /// [keeps planned values](super::Resource::keeps_planned_values), whatever the plan knew stays as planned and what is
    /// still unknown becomes null. Elsewhere that is a mistake of the provider.
    pub(super) fn conclude(
        &self,
        planned: &Value,
        type_info: &TypeInfo,
        keeps_planned_values: bool,
    ) -> Entry {
        let mut entry = self.entry();
        if entry.state.is_null() {
            if !planned.is_null() && !entry.diagnostics.has_errors() {
                entry.diagnostics.error(
                    "The provider returned no object",
                    "This is a mistake in the provider; please report it. Check in the console whether the object \
                     exists before you try again.",
                );
            }
            return entry;
        }
        if planned.is_null() && !entry.diagnostics.has_errors() {
            entry.diagnostics.error(
                "The provider does not say that the object is gone",
                "This is a mistake in the provider; please report it. The object stays in the state; check in the \
                 console whether it exists.",
            );
        }
        let schema = type_info.schema();
        if !entry.diagnostics.has_errors() {
            if keeps_planned_values {
                entry.state = kept(entry.state, planned);
            } else {
                entry.state = plan::with_semantic_equality(schema, planned, entry.state);
                refuse_unknown(&entry.state, STORED_AS_NULL, &mut entry.diagnostics);
            }
        }
        entry.state = schema.storable(entry.state.unknown_as_null());
        entry
    }
}

/// What becomes of parts of a stored object that are left unknown.
pub(super) const STORED_AS_NULL: &str = " It is stored as null.";

/// Says which attributes of `object` have been left unknown at the end of an operation; `consequence` is said after it.
pub(super) fn refuse_unknown(object: &Value, consequence: &str, diagnostics: &mut Diagnostics) {
    let Value::Object(members) = object else {
        return;
    };
    for (name, value) in members {
        if !value.is_wholly_known() {
            diagnostics.error_at(
                Path::root(name),
                "The provider does not say what became of an attribute",
                format!(
                    "This is a mistake in the provider; please report it. {name} must be known by now, and is \
                     not.{consequence}"
                ),
            );
        }
    }
}

/// `state` with everything that was known in the plan as it was planned, at every depth.
///
/// Which element of a set has become which cannot be told, so a set with unknown parts is as the resource says; and so is
/// a dynamic value, whose type the unknown parts may have changed.
fn kept(state: Value, planned: &Value) -> Value {
    match (planned, state) {
        (planned, state) if planned.is_unknown() => state,
        (Value::Object(before), Value::Object(mut after)) => {
            for (name, planned) in before {
                let state = after.remove(name).unwrap_or(Value::Null);
                after.insert(name.clone(), kept(state, planned));
            }
            Value::Object(after)
        }
        (Value::Map(before), Value::Map(mut after)) => {
            let members = before.iter().map(|(key, planned)| {
                let state = after.remove(key).unwrap_or(Value::Null);
                (key.clone(), kept(state, planned))
            });
            Value::Map(members.keyed())
        }
        (Value::List(before), Value::List(after)) => {
            let after = after.into_iter().chain(std::iter::repeat(Value::Null));
            let elements = before.iter().zip(after);
            Value::List(
                elements
                    .map(|(planned, state)| kept(state, planned))
                    .collect(),
            )
        }
        (Value::Set(_), state @ Value::Set(_))
        | (Value::Dynamic(..), state @ Value::Dynamic(..))
            if !planned.is_wholly_known() =>
        {
            state
        }
        (planned, _) => planned.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::model::{CustomType, Model, to_value};
    use crate::framework::private::Private;
    use crate::value::{Attr, Type, ValueError};

    /// In any letter case.
    #[derive(Clone, Debug, PartialEq)]
    struct Size(String);

    impl CustomType for Size {
        type Form = String;

        fn parse(text: String) -> Result<Self, ValueError> {
            Ok(Self(text))
        }

        fn form(&self) -> String {
            self.0.clone()
        }

        fn semantic_equals(&self, other: &Self) -> bool {
            self.0.eq_ignore_ascii_case(&other.0)
        }
    }

    /// A thing.
    #[derive(Clone, Model)]
    struct Thing {
        /// Its id.
        #[attribute(computed)]
        id: Attr<String>,
        /// Its size.
        #[attribute(optional)]
        size: Attr<Size>,
        /// A secret.
        #[attribute(optional, write_only)]
        secret: Attr<String>,
    }

    /// What a resource that keeps planned values has come to.
    fn concluded(shared: &SharedState, planned: &Value) -> Entry {
        shared.conclude(planned, &type_info(), true)
    }

    fn type_info() -> TypeInfo {
        TypeInfo::of::<Thing>("thing")
    }

    #[test]
    fn what_the_plan_knew_stays_inside_of_what_it_did_not_know_as_a_whole() {
        let map = |members: &[(&str, Value)]| {
            let members = members.iter();
            Value::Map(
                members
                    .map(|(key, value)| ((*key).to_owned(), value.clone()))
                    .collect(),
            )
        };
        let (x, y, unknown) = (|| Value::from("x"), || Value::from("y"), || Value::Unknown);
        let list = |elements: &[Value]| Value::List(elements.to_vec());
        let kept = |state: Value, planned: Value| kept(state, &planned);
        assert_eq!(
            kept(list(&[y(), y()]), list(&[x(), unknown()])),
            list(&[x(), y()])
        );
        assert_eq!(
            kept(list(&[y()]), list(&[x(), unknown()])),
            list(&[x(), Value::Null])
        );
        assert_eq!(
            kept(Value::Null, list(&[x(), unknown()])),
            list(&[x(), unknown()])
        );
        assert_eq!(
            kept(
                map(&[("a", y()), ("b", y()), ("c", y())]),
                map(&[("a", x()), ("b", unknown())])
            ),
            map(&[("a", x()), ("b", y())])
        );
        let set = |elements: &[Value]| Value::set(elements.to_vec());
        assert_eq!(
            kept(set(&[x(), y()]), set(&[x(), unknown()])),
            set(&[x(), y()])
        );
        assert_eq!(kept(set(&[y()]), set(&[x()])), set(&[x()]));
        let dynamic = |ty, value| Value::Dynamic(Box::new(ty), Box::new(value));
        let text = |value| dynamic(Type::String, value);
        assert_eq!(kept(text(y()), text(x())), text(x()));
        assert_eq!(kept(text(y()), text(unknown())), text(y()));
        let pair = |ty: Type, value| {
            dynamic(
                Type::Tuple(vec![Type::String, ty]),
                Value::Tuple(vec![x(), value]),
            )
        };
        assert_eq!(
            kept(pair(Type::String, y()), pair(Type::Dynamic, unknown())),
            pair(Type::String, y())
        );
        assert_eq!(kept(y(), unknown()), y());
        assert_eq!(kept(y(), Value::Null), Value::Null);
    }

    #[test]
    fn a_destroy_that_says_nothing_is_a_mistake_and_keeps_the_object() {
        let state = to_value(&thing("x".into(), "1"));
        let shared = SharedState::of_existing(state.clone(), Private::default());
        let entry = concluded(&shared, &Value::Null);
        let summaries: Vec<&str> = entry
            .diagnostics
            .iter()
            .map(|one| one.summary.as_str())
            .collect();
        assert_eq!(
            summaries,
            ["The provider does not say that the object is gone"]
        );
        assert_eq!(entry.state, state);

        shared.mishap("not gone", "");
        assert_eq!(
            concluded(&shared, &Value::Null).diagnostics.iter().count(),
            1
        );
        shared.typed::<Thing>().remove();
        assert_eq!(concluded(&shared, &Value::Null).state, Value::Null);
    }

    #[test]
    fn an_apply_without_an_object_is_a_mistake() {
        let shared = SharedState::of_create(Private::default());
        let planned = to_value(&thing(Attr::Unknown, "planned"));
        let entry = concluded(&shared, &planned);
        let summaries: Vec<&str> = entry
            .diagnostics
            .iter()
            .map(|one| one.summary.as_str())
            .collect();
        assert_eq!(summaries, ["The provider returned no object"]);
        assert_eq!(
            concluded(&shared, &Value::Null).diagnostics,
            Diagnostics::default()
        );
    }

    fn thing(id: Attr<String>, size: &str) -> Thing {
        Thing {
            id,
            size: Attr::Known(Size(size.to_owned())),
            secret: Attr::Null,
        }
    }

    #[test]
    fn without_an_error_the_plan_stays_and_unknowns_become_null() {
        let shared = SharedState::of_create(Private::default());
        let writer = shared.typed();
        writer.save(&thing(Attr::Unknown, "actual"));
        let planned = to_value(&thing(Attr::Unknown, "planned"));
        let entry = concluded(&shared, &planned);
        assert_eq!(entry.state, to_value(&thing(Attr::Null, "planned")));
    }

    #[test]
    fn what_is_write_only_is_never_stored_whatever_the_resource_saved() {
        let shared = SharedState::of_create(Private::default());
        let writer = shared.typed();
        writer.save(&Thing {
            secret: "s3cret".into(),
            ..thing("x".into(), "actual")
        });
        writer.error("half-way", "");
        let entry = concluded(&shared, &to_value(&thing("x".into(), "planned")));
        assert_eq!(entry.state, to_value(&thing("x".into(), "actual")));
    }

    #[test]
    fn with_an_error_the_state_is_the_truth() {
        let shared = SharedState::of_existing(Value::Null, Private::default());
        let writer = shared.typed();
        writer.save(&thing("x".into(), "actual"));
        writer.error("half-way", "");
        let planned = to_value(&thing("x".into(), "planned"));
        let entry = concluded(&shared, &planned);
        assert_eq!(entry.state, to_value(&thing("x".into(), "actual")));
    }

    #[test]
    fn a_resource_that_does_not_keep_planned_values_shows_what_it_saved() {
        let saved = |id: Attr<String>, size: &str| {
            let shared = SharedState::of_create(Private::default());
            shared.typed().save(&thing(id, size));
            let planned = to_value(&thing(Attr::Unknown, "Planned"));
            shared.conclude(&planned, &type_info(), false)
        };
        let entry = saved("x".into(), "actual");
        assert_eq!(entry.state, to_value(&thing("x".into(), "actual")));
        assert_eq!(entry.diagnostics, Diagnostics::default());
        // In the form that was planned, where both mean the same.
        let entry = saved("x".into(), "PLANNED");
        assert_eq!(entry.state, to_value(&thing("x".into(), "Planned")));

        let entry = saved(Attr::Unknown, "Planned");
        assert_eq!(entry.state, to_value(&thing(Attr::Null, "Planned")));
        let said: Vec<(String, &str)> = entry
            .diagnostics
            .iter()
            .map(|one| (one.path.to_string(), one.summary.as_str()))
            .collect();
        let expected = "The provider does not say what became of an attribute";
        assert_eq!(said, [("id".to_owned(), expected)]);
    }
}
