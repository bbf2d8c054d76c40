//! What rules judge, and where it is in a value.

use super::elements::elements;
use crate::value::{Path, Type, Value};

/// What rules for values of any type judge.
pub enum Anything {}

/// What rules for lists, sets and maps judge.
pub enum Many {}

/// What rules for lists judge.
pub enum List {}

/// What rules for maps judge.
pub enum Map {}

/// What rules judge, and how it is found in a value.
pub(super) trait Judged: 'static {
    /// Whether there can be some in values of this type.
    fn is_in(ty: &Type) -> bool;

    /// Calls `found` with all there is in `value`.
    fn each(value: &Value, path: &Path, found: &mut dyn FnMut(&Value, &Path));
}

impl Judged for Anything {
    fn is_in(_: &Type) -> bool {
        true
    }

    fn each(value: &Value, path: &Path, found: &mut dyn FnMut(&Value, &Path)) {
        found(value, path);
    }
}

/// Single values: also those in lists, sets and maps, at any depth.
macro_rules! single {
    ($($on:ty: $variant:ident;)*) => {$(
        impl Judged for $on {
            fn is_in(ty: &Type) -> bool {
                match ty {
                    Type::List(element) | Type::Set(element) | Type::Map(element) => Self::is_in(element),
                    ty => matches!(ty, Type::$variant | Type::Dynamic),
                }
            }

            fn each(value: &Value, path: &Path, found: &mut dyn FnMut(&Value, &Path)) {
                match value {
                    Value::$variant(_) => found(value, path),
                    Value::Dynamic(_, value) => Self::each(value, path, found),
                    many => {
                        for (path, element) in elements(many, path) {
                            Self::each(element, &path, found);
                        }
                    }
                }
            }
        }
    )*};
}

single! {
    String: String;
    crate::value::Number: Number;
}

/// Whole collections.
macro_rules! collection {
    ($($on:ident: $($ty:ident)|*;)*) => {$(
        impl Judged for $on {
            fn is_in(ty: &Type) -> bool {
                matches!(ty, Type::Dynamic $(| Type::$ty(_))*)
            }

            fn each(value: &Value, path: &Path, found: &mut dyn FnMut(&Value, &Path)) {
                match value {
                    $(Value::$ty(_))|* => found(value, path),
                    Value::Dynamic(_, value) => Self::each(value, path, found),
                    _ => {}
                }
            }
        }
    )*};
}

collection! {
    Many: List | Set | Map;
    List: List;
    Map: Map;
}
