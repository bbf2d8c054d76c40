//! What a create, an update or a binding takes for itself, which nothing else in the same walk may take too.

use cen::ClientToken;
use tf_plugin::framework::{Diagnostic, Diagnostics, Private};

use crate::purchase_journal::Names;
use crate::scope::Scope;
use crate::walk::Walk;

/// What to add for the second where it is another process that has the first.
const ELSEWHERE: &str = "\n\nThe other one is being made by another process in this working directory: through another provider \
                         block (an alias), or by another run. When that has ended, plan again to see what it has made.";

/// How the claims on client tokens begin.
const CLIENT_TOKEN: &str = "client token ";

/// Something that one object can have, such as a place on a CEN instance.
pub(crate) struct Claim {
    /// By what it is told from what other creates claim: the ids of what is there, which CEN gives out once for all accounts.
    pub(crate) name: String,
    /// What to say to the second that claims it.
    pub(crate) refusal: Diagnostic,
}

impl Claim {
    /// The claim on a client token, which is the one thing that each account has for itself.
    pub(crate) fn on_token(token: &ClientToken, refusal: Diagnostic) -> Self {
        Self {
            name: format!("{CLIENT_TOKEN}{}", token.as_str()),
            refusal,
        }
    }
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

/// The private note of the object that a plan is about: where a host replaces it, it hands the private data of that plan to the plan
/// of the successor.
const PREDECESSOR: &str = "keeper";

/// Notes what the object with this id has and keeps, and leaves a note for its successor, should it be replaced; says what another
/// plan claims too.
pub(crate) fn keep(
    claims: Vec<Claim>,
    id: &str,
    walk: &Walk,
    private: &mut Private,
    diagnostics: &mut Diagnostics,
) {
    private.set(PREDECESSOR, &id);
    for claim in claims {
        let holder = claim.name.clone();
        hold(claim, &holder, walk, diagnostics);
    }
}

/// The id of the object that is replaced by the one that is planned with these private data.
pub(crate) fn predecessor(private: &Private) -> Option<String> {
    private.get(PREDECESSOR)
}

/// What has been replaced is history.
pub(crate) fn forget_predecessor(private: &mut Private) {
    private.remove(PREDECESSOR);
}

/// Notes what the object with this id has and keeps; says what another plan claims too.
pub(crate) fn hold(claim: Claim, id: &str, walk: &Walk, diagnostics: &mut Diagnostics) {
    if !walk.memory().creations.hold(&claim.name, id) {
        diagnostics.push(claim.refusal);
    }
}

/// What has been taken, until it is given back or the walk ends.
pub(crate) struct Taken(Vec<String>);

/// Takes all of `claims` for a create, an update or a binding that begins now: within the walk, and as far as the purchase
/// journal shows it, among all processes of a working directory.
///
/// # Errors
///
/// The first that another has taken; then none is taken.
pub(crate) async fn begin(
    claims: Vec<Claim>,
    walk: &Walk,
    scope: Scope<'_>,
) -> Result<Taken, Diagnostic> {
    let mut taken = Vec::new();
    for claim in &claims {
        if !walk.memory().creations.begin(&claim.name) {
            release(taken, walk);
            return Err(claim.refusal.clone());
        }
        taken.push(claim.name.clone());
    }
    if taken.is_empty() || !scope.client.journal.is_on() {
        return Ok(Taken(taken));
    }
    let (api, journal) = (&scope.client.api, &scope.client.journal);
    let account = scope.account().await;
    let of_account = |name: &String| name.starts_with(CLIENT_TOKEN);
    let (of_account, of_cloud) = taken.iter().cloned().partition(of_account);
    let names = Names {
        of_cloud,
        of_account,
    };
    let elsewhere = journal.take(names, account, api.now(), scope.deadline);
    let elsewhere = elsewhere.await;
    match claims
        .into_iter()
        .find(|claim| Some(&claim.name) == elsewhere.as_ref())
    {
        None => Ok(Taken(taken)),
        Some(Claim { mut refusal, .. }) => {
            release(taken, walk);
            refusal.detail.push_str(ELSEWHERE);
            Err(refusal)
        }
    }
}

/// Gives back what something had taken that has come to nothing.
pub(crate) async fn give_back(Taken(names): Taken, walk: &Walk, scope: Scope<'_>) {
    scope.client.journal.give_back(&names).await;
    release(names, walk);
}

/// Forgets the plan of a create that has been carried out, or has failed.
pub(crate) fn forget_plan(claims: Vec<Claim>, walk: &Walk) {
    for claim in claims {
        walk.memory().creations.forget_plan(&claim.name);
    }
}

/// Notes that the walk is free to take what an object had that is changed or deleted.
pub(crate) fn release(names: impl IntoIterator<Item = String>, walk: &Walk) {
    for name in names {
        walk.memory().creations.release(&name);
    }
}
