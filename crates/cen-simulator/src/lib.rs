//! CEN as a server: an HTTP API on loopback that signs for nothing and sells nothing, but behaves.
//!
//! It checks signatures, nonces and clocks, keeps packages, instances and what belongs to them by CEN's rules,
//! remembers client tokens, answers in JSON and XML, keeps a journal of calls, and injects faults on demand ([`Fault`]). Of
//! the provider's own client it shares the signing algorithm and nothing else: names, statuses and rules are written a
//! second time on purpose, so that a mistake in one shows up against the other.
//!
//! There is one clock, real time plus a movable offset. Settling, expiry and every memory follow it; delays and
//! latency are real time.
//!
//! What a client sees of a simulator is in the API; what a person may do to it is in [`control`] and in [`openapi`](openapi()).
//!
//! # The way of a call
//!
//! `http` reads a request and hands it to `cloud`, which enters it in the `journal`, lets the `gateway` check who sends
//! it, asks `faults` whether it is struck, and carries out its `action` on the `state`. What is due by then takes
//! effect before an action looks at the state ([`Instance`]s become active, terms end), so an object need not be asked what
//! time it is.
//!
//! What follows from objects and is kept nowhere, which routes there are and who reaches whom, is in `routing`.
//!
//! # Adding a kind of object
//!
//! A kind is one file under `api/` and three lines in `api/mod.rs`; `api/transit_router.rs` is a good one to read first. The
//! file holds
//!
//! 1. **the struct**, which is stored, saved to the state file, handed to tests and shown by the control API as it is.
//!    Its fields have the names of the control API; a `Life`, flattened, is its status and what follows by itself;
//! 2. `impl Object`: its id, what it is attached to (which then cannot be deleted before it), its tags;
//! 3. `impl Kind`: the name of its table, the error about an unknown id, how it settles, and what else makes it settle;
//! 4. **the actions**, each a function from a request to an answer, with their rules and a page for every code;
//! 5. `FAMILY`: the table of its actions (parameters that are mandatory, client token, dry run) and the paths of the
//!    control API. `Route::list`, `patch` and `delete` serve any kind; `patch` asks for an `impl Changeable`;
//!    what is said of a path there is in the OpenAPI file;
//! 6. its tests, by the client in `tests/client.rs`.
//!
//! `state.get::<Kind>(id)` finds an object or gives the error of its kind; `listing` filters and pages; `tags`, `texts`
//! and `Context::settled_at` do what their names say. Actions about tags, dry runs, client tokens, state files and fault
//! rules know a new kind and its actions by themselves, and so do `all`, `change` and `remove` of a [`Simulator`]. A product
//! with an API of its own is a variant of `product::Product`.

mod accounts;
mod action;
mod admin;
mod answer_body;
mod api;
mod areas;
mod clock;
mod cloud;
mod connection;
pub mod control;
mod coverage;
mod duration;
mod era;
mod error;
mod family;
mod fault_rule;
mod faults;
mod form;
mod form_1;
mod gateway;
mod given;
mod guard;
mod header_signature;
mod history;
mod holds;
mod http;
mod ids;
mod in_flight;
mod journal;
mod json_body;
mod keys;
mod life;
mod listing;
mod live;
mod money;
mod nonces;
mod object;
mod openapi;
mod options;
mod overview;
mod page;
mod patience;
mod prefix;
mod price_list;
mod product;
mod quotas;
mod record;
mod registry;
mod render;
mod request;
mod routing;
mod sessions;
mod settings;
mod settling;
mod simulator;
mod site;
mod snapshot;
mod state;
mod store;
mod summary;
mod table;
mod tags;
mod texts;
mod throttle;
mod tls;
mod tokens;
mod words;

#[cfg(test)]
mod tests;

pub use api::*;
pub use coverage::{Coverage, coverage};
pub use duration::{BadDuration, BadLatency, parse_duration, parse_latency};
pub use fault_rule::{BadFault, FAULT_GRAMMAR};
pub use faults::{Effect, Fault, FaultStatus, Stage};
pub use journal::{Call, Outcome};
pub use life::{Life, Status};
pub use money::{BadMoney, Money};
pub use openapi::openapi;
pub use options::{
    ACCOUNT_ID, AccessKey, BadAccessKey, BadPolicy, CallObserver, ControlAccess,
    DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Policy,
};
pub use price_list::{PairPrice, PriceList};
pub use quotas::Quotas;
pub use simulator::Simulator;
pub use site::Site;
pub use summary::{Summary, Totals};
pub use throttle::{BadThrottle, Throttle};
pub use tls::Tls;
