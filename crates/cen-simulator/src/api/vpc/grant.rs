//! Networks that are granted to CEN instances of other accounts, by the product that they belong to (API pages
//! GrantInstanceToCen, RevokeInstanceFromCen and DescribeGrantRulesToCen of VPC).

use serde_json::json;

use crate::action::{Answer, Context, DryRun};
use crate::api::attachment::OrderType;
use crate::api::grant::{self, Grant};
use crate::error::ApiError;
use crate::family::Family;
use crate::ids;
use crate::listing;
use crate::request::Request;

use super::vpcs;

const ONE: &[&str] = &[
    "RegionId",
    "CenId",
    "CenOwnerId",
    "InstanceId",
    "InstanceType",
];

/// The types of networks in the words of these actions, those of transit routers, and what ids of each begin with.
const TYPES: [(&str, &str, &str); 3] = [
    ("VPC", "VPC", "vpc-"),
    ("VBR", "ExpressConnect", "vbr-"),
    ("CCN", "CCN", "ccn-"),
];

pub(crate) const FAMILY: Family = Family::of_actions(&[
    super::reading(
        "DescribeGrantRulesToCen",
        &["RegionId", "InstanceId", "InstanceType"],
        list,
    ),
    super::changing("GrantInstanceToCen", ONE, grant)
        .once(DryRun::Unused)
        .noting("Networks and accounts need not exist."),
    super::changing("RevokeInstanceFromCen", ONE, revoke).once(DryRun::Unused),
]);

/// The type of the network that a request is about, in the words of transit routers.
fn kind(request: &Request) -> Result<&'static str, ApiError> {
    let text = request.mandatory("InstanceType")?;
    let mut types = TYPES.iter();
    let Some((_, kind, prefix)) = types.find(|(name, ..)| name.eq_ignore_ascii_case(text)) else {
        let message = format!("The type {text} is not one of VPC, VBR and CCN.");
        return Err(ApiError::new(400, "InstanceType.Invalid", message));
    };
    let id = request.mandatory("InstanceId")?;
    ids::check("InstanceId", prefix, id).map_err(|_| not_found(id))?;
    Ok(kind)
}

fn not_found(id: &str) -> ApiError {
    let message = format!("There is no such network as {id}.");
    ApiError::new(404, "InvalidInstanceId.NotFound", message)
}

/// The grant that a request is about.
fn wanted(context: &Context<'_>, request: &Request) -> Result<Grant, ApiError> {
    let region = super::region_of(request)?.unwrap_or_default();
    let cen_id = request.mandatory("CenId")?;
    ids::check("CenId", "cen-", cen_id).map_err(|refused| {
        // The page names a code of its own.
        ApiError::new(400, "IllegalParam.CenInstanceId", refused.message)
    })?;
    let cen_owner = grant::owner(request)?;
    let (kind, network) = (kind(request)?, request.mandatory("InstanceId")?);
    if vpcs::is_of_another(context, network) {
        return Err(not_found(network));
    }
    Ok(Grant {
        id: format!("{kind}:{network}:{cen_owner}:{cen_id}"),
        instance_type: kind.to_owned(),
        instance_id: network.to_owned(),
        cen_owner,
        cen_id: cen_id.to_owned(),
        region,
        order: OrderType::default(),
        creation_time: context.now.to_minutes(),
    })
}

fn grant(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let grant = wanted(context, request)?;
    if grant.cen_owner == context.state.account() {
        let message = "The CEN instance belongs to the account that has the network.";
        return Err(ApiError::new(400, "Invalid.Grant", message));
    }
    if context.state.has::<Grant>(&grant.id) {
        return Err(grant::exists(&grant.id));
    }
    context.state.push(grant);
    Ok(Answer::default())
}

fn revoke(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    let wanted = wanted(context, request)?;
    match context.state.take(|grant: &Grant| grant.id == wanted.id) {
        Some(_) => Ok(Answer::default()),
        None => Err(not_found(&wanted.instance_id)),
    }
}

fn list(context: &mut Context<'_>, request: &Request) -> Result<Answer, ApiError> {
    super::region_of(request)?;
    let (kind, network) = (kind(request)?, request.mandatory("InstanceId")?);
    let grants = context.state.all::<Grant>().iter();
    let found: Vec<&Grant> = grants
        .filter(|one| one.instance_type == kind && one.instance_id == network)
        .collect();
    listing::page(request, "CenGrantRules", "CbnGrantRule", &found, |one| {
        json!({
            "CenInstanceId": one.cen_id,
            "CenOwnerId": one.cen_owner,
            "CreationTime": one.creation_time,
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::client::bench;

    #[tokio::test]
    async fn a_network_is_granted_listed_and_taken_back() {
        let bench = bench().await;
        let one = [
            ("RegionId", "cn-hangzhou"),
            ("InstanceType", "VBR"),
            ("InstanceId", "vbr-a"),
            ("CenId", "cen-a"),
            ("CenOwnerId", "42"),
        ];
        bench.vpc_ok("GrantInstanceToCen", &one).await;
        let again = bench.vpc_call("GrantInstanceToCen", &one).await;
        assert_eq!(again.error(), (400, "InvalidOperation.GrantExist"));
        let listed = bench.vpc_ok("DescribeGrantRulesToCen", &one[..3]).await;
        let rule = &listed["CenGrantRules"]["CbnGrantRule"][0];
        assert_eq!(rule["CenInstanceId"], "cen-a");
        assert_eq!(rule["CenOwnerId"], 42);
        // The same grant, as CEN knows it.
        let of = [("ProductType", "ExpressConnect"), ("ResourceId", "vbr-a")];
        let rows = bench
            .rows("DescribeGrantRulesToResource", "GrantRules", &of)
            .await;
        assert_eq!(rows[0]["CenId"], "cen-a");
        bench.vpc_ok("RevokeInstanceFromCen", &one).await;
        let gone = bench.vpc_call("RevokeInstanceFromCen", &one).await;
        assert_eq!(gone.error(), (404, "InvalidInstanceId.NotFound"));
        let listed = bench.vpc_ok("DescribeGrantRulesToCen", &one[..3]).await;
        assert_eq!(listed["CenGrantRules"]["CbnGrantRule"], json!([]));
    }
}
