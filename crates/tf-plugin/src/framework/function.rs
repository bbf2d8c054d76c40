//! What a function is: a pure calculation for expressions, written `provider::example::name(...)` (protocol 6.5).

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::conformity::sample;
use crate::value::{Kind, Value, from_value, to_value};

/// A function of a provider. The same arguments give the same result in every process: no clock, no environment, no
/// network, no provider block.
pub trait Function: Send + Sync + 'static {
    /// The arguments in the order of the parameters, as a tuple; variadic ones are a `Vec` at its end.
    type Arguments: DeserializeOwned;
    /// The result.
    type Output: Serialize;

    /// The name after `provider::example::`.
    fn name(&self) -> &'static str;

    /// Parameters and result. Called once.
    fn signature(&self) -> Signature;

    /// Calculates.
    ///
    /// # Errors
    ///
    /// When the arguments have no result.
    fn call(&self, arguments: Self::Arguments) -> Result<Self::Output, Refusal>;
}

/// What a function takes and gives.
pub struct Signature {
    /// One plain sentence.
    pub summary: &'static str,
    /// Markdown.
    pub description: &'static str,
    /// In order.
    pub parameters: Vec<Parameter>,
    /// What any number of further arguments are.
    pub variadic: Option<Parameter>,
    /// The kind of the result.
    pub returns: Kind,
}

/// One parameter. Hosts answer for null and unknown arguments themselves: null is refused, unknown makes the result
/// unknown.
pub struct Parameter {
    /// As the documentation calls it.
    pub name: &'static str,
    /// The kind of its arguments.
    pub kind: Kind,
    /// Markdown.
    pub description: &'static str,
}

/// Why arguments have no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, with the legal values. Hosts embed it in a sentence.
    pub text: String,
    /// Which argument is to blame, from 0.
    pub argument: Option<usize>,
}

impl Refusal {
    /// A refusal of the argument number `argument`, from 0.
    pub fn of(argument: usize, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: Some(argument),
        }
    }
}

/// A function without its types: values in, a value out.
pub trait AnyFunction: Send + Sync {
    /// The name after `provider::example::`.
    fn name(&self) -> &'static str;

    /// Parameters and result.
    fn signature(&self) -> &Signature;

    /// Calculates.
    ///
    /// # Errors
    ///
    /// When the arguments have no result, or are not those of the signature.
    fn call(&self, arguments: Vec<Value>) -> Result<Value, Refusal>;

    /// How signature and types disagree, and what hosts would refuse.
    fn faults(&self) -> Vec<String>;
}

/// Puts a function behind [`AnyFunction`].
pub fn erase_function(function: impl Function) -> Arc<dyn AnyFunction> {
    let signature = function.signature();
    Arc::new(Erased {
        function,
        signature,
    })
}

struct Erased<F> {
    function: F,
    signature: Signature,
}

impl<F: Function> AnyFunction for Erased<F> {
    fn name(&self) -> &'static str {
        self.function.name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn call(&self, mut arguments: Vec<Value>) -> Result<Value, Refusal> {
        let named = self.signature.parameters.len();
        let fits = match self.signature.variadic {
            Some(_) => arguments.len() >= named,
            None => arguments.len() == named,
        };
        if !fits {
            let text = format!(
                "takes {named} arguments, but {} were given",
                arguments.len()
            );
            return Err(Refusal {
                text,
                argument: None,
            });
        }
        if let Some(position) = arguments.iter().position(|one| !one.is_wholly_known()) {
            return Err(Refusal::of(position, "is not known yet"));
        }
        if let Some(position) = arguments.iter().position(Value::is_null) {
            return Err(Refusal::of(position, "must not be null"));
        }
        if self.signature.variadic.is_some() {
            let more = arguments.split_off(named);
            arguments.push(Value::List(more));
        }
        let mistake = |error: &dyn std::fmt::Display| Refusal {
            text: format!(
                "contradicts its own signature, which is a mistake in the provider: {error}"
            ),
            argument: None,
        };
        let arguments = from_value(&Value::Tuple(arguments)).map_err(|error| mistake(&error))?;
        let result = self.function.call(arguments)?;
        let result = to_value(&result).map_err(|error| mistake(&error))?;
        Ok(result.fitted(&self.signature.returns))
    }

    fn faults(&self) -> Vec<String> {
        let parameters = self.signature.parameters.iter();
        let mut names = Vec::new();
        let mut faults = Vec::new();
        for parameter in parameters.chain(&self.signature.variadic) {
            if parameter.description.is_empty() {
                faults.push(format!("{}: has no description", parameter.name));
            }
            if names.contains(&parameter.name) {
                faults.push(format!("{}: declared twice", parameter.name));
            }
            names.push(parameter.name);
        }
        if self.signature.summary.is_empty() {
            faults.push("has no summary".to_owned());
        }
        let mut arguments: Vec<Value> = self
            .signature
            .parameters
            .iter()
            .map(|parameter| sample(&parameter.kind))
            .collect();
        if let Some(variadic) = &self.signature.variadic {
            arguments.push(Value::List(vec![sample(&variadic.kind)]));
        }
        if let Err(error) = from_value::<F::Arguments>(&Value::Tuple(arguments)) {
            faults.push(format!("the arguments in Rust are others: {error}"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Join;

    impl Function for Join {
        type Arguments = (String, Vec<String>);
        type Output = String;

        fn name(&self) -> &'static str {
            "join"
        }

        fn signature(&self) -> Signature {
            let parameter = |name| Parameter {
                name,
                kind: Kind::String,
                description: "x",
            };
            Signature {
                summary: "Joins.",
                description: "Joins texts.",
                parameters: vec![parameter("separator")],
                variadic: Some(parameter("texts")),
                returns: Kind::String,
            }
        }

        fn call(&self, (separator, texts): (String, Vec<String>)) -> Result<String, Refusal> {
            match texts.iter().position(String::is_empty) {
                Some(position) => Err(Refusal::of(position + 1, "is empty")),
                None => Ok(texts.join(&separator)),
            }
        }
    }

    #[test]
    fn arguments_come_as_a_tuple_with_the_variadic_ones_at_its_end() {
        let join = erase_function(Join);
        assert_eq!(join.faults(), [] as [&str; 0]);
        let call = |arguments: &[Value]| join.call(arguments.to_vec());
        assert_eq!(
            call(&["-".into(), "a".into(), "b".into()]),
            Ok("a-b".into())
        );
        assert_eq!(call(&["-".into()]), Ok("".into()));
        assert_eq!(
            call(&["-".into(), "a".into(), "".into()]),
            Err(Refusal::of(2, "is empty"))
        );
    }

    #[test]
    fn arguments_that_hosts_should_never_send_are_refused() {
        let join = erase_function(Join);
        let refused = |arguments: &[Value]| join.call(arguments.to_vec()).unwrap_err();
        assert_eq!(
            refused(&["-".into(), Value::Unknown]),
            Refusal::of(1, "is not known yet")
        );
        assert_eq!(refused(&[Value::Null]), Refusal::of(0, "must not be null"));
        assert_eq!(refused(&[]).text, "takes 1 arguments, but 0 were given");
    }
}
