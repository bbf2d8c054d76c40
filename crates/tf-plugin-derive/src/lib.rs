//! Derive macros of `tf-plugin`, which exports them again: write `use tf_plugin::framework::model::Model`.

mod description;
mod model;
mod parameters;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes one struct the schema, the documentation and the model of an object.
///
/// The struct may stand for a resource, a data source, an ephemeral resource, the filter of a list resource, the
/// configuration of an action, the provider block, or for nested objects and blocks inside any of these.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use tf_plugin::framework::model::{Model, Set};
/// use tf_plugin::framework::schema::Schema;
/// use tf_plugin::framework::timeouts::Timeouts;
/// use tf_plugin::framework::validate::{one_of, whole_number_between};
/// use tf_plugin::value::Attr;
///
/// /// A kennel,
/// /// where dogs live.
/// ///
/// /// This is a second paragraph of the resource's page.
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// Given by the shop when the kennel is built.
///     #[attribute(computed, use_state_for_unknown)]
///     id: Attr<String>,
///     /// What it is built of.
///     #[attribute(required, requires_replace, validate = one_of(&["wood", "stone"]))]
///     material: Attr<String>,
///     /// How many dogs have room.
///     #[attribute(default = 1_u32, validate = whole_number_between(1..=9, "dogs"))]
///     places: Attr<u32>,
///     /// Names of the dogs.
///     #[attribute(optional)]
///     dogs: Attr<Set<Attr<String>>>,
///     #[attribute(flatten)]
///     tagged: Tagged,
///     /// Bowls in it.
///     #[attribute(optional)]
///     bowls: Attr<Vec<Attr<Bowl>>>,
///     #[attribute(timeouts(
///         create = "Limit of the building, `1h` where it is not set.",
///         delete = "Limit of the tearing down, `5m` where it is not set.",
///     ))]
///     timeouts: Attr<Timeouts>,
/// }
///
/// /// A bowl.
/// #[derive(Clone, Model)]
/// struct Bowl {
///     /// What is in it.
///     #[attribute(required)]
///     content: Attr<String>,
/// }
///
/// /// Attributes of everything that has tags.
/// #[derive(Clone, Model)]
/// struct Tagged {
///     /// Its tags.
///     #[attribute(optional)]
///     tags: Attr<BTreeMap<String, Attr<String>>>,
///     /// Its tags and those of the provider.
///     #[attribute(computed)]
///     tags_all: Attr<BTreeMap<String, Attr<String>>>,
/// }
///
/// let schema = Schema::of::<Kennel>();
/// assert_eq!(schema.validate_implementation(), [] as [&str; 0]);
/// let names: Vec<&str> = schema.attributes.iter().map(|one| one.name).collect();
/// assert_eq!(names, ["id", "material", "places", "dogs", "tags", "tags_all", "bowls", "timeouts"]);
/// ```
///
/// # Descriptions
///
/// The doc comment of the struct describes the whole object, that of a field its attribute: both are Markdown that users
/// read. Lines of a paragraph are joined; an empty line begins another; lists, tables, indented lines and fences keep their
/// lines. A field without a doc comment does not compile, except where `flatten` and `timeouts` bring descriptions along.
/// `description = EXPR` takes the text from a constant instead.
///
/// # Types
///
/// The type of the field is the type of the attribute: see
/// [`AttributeType`](../tf_plugin/framework/model/trait.AttributeType.html) for the list. What users set is an `Attr`, and
/// so are the elements of lists, sets and maps in it, since each of them can be null, or unknown in a plan. Derived structs
/// are nested attributes: one in an `Attr`, several in an `Attr` of a `Vec`, `Set` or `BTreeMap`. Types of the provider's
/// own implement `CustomType`.
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// How can it say that it is not known yet?
///     #[attribute(optional)]
///     name: String,
/// }
/// ```
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// Elements can be unknown, too.
///     #[attribute(required)]
///     dogs: Attr<Vec<String>>,
/// }
/// ```
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// A default is of the attribute's type.
///     #[attribute(default = "wood")]
///     places: Attr<u32>,
/// }
/// ```
///
/// # Words of structs: `#[model(…)]`
///
/// | word | meaning |
/// | --- | --- |
/// | `computed` | every attribute is computed, so fields need not say so, nor be an `Attr`: for objects that the provider alone makes |
/// | `version = 2` | version of the stored state; 0 without it |
/// | `deprecated = EXPR` | who uses the type is warned, and told this |
/// | `description = EXPR` | instead of a doc comment |
///
/// ```
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// /// Which dogs there are.
/// #[derive(Clone, Model)]
/// struct Dogs {
///     /// The dogs, by name.
///     #[attribute(computed)]
///     dogs: Attr<Vec<Dog>>,
/// }
///
/// /// A dog.
/// #[derive(Clone, Model)]
/// #[model(computed)]
/// struct Dog {
///     /// Its name.
///     name: String,
///     /// Its owner, if it has one.
///     owner: Attr<String>,
/// }
/// ```
///
/// What only the provider makes cannot be what users write:
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// # /// A dog.
/// # #[derive(Clone, Model)]
/// # #[model(computed)]
/// # struct Dog {
/// #     /// Its name.
/// #     name: String,
/// # }
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// The dogs.
///     #[attribute(optional)]
///     dogs: Attr<Vec<Attr<Dog>>>,
/// }
/// ```
///
/// # Words of fields: `#[attribute(…)]`
///
/// Who sets it, exactly one of:
///
/// | word | meaning |
/// | --- | --- |
/// | `required` | the user, always |
/// | `optional` | the user, or nobody |
/// | `optional, computed` | the user, or else the provider |
/// | `computed` | the provider alone |
/// | `default = EXPR` | the user, or else this value; `EXPR` is what the `Attr` holds, or turns into it |
///
/// Only what is planned takes defaults: data sources, ephemeral resources, actions, searches and provider blocks read what
/// is null as they like.
///
/// How a plan of a resource treats it; elsewhere these words change nothing:
///
/// | word | meaning |
/// | --- | --- |
/// | `use_state_for_unknown` | an update keeps what the provider computed before; without it, an update that changes anything plans it as unknown |
/// | `requires_replace` | another known value needs a new object |
/// | `requires_replace_while_unknown` | so does one that is not known yet |
/// | `plan_modifier = EXPR` | what this `PlanModifier` says; can be repeated |
///
/// And:
///
/// | word | meaning |
/// | --- | --- |
/// | `name = "…"` | another name than the field's (a raw identifier such as `r#type` needs none) |
/// | `description = EXPR` | instead of a doc comment |
/// | `sensitive` | hosts hide it in their output |
/// | `write_only` | it is in the configuration alone and never stored |
/// | `deprecated = EXPR` | who sets it is warned, and told this |
/// | `validate = EXPR` | a rule for known values, a [`Validator`](../tf_plugin/framework/validate/struct.Validator.html) of something that the type holds; can be repeated |
/// | `conflicts_with("NAME", …)` | when it is set, none of these may be |
/// | `required_with("NAME", …)` | when it is set, all of these must be |
/// | `exactly_one_of("NAME", …)` | of it and these, one must be set, and only one may |
/// | `at_least_one_of("NAME", …)` | of it and these, one must be set, or several |
/// | `flatten` | the attributes and blocks of the field's type, another model, stand in this place |
/// | `describe(NAME = EXPR, …)` | with `flatten`: other descriptions for some of its attributes |
/// | `timeouts(create = EXPR, …)` | the field is an `Attr<Timeouts>` that limits these operations (`create`, `read`, `update`, `delete`, `open`, `renew`, `close`, `invoke`), with their descriptions |
///
/// A word is there once, but for `validate`, `plan_modifier` and the rules between arguments, and a field is an attribute or a
/// block:
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// # /// A bowl.
/// # #[derive(Clone, Model)]
/// # struct Bowl {
/// #     /// What is in it.
/// #     #[attribute(required)]
/// #     content: Attr<String>,
/// # }
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// Another bowl is another kennel? The words for that stand in the bowl.
///     #[block]
///     #[attribute(required, requires_replace)]
///     bowl: Attr<Bowl>,
/// }
/// ```
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// What it is built of.
///     #[attribute(required)]
///     material: Attr<String>,
///     /// What its roof is built of.
///     #[attribute(required, name = "material")]
///     roof: Attr<String>,
/// }
/// ```
///
/// The rules between arguments are those of
/// [`Relation`](../tf_plugin/framework/validate/struct.Relation.html), where it stands how arguments of other objects are
/// named. A rule for values that the field cannot hold does not compile:
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::framework::validate::length;
/// # use tf_plugin::value::Attr;
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// A number has no characters.
///     #[attribute(required, validate = length(1..=9))]
///     places: Attr<u32>,
/// }
/// ```
///
/// Groups of attributes that many types share are written once and flattened:
///
/// ```
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// /// What everything in the shop has.
/// #[derive(Clone, Model)]
/// #[model(computed)]
/// struct Known {
///     /// Its id.
///     #[attribute(use_state_for_unknown)]
///     id: Attr<String>,
///     /// `Ready`, or what it waits for.
///     status: Attr<String>,
/// }
///
/// /// A dog.
/// #[derive(Clone, Model)]
/// struct Dog {
///     #[attribute(flatten, describe(id = "The number on the dog's tag."))]
///     known: Known,
/// }
/// ```
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// # /// What everything in the shop has.
/// # #[derive(Clone, Model)]
/// # #[model(computed)]
/// # struct Known {
/// #     /// Its id.
/// #     id: Attr<String>,
/// # }
/// #[derive(Clone, Model)]
/// struct Dog {
///     #[attribute(flatten, describe(number = "The group has no such attribute."))]
///     known: Known,
/// }
/// ```
///
/// # Words of blocks: `#[block(…)]`
///
/// The field is an `Attr` of a model for a block that is written once, and an `Attr` of a `Vec`, `Set` or `BTreeMap` of
/// `Attr`s of one for a block that can be repeated.
///
/// | word | meaning |
/// | --- | --- |
/// | `required` | it is written at least once |
/// | `at_least = 2` | it is written at least so often |
/// | `at_most = 3` | and at most so often |
/// | `validate = EXPR` | a rule for all of these blocks together, once there is one; can be repeated |
/// | `deprecated = "Use …."` | who writes it is warned; the text says what to use instead |
/// | `conflicts_with`, `required_with`, `exactly_one_of`, `at_least_one_of` | as with attributes |
/// | `name = "…"`, `description = EXPR` | as with attributes |
///
/// ```
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// # /// A bowl.
/// # #[derive(Clone, Model)]
/// # struct Bowl {
/// #     /// What is in it.
/// #     #[attribute(required)]
/// #     content: Attr<String>,
/// # }
/// /// A kennel.
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// Bowls in it.
///     #[block(at_most = 3)]
///     bowl: Attr<Vec<Attr<Bowl>>>,
/// }
/// ```
///
/// A limit that limits nothing does not compile:
///
/// ```compile_fail
/// # use tf_plugin::framework::model::Model;
/// # use tf_plugin::value::Attr;
/// # /// A bowl.
/// # #[derive(Clone, Model)]
/// # struct Bowl {
/// #     /// What is in it.
/// #     #[attribute(required)]
/// #     content: Attr<String>,
/// # }
/// #[derive(Clone, Model)]
/// struct Kennel {
///     /// Bowls in it.
///     #[block(at_most = 0)]
///     bowl: Attr<Vec<Attr<Bowl>>>,
/// }
/// ```
#[proc_macro_derive(Model, attributes(model, attribute, block))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    model::expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// Makes a struct the parameters of a function, with their documentation.
///
/// Each field is a parameter, in order; its type is any
/// [`AttributeType`](../tf_plugin/framework/model/trait.AttributeType.html), and an argument is neither null nor
/// unknown. In an `Option`, it can be null.
/// Doc comments are the descriptions; the first paragraph of that of the struct is the summary, and the others, if there
/// are any, the description. A function without parameters is a struct without fields.
///
/// ```
/// use tf_plugin::framework::{Function, FunctionError, Parameters};
///
/// /// The longest of some texts.
/// ///
/// /// Where several are of the same length, the first of them.
/// #[derive(Parameters)]
/// struct Longest {
///     /// The texts.
///     #[parameter(variadic)]
///     texts: Vec<String>,
/// }
///
/// impl Function for Longest {
///     const NAME: &'static str = "longest";
///     type Output = String;
///
///     fn call(self) -> Result<String, FunctionError> {
///         let longest = self.texts.into_iter().rev().max_by_key(String::len);
///         longest.ok_or_else(|| FunctionError::new("there is no text"))
///     }
/// }
/// ```
///
/// Words of fields, in `#[parameter(…)]`:
///
/// | word | meaning |
/// | --- | --- |
/// | `variadic` | all arguments that are left; the last field, a `Vec` |
/// | `name = "…"` | another name than the field's |
/// | `description = EXPR` | instead of a doc comment |
///
/// Nothing can follow what takes all that is left:
///
/// ```compile_fail
/// # use tf_plugin::framework::Parameters;
/// /// Joins texts.
/// #[derive(Parameters)]
/// struct Join {
///     /// The texts.
///     #[parameter(variadic)]
///     texts: Vec<String>,
///     /// What stands between them.
///     between: String,
/// }
/// ```
#[proc_macro_derive(Parameters, attributes(parameter))]
pub fn derive_parameters(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    parameters::expand(&input)
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
