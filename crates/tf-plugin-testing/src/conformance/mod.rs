//! What every provider must do, whatever its resources are.
//!
//! [`conformance!`](crate::conformance!) makes a test of each property. They know nothing of the provider but its
//! schemas: they generate configurations and stored objects, mend configurations as the provider's own messages suggest,
//! and hold all answers against a model of what Terraform demands ([`crate::consistency`]).

mod check;
mod lives;
mod messages;
mod methods;
mod schemas;
mod states;
mod subject;
mod unstored;

pub use check::check;
pub use lives::lives;
pub use messages::{blocks, messages};
pub use methods::Method;
pub use schemas::{names, schemas};
pub use states::{generated_configurations, plans_from_any_state, stored_objects};
pub use subject::{Described, ResourceType, Stored, Subject};
pub use unstored::{actions, data_sources, ephemeral_resources, functions, searches};

/// Makes a test of each property that every provider must have.
///
/// The argument is an expression that makes the [`Subject`] anew for each test; it may `await`. What the provider
/// needs to find something (a region that there is, the id of a network) is told with [`Subject::existing`], and so is a value
/// for an argument that can't be guessed from messages, such as one with a pattern.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/petshop.rs"));
/// use serde_json::json;
/// use tf_plugin_testing::conformance::Subject;
/// use tf_plugin_testing::{Host, conformance};
///
/// async fn petshop() -> Subject {
///     Subject::of(&Host::of(Petshop::default()), &json!({})).await
/// }
///
/// conformance!(petshop().await);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! conformance {
    ($subject:expr) => {
        #[test]
        fn every_schema_on_the_wire_keeps_every_rule_of_hosts() {
            $crate::conformance::check(async { $subject }, $crate::conformance::schemas);
        }

        #[test]
        fn metadata_schemas_functions_and_identities_speak_of_the_same_types() {
            $crate::conformance::check(async { $subject }, $crate::conformance::names);
        }

        #[test]
        fn every_object_is_planned_made_changed_and_ended_as_terraform_demands() {
            $crate::conformance::check(async { $subject }, $crate::conformance::lives);
        }

        #[test]
        fn every_stored_object_is_read_whatever_has_joined_or_left_its_schema() {
            $crate::conformance::check(async { $subject }, $crate::conformance::stored_objects);
        }

        #[test]
        fn every_plan_is_one_that_terraform_accepts_whatever_is_stored() {
            $crate::conformance::check(
                async { $subject },
                $crate::conformance::plans_from_any_state,
            );
        }

        #[test]
        fn every_stored_object_has_a_configuration_without_what_nobody_can_set() {
            $crate::conformance::check(
                async { $subject },
                $crate::conformance::generated_configurations,
            );
        }

        #[test]
        fn every_data_source_answers_in_full_and_echoes_the_question() {
            $crate::conformance::check(async { $subject }, $crate::conformance::data_sources);
        }

        #[test]
        fn every_ephemeral_value_is_opened_renewed_and_closed_as_often_as_the_host_likes() {
            $crate::conformance::check(
                async { $subject },
                $crate::conformance::ephemeral_resources,
            );
        }

        #[test]
        fn every_search_stays_within_its_limit_and_finds_objects_that_can_be_imported() {
            $crate::conformance::check(async { $subject }, $crate::conformance::searches);
        }

        #[test]
        fn every_action_is_planned_without_a_word_and_ends_once() {
            $crate::conformance::check(async { $subject }, $crate::conformance::actions);
        }

        #[test]
        fn every_function_has_one_answer_to_a_question_and_refuses_null_and_unknown_arguments() {
            $crate::conformance::check(async { $subject }, $crate::conformance::functions);
        }

        #[test]
        fn no_message_makes_any_call_of_this_provider_panic_or_hang() {
            $crate::conformance::check(async { $subject }, $crate::conformance::messages);
        }

        #[test]
        fn no_provider_block_in_any_form_makes_its_calls_panic_or_hang() {
            $crate::conformance::check(async { $subject }, $crate::conformance::blocks);
        }
    };
}
