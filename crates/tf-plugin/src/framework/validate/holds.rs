//! Which rules can find something in which types.

use std::collections::BTreeMap;

use super::judged::{Anything, List, Many, Map};
use crate::framework::model::{AttributeType, CustomType, Dynamic, Set};
use crate::value::{Attr, Number};

/// A type of attributes in which rules that judge `On` can find something.
#[diagnostic::on_unimplemented(
    message = "this rule judges `{On}`, and there is none in `{Self}`",
    label = "this rule would never find anything"
)]
pub trait Holds<On>: AttributeType {}

/// Single values: also those in lists, sets and maps, at any depth.
macro_rules! single {
    ($($on:ident: $($other:ident)*;)*) => {$(
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
    String: ;
    Number: i32 i64 u64 u32;
}

/// Whole collections.
macro_rules! collection {
    ($($on:ident)*) => {$(
        impl Holds<$on> for Dynamic {}
        impl<T: Holds<$on>> Holds<$on> for Attr<T> {}
        impl<T: CustomType> Holds<$on> for T where T::Form: Holds<$on> {}
    )*};
}

collection! { Many List Map }

impl<T: AttributeType> Holds<Anything> for T {}
impl<T: AttributeType> Holds<Many> for Vec<T> {}
impl<T: AttributeType> Holds<Many> for Set<T> {}
impl<T: AttributeType> Holds<Many> for BTreeMap<String, T> {}
impl<T: AttributeType> Holds<List> for Vec<T> {}
impl<T: AttributeType> Holds<Map> for BTreeMap<String, T> {}
