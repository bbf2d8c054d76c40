//! Which rules can find something in which types.

use std::collections::BTreeMap;

use crate::framework::model::{AttributeType, CustomType, Dynamic, Set};
use crate::value::{Attr, Number, Path, Type, Value};

use super::configuration::elements;

/// What rules for values of any type judge.
pub enum Anything {}

/// What rules for lists, sets and maps judge.
pub enum Many {}

/// What rules for lists judge.
pub enum List {}

/// What rules for maps judge.
pub enum Map {}

/// A type of attributes in which rules that judge `On` can find something.
#[diagnostic::on_unimplemented(
    message = "this rule judges `{On}`, and there is none in `{Self}`",
    label = "this rule would never find anything"
)]
pub trait Holds<On>: AttributeType {}

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
    ($($on:ident: $first:ident $(, $other:ident)*;)*) => {$(
        impl Judged for $on {
            fn is_in(ty: &Type) -> bool {
                match ty {
                    Type::List(element) | Type::Set(element) | Type::Map(element) => Self::is_in(element),
                    ty => matches!(ty, Type::$first | Type::Dynamic),
                }
            }

            fn each(value: &Value, path: &Path, found: &mut dyn FnMut(&Value, &Path)) {
                match value {
                    Value::$first(_) => found(value, path),
                    Value::Dynamic(_, value) => Self::each(value, path, found),
                    many => {
                        for (path, element) in elements(many, path) {
                            Self::each(element, &path, found);
                        }
                    }
                }
            }
        }

        impl Holds<$on> for $on {}
        $(impl Holds<$on> for $other {})*
        impl Holds<$on> for Dynamic {}
        impl<T: Holds<$on>> Holds<$on> for Attr<T> {}
        impl<T: Holds<$on>> Holds<$on> for Vec<T> {}
        impl<T: Holds<$on>> Holds<$on> for Set<T> {}
        impl<T: Holds<$on>> Holds<$on> for BTreeMap<String, T> {}
        impl<T: CustomType> Holds<$on> for T where T::Form: Holds<$on> {}
    )*};
}

single! {
    String: String;
    Number: Number, i64, u64, u32;
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

        impl Holds<$on> for Dynamic {}
        impl<T: Holds<$on>> Holds<$on> for Attr<T> {}
        impl<T: CustomType> Holds<$on> for T where T::Form: Holds<$on> {}
    )*};
}

collection! {
    Many: List | Set | Map;
    List: List;
    Map: Map;
}

impl<T: AttributeType> Holds<Anything> for T {}
impl<T: AttributeType> Holds<Many> for Vec<T> {}
impl<T: AttributeType> Holds<Many> for Set<T> {}
impl<T: AttributeType> Holds<Many> for BTreeMap<String, T> {}
impl<T: AttributeType> Holds<List> for Vec<T> {}
impl<T: AttributeType> Holds<Map> for BTreeMap<String, T> {}
