//! Blocks of addresses, IPv4 and IPv6: `10.0.0.0/8`, `2001:db8::/32`.

use std::fmt::{self, Display, Formatter};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::answer::FromApi;

/// A block of addresses. All bits of its address beyond its length are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cidr {
    address: IpAddr,
    length: u8,
}

/// Why a text is no block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IllegalCidr {
    /// It is not an address, a slash and a length that an address of this kind can have.
    Form,
    /// Its address has bits beyond its length; this is the block that it lies in.
    Within(Cidr),
}

impl Cidr {
    /// The block of this length that the address lies in; `None` where addresses of its kind are shorter.
    pub fn around(address: IpAddr, length: u8) -> Option<Self> {
        let address = match address {
            IpAddr::V4(address) => {
                let beyond = 32_u32.checked_sub(length.into())?;
                let bits = address.to_bits();
                IpAddr::V4(Ipv4Addr::from_bits(high(bits.into(), beyond) as u32))
            }
            IpAddr::V6(address) => {
                let beyond = 128_u32.checked_sub(length.into())?;
                IpAddr::V6(Ipv6Addr::from_bits(high(address.to_bits(), beyond)))
            }
        };
        Some(Self { address, length })
    }

    /// Reads an address, a slash and a length.
    ///
    /// # Errors
    ///
    /// Why the text is none.
    pub fn parse(text: &str) -> Result<Self, IllegalCidr> {
        let read = || {
            let (address, length) = text.trim().split_once('/')?;
            let is_number = length.bytes().all(|byte| byte.is_ascii_digit());
            let length = length.parse().ok().filter(|_| is_number)?;
            let address: IpAddr = address.parse().ok()?;
            Some((address, Self::around(address, length)?))
        };
        match read() {
            None => Err(IllegalCidr::Form),
            Some((address, block)) if address != block.address => Err(IllegalCidr::Within(block)),
            Some((_, block)) => Ok(block),
        }
    }

    /// How many bits of its addresses are given.
    pub fn length(self) -> u8 {
        self.length
    }

    /// Whether its addresses are those of IPv4.
    pub fn is_ipv4(self) -> bool {
        self.address.is_ipv4()
    }

    /// The lower half of its addresses, and the upper one; `None` where it is a single address.
    pub fn halves(self) -> Option<[Self; 2]> {
        let length = self.length.checked_add(1)?;
        let lower = Self::around(self.address, length)?;
        let upper = match self.address {
            IpAddr::V4(address) => {
                let bit = 1_u32 << (32 - u32::from(length));
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() | bit))
            }
            IpAddr::V6(address) => {
                let bit = 1_u128 << (128 - u32::from(length));
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() | bit))
            }
        };
        let upper = Self {
            address: upper,
            length,
        };
        Some([lower, upper])
    }

    /// Whether all addresses of `other` lie in it.
    pub fn contains(self, other: Self) -> bool {
        self.length <= other.length && self.overlaps(other)
    }

    /// Whether some address lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        let length = self.length.min(other.length);
        let shortened = |one: Self| Self::around(one.address, length);
        shortened(self) == shortened(other)
    }
}

/// `bits` with the lowest `beyond` of them cleared.
fn high(bits: u128, beyond: u32) -> u128 {
    bits.checked_shr(beyond)
        .and_then(|bits| bits.checked_shl(beyond))
        .unwrap_or(0)
}

/// The API may say more than it means: bits beyond the length are nothing.
impl FromApi for Cidr {
    fn from_api(text: &str) -> Option<Self> {
        match Self::parse(text) {
            Ok(block) | Err(IllegalCidr::Within(block)) => Some(block),
            Err(IllegalCidr::Form) => None,
        }
    }
}

impl Cidr {
    /// Takes a block that was given out once, whatever its address says beyond its length; `None` when it is none.
    pub fn stored(text: &str) -> Option<Self> {
        Self::from_api(text)
    }
}

impl Display for Cidr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_both_kinds_are_read_and_written_in_one_form() {
        for (text, form) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            (" 0.0.0.0/0 ", "0.0.0.0/0"),
            ("10.0.3.7/32", "10.0.3.7/32"),
            ("2001:DB8:0:0::/64", "2001:db8::/64"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(Cidr::parse(text).unwrap().to_string(), form, "{text}");
        }
    }

    #[test]
    fn what_is_no_block_is_told_from_what_lies_in_one() {
        for text in [
            "",
            "10.0.0.0",
            "10.0.0/8",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "::/129",
            "a/8",
            "010.0.0.0/8",
        ] {
            assert_eq!(Cidr::parse(text), Err(IllegalCidr::Form), "{text}");
        }
        for (text, block) in [
            ("10.0.1.1/24", "10.0.1.0/24"),
            ("10.0.1.1/0", "0.0.0.0/0"),
            ("2001:db8::1/32", "2001:db8::/32"),
        ] {
            let block = Cidr::parse(block).unwrap();
            assert_eq!(Cidr::parse(text), Err(IllegalCidr::Within(block)), "{text}");
            assert_eq!(Cidr::stored(text), Some(block));
        }
    }

    #[test]
    fn a_block_has_two_halves_and_an_address_has_none() {
        for (text, halves) in [
            ("10.8.0.0/23", Some(["10.8.0.0/24", "10.8.1.0/24"])),
            ("0.0.0.0/0", Some(["0.0.0.0/1", "128.0.0.0/1"])),
            ("10.0.0.6/31", Some(["10.0.0.6/32", "10.0.0.7/32"])),
            ("10.0.0.6/32", None),
            ("::/0", Some(["::/1", "8000::/1"])),
            ("::1/128", None),
        ] {
            let halves = halves.map(|halves| halves.map(|half| Cidr::parse(half).unwrap()));
            assert_eq!(Cidr::parse(text).unwrap().halves(), halves, "{text}");
        }
    }

    #[test]
    fn blocks_overlap_when_one_lies_in_the_other() {
        let block = |text| Cidr::parse(text).unwrap();
        assert!(block("100.64.0.0/10").overlaps(block("100.100.0.0/16")));
        assert!(block("0.0.0.0/0").overlaps(block("127.0.0.0/8")));
        assert!(!block("10.0.0.0/24").overlaps(block("10.0.1.0/24")));
        assert!(!block("::/0").overlaps(block("0.0.0.0/0")));
    }
}
