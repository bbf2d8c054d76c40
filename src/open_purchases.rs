//! What a plan says of purchases that runs which were cut off have left in the journal.

use tf_plugin::framework::Diagnostic;

use cen::Purchase;

use super::client::Client;
use super::purchase_journal::{Entry, LeftOpen, time_text};

/// One warning of all of them that the host has not been told of yet. Asks no server.
pub(super) async fn warning(client: &Client) -> Option<Diagnostic> {
    words(&client.journal.left_open(client.api.now()).await)
}

/// The same for the plan of a destroy, to which hosts do not show what the refresh before it has warned of.
pub(super) fn warning_of_destroy(client: &Client) -> Option<Diagnostic> {
    words(&client.journal.left_open_before())
}

fn words(open: &[LeftOpen]) -> Option<Diagnostic> {
    let summary = match open.len() {
        0 => return None,
        1 => "A purchase of a run that was cut off is open".to_owned(),
        count => format!("{count} purchases of runs that were cut off are open"),
    };
    let list: Vec<_> = open.iter().map(line).collect();
    Some(Diagnostic::warning(
        summary,
        format!(
            "A run in this folder was killed, and no state is known to hold what it bought:\n\n{}\n\nWhere a resource with these \
             arguments is yet to be created, apply goes on with that purchase, and nothing is bought twice. Where this plan shows \
             that a resource has it, its note ends with that. Else it may be billed without being managed: import it (terraform \
             import ADDRESS ID) or delete it in the console, and remove the note if it stays.",
            list.join("\n")
        ),
    ))
}

fn line(LeftOpen { entry, file }: &LeftOpen) -> String {
    let object = entry.type_name().trim_start_matches("cen_");
    let object = object.replace('_', " ");
    let (sent, what, file) = (
        time_text(entry.sent_at()),
        arguments(entry).unwrap_or_default(),
        file.display(),
    );
    match entry.id() {
        Some(id) => format!("- the {object} {id}{what} was bought at {sent}; note: {file}"),
        None => format!("- a {object}{what} may have been bought at {sent}; note: {file}"),
    }
}

/// What was asked for, in brackets; nothing for what another release has noted in another form.
fn arguments(entry: &Entry) -> Option<String> {
    let purchase: Purchase = serde_json::from_value(entry.parameters().clone()).ok()?;
    let (areas, mbps) = (&purchase.areas, purchase.bandwidth_mbps);
    let name = purchase.name.map(|name| format!(", name {name:?}"));
    Some(format!(
        " ({} - {}, {mbps} Mbit/s{})",
        areas.first(),
        areas.second(),
        name.unwrap_or_default()
    ))
}
