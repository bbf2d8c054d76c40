//! What tells objects apart: identity schemas, stored identities, and their place in answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::call::{self, Answer};
use super::generated::tfplugin6 as pb;
use super::server::Served;
use super::{convert, lookup};
use crate::framework::schema::IdentityAttribute;
use crate::framework::{Diagnostics, DynResource, Provider};
use crate::keyed::Keyed as _;
use crate::value::{Json, Value};

pub(super) async fn schemas<P: Provider>(
    served: Arc<Served<P>>,
    _request: pb::get_resource_identity_schemas::Request,
) -> Answer<pb::get_resource_identity_schemas::Response> {
    let attribute = |one: &IdentityAttribute| pb::resource_identity_schema::IdentityAttribute {
        name: one.name.to_owned(),
        r#type: one.ty.to_json().into(),
        required_for_import: true,
        description: one.description.to_owned(),
        ..Default::default()
    };
    let schemas = served.resources.iter().filter_map(|(name, resource)| {
        let (schema, _) = resource.identity_schema()?;
        let identity_attributes = schema.attributes.iter().map(attribute).collect();
        let version = schema.version;
        Some((
            (*name).to_owned(),
            pb::ResourceIdentitySchema {
                version,
                identity_attributes,
            },
        ))
    });
    Answer::from(pb::get_resource_identity_schemas::Response {
        identity_schemas: schemas.keyed(),
        ..Default::default()
    })
}

pub(super) async fn upgrade<P: Provider>(
    served: Arc<Served<P>>,
    request: pb::upgrade_resource_identity::Request,
) -> Answer<pb::upgrade_resource_identity::Response> {
    try_upgrade(&served, &request).unwrap_or_else(|answer| answer)
}

type Upgraded = Answer<pb::upgrade_resource_identity::Response>;

fn try_upgrade<P: Provider>(
    served: &Served<P>,
    request: &pb::upgrade_resource_identity::Request,
) -> Result<Upgraded, Upgraded> {
    let resource = lookup::resource(served, &request.type_name)?;
    let Some((schema, ty)) = resource.identity_schema() else {
        return Err(Answer::error(
            "No such identity",
            format!(
                "Objects of the type {:?} have no identity to upgrade.",
                request.type_name
            ),
        ));
    };
    let raw = request.raw_identity.clone().unwrap_or_default();
    if request.version > schema.version {
        return Err(Answer::error(
            "The identity is newer than the provider",
            "It was written by a newer release of this provider. Use that release.",
        ));
    }
    // An object that was stored before there were identities; the next read gives it one.
    if raw.json.is_empty() {
        return Ok(Answer::only(Diagnostics::default()));
    }
    let unfit = |problem: &dyn std::fmt::Display| {
        Answer::error("The identity does not fit its schema", problem.to_string())
    };
    let json = Json::parse(&raw.json).map_err(|error| unfit(&error))?;
    let identity = Value::from_state(&json, ty).map_err(|error| unfit(&error))?;
    let mut diagnostics = Diagnostics::default();
    let upgraded_identity = write(&resource, Some(&identity), &mut diagnostics);
    let message = pb::upgrade_resource_identity::Response {
        upgraded_identity,
        ..Default::default()
    };
    Ok(Answer {
        message,
        diagnostics,
    })
}

/// The identity of an object with `state`, else the one that the host has.
pub(super) fn of_state<P: Provider>(
    resource: &Arc<dyn DynResource<P>>,
    state: &Value,
    known: Option<pb::ResourceIdentityData>,
    diagnostics: &mut Diagnostics,
) -> Option<pb::ResourceIdentityData> {
    let (_, ty) = resource.identity_schema()?;
    // The object counts for more: a mistake in telling what it is called must not lose it, nor have it replaced.
    let told = catch_unwind(AssertUnwindSafe(|| resource.identity(state)));
    let mistake = match told {
        Ok(None) => return known,
        Ok(Some(identity)) => match convert::dynamic_value(&identity, ty) {
            Ok(identity_data) => return Some(of_data(identity_data)),
            Err(problem) => problem,
        },
        Err(_) => call::panic_detail("The identity of the object"),
    };
    diagnostics.warn("The provider ran into a mistake of its own", mistake);
    known
}

fn of_data(data: pb::DynamicValue) -> pb::ResourceIdentityData {
    pb::ResourceIdentityData {
        identity_data: Some(data),
    }
}

pub(super) fn write<P: Provider>(
    resource: &Arc<dyn DynResource<P>>,
    identity: Option<&Value>,
    diagnostics: &mut Diagnostics,
) -> Option<pb::ResourceIdentityData> {
    let (_, ty) = resource.identity_schema()?;
    match convert::dynamic_value(identity?, ty) {
        Ok(identity_data) => Some(of_data(identity_data)),
        Err(problem) => {
            diagnostics.error(
                "The provider contradicts its own schema",
                format!("This is a mistake in the provider; please report it. {problem}"),
            );
            None
        }
    }
}
