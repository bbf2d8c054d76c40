//! Which actions of the products are carried out, and which only have a name.

use serde::Serialize;

use crate::error::ApiError;
use crate::product::Product;
use crate::registry;

/// Where people read which actions are simulated.
const PAGE: &str = "docs/guides/simulator-coverage.md";

/// One action of a product, and whether the simulator carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The product, by the name of its documentation: `Cbn`, `Vpc` and so on.
    pub product: &'static str,
    /// The version of its API.
    pub version: &'static str,
    /// The name of the action.
    pub action: &'static str,
    /// Whether it is carried out. What is not is answered with the code `Simulator.NotSimulated`.
    pub simulated: bool,
    /// Whether it changes something; of one that is not simulated this is not known, and `false`.
    pub changes: bool,
    /// What it leaves out or makes up, if anything, in words for people.
    pub note: Option<&'static str>,
}

/// Every action of every product of this server, product by product and in alphabetical order.
pub fn coverage() -> Vec<Coverage> {
    let of = |product: Product| {
        let names = product.actions();
        names.map(move |name| {
            let action = registry::named(name).find(|action| action.product == product);
            Coverage {
                product: product.name(),
                version: product.version(),
                action: name,
                simulated: action.is_some(),
                changes: action.is_some_and(|action| action.mutates),
                note: action.and_then(|action| action.note),
            }
        })
    };
    Product::ALL.into_iter().flat_map(of).collect()
}

/// The answer to an action that a product has and this server does not carry out. The status is one that no official client
/// repeats a call for, nor takes for an object that is gone.
pub(crate) fn not_simulated(product: Product, action: &str) -> ApiError {
    ApiError::new(
        400,
        "Simulator.NotSimulated",
        format!(
            "{action} is an action of {} {} that this simulator does not carry out. What it does carry out: {PAGE}, and GET /_simulator/coverage.",
            product.name(),
            product.version()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_that_is_carried_out_is_one_of_its_product() {
        let all = coverage();
        for action in registry::actions() {
            let product = action.product.name();
            let found = all
                .iter()
                .find(|one| one.product == product && one.action == action.name);
            assert!(found.is_some_and(|one| one.simulated), "{}", action.name);
        }
    }
}
