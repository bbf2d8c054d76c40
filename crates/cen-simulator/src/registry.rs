//! What the families of the API add up to.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::action::Action;
use crate::admin::{Handler, Route};
use crate::api::FAMILIES;
use crate::product::Product;
use crate::request::Request;
use crate::state::State;

/// An account that owns nothing.
pub(crate) fn empty_state(account: u64) -> State {
    State::empty(account, FAMILIES.iter().filter_map(|family| family.kind))
}

/// Every action that is carried out.
pub(crate) fn actions() -> impl Iterator<Item = &'static Action> {
    FAMILIES.iter().flat_map(|family| family.actions)
}

/// The actions by their names.
static BY_NAME: LazyLock<HashMap<&str, Vec<&Action>>> = LazyLock::new(|| {
    let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
    for action in actions() {
        by_name.entry(action.name).or_default().push(action);
    }
    by_name
});

/// The actions of that exact name, one for each product that has it.
pub(crate) fn named(name: &str) -> impl Iterator<Item = &'static Action> {
    BY_NAME.get(name).into_iter().flatten().copied()
}

/// The product that a request is for. It is known by the version of its API; where no product has that one, by the action.
pub(crate) fn product(request: &Request) -> Product {
    let version = request.text("Version").unwrap_or("");
    let by_action = || product_of_action(request.text("Action").unwrap_or(""));
    Product::of_version(version)
        .or_else(by_action)
        .unwrap_or(Product::Cbn)
}

/// The product that has an action of that name; of several the one whose action is carried out.
pub(crate) fn product_of_action(name: &str) -> Option<Product> {
    let simulated = named(name).next().map(|action| action.product);
    simulated.or_else(|| Product::ALL.into_iter().find(|product| product.has(name)))
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
    fn a_product_has_one_action_of_a_name() {
        let mut keys: Vec<(&str, &str)> = actions()
            .map(|action| (action.name, action.product.version()))
            .collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
