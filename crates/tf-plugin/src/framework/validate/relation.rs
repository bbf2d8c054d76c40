//! Rules between arguments.

use super::text::joined;

/// A rule about which arguments and blocks go together. It stands at one of them, once: `Attribute::relates`,
/// `Block::relates`, or a word of `#[attribute(…)]` and `#[block(…)]`.
///
/// The others are named from the object in which that one stands: `"size"` is its neighbour, `"collar.size"` is inside a
/// neighbour (in any of its elements, where it is a list, set, map or repeated block), and `"super.size"` stands in the
/// object around; `super` can be repeated. A name that leads nowhere is a fault of the schema.
pub struct Relation {
    pub(super) rule: Rule,
    pub(super) others: Vec<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    ConflictsWith,
    ExactlyOneOf,
    AtLeastOneOf,
    RequiredWith,
}

/// When the argument is set, none of the others may be.
pub fn conflicts_with(others: impl IntoIterator<Item = &'static str>) -> Relation {
    Relation::new(Rule::ConflictsWith, others)
}

/// Of the argument and the others, one must be set, and only one may.
pub fn exactly_one_of(others: impl IntoIterator<Item = &'static str>) -> Relation {
    Relation::new(Rule::ExactlyOneOf, others)
}

/// Of the argument and the others, one must be set, or several.
pub fn at_least_one_of(others: impl IntoIterator<Item = &'static str>) -> Relation {
    Relation::new(Rule::AtLeastOneOf, others)
}

/// When the argument is set, all of the others must be.
pub fn required_with(others: impl IntoIterator<Item = &'static str>) -> Relation {
    Relation::new(Rule::RequiredWith, others)
}

impl Relation {
    fn new(rule: Rule, others: impl IntoIterator<Item = &'static str>) -> Self {
        Self {
            rule,
            others: others.into_iter().collect(),
        }
    }

    /// A sentence for the documentation.
    pub fn describe(&self) -> String {
        let named = |first: &[&str]| {
            let others = self.others.iter().map(|name| format!("`{name}`"));
            let names = first.iter().map(|name| (*name).to_owned()).chain(others);
            joined(&names.collect::<Vec<_>>(), "and")
        };
        match self.rule {
            Rule::ConflictsWith => format!("Conflicts with {}.", named(&[])),
            Rule::ExactlyOneOf => format!("Exactly one of {} must be set.", named(&["this"])),
            Rule::AtLeastOneOf => format!("At least one of {} must be set.", named(&["this"])),
            Rule::RequiredWith => format!("Needs {} as well.", named(&[])),
        }
    }
}
