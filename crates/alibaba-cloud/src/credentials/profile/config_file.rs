//! The configuration file of Alibaba Cloud's command line: JSON with named profiles.
//!
//! Read only. The command line and its SDKs write the file, sometimes dropping what they do not know; a provider that
//! runs many times at once must not join them.

use serde_json::{Map, Value};

/// The file's content. Holds secrets, so it does not print.
pub(super) struct ConfigFile {
    current: Option<String>,
    profiles: Vec<Profile>,
}

/// One profile: fields by name. Unknown fields are tolerated, null and empty ones count as absent, since older command
/// lines wrote every field.
pub(super) struct Profile {
    name: String,
    fields: Map<String, Value>,
}

impl ConfigFile {
    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// Says where the text breaks off from JSON or from this format, without any of it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        // The library's own message may quote a value, so only the place is taken from it.
        let value: Value = serde_json::from_str(text).map_err(|error| {
            format!(
                "it is not JSON at line {}, column {}",
                error.line(),
                error.column()
            )
        })?;
        let Value::Object(mut file) = value else {
            return Err("it is JSON, but not an object with profiles".to_owned());
        };
        let current = match file.remove("current") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err("\"current\" is not a text".to_owned()),
        };
        let profiles = match file.remove("profiles") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(profiles)) => profiles,
            Some(_) => return Err("\"profiles\" is not a list".to_owned()),
        };
        let profiles = profiles.into_iter().enumerate().map(|(index, profile)| {
            let illegal =
                |what: &str| format!("entry {} of \"profiles\" {what}", index.saturating_add(1));
            let Value::Object(fields) = profile else {
                return Err(illegal("is not an object"));
            };
            match fields.get("name") {
                Some(Value::String(name)) => Ok(Profile {
                    name: name.clone(),
                    fields,
                }),
                _ => Err(illegal("has no name")),
            }
        });
        Ok(Self {
            current,
            profiles: profiles.collect::<Result<_, String>>()?,
        })
    }

    /// The profile that the command line uses when it is not told which.
    pub(super) fn current(&self) -> &str {
        self.current.as_deref().unwrap_or("default")
    }

    pub(super) fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.iter().map(|profile| profile.name.as_str())
    }
}

impl Profile {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn text(&self, field: &str) -> Result<Option<String>, String> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty())),
            Some(_) => Err(format!("{field} must be a text")),
        }
    }

    pub(super) fn needed(&self, field: &str) -> Result<String, String> {
        self.text(field)?
            .ok_or_else(|| format!("{field} is not set"))
    }

    /// A whole number; zero counts as absent, since older command lines wrote it for that.
    pub(super) fn number(&self, field: &str) -> Result<Option<u64>, String> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) if number.as_u64().is_some() => {
                Ok(number.as_u64().filter(|number| *number > 0))
            }
            Some(_) => Err(format!("{field} must be a whole number")),
        }
    }

    pub(super) fn flag(&self, field: &str) -> Result<bool, String> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(format!("{field} must be true or false")),
        }
    }
}
