//! What is in an object, for walks over schemas and values.

use super::{Attribute, Block, Nesting, Shape};
use crate::value::Path;

/// The attributes and blocks of an object: a whole one, a nested one, or what is in a block.
#[derive(Clone, Copy)]
pub(in crate::framework) struct Body<'s> {
    pub(in crate::framework) attributes: &'s [Attribute],
    pub(in crate::framework) blocks: &'s [Block],
}

/// A part of an object that holds objects itself.
pub(in crate::framework) struct Part<'s> {
    pub(in crate::framework) name: &'static str,
    pub(in crate::framework) nesting: Nesting,
    pub(in crate::framework) body: Body<'s>,
    is_block: bool,
}

impl<'s> Body<'s> {
    /// The body of nested attributes.
    pub(in crate::framework) fn of(attributes: &'s [Attribute]) -> Self {
        Self {
            attributes,
            blocks: &[],
        }
    }

    /// The nested attributes and the blocks.
    pub(in crate::framework) fn parts(self) -> impl Iterator<Item = Part<'s>> {
        let attributes = self.attributes.iter().filter_map(|one| match &one.shape {
            Shape::Value(_) => None,
            Shape::Nested(nesting, nested) => Some(Part {
                name: one.name,
                nesting: *nesting,
                body: Body::of(nested),
                is_block: false,
            }),
        });
        let blocks = self.blocks.iter().map(|one| Part {
            name: one.name,
            nesting: one.nesting,
            body: one.body(),
            is_block: true,
        });
        attributes.chain(blocks)
    }

    /// The same, by name.
    pub(in crate::framework) fn nested(self) -> impl Iterator<Item = (&'static str, Body<'s>)> {
        self.parts().map(|part| (part.name, part.body))
    }

    /// Whether `is` holds for any attribute, at any depth.
    pub(in crate::framework) fn any(self, is: &dyn Fn(&Attribute) -> bool) -> bool {
        self.attributes.iter().any(is) || self.parts().any(|part| part.body.any(is))
    }
}

impl Part<'_> {
    /// The path of this part of the object at `parent`.
    pub(in crate::framework) fn path(&self, parent: &Path) -> Path {
        if self.is_block {
            parent.block(self.name)
        } else {
            parent.attribute(self.name)
        }
    }
}

impl Block {
    /// What is in the block.
    pub(in crate::framework) fn body(&self) -> Body<'_> {
        Body {
            attributes: &self.attributes,
            blocks: &self.blocks,
        }
    }
}
