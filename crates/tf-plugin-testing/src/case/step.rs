//! One step, and what is expected of it.

use serde_json::Value as Json;

use super::diff::differences;
use super::expect::PlanCheck;
use super::source::Source;
use super::{State, StateCheck, found};
use crate::said::Said;
use crate::walk::{Found, resolved};

/// A configuration, without its provider block.
#[derive(Clone, Debug)]
pub enum Config {
    /// In Terraform's JSON syntax: `{"resource": {"petshop_pet": {"rex": {"name": "Rex"}}}}`.
    ///
    /// Texts may refer to other objects, as in `"${petshop_pet.rex.id}"`. In process there are resources and data
    /// sources, `depends_on`, and neither other meta-arguments nor expressions.
    Json(Json),
    /// In HCL, for a CLI only.
    Hcl(String),
}

impl Config {
    /// The configuration in JSON.
    pub(super) fn json(&self) -> &Json {
        match self {
            Self::Json(json) => json,
            Self::Hcl(_) => panic!("HCL is for a CLI, see Case::on_cli; in process it is JSON"),
        }
    }
}

impl From<Json> for Config {
    fn from(json: Json) -> Self {
        Self::Json(json)
    }
}

impl From<&str> for Config {
    fn from(hcl: &str) -> Self {
        Self::Hcl(hcl.to_owned())
    }
}

impl From<String> for Config {
    fn from(hcl: String) -> Self {
        Self::Hcl(hcl)
    }
}

/// A step of a [`Case`](super::Case), and what is expected of it.
pub struct Step {
    pub(super) ty: Type,
    pub(super) plans: Vec<PlanCheck>,
    pub(super) states: Vec<StateCheck>,
    pub(super) said: Vec<Said>,
    /// Severities and parts of what is not expected to the letter.
    pub(super) parts: Vec<(&'static str, String)>,
    pub(super) only_plans: bool,
    pub(super) leaves_nothing: bool,
}

pub(super) enum Type {
    Config(Config),
    Import(Import),
    Move(Move),
    Query(Query),
}

/// A move from a type of another provider.
pub(super) struct Move {
    pub(super) address: String,
    pub(super) source: Source,
}

/// An import.
pub(super) struct Import {
    pub(super) address: String,
    /// The id; by identity without one.
    pub(super) id: Option<String>,
    /// The identity; that of the object in the state without one.
    pub(super) identity: Option<Json>,
    /// Arguments that need not be as they were.
    pub(super) ignored: Vec<String>,
}

impl Import {
    /// The same with what its texts refer to.
    pub(super) fn resolved(&self, state: &State) -> Self {
        let text = |id: &String| match resolved(&Json::from(id.as_str()), state) {
            Json::String(id) => id,
            other => panic!("no id: {other}"),
        };
        Self {
            address: self.address.clone(),
            id: self.id.as_ref().map(text),
            identity: self.identity.as_ref().map(|json| resolved(json, state)),
            ignored: self.ignored.clone(),
        }
    }
}

/// A search.
pub(super) struct Query {
    pub(super) type_name: String,
    pub(super) config: Json,
    pub(super) limit: i64,
    pub(super) checks: Vec<FoundCheck>,
}

type FoundCheck = Box<dyn Fn(&[Found]) -> Vec<String> + Send>;

impl Step {
    fn of(ty: Type) -> Self {
        Self {
            ty,
            plans: Vec::new(),
            states: Vec::new(),
            said: Vec::new(),
            parts: Vec::new(),
            only_plans: false,
            leaves_nothing: true,
        }
    }

    /// Plans and applies a configuration.
    pub fn config(config: impl Into<Config>) -> Self {
        Self::of(Type::Config(config.into()))
    }

    /// Imports the object with this id, which may refer to the state as configurations do: `"${petshop_pet.rex.id}"`.
    ///
    /// Where the state has an object at `address`, the import goes into a state of its own, and brings the very same
    /// object. Otherwise what it brings is there from now on.
    pub fn import(address: &str, id: &str) -> Self {
        Self::importing(address, Some(id), None)
    }

    /// Imports by the identity that the object at `address` has in the state. As [`Step::import`] otherwise.
    ///
    /// A CLI that knows nothing of identities (Terraform before 1.12) passes this step over.
    pub fn import_by_identity(address: &str) -> Self {
        Self::importing(address, None, None)
    }

    /// Imports by this identity, whose texts may refer to the state.
    ///
    /// A CLI that knows nothing of identities (Terraform before 1.12) passes this step over.
    pub fn import_of(address: &str, identity: Json) -> Self {
        Self::importing(address, None, Some(identity))
    }

    fn importing(address: &str, id: Option<&str>, identity: Option<Json>) -> Self {
        Self::of(Type::Import(Import {
            address: address.to_owned(),
            id: id.map(str::to_owned),
            identity,
            ignored: Vec::new(),
        }))
    }

    /// Moves an object of another type to `address`, as a `moved` block does. As [`Step::import`] otherwise.
    ///
    /// Only in process; a CLI passes this step over, since it would have to be given the other provider.
    pub fn move_from(address: &str, source: Source) -> Self {
        Self::of(Type::Move(Move {
            address: address.to_owned(),
            source,
        }))
    }

    /// Searches for objects of a type. Everything that is found is complete and can be imported by its identity.
    ///
    /// Only in process; a CLI passes this step over.
    pub fn query(type_name: &str, config: Json) -> Self {
        Self::of(Type::Query(Query {
            type_name: type_name.to_owned(),
            config,
            limit: 100,
            checks: Vec::new(),
        }))
    }

    /// What the plan is expected to be.
    #[must_use]
    pub fn plan(mut self, check: PlanCheck) -> Self {
        self.plans.push(check);
        self
    }

    /// The plan is not carried out.
    #[must_use]
    pub fn only_plan(mut self) -> Self {
        self.only_plans = true;
        self
    }

    /// Once the step is done, the next plan may have something to do.
    #[must_use]
    pub fn leaves_something(mut self) -> Self {
        self.leaves_nothing = false;
        self
    }

    /// Exactly this is said. A step with an error among it ends there.
    #[must_use]
    pub fn says(mut self, said: impl IntoIterator<Item = Said>) -> Self {
        self.said.extend(said);
        self
    }

    /// One error has `part` in its summary or detail; for those that are not known to the letter. The step ends there.
    #[must_use]
    pub fn fails(mut self, part: &str) -> Self {
        self.parts.push(("error", part.to_owned()));
        self
    }

    /// One warning has `part` in its summary or detail; for those that are not known to the letter.
    #[must_use]
    pub fn warns(mut self, part: &str) -> Self {
        self.parts.push(("warning", part.to_owned()));
        self
    }

    /// The object at `address` has this value at `way`, such as `tags["env"]`, or is this object where `way` is empty.
    #[must_use]
    pub fn state(self, address: &str, way: &str, expected: impl Into<Json>) -> Self {
        let (address, way, expected) = (address.to_owned(), way.to_owned(), expected.into());
        self.check(move |_, after| {
            let value = found(after, &address, &way).unwrap_or(&Json::Null);
            let faults = differences(&expected, value).into_iter();
            faults
                .map(|(_, fault)| format!("{address}.{way}{fault}"))
                .collect()
        })
    }

    /// The object at `address` has a value at `way`, whatever it is.
    #[must_use]
    pub fn has(self, address: &str, way: &str) -> Self {
        let (address, way) = (address.to_owned(), way.to_owned());
        self.check(move |_, after| match found(after, &address, &way) {
            None | Some(Json::Null) => vec![format!("{address}.{way}: expected a value")],
            Some(_) => Vec::new(),
        })
    }

    /// The state has no object at `address`.
    #[must_use]
    pub fn absent(self, address: &str) -> Self {
        let address = address.to_owned();
        self.check(move |_, after| match after.get(&address) {
            Some(object) => vec![format!("{address}: expected to be gone, found {object}")],
            None => Vec::new(),
        })
    }

    /// What is at `way` in the object at `address` stays as it was before the step.
    #[must_use]
    pub fn keeps(self, address: &str, way: &str) -> Self {
        let (address, way) = (address.to_owned(), way.to_owned());
        self.check(move |before, after| {
            let [old, new] = [before, after].map(|state| found(state, &address, &way));
            if old == new {
                return Vec::new();
            }
            vec![format!(
                "{address}.{way}: expected to stay {old:?}, found {new:?}"
            )]
        })
    }

    fn check(mut self, check: impl Fn(&State, &State) -> Vec<String> + Send + 'static) -> Self {
        self.states.push(Box::new(check));
        self
    }

    /// Arguments that an import cannot know: they need not be as they were made.
    #[must_use]
    pub fn ignoring(mut self, arguments: &[&str]) -> Self {
        match &mut self.ty {
            Type::Import(import) => import
                .ignored
                .extend(arguments.iter().map(|name| (*name).to_owned())),
            _ => panic!("only an import ignores arguments"),
        }
        self
    }

    /// A search stops at this number of objects.
    #[must_use]
    pub fn limit(mut self, limit: i64) -> Self {
        self.searched().limit = limit;
        self
    }

    /// A search finds this number of objects.
    #[must_use]
    pub fn finds(mut self, number: usize) -> Self {
        self.searched().checks.push(Box::new(move |all| {
            if all.len() == number {
                return Vec::new();
            }
            let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
            vec![format!("expected {number} objects, found {names:?}")]
        }));
        self
    }

    /// A search finds an object with this identity, in this state where one is expected.
    #[must_use]
    pub fn finds_object(mut self, identity: Json, state: Option<Json>) -> Self {
        self.searched().checks.push(Box::new(move |all| {
            let Some(one) = all.iter().find(|one| one.identity == identity) else {
                return vec![format!(
                    "expected an object with the identity {identity}, found {all:?}"
                )];
            };
            let faults = state
                .iter()
                .flat_map(|state| differences(state, &one.state));
            faults
                .map(|(_, fault)| format!("{identity}.{fault}"))
                .collect()
        }));
        self
    }

    fn searched(&mut self) -> &mut Query {
        match &mut self.ty {
            Type::Query(query) => query,
            _ => panic!("only a search finds something"),
        }
    }

    /// Whether the state follows a configuration afterwards.
    pub(super) fn is_applied(&self) -> bool {
        matches!(self.ty, Type::Config(_)) && !self.only_plans
    }
}
