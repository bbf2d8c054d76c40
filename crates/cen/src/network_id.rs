//! Ids of network instances, whose beginning tells what they are, and of their attachments to a CEN instance.

use std::fmt::{self, Display, Formatter};

use crate::child::{ChildKey, ChildKind};
use crate::id::{CenId, IllegalId, parsed};
use crate::region::Region;

/// The id of a network instance: `vpc-…`, `vbr-…` or `ccn-…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkId {
    text: String,
    kind: ChildKind,
}

impl NetworkId {
    /// Reads an id that a person typed.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let (prefix, rest) = text.split_once('-').unwrap_or_default();
        // What the API gives out has no further hyphen; what people make up to try a module has.
        let is_legal =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_legal = !rest.is_empty() && prefix.bytes().chain(rest.bytes()).all(is_legal);
        let id = Self::of_known_kind(text).filter(|_| is_legal);
        id.ok_or_else(|| IllegalId::new(text, "a network instance", "vpc-abcdefgh0123456789"))
    }

    /// Takes an id that was given out once, whatever it looks like.
    pub fn from_api(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            kind: ChildKind::of_id(text).unwrap_or_else(|| ChildKind::Other(text.to_owned())),
        }
    }

    fn of_known_kind(text: &str) -> Option<Self> {
        Some(Self::from_api(text)).filter(Self::is_of_known_kind)
    }

    /// Whether its beginning tells what it is the id of.
    pub fn is_of_known_kind(&self) -> bool {
        !matches!(self.kind, ChildKind::Other(_))
    }

    /// The id as it is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it is the id of.
    pub fn kind(&self) -> &ChildKind {
        &self.kind
    }
}

impl Display for NetworkId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What is attached to what. A network instance is attached to a CEN instance once, so the two ids tell; type and region are
/// written for people: `CEN:NETWORK:TYPE:REGION`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedId {
    /// The CEN instance.
    pub cen: CenId,
    /// The network instance.
    pub network: NetworkId,
    /// Where that is, where it is known.
    pub region: Option<Region>,
}

impl AttachedId {
    /// Reads an id. States of the official provider hold ids without the type, and without type and region, so all three
    /// forms are read.
    ///
    /// # Errors
    ///
    /// [`IllegalId`] with the form that is expected.
    pub fn parse(text: &str) -> Result<Self, IllegalId> {
        let example = "cen-abcdefgh0123456789:vpc-abcdefgh0123456789:VPC:cn-hangzhou, what is attached to what";
        Self::read(text).ok_or_else(|| IllegalId::new(text, "an attachment", example))
    }

    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.trim().split(':').collect();
        let (cen, network, kind, region) = match parts.as_slice() {
            [cen, network] => (cen, network, None, None),
            [cen, network, region] => (cen, network, None, Some(region)),
            [cen, network, kind, region] => (cen, network, Some(kind), Some(region)),
            _ => return None,
        };
        let network = NetworkId::of_known_kind(network)?;
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case(network.kind.as_str())) {
            return None;
        }
        Some(Self {
            cen: CenId::parse(cen).ok()?,
            network,
            region: region.and_then(|region| Region::parse(region).ok()),
        })
    }

    /// What to look for the network instance by, among those of the CEN instance.
    pub fn child(&self) -> ChildKey {
        let region = self.region.as_ref().map(Region::as_str);
        ChildKey::new(&self.network.text, region)
    }
}

parsed!(AttachedId, IllegalId);

impl Display for AttachedId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.cen, self.network)?;
        match &self.region {
            Some(region) => write!(f, ":{}:{region}", self.network.kind.as_str()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_have_a_prefix_that_tells_their_type() {
        for legal in ["vpc-a1", "vbr-a1", "ccn-a1", "vpc-of-tests"] {
            assert!(NetworkId::parse(legal).is_ok(), "{legal}");
        }
        for illegal in [
            "", "vpc", "vpc-", "VPC-a1", "ecs-a1", "vpc-a:b", "vpc-a b", "vpc-A",
        ] {
            assert!(NetworkId::parse(illegal).is_err(), "{illegal}");
        }
    }

    #[test]
    fn every_form_of_an_id_that_was_ever_stored_is_read() {
        let attached = |region: Option<&str>| AttachedId {
            cen: CenId::parse("cen-abc").unwrap(),
            network: NetworkId::parse("vpc-a").unwrap(),
            region: region.and_then(|text| Region::parse(text).ok()),
        };
        for (text, region) in [
            ("cen-abc:vpc-a:VPC:cn-hangzhou", Some("cn-hangzhou")),
            (" Cen-abc:vpc-a:vpc:cn-hangzhou", Some("cn-hangzhou")),
            ("cen-abc:vpc-a:cn-hangzhou", Some("cn-hangzhou")),
            ("cen-abc:vpc-a", None),
            ("cen-abc:vpc-a:", None),
        ] {
            assert_eq!(AttachedId::parse(text), Ok(attached(region)), "{text}");
        }
        assert_eq!(
            attached(Some("cn-hangzhou")).to_string(),
            "cen-abc:vpc-a:VPC:cn-hangzhou"
        );
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            "cen-abc",
            "vpc-a:cen-abc",
            "cen-abc:ecs-a",
            "cen-abc:vpc-a:VBR:cn-hangzhou",
            "cen-abc:vpc-a:VPC:cn-hangzhou:x",
        ] {
            assert!(AttachedId::parse(text).is_err(), "{text}");
        }
    }
}
