//! Clock, variables, files and programs, as parameters: the only place that asks the machine for any of them.

mod files;
mod programs;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

pub use files::{FileError, Files, MachineFiles};
pub use programs::{MachinePrograms, Output, ProgramError, Programs};

/// What the sources of keys ask of the machine that they run on.
#[derive(Clone)]
pub struct World {
    /// Its environment variables.
    pub variables: Arc<dyn Variables>,
    /// Its files.
    pub files: Arc<dyn Files>,
    /// Its programs.
    pub programs: Arc<dyn Programs>,
    /// Address of the service that tells an ECS instance about itself.
    pub metadata: String,
}

impl World {
    /// This process on this machine.
    pub fn real() -> Self {
        Self {
            variables: Arc::new(ProcessVariables),
            files: Arc::new(MachineFiles),
            programs: Arc::new(MachinePrograms),
            metadata: METADATA.to_owned(),
        }
    }
}

/// The same on every instance (ECS user guide, "Instance metadata").
const METADATA: &str = "http://100.100.100.200";

/// What time the machine thinks it is.
pub trait Clock: Send + Sync {
    /// The wall clock, uncorrected.
    fn now(&self) -> SystemTime;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where time enters the program"
    )]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// Environment variables.
pub trait Variables: Send + Sync {
    /// The value of `name` without surrounding white space; an empty or unreadable one counts as unset, as in every
    /// official client.
    fn var(&self, name: &str) -> Option<String>;
}

/// The environment of this process.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ProcessVariables;

impl Variables for ProcessVariables {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the environment enters the program"
    )]
    fn var(&self, name: &str) -> Option<String> {
        set(&std::env::var(name).ok()?)
    }
}

/// A fixed environment, for tests and for tools that compose one.
impl Variables for BTreeMap<String, String> {
    fn var(&self, name: &str) -> Option<String> {
        set(self.get(name)?)
    }
}

fn set(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let variables = BTreeMap::from([
            ("EMPTY".to_owned(), String::new()),
            ("BLANK".to_owned(), " \n".to_owned()),
            ("SET".to_owned(), " value\n".to_owned()),
        ]);
        assert_eq!(variables.var("EMPTY"), None);
        assert_eq!(variables.var("BLANK"), None);
        assert_eq!(variables.var("ABSENT"), None);
        assert_eq!(variables.var("SET"), Some("value".to_owned()));
    }
}
