//! What plans are expected to be.

use serde_json::{Value as Json, json};

use crate::place::{Place, steps};
use crate::plan::Plan;

/// What a plan does with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It leaves it as it is.
    NoOp,
    /// It makes it.
    Create,
    /// It changes it in place.
    Update,
    /// It ends it and makes another one in its place.
    Replace,
    /// It ends it.
    Delete,
}

impl Action {
    fn of(actions: &[&str]) -> Option<Self> {
        match actions {
            ["no-op"] => Some(Self::NoOp),
            ["create"] => Some(Self::Create),
            ["update"] => Some(Self::Update),
            ["delete", "create"] | ["create", "delete"] => Some(Self::Replace),
            ["delete"] => Some(Self::Delete),
            _ => None,
        }
    }
}

/// A check of a plan.
pub struct PlanCheck(Box<Check>);

type Check = dyn Fn(&Plan) -> Vec<String> + Send;

impl PlanCheck {
    /// A check of one's own, which answers with what is wrong.
    pub fn new(check: impl Fn(&Plan) -> Vec<String> + Send + 'static) -> Self {
        Self(Box::new(check))
    }

    pub(super) fn faults(&self, plan: &Plan) -> Vec<String> {
        self.0(plan)
    }
}

/// The change of one object; nothing where the plan has none.
fn change_of<'a>(plan: &'a Plan, address: &str) -> Option<&'a Json> {
    let mut changes = plan.changes.iter();
    let change = changes.find(|change| change["address"] == address)?;
    Some(&change["change"])
}

/// A change in one line.
fn shown(change: &Json) -> String {
    let address = change["address"].as_str().unwrap_or_default();
    let actions = &change["change"]["actions"];
    format!("{address}: {actions}, {}", differences(&change["change"]))
}

/// The attributes that would change: the value before and after, or `(unknown)`.
fn differences(change: &Json) -> Json {
    let empty = serde_json::Map::new();
    let members = |name: &str| change[name].as_object().unwrap_or(&empty);
    let (before, after, unknown) = (
        members("before"),
        members("after"),
        members("after_unknown"),
    );
    let names = before.keys().chain(after.keys()).chain(unknown.keys());
    let value = |object: &serde_json::Map<String, Json>, name: &String| {
        object.get(name).cloned().unwrap_or(Json::Null)
    };
    let differences = names.filter_map(|name| {
        let old = value(before, name);
        let new = match unknown.get(name) {
            Some(Json::Bool(true)) => json!("(unknown)"),
            _ => value(after, name),
        };
        (old != new).then(|| (name.clone(), json!([old, new])))
    });
    Json::Object(differences.collect())
}

/// The plan has nothing to do, whatever it reads.
pub fn expect_empty() -> PlanCheck {
    PlanCheck::new(|plan| {
        let changes = plan.changes.iter().filter(|change| {
            let actions = &change["change"]["actions"];
            *actions != json!(["no-op"]) && *actions != json!(["read"])
        });
        changes.map(shown).collect()
    })
}

/// The plan does this with the object at `address`.
pub fn expect_action(address: &str, action: Action) -> PlanCheck {
    let address = address.to_owned();
    PlanCheck::new(move |plan| {
        let planned = Action::of(&plan.actions_of(&address));
        if planned == Some(action) {
            return Vec::new();
        }
        let planned = planned.map_or("nothing".to_owned(), |planned| format!("{planned:?}"));
        let mut faults = vec![format!("{address}: expected {action:?}, found {planned}")];
        faults.extend(
            plan.changes
                .iter()
                .map(|change| format!("  {}", shown(change))),
        );
        faults
    })
}

/// Exactly these attributes of the object at `address` change: an object with a pair of values for each, the one before
/// and the one after; `"(unknown)"` stands for a value that is not known before it is made.
pub fn expect_change(address: &str, expected: Json) -> PlanCheck {
    let address = address.to_owned();
    PlanCheck::new(move |plan| {
        let Some(change) = change_of(plan, &address) else {
            return vec![format!("{address}: is not in the plan")];
        };
        let faults = super::diff::differences(&expected, &differences(change));
        let faults = faults.into_iter();
        faults
            .map(|(_, fault)| format!("{address}.{fault}"))
            .collect()
    })
}

/// An attribute of the object at `address` is not known before it is made.
pub fn expect_unknown(address: &str, attribute: &str) -> PlanCheck {
    let (address, attribute) = (address.to_owned(), attribute.to_owned());
    PlanCheck::new(move |plan| {
        let change = change_of(plan, &address);
        match change.map(|change| &change["after_unknown"][&attribute]) {
            Some(Json::Bool(true)) => Vec::new(),
            _ => vec![format!("{address}.{attribute}: expected to be unknown")],
        }
    })
}

/// The object at `address` is replaced, because of these arguments, in any order: `zone`, `disk.size`.
pub fn expect_replacement(address: &str, because: &[&str]) -> PlanCheck {
    let replaced = expect_action(address, Action::Replace);
    let address = address.to_owned();
    let because: Vec<Json> = because.iter().map(|way| as_shown(way)).collect();
    PlanCheck::new(move |plan| {
        let mut faults = replaced.faults(plan);
        let paths =
            change_of(plan, &address).map_or(&Json::Null, |change| &change["replace_paths"]);
        let found = paths.as_array().map_or(&[][..], Vec::as_slice);
        let is_same =
            found.len() == because.len() && because.iter().all(|path| found.contains(path));
        if !is_same {
            let because = Json::Array(because.clone());
            faults.push(format!(
                "{address}: expected to be replaced for {because}, found {paths}"
            ));
        }
        faults
    })
}

/// A way into an object as the CLI shows it.
fn as_shown(way: &str) -> Json {
    let steps = steps(way).into_iter();
    steps
        .map(|step| match step {
            Place::Name(name) => json!(name),
            Place::Index(index) => json!(index),
        })
        .collect()
}
