//! What a function is: a pure calculation for expressions, written `provider::example::name(...)` (protocol 6.5).

use std::marker::PhantomData;
use std::sync::Arc;

pub use tf_plugin_derive::Parameters;

use super::diagnostics::Diagnostics;
use super::model::AttributeType;
use crate::value::{ModelError, Path, Reason, Type, Value};

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

/// One parameter. Hosts answer for null and unknown arguments themselves: null is refused, unknown makes the result
/// unknown.
#[non_exhaustive]
pub struct Parameter {
    /// As the documentation calls it.
    pub name: &'static str,
    /// The type of its arguments.
    pub ty: Type,
    /// Markdown.
    pub description: &'static str,
}

impl Parameter {
    /// A parameter for what `T` holds.
    pub fn of_type<T: AttributeType>(name: &'static str, description: &'static str) -> Self {
        Self {
            name,
            ty: T::shape().value_type(),
            description,
        }
    }
}

/// The arguments of a call, to be read one after the other.
pub struct Arguments {
    values: std::vec::IntoIter<Value>,
    position: usize,
}

impl Arguments {
    fn new(values: Vec<Value>) -> Self {
        Self {
            values: values.into_iter(),
            position: 0,
        }
    }

    /// The next argument.
    ///
    /// # Errors
    ///
    /// When there is none, or it is no `T`.
    pub fn argument<T: AttributeType>(&mut self) -> Result<T, FunctionError> {
        let position = self.position;
        let value = self
            .values
            .next()
            .ok_or_else(|| FunctionError::of_argument(position, "is missing"))?;
        self.position += 1;
        argument(&value, position)
    }

    /// All arguments that are left.
    ///
    /// # Errors
    ///
    /// When one of them is no `T`.
    pub fn rest<T: AttributeType>(&mut self) -> Result<Vec<T>, FunctionError> {
        let mut rest = Vec::new();
        while self.values.len() > 0 {
            rest.push(self.argument()?);
        }
        Ok(rest)
    }
}

fn argument<T: AttributeType>(value: &Value, position: usize) -> Result<T, FunctionError> {
    if !value.is_wholly_known() {
        return Err(FunctionError::of_argument(position, "is not known yet"));
    }
    if value.is_null() {
        return Err(FunctionError::of_argument(position, "must not be null"));
    }
    if let Some(rule) = T::rule() {
        let mut found = Diagnostics::default();
        rule.validate(value, &Path::default(), &mut found);
        if let Some(first) = found.into_iter().next() {
            return Err(FunctionError::of_argument(
                position,
                sentence(&first.detail),
            ));
        }
    }
    T::read(value).map_err(|error: ModelError| {
        let text = match error.reason() {
            Reason::Refused(words) => sentence(&words.detail).to_owned(),
            Reason::Misfit(_) => mistake(&error),
        };
        FunctionError::of_argument(position, text)
    })
}

/// Hosts put a full stop behind it.
fn sentence(text: &str) -> &str {
    text.trim_end_matches('.')
}

fn mistake(problem: &dyn std::fmt::Display) -> String {
    format!("contradicts its own signature, which is a mistake in the provider: {problem}")
}

/// Why arguments have no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionError {
    /// What is wrong, with the legal values. Hosts embed it in a sentence.
    pub text: String,
    /// Which argument is to blame, from 0.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// An error of the call as a whole.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: None,
        }
    }

    /// An error of the argument number `argument`, from 0.
    pub fn of_argument(argument: usize, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: Some(argument),
        }
    }
}

/// A function without its types: values in, a value out.
pub(crate) trait DynFunction: Send + Sync {
    /// The name after `provider::example::`.
    fn name(&self) -> &'static str;

    /// Parameters and result.
    fn signature(&self) -> &Signature;

    /// Calculates.
    ///
    /// # Errors
    ///
    /// When the arguments have no result, or are not those of the signature.
    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError>;

    /// What hosts would refuse about the signature.
    fn faults(&self) -> Vec<String>;
}

/// A function of any types, as a provider has it in its list.
pub struct BoxedFunction(pub(crate) Arc<dyn DynFunction>);

impl BoxedFunction {
    /// The function `F`.
    pub fn of<F: Function>() -> Self {
        Self(Arc::new(Typed::<F> {
            function: PhantomData,
            signature: Signature {
                summary: F::summary(),
                description: F::description(),
                parameters: F::parameters(),
                variadic: F::variadic(),
                returns: F::Output::shape().value_type(),
            },
        }))
    }

    /// The name after `provider::example::`.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// Parameters and result.
    pub fn signature(&self) -> &Signature {
        self.0.signature()
    }

    /// Calculates.
    ///
    /// # Errors
    ///
    /// When the arguments have no result, or are not those of the signature.
    pub fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        self.0.call(arguments)
    }

    /// What hosts would refuse about the signature.
    pub fn faults(&self) -> Vec<String> {
        self.0.faults()
    }
}

struct Typed<F> {
    function: PhantomData<fn() -> F>,
    signature: Signature,
}

impl<F: Function> DynFunction for Typed<F> {
    fn name(&self) -> &'static str {
        F::NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let (named, given) = (self.signature.parameters.len(), arguments.len());
        let fits = match self.signature.variadic {
            Some(_) => given >= named,
            None => given == named,
        };
        if !fits {
            return Err(FunctionError::new(format!(
                "takes {named} arguments, but {given} were given"
            )));
        }
        let result = F::read(Arguments::new(arguments))?.call()?;
        Ok(result.write())
    }

    fn faults(&self) -> Vec<String> {
        let parameters = self.signature.parameters.iter();
        let mut names = Vec::new();
        let mut faults = Vec::new();
        for parameter in parameters.chain(&self.signature.variadic) {
            if names.contains(&parameter.name) {
                faults.push(format!("{}: declared twice", parameter.name));
            }
            names.push(parameter.name);
        }
        if self.signature.summary.is_empty() {
            faults.push("has no summary".to_owned());
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::model::{CustomType, Model};
    use crate::value::ValueError;

    /// A text that is not empty.
    #[derive(Clone)]
    struct Word(String);

    impl CustomType for Word {
        type Form = String;

        fn parse(text: String) -> Result<Self, ValueError> {
            if text.is_empty() {
                return Err(ValueError::new("Empty", "A word has a letter at least."));
            }
            Ok(Self(text))
        }

        fn form(&self) -> String {
            self.0.clone()
        }
    }

    /// What was joined.
    #[derive(Clone, Model)]
    #[model(computed)]
    struct Joined {
        /// The text.
        text: String,
        /// Of how many words.
        words: u64,
    }

    /// Joins words.
    ///
    /// Writes words one after
    /// the other.
    #[derive(Parameters)]
    struct Join {
        /// What stands between.
        separator: String,
        /// The words.
        #[parameter(variadic)]
        words: Vec<Word>,
    }

    impl Function for Join {
        const NAME: &'static str = "join";
        type Output = Joined;

        fn call(self) -> Result<Joined, FunctionError> {
            if self.words.is_empty() {
                return Err(FunctionError::new("has nothing to join"));
            }
            let words: Vec<String> = self.words.into_iter().map(|word| word.0).collect();
            Ok(Joined {
                text: words.join(&self.separator),
                words: words.len() as u64,
            })
        }
    }

    /// Says nothing.
    #[derive(Parameters)]
    struct Nothing;

    impl Function for Nothing {
        const NAME: &'static str = "nothing";
        type Output = Vec<String>;

        fn call(self) -> Result<Vec<String>, FunctionError> {
            Ok(Vec::new())
        }
    }

    #[test]
    fn a_struct_is_a_signature_with_its_documentation() {
        let join = BoxedFunction::of::<Join>();
        let signature = join.signature();
        assert_eq!(join.faults(), [] as [&str; 0]);
        assert_eq!(signature.summary, "Joins words.");
        assert_eq!(signature.description, "Writes words one after the other.");
        let shown = |one: &Parameter| (one.name, one.ty.clone(), one.description);
        assert_eq!(
            signature.parameters.iter().map(shown).collect::<Vec<_>>(),
            [("separator", Type::String, "What stands between.")]
        );
        assert_eq!(
            signature.variadic.as_ref().map(shown),
            Some(("words", Type::String, "The words."))
        );
        let nothing = BoxedFunction::of::<Nothing>();
        assert_eq!(nothing.signature().description, "Says nothing.");
        assert_eq!(nothing.signature().returns, Type::list(Type::String));
        assert_eq!(nothing.call(vec![]), Ok(Value::List(vec![])));
    }

    #[test]
    fn arguments_are_read_in_order_with_the_variadic_ones_at_the_end() {
        let join = BoxedFunction::of::<Join>();
        let call = |arguments: &[Value]| join.call(arguments.to_vec());
        let joined = Value::Object(
            [
                ("text".to_owned(), "a-b".into()),
                ("words".to_owned(), 2.into()),
            ]
            .into(),
        );
        assert_eq!(call(&["-".into(), "a".into(), "b".into()]), Ok(joined));
        assert_eq!(
            call(&["-".into()]),
            Err(FunctionError::new("has nothing to join"))
        );
        assert_eq!(
            call(&["-".into(), "a".into(), "".into()]),
            Err(FunctionError::of_argument(
                2,
                "A word has a letter at least"
            ))
        );
    }

    #[test]
    fn arguments_that_hosts_should_never_send_are_refused() {
        let join = BoxedFunction::of::<Join>();
        let refused = |arguments: &[Value]| join.call(arguments.to_vec()).unwrap_err();
        assert_eq!(
            refused(&["-".into(), Value::Unknown]),
            FunctionError::of_argument(1, "is not known yet")
        );
        assert_eq!(
            refused(&[Value::Null]),
            FunctionError::of_argument(0, "must not be null")
        );
        assert_eq!(refused(&[]).text, "takes 1 arguments, but 0 were given");
        assert_eq!(
            refused(&[true.into()]).text,
            "contradicts its own signature, which is a mistake in the provider: invalid type: bool, expected a string"
        );
    }
}
