//! The walk that plans.

use serde_json::{Map, Value as Json, json};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Path, Step, Value};

use super::config::{Declared, Mode, declared, value};
use super::template::Scope;
use super::{Held, Walker};
use crate::conformance::{ResourceType, Stored};
use crate::object::{Answered, Change, failed, planned, refreshed};
use crate::plan::Plan;
use crate::said::Said;
use crate::wire::shown;

/// What is to become of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Stays,
    Created,
    Updated,
    Replaced,
    Deleted,
}

impl Fate {
    fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Stays => &["no-op"],
            Self::Created => &["create"],
            Self::Updated => &["update"],
            Self::Replaced => &["delete", "create"],
            Self::Deleted => &["delete"],
        }
    }
}

/// A plan for one object.
pub(super) struct Planning {
    pub(super) address: String,
    pub(super) type_name: String,
    pub(super) fate: Fate,
    /// What there is, after a look at it.
    pub(super) before: Stored,
    /// For the object that there is to be; for the end of the one that there is where none is to be.
    pub(super) change: Change,
    /// For the end of an object that is replaced.
    pub(super) end: Option<Change>,
}

/// A plan for everything, ready to be carried out.
pub(crate) struct Planned {
    pub(super) declared: Vec<Declared>,
    pub(super) plannings: Vec<Planning>,
    /// What the user sees of it.
    pub(crate) plan: Plan,
}

impl Walker {
    /// Validates and plans; the state stays as it is.
    pub(crate) async fn plan(&self, config: &Json) -> Planned {
        let mut walk = Walk {
            walker: self,
            plannings: Vec::new(),
            scope: Scope::new(),
            said: self.configure().await,
        };
        let declared = declared(config);
        if !walk.failed() {
            walk.validate(&declared).await;
        }
        if !walk.failed() {
            for one in &declared {
                walk.visit(one).await;
            }
            let is_left = |held: &&Held| !declared.iter().any(|one| one.address == held.address);
            for held in self.objects.iter().rev().filter(is_left) {
                walk.end(held).await;
            }
        }
        walk.finished(declared)
    }
}

/// A walk on its way.
struct Walk<'a> {
    walker: &'a Walker,
    plannings: Vec<Planning>,
    scope: Scope,
    said: Vec<Said>,
}

impl<'a> Walk<'a> {
    fn failed(&self) -> bool {
        self.said.iter().any(Said::is_error)
    }

    /// Takes note of what has been said, each word once.
    fn say(&mut self, said: &[pb::Diagnostic]) {
        for one in Said::of(said) {
            if !self.said.contains(&one) {
                self.said.push(one);
            }
        }
    }

    /// Takes what an answer brings, unless it failed.
    fn take<T>(&mut self, answered: Answered<T>) -> Option<T> {
        self.say(&answered.said);
        (!failed(&answered.said)).then_some(answered.brings)
    }

    /// Validates before anything is known.
    async fn validate(&mut self, declared: &[Declared]) {
        for one in declared.iter().filter(|one| one.mode == Mode::Managed) {
            let of = self.walker.subject().await.of_type(&one.type_name);
            let needs = one.needs.iter().cloned();
            let unknown = needs.map(|address| (address, Value::Unknown)).collect();
            let said = of.validate(&value(of.block, &one.body, &unknown)).await;
            self.say(&said);
        }
    }

    async fn visit(&mut self, declared: &Declared) {
        // Without what it refers to there is nothing to plan.
        if !declared
            .needs
            .iter()
            .all(|needed| self.scope.contains_key(needed))
        {
            return;
        }
        let outcome = match declared.mode {
            Mode::Data => {
                let read = self.walker.data(declared, &self.scope).await;
                self.take(read)
            }
            Mode::Managed => self.managed(declared).await,
        };
        if let Some(value) = outcome {
            self.scope.insert(declared.address.clone(), value);
        }
    }

    /// Plans an object, and answers with what it is planned to be.
    async fn managed(&mut self, declared: &Declared) -> Option<Value> {
        let of = self.walker.subject().await.of_type(&declared.type_name);
        let held = self.walker.held(&declared.address);
        let before = match held {
            Some(held) => {
                let seen = refreshed(of, &held.stored).await;
                self.take(seen)?
            }
            None => Stored::nothing(),
        };
        let config = value(of.block, &declared.body, &self.scope);
        let said = of.validate(&config).await;
        self.say(&said);
        if failed(&said) {
            return None;
        }
        let first = planned(of, &before, &config).await;
        let change = self.take(first)??;
        let tainted = held.is_some_and(|held| held.tainted) && !before.state.is_null();
        let planning = if tainted || is_replaced(&before.state, &change) {
            self.replacement(of, declared, before, &config, &change)
                .await?
        } else {
            let fate = match &before.state {
                Value::Null => Fate::Created,
                state if *state == change.planned => Fate::Stays,
                _ => Fate::Updated,
            };
            Planning {
                address: declared.address.clone(),
                type_name: declared.type_name.clone(),
                fate,
                before,
                change,
                end: None,
            }
        };
        let value = planning.change.planned.clone();
        self.plannings.push(planning);
        Some(value)
    }

    /// A replacement is planned anew, as a create.
    async fn replacement(
        &mut self,
        of: ResourceType<'_>,
        declared: &Declared,
        before: Stored,
        config: &Value,
        change: &Change,
    ) -> Option<Planning> {
        let nothing = Stored {
            private: change.response.planned_private.to_vec(),
            identity: change.response.planned_identity.clone(),
            state: Value::Null,
        };
        let create = planned(of, &nothing, config).await;
        let mut create = self.take(create)??;
        create.replaces.clone_from(&change.replaces);
        let end = planned(of, &before, &Value::Null).await;
        let end = self.take(end)??;
        Some(Planning {
            address: declared.address.clone(),
            type_name: declared.type_name.clone(),
            fate: Fate::Replaced,
            before,
            change: create,
            end: Some(end),
        })
    }

    /// Plans the end of an object that is no longer declared.
    async fn end(&mut self, held: &Held) {
        let of = self.walker.subject().await.of_type(&held.type_name);
        let seen = refreshed(of, &held.stored).await;
        let Some(before) = self.take(seen).filter(|before| !before.state.is_null()) else {
            return;
        };
        let end = planned(of, &before, &Value::Null).await;
        if let Some(change) = self.take(end).flatten() {
            self.plannings.push(Planning {
                address: held.address.clone(),
                type_name: held.type_name.clone(),
                fate: Fate::Deleted,
                before,
                change,
                end: None,
            });
        }
    }

    fn finished(self, declared: Vec<Declared>) -> Planned {
        let failed = self.failed();
        let changes = match failed {
            true => Vec::new(),
            false => self.plannings.iter().map(change).collect(),
        };
        Planned {
            declared,
            plannings: self.plannings,
            plan: Plan {
                code: failed.into(),
                changes,
                said: self.said,
            },
        }
    }
}

/// Whether what is said to replace the object does so: only where something changes.
fn is_replaced(before: &Value, change: &Change) -> bool {
    !before.is_null()
        && change.replaces.iter().any(|path| {
            let (old, new) = (inside(before, path), inside(&change.planned, path));
            old != new || !new.is_wholly_known()
        })
}

fn inside<'a>(value: &'a Value, path: &Path) -> &'a Value {
    path.steps()
        .iter()
        .fold(value, |value, step| match (step, value) {
            (_, Value::Unknown) => &Value::Unknown,
            (Step::Attribute(name) | Step::Block(name), Value::Object(members)) => {
                members.get(name).unwrap_or(&Value::Null)
            }
            (Step::Key(key), Value::Map(members)) => members.get(key).unwrap_or(&Value::Null),
            (Step::Index(index), Value::List(elements)) => usize::try_from(*index)
                .ok()
                .and_then(|index| elements.get(index))
                .unwrap_or(&Value::Null),
            _ => &Value::Null,
        })
}

/// A change as the CLI shows it.
fn change(planning: &Planning) -> Json {
    let replaces = planning.change.replaces.iter();
    let replaces = replaces.map(|path| {
        let steps = path.steps().iter().map(|step| match step {
            Step::Attribute(name) | Step::Block(name) | Step::Key(name) => json!(name),
            Step::Index(index) => json!(index),
        });
        steps.collect::<Json>()
    });
    let mut change = json!({
        "actions": planning.fate.actions(),
        "before": shown(&planning.before.state),
        "after": shown(&planning.change.planned.clone().unknown_as_null()),
        "after_unknown": unknown(&planning.change.planned),
    });
    if planning.fate == Fate::Replaced {
        change["replace_paths"] = replaces.collect();
    }
    json!({ "address": planning.address, "type": planning.type_name, "change": change })
}

/// Where a value is unknown: `true` in the place of each unknown part, known parts left out of objects.
fn unknown(value: &Value) -> Json {
    match value {
        Value::Unknown => Json::Bool(true),
        Value::Object(members) | Value::Map(members) => {
            let unknown = members.iter().filter(|(_, value)| !value.is_wholly_known());
            let unknown = unknown.map(|(name, value)| (name.clone(), self::unknown(value)));
            Json::Object(unknown.collect::<Map<_, _>>())
        }
        Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => {
            elements.iter().map(unknown).collect()
        }
        Value::Dynamic(_, value) => unknown(value),
        _ => Json::Bool(false),
    }
}
