//! Rules for arguments that only an attachment has, from the API page of AttachCenChildInstance.

use crate::rules::quoted;
use cen::ChildKind;
use tf_plugin::framework::validate::{Validator, text};

/// The id of a network instance, whose beginning tells its type.
pub(super) fn child_instance_id() -> impl Validator {
    text(
        "the id of a VPC, VBR or CCN, `vpc-...`, `vbr-...` or `ccn-...`",
        |id| {
            let (prefix, rest) = id.split_once('-').unwrap_or_default();
            // What the API gives out has no further hyphen; what people make up to try a module has.
            let is_legal =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            let is_whole = !rest.is_empty() && prefix.bytes().chain(rest.bytes()).all(is_legal);
            if ChildKind::of_id(id).is_some() && is_whole {
                return Ok(());
            }
            Err((
                "Not the id of a network instance".to_owned(),
                format!(
                    "{} cannot be attached. What can be is a VPC, a border router or a cloud connect network; their ids begin \
                     with \"vpc-\", \"vbr-\" and \"ccn-\" and go on with small letters, digits and hyphens.",
                    quoted(id)
                ),
            ))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::is_legal;

    #[test]
    fn networks_have_a_prefix_that_tells_their_type() {
        for legal in ["vpc-a1", "vbr-a1", "ccn-a1", "vpc-of-tests"] {
            assert!(is_legal(&child_instance_id(), legal), "{legal}");
        }
        for illegal in [
            "", "vpc", "vpc-", "VPC-a1", "ecs-a1", "vpc-a:b", "vpc-a b", "vpc-A",
        ] {
            assert!(!is_legal(&child_instance_id(), illegal), "{illegal}");
        }
    }
}
