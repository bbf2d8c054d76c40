//! Tests of Terraform and OpenTofu providers written with [`tf_plugin`]: what terraform-plugin-testing is to Go.
//!
//! # Steps
//!
//! A [`Case`] has a provider and a state. Each [`Step`] is a configuration that is planned and applied, an import or a
//! search, together with what is expected of it:
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/petshop.rs"));
//! use serde_json::json;
//! use tf_plugin_testing::{Action, Case, Step, expect_action};
//!
//! # fn main() {
//! # let test = async {
//! let mut shop = Case::new(Petshop::default()).configured(json!({}));
//! let pet = |name: &str| json!({ "resource": { "petshop_pet": { "rex": { "name": name, "species": "dog" } } } });
//!
//! shop.step(
//!     Step::config(pet("Rex"))
//!         .plan(expect_action("petshop_pet.rex", Action::Create))
//!         .state("petshop_pet.rex", "id", "pet-1"),
//! )
//! .await;
//! shop.step(Step::import("petshop_pet.rex", "${petshop_pet.rex.id}")).await;
//! shop.step(
//!     Step::config(pet("Bello"))
//!         .plan(expect_action("petshop_pet.rex", Action::Update))
//!         .keeps("petshop_pet.rex", "id"),
//! )
//! .await;
//! shop.destroy().await;
//! # };
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
//! # }
//! ```
//!
//! In process nothing is started and nothing listens: messages go through the provider's service as they would on the
//! wire, in the order in which Terraform sends them, and every answer is held against the core's own checks, those that
//! users read of as "Provider produced inconsistent result after apply". What a step does not expect fails it: a warning, a
//! plan that has something to do right after an apply. The same steps run with a real `terraform` or `tofu`, which attaches
//! to the provider in the test, by [`Case::on_cli`]; there, configurations may be in HCL too. Between steps the test can
//! do to the world what it likes.
//!
//! Some names are those of other things in [`tf_plugin`], where an `Action` is something to be done and a `Step` a part of a
//! path: import by name, as here, and not by `*`.
//!
//! # Conformance
//!
//! [`conformance!`] makes tests that know nothing of a provider but its schemas, of everything that hosts demand of every
//! provider. One line is a good first test:
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/petshop.rs"));
//! use serde_json::json;
//! use tf_plugin_testing::conformance::Subject;
//! use tf_plugin_testing::{Host, conformance};
//!
//! conformance!(Subject::of(&Host::of(Petshop::default()), &json!({})).await);
//! # fn main() {}
//! ```
//!
//! They send damaged messages, and make, change and destroy objects by generated configurations: what the provider talks
//! to must be a stand-in that nobody misses.
//!
//! # Below that
//!
//! | | |
//! | --- | --- |
//! | [`Host`] | one call after the other, message by message |
//! | [`process`] | the same with a built provider: handshake, mutual TLS, log, signals |
//! | [`cli`] | Terraform or OpenTofu in a folder of their own, and guards for their versions |
//! | [`consistency`] | the core's checks of plans and results |
//! | [`generate`] | configurations, stored objects and damage for property tests |
//! | [`schema`], [`wire`] | schemas and values as they are on the wire |

#![allow(
    clippy::expect_used,
    reason = "a panic is how a test fails, and this crate is for tests only"
)]

mod api;
mod case;
pub mod cli;
pub mod conformance;
pub mod consistency;
pub mod generate;
mod host;
mod object;
mod place;
mod plan;
pub mod process;
mod said;
pub mod schema;
mod walk;
pub mod wire;

pub use api::{Api, Transport, answer, soon};
pub use case::{
    Action, Case, Config, PlanCheck, Source, Step, expect_action, expect_change, expect_empty,
    expect_replacement, expect_unknown,
};
pub use host::Host;
pub use plan::Plan;
pub use said::Said;
