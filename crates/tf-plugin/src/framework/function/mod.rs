//! What a function is: a pure calculation for expressions, written `provider::example::name(...)` (protocol 6.5).

mod arguments;
mod boxed;
mod error;
#[cfg(test)]
mod tests;

pub use tf_plugin_derive::Parameters;

pub use arguments::{ArgumentType, Arguments};
pub use boxed::BoxedFunction;
pub(crate) use boxed::DynFunction;
pub use error::FunctionError;

use super::model::AttributeType;
use crate::value::Type;

/// A function of a provider, as a struct of its arguments. The same arguments give the same result in every process: no
/// clock, no environment, no network, no provider block.
///
/// ```
/// use tf_plugin::framework::{Function, FunctionError, Parameters};
///
/// /// Joins texts.
/// ///
/// /// Writes texts one after the other, with another between them.
/// #[derive(Parameters)]
/// struct Join {
///     /// What stands between them.
///     between: String,
///     /// The texts.
///     #[parameter(variadic)]
///     texts: Vec<String>,
/// }
///
/// impl Function for Join {
///     const NAME: &'static str = "join";
///     type Output = String;
///
///     fn call(self) -> Result<String, FunctionError> {
///         match self.texts.iter().position(String::is_empty) {
///             Some(position) => Err(FunctionError::of_argument(position + 1, "is empty")),
///             None => Ok(self.texts.join(&self.between)),
///         }
///     }
/// }
/// ```
pub trait Function: Parameters {
    /// The name after `provider::example::`.
    const NAME: &'static str;
    /// The result.
    type Output: AttributeType;

    /// Calculates.
    ///
    /// # Errors
    ///
    /// When the arguments have no result.
    fn call(self) -> Result<Self::Output, FunctionError>;
}

/// The arguments of a function as a Rust struct. Implemented by [`#[derive(Parameters)]`](derive@Parameters).
pub trait Parameters: Sized + 'static {
    /// One plain sentence.
    fn summary() -> &'static str;

    /// Markdown.
    fn description() -> &'static str;

    /// In order, without the variadic one.
    fn parameters() -> Vec<Parameter>;

    /// What any number of further arguments are.
    fn variadic() -> Option<Parameter>;

    /// Reads the arguments of a call.
    ///
    /// # Errors
    ///
    /// When an argument has another type than its parameter, or a domain type refuses it.
    fn read(arguments: Arguments) -> Result<Self, FunctionError>;
}

/// What a function takes and gives.
#[non_exhaustive]
pub struct Signature {
    /// One plain sentence.
    pub summary: &'static str,
    /// Markdown.
    pub description: &'static str,
    /// In order.
    pub parameters: Vec<Parameter>,
    /// What any number of further arguments are.
    pub variadic: Option<Parameter>,
    /// The type of the result.
    pub returns: Type,
}

/// One parameter. Hosts answer for null and unknown arguments themselves: null is refused where it is not allowed, unknown
/// makes the result unknown.
#[non_exhaustive]
pub struct Parameter {
    /// As the documentation calls it.
    pub name: &'static str,
    /// The type of its arguments.
    pub ty: Type,
    /// Markdown.
    pub description: &'static str,
    /// Whether its arguments can be null.
    pub allows_null: bool,
}

impl Parameter {
    /// A parameter for what `T` holds.
    pub fn of_type<T: ArgumentType>(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            ty: T::Known::shape().value_type(),
            description,
            allows_null: T::ALLOWS_NULL,
        }
    }
}
