//! Functions of all types behind one trait, as the server calls them.

use std::marker::PhantomData;
use std::sync::Arc;

use super::arguments::Arguments;
use super::error::FunctionError;
use super::{Function, Signature};
use crate::framework::model::AttributeType as _;
use crate::value::Value;

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
    fn validate_implementation(&self) -> Vec<String>;
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
    pub fn validate_implementation(&self) -> Vec<String> {
        self.0.validate_implementation()
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

    fn validate_implementation(&self) -> Vec<String> {
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
