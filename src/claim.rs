//! What a create, an update or a binding takes for itself, which nothing else in the same walk may take too.

use tf_plugin::framework::{Diagnostic, Diagnostics};

use crate::walk::Walk;

/// Something that one object can have, such as a client token.
pub(crate) struct Claim {
    /// By what it is told from what other creates claim.
    pub(crate) name: String,
    /// What to say to the second that claims it.
    pub(crate) refusal: Diagnostic,
}

/// Notes what a planned create claims; says what another planned create claims too, or an object has that is not the one
/// with the id `replaced`.
pub(crate) fn plan(
    claims: Vec<Claim>,
    replaced: Option<&str>,
    walk: &Walk,
    diagnostics: &mut Diagnostics,
) {
    for claim in claims {
        if !walk.memory().creations.plan(&claim.name, replaced) {
            diagnostics.push(claim.refusal);
        }
    }
}

/// Notes what the object with this id has and keeps; says what another plan claims too.
pub(crate) fn hold(claim: Claim, id: &str, walk: &Walk, diagnostics: &mut Diagnostics) {
    if !walk.memory().creations.hold(&claim.name, id) {
        diagnostics.push(claim.refusal);
    }
}

/// Takes all of `claims` for a create, an update or a binding that begins now.
///
/// # Errors
///
/// The first that another has taken; then none is taken.
pub(crate) fn begin(claims: Vec<Claim>, walk: &Walk) -> Result<Vec<String>, Diagnostic> {
    let mut begun = Vec::new();
    for claim in claims {
        if !walk.memory().creations.begin(&claim.name) {
            release(begun, walk);
            return Err(claim.refusal);
        }
        begun.push(claim.name);
    }
    Ok(begun)
}

/// Forgets the plan of a create that has been carried out, or has failed.
pub(crate) fn forget_plan(claims: Vec<Claim>, walk: &Walk) {
    for claim in claims {
        walk.memory().creations.forget_plan(&claim.name);
    }
}

/// Gives back what a create that came to nothing, or an object that is deleted, had taken.
pub(crate) fn release(names: impl IntoIterator<Item = String>, walk: &Walk) {
    for name in names {
        walk.memory().creations.release(&name);
    }
}
