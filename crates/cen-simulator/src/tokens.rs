//! Client tokens: the same purchase is made once, however often it is asked for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::clock::Moment;
use crate::error::ApiError;
use crate::given::Given;
use crate::history::History;
use crate::registry;
use crate::request::Request;

/// How long a client token is remembered. Undocumented; a day covers every sensible retry.
const MEMORY: Duration = Duration::from_secs(24 * 3_600);

/// What a client token has brought about. Few are ever asked for again, so it is kept small.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Remembered {
    parameters: Given,
    answer: Written,
    made_at: Moment,
}

/// The fields of an answer, as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Map<String, Value>", into = "Map<String, Value>")]
struct Written(Box<str>);

impl From<Map<String, Value>> for Written {
    fn from(fields: Map<String, Value>) -> Self {
        Self(Value::Object(fields).to_string().into())
    }
}

impl From<Written> for Map<String, Value> {
    fn from(written: Written) -> Self {
        // It was written above, so it can be read.
        serde_json::from_str(&written.0).unwrap_or_default()
    }
}

/// The client tokens of calls that have succeeded, by action and token.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "ByName")]
pub(crate) struct Tokens {
    remembered: ByName,
    /// Not later than the first of them is forgotten.
    next_due: Option<Moment>,
    /// What was changed and is not kept yet.
    history: History<String, Remembered>,
}

type ByName = BTreeMap<String, Remembered>;

impl From<ByName> for Tokens {
    fn from(remembered: ByName) -> Self {
        let mut tokens = Self::default();
        for (name, one) in remembered {
            tokens.put(name, Some(one));
        }
        tokens
    }
}

impl Serialize for Tokens {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.remembered.serialize(serializer)
    }
}

/// Under which name the token of a request is remembered, if it has one.
pub(crate) fn name(request: &Request) -> Option<String> {
    let action = request.text("Action")?;
    let token = request.text("ClientToken")?;
    Some(format!("{action} {token}"))
}

impl Tokens {
    /// The answer that the token of a request has brought before; nothing when it is new, or there is none.
    ///
    /// # Errors
    ///
    /// It is no token, or came with other parameters.
    pub(crate) fn replay(&self, request: &Request) -> Result<Option<Map<String, Value>>, ApiError> {
        if let Some(token) = request.text("ClientToken") {
            check(token)?;
        }
        match name(request).and_then(|name| self.remembered.get(&name)) {
            None => Ok(None),
            Some(remembered) if remembered.parameters == request.given() => {
                Ok(Some(remembered.answer.clone().into()))
            }
            Some(_) => Err(ApiError::new(
                400,
                registry::product(request).token_mismatch(),
                "The client token was used with other parameters.",
            )),
        }
    }

    /// Remembers the answer to a call that has succeeded. A token that is known stays as old as it is.
    pub(crate) fn remember(&mut self, request: &Request, answer: &Map<String, Value>, now: Moment) {
        let Some(name) = name(request) else {
            return;
        };
        if let Entry::Vacant(entry) = self.remembered.entry(name) {
            self.history.adds(entry.key().clone());
            entry.insert(Remembered {
                parameters: request.given(),
                answer: answer.clone().into(),
                made_at: now,
            });
            self.expect(now);
        }
    }

    /// Forgets the tokens whose time is over.
    pub(crate) fn forget(&mut self, now: Moment) {
        if self.next_due.is_none_or(|due| now < due) {
            return;
        }
        let is_over = |_: &String, one: &mut Remembered| now >= one.made_at.plus(MEMORY);
        for (name, remembered) in self.remembered.extract_if(.., is_over) {
            self.history.changes(name, || remembered);
        }
        let ends = self.remembered.values().map(|one| one.made_at.plus(MEMORY));
        self.next_due = ends.min();
    }

    /// What was changed since the tokens were last kept or sealed; nothing for those that are forgotten.
    pub(crate) fn changes(&self) -> serde_json::Result<BTreeMap<String, Value>> {
        let late = self.history.late().keys();
        let changes = late.map(|name| {
            let now = serde_json::to_value(self.remembered.get(name))?;
            Ok((name.clone(), now))
        });
        changes.collect()
    }

    /// All that are remembered.
    pub(crate) fn contents(&self) -> impl Iterator<Item = serde_json::Result<(String, Value)>> {
        let remembered = self.remembered.iter();
        remembered.map(|(name, one)| Ok((name.clone(), serde_json::to_value(one)?)))
    }

    /// Lets tokens be what [`changes`](Self::changes) or [`contents`](Self::contents) has told of them.
    pub(crate) fn apply(&mut self, tokens: BTreeMap<String, Value>) -> serde_json::Result<()> {
        for (name, token) in tokens {
            self.put(name, serde_json::from_value(token)?);
        }
        Ok(())
    }

    pub(crate) fn history_mut(&mut self) -> &mut History<String, Remembered> {
        &mut self.history
    }

    /// Takes back what was remembered and forgotten since they were last kept or sealed.
    pub(crate) fn roll_back(&mut self) {
        for (name, before) in self.history.take_late() {
            self.put(name, before);
        }
    }

    fn put(&mut self, name: String, remembered: Option<Remembered>) {
        match remembered {
            Some(remembered) => {
                self.expect(remembered.made_at);
                self.remembered.insert(name, remembered);
            }
            None => drop(self.remembered.remove(&name)),
        }
    }

    /// One that was made then is forgotten in time.
    fn expect(&mut self, made_at: Moment) {
        let end = made_at.plus(MEMORY);
        self.next_due = Some(self.next_due.map_or(end, |due| due.min(end)));
    }
}

/// 1 to 64 ASCII characters (API page CreateCenBandwidthPackage).
fn check(token: &str) -> Result<(), ApiError> {
    if !token.is_ascii() || !(1..=64).contains(&token.len()) {
        return Err(ApiError::invalid(
            "ClientToken",
            "it takes 1 to 64 ASCII characters",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_tokens_are_short_ascii() {
        assert_eq!(check(&"t".repeat(64)), Ok(()));
        for bad in [String::new(), "t".repeat(65), "测".to_owned()] {
            let error = check(&bad).unwrap_err();
            assert_eq!(
                (error.status, error.code.as_ref()),
                (400, "InvalidParameter")
            );
        }
    }
}
