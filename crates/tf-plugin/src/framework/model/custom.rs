//! Domain types as attributes.

use super::attribute_type::{AttributeType, ConfigurableParts};
use crate::framework::schema::Shape;
use crate::framework::validate::{Validator, rule};
use crate::value::{ModelError, Reason, Value, ValueError};

/// A type of the provider's own that attributes hold: an id, a region, a size.
///
/// Values are parsed where they come in, so that resources work with what they mean. Because a value goes back to the host
/// as it came (in the letter case that the user wrote, say), a type whose meaning has several forms keeps the text next
/// to the meaning.
///
/// Three moments matter:
///
/// - **Validation**: [`parse`](Self::parse) is run on every known value in a configuration, and what it refuses is
///   reported on the attribute. The framework does so when the host validates, and once more before anything is applied,
///   with every value known. So no resource is asked to create or change anything from a value that does not parse.
/// - **Reading**: values of states, plans and configurations go through [`stored`](Self::stored), which is the same as
///   `parse` unless the type says otherwise. States that earlier versions of the provider wrote must be readable for ever:
///   when `parse` becomes stricter, or when the remote side names things that this version does not know, `stored` must
///   still accept what it accepted once. What it refuses is an error on the attribute's path.
/// - **Planning**: where [`semantic_equals`](Self::semantic_equals) finds that a new value means the same as the one in the
///   state, the form in the state stays, and nothing is planned (semantic equality). A list, set or map of the type is as it was
///   where all of its elements mean the same, and as it is configured otherwise: hosts accept no mixture of both.
///
/// ```
/// use tf_plugin::framework::model::CustomType;
/// use tf_plugin::value::ValueError;
///
/// /// A colour in any letter case.
/// #[derive(Clone, Debug)]
/// struct Colour(String);
///
/// impl CustomType for Colour {
///     type Form = String;
///
///     fn parse(text: String) -> Result<Self, ValueError> {
///         match text.to_ascii_lowercase().as_str() {
///             "red" | "blue" => Ok(Self(text)),
///             _ => Err(ValueError::new(
///                 "Not a colour",
///                 format!("{text:?} is not a colour of this shop; use \"red\" or \"blue\"."),
///             )),
///         }
///     }
///
///     fn form(&self) -> String {
///         self.0.clone()
///     }
///
///     fn semantic_equals(&self, other: &Self) -> bool {
///         self.0.eq_ignore_ascii_case(&other.0)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that users can set, nor a domain type",
    note = "attributes hold `bool`, `String`, `Number`, `i32`, `i64`, `u32`, `u64`, `Dynamic`, structs that derive `Model`, and \
            `Attr`s of these in a `Vec`, a `Set` or a `BTreeMap<String, _>`; domain types implement `CustomType`",
    note = "structs with `#[model(computed)]` or with blocks cannot be attributes that users set",
    note = "there is no `f64`: hosts keep more digits than it has, and compare what comes back; take a `Number`"
)]
pub trait CustomType: Clone + Send + Sync + 'static {
    /// Whether its values are ids, which objects are given: see [`Validator::of_ids`].
    const IS_ID: bool = false;

    /// Its form in Terraform: `String`, [`Number`](crate::value::Number), `bool`, or a collection of these.
    type Form: AttributeType;

    /// What a value must be, for the documentation: "the id of a thing, `th-...`". Empty for nothing that the
    /// attribute's description would not say.
    fn describe() -> &'static str {
        ""
    }

    /// Reads what somebody wrote.
    ///
    /// # Errors
    ///
    /// When it is not a value of this type, in words for the user.
    fn parse(form: Self::Form) -> Result<Self, ValueError>;

    /// Reads what may come out of a state; see above.
    ///
    /// # Errors
    ///
    /// When no version of the provider can have written this.
    fn stored(form: Self::Form) -> Result<Self, ValueError> {
        Self::parse(form)
    }

    /// The form as it was written.
    fn form(&self) -> Self::Form;

    /// Whether both mean the same, whatever their form.
    fn semantic_equals(&self, other: &Self) -> bool {
        self.form().write() == other.form().write()
    }
}

impl<T: CustomType> AttributeType for T {
    fn shape() -> Shape {
        T::Form::shape()
    }

    fn read(value: &Value) -> Result<Self, ModelError> {
        Ok(T::stored(T::Form::read(value)?)?)
    }

    fn write(&self) -> Value {
        self.form().write()
    }

    fn rule() -> Option<Validator> {
        let rule = readable(T::describe(), |value| {
            T::parse(T::Form::read(value)?)
                .map(drop)
                .map_err(Into::into)
        });
        Some(if T::IS_ID { rule.of_ids() } else { rule })
    }

    fn keep_semantically_equal(prior: &Value, value: Value) -> Value {
        match (T::read(prior), T::read(&value)) {
            (Ok(before), Ok(after)) if before.semantic_equals(&after) => prior.clone(),
            _ => value,
        }
    }
}

impl<T: CustomType> ConfigurableParts for T {}

/// The rule that values can be read as a `T`.
pub(super) fn reads<T: AttributeType>(description: &'static str) -> Validator {
    readable(description, |value| T::read(value).map(drop))
}

fn readable(description: &'static str, read: fn(&Value) -> Result<(), ModelError>) -> Validator {
    rule(description, move |value, path, diagnostics| {
        if !value.is_wholly_known() {
            return;
        }
        if let Err(error) = read(value)
            // A value of another type is the host's or the schema's mistake, which reading reports.
            && let Reason::Refused(words) = error.reason()
        {
            let inside = error.path();
            let steps = path.steps().iter().chain(inside.steps());
            diagnostics.error_at(steps.cloned().collect(), &*words.summary, &*words.detail);
        }
    })
}
