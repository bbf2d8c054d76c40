//! Whether what is configured keeps to the rules between arguments.

use super::elements::{elements, objects};
use super::relation::{Relation, Rule};
use super::text::joined;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::schema::{Body, Presence};
use crate::value::{Path, Value};

/// An object of a configuration and those around it.
pub(super) struct Scope<'v> {
    pub(super) body: Body<'v>,
    pub(super) object: &'v Value,
    pub(super) path: Path,
    around: Option<&'v Scope<'v>>,
}

impl<'v> Scope<'v> {
    pub(super) fn whole(body: Body<'v>, object: &'v Value) -> Self {
        Self {
            body,
            object,
            path: Path::default(),
            around: None,
        }
    }

    pub(super) fn inside<'s>(&'s self, body: Body<'s>, object: &'s Value, path: Path) -> Scope<'s> {
        Scope {
            body,
            object,
            path,
            around: Some(self),
        }
    }
}

/// Whether an argument is there.
#[derive(PartialEq, Eq)]
enum Standing {
    Set,
    Unset,
    /// It may turn out to be null.
    Unknown,
}

/// An argument, where it stands, and whether it is there.
struct Found {
    path: Path,
    standing: Standing,
}

impl Relation {
    /// Checks the rule for the argument `name` of an object.
    pub(super) fn check(&self, name: &str, scope: &Scope<'_>, diagnostics: &mut Diagnostics) {
        let own = member(name, scope);
        let others = self.others.iter().filter(|other| **other != name);
        let others = others.filter_map(|other| find(other, scope));
        match self.rule {
            Rule::ConflictsWith if own.standing == Standing::Set => {
                let set = paths(others.filter(|other| other.standing == Standing::Set));
                if !set.is_empty() {
                    let advice = match set.as_slice() {
                        [_] => "Remove one of them.".to_owned(),
                        several => {
                            format!("Remove {}, or remove {}.", own.path, joined(several, "and"))
                        }
                    };
                    diagnostics.error_at(
                        own.path.clone(),
                        "Arguments conflict",
                        format!(
                            "{} cannot be set together with {}. {advice}",
                            own.path,
                            joined(&set, "and")
                        ),
                    );
                }
            }
            Rule::RequiredWith if own.standing == Standing::Set => {
                let missing = paths(others.filter(|other| other.standing == Standing::Unset));
                if !missing.is_empty() {
                    let missing = joined(&missing, "and");
                    diagnostics.error_at(
                        own.path.clone(),
                        "Another argument is needed as well",
                        format!(
                            "{path} is set, and needs {missing} as well. Set {missing}, or remove {path}.",
                            path = own.path
                        ),
                    );
                }
            }
            Rule::ConflictsWith | Rule::RequiredWith => {}
            Rule::ExactlyOneOf | Rule::AtLeastOneOf => {
                let all: Vec<Found> = std::iter::once(own).chain(others).collect();
                self.check_one_of(all, scope, diagnostics);
            }
        }
    }

    fn check_one_of(&self, all: Vec<Found>, scope: &Scope<'_>, diagnostics: &mut Diagnostics) {
        let is_open = all.iter().any(|one| one.standing == Standing::Unknown);
        let (set, unset): (Vec<Found>, Vec<Found>) = all
            .into_iter()
            .partition(|one| one.standing == Standing::Set);
        match set.as_slice() {
            [] if !is_open => {
                let unset = paths(unset);
                let how_many = match self.rule {
                    Rule::AtLeastOneOf => "At least",
                    _ => "Exactly",
                };
                diagnostics.error_at(
                    scope.path.clone(),
                    format!("{} is missing", joined(&unset, "or")),
                    format!(
                        "{how_many} one of {} must be set, and none is. Set one of them.",
                        joined(&unset, "and")
                    ),
                );
            }
            [_, second, ..] if self.rule == Rule::ExactlyOneOf => {
                let path = second.path.clone();
                let set = paths(set);
                diagnostics.error_at(
                    path,
                    "Arguments conflict",
                    format!(
                        "Only one of {} can be set. Keep one of them and remove the rest.",
                        joined(&set, "and")
                    ),
                );
            }
            _ => {}
        }
    }

    /// Why the rule cannot be used at the argument `name`; the last of `around` is the object in which that stands.
    pub(in crate::framework) fn faults(&self, name: &str, around: &[Body<'_>]) -> Vec<String> {
        let is_of_itself = matches!(self.rule, Rule::ExactlyOneOf | Rule::AtLeastOneOf);
        let fault = |other: &&'static str| {
            if *other == name {
                let reason = "a rule between arguments names the one that it stands at";
                return (!is_of_itself).then(|| reason.to_owned());
            }
            match leads_to(other, around) {
                None => Some(format!(
                    "a rule between arguments names `{other}`, and there is none"
                )),
                Some(Some(Presence::Computed)) => Some(format!(
                    "a rule between arguments names `{other}`, which nobody can set"
                )),
                Some(_) => None,
            }
        };
        self.others.iter().filter_map(fault).collect()
    }
}

fn paths(found: impl IntoIterator<Item = Found>) -> Vec<String> {
    let paths = found.into_iter().map(|one| one.path.to_string());
    paths.collect()
}

/// How many objects to go out, and the names to follow in from there.
fn steps(name: &'static str) -> (usize, Vec<&'static str>) {
    let steps: Vec<&str> = name.split('.').collect();
    let out = steps.iter().take_while(|step| **step == "super").count();
    (out, steps[out..].to_vec())
}

/// Who sets what `name` leads to, where that is an attribute; `None` for nothing.
fn leads_to(name: &'static str, around: &[Body<'_>]) -> Option<Option<Presence>> {
    let (out, names) = steps(name);
    let mut body = *around.get(around.len().checked_sub(out + 1)?)?;
    let (last, inner) = names.split_last()?;
    for name in inner {
        body = body.nested().find(|(part, _)| part == name)?.1;
    }
    let attribute = body.attributes.iter().find(|one| one.name == *last);
    let block = body.blocks.iter().find(|one| one.name == *last);
    attribute
        .map(|one| Some(one.presence))
        .or(block.map(|_| None))
}

/// What `name` leads to from an object; `None` where it leads nowhere, which is a fault of the schema.
fn find(name: &'static str, scope: &Scope<'_>) -> Option<Found> {
    let (out, names) = steps(name);
    let mut from = scope;
    for _ in 0..out {
        from = from.around?;
    }
    follow(&names, from)
}

fn follow(names: &[&str], scope: &Scope<'_>) -> Option<Found> {
    let (name, rest) = names.split_first()?;
    if rest.is_empty() {
        return Some(member(name, scope));
    }
    let part = scope.body.parts().find(|part| part.name == *name)?;
    let path = part.path(&scope.path);
    let value = scope.object.attribute(name);
    // Where nothing is inside, this is how what is missing there is called.
    let missing = rest
        .iter()
        .fold(path.clone(), |path, name| path.attribute(name));
    let is_open = value.is_unknown()
        || elements(value, &path)
            .iter()
            .any(|(_, one)| one.is_unknown());
    let mut all = Vec::new();
    for (path, object) in objects(value, &path) {
        all.extend(follow(rest, &scope.inside(part.body, object, path)));
    }
    let foremost = |standing: Standing| all.iter().position(|one| one.standing == standing);
    let position = foremost(Standing::Set).or_else(|| foremost(Standing::Unknown));
    Some(match position {
        Some(position) => all.swap_remove(position),
        None => Found {
            path: missing,
            standing: if is_open {
                Standing::Unknown
            } else {
                Standing::Unset
            },
        },
    })
}

/// An argument or a block of an object.
fn member(name: &str, scope: &Scope<'_>) -> Found {
    let value = scope.object.attribute(name);
    let is_block = scope.body.blocks.iter().any(|block| block.name == name);
    let is_written = match value {
        // Blocks that are not written are empty collections; arguments can be set to one.
        Value::List(blocks) | Value::Set(blocks) if is_block => !blocks.is_empty(),
        Value::Map(blocks) if is_block => !blocks.is_empty(),
        value => !value.is_null(),
    };
    Found {
        path: if is_block {
            scope.path.block(name)
        } else {
            scope.path.attribute(name)
        },
        standing: match value {
            value if value.is_unknown() => Standing::Unknown,
            _ if is_written => Standing::Set,
            _ => Standing::Unset,
        },
    }
}
