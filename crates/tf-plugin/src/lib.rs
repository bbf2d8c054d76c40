//! Terraform and OpenTofu providers in Rust.
//!
//! A provider is a process that a host (`terraform`, `tofu`) starts and asks over gRPC. This crate is all of that process but
//! what is yours: what resources there are, and what happens to them. It speaks plugin protocol 6: resources with import,
//! identity, moves and state upgrades, data sources, functions, ephemeral resources, list resources and actions.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`framework`] | what providers are made of: schemas, models, validators, plans, resources and their kin |
//! | [`value`] | values that can be null or unknown, numbers of any size, paths |
//! | [`serve`] | the `main` of a provider |
//! | [`plugin`] | the process and its transport: handshake, mutual TLS, logging, signals |
//!
//! ```text
//! serve ─► plugin                       a provider as a process: go-plugin transport
//!       ─► protocol ─► framework ─► value   plugin protocol 6, what providers are made of, values
//! ```
//!
//! Providers are tested with the crate `tf-plugin-testing`.
//!
//! # Tutorial: from an empty crate to a resource with a test
//!
//! We write a provider for notes that are kept as files in a folder:
//!
//! ```hcl
//! provider "notes" {
//!   folder = "/srv/notes"
//! }
//! resource "notes_note" "milk" {
//!   name = "milk"
//!   text = "Buy milk."
//! }
//! ```
//!
//! ## The crate
//!
//! The binary of a provider is called `terraform-provider-NAME`:
//!
//! ```sh
//! cargo new terraform-provider-notes && cd terraform-provider-notes
//! cargo add tf-plugin && cargo add tokio --features rt
//! cargo add --dev tf-plugin-testing serde_json tempfile && cargo add --dev tokio --features macros,rt
//! ```
//!
//! ## The models
//!
//! One struct is the schema, the documentation and the model of an object at once: the doc comments are what users read, and
//! the words of `#[attribute(…)]` say who sets an attribute, how a plan treats it and what it may be. They are explained with
//! [the derive](derive@framework::model::Model), and rules with [`framework::validate`].
//!
//! ```
//! use tf_plugin::framework::model::Model;
//! use tf_plugin::framework::validate::{length, pattern};
//! use tf_plugin::value::Attr;
//!
//! /// Keeps notes in a folder.
//! #[derive(Clone, Model)]
//! struct Config {
//!     /// The folder.
//!     #[attribute(required)]
//!     folder: Attr<String>,
//! }
//!
//! /// A note.
//! #[derive(Clone, Default, Model)]
//! struct Note {
//!     /// Its name, by which it is imported. Another name is another note.
//!     #[attribute(
//!         required,
//!         requires_replace,
//!         validate = pattern("[a-z0-9-]+", "small letters, digits and hyphens"),
//!     )]
//!     name: Attr<String>,
//!     /// What it says.
//!     #[attribute(required, validate = length(..=1000))]
//!     text: Attr<String>,
//!     /// How many characters it has.
//!     #[attribute(computed)]
//!     size: Attr<u64>,
//! }
//! ```
//!
//! An [`Attr`](value::Attr) is null, unknown or known. In a configuration that is validated or planned anything can be
//! unknown; when an object is created, all that users set is known.
//!
//! ## Provider and resource
//!
//! The provider turns its block into a client, here the folder. The resource has a verb for each thing that can happen to a
//! note. Each writes into a [`StateWriter`](framework::StateWriter) what is true by now; whatever ends the operation, that is what the
//! host stores. Verbs are asynchronous, and many run at the same time: what blocks goes to a thread of its own.
//!
//! ```
//! # use tf_plugin::framework::model::Model;
//! # use tf_plugin::framework::validate::{length, pattern};
//! # use tf_plugin::value::Attr;
//! #
//! # /// Keeps notes in a folder.
//! # #[derive(Clone, Model)]
//! # struct Config {
//! #     /// The folder.
//! #     #[attribute(required)]
//! #     folder: Attr<String>,
//! # }
//! #
//! # /// A note.
//! # #[derive(Clone, Default, Model)]
//! # struct Note {
//! #     /// Its name, by which it is imported. Another name is another note.
//! #     #[attribute(
//! #         required,
//! #         requires_replace,
//! #         validate = pattern("[a-z0-9-]+", "small letters, digits and hyphens"),
//! #     )]
//! #     name: Attr<String>,
//! #     /// What it says.
//! #     #[attribute(required, validate = length(..=1000))]
//! #     text: Attr<String>,
//! #     /// How many characters it has.
//! #     #[attribute(computed)]
//! #     size: Attr<u64>,
//! # }
//! use std::path::{Path, PathBuf};
//! use std::process::ExitCode;
//! use std::{fs, io};
//!
//! use tf_plugin::framework::{
//!     BoxedResource, Create, Delete, Diagnostics, Provider, ProviderData, Read, Resource,
//!     StateWriter, Update, async_trait,
//! };
//! use tf_plugin::plugin::Plugin;
//! use tf_plugin::serve;
//!
//! struct Notes;
//!
//! impl ProviderData for Notes {
//!     type KnownConfig = ();
//!     type Client = PathBuf;
//!     type Walk = ();
//! }
//!
//! impl Provider for Notes {
//!     type Config = Config;
//!
//!     fn name(&self) -> &'static str {
//!         "notes"
//!     }
//!
//!     fn resources(&self) -> Vec<BoxedResource<Self>> {
//!         vec![BoxedResource::new(NoteResource)]
//!     }
//!
//!     fn client(&self, config: &Config, _: &str, _: &mut Diagnostics) -> Option<PathBuf> {
//!         config.folder.known().map(PathBuf::from)
//!     }
//! }
//!
//! struct NoteResource;
//!
//! #[async_trait]
//! impl Resource<Notes> for NoteResource {
//!     type Model = Note;
//!
//!     fn type_name(&self) -> &'static str {
//!         "notes_note"
//!     }
//!
//!     async fn create(&self, request: Create<Note, Notes>, writer: &StateWriter<Note>) {
//!         save(writer, blocking(move || write(&request.client, &request.planned)).await);
//!     }
//!
//!     async fn read(&self, request: Read<Note, Notes>, writer: &StateWriter<Note>) {
//!         save(writer, blocking(move || read(&request.client, &request.state)).await);
//!     }
//!
//!     async fn update(&self, request: Update<Note, Notes>, writer: &StateWriter<Note>) {
//!         save(writer, blocking(move || write(&request.client, &request.planned)).await);
//!     }
//!
//!     async fn delete(&self, request: Delete<Note, Notes>, writer: &StateWriter<Note>) {
//!         match blocking(move || fs::remove_file(file(&request.client, &request.prior))).await {
//!             Err(error) if error.kind() != io::ErrorKind::NotFound => save(writer, Err(error)),
//!             _ => writer.remove(),
//!         }
//!     }
//!
//!     /// An import begins with what the id tells; a read does the rest.
//!     fn import(&self, id: &str) -> Result<Note, Diagnostics> {
//!         if id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
//!             Ok(Note { name: id.into(), ..Note::default() })
//!         } else {
//!             Err(Diagnostics::of_error("Not the name of a note", "Import a note by its name."))
//!         }
//!     }
//! }
//!
//! async fn blocking<T: Send + 'static>(
//!     work: impl FnOnce() -> io::Result<T> + Send + 'static,
//! ) -> io::Result<T> {
//!     tokio::task::spawn_blocking(work).await?
//! }
//!
//! fn file(folder: &Path, note: &Note) -> PathBuf {
//!     folder.join(note.name.text())
//! }
//!
//! fn write(folder: &Path, note: &Note) -> io::Result<Note> {
//!     fs::write(file(folder, note), note.text.text())?;
//!     read(folder, note)
//! }
//!
//! fn read(folder: &Path, note: &Note) -> io::Result<Note> {
//!     let text = fs::read_to_string(file(folder, note))?;
//!     Ok(Note {
//!         name: note.name.clone(),
//!         size: Attr::Known(text.chars().count() as u64),
//!         text: text.as_str().into(),
//!     })
//! }
//!
//! /// A note that is gone leaves the state, and the next plan creates it again.
//! fn save(writer: &StateWriter<Note>, outcome: io::Result<Note>) {
//!     match outcome {
//!         Ok(note) => writer.save(&note),
//!         Err(error) if error.kind() == io::ErrorKind::NotFound => writer.remove(),
//!         Err(error) => writer.error("The folder cannot be used", error.to_string()),
//!     }
//! }
//!
//! const PLUGIN: Plugin = Plugin::of_terraform("notes", "1.0.0", &["registry.terraform.io/example/notes"]);
//!
//! # let _ = || -> ExitCode {
//! // This is all of `main`, which returns an `ExitCode`.
//! serve::run(&PLUGIN, Notes)
//! # };
//! #
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! #     use serde_json::json;
//! #     use tf_plugin_testing::{Action, Case, Said, Step, expect_action};
//! #     assert_eq!(tf_plugin::framework::validate_implementation(&Notes), [] as [&str; 0]);
//! #     let folder = tempfile::tempdir().unwrap();
//! #     let note = |name: &str, text: &str| {
//! #         json!({ "resource": { "notes_note": { "milk": { "name": name, "text": text } } } })
//! #     };
//! #     let mut case = Case::new(Notes).configured(json!({ "folder": folder.path() }));
//! #     case.step(
//! #         Step::config(note("milk", "Buy milk."))
//! #             .plan(expect_action("notes_note.milk", Action::Create))
//! #             .state("notes_note.milk", "size", 9),
//! #     )
//! #     .await;
//! #     case.step(Step::import("notes_note.milk", "milk")).await;
//! #     case.step(
//! #         Step::config(note("milk", "Buy two."))
//! #             .plan(expect_action("notes_note.milk", Action::Update))
//! #             .state("notes_note.milk", "size", 8),
//! #     )
//! #     .await;
//! #     case.step(Step::config(note("../milk", "Buy milk.")).says([Said::error(
//! #         "name",
//! #         "Text is not in the right form",
//! #         "name must be small letters, digits and hyphens, and this is not. Correct the text.",
//! #     )]))
//! #     .await;
//! #     case.destroy().await;
//! #     assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
//! # });
//! ```
//!
//! ## The test
//!
//! `tf-plugin-testing` does in process what Terraform does, and holds every answer against Terraform's own rules. This goes
//! into `src/main.rs`, below:
//!
//! ```
//! #[cfg(test)]
//! mod tests {
//!     use serde_json::json;
//!     use tf_plugin_testing::{Action, Case, Step, expect_action};
//!
//!     use super::Notes;
//!
//!     #[tokio::test]
//!     async fn a_note_comes_changes_and_goes() {
//!         // What hosts would refuse about the schemas.
//!         assert_eq!(tf_plugin::framework::validate_implementation(&Notes), [] as [&str; 0]);
//!
//!         let folder = tempfile::tempdir().unwrap();
//!         let note = |text: &str| {
//!             json!({ "resource": { "notes_note": { "milk": { "name": "milk", "text": text } } } })
//!         };
//!         let mut case = Case::new(Notes).configured(json!({ "folder": folder.path() }));
//!         case.step(
//!             Step::config(note("Buy milk."))
//!                 .plan(expect_action("notes_note.milk", Action::Create))
//!                 .state("notes_note.milk", "size", 9),
//!         )
//!         .await;
//!         case.step(Step::import("notes_note.milk", "milk")).await;
//!         case.step(
//!             Step::config(note("Buy two."))
//!                 .plan(expect_action("notes_note.milk", Action::Update))
//!                 .state("notes_note.milk", "size", 8),
//!         )
//!         .await;
//!         case.destroy().await;
//!         assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
//!     }
//! }
//! ```
//!
//! ## In Terraform
//!
//! Have Terraform take the provider from the build folder, in `~/.terraformrc`:
//!
//! ```hcl
//! provider_installation {
//!   dev_overrides { "example/notes" = "/home/you/terraform-provider-notes/target/debug" }
//!   direct {}
//! }
//! ```
//!
//! After `cargo build`, `terraform plan` in a folder with the configuration above shows one note to create.
//!
//! # Going on
//!
//! - The example `petshop` in this crate is a provider of the same size whose objects have ids of their own, with its tests in
//!   process and with real Terraform.
//! - Domain types instead of strings: [`CustomType`](framework::model::CustomType). Plans that know more than the general
//!   rules: [`Resource::plan`](framework::Resource::plan) and [`framework::plan`]. States of older releases:
//!   [`StateUpgrader`](framework::StateUpgrader).
//! - Other things than resources: [`DataSource`](framework::DataSource), [`Function`](framework::Function),
//!   [`EphemeralResource`](framework::EphemeralResource), [`ListResource`](framework::ListResource),
//!   [`Action`](framework::Action).

// Derived code names this crate as its users do.
extern crate self as tf_plugin;

pub mod framework;
mod keyed;
pub mod plugin;
/// The messages, and the server that answers them. For `tf-plugin-testing`, and without any promise: its types are those of
/// the gRPC library.
#[doc(hidden)]
pub mod protocol;
pub mod serve;
pub mod value;
