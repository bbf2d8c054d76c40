//! The account: one table for each kind of object, and what client tokens have brought about.
//!
//! What is kept here is what is shown: the same structs are saved to the state file, handed to tests and rendered as
//! answers. A kind is known by its type; which kinds there are says the registry.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::api::attachment::{self, Attached};
use crate::clock::Moment;
use crate::error::ApiError;
use crate::object::Object;
use crate::options::Policy;
use crate::product::Product;
use crate::record::{Record, Rows};
use crate::settling::{Follows, Settling};
use crate::table::{AnyTable, Table};
use crate::tokens::Tokens;

/// The text of each table and of the tokens, by their names. They are not looked into before their kind is known, as texts of
/// some bytes may take many times their room.
pub(crate) type Tables = BTreeMap<String, Box<RawValue>>;

/// The place of the tokens in a state file, beside the tables.
const TOKENS: &str = "tokens";

/// A kind of object.
pub trait Kind: Object + Clone + PartialEq + Serialize + DeserializeOwned + 'static {
    /// The name of its table, in state files and in the control API.
    const TABLE: &'static str;

    /// What messages of the control API call one of them.
    const NAME: &'static str;

    /// What actions about tags call it, if it carries any.
    const TAG_TYPE: Option<TagType> = None;

    /// What else than time and its own changes makes one of them settle.
    const FOLLOWS: Follows = Follows::Everything;

    /// The error about an id that names none of them (API guide, common error set).
    fn not_found(id: &str) -> ApiError {
        let message = format!("There is no {} {id}.", Self::NAME);
        ApiError::new(404, "ParameterInstanceId", message)
    }

    /// Lets what is due by now take effect; `false` when the object is no longer there. `state` holds the objects of all
    /// other kinds. It is asked when something has come that it has asked the time for, when it was changed, and when
    /// something has changed that it [`FOLLOWS`](Self::FOLLOWS); and it must not matter when it is asked besides.
    fn settle(&mut self, _now: &Settling, _state: &State, _policy: &Policy) -> bool {
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
    /// The product whose actions they are.
    pub(crate) product: Product,
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
    follows: Follows,
    settle: fn(&mut State, bool, Moment, &Policy),
    load: fn(&str) -> serde_json::Result<Box<dyn AnyTable>>,
    empty: fn() -> Box<dyn AnyTable>,
}

impl TableKind {
    pub(crate) const fn of<T: Kind>() -> Self {
        Self {
            name: T::TABLE,
            tag_type: T::TAG_TYPE,
            not_found: T::not_found,
            follows: T::FOLLOWS,
            settle: settle::<T>,
            load: |saved| Ok(Box::new(Table::<T>::of(serde_json::from_str(saved)?)?)),
            empty: || Box::new(Table::<T>::default()),
        }
    }
}

fn settle<T: Kind>(state: &mut State, all: bool, now: Moment, policy: &Policy) {
    let Some(table) = state.table_mut::<T>() else {
        return;
    };
    // While its objects settle a kind is not part of the state, so each may look at all the others.
    let mut table = std::mem::take(table);
    let gone = table.settle(all, now, |object, now| object.settle(now, state, policy));
    if let Some(place) = state.table_mut() {
        *place = table;
    }
    for object in gone {
        object.record(state);
    }
}

#[derive(Debug)]
struct Slot {
    kind: TableKind,
    table: Box<dyn AnyTable>,
    /// How much of what the kind follows its objects have settled after.
    followed: u64,
}

fn unknown_kind(name: &str) -> serde_json::Error {
    serde_json::Error::custom(format!("there is no kind of object called `{name}`"))
}

/// Everything the account owns and everything the API remembers about it.
#[derive(Debug)]
pub struct State {
    account: u64,
    slots: Vec<Slot>,
    /// When everything last settled; nothing when it has to anew, as the rules have changed.
    settled_at: Option<Moment>,
    pub(crate) tokens: Tokens,
}

impl State {
    /// An account that owns nothing. Objects settle, and stand in the way of others, in the order of the kinds.
    pub(crate) fn empty(account: u64, kinds: impl Iterator<Item = TableKind>) -> Self {
        Self {
            account,
            slots: kinds
                .map(|kind| Slot {
                    kind,
                    table: (kind.empty)(),
                    followed: 0,
                })
                .collect(),
            settled_at: None,
            tokens: Tokens::default(),
        }
    }

    /// The account that owns it.
    pub(crate) fn account(&self) -> u64 {
        self.account
    }

    /// Takes over what [`to_json`](Self::to_json) has written. A kind that was unknown then owns nothing.
    pub(crate) fn load(&mut self, saved: Tables) -> serde_json::Result<()> {
        self.settled_at = None;
        for (name, saved) in saved {
            let explain = |error| serde_json::Error::custom(format!("in `{name}`: {error}"));
            if name == TOKENS {
                self.tokens = serde_json::from_str(saved.get()).map_err(explain)?;
                continue;
            }
            let mut slots = self.slots.iter_mut();
            let slot = slots.find(|slot| slot.kind.name == name);
            let slot = slot.ok_or_else(|| unknown_kind(&name))?;
            slot.table = (slot.kind.load)(saved.get()).map_err(explain)?;
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
    /// there is removed. Where nothing was changed and nothing is due, no object is looked at.
    pub(crate) fn settle(&mut self, now: Moment, policy: &Policy) {
        // What a clock that was moved back makes undone, such as the end of a term, nobody has asked for beforehand.
        let all = self.settled_at.is_none_or(|then| now < then);
        self.settled_at = Some(now);
        for index in 0..self.slots.len() {
            let followed = self.followed_by(index);
            let Some(slot) = self.slots.get_mut(index) else {
                return;
            };
            let all = all || slot.followed != followed;
            slot.followed = followed;
            if all || slot.table.has_to_settle(now) {
                (slot.kind.settle)(self, all, now, policy);
            }
        }
        self.tokens.forget(now);
    }

    /// Lets everything settle anew, as the rules have changed.
    pub(crate) fn unsettle(&mut self) {
        self.settled_at = None;
    }

    /// How much has happened to what the kind of a slot follows.
    fn followed_by(&self, index: usize) -> u64 {
        let slots = self.slots.iter().enumerate();
        let others = slots.filter(|(other, _)| *other != index);
        let others = others.map(|(_, slot)| (slot.kind.name, slot.table.counts()));
        self.slots
            .get(index)
            .map_or(0, |slot| slot.kind.follows.count(others))
    }

    /// A number that grows with every change of an object.
    pub(crate) fn changes(&self) -> u64 {
        let counts = self.slots.iter().map(|slot| slot.table.counts());
        counts.map(|counts| counts.changes).sum()
    }

    /// What was changed since the state was last kept or sealed.
    pub(crate) fn record(&self) -> serde_json::Result<Record> {
        let mut record = Record {
            tokens: self.tokens.changes()?,
            ..Record::of(self.account)
        };
        for slot in &self.slots {
            let rows = slot.table.changes()?;
            if !rows.is_empty() {
                record.tables.insert(slot.kind.name.to_owned(), rows);
            }
        }
        Ok(record)
    }

    /// All there is, in records of one object or token each.
    pub(crate) fn records(&self) -> impl Iterator<Item = serde_json::Result<Record>> {
        let objects = self.slots.iter().flat_map(|slot| {
            slot.table.contents().map(|row| {
                let rows = Rows::from_iter([row?]);
                Ok(Record {
                    tables: BTreeMap::from([(slot.kind.name.to_owned(), rows)]),
                    ..Record::of(self.account)
                })
            })
        });
        let tokens = self.tokens.contents().map(|token| {
            Ok(Record {
                tokens: BTreeMap::from([token?]),
                ..Record::of(self.account)
            })
        });
        objects.chain(tokens)
    }

    /// Lets a record take effect that [`record`](Self::record) or [`records`](Self::records) has given.
    pub(crate) fn apply(&mut self, record: Record) -> serde_json::Result<()> {
        for (name, rows) in record.tables {
            let mut slots = self.slots.iter_mut();
            let slot = slots.find(|slot| slot.kind.name == name);
            let slot = slot.ok_or_else(|| unknown_kind(&name))?;
            let explain = |error| serde_json::Error::custom(format!("in `{name}`: {error}"));
            for (key, object) in rows {
                slot.table.restore(key, object).map_err(explain)?;
            }
        }
        self.tokens.apply(record.tokens)
    }

    /// What is there now is kept: nothing of it is taken back any more.
    pub(crate) fn keep(&mut self) {
        self.tokens.history_mut().keep();
        self.slots.iter_mut().for_each(|slot| slot.table.keep());
    }

    /// What was changed since the last time is on its way to be kept, under a number larger than those before.
    pub(crate) fn seal(&mut self, number: u64) {
        self.tokens.history_mut().seal(number);
        let slots = self.slots.iter_mut();
        slots.for_each(|slot| slot.table.seal(number));
    }

    /// What was sealed up to that number is kept.
    pub(crate) fn keep_up_to(&mut self, number: u64) {
        self.tokens.history_mut().keep_up_to(number);
        let slots = self.slots.iter_mut();
        slots.for_each(|slot| slot.table.keep_up_to(number));
    }

    /// Takes back what was changed since the state was last kept or sealed.
    pub(crate) fn roll_back(&mut self) {
        self.tokens.roll_back();
        let slots = self.slots.iter_mut();
        slots.for_each(|slot| slot.table.roll_back());
    }

    /// Takes back all that is not kept.
    pub(crate) fn roll_back_to_kept(&mut self) {
        self.tokens.history_mut().unseal();
        self.slots.iter_mut().for_each(|slot| slot.table.unseal());
        self.roll_back();
    }

    /// All objects of a kind, in the order in which they were created.
    pub(crate) fn all<T: Kind>(&self) -> &[T] {
        self.table().map_or(&[], Table::all)
    }

    fn table<T: Kind>(&self) -> Option<&Table<T>> {
        let mut slots = self.slots.iter();
        slots.find_map(|slot| slot.table.as_any().downcast_ref())
    }

    fn table_mut<T: Kind>(&mut self) -> Option<&mut Table<T>> {
        let mut slots = self.slots.iter_mut();
        slots.find_map(|slot| slot.table.as_any_mut().downcast_mut())
    }

    /// The object of that id that the API shows.
    pub(crate) fn get<T: Kind>(&self, id: &str) -> Result<&T, ApiError> {
        let mut called = self
            .table::<T>()
            .into_iter()
            .flat_map(|table| table.called(id));
        let found = called.find(|object| object.is_visible());
        found.ok_or_else(|| T::not_found(id))
    }

    /// The object of that id that the API shows.
    pub(crate) fn get_mut<T: Kind>(&mut self, id: &str) -> Result<&mut T, ApiError> {
        self.table_mut::<T>()
            .and_then(|table| table.called_mut(id, Object::is_visible))
            .ok_or_else(|| T::not_found(id))
    }

    /// The object of that id, whether or not the API shows it.
    pub(crate) fn called_mut<T: Kind>(&mut self, id: &str) -> Option<&mut T> {
        self.table_mut::<T>()?.called_mut(id, |_| true)
    }

    /// The first object that matches.
    pub(crate) fn find_mut<T: Kind>(&mut self, matches: impl Fn(&T) -> bool) -> Option<&mut T> {
        self.table_mut()?.find_mut(matches)
    }

    /// Whether there is an object of that kind and id.
    pub(crate) fn has<T: Kind>(&self, id: &str) -> bool {
        self.with_id::<T>(id).is_some()
    }

    /// The object of exactly that id, whether or not the API shows it.
    pub(crate) fn with_id<T: Kind>(&self, id: &str) -> Option<&T> {
        self.table::<T>()?
            .called(id)
            .find(|object| object.id() == id)
    }

    /// All attachments of transit routers, whatever their kind.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &dyn Attached> {
        // The objects of a kind are attachments, all or none.
        let tables = self.slots.iter().map(|slot| slot.table.objects());
        tables.flat_map(|objects| objects.map_while(Object::as_attachment))
    }

    /// Whether there is an attachment of exactly that id.
    pub(crate) fn has_attachment(&self, id: &str) -> bool {
        let mut found = self.slots.iter().filter_map(|slot| slot.table.find(id));
        found.any(|object| object.as_attachment().is_some())
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
            table.push(object);
        }
    }

    /// Lets everything that is attached to the object `id` go with it, and be gone at `at`.
    pub(crate) fn dismiss(&mut self, id: &str, at: Moment) {
        for slot in &mut self.slots {
            slot.table.dismiss(id, at);
        }
    }

    /// Takes the first object that matches away, at once and whether or not the API shows it.
    pub(crate) fn take<T: Kind>(&mut self, matches: impl Fn(&T) -> bool) -> Option<T> {
        self.table_mut::<T>()?.take(matches)
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
        self.slots.iter().any(|slot| slot.table.find(id).is_some())
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
