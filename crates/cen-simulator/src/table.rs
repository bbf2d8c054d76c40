//! The objects of one kind, in the order in which they were created, found by their ids.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt::Debug;

use serde::de::Error as _;
use serde_json::Value;

use crate::clock::Moment;
use crate::history::History;
use crate::object::Object;
use crate::record::Rows;
use crate::settling::{Counts, Settling};
use crate::state::Kind;

/// What a table knows of an object besides the object itself.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Its number, which is larger than those of all that were added before, and which no other object of the table gets.
    key: u64,
    /// When it settles by itself, if it does.
    due: Option<Moment>,
}

/// All objects of one kind.
#[derive(Debug)]
pub(crate) struct Table<T> {
    objects: Vec<T>,
    /// Beside the objects.
    rows: Vec<Row>,
    next_key: u64,
    /// Ids in lower case with the keys of the objects that are called so, but for objects without one.
    index: BTreeSet<(Box<str>, u64)>,
    /// Objects that were changed since they last settled.
    unsettled: BTreeSet<u64>,
    /// Not later than any object is due.
    next_due: Option<Moment>,
    /// What was changed and is not kept yet.
    history: History<u64, T>,
    counts: Counts,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            objects: Vec::new(),
            rows: Vec::new(),
            next_key: 0,
            index: BTreeSet::new(),
            unsettled: BTreeSet::new(),
            next_due: None,
            history: History::default(),
            counts: Counts::default(),
        }
    }
}

impl<T: Kind> Table<T> {
    /// A table of these objects, all of which have to settle.
    ///
    /// # Errors
    ///
    /// Two have the same id.
    pub(crate) fn of(objects: Vec<T>) -> serde_json::Result<Self> {
        let mut table = Self::default();
        for object in objects {
            table.check_id(table.next_key, &object)?;
            table.push(object);
        }
        table.history.keep();
        Ok(table)
    }

    /// Whether no other object than that of the key has the id of this one.
    fn check_id(&self, key: u64, object: &T) -> serde_json::Result<()> {
        let id = object.id();
        let mut places = self.places(id).into_iter();
        let is_other = |place: usize| {
            let (other, row) = (self.objects.get(place), self.rows.get(place));
            other.is_some_and(|other| other.id() == id) && row.is_some_and(|row| row.key != key)
        };
        match places.any(is_other) {
            true => {
                let message = format!("the id `{id}` is there twice");
                Err(serde_json::Error::custom(message))
            }
            false => Ok(()),
        }
    }

    pub(crate) fn all(&self) -> &[T] {
        &self.objects
    }

    /// Those that an id may mean, in any letter case.
    pub(crate) fn called(&self, id: &str) -> impl Iterator<Item = &T> {
        let places = self.places(id).into_iter();
        places.filter_map(|place| self.objects.get(place))
    }

    fn places(&self, id: &str) -> Vec<usize> {
        if id.is_empty() {
            return Vec::new();
        }
        let id = id.to_ascii_lowercase().into_boxed_str();
        let keys = self.index.range((id.clone(), 0)..=(id, u64::MAX));
        keys.filter_map(|(_, key)| self.place(*key).ok()).collect()
    }

    fn place(&self, key: u64) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&key, |row| row.key)
    }

    /// The first that the id may mean and that matches, to be changed.
    pub(crate) fn called_mut(&mut self, id: &str, matches: impl Fn(&T) -> bool) -> Option<&mut T> {
        let mut places = self.places(id).into_iter();
        let place = places.find(|place| self.objects.get(*place).is_some_and(&matches))?;
        self.change(place)
    }

    /// The first that matches, to be changed.
    pub(crate) fn find_mut(&mut self, matches: impl Fn(&T) -> bool) -> Option<&mut T> {
        let place = self.objects.iter().position(matches)?;
        self.change(place)
    }

    fn change(&mut self, place: usize) -> Option<&mut T> {
        let (object, row) = (self.objects.get_mut(place)?, self.rows.get(place)?);
        self.history.changes(row.key, || object.clone());
        self.unsettled.insert(row.key);
        self.counts.changes += 1;
        Some(object)
    }

    /// Adds an object behind all others.
    pub(crate) fn push(&mut self, object: T) {
        let key = self.next_key;
        self.history.adds(key);
        self.insert(self.objects.len(), key, object);
    }

    fn insert(&mut self, place: usize, key: u64, object: T) {
        if let Some(entry) = entry(&object, key) {
            self.index.insert(entry);
        }
        self.objects.insert(place, object);
        self.rows.insert(place, Row { key, due: None });
        self.unsettled.insert(key);
        self.next_key = self.next_key.max(key.saturating_add(1));
        self.counts.changes += 1;
    }

    /// Takes the first that matches out.
    pub(crate) fn take(&mut self, matches: impl Fn(&T) -> bool) -> Option<T> {
        let place = self.objects.iter().position(matches)?;
        let key = self.rows.get(place)?.key;
        let object = self.remove(place);
        self.history.changes(key, || object.clone());
        Some(object)
    }

    /// Lets the object of a key be this one, or not be there.
    fn put(&mut self, key: u64, object: Option<T>) {
        let place = self.place(key);
        if let Ok(place) = place {
            self.remove(place);
        }
        if let (Some(object), Ok(place) | Err(place)) = (object, place) {
            self.insert(place, key, object);
        }
    }

    fn remove(&mut self, place: usize) -> T {
        let object = self.objects.remove(place);
        let Row { key, .. } = self.rows.remove(place);
        if let Some(entry) = entry(&object, key) {
            self.index.remove(&entry);
        }
        self.unsettled.remove(&key);
        self.counts.changes += 1;
        self.counts.removals += 1;
        object
    }

    /// Lets objects settle: all, or those that were changed or are due. Gives those that are no longer there.
    pub(crate) fn settle(
        &mut self,
        all: bool,
        now: Moment,
        settle: impl Fn(&mut T, &Settling) -> bool,
    ) -> Vec<T> {
        let keys: Vec<u64> = if all {
            self.rows.iter().map(|row| row.key).collect()
        } else {
            let is_due = |due: Option<Moment>| due.is_some_and(|due| now >= due);
            let rows = self.rows.iter().filter(|row| is_due(row.due));
            let due: BTreeSet<u64> = match is_due(self.next_due) {
                true => rows.map(|row| row.key).collect(),
                false => BTreeSet::new(),
            };
            self.unsettled.union(&due).copied().collect()
        };
        self.unsettled.clear();
        let settling = Settling::at(now);
        let mut gone = Vec::new();
        for key in keys {
            let Ok(place) = self.place(key) else {
                continue;
            };
            let (Some(object), Some(row)) = (self.objects.get_mut(place), self.rows.get_mut(place))
            else {
                continue;
            };
            let was = object.clone();
            let stays = settle(object, &settling);
            row.due = settling.take_next();
            if !stays {
                self.history.changes(key, || was);
                gone.push(self.remove(place));
            } else if *object != was {
                self.history.changes(key, || was);
                self.counts.changes += 1;
            }
        }
        self.next_due = self.rows.iter().filter_map(|row| row.due).min();
        gone
    }
}

/// The place of an object in the index.
fn entry(object: &impl Object, key: u64) -> Option<(Box<str>, u64)> {
    let id = object.id();
    (!id.is_empty()).then(|| (id.to_ascii_lowercase().into_boxed_str(), key))
}

/// A table of objects whose kind does not matter.
pub(crate) trait AnyTable: Debug + Send {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn objects(&self) -> Box<dyn Iterator<Item = &dyn Object> + '_>;
    /// The object of exactly that id, shown or not.
    fn find(&self, id: &str) -> Option<&dyn Object>;
    /// The object that an id means, if the API shows it, to be changed.
    fn shown_mut(&mut self, id: &str) -> Option<&mut dyn Object>;
    /// Lets everything that is attached to the object `id` go with it, and be gone at `at`.
    fn dismiss(&mut self, id: &str, at: Moment);
    /// Whether an object has to settle because it was changed or is due by `now`.
    fn has_to_settle(&self, now: Moment) -> bool;
    fn counts(&self) -> Counts;
    /// What was changed since the table was last kept or sealed.
    fn changes(&self) -> serde_json::Result<Rows>;
    /// All objects with their keys.
    fn contents(&self) -> Box<dyn Iterator<Item = serde_json::Result<(u64, Value)>> + '_>;
    /// Lets an object be what `changes` or `contents` has told of it.
    fn restore(&mut self, key: u64, object: Value) -> serde_json::Result<()>;
    /// As of the [`History`] of its objects, so with the next three.
    fn keep(&mut self);
    fn seal(&mut self, number: u64);
    fn keep_up_to(&mut self, number: u64);
    fn unseal(&mut self);
    /// Takes back what was changed since the table was last kept or sealed.
    fn roll_back(&mut self);
    fn to_json(&self) -> serde_json::Result<Value>;
}

impl<T: Kind> AnyTable for Table<T> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn objects(&self) -> Box<dyn Iterator<Item = &dyn Object> + '_> {
        Box::new(self.objects.iter().map(|object| object as &dyn Object))
    }

    fn find(&self, id: &str) -> Option<&dyn Object> {
        let mut found = self.called(id);
        let found = found.find(|object| object.id() == id)?;
        Some(found)
    }

    fn shown_mut(&mut self, id: &str) -> Option<&mut dyn Object> {
        let found = self.called_mut(id, Object::is_visible)?;
        Some(found)
    }

    fn dismiss(&mut self, id: &str, at: Moment) {
        for place in 0..self.objects.len() {
            let object = self.objects.get(place);
            if object.is_some_and(|object| object.is_attached_to(id))
                && let Some(object) = self.change(place)
            {
                object.leave(at);
            }
        }
    }

    fn has_to_settle(&self, now: Moment) -> bool {
        !self.unsettled.is_empty() || self.next_due.is_some_and(|due| now >= due)
    }

    fn counts(&self) -> Counts {
        self.counts
    }

    fn changes(&self) -> serde_json::Result<Rows> {
        let late = self.history.late().iter();
        let changes = late.filter_map(|(key, before)| {
            let now = self
                .place(*key)
                .ok()
                .and_then(|place| self.objects.get(place));
            (now != before.as_ref()).then_some((*key, now))
        });
        let changes = changes.map(|(key, now)| Ok((key, serde_json::to_value(now)?)));
        changes.collect()
    }

    fn contents(&self) -> Box<dyn Iterator<Item = serde_json::Result<(u64, Value)>> + '_> {
        let rows = self.rows.iter().zip(&self.objects);
        Box::new(rows.map(|(row, object)| Ok((row.key, serde_json::to_value(object)?))))
    }

    fn restore(&mut self, key: u64, object: Value) -> serde_json::Result<()> {
        let object: Option<T> = serde_json::from_value(object)?;
        if let Some(object) = &object {
            self.check_id(key, object)?;
        }
        self.put(key, object);
        Ok(())
    }

    fn keep(&mut self) {
        self.history.keep();
    }

    fn seal(&mut self, number: u64) {
        self.history.seal(number);
    }

    fn keep_up_to(&mut self, number: u64) {
        self.history.keep_up_to(number);
    }

    fn unseal(&mut self) {
        self.history.unseal();
    }

    fn roll_back(&mut self) {
        for (key, before) in self.history.take_late() {
            self.put(key, before);
        }
    }

    fn to_json(&self) -> serde_json::Result<Value> {
        serde_json::to_value(&self.objects)
    }
}
