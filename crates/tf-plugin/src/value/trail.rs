//! Where one is while a value is walked through.

use super::{Path, Step};

/// The way from a whole value to a part of it. Other than a [`Path`] it costs nothing until somebody asks for it, which
/// only errors do; states have many thousands of parts and hardly ever an error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trail<'t>(Option<(&'t Trail<'t>, Hop<'t>)>);

#[derive(Clone, Copy, Debug)]
enum Hop<'t> {
    Attribute(&'t str),
    Key(&'t str),
    Index(usize),
}

impl<'t> Trail<'t> {
    /// The whole.
    pub(super) const WHOLE: Self = Self(None);

    /// On to the attribute `name`.
    pub(super) fn attribute(&'t self, name: &'t str) -> Self {
        Self(Some((self, Hop::Attribute(name))))
    }

    /// On to the map element `key`.
    pub(super) fn key(&'t self, key: &'t str) -> Self {
        Self(Some((self, Hop::Key(key))))
    }

    /// On to the element number `index`, from 0.
    pub(super) fn index(&'t self, index: usize) -> Self {
        Self(Some((self, Hop::Index(index))))
    }

    /// The same as a path.
    pub(super) fn path(&self) -> Path {
        let mut steps = Vec::new();
        let mut place = self;
        while let Some((before, hop)) = &place.0 {
            steps.push(match hop {
                Hop::Attribute(name) => Step::Attribute((*name).to_owned()),
                Hop::Key(key) => Step::Key((*key).to_owned()),
                Hop::Index(index) => Step::Index(i64::try_from(*index).unwrap_or(i64::MAX)),
            });
            place = before;
        }
        steps.into_iter().rev().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Trail;
    use crate::value::Path;

    #[test]
    fn a_trail_leads_where_its_path_leads() {
        let outer = Trail::WHOLE.attribute("a");
        let inner = outer.key("b");
        let trail = inner.index(3);
        assert_eq!(trail.path(), Path::root("a").key("b").index(3));
        assert_eq!(Trail::WHOLE.path(), Path::default());
    }
}
