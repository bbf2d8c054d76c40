//! A machine made up for a test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;

use crate::credentials::{
    Credential, CredentialsError, Environment, ProvideCredentials, Settings, source,
};
use crate::network::Network;
use crate::policy::Policy;
use crate::scripted::stopped;
use crate::transport::Timeouts;
use crate::user_agent::UserAgent;
use crate::world::{FileError, Files, Output, ProgramError, Programs, World};

type Content = Result<String, FileError>;

/// Variables, files that can change with each reading, and one program. The metadata service is switched off.
#[derive(Clone)]
pub(super) struct Machine {
    variables: BTreeMap<String, String>,
    files: BTreeMap<PathBuf, Vec<Content>>,
    program: (bool, String, String),
    pub(super) settings: Settings,
}

impl Default for Machine {
    fn default() -> Self {
        let machine = Self {
            variables: BTreeMap::new(),
            files: BTreeMap::new(),
            program: (true, String::new(), String::new()),
            settings: Settings::default(),
        };
        machine
            .variable("HOME", "/home/u")
            .variable("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
    }
}

impl Machine {
    pub(super) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// What a file holds the next time it is read, and from then on.
    pub(super) fn file(self, path: &str, content: &str) -> Self {
        self.reads(path, Ok(content.to_owned()))
    }

    /// What reading a file fails with the next time, and from then on.
    pub(super) fn trouble(self, path: &str, trouble: FileError) -> Self {
        self.reads(path, Err(trouble))
    }

    fn reads(mut self, path: &str, content: Content) -> Self {
        self.files.entry(path.into()).or_default().push(content);
        self
    }

    pub(super) fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// What every program leaves.
    pub(super) fn program(mut self, success: bool, stdout: &str, stderr: &str) -> Self {
        self.program = (success, stdout.to_owned(), stderr.to_owned());
        self
    }

    pub(super) fn environment(&self) -> Environment {
        let made_up = Arc::new(MadeUp {
            files: Mutex::new(self.files.clone()),
            program: self.program.clone(),
        });
        Environment {
            world: World {
                variables: Arc::new(self.variables.clone()),
                files: Arc::clone(&made_up) as Arc<dyn Files>,
                programs: made_up,
                metadata: "http://127.0.0.1:1".to_owned(),
            },
            clock: stopped(SystemTime::UNIX_EPOCH),
            user_agent: UserAgent::new(&[]).unwrap(),
            timeouts: Timeouts::default(),
            network: Network::default(),
            policy: Policy::default(),
            sts_endpoint: None,
            region: None,
            allow_plain_http: false,
        }
    }

    pub(super) fn source(&self) -> Arc<dyn ProvideCredentials> {
        source(&self.settings, &self.environment()).unwrap()
    }

    pub(super) async fn provide(&self) -> Result<Credential, CredentialsError> {
        self.source().provide().await
    }
}

/// The lines of an error's text.
pub(super) fn lines(error: &CredentialsError) -> Vec<String> {
    error.to_string().lines().map(str::to_owned).collect()
}

struct MadeUp {
    files: Mutex<BTreeMap<PathBuf, Vec<Content>>>,
    program: (bool, String, String),
}

#[async_trait]
impl Files for MadeUp {
    async fn read(&self, path: &Path, _most_bytes: u64) -> Result<Vec<u8>, FileError> {
        let mut files = self.files.lock().unwrap();
        let Some(contents) = files.get_mut(path) else {
            return Err(FileError::Absent);
        };
        let content = match contents.as_slice() {
            [last] => last.clone(),
            _ => contents.remove(0),
        };
        content.map(String::into_bytes)
    }
}

#[async_trait]
impl Programs for MadeUp {
    async fn run(
        &self,
        _program: &str,
        _arguments: &[String],
        _longest: Duration,
        _most_bytes: usize,
    ) -> Result<Output, ProgramError> {
        let (success, stdout, stderr) = self.program.clone();
        Ok(Output {
            success,
            status: "exit status: 1".to_owned(),
            stdout: stdout.into_bytes(),
            stderr: stderr.into_bytes(),
        })
    }
}
