//! Blocks of addresses as arguments.

use cen::Cidr;
use cen::cidr::IllegalCidr;
use tf_plugin::value::ValueError;

use super::rules;
use super::written::Named;

impl Named for Cidr {
    const RULE: &'static str = "a block of IPv4 or IPv6 addresses, such as `10.0.0.0/8`";

    fn parse(text: &str) -> Result<Self, ValueError> {
        Self::parse(text).map_err(|illegal| match illegal {
            IllegalCidr::Form => no_block(text),
            IllegalCidr::Within(block) => ValueError::new(
                "The address has bits beyond the length of the block",
                format!(
                    "{} names an address inside of a block. The block that it lies in is \"{block}\".",
                    rules::quoted(text)
                ),
            ),
        })
    }

    fn stored(text: &str) -> Result<Self, ValueError> {
        Self::stored(text).ok_or_else(|| no_block(text))
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

/// The first of `reserved` that all of `block` lies in.
pub(super) fn within<'r>(block: Cidr, reserved: &[&'r str]) -> Option<&'r str> {
    let mut reserved = reserved.iter().copied();
    reserved.find(|text| Cidr::stored(text).is_some_and(|reserved| reserved.contains(block)))
}

fn no_block(text: &str) -> ValueError {
    ValueError::new(
        "Not a block of addresses",
        format!(
            "{} is not one. A block is an address of IPv4 or IPv6, a slash and a length, such as \"10.0.0.0/8\" or \
             \"2001:db8::/32\".",
            rules::quoted(text)
        ),
    )
}
