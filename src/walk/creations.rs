//! What the creates of one walk are about to take, so that no two resources ever stand for one object.

use std::collections::{BTreeMap, BTreeSet};

/// What is taken, by words that name it among all types of resources.
///
/// A host plans the create of one resource once in a walk, so two plans that take the same thing are two resources,
/// however alike they look.
#[derive(Debug, Default)]
pub(crate) struct Creations {
    /// What plans take, with the id of the object that has it already; `None` for what is to be created.
    planned: BTreeMap<String, Option<String>>,
    begun: BTreeSet<String>,
}

impl Creations {
    /// Notes that a plan is going to create `object`, in the place of the object with the id `replaced` if it is to have
    /// a predecessor. Whether no other plan of this walk has it or is going to create it.
    pub(crate) fn plan(&mut self, object: &str, replaced: Option<&str>) -> bool {
        match self.planned.insert(object.to_owned(), None) {
            None => true,
            Some(holder) => holder.is_some() && holder.as_deref() == replaced,
        }
    }

    /// Notes that `object` is and stays with the object that has this id. Whether no plan of this walk says otherwise.
    pub(crate) fn hold(&mut self, object: &str, id: &str) -> bool {
        let holder = Some(id.to_owned());
        let before = self.planned.insert(object.to_owned(), holder.clone());
        before.is_none_or(|before| before == holder)
    }

    /// Notes that `object` is being created from now on. Whether nobody else of this walk has begun that.
    pub(crate) fn begin(&mut self, object: &str) -> bool {
        self.begun.insert(object.to_owned())
    }

    /// Notes that the plan to create `object` has been carried out, or has failed. Whether it is taken is known since.
    pub(crate) fn forget_plan(&mut self, object: &str) {
        self.planned.remove(object);
    }

    /// Notes that `object` is free again: its create came to nothing, or what had it has been changed or deleted.
    pub(crate) fn release(&mut self, object: &str) {
        self.begun.remove(object);
        if self.planned.get(object).is_some_and(Option::is_some) {
            self.planned.remove(object);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_create_takes_an_object_until_it_is_free_again() {
        let mut creations = Creations::default();
        assert!(creations.plan("limit a", None));
        assert!(!creations.plan("limit a", None));
        assert!(creations.plan("limit b", None));
        assert!(creations.begin("limit a"));
        assert!(!creations.begin("limit a"));
        assert!(creations.begin("limit b"));
        creations.release("limit a");
        assert!(creations.begin("limit a"));
    }

    #[test]
    fn what_an_object_has_is_for_its_successor_alone() {
        let mut creations = Creations::default();
        assert!(creations.hold("token t", "a"));
        assert!(creations.hold("token t", "a"));
        assert!(!creations.hold("token t", "b"));
        assert!(creations.hold("token u", "a"));
        assert!(!creations.plan("token u", None));
        assert!(creations.hold("token v", "a"));
        assert!(creations.plan("token v", Some("a")));
        assert!(!creations.hold("token v", "b"));
        assert!(creations.hold("token w", "a"));
        creations.release("token w");
        assert!(creations.plan("token w", None));
        creations.forget_plan("token w");
        assert!(creations.hold("token w", "c"));
    }
}
