//! The RPCs of functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::call::{Answer, or_answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, lookup, printable};
use crate::framework::{DynFunction, FunctionError, Parameter, Provider};
use crate::keyed::Keyed as _;
use crate::value::Value;

/// The declarations of all functions.
pub(super) fn declarations<P: Provider>(served: &Served<P>) -> BTreeMap<String, pb::Function> {
    let functions = served.functions.iter();
    functions
        .map(|(name, function)| ((*name).to_owned(), declaration(&**function)))
        .keyed()
}

fn declaration(function: &dyn DynFunction) -> pb::Function {
    let parameter = |one: &Parameter| pb::function::Parameter {
        name: one.name.to_owned(),
        r#type: one.ty.to_json().into(),
        description: one.description.to_owned(),
        description_kind: pb::StringKind::Markdown.into(),
        allow_null_value: one.allows_null,
        ..Default::default()
    };
    let signature = function.signature();
    pb::Function {
        parameters: signature.parameters.iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.as_ref().map(parameter),
        r#return: Some(pb::function::Return {
            r#type: signature.returns.to_json().into(),
        }),
        summary: signature.summary.to_owned(),
        description: signature.description.to_owned(),
        description_kind: pb::StringKind::Markdown.into(),
        ..Default::default()
    }
}

pub(super) async fn list<P: Provider>(
    served: Arc<Served<P>>,
    _request: pb::get_functions::Request,
) -> Answer<pb::get_functions::Response> {
    Answer::from(pb::get_functions::Response {
        functions: declarations(&served),
        ..Default::default()
    })
}

pub(super) async fn call<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::call_function::Request,
) -> Answer<pb::call_function::Response> {
    let function = or_answer!(lookup::find(&served.functions, "function", &request.name));
    let result = arguments(&*function, &request.arguments)
        .and_then(|arguments| function.call(arguments))
        .and_then(|result| {
            let ty = &function.signature().returns;
            convert::dynamic_value(&result, ty).map_err(FunctionError::new)
        });
    let message = match result {
        Ok(result) => pb::call_function::Response {
            result: Some(result),
            ..Default::default()
        },
        Err(refusal) => pb::call_function::Response {
            error: Some(pb::FunctionError {
                text: printable::text(&refusal.text, true).into_owned(),
                function_argument: refusal
                    .argument
                    .and_then(|position| i64::try_from(position).ok()),
            }),
            ..Default::default()
        },
    };
    Answer::from(message)
}

/// Reads each argument as its parameter says; those after the last named one are variadic.
fn arguments(
    function: &dyn DynFunction,
    messages: &[pb::DynamicValue],
) -> Result<Vec<Value>, FunctionError> {
    let signature = function.signature();
    let types = signature
        .parameters
        .iter()
        .chain(signature.variadic.iter().cycle())
        .map(|parameter| &parameter.ty);
    let read = |(position, (message, ty))| {
        convert::value(Some(message), ty)
            .map_err(|problem: String| FunctionError::of_argument(position, problem))
    };
    let known: Vec<Value> = messages
        .iter()
        .zip(types)
        .enumerate()
        .map(read)
        .collect::<Result<_, _>>()?;
    if known.len() < messages.len() {
        let (named, given) = (signature.parameters.len(), messages.len());
        return Err(FunctionError::new(format!(
            "takes {named} arguments, but {given} were given"
        )));
    }
    Ok(known)
}
