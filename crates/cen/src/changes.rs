//! Changes of a package that exists: its texts, its bandwidth, its binding, its end.

use serde_json::Value;

use crate::error;
use crate::id::{CenId, PackageId};
use crate::operation::{self, Operation, parameters};
use alibaba_cloud::call::Call;
use alibaba_cloud::outcome::Class;

/// Sets name and description; what is `None` stays, an empty text clears.
pub(crate) struct Rename<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) name: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
}

impl Operation for Rename<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let mut all = parameters([("CenBandwidthPackageId", self.id.as_str())]);
        for (name, value) in [("Name", self.name), ("Description", self.description)] {
            if let Some(value) = value {
                all.insert(name.to_owned(), value.to_owned());
            }
        }
        Call::absolute("ModifyCenBandwidthPackageAttribute", all, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Sets the bandwidth. It makes an order, but a second one for the value in force is refused, so it may be repeated.
pub(crate) struct SetBandwidth<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) mbps: u64,
}

impl Operation for SetBandwidth<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let all = parameters([
            ("CenBandwidthPackageId", self.id.as_str()),
            ("Bandwidth", &self.mbps.to_string()),
        ]);
        Call::absolute("ModifyCenBandwidthPackageSpec", all, operation::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Gives the package back.
pub(crate) struct Release<'a> {
    pub(crate) id: &'a PackageId,
}

impl Operation for Release<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let all = parameters([("CenBandwidthPackageId", self.id.as_str())]);
        Call::absolute("DeleteCenBandwidthPackage", all, error::class_while_freeing)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Binds the package to a CEN instance.
pub(crate) struct Associate<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) cen: &'a CenId,
}

impl Operation for Associate<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let all = parameters([
            ("CenBandwidthPackageId", self.id.as_str()),
            ("CenId", self.cen.as_str()),
        ]);
        Call::absolute(
            "AssociateCenBandwidthPackage",
            all,
            error::class_while_freeing,
        )
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

/// Unbinds the package from a CEN instance.
pub(crate) struct Unassociate<'a> {
    pub(crate) id: &'a PackageId,
    pub(crate) cen: &'a CenId,
}

impl Unassociate<'_> {
    /// The status of the package being wrong means most often that it is not bound, which one look at it tells.
    fn class(code: &str) -> Option<Class> {
        match code {
            "InvalidOperation.BwpInstanceStatus" => Some(Class::Refused),
            code => error::class_while_freeing(code),
        }
    }
}

impl Operation for Unassociate<'_> {
    type Answer = ();

    fn call(&self) -> Call {
        let all = parameters([
            ("CenBandwidthPackageId", self.id.as_str()),
            ("CenId", self.cen.as_str()),
        ]);
        Call::absolute("UnassociateCenBandwidthPackage", all, Self::class)
    }

    fn decode(answer: &Value) -> Result<(), String> {
        operation::nothing(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alibaba_cloud::sign::rpc::canonical_query;

    #[test]
    fn texts_that_are_not_given_are_not_sent_and_empty_ones_are() {
        let id = PackageId::from_answer("cenbwp-abc").unwrap();
        let wire = |name, description| {
            let call = Rename {
                id: &id,
                name,
                description,
            }
            .call();
            canonical_query(call.parameters())
        };
        assert_eq!(
            wire(None, Some("")),
            "CenBandwidthPackageId=cenbwp-abc&Description="
        );
        assert_eq!(
            wire(Some("n"), None),
            "CenBandwidthPackageId=cenbwp-abc&Name=n"
        );
    }
}
