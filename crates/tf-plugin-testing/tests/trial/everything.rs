//! Objects with attributes and blocks of every form, that are exactly what is planned.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tf_plugin::framework::schema::{Attribute, Block, Nesting, Schema};
use tf_plugin::framework::{Create, Delete, Diagnostics, Read, Record, Resource, Update};
use tf_plugin::value::{Attr, Kind, Number};

use super::Trial;

type List<T> = Attr<Vec<Attr<T>>>;
type Map<T> = Attr<BTreeMap<String, Attr<T>>>;

#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Object {
    id: Attr<String>,
    text: Attr<String>,
    flag: Attr<bool>,
    amount: Attr<Number>,
    kind: Attr<String>,
    preset: Attr<Number>,
    choice: Attr<String>,
    size: Attr<Number>,
    words: List<String>,
    numbers: List<Number>,
    keyed: Map<Number>,
    grid: List<BTreeMap<String, Attr<String>>>,
    secret: Attr<String>,
    inner: Attr<Part>,
    inners: List<Part>,
    inner_set: List<Mark>,
    inner_map: Map<Part>,
    seen: List<Mark>,
    single: Attr<Part>,
    part: List<Part>,
    mark: List<Mark>,
}

/// A part whose members need not be known.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Part {
    name: Attr<String>,
    size: Attr<Number>,
    secret: Attr<String>,
}

/// A part of a set.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Mark {
    name: Attr<String>,
    flag: Attr<bool>,
}

pub(crate) struct Everything;

fn part() -> Vec<Attribute> {
    vec![
        Attribute::required("name", Kind::String).describe("Its name."),
        Attribute::optional("size", Kind::Number).describe("Its size."),
        Attribute::optional("secret", Kind::String)
            .describe("A secret.")
            .write_only(),
    ]
}

fn mark() -> Vec<Attribute> {
    vec![
        Attribute::optional("name", Kind::String).describe("Its name."),
        Attribute::optional("flag", Kind::Bool).describe("Its flag."),
    ]
}

#[async_trait]
impl Resource<Trial> for Everything {
    type Model = Object;

    fn type_name(&self) -> &'static str {
        "trial_everything"
    }

    fn schema(&self) -> Schema {
        let seen = vec![
            Attribute::computed("name", Kind::String).describe("Its name."),
            Attribute::computed("flag", Kind::Bool).describe("Its flag."),
        ];
        let attributes = vec![
            Attribute::computed("id", Kind::String)
                .describe("Decided once.")
                .stable(),
            Attribute::required("text", Kind::String).describe("Any text."),
            Attribute::optional("flag", Kind::Bool).describe("A flag."),
            Attribute::optional("amount", Kind::Number)
                .describe("A number.")
                .sensitive(),
            Attribute::optional("kind", Kind::String)
                .describe("Replaces.")
                .replaces(),
            Attribute::defaulted("preset", Kind::Number, 7).describe("7 where not set."),
            Attribute::optional_computed("choice", Kind::String).describe("Ours where not set."),
            Attribute::computed("size", Kind::Number).describe("Length of the text."),
            Attribute::optional("words", Kind::list(Kind::String)).describe("A list."),
            Attribute::optional("numbers", Kind::set(Kind::Number)).describe("A set."),
            Attribute::optional("keyed", Kind::map(Kind::Number)).describe("A map."),
            Attribute::optional("grid", Kind::list(Kind::map(Kind::String))).describe("Deep."),
            Attribute::optional("secret", Kind::String)
                .describe("A secret.")
                .write_only(),
            Attribute::optional_object("inner", part()).describe("An object."),
            Attribute::optional_nested("inners", Nesting::List, part()).describe("Objects."),
            Attribute::optional_nested("inner_set", Nesting::Set, mark())
                .describe("A set of them."),
            Attribute::optional_nested("inner_map", Nesting::Map, part())
                .describe("A map of them."),
            Attribute::computed_nested("seen", Nesting::List, seen).describe("Ours alone."),
        ];
        let blocks = vec![
            Block::single("single", part()).describe("Once."),
            Block::list("part", part()).describe("Again and again."),
            Block::set("mark", mark()).describe("In no order."),
        ];
        Schema::new("Has everything.", attributes).blocks(blocks)
    }

    async fn create(&self, request: Create<Object, ()>, record: &Record<Object>) {
        let id = "everything".into();
        record.save(&decided(Object {
            id,
            ..request.planned
        }));
    }

    async fn read(&self, _: Read<Object, Trial>, _: &Record<Object>) {}

    async fn update(&self, request: Update<Object, ()>, record: &Record<Object>) {
        record.save(&decided(request.planned));
    }

    async fn delete(&self, _: Delete<Object, ()>, record: &Record<Object>) {
        record.remove();
    }

    fn import(&self, id: &str) -> Result<Object, Diagnostics> {
        Ok(Object {
            id: id.into(),
            part: Attr::Known(vec![]),
            mark: Attr::Known(vec![]),
            ..Object::default()
        })
    }
}

/// The object with everything that the provider decides.
fn decided(object: Object) -> Object {
    let length = object.text.known().map_or(0, String::len);
    let choice = match object.choice {
        Attr::Unknown => "ours".into(),
        choice => choice,
    };
    let mark = Mark {
        name: "seen".into(),
        flag: Attr::Null,
    };
    Object {
        choice,
        size: Attr::Known(i64::try_from(length).unwrap_or_default().into()),
        seen: Attr::Known(vec![Attr::Known(mark)]),
        ..object
    }
}
