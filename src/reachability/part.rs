//! Parts of what is asked about: a table sends each of them one way.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use cen::Cidr;

/// The addresses of a block, but for those of some blocks within it. There is at least one.
#[derive(Debug)]
pub(super) struct Part {
    /// What it is a part of.
    pub(super) asked: Cidr,
    /// The smallest block that it lies in.
    pub(super) block: Cidr,
    without: Vec<Cidr>,
    /// What it is called: a block of which all, or all that is asked about, lies in it.
    name: Cidr,
}

impl Part {
    /// A block, but for others within it; nothing where none of it is left.
    pub(super) fn of(asked: Cidr, without: impl Iterator<Item = Cidr>) -> Option<Self> {
        let without: Vec<Cidr> = without.filter(|one| asked.contains(*one)).collect();
        first_gap(asked, &without).map(|_| Self {
            asked,
            block: asked,
            without,
            name: asked,
        })
    }

    /// What is left beside these blocks, and what lies in each of them and in none that is smaller: the same routes lead to all
    /// addresses of one part.
    pub(super) fn split(&self, destinations: impl Iterator<Item = Cidr>) -> Vec<Self> {
        let lies_within = |one: &Cidr| {
            is_within(*one, self.block) && !self.without.iter().any(|hole| hole.contains(*one))
        };
        let within: BTreeSet<Cidr> = destinations.filter(lies_within).collect();
        let left = |block: Cidr, name: Cidr| {
            let smaller = || within.iter().copied().filter(|one| is_within(*one, block));
            let holes = self
                .without
                .iter()
                .copied()
                .filter(|one| block.contains(*one));
            let without: Vec<Cidr> = holes.chain(smaller()).collect();
            let gap = first_gap(block, &without)?;
            let name = if smaller().next().is_some() {
                gap
            } else {
                name
            };
            Some(Self {
                asked: self.asked,
                block,
                without,
                name,
            })
        };
        let rest = left(self.block, self.name);
        let parts = within.iter().filter_map(|block| left(*block, *block));
        rest.into_iter().chain(parts).collect()
    }
}

impl Display for Part {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.name == self.asked {
            write!(f, "{}", self.name)
        } else {
            write!(f, "{}, which is part of {},", self.name, self.asked)
        }
    }
}

/// Whether a block lies in another and is smaller.
pub(super) fn is_within(inner: Cidr, outer: Cidr) -> bool {
    outer != inner && outer.contains(inner)
}

/// The first block within `block` that none of `others` has an address of; nothing where they have all of it.
pub(super) fn first_gap(block: Cidr, others: &[Cidr]) -> Option<Cidr> {
    if others.iter().any(|other| other.contains(block)) {
        return None;
    }
    let within: Vec<Cidr> = others
        .iter()
        .copied()
        .filter(|other| block.contains(*other))
        .collect();
    if within.is_empty() {
        return Some(block);
    }
    let halves = block.halves()?;
    halves.iter().find_map(|half| first_gap(*half, &within))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    fn blocks<const N: usize>(texts: [&str; N]) -> impl Iterator<Item = Cidr> {
        texts.into_iter().map(block)
    }

    fn said(parts: &[Part]) -> Vec<String> {
        parts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_block_is_split_along_the_routes_within_it() {
        let all = Part::of(block("10.8.0.0/23"), blocks([])).unwrap();
        let halves = all.split(blocks(["10.8.0.0/24", "10.8.1.0/24", "10.0.0.0/8"]));
        let part = |text: &str| format!("{text}, which is part of 10.8.0.0/23,");
        assert_eq!(said(&halves), [part("10.8.0.0/24"), part("10.8.1.0/24")]);
        let rest = all.split(blocks(["10.8.0.0/24", "10.8.0.0/25"]));
        let expected = ["10.8.1.0/24", "10.8.0.128/25", "10.8.0.0/25"].map(part);
        assert_eq!(said(&rest), expected);
        assert_eq!(rest[0].block, block("10.8.0.0/23"));
        // What has been left out stays so.
        let again = rest[0].split(blocks(["10.8.0.0/26", "10.8.1.0/25"]));
        let expected = ["10.8.1.128/25", "10.8.1.0/25"].map(part);
        assert_eq!(said(&again), expected);
        assert_eq!(said(&all.split(blocks(["::/0"]))), ["10.8.0.0/23"]);
    }

    #[test]
    fn what_others_have_is_no_part() {
        let wide = Part::of(block("10.0.0.0/8"), blocks(["10.0.1.0/24"])).unwrap();
        assert_eq!(said(&wide.split(blocks(["10.0.1.0/24"]))), ["10.0.0.0/8"]);
        let nothing = Part::of(block("10.0.0.0/31"), blocks(["10.0.0.0/32", "10.0.0.1/32"]));
        assert!(nothing.is_none());
    }
}
