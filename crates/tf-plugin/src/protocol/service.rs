//! The service itself: one line for each RPC.
//!
//! RPCs of state stores, which this server does not offer, keep the generated methods: they answer UNIMPLEMENTED, as
//! hosts expect.

use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};

use super::call::Answer;
use super::generated::tfplugin6 as pb;
use super::generated::tfplugin6::provider_server::Provider as Service;
use super::server::Server;
use super::{
    action, configuration, data_source, ephemeral, function, identity, import_and_move,
    list_resource, resource, schema, upgrade_state,
};
use crate::framework::Provider;

/// The RPCs with one answer: the method and its messages, the name in logs, the function that answers, and the type
/// that is asked about.
macro_rules! service {
    (
        { $($method:ident, $name:literal => $answer:path $(, of $type_name:ident)?;)* }
        and { $($others:tt)* }
    ) => {
        #[tonic::async_trait]
        impl<P: Provider> Service for Server<P> {
            $(
                async fn $method(
                    &self,
                    request: Request<pb::$method::Request>,
                ) -> Result<Response<pb::$method::Response>, Status> {
                    let request = request.into_inner();
                    let type_name = service!(@type_name request $($type_name)?);
                    self.answer($name, &type_name, |served| $answer(served, request)).await
                }
            )*
            $($others)*
        }
    };
    (@type_name $request:ident $type_name:ident) => { $request.$type_name.clone() };
    (@type_name $request:ident) => { String::new() };
}

service! { {
    get_metadata, "GetMetadata" => schema::metadata;
    get_provider_schema, "GetProviderSchema" => schema::provider;
    get_resource_identity_schemas, "GetResourceIdentitySchemas" => identity::schemas;
    validate_provider_config, "ValidateProviderConfig" => configuration::validate;
    configure_provider, "ConfigureProvider" => configuration::configure;
    validate_resource_config, "ValidateResourceConfig" => resource::validate, of type_name;
    upgrade_resource_state, "UpgradeResourceState" => upgrade_state::upgrade, of type_name;
    upgrade_resource_identity, "UpgradeResourceIdentity" => identity::upgrade, of type_name;
    read_resource, "ReadResource" => resource::read, of type_name;
    plan_resource_change, "PlanResourceChange" => resource::plan, of type_name;
    apply_resource_change, "ApplyResourceChange" => resource::apply, of type_name;
    import_resource_state, "ImportResourceState" => import_and_move::import, of type_name;
    move_resource_state, "MoveResourceState" => import_and_move::move_state, of target_type_name;
    generate_resource_config, "GenerateResourceConfig" => upgrade_state::generate_configuration, of type_name;
    validate_data_resource_config, "ValidateDataResourceConfig" => data_source::validate, of type_name;
    read_data_source, "ReadDataSource" => data_source::read, of type_name;
    validate_ephemeral_resource_config, "ValidateEphemeralResourceConfig" => ephemeral::validate, of type_name;
    open_ephemeral_resource, "OpenEphemeralResource" => ephemeral::open, of type_name;
    renew_ephemeral_resource, "RenewEphemeralResource" => ephemeral::renew, of type_name;
    close_ephemeral_resource, "CloseEphemeralResource" => ephemeral::close, of type_name;
    validate_list_resource_config, "ValidateListResourceConfig" => list_resource::validate, of type_name;
    validate_action_config, "ValidateActionConfig" => action::validate, of type_name;
    plan_action, "PlanAction" => action::plan, of action_type;
    get_functions, "GetFunctions" => function::list;
    call_function, "CallFunction" => function::call, of name;
} and {
    async fn stop_provider(
        &self,
        _request: Request<pb::stop_provider::Request>,
    ) -> Result<Response<pb::stop_provider::Response>, Status> {
        // Only a signal: the host waits for this answer before it stops the next provider.
        self.stop();
        self.answer("StopProvider", "", |_| async {
            Answer::from(pb::stop_provider::Response::default())
        })
        .await
    }

    async fn list_resource(
        &self,
        request: Request<pb::list_resource::Request>,
    ) -> Result<Response<BoxStream<pb::list_resource::Event>>, Status> {
        Ok(Response::new(list_resource::list(self.served(), request.into_inner())))
    }

    async fn invoke_action(
        &self,
        request: Request<pb::invoke_action::Request>,
    ) -> Result<Response<BoxStream<pb::invoke_action::Event>>, Status> {
        Ok(Response::new(action::invoke(self.served(), request.into_inner())))
    }
} }
