//! Objects with attributes and blocks of every form, that are exactly what is planned.

use std::collections::BTreeMap;

use async_trait::async_trait;
use tf_plugin::framework::model::{Dynamic, Model, Set};
use tf_plugin::framework::{Create, Delete, Diagnostics, Read, Resource, StateWriter, Update};
use tf_plugin::value::{Attr, Number};

use super::Trial;

type List<T> = Attr<Vec<Attr<T>>>;
type Many<T> = Attr<Set<Attr<T>>>;
type Map<T> = Attr<BTreeMap<String, Attr<T>>>;

/// Has everything.
#[derive(Clone, Default, Model)]
pub(crate) struct Object {
    /// Decided once.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
    /// Any text.
    #[attribute(required)]
    text: Attr<String>,
    /// A flag.
    #[attribute(optional)]
    flag: Attr<bool>,
    /// A number.
    #[attribute(optional, sensitive)]
    amount: Attr<Number>,
    /// Replaces.
    #[attribute(optional, requires_replace)]
    kind: Attr<String>,
    /// 7 where not set.
    #[attribute(default = 7)]
    preset: Attr<Number>,
    /// Ours where not set.
    #[attribute(optional, computed)]
    choice: Attr<String>,
    /// Length of the text.
    #[attribute(computed)]
    size: Attr<Number>,
    /// A list.
    #[attribute(optional)]
    words: List<String>,
    /// A set.
    #[attribute(optional)]
    numbers: Many<Number>,
    /// A map.
    #[attribute(optional)]
    keyed: Map<Number>,
    /// Deep.
    #[attribute(optional)]
    grid: List<BTreeMap<String, Attr<String>>>,
    /// Of any type.
    #[attribute(optional)]
    any: Attr<Dynamic>,
    /// Of any type; a list of ours where not set.
    #[attribute(optional, computed)]
    any_choice: Attr<Dynamic>,
    /// A secret.
    #[attribute(optional, write_only)]
    secret: Attr<String>,
    /// An object.
    #[attribute(optional)]
    inner: Attr<Part>,
    /// An object with a part of any type.
    #[attribute(optional)]
    open: Attr<Open>,
    /// Objects.
    #[attribute(optional)]
    inners: List<Part>,
    /// A set of them.
    #[attribute(optional)]
    inner_set: Many<Mark>,
    /// A map of them.
    #[attribute(optional)]
    inner_map: Map<Measured>,
    /// Ours alone.
    #[attribute(computed)]
    seen: Attr<Vec<Seen>>,
    /// Once.
    #[block]
    single: Attr<Part>,
    /// Again and again.
    #[block]
    part: List<Part>,
    /// In no order.
    #[block]
    mark: Many<Mark>,
}

/// A part, of which the provider decides parts as well.
#[derive(Clone, Default, Model)]
struct Part {
    /// Its name.
    #[attribute(required)]
    name: Attr<String>,
    /// Its size.
    #[attribute(optional)]
    size: Attr<Number>,
    /// A secret.
    #[attribute(optional, write_only)]
    secret: Attr<String>,
    /// Replaces.
    #[attribute(optional, requires_replace)]
    kind: Attr<String>,
    /// 7 where not set.
    #[attribute(default = 7)]
    preset: Attr<Number>,
    /// Decided once.
    #[attribute(computed, use_state_for_unknown)]
    id: Attr<String>,
}

/// A part that the provider measures anew with each update.
#[derive(Clone, Default, Model)]
struct Measured {
    #[attribute(flatten)]
    part: Part,
    /// Length of the name.
    #[attribute(computed)]
    length: Attr<u64>,
}

/// A part of any type.
#[derive(Clone, Default, Model)]
struct Open {
    /// Replaces.
    #[attribute(optional, requires_replace)]
    any: Attr<Dynamic>,
    /// A flag, that can be of another type as well.
    #[attribute(default = true)]
    preset: Attr<Dynamic>,
}

/// A part of a set.
#[derive(Clone, Default, Model)]
struct Mark {
    /// Its name.
    #[attribute(optional)]
    name: Attr<String>,
    /// Its flag.
    #[attribute(optional, requires_replace)]
    flag: Attr<bool>,
}

/// What only the provider says.
#[derive(Clone, Default, Model)]
#[model(computed)]
struct Seen {
    /// Its name.
    name: String,
    /// Its flag.
    flag: Attr<bool>,
}

pub(crate) struct Everything;

#[async_trait]
impl Resource<Trial> for Everything {
    type Model = Object;

    fn type_name(&self) -> &'static str {
        "trial_everything"
    }

    async fn create(&self, request: Create<Object, Trial>, writer: &StateWriter<Object>) {
        let id = "everything".into();
        writer.save(&decided(Object {
            id,
            ..request.planned
        }));
    }

    async fn read(&self, _: Read<Object, Trial>, _: &StateWriter<Object>) {}

    async fn update(&self, request: Update<Object, Trial>, writer: &StateWriter<Object>) {
        writer.save(&decided(request.planned));
    }

    async fn delete(&self, _: Delete<Object, Trial>, writer: &StateWriter<Object>) {
        writer.remove();
    }

    fn import(&self, id: &str) -> Result<Object, Diagnostics> {
        Ok(Object {
            id: id.into(),
            part: Attr::Known(vec![]),
            mark: Attr::Known(Set::default()),
            ..Object::default()
        })
    }
}

/// The object with everything that the provider decides.
fn decided(mut object: Object) -> Object {
    if object.choice.is_unknown() {
        object.choice = "ours".into();
    }
    if object.any_choice.is_unknown() {
        object.any_choice = Attr::Known(Dynamic::of(&vec!["ours".to_owned()]));
    }
    object.size = Attr::Known(Number::from(length(&object.text)));
    object.seen = Attr::Known(vec![Seen {
        name: "seen".to_owned(),
        flag: Attr::Null,
    }]);
    let measured = known(&mut object.inner_map).into_iter();
    let measured = measured
        .flat_map(|parts| parts.values_mut())
        .filter_map(known);
    let measured = measured.map(|one| {
        one.length = Attr::Known(length(&one.part.name));
        &mut one.part
    });
    let lists = [&mut object.inners, &mut object.part]
        .into_iter()
        .filter_map(known);
    [&mut object.inner, &mut object.single]
        .into_iter()
        .chain(lists.flatten())
        .filter_map(known)
        .chain(measured)
        .filter(|part| part.id.is_unknown())
        .for_each(|part| part.id = "part".into());
    object
}

fn known<T>(attr: &mut Attr<T>) -> Option<&mut T> {
    match attr {
        Attr::Known(known) => Some(known),
        _ => None,
    }
}

fn length(text: &Attr<String>) -> u64 {
    text.known().map_or(0, |text| text.len() as u64)
}
