//! Looking at an attachment, telling it from others, and importing one.

use crate::Cen;
use crate::observed::moment;
use crate::{trouble, wait};
use cen::{CenId, Child, ChildKind, Freshness};
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::framework::{Diagnostics, Read, Record};
use tf_plugin::value::{Attr, Kind, Path, Value};

use super::handle::{self, Handle};
use super::model::{Attachment, NO_ENDS, NO_ENDS_DETAIL};

pub(super) async fn read(request: Read<Attachment, Cen>, record: &Record<Attachment>) {
    let Read {
        state,
        client,
        operation,
        ..
    } = request;
    let (Some(cen), Some(key)) = (state.cen(), state.key()) else {
        return record.error(NO_ENDS, NO_ENDS_DETAIL);
    };
    let limits = wait::read_limits(&operation);
    match client
        .api
        .child(&cen, &key, Freshness::Recent, &limits)
        .await
    {
        Ok(Some(child)) => record.save(&observe(&child, &cen, &state)),
        Ok(None) => record.remove(),
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, detail);
        }
    }
}

/// `known` with everything that the API says of `actual`. Create, read and import all end here, so that an import plans
/// clean.
pub(super) fn observe(actual: &Child, cen: &CenId, known: &Attachment) -> Attachment {
    let child = actual.key.id();
    // A type that this release does not know changes nothing that the id tells.
    let kind = match &actual.kind {
        ChildKind::Other(_) => ChildKind::of_id(child).unwrap_or_else(|| actual.kind.clone()),
        kind => kind.clone(),
    };
    let region = match known.region.known() {
        Some(region) if region.trim().eq_ignore_ascii_case(&actual.region) => region,
        Some(region) if actual.region.is_empty() => region,
        _ => &actual.region,
    };
    let owner = actual.owner.map(|owner| owner.to_string());
    Attachment {
        id: handle::print(cen, child, &kind, &region.to_lowercase()).into(),
        child_instance_type: kind.as_str().into(),
        region: region.as_str().into(),
        child_instance_owner_id: owner
            .map_or_else(|| known.child_instance_owner_id.clone(), Attr::from),
        status: actual.status.as_str().into(),
        attach_time: moment(actual.attach_time.as_ref()),
        ..known.clone()
    }
}

pub(super) fn import(id: &str) -> Result<Attachment, Diagnostics> {
    let Some(handle) = Handle::parse(id) else {
        let mut diagnostics = Diagnostics::default();
        diagnostics.error_at(
            Path::root("id"),
            "Not the id of an attachment",
            format!(
                "{id:?} does not say what is attached to what. Import with: terraform import ADDRESS \
                 cen-...:vpc-...:VPC:cn-hangzhou; type and region may be left out."
            ),
        );
        return Err(diagnostics);
    };
    Ok(Attachment {
        id: Attr::Known(id.trim().to_owned()),
        cen_id: handle.cen.as_str().into(),
        child_instance_id: handle.child.into(),
        child_instance_type: handle.kind.as_str().into(),
        region: handle.region.into(),
        ..Attachment::default()
    })
}

const CEN: &str = "cen_id";
const CHILD: &str = "child_instance_id";

/// A network is attached to an instance once, so the two ids tell the attachment.
pub(super) fn identity_schema() -> IdentitySchema {
    let attribute = |name, description| IdentityAttribute {
        name,
        kind: Kind::String,
        description,
    };
    IdentitySchema {
        version: 0,
        attributes: vec![
            attribute(CEN, "The CEN instance, `cen-...`."),
            attribute(CHILD, "The network, such as `vpc-...`."),
        ],
    }
}

pub(super) fn identity(state: &Attachment) -> Option<Value> {
    let cen = state.cen()?;
    let child = state.child_instance_id.known()?;
    let members = [(CEN, cen.as_str()), (CHILD, child)];
    let members = members.map(|(name, id)| (name.to_owned(), Value::string(id)));
    Some(Value::Object(members.into()))
}

pub(super) fn import_by_identity(identity: &Value) -> Result<Attachment, Diagnostics> {
    match (identity.attribute(CEN), identity.attribute(CHILD)) {
        (Value::String(cen), Value::String(child)) => import(&format!("{cen}:{child}")),
        _ => import(""),
    }
}
