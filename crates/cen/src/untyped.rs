//! Ids and objects of any kind without their types, so that sharing calls, paging and searching is one code for all kinds and
//! not one for each.

use std::any::{Any, TypeId};
use std::cmp::Ordering;
use std::fmt::{self, Debug, Display, Formatter};
use std::sync::Arc;

use serde_json::Value;

use crate::error::Kind;
use crate::listed::{self, Listed, Page, Paging};
use alibaba_cloud::call::Call;
use alibaba_cloud::error::CallError;

/// An id of one kind of object.
#[derive(Clone)]
pub(crate) struct AnyId(Arc<dyn Id>);

trait Id: Any + Display + Send + Sync {
    fn compare(&self, other: &dyn Any) -> Ordering;
}

impl<I: Any + Display + Ord + Send + Sync> Id for I {
    fn compare(&self, other: &dyn Any) -> Ordering {
        match other.downcast_ref::<I>() {
            Some(other) => self.cmp(other),
            // No list holds objects of two kinds.
            None => TypeId::of::<I>().cmp(&other.type_id()),
        }
    }
}

impl AnyId {
    pub(crate) fn of<I: Any + Display + Ord + Send + Sync>(id: I) -> Self {
        Self(Arc::new(id))
    }
}

impl Ord for AnyId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.compare(&*other.0)
    }
}

impl PartialOrd for AnyId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for AnyId {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for AnyId {}

impl Display for AnyId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&*self.0, f)
    }
}

impl Debug for AnyId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// The ids as those of their kind.
fn typed<I: Any + Clone>(ids: &[AnyId]) -> Vec<I> {
    let ids = ids.iter().map(|id| &*id.0 as &dyn Any);
    ids.filter_map(|id| id.downcast_ref().cloned()).collect()
}

/// An object of one kind.
#[derive(Clone)]
pub(crate) struct Object(Arc<dyn Any + Send + Sync>);

impl Object {
    /// The object as one of its kind.
    ///
    /// # Errors
    ///
    /// When it is of another kind, which no list hands out; to take it for absent could cost money.
    pub(crate) fn typed<T: Listed>(&self) -> Result<T, CallError> {
        self.0
            .downcast_ref()
            .cloned()
            .ok_or_else(|| listed::broken(T::ACTION, format!("it lists no {}", T::PLURAL)))
    }
}

impl Debug for Object {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Object")
    }
}

/// What [`Listed`] says of a kind without naming its types.
#[derive(Clone, Copy)]
pub(crate) struct Traits {
    pub(crate) action: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) paging: Paging,
    pub(crate) most_ids: usize,
    pub(crate) changed_by_all: bool,
}

impl Traits {
    pub(crate) fn of<T: Listed>() -> Self {
        Self {
            action: T::ACTION,
            plural: T::PLURAL,
            paging: T::PAGING,
            most_ids: T::MOST_IDS,
            changed_by_all: T::CHANGED_BY_ALL,
        }
    }
}

/// The list of one parent.
pub(crate) trait List: Send + Sync + 'static {
    /// What is said of its kind.
    fn traits(&self) -> Traits;

    /// As [`listed::question`].
    fn question(&self, ids: &[AnyId], page: usize, token: Option<&str>) -> Call;

    /// As [`Listed::read_page`].
    fn read(&self, answer: &Value) -> Result<Page<(AnyId, Object)>, String>;

    /// As [`Listed::is_none`].
    fn is_none(&self, refusal: Kind, ids: &[AnyId]) -> bool;
}

/// The list of objects `T` that belongs to this parent.
pub(crate) struct ListOf<T: Listed>(pub(crate) T::Parent);

impl<T: Listed> List for ListOf<T> {
    fn traits(&self) -> Traits {
        Traits::of::<T>()
    }

    fn question(&self, ids: &[AnyId], page: usize, token: Option<&str>) -> Call {
        listed::question::<T>(&self.0, &typed(ids), page, token)
    }

    fn read(&self, answer: &Value) -> Result<Page<(AnyId, Object)>, String> {
        listed::page::<T>(answer, &self.0).map(Page::untyped)
    }

    fn is_none(&self, refusal: Kind, ids: &[AnyId]) -> bool {
        T::is_none(refusal, &typed(ids))
    }
}

impl<T: Listed> Page<T> {
    /// The same page, its objects by their ids.
    pub(crate) fn untyped(self) -> Page<(AnyId, Object)> {
        let objects = self.objects.into_iter();
        Page {
            objects: objects
                .map(|object| (AnyId::of(object.id().clone()), Object(Arc::new(object))))
                .collect(),
            total: self.total,
            next: self.next,
        }
    }
}
