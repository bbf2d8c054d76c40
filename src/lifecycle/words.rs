//! What users read of creates, in the words of each type.

use std::fmt::Display;
use std::path::Path;

use cen::CallError;
use tf_plugin::framework::Diagnostic;

use crate::api_errors::explain;

/// What objects of a type are called in messages, and what becomes of them.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// `transit router`.
    pub(crate) object: &'static str,
    /// What is unconfirmed: the object, or the `purchase`.
    unconfirmed: &'static str,
    /// `creation` or `purchase`.
    creation: &'static str,
    /// `created` or `bought`.
    created: &'static str,
    /// `creates` or `buys`.
    creates: &'static str,
    /// What the next apply does where the token of a create may have been forgotten.
    late: &'static str,
    /// What it is that has been created and is not finished: `not ready yet`.
    unfinished: &'static str,
}

/// An object in the place that another one was to have.
pub(crate) struct Occupant<K> {
    /// By what it is imported.
    pub(crate) key: K,
    /// What there is already, and why that is in the way, in a sentence.
    pub(crate) statement: String,
}

impl Words {
    /// Of objects that are called `object`.
    pub(crate) const fn of(object: &'static str) -> Self {
        Self {
            object,
            unconfirmed: object,
            creation: "creation",
            created: "created",
            creates: "creates",
            late: "",
            unfinished: "not ready yet",
        }
    }

    /// Of objects that are called `object` and are bought.
    pub(crate) const fn of_bought(object: &'static str) -> Self {
        Self {
            object,
            unconfirmed: "purchase",
            creation: "purchase",
            created: "bought",
            creates: "buys",
            late: " Where that may be forgotten, after an hour, it first looks for what may stem from it, and asks.",
            unfinished: "not set up completely",
        }
    }

    /// Summary and detail of a plan that does not say all that a create needs.
    pub(super) fn incomplete(&self) -> (String, String) {
        let Self {
            creation, created, ..
        } = self;
        (
            format!("The {creation} is incomplete"),
            format!("Something that it needs is not known. Nothing was {created}."),
        )
    }

    /// Summary and detail of a create that nobody has answered.
    pub(super) fn unanswered(&self, error: &CallError) -> (String, String) {
        let Self {
            object,
            unconfirmed,
            creation,
            created,
            creates,
            late,
            ..
        } = self;
        (
            format!("The {unconfirmed} is unconfirmed"),
            format!(
                "CEN has given no definite answer to the {creation}, so the {object} may or may not have been {created}. Nothing \
                 is lost: the {creation} is noted in the state. Run terraform apply again, soon: it repeats the same {creation} \
                 under the same token, and while CEN remembers that, it {creates} no second {object}.{late}\n\n{}",
                explain(error).detail
            ),
        )
    }

    /// A create that certainly created nothing.
    pub(super) fn refused(&self, error: &CallError) -> Diagnostic {
        let Self {
            object, created, ..
        } = self;
        explain(error)
            .after(format!("No {object} was {created}."))
            .error()
    }

    /// A create that was refused because another object has its place.
    pub(super) fn occupied<K: Display>(
        &self,
        occupant: &Occupant<K>,
        error: &CallError,
    ) -> Diagnostic {
        let Self {
            object, created, ..
        } = self;
        let Occupant { key, statement } = occupant;
        let article = match object.starts_with(['a', 'e', 'i', 'o', 'u']) {
            true => "an",
            false => "a",
        };
        Diagnostic::error(
            format!("There is {article} {object} in its place already"),
            format!(
                "No {object} was {created}. {statement}\n\n- To manage that one here, import it: terraform import ADDRESS \
                 {key}\n- If another block or configuration stands for it, keep one of the two. \"terraform state rm\", or a \
                 removed block with destroy = false, gives the other one up without a change in the cloud.\n- If this \
                 replaces it under create_before_destroy (which also comes with depends_on from a resource that has it), take \
                 that off: it can only be created when its predecessor is gone. What refers to it and was to be replaced too may be \
                 gone by now; the next apply makes that anew.\n\n{}",
                explain(error).detail
            ),
        )
    }

    /// A create that a run which was cut off had sent, and that CEN now refuses to repeat.
    pub(super) fn refused_after_all(&self, error: &CallError, sent: &str) -> Diagnostic {
        let Self {
            object,
            creation,
            created,
            ..
        } = self;
        explain(error)
            .after(format!(
                "No {object} was {created} now. A run that was cut off had sent this {creation} at {sent}, and CEN refuses \
                 to repeat it. It stays in the journal: the next apply repeats it under the same token."
            ))
            .error()
    }

    /// Summary and detail of an object that a run which was cut off had asked for.
    pub(super) fn taken_up(&self, id: &str, sent: &str) -> (String, String) {
        let Self {
            object,
            creation,
            created,
            ..
        } = self;
        (
            format!("The {creation} of a run that was cut off has been taken up"),
            format!(
                "A run that was killed before its outcome was saved had sent the same {creation} at {sent}. It was repeated \
                 under the same token, so the {object} {id} is {created} once."
            ),
        )
    }

    /// Summary and detail of a create that may have been made before.
    pub(super) fn doubtful(&self, sent: &str, id: Option<&str>, file: &Path) -> (String, String) {
        let Self {
            object,
            creation,
            created,
            ..
        } = self;
        let (what, import) = match id {
            Some(id) => (format!("{created} the {object} {id}"), id),
            None => (format!("sent the {creation} of a {object}"), "ID"),
        };
        (
            format!("This {object} may have been {created} already"),
            format!(
                "A run in this folder {what} with the very same arguments at {sent}. What it was told it will have saved, but no \
                 plan has shown that a state holds it. No {object} was {created} now, for another resource may have that \
                 one.\n\n- If a resource of this state has it, run terraform plan without -target and -refresh=false, which \
                 shows that; then apply again\n- If the state could not be saved, do that first: terraform state push \
                 errored.tfstate\n- If no state has it, import it: terraform import ADDRESS {import}\n- If it does not exist any \
                 more, or another one is wanted in any case, remove {} (it is the note of that {creation}), or give this \
                 resource a client_token",
                file.display()
            ),
        )
    }

    /// Summary and detail of a journal that cannot be written for this reason.
    pub(super) fn journal_unwritable(&self, reason: &str) -> (String, String) {
        let Self {
            object,
            creation,
            creates,
            ..
        } = self;
        (
            "The purchase journal cannot be written".to_owned(),
            format!(
                "{reason}. The {creation} goes on without it; but if this run is killed before its outcome is saved, the next \
                 apply {creates} another {object} unless it has a client_token, and other provider blocks and runs in this \
                 working directory do not see what this one is taking. Make the folder writable, or move the journal or turn it \
                 off with the provider's purchase_journal."
            ),
        )
    }

    /// Summary and detail of notes that could not be read.
    pub(super) fn journal_unreadable(&self, count: usize, folder: &Path) -> (String, String) {
        let object = self.object;
        (
            "The purchase journal holds notes that cannot be read".to_owned(),
            format!(
                "{count} of its files are damaged, or come from a later release. They were kept, with the ending \
                 .unreadable, in {}. If a run was killed lately, look in the console for a {object} that is in no state.",
                folder.display()
            ),
        )
    }

    /// An earlier create that CEN now refuses to answer for.
    pub(super) fn refused_later(&self, error: &CallError) -> Diagnostic {
        let Self {
            object, creation, ..
        } = self;
        explain(error)
            .after(format!(
                "The {creation} is still unconfirmed, and CEN now refuses to answer for it. Look for the {object} in the \
                 console, drop the resource with `terraform state rm`, and import the {object} if it exists."
            ))
            .error()
    }

    /// Summary and detail of a create whose note somebody has removed.
    pub(super) fn note_is_lost(&self) -> (String, String) {
        let Self {
            object, creation, ..
        } = self;
        (
            format!("The note of the {creation} is lost"),
            format!(
                "The state says that this {creation} is unconfirmed, but the provider's note of it is gone, so it cannot be \
                 repeated safely. Look for the {object} in the console, drop the resource with `terraform state rm`, and \
                 import the {object} if it exists."
            ),
        )
    }

    /// Summary and detail of an object that exists and could not be finished for this reason.
    pub(super) fn unfinished(&self, id: &str, reason: &str) -> (String, String) {
        let Self {
            object,
            created,
            unfinished,
            ..
        } = self;
        (
            format!("The {object} has been {created} but is {unfinished}"),
            format!(
                "The {object} {id} exists and is in the state; nothing is lost and nothing will be {created} twice. Run \
                 terraform apply again: it finishes what is left.\n\n{reason}"
            ),
        )
    }

    /// Summary and detail of an object that has an id and is not listed yet.
    pub(super) fn not_visible(&self, id: &str, status: &str, advice: &str) -> (String, String) {
        let Self {
            object, created, ..
        } = self;
        (
            format!("The {object} has been {created} but is not visible yet"),
            format!(
                "CEN gave out the id {id} and does not list it yet. It stays in the state as {status}, so that it is not \
                 {created} again. {advice}"
            ),
        )
    }

    /// Summary and detail of an object that was deleted without ever having been seen.
    pub(super) fn never_seen(&self, id: &str) -> (String, String) {
        let object = self.object;
        (
            format!("A {object} that never appeared has been dropped"),
            format!(
                "CEN gave out the id {id}, has never listed it, and has accepted to delete it. If it appears after all, \
                 nothing manages it any more: delete it in the console."
            ),
        )
    }

    /// Summary and detail of a state that somebody has edited.
    pub(super) fn no_key(&self) -> (String, String) {
        let object = self.object;
        (
            format!("The state does not say which {object} this is"),
            format!(
                "Drop the resource from the state with `terraform state rm` and import the {object} by its id."
            ),
        )
    }
}
