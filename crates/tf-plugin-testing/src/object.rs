//! The calls that core makes for one object, each held against what core demands of the answer.

use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Path, Type, Value};

use crate::conformance::{ResourceType, Stored};
use crate::consistency::{
    faults_of_finished, faults_of_plan, faults_of_replacement, faults_of_result,
};
use crate::wire::{decoded, in_state, path};

/// What an answer says, and what it brings where nothing went wrong.
pub(crate) struct Answered<T> {
    pub(crate) said: Vec<pb::Diagnostic>,
    pub(crate) brings: T,
}

/// A plan for one object.
#[derive(Clone)]
pub(crate) struct Change {
    pub(crate) planned: Value,
    /// Why the object must be replaced.
    pub(crate) replaces: Vec<Path>,
    pub(crate) response: pb::plan_resource_change::Response,
}

/// An error that stops everything.
pub(crate) fn failed(said: &[pb::Diagnostic]) -> bool {
    said.iter()
        .any(|said| said.severity() == pb::diagnostic::Severity::Error)
}

/// Insists that core would accept an answer.
fn insist(of: ResourceType<'_>, rpc: &str, faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{rpc} of {}: Terraform would refuse this answer:\n  {}",
        of.name,
        faults.join("\n  ")
    );
}

/// Brings a stored object into the form of today and looks at it. It may be gone.
pub(crate) async fn refreshed(of: ResourceType<'_>, stored: &Stored) -> Answered<Stored> {
    let upgraded = of.upgrade(of.version, &in_state(&stored.state)).await;
    if failed(&upgraded.diagnostics) {
        return Answered {
            said: upgraded.diagnostics,
            brings: stored.clone(),
        };
    }
    let current = Stored {
        state: of.taken(upgraded.upgraded_state.as_ref()),
        ..stored.clone()
    };
    read(of, &current).await
}

/// Looks at an object. It may be gone.
pub(crate) async fn read(of: ResourceType<'_>, stored: &Stored) -> Answered<Stored> {
    let seen = of.read(stored).await;
    let rpc = "ReadResource";
    assert!(
        seen.deferred.is_none(),
        "{rpc}: the host does not allow to put it off"
    );
    if failed(&seen.diagnostics) {
        return Answered {
            said: seen.diagnostics,
            brings: stored.clone(),
        };
    }
    let brings = Stored {
        state: of.taken(seen.new_state.as_ref()),
        private: seen.private.to_vec(),
        identity: seen.new_identity,
    };
    if !brings.state.is_null() {
        // An object that is not finished yet has no identity either.
        if brings.identity.is_some() || stored.identity.is_some() {
            complete(of, rpc, &brings);
        } else {
            insist(of, rpc, &faults_of_finished(of.block, &brings.state));
        }
        if stored.identity.is_some() && !is_another(of, &stored.state, &brings.state) {
            assert_eq!(
                brings.identity, stored.identity,
                "{rpc}: identities change with what they are made of, and not without"
            );
        }
    }
    Answered {
        said: seen.diagnostics,
        brings,
    }
}

/// Whether an attribute differs whose name a part of identities has.
fn is_another(of: ResourceType<'_>, before: &Value, after: &Value) -> bool {
    let Some(Type::Object(parts)) = of.identity else {
        return false;
    };
    let mut names = parts.keys();
    names.any(|name| before.attribute(name) != after.attribute(name))
}

/// Insists that everything that is stored of an object is complete.
pub(crate) fn complete(of: ResourceType<'_>, rpc: &str, stored: &Stored) {
    insist(of, rpc, &faults_of_finished(of.block, &stored.state));
    if let Some(ty) = of.identity {
        let identity = stored.identity.as_ref();
        let identity = decoded(identity.and_then(|one| one.identity_data.as_ref()), ty);
        let is_whole = matches!(identity, Value::Object(_)) && identity.is_wholly_known();
        assert!(
            is_whole,
            "{rpc} of {}: no whole identity: {identity:?}",
            of.name
        );
    }
}

/// Plans from what is stored to a configuration, which is null for a destroy.
pub(crate) async fn planned(
    of: ResourceType<'_>,
    before: &Stored,
    config: &Value,
) -> Answered<Option<Change>> {
    let rpc = "PlanResourceChange";
    let response = of.plan_afresh(of.planning(before, config)).await;
    assert!(
        response.deferred.is_none(),
        "{rpc}: the host does not allow to put it off"
    );
    assert!(
        !response.legacy_type_system,
        "{rpc}: no new provider is of the legacy type system"
    );
    let said = response.diagnostics.clone();
    if failed(&said) {
        return Answered { said, brings: None };
    }
    let planned = of.taken(response.planned_state.as_ref());
    let replaces: Vec<Path> = response.requires_replace.iter().map(path).collect();
    if config.is_null() {
        assert!(planned.is_null(), "{rpc}: a destroy plans null");
    } else {
        insist(
            of,
            rpc,
            &faults_of_plan(of.block, &before.state, config, &planned),
        );
        let strays = faults_of_replacement(&before.state, &planned, &replaces);
        insist(of, rpc, &strays);
    }
    let change = Change {
        planned,
        replaces,
        response,
    };
    Answered {
        said,
        brings: Some(change),
    }
}

/// Insists that a plan made with everything known agrees with the one that the user has seen.
pub(crate) fn agrees(of: ResourceType<'_>, seen: &Value, now: &Value) {
    insist(
        of,
        "The second PlanResourceChange",
        &faults_of_result(seen, now),
    );
}

/// Carries a plan out. What is stored then may be null.
pub(crate) async fn applied(
    of: ResourceType<'_>,
    before: &Stored,
    config: &Value,
    change: Change,
) -> Answered<Stored> {
    let rpc = "ApplyResourceChange";
    let made = of.apply(before, config, change.response).await;
    assert!(
        !made.legacy_type_system,
        "{rpc}: no new provider is of the legacy type system"
    );
    let brings = Stored {
        state: of.taken(made.new_state.as_ref()),
        private: made.private.to_vec(),
        identity: made.new_identity,
    };
    if !brings.state.is_null() {
        insist(of, rpc, &faults_of_finished(of.block, &brings.state));
    }
    if !failed(&made.diagnostics) {
        // What is told of may be not finished, and have no identity before it is.
        let is_finished = made.diagnostics.is_empty() || brings.identity.is_some();
        if !change.planned.is_null() && is_finished {
            complete(of, rpc, &brings);
        }
        insist(of, rpc, &faults_of_result(&change.planned, &brings.state));
    }
    Answered {
        said: made.diagnostics,
        brings,
    }
}
