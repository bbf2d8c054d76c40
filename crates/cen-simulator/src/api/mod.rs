//! The API: one file for each kind of object, with its struct, its actions and their rules, how answers show it and
//! what can be done to it from outside; and one for each family of actions that is about several kinds or none.
//!
//! "API page X" is the reference page of action X; "billing page" and "quota page" are those of the product's
//! documentation. Where no page gives a code, the note says so and a member of the documented family is used.

pub(crate) mod attachment;
pub(crate) mod child;
pub(crate) mod either_attachment;
pub(crate) mod instance;
pub(crate) mod limit;
pub(crate) mod package;
pub(crate) mod peer_attachment;
pub(crate) mod resource_group;
pub(crate) mod span;
pub(crate) mod sts;
pub(crate) mod tag;
pub(crate) mod transit_router;
pub(crate) mod vpc_attachment;
