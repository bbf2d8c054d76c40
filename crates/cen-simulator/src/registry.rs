//! Everything the simulator knows of the API. A new kind of object is a file under `api/` and a line here.

use crate::action::Action;
use crate::admin::{Handler, Route};
use crate::api::{
    child, either_attachment, instance, limit, package, peer_attachment, resource_group, span, sts,
    tag, transit_router, vpc_attachment,
};
use crate::family::Family;
use crate::state::State;

/// Time works on the kinds in this order, and in this order their objects stand in the way of a deletion.
static FAMILIES: &[Family] = &[
    package::FAMILY,
    package::purchase::FAMILY,
    package::binding::FAMILY,
    package::list::FAMILY,
    package::admin::FAMILY,
    package::DEPARTED,
    limit::FAMILY,
    child::FAMILY,
    transit_router::FAMILY,
    vpc_attachment::FAMILY,
    peer_attachment::FAMILY,
    either_attachment::FAMILY,
    // After what is attached to instances, which their objects tell.
    instance::FAMILY,
    span::FAMILY,
    tag::FAMILY,
    resource_group::FAMILY,
    sts::FAMILY,
];

/// An account that owns nothing.
pub(crate) fn empty_state() -> State {
    State::empty(FAMILIES.iter().filter_map(|family| family.kind))
}

fn actions() -> impl Iterator<Item = &'static Action> {
    FAMILIES.iter().flat_map(|family| family.actions)
}

/// The action of that exact name.
pub(crate) fn find(name: &str) -> Option<&'static Action> {
    actions().find(|action| action.name == name)
}

/// The names of all actions, in alphabetical order.
pub(crate) fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = actions().map(|action| action.name).collect();
    names.sort_unstable();
    names
}

/// The paths of the control API that are about objects.
pub(crate) fn routes() -> impl Iterator<Item = &'static Route<Handler>> {
    FAMILIES.iter().flat_map(|family| family.routes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let names = names();
        let mut once = names.clone();
        once.dedup();
        assert_eq!(names, once);
        assert_eq!(names.len(), 41);
    }
}
