//! The objects of one kind, in the order in which they were created.

use std::any::Any;
use std::fmt::Debug;

use serde::Serialize;
use serde_json::Value;

use crate::object::Object;

/// All objects of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Table<T>(pub(crate) Vec<T>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A table of objects whose kind does not matter.
pub(crate) trait AnyTable: Debug + Send {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn duplicate(&self) -> Box<dyn AnyTable>;
    fn objects(&self) -> Box<dyn Iterator<Item = &dyn Object> + '_>;
    fn objects_mut(&mut self) -> Box<dyn Iterator<Item = &mut dyn Object> + '_>;
    fn to_json(&self) -> serde_json::Result<Value>;
}

impl<T: Object + Clone + Serialize + 'static> AnyTable for Table<T> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn duplicate(&self) -> Box<dyn AnyTable> {
        Box::new(self.clone())
    }

    fn objects(&self) -> Box<dyn Iterator<Item = &dyn Object> + '_> {
        Box::new(self.0.iter().map(|object| object as &dyn Object))
    }

    fn objects_mut(&mut self) -> Box<dyn Iterator<Item = &mut dyn Object> + '_> {
        Box::new(self.0.iter_mut().map(|object| object as &mut dyn Object))
    }

    fn to_json(&self) -> serde_json::Result<Value> {
        serde_json::to_value(&self.0)
    }
}
