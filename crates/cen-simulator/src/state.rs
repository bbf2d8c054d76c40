//! The account: one table for each kind of object, and what client tokens have brought about.
//!
//! What is kept here is what is shown: the same structs are saved to the state file, handed to tests and rendered as
//! answers. A kind is known by its type; which kinds there are says the registry.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Map, Value};

use crate::api::attachment::{self, Attached};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::object::Object;
use crate::options::Policy;
use crate::table::{AnyTable, Table};
use crate::tokens::Tokens;

/// The place of the tokens in a state file, beside the tables.
const TOKENS: &str = "tokens";

/// A kind of object.
pub trait Kind: Object + Clone + Serialize + DeserializeOwned + 'static {
    /// The name of its table, in state files and in the control API.
    const TABLE: &'static str;

    /// What messages of the control API call one of them.
    const NAME: &'static str;

    /// What actions about tags call it, if it carries any.
    const TAG_TYPE: Option<TagType> = None;

    /// The error about an id that names none of them (API guide, common error set).
    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no {} {id}.", Self::NAME);
        ApiError::new(404, "ParameterInstanceId", message)
    }

    /// Lets what is due by `now` take effect; `false` when the object is no longer there. `state` holds the objects of all
    /// other kinds.
    fn settle(&mut self, _now: Moment, _state: &State, _policy: &Policy) -> bool {
        true
    }

    /// Records what is kept of an object that is no longer there.
    fn record(self, _state: &mut State) {}

    /// Records what is kept of an object that was removed outside of Terraform.
    fn record_removal(self, _state: &mut State) {}
}

/// How actions about tags name a kind (API page ListTagResources).
#[derive(Clone, Copy, Debug)]
pub struct TagType {
    /// The value of `ResourceType`.
    pub(crate) name: &'static str,
    /// Whether the region has to be given.
    pub(crate) regional: bool,
}

/// What the account has to know of a kind whose type it does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableKind {
    name: &'static str,
    pub(crate) tag_type: Option<TagType>,
    pub(crate) not_found: fn(&str) -> ApiError,
    settle: fn(&mut State, Moment, &Policy),
    load: fn(Value) -> serde_json::Result<Box<dyn AnyTable>>,
    empty: fn() -> Box<dyn AnyTable>,
}

impl TableKind {
    pub(crate) const fn of<T: Kind>() -> Self {
        Self {
            name: T::TABLE,
            tag_type: T::TAG_TYPE,
            not_found: T::not_found,
            settle: settle::<T>,
            load: |saved| Ok(Box::new(Table::<T>(serde_json::from_value(saved)?))),
            empty: || Box::new(Table::<T>::default()),
        }
    }
}

fn settle<T: Kind>(state: &mut State, now: Moment, policy: &Policy) {
    let Some(table) = state.table_mut::<T>() else {
        return;
    };
    // While its objects settle a kind is not part of the state, so each may look at all the others.
    let mut objects = std::mem::take(&mut table.0);
    let gone: Vec<T> = objects
        .extract_if(.., |object| !object.settle(now, state, policy))
        .collect();
    if let Some(table) = state.table_mut() {
        *table = Table(objects);
    }
    for object in gone {
        object.record(state);
    }
}

#[derive(Debug)]
struct Slot {
    kind: TableKind,
    table: Box<dyn AnyTable>,
}

impl Clone for Slot {
    fn clone(&self) -> Self {
        Self {
            kind: self.kind,
            table: self.table.duplicate(),
        }
    }
}

/// Everything the account owns and everything the API remembers about it.
#[derive(Clone, Debug, Default)]
pub struct State {
    slots: Vec<Slot>,
    /// The ids of all attachments, gathered when they are asked for and forgotten when a table may change: everything that
    /// belongs to an attachment asks for it in every settling.
    attachment_ids: OnceCell<BTreeSet<String>>,
    pub(crate) tokens: Tokens,
}

impl State {
    /// An account that owns nothing. Objects settle, and stand in the way of others, in the order of the kinds.
    pub(crate) fn empty(kinds: impl Iterator<Item = TableKind>) -> Self {
        Self {
            slots: kinds
                .map(|kind| Slot {
                    kind,
                    table: (kind.empty)(),
                })
                .collect(),
            attachment_ids: OnceCell::new(),
            tokens: Tokens::default(),
        }
    }

    /// Takes over what [`to_json`](Self::to_json) has written. A kind that was unknown then owns nothing.
    pub(crate) fn load(&mut self, saved: Map<String, Value>) -> serde_json::Result<()> {
        self.attachment_ids.take();
        for (name, saved) in saved {
            if name == TOKENS {
                self.tokens = serde_json::from_value(saved)?;
                continue;
            }
            let mut slots = self.slots.iter_mut();
            let slot = slots.find(|slot| slot.kind.name == name).ok_or_else(|| {
                serde_json::Error::custom(format!("there is no kind of object called `{name}`"))
            })?;
            slot.table = (slot.kind.load)(saved)?;
        }
        Ok(())
    }

    /// The state as a JSON object: one list for each kind, and the tokens.
    pub(crate) fn to_json(&self) -> serde_json::Result<Map<String, Value>> {
        let mut saved = Map::new();
        for slot in &self.slots {
            saved.insert(slot.kind.name.to_owned(), slot.table.to_json()?);
        }
        saved.insert(TOKENS.to_owned(), serde_json::to_value(&self.tokens)?);
        Ok(saved)
    }

    /// Lets what is due by `now` take effect: changes settle, terms end, and what is attached to an object that is no longer
    /// there is removed.
    pub(crate) fn settle(&mut self, now: Moment, policy: &Policy) {
        let work: Vec<_> = self.slots.iter().map(|slot| slot.kind.settle).collect();
        for settle in work {
            settle(self, now, policy);
        }
        self.tokens.forget(now);
    }

    /// All objects of a kind, in the order in which they were created.
    pub(crate) fn all<T: Kind>(&self) -> &[T] {
        let mut slots = self.slots.iter();
        let table = slots.find_map(|slot| slot.table.as_any().downcast_ref::<Table<T>>());
        table.map_or(&[], |table| &table.0)
    }

    fn table_mut<T: Kind>(&mut self) -> Option<&mut Table<T>> {
        self.attachment_ids.take();
        let mut slots = self.slots.iter_mut();
        slots.find_map(|slot| slot.table.as_any_mut().downcast_mut::<Table<T>>())
    }

    /// The object of that id that the API shows.
    pub(crate) fn get<T: Kind>(&self, id: &str) -> Result<&T, ApiError> {
        let mut shown = self.all().iter().filter(|object: &&T| object.is_visible());
        let found = shown.find(|object| object.is_called(id));
        found.ok_or_else(|| T::not_found(id))
    }

    /// The object of that id that the API shows.
    pub(crate) fn get_mut<T: Kind>(&mut self, id: &str) -> Result<&mut T, ApiError> {
        self.find_mut(|object: &T| object.is_visible() && object.is_called(id))
            .ok_or_else(|| T::not_found(id))
    }

    /// The first object that matches.
    pub(crate) fn find_mut<T: Kind>(&mut self, matches: impl Fn(&T) -> bool) -> Option<&mut T> {
        let mut objects = self.table_mut()?.0.iter_mut();
        objects.find(|object| matches(object))
    }

    /// Whether there is an object of that kind and id.
    pub(crate) fn has<T: Kind>(&self, id: &str) -> bool {
        self.all().iter().any(|object: &T| object.id() == id)
    }

    /// All attachments of transit routers, whatever their kind.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &dyn Attached> {
        self.objects().filter_map(Object::as_attachment)
    }

    /// Whether there is an attachment of exactly that id.
    pub(crate) fn has_attachment(&self, id: &str) -> bool {
        let ids = self.attachment_ids.get_or_init(|| {
            let attachments = self.attachments();
            attachments.map(|one| one.id().to_owned()).collect()
        });
        ids.contains(id)
    }

    /// The attachment of that id, whatever its kind.
    pub(crate) fn attachment(&self, id: &str) -> Result<&dyn Attached, ApiError> {
        let mut attachments = self.attachments();
        let found = attachments.find(|one| one.is_called(id));
        found.ok_or_else(|| attachment::not_found(id))
    }

    /// Adds an object behind all others of its kind.
    pub(crate) fn push<T: Kind>(&mut self, object: T) {
        if let Some(table) = self.table_mut() {
            table.0.push(object);
        }
    }

    /// Lets everything that is attached to the object `id` go with it, and be gone at `at`.
    pub(crate) fn dismiss(&mut self, id: &str, at: Moment) {
        for object in self
            .slots
            .iter_mut()
            .flat_map(|slot| slot.table.objects_mut())
        {
            if object.is_attached_to(id) {
                object.leave(at);
            }
        }
    }

    /// Takes the first object that matches away, at once and whether or not the API shows it.
    pub(crate) fn take<T: Kind>(&mut self, matches: impl Fn(&T) -> bool) -> Option<T> {
        let objects = &mut self.table_mut::<T>()?.0;
        let at = objects.iter().position(matches)?;
        Some(objects.remove(at))
    }

    fn objects(&self) -> impl Iterator<Item = &dyn Object> {
        self.slots.iter().flat_map(|slot| slot.table.objects())
    }

    /// Why an object cannot be deleted: because of the first that is attached to it.
    pub(crate) fn obstacle_to(&self, id: &str) -> Result<(), ApiError> {
        let obstacle = self.objects().find_map(|object| object.obstacle_to(id));
        obstacle.map_or(Ok(()), Err)
    }

    /// How much of a bandwidth package is taken, in Mbit/s.
    pub(crate) fn taken_of(&self, package: &str) -> u64 {
        let draws = self.objects().map(|object| object.draws_on(package));
        draws.map(u64::from).sum()
    }

    /// Whether an id is or was in use.
    pub(crate) fn knows(&self, id: &str) -> bool {
        self.objects().any(|object| object.id() == id)
    }

    /// The ids of the objects in the table `name` that are attached to the object `id`.
    pub(crate) fn attached_in(&self, name: &str, id: &str) -> Vec<String> {
        let slots = self.slots.iter().filter(|slot| slot.kind.name == name);
        let objects = slots.flat_map(|slot| slot.table.objects());
        let attached = objects.filter(|object| object.is_attached_to(id));
        attached.map(|object| object.id().to_owned()).collect()
    }

    /// The kinds, each with its objects.
    pub(crate) fn tables_mut(
        &mut self,
    ) -> impl Iterator<Item = (TableKind, &mut (dyn AnyTable + 'static))> {
        let slots = self.slots.iter_mut();
        slots.map(|slot| (slot.kind, slot.table.as_mut()))
    }
}
