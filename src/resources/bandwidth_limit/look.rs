//! Looking at a limit, telling it from others, and importing one.

use crate::Cen;
use crate::{observed, trouble, wait};
use cen::{self, Freshness, LimitId};
use tf_plugin::framework::schema::{IdentityAttribute, IdentitySchema};
use tf_plugin::framework::{Diagnostics, Read, Record};
use tf_plugin::value::{Attr, Kind, Path, Value};

use super::model::Limit;

/// Said of a state that somebody has edited.
pub(super) const NO_ID: &str = "The state does not say which limit this is";
/// What to do about it.
pub(super) const NO_ID_DETAIL: &str =
    "Drop the resource from the state with `terraform state rm` and import the limit by its id.";

pub(super) async fn read(request: Read<Limit, Cen>, record: &Record<Limit>) {
    let Read {
        state,
        client,
        operation,
        ..
    } = request;
    let Some(id) = state.limit_id() else {
        return record.error(NO_ID, NO_ID_DETAIL);
    };
    let limits = wait::read_limits(&operation);
    match client.api.limit(&id, Freshness::Recent, &limits).await {
        Ok(Some(limit)) if limit.exists() => record.save(&observe(&limit, &state)),
        Ok(_) => record.remove(),
        Err(error) => {
            let (summary, detail) = trouble::explain(&error);
            record.error(summary, detail);
        }
    }
}

/// `known` with everything that the API says of `actual`; what names it keeps its form. Create, read, update and import
/// all end here, so that an import plans clean.
pub(super) fn observe(actual: &cen::Limit, known: &Limit) -> Limit {
    Limit {
        id: Attr::Known(actual.id.to_string()),
        bandwidth_limit: Attr::Known(actual.mbps),
        status: actual.status.as_str().into(),
        geographic_span_id: observed::optional(&actual.geographic_span_id),
        bandwidth_package_id: observed::optional(&actual.package_id),
        ..known.clone()
    }
}

pub(super) fn import(id: &str) -> Result<Limit, Diagnostics> {
    LimitId::parse(id)
        .map(|id| Limit::from(&id))
        .map_err(|error| {
            refusal(
                Path::root("id"),
                format!("{error}. Import with: terraform import ADDRESS CEN:REGION:REGION"),
            )
        })
}

fn refusal(path: Path, detail: String) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.error_at(path, "Not the id of a bandwidth limit", detail);
    diagnostics
}

/// The members of an identity, the regions in alphabetical order.
const IDENTITY: [(&str, &str); 3] = [
    ("cen_id", "The CEN instance."),
    ("region_a", "The region that comes first in the alphabet."),
    ("region_b", "The other region."),
];

pub(super) fn identity_schema() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: IDENTITY
            .map(|(name, description)| IdentityAttribute {
                name,
                kind: Kind::String,
                description,
            })
            .into(),
    }
}

/// The identity of a limit: not in the form of its arguments, which may be swapped in place.
pub(super) fn identity(state: &Limit) -> Option<Value> {
    let id = state.limit_id()?;
    let parts = [
        id.cen.as_str(),
        id.regions.first().as_str(),
        id.regions.second().as_str(),
    ];
    let members = IDENTITY.iter().zip(parts);
    Some(Value::Object(
        members
            .map(|((name, _), part)| ((*name).to_owned(), Value::string(part)))
            .collect(),
    ))
}

pub(super) fn import_by_identity(identity: &Value) -> Result<Limit, Diagnostics> {
    let parts = IDENTITY.map(|(name, _)| match identity.attribute(name) {
        Value::String(text) => text.as_str(),
        _ => "",
    });
    import(&parts.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::written::named;
    use cen::LimitStatus;

    #[test]
    fn what_names_a_limit_keeps_the_form_that_it_has() {
        let known = Limit {
            cen_id: named("CEN-one"),
            region_a: named("us-west-1"),
            region_b: named("CN-hangzhou"),
            bandwidth_limit: Attr::Known(4),
            ..Limit::default()
        };
        let actual = cen::Limit {
            id: known.limit_id().unwrap(),
            mbps: 7,
            status: LimitStatus::Modifying,
            geographic_span_id: String::new(),
            package_id: "cenbwp-abc".to_owned(),
        };
        let expected = Limit {
            id: "cen-one:cn-hangzhou:us-west-1".into(),
            bandwidth_limit: Attr::Known(7),
            status: "Modifying".into(),
            bandwidth_package_id: "cenbwp-abc".into(),
            ..known.clone()
        };
        assert_eq!(observe(&actual, &known), expected);
    }

    #[test]
    fn an_identity_is_the_same_whichever_region_stands_first_and_leads_back() {
        let limit = |a: &str, b: &str| Limit {
            cen_id: named("cen-one"),
            region_a: named(a),
            region_b: named(b),
            ..Limit::default()
        };
        let one = identity(&limit("cn-hangzhou", "us-west-1")).unwrap();
        assert_eq!(
            identity(&limit("US-west-1", "cn-hangzhou")),
            Some(one.clone())
        );
        let imported = import_by_identity(&one).unwrap();
        assert_eq!(
            imported.id,
            Attr::Known("cen-one:cn-hangzhou:us-west-1".to_owned())
        );
        assert_eq!(identity(&limit("cn-hangzhou", "cn-hangzhou")), None);
        assert!(import_by_identity(&Value::Object(Default::default())).is_err());
    }
}
