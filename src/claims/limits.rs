//! Which resources of a configuration set which limit.
//!
//! CEN has one limit for two regions, in whichever order, and loops over all pairs of regions come to each of them twice.

use cen::LimitId;
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

use super::Claims;

/// The two regions of each limit in the words of whoever sets it: those tell two resources apart that mean the same.
pub(crate) type LimitClaims = Claims<LimitId, Words>;

/// Two regions as they are written, in the order in which they are.
pub(crate) type Words = [String; 2];

/// Notes the `words` in which the resource at hand sets the limit `id`, and says so if another one stands for the same
/// limit. That is a warning, since a process that plans many configurations in its life may meet one resource in new words.
pub(crate) fn note(
    claims: &LimitClaims,
    id: &LimitId,
    words: &Words,
    diagnostics: &mut Diagnostics,
) {
    let other = claims.note(id, words, |_| false, |other| other != words);
    let (Some([c, d]), [a, b]) = (other, words) else {
        return;
    };
    diagnostics.warn_at(
        Path::root("region_a"),
        "Two resources set the same limit",
        format!(
            "CEN has one limit for two regions, in whichever order. Here it is set between {a} and {b}, and \
             elsewhere in the configuration between {c} and {d}: the two would undo each other's work, and either would end the limit of both when it is destroyed. \
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
        let said = |id: &str, regions: [&str; 2]| {
            let mut diagnostics = Diagnostics::default();
            let id = LimitId::parse(id).unwrap();
            note(&claims, &id, &regions.map(str::to_owned), &mut diagnostics);
            let details = diagnostics.into_iter().map(|one| one.detail);
            details.collect::<Vec<_>>()
        };
        let (out, back) = (["cn-hangzhou", "us-west-1"], ["us-west-1", "cn-hangzhou"]);
        let id = "cen-a:cn-hangzhou:us-west-1";
        assert_eq!(said(id, out), [""; 0]);
        assert_eq!(said(id, out), [""; 0]);
        assert_eq!(said("cen-b:cn-hangzhou:us-west-1", back), [""; 0]);
        assert_eq!(
            said(id, back),
            [
                "CEN has one limit for two regions, in whichever order. Here it is set between us-west-1 and cn-hangzhou, and \
                 elsewhere in the configuration between cn-hangzhou and us-west-1: the two would undo each other's work, and \
                 either would end the limit of both when it is destroyed. Keep one of them. If both are in the state \
                 already, drop the other without destroying it: terraform state rm, or a removed block with destroy = false. \
                 The limit is cen-a:cn-hangzhou:us-west-1."
            ]
        );
    }
}
