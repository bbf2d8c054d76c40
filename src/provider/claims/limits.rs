//! Which resources of a configuration set which limit.
//!
//! CEN has one limit for two regions, in whichever order, and loops over all pairs of regions come to each of them twice.

use crate::cen::LimitId;
use crate::framework::Diagnostics;
use crate::value::Path;

use super::Claims;

/// What resources say of each limit.
pub(in crate::provider) type LimitClaims = Claims<LimitId, Claim>;

/// What one resource says of a limit, in the words of its configuration: those tell two resources apart even if they
/// mean the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::provider) struct Claim {
    /// As they are written.
    pub(in crate::provider) regions: [String; 2],
    /// Mbit/s.
    pub(in crate::provider) mbps: u64,
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b] = &self.regions;
        write!(f, "{} Mbps between {a} and {b}", self.mbps)
    }
}

/// Notes what the resource at hand says of the limit `id`, and says so if another one stands for the same limit.
pub(in crate::provider) fn note(
    claims: &LimitClaims,
    id: &LimitId,
    claim: &Claim,
    diagnostics: &mut Diagnostics,
) {
    let other = claims.note(id, claim, |other| other != claim);
    let Some(other) = other else { return };
    diagnostics.error_at(
        Path::root("region_a"),
        "Two resources set the same limit",
        format!(
            "CEN has one limit for two regions, in whichever order. Here it is {claim}, and elsewhere in the configuration \
             {other}: the two would undo each other's work, and either would end the limit of both when it is destroyed. \
             Keep one of them. If both are in the state already, drop the other without destroying it: terraform state rm, \
             or a removed block with destroy = false. The limit is {id}."
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_set_by_one_resource() {
        let claims = LimitClaims::default();
        let said = |id: &str, [a, b]: [&str; 2], mbps| {
            let claim = Claim {
                regions: [a.to_owned(), b.to_owned()],
                mbps,
            };
            let mut diagnostics = Diagnostics::default();
            note(
                &claims,
                &LimitId::parse(id).unwrap(),
                &claim,
                &mut diagnostics,
            );
            let details = diagnostics.into_iter().map(|one| one.detail);
            details.collect::<Vec<_>>()
        };
        let id = "cen-a:cn-hangzhou:us-west-1";
        assert_eq!(said(id, ["cn-hangzhou", "us-west-1"], 2), [""; 0]);
        assert_eq!(said(id, ["cn-hangzhou", "us-west-1"], 2), [""; 0]);
        assert_eq!(
            said(
                "cen-b:cn-hangzhou:us-west-1",
                ["us-west-1", "cn-hangzhou"],
                2
            ),
            [""; 0]
        );
        assert_eq!(
            said(id, ["us-west-1", "cn-hangzhou"], 2),
            [
                "CEN has one limit for two regions, in whichever order. Here it is 2 Mbps between us-west-1 and cn-hangzhou, \
                 and elsewhere in the configuration 2 Mbps between cn-hangzhou and us-west-1: the two would undo each \
                 other's work, and either would end the limit of both when it is destroyed. Keep one of them. If both are in \
                 the state already, drop the other without destroying it: terraform state rm, or a removed block with \
                 destroy = false. The limit is cen-a:cn-hangzhou:us-west-1."
            ]
        );
    }
}
