//! What the creates of one walk are about to take, so that no two resources ever stand for one object.

use std::collections::BTreeSet;

/// What is taken, by words that name it among all types of resources.
///
/// A host plans the create of one resource once in a walk, so two plans that take the same thing are two resources,
/// however alike they look.
#[derive(Debug, Default)]
pub(crate) struct Creations {
    planned: BTreeSet<String>,
    begun: BTreeSet<String>,
}

impl Creations {
    /// Notes that a plan is going to create `object`. Whether no other plan of this walk is.
    pub(crate) fn plan(&mut self, object: &str) -> bool {
        self.planned.insert(object.to_owned())
    }

    /// Notes that `object` is being created from now on. Whether nobody else of this walk has begun that.
    pub(crate) fn begin(&mut self, object: &str) -> bool {
        self.begun.insert(object.to_owned())
    }

    /// Notes that `object` is free again: its create came to nothing, or it has been deleted.
    pub(crate) fn release(&mut self, object: &str) {
        self.begun.remove(object);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_create_takes_an_object_until_it_is_free_again() {
        let mut creations = Creations::default();
        assert!(creations.plan("limit a"));
        assert!(!creations.plan("limit a"));
        assert!(creations.plan("limit b"));
        assert!(creations.begin("limit a"));
        assert!(!creations.begin("limit a"));
        assert!(creations.begin("limit b"));
        creations.release("limit a");
        assert!(creations.begin("limit a"));
    }
}
