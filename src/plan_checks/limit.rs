//! Two resources that set one bandwidth limit.

use cen::LimitId;
use tf_plugin::framework::Diagnostics;
use tf_plugin::value::Path;

use crate::walk::{Walk, Words};

/// Notes the `words` in which the resource at hand sets the limit `id`, and says so if another one stands for the same
/// limit. That is a warning, since a process that plans many configurations in its life may meet one resource in new words.
pub(crate) fn check(walk: &Walk, id: &LimitId, words: &Words, diagnostics: &mut Diagnostics) {
    let other = walk.memory().bandwidth_limits.note(id, words);
    let (Some([c, d]), [a, b]) = (other, words) else {
        return;
    };
    diagnostics.warn_at(
        Path::root("region_a"),
        "Two resources set the same limit",
        format!(
            "CEN has one limit for two regions, in whichever order. Here it is set between {a} and {b}, and elsewhere in the \
             configuration between {c} and {d}: the two would undo each other's work, and either would end the limit of \
             both when it is destroyed. Keep one of them. If both are in the state already, drop the other without \
             destroying it: terraform state rm, or a removed block with destroy = false. The limit is {id}."
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_resource_for_a_limit_is_told_of_the_first() {
        let walk = Walk::default();
        let said = |regions: [&str; 2]| {
            let mut diagnostics = Diagnostics::default();
            let id = LimitId::parse("cen-a:cn-hangzhou:us-west-1").unwrap();
            check(&walk, &id, &regions.map(str::to_owned), &mut diagnostics);
            let details = diagnostics.into_iter().map(|one| one.detail);
            details.collect::<Vec<_>>()
        };
        assert_eq!(said(["cn-hangzhou", "us-west-1"]), [""; 0]);
        assert_eq!(
            said(["us-west-1", "cn-hangzhou"]),
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
