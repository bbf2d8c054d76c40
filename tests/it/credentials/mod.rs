//! Where keys come from, as data: each case in `tests/credentials/*.json` has settings, an environment, files and
//! recorded answers, and says which key comes out or which error, and what was asked.
//!
//! `{home}` stands for the case's own folder, `{server}` for the address of the server that plays the answers,
//! `{closed}` for an address where nobody listens, and `{refused}` for what this system says of that.

mod case;
mod server;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use alibaba_cloud::clock::CorrectedClock;
use alibaba_cloud::credentials::{Environment, source};
use alibaba_cloud::endpoint::Endpoint;
use alibaba_cloud::network::Network;
use alibaba_cloud::policy::Policy;
use alibaba_cloud::transport::Timeouts;
use alibaba_cloud::user_agent::UserAgent;
use alibaba_cloud::world::{Clock, FileError, Files, MachineFiles, MachinePrograms, World};
use serde_json::{Value as Json, json};

use case::{Case, Expected};
use server::Server;

/// Every secret of every case contains this.
const CANARY: &str = "canary";

struct Stopped(SystemTime);

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// The machine's files without what its firmware says, which may be that it is an ECS instance or that it is none.
struct WithoutFirmware;

#[async_trait::async_trait]
impl Files for WithoutFirmware {
    async fn read(&self, path: &Path, most_bytes: u64) -> Result<Vec<u8>, FileError> {
        if path.starts_with("/sys") {
            return Err(FileError::Absent);
        }
        MachineFiles.read(path, most_bytes).await
    }
}

/// An address where nobody listens, and what connecting to it fails with.
fn closed() -> (SocketAddr, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let refused = TcpStream::connect(address).unwrap_err().to_string();
    (address, refused)
}

/// The case's texts with the names of what was made for it.
struct Stage {
    home: tempfile::TempDir,
    server: Server,
    closed: String,
    refused: String,
}

impl Stage {
    async fn new(case: &Case) -> Self {
        let (closed, refused) = closed();
        Self {
            home: tempfile::tempdir().unwrap(),
            server: Server::start(case.answers.clone()).await,
            closed: format!("http://{closed}"),
            refused,
        }
    }

    fn names(&self) -> [(&str, String); 4] {
        [
            ("{home}", self.home.path().display().to_string()),
            ("{server}", self.server.address.clone()),
            ("{closed}", self.closed.clone()),
            ("{refused}", self.refused.clone()),
        ]
    }

    fn fill(&self, text: &str) -> String {
        self.names()
            .iter()
            .fold(text.to_owned(), |text, (name, value)| {
                text.replace(name, value)
            })
    }

    fn blank(&self, text: &str) -> String {
        let names = self.names();
        let text = names.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(value.as_str(), name)
        });
        // Messages that name a host only.
        text.replace(self.server.address.trim_start_matches("http://"), "{host}")
    }

    fn write_files(&self, case: &Case) {
        for (name, content) in &case.files {
            let path = self.home.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            match content {
                Json::Null => std::fs::create_dir(path).unwrap(),
                Json::String(text) => std::fs::write(path, self.fill(text)).unwrap(),
                content => std::fs::write(path, self.fill(&content.to_string())).unwrap(),
            }
        }
    }

    fn environment(&self, case: &Case) -> Environment {
        let mut variables: std::collections::BTreeMap<String, String> = case
            .environment
            .iter()
            .map(|(name, value)| (name.clone(), self.fill(value)))
            .collect();
        variables
            .entry("HOME".to_owned())
            .or_insert(self.fill("{home}"));
        let endpoint = |text: &String| Endpoint::parse(&self.fill(text), false).unwrap();
        Environment {
            network: Network::default(),
            policy: Policy::default(),
            world: World {
                variables: Arc::new(variables),
                files: Arc::new(WithoutFirmware),
                programs: Arc::new(MachinePrograms),
                metadata: self.fill(case.metadata.as_deref().unwrap_or("{server}")),
            },
            clock: Arc::new(CorrectedClock::new(Arc::new(Stopped(case.now())))),
            user_agent: UserAgent::new(&[("test", "1")]).unwrap(),
            timeouts: Timeouts::default(),
            sts_endpoint: case.sts_endpoint.as_ref().map(endpoint),
            region: case.region.clone(),
            allow_plain_http: false,
        }
    }

    /// What came of the case, in the form of its expectation.
    async fn play(&self, case: &Case) -> Json {
        self.write_files(case);
        let environment = self.environment(case);
        let settings = case.settings(|text| self.fill(text));
        let sources = match source(&settings, &environment) {
            Ok(sources) => sources,
            Err(error) => {
                assert!(!error.to_string().contains(CANARY), "{error}");
                return json!({ "argument": error.argument, "problem": error.problem });
            }
        };
        let foreseen = sources.foresee().await;
        let asked = self.server.asked();
        assert!(asked.is_empty(), "{}: {asked:?}", case.about);
        let provided = sources.provide().await;
        if let Err(foreseen) = &foreseen {
            assert_eq!(provided.as_ref().err(), Some(foreseen), "{}", case.about);
        }
        match provided {
            Ok(credential) => {
                assert!(!format!("{credential:?}").contains(CANARY));
                let mut found = json!({
                    "id": credential.access_key_id,
                    "secret": credential.access_key_secret.expose(),
                    "source": self.blank(&credential.source),
                });
                if let Some(token) = &credential.security_token {
                    found["token"] = json!(token.expose());
                }
                if let Some(expires) = credential.expires {
                    found["expires"] = json!(case::written(expires));
                }
                found
            }
            Err(error) => {
                let text = error.to_string();
                assert!(!text.contains(CANARY), "{text}");
                assert!(!format!("{error:?}").contains(CANARY), "{error:?}");
                let lines: Vec<&str> = text.lines().collect();
                json!(self.blank(&lines.join("\n")).lines().collect::<Vec<_>>())
            }
        }
    }
}

async fn differences(case: &Case) -> Option<String> {
    if case.is_unix && !cfg!(unix) {
        return None;
    }
    let stage = Stage::new(case).await;
    let found = stage.play(case).await;
    let asked = stage.server.asked();
    let expected = match &case.expect {
        Expected::Key(key) => key.clone(),
        Expected::Error(lines) => json!(lines),
        Expected::Settings(error) => error.clone(),
    };
    let pretty = |value: &Json| serde_json::to_string_pretty(value).unwrap();
    if found != expected {
        return Some(format!(
            "expected {}\nfound {}\nasked {asked:#?}",
            pretty(&expected),
            pretty(&found)
        ));
    }
    let troubles = stage.server.troubles();
    if !troubles.is_empty() || asked != case.asked {
        return Some(format!(
            "expected to be asked {:#?}\nwas asked {asked:#?}\ntroubles {troubles:#?}",
            case.asked
        ));
    }
    None
}

#[tokio::test]
async fn every_case_ends_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/credentials");
    let mut playing = tokio::task::JoinSet::new();
    for (file, case) in case::all(&folder) {
        playing.spawn(async move {
            let difference = differences(&case).await?;
            Some(format!("{file}: {}\n{difference}", case.about))
        });
    }
    let cases = playing.len();
    let wrong: Vec<String> = playing.join_all().await.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases >= 40, "only {cases} cases were found");
}
