//! Ids of attachments: what is attached to what, joined by colons.

use cen::{CenId, ChildKind};

/// An id as people write it.
///
/// In full it is `cen-…:vpc-…:VPC:cn-hangzhou`. States of the official provider also hold it without the type, and
/// without type and region, so all three are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Handle {
    pub(super) cen: CenId,
    pub(super) child: String,
    pub(super) kind: ChildKind,
    pub(super) region: Option<String>,
}

impl Handle {
    /// Reads an id; `None` when it cannot be one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split(':').collect();
        let (cen, child, kind, region) = match parts.as_slice() {
            [cen, child] => (cen, child, None, None),
            [cen, child, region] => (cen, child, None, Some(region)),
            [cen, child, kind, region] => (cen, child, Some(kind), Some(region)),
            _ => return None,
        };
        let derived = ChildKind::of_id(child)?;
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case(derived.as_str())) {
            return None;
        }
        Some(Self {
            cen: CenId::parse(cen).ok()?,
            child: (*child).to_owned(),
            kind: derived,
            region: region
                .filter(|region| !region.is_empty())
                .map(|region| (*region).to_owned()),
        })
    }
}

/// The id in full.
pub(super) fn print(cen: &CenId, child: &str, kind: &ChildKind, region: &str) -> String {
    format!("{cen}:{child}:{}:{region}", kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_was_ever_stored_is_read() {
        let handle = |region: Option<&str>| Handle {
            cen: CenId::parse("cen-abc").unwrap(),
            child: "vpc-a".to_owned(),
            kind: ChildKind::Vpc,
            region: region.map(str::to_owned),
        };
        for (text, region) in [
            ("cen-abc:vpc-a:VPC:cn-hangzhou", Some("cn-hangzhou")),
            (" Cen-abc:vpc-a:vpc:cn-hangzhou", Some("cn-hangzhou")),
            ("cen-abc:vpc-a:cn-hangzhou", Some("cn-hangzhou")),
            ("cen-abc:vpc-a", None),
            ("cen-abc:vpc-a:", None),
        ] {
            assert_eq!(Handle::parse(text), Some(handle(region)), "{text}");
        }
        let Handle {
            cen, child, kind, ..
        } = handle(None);
        assert_eq!(
            print(&cen, &child, &kind, "cn-hangzhou"),
            "cen-abc:vpc-a:VPC:cn-hangzhou"
        );
    }

    #[test]
    fn other_texts_are_not_read() {
        for text in [
            "",
            "cen-abc",
            "vpc-a:cen-abc",
            "cen-abc:ecs-a",
            "cen-abc:vpc-a:VBR:cn-hangzhou",
            "cen-abc:vpc-a:VPC:cn-hangzhou:x",
        ] {
            assert_eq!(Handle::parse(text), None, "{text}");
        }
    }
}
