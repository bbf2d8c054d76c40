//! Packages that a purchase may have become which nobody has answered.

use std::time::{Duration, SystemTime};

use tf_plugin::framework::Diagnostic;
use tokio::time::Instant;

use cen::{Deadline, Package, Purchase, Time};

use super::api_errors::explain;
use super::lifecycle::{Note, NotedIn};
use super::scope::Scope;
use super::unfinished;
use super::wait::{self, Failure};

/// How long after its first attempt a purchase is repeated unseen. How long CEN remembers a token is not documented; sibling
/// products speak of a day, so this is surely less.
const SURELY_REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// How often a package that may stem from a purchase is looked for, after a first glance.
const LOOKS: u32 = 3;

/// How long the look may take that only sets the clock right.
const GLANCE: Duration = Duration::from_secs(10);

/// Creation times are cut to the minute, and clocks differ.
const SLACK: Duration = Duration::from_secs(10 * 60);

/// Makes sure that to repeat a purchase cannot buy a second package: CEN remembers its token, or has no package that may stem
/// from it.
///
/// # Errors
///
/// What is in the way; nothing is to be sent then.
pub(super) async fn look_before_repeating(
    note: &Note<Purchase>,
    noted_in: &NotedIn,
    scope: Scope<'_>,
) -> Result<(), Diagnostic> {
    // A machine whose clock is wrong learns so from its first call, which must not be the purchase.
    let glance = glance(scope.deadline);
    let seen = scope.client.api.packages(&glance).await;
    let api = &scope.client.api;
    let sent = match noted_in {
        // By the time it was stored the clock had been corrected.
        NotedIn::State => Some(note.first_attempt()),
        NotedIn::Journal(_) => api.earliest(note.first_attempt()),
    };
    let age = sent.and_then(|sent| api.now().duration_since(sent).ok());
    if age.is_some_and(|age| age < SURELY_REMEMBERED) {
        return Ok(());
    }
    let found = match seen.map(|packages| fitting(&packages, note, scope)) {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => candidates(note, scope).await,
    };
    match found {
        Ok(found) if found.is_empty() => Ok(()),
        Ok(found) => Err(ask(&found, noted_in)),
        Err(failure) => Err(unknown(&failure, noted_in)),
    }
}

/// The ids of the packages that may stem from the purchase. One empty answer proves nothing, so none is only believed after as
/// many looks as prove a package gone.
pub(super) async fn candidates(
    note: &Note<Purchase>,
    scope: Scope<'_>,
) -> Result<Vec<String>, Failure> {
    let so_far = || "no package fits the purchase so far".to_owned();
    for look in 1..=LOOKS {
        let found = fitting(
            &scope.client.api.packages(scope.deadline).await?,
            note,
            scope,
        );
        if !found.is_empty() {
            return Ok(found);
        }
        if look < LOOKS {
            wait::pause(scope.deadline, scope.client.absence_wait, so_far).await?;
        }
    }
    Ok(Vec::new())
}

fn fitting(packages: &[Package], note: &Note<Purchase>, scope: Scope<'_>) -> Vec<String> {
    // Nothing is too old for a purchase of which nobody knows when it was sent.
    let sent = scope.client.api.earliest(note.first_attempt());
    let sent = sent.unwrap_or(SystemTime::UNIX_EPOCH);
    let may = packages
        .iter()
        .filter(|package| may_stem_from(package, &note.parameters, sent));
    may.map(|package| package.id.as_str().to_owned()).collect()
}

/// Whether `package` could be what a purchase has bought that was first sent then. What somebody may have changed since does
/// not speak against it, but for its bandwidth, and tags that say otherwise.
fn may_stem_from(package: &Package, purchase: &Purchase, sent: SystemTime) -> bool {
    let created = package.creation_time.as_ref().and_then(Time::instant);
    let mut tags = purchase.tags.iter();
    package.areas == purchase.areas
        && package.bought_mbps() == purchase.bandwidth_mbps
        && created.is_none_or(|created| created + SLACK >= sent)
        && tags.all(|(key, value)| package.tags.get(key).is_none_or(|other| other == value))
}

/// A part of the time that there is, so that enough is left for the purchase.
fn glance(deadline: &Deadline) -> Deadline {
    let left = deadline.at.saturating_duration_since(Instant::now());
    Deadline {
        at: Instant::now() + GLANCE.min(left / 4),
        cancel: deadline.cancel.clone(),
    }
}

fn ask(found: &[String], noted_in: &NotedIn) -> Diagnostic {
    let found = found.join(", ");
    let forgotten = format!(
        "CEN may have forgotten its client token by now, so that to repeat it could buy a second package; and the account has \
         what may stem from it: {found}. Nothing was bought now."
    );
    let detail = match noted_in {
        NotedIn::State => format!(
            "This purchase was first sent more than an hour ago and has not been confirmed since. {forgotten}\n\n- If one of \
             them is this package: drop the resource with terraform state rm ADDRESS, and take the package in with terraform \
             import ADDRESS ID\n- If none of them is: drop the resource with terraform state rm ADDRESS, and apply; that buys \
             a package anew"
        ),
        NotedIn::Journal(file) => format!(
            "A run in this folder sent this purchase more than an hour ago, and no state has been seen to hold it since. \
             {forgotten}\n\n- If one of them is this package: take it in with terraform import ADDRESS ID\n- If none of them \
             is, or another one is wanted in any case: remove {} (it is the note of that purchase), and apply; that buys a \
             package anew",
            file.display()
        ),
    };
    Diagnostic::error("The purchase may have become a package", detail)
}

fn unknown(failure: &Failure, noted_in: &NotedIn) -> Diagnostic {
    let stays = match noted_in {
        NotedIn::State => "stays unconfirmed in the state",
        NotedIn::Journal(_) => "stays in the journal",
    };
    let kept = format!(
        "This purchase was first sent more than an hour ago, so CEN may have forgotten its client token, and whether there is \
         a package that stems from it could not be found out. Nothing was bought now; the purchase {stays}."
    );
    match failure {
        Failure::Call(error) => explain(error).after(kept).error(),
        Failure::TimedOut(_) | Failure::Stopped(_) | Failure::Told(_) => {
            let reason = unfinished::reason(failure, "looking for it");
            Diagnostic::error("The purchase is unconfirmed", format!("{kept}\n\n{reason}"))
        }
    }
}

#[cfg(test)]
mod tests;
