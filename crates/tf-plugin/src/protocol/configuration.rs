//! The provider block: ValidateProviderConfig and ConfigureProvider.

use std::sync::Arc;

use super::call::{Answer, Response, or_answer};
use super::convert;
use super::generated::tfplugin6 as pb;
use super::server::Served;
use crate::framework::model::from_value;
use crate::framework::{Diagnostics, Provider, validate as rules};
use crate::value::Value;

pub(super) async fn validate<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::validate_provider_config::Request,
) -> Answer<pb::validate_provider_config::Response> {
    let config = or_answer!(config(&served, request.config.as_ref()));
    let mut diagnostics = rules::configuration(&served.schema, &config);
    match from_value(&config) {
        Ok(config) => {
            let known_config = served.provider.known_config(&config, &mut diagnostics);
            served.set_known_config(known_config);
        }
        Err(error) => {
            diagnostics.error("The provider contradicts its own schema", error.to_string())
        }
    }
    Answer::only(diagnostics)
}

pub(super) async fn configure<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::configure_provider::Request,
) -> Answer<pb::configure_provider::Response> {
    let config = or_answer!(config(&served, request.config.as_ref()));
    let mut diagnostics = Diagnostics::default();
    match from_value(&config) {
        Ok(config) => {
            // Mistakes in it were reported by the validation that comes before.
            let known_config = served
                .provider
                .known_config(&config, &mut Diagnostics::default());
            let client =
                served
                    .provider
                    .client(&config, &request.terraform_version, &mut diagnostics);
            if let Some(client) = &client {
                diagnostics.append(served.provider.check(&config, client).await);
            }
            served.configure(known_config, client);
        }
        Err(error) => {
            diagnostics.error("The provider contradicts its own schema", error.to_string())
        }
    }
    Answer::only(diagnostics)
}

/// The block as a value. A provider without a block is an object of nulls; null itself is taken for the same.
fn config<P: Provider, T: Response>(
    served: &Served<P>,
    message: Option<&pb::DynamicValue>,
) -> Result<Value, Answer<T>> {
    match convert::value(message, &served.ty) {
        Ok(Value::Null) => Ok(served.schema.null_object()),
        Ok(value) => Ok(value),
        Err(problem) => Err(Answer::error(
            "The provider block cannot be read",
            format!("What the host sent does not fit the schema of this provider: {problem}"),
        )),
    }
}
