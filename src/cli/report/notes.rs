//! Why something is not known.

use cen::error::{Kind, advice};
use cen::{CallError, PackageId};

use crate::billing::missing_right;

use super::fields::Field;

/// A reason, what is not known for it, and of which packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) reason: String,
    pub(super) fields: Vec<Field>,
    pub(super) packages: Vec<PackageId>,
}

/// All of them, each once.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<(Key, Note)>);

/// What makes two reasons one: not the number of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key(String);

/// A reason before it is noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    key: Key,
    text: String,
}

impl Reason {
    /// In words of our own.
    pub(super) fn told(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            key: Key(text.clone()),
            text,
        }
    }

    /// That a call has failed.
    pub(super) fn failed(error: &CallError) -> Self {
        let said = one_line(&error.to_string());
        let Some(refusal) = error.api_error() else {
            return Self::told(said);
        };
        let right = missing_right(error).or_else(|| {
            let advice = advice(&refusal.code).filter(|_| Kind::of(refusal) == Kind::NotAllowed)?;
            Some(advice.remedy(refusal.action))
        });
        Self {
            key: Key(format!(
                "{} {} {}",
                refusal.action, refusal.code, refusal.message
            )),
            text: match right {
                Some(right) => format!("{said}. {}", one_line(&right)),
                None => format!("{said}."),
            },
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Notes {
    /// Notes why a field of a package is not known, and answers the number of the note.
    pub(super) fn add(&mut self, reason: &Reason, field: Field, package: &PackageId) -> usize {
        let known = self.0.iter().position(|(key, _)| *key == reason.key);
        let number = known.unwrap_or_else(|| {
            let note = Note {
                reason: reason.text.clone(),
                fields: Vec::new(),
                packages: Vec::new(),
            };
            self.0.push((reason.key.clone(), note));
            self.0.len() - 1
        });
        if let Some((_, note)) = self.0.get_mut(number) {
            if !note.fields.contains(&field) {
                note.fields.push(field);
            }
            if !note.packages.contains(package) {
                note.packages.push(package.clone());
            }
        }
        number
    }

    /// In the order of their numbers.
    pub(super) fn into_list(self) -> Vec<Note> {
        self.0.into_iter().map(|(_, note)| note).collect()
    }
}
