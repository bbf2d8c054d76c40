//! Plans and results of generated configurations, held against what Terraform itself demands.

use cen_simulator::Package;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Path, Value};

use super::generated::{configuration, first_view, object, prior, private, sold};
use super::messages::{applying, planning};
use super::objects::{block, bytes, spliced, value};
use super::session::{Session, cloud};
use super::values::REFINED;
use tf_plugin_testing::consistency::{
    faults_of_finished, faults_of_plan, faults_of_replacement, faults_of_result, proposed,
};
use tf_plugin_testing::generate::{runner, runtime};

/// A plan for `config`; where it says so, unknown values come refined, as Terraform sends them.
async fn plan(
    session: &Session,
    prior: &Value,
    config: &Value,
    private: &[u8],
    refined: bool,
) -> pb::plan_resource_change::Response {
    let mut request = planning(prior, config);
    request.prior_private = private.to_vec().into();
    if refined {
        let of = |object: &Value| {
            let unknown = REFINED
                .iter()
                .filter(|(name, _)| object.attribute(name).is_unknown());
            bytes(spliced(object, &unknown.copied().collect::<Vec<_>>()))
        };
        request.config = of(config);
        request.proposed_new_state = of(&proposed(block(), prior, config));
    }
    session.plan(request).await
}

fn failed(plan: &pb::plan_resource_change::Response) -> bool {
    plan.diagnostics.iter().any(|said| said.severity == 1)
}

fn replaced(plan: &pb::plan_resource_change::Response) -> Vec<Path> {
    use pb::attribute_path::step::Selector;
    let steps = plan.requires_replace.iter().flat_map(|path| &path.steps);
    let names = steps.map(|step| match &step.selector {
        Some(Selector::AttributeName(name)) => Path::root(name),
        other => Path::root(&format!("{other:?}")),
    });
    names.collect()
}

fn no_faults(faults: &[String]) -> Result<(), TestCaseError> {
    prop_assert!(faults.is_empty(), "{faults:#?}");
    Ok(())
}

#[test]
fn every_plan_is_one_that_terraform_accepts_and_agrees_with_the_plan_before_it() {
    let runtime = runtime();
    let session = Session::fresh();
    let cases = (prior(), configuration(), private(), any::<bool>());
    let outcome = runner(600).run(&cases, |(prior, (arguments, known), private, refined)| {
        runtime.block_on(async {
            let config = object(&first_view(&arguments, &known));
            let first = plan(&session, &prior, &config, private, refined).await;
            if failed(&first) {
                // The only plans that fail are those that would drop a purchase which nobody has answered, those that
                // would buy a successor under the token of its predecessor, those that would renew by months that are not sold,
                // and those of what validation refuses.
                let unanswered = prior.attribute("status") == &Value::from("Unconfirmed");
                let token = prior.attribute("client_token");
                let same_token = !token.is_null() && token == config.attribute("client_token");
                let months = config.attribute("auto_renew_duration");
                let sold = [1_i64, 2, 3, 6, 12, 24, 36];
                let unsold =
                    !months.is_null() && !sold.iter().any(|sold| months == &Value::from(*sold));
                let refused = session.validate(&config).await;
                let refused = refused.iter().any(|said| said.severity == 1);
                prop_assert!(unanswered || same_token || unsold || refused);
                return Ok(());
            }
            let planned = value(first.planned_state.as_ref());
            no_faults(&faults_of_plan(block(), &prior, &config, &planned))?;
            no_faults(&faults_of_replacement(&prior, &planned, &replaced(&first)))?;
            prop_assert_eq!(&first.planned_private[..], private);
            prop_assert_eq!(
                &plan(&session, &prior, &config, private, refined).await,
                &first
            );

            // The second round, with everything known.
            let config = object(&arguments);
            let second = plan(&session, &prior, &config, private, false).await;
            let told = !first.diagnostics.is_empty();
            if replaced(&second) != replaced(&first) || failed(&second) {
                prop_assert!(
                    told || failed(&second),
                    "a replacement that nobody was told of"
                );
                return Ok(());
            }
            let replanned = value(second.planned_state.as_ref());
            no_faults(&faults_of_plan(block(), &prior, &config, &replanned))?;
            no_faults(&faults_of_result(&planned, &replanned))?;

            // What is planned and known is what the next plan finds nothing to do about.
            if replanned.is_wholly_known() {
                let third = plan(&session, &replanned, &config, private, false).await;
                prop_assert_eq!(value(third.planned_state.as_ref()), replanned);
                prop_assert_eq!(replaced(&third), []);
            }
            Ok(())
        })
    });
    outcome.expect("plans that Terraform accepts");
}

/// Carries a plan out and holds the result against it and against the next plan. Answers with the stored object.
async fn applied(
    session: &Session,
    prior: &Value,
    config: &Value,
    private: &[u8],
) -> Result<Option<(Value, Vec<u8>)>, TestCaseError> {
    let plan_ = plan(session, prior, config, private, false).await;
    if failed(&plan_) || !plan_.requires_replace.is_empty() {
        return Ok(None);
    }
    let planned = value(plan_.planned_state.as_ref());
    no_faults(&faults_of_plan(block(), prior, config, &planned))?;
    let made = session.apply(applying(prior, config, plan_)).await;
    prop_assert_eq!(&made.diagnostics, &vec![]);
    let state = value(made.new_state.as_ref());
    no_faults(&faults_of_finished(block(), &state))?;
    no_faults(&faults_of_result(&planned, &state))?;

    let next = plan(session, &state, config, &made.private, false).await;
    prop_assert_eq!(&next.diagnostics, &vec![]);
    prop_assert_eq!(value(next.planned_state.as_ref()), state.clone());
    prop_assert_eq!(replaced(&next), []);
    Ok(Some((state, made.private.to_vec())))
}

#[test]
fn every_result_is_what_was_planned_and_leaves_nothing_to_do() {
    let runtime = runtime();
    let cloud = runtime.block_on(cloud());
    let session = runtime.block_on(Session::configured(&cloud));
    let outcome = runner(60).run(&(sold(), sold()), |(first, second)| {
        runtime.block_on(async {
            let (first, second) = (object(&first), object(&second));
            prop_assert_eq!(session.validate(&first).await, vec![]);
            let made = applied(&session, &Value::Null, &first, b"").await?;
            prop_assert!(made.is_some(), "a create is planned without an error");
            if let Some((state, private)) = made {
                applied(&session, &state, &second, &private).await?;
            }
            Ok(())
        })
    });
    outcome.expect("results as planned");
    assert!(cloud.all::<Package>().len() >= 60);
}
