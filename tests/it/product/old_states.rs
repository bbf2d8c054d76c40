//! States that an earlier version has written open, plan clean, and keep their private notes.
//!
//! `fixtures/states` holds what real Terraform and the version before the inside of the provider was rebuilt have left
//! behind: the state, the configuration, and the account as the simulator keeps it. The tokens in the notes are the
//! only thing that stands between an unanswered purchase and a second one, so they are held against the calls.

mod pending;
mod settled;
mod unconfirmed;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cen_simulator::{
    Call, Instance, Options, Outcome, Package, PeerAttachment, Simulator, TransitRouter,
    VpcAttachment,
};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::writes;
use crate::support::terraform::Workspace;

/// Some minutes after the fixtures were taken. The simulator is put back to this time, so that it remembers the tokens
/// and nothing has expired; the provider corrects its own clock by the first call that is refused for its timestamp.
const THEN: &str = "2026-01-15T02:10:00Z";

/// What binds a package to an instance.
const BIND: &str = "AssociateCenBandwidthPackage";

const MINUTE: Duration = Duration::from_secs(60);

/// What the gateway says to a call that is signed with the time of today.
const SKEWED: &str = "InvalidTimeStamp.Expired";

/// Private values by key, in JSON.
type Notes = BTreeMap<String, Json>;

/// An old state with its configuration, in the account that it belongs to, at the time when it was written.
struct Old {
    cloud: Simulator,
    workspace: Workspace,
    /// By the address of the object, as the fixture has them.
    notes: BTreeMap<String, Notes>,
    _account: TempDir,
}

fn folder(case: &str) -> PathBuf {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/states");
    fixtures.join(case)
}

fn read_json(file: &Path) -> Json {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

impl Old {
    async fn open(case: &str) -> Self {
        let folder = folder(case);
        let account = tempfile::tempdir().unwrap();
        let state_file = account.path().join("simulator.json");
        std::fs::copy(folder.join("simulator.json"), &state_file).unwrap();
        let options = Options {
            state_file: Some(state_file),
            ..Options::default()
        };
        let cloud = Simulator::start(options).await.unwrap();
        let then: Timestamp = THEN.parse().unwrap();
        let since = Timestamp::now().duration_since(then);
        if since.is_negative() {
            cloud.advance_clock(since.unsigned_abs()).unwrap();
        } else {
            cloud.set_back_clock(since.unsigned_abs()).unwrap();
        }
        let workspace = Workspace::new(&cloud, "");
        for file in ["main.tf", "terraform.tfstate"] {
            std::fs::copy(folder.join(file), workspace.path().join(file)).unwrap();
        }
        let workspace = workspace.without_route_warnings();
        let notes = notes(&read_json(&folder.join("terraform.tfstate")));
        Self {
            cloud,
            workspace,
            notes,
            _account: account,
        }
    }

    /// Replaces a part of the configuration that is there once.
    fn edit(&self, old: &str, new: &str) {
        let file = self.workspace.path().join("main.tf");
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{old}");
        std::fs::write(file, text.replace(old, new)).unwrap();
    }

    /// The state file as it is now.
    fn state(&self) -> Json {
        read_json(&self.workspace.path().join("terraform.tfstate"))
    }

    /// The token that the fixture has noted for the object at `address`.
    fn token(&self, address: &str) -> String {
        let notes = &self.notes[address];
        let note = notes.get("purchase").or_else(|| notes.get("creation"));
        note.unwrap()["token"].as_str().unwrap().to_owned()
    }

    /// The calls of creations that CEN has carried out: their actions, their tokens, and whether each has made
    /// something. All others have been refused for their timestamp only.
    fn creations(&self) -> BTreeSet<(String, String, bool)> {
        let creates = |call: &Call| call.action.starts_with("Create");
        let calls: Vec<Call> = self.cloud.journal().into_iter().filter(creates).collect();
        let skewed = Outcome::Refused(SKEWED.to_owned());
        let (refused, done): (Vec<Call>, Vec<Call>) =
            calls.into_iter().partition(|call| call.outcome == skewed);
        let told = |call: Call| {
            assert_eq!(call.outcome, Outcome::Done, "{call:?}");
            let token = call.parameters["ClientToken"].clone();
            (call.action, token, call.created.is_some())
        };
        let count = done.len();
        let done: BTreeSet<_> = done.into_iter().map(told).collect();
        assert_eq!(done.len(), count, "a creation was repeated without need");
        for call in refused {
            let token = &call.parameters["ClientToken"];
            assert!(done.iter().any(|(_, known, _)| known == token), "{call:?}");
        }
        done
    }

    /// The ids of the objects of each kind in the account.
    fn ids(&self) -> BTreeMap<&'static str, BTreeSet<String>> {
        let cloud = &self.cloud;
        let instances = cloud
            .all::<Instance>()
            .into_iter()
            .map(|one| one.id)
            .collect();
        let packages = cloud
            .all::<Package>()
            .into_iter()
            .map(|one| one.id)
            .collect();
        let routers = cloud.all::<TransitRouter>().into_iter().map(|one| one.id);
        let networks = cloud.all::<VpcAttachment>().into_iter();
        let peers = cloud.all::<PeerAttachment>().into_iter();
        BTreeMap::from([
            ("cen_instance", instances),
            ("cen_bandwidth_package", packages),
            ("cen_transit_router", routers.collect()),
            (
                "cen_transit_router_vpc_attachment",
                networks.map(|one| one.attachment.id).collect(),
            ),
            (
                "cen_transit_router_peer_attachment",
                peers.map(|one| one.attachment.id).collect(),
            ),
        ])
    }

    /// Insists that the state has the objects of the account, each once and no other.
    fn assert_in_step(&self) {
        let mut stored: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (kind, _, instance) in objects(&self.state()) {
            let id = instance["attributes"]["id"].as_str().unwrap().to_owned();
            stored.entry(kind).or_default().push(id);
        }
        for (kind, ids) in self.ids() {
            let mut of_kind = stored.remove(kind).unwrap_or_default();
            of_kind.sort();
            assert_eq!(of_kind, Vec::from_iter(ids), "{kind}");
        }
    }

    /// Insists that a plan confirms what is at `addresses` and touches nothing else; that its apply repeats exactly the
    /// noted creations by their `actions`, which make something only where `makes` says so; and that all is well then.
    /// `more` is what changes besides.
    async fn confirm(&self, addresses: &[(&str, &str)], makes: bool, more: &[&str]) {
        let before = self.ids();
        let plan = self.workspace.plan().await;
        assert_eq!((plan.code, plan.said.clone()), (0, vec![]));
        for change in &plan.changes {
            let address = change["address"].as_str().unwrap();
            if !addresses.iter().any(|(known, _)| *known == address) {
                assert_eq!(plan.actions_of(address), ["no-op"], "{address}");
            }
        }
        for (address, _) in addresses {
            assert_eq!(plan.actions_of(address), ["update"], "{address}");
            let mut changes = plan.changes.iter();
            let change = changes.find(|one| one["address"] == *address).unwrap();
            let change = &change["change"];
            let placeholder = format!("unconfirmed:{}", self.token(address));
            assert_eq!(change["before"]["id"], json!(placeholder), "{address}");
            assert_eq!(change["after_unknown"]["id"], true, "{address}");
        }
        assert_eq!(self.creations(), BTreeSet::new(), "a plan makes nothing");

        self.cloud.clear_journal();
        self.workspace.apply_quietly().await;
        let expected = addresses.iter().map(|(address, action)| {
            let token = self.token(address);
            ((*action).to_owned(), token, makes)
        });
        assert_eq!(self.creations(), expected.collect());
        let mut others = writes(&self.cloud);
        others.retain(|action| !action.starts_with("Create"));
        assert_eq!(others, more);
        if !makes {
            assert_eq!(self.ids(), before, "nothing is created twice");
        }
        self.assert_in_step();
        self.assert_settled();
        self.workspace.assert_clean().await;
    }

    /// Insists that no note of a creation is left, and that the others are what they were, but for whether a package renews
    /// itself, which earlier builds did not note.
    fn assert_settled(&self) {
        let mut expected = self.notes.clone();
        for notes in expected.values_mut() {
            notes.remove("purchase");
            notes.remove("creation");
        }
        expected.retain(|_, notes| !notes.is_empty());
        let mut settled = notes(&self.state());
        for notes in settled.values_mut() {
            notes.remove("renews");
        }
        settled.retain(|_, notes| !notes.is_empty());
        assert_eq!(settled, expected);
    }
}

/// The objects in a state: type, address, and what is stored of each.
fn objects(state: &Json) -> Vec<(String, String, Json)> {
    let mut objects = Vec::new();
    for resource in state["resources"].as_array().unwrap() {
        let kind = resource["type"].as_str().unwrap();
        let name = resource["name"].as_str().unwrap();
        for instance in resource["instances"].as_array().unwrap() {
            let key = &instance["index_key"];
            let key = if key.is_null() {
                String::new()
            } else {
                format!("[{key}]")
            };
            objects.push((
                kind.to_owned(),
                format!("{kind}.{name}{key}"),
                instance.clone(),
            ));
        }
    }
    objects
}

/// The bytes that are stored with an object.
fn private(instance: &Json) -> Vec<u8> {
    let text = instance["private"].as_str().unwrap_or_default();
    STANDARD.decode(text).unwrap()
}

/// The private notes in a state, by address. This is the stored form: a JSON object of JSON texts in base64.
fn notes(state: &Json) -> BTreeMap<String, Notes> {
    let mut all = BTreeMap::new();
    for (_, address, instance) in objects(state) {
        let bytes = private(&instance);
        if bytes.is_empty() {
            continue;
        }
        let encoded: BTreeMap<String, String> = serde_json::from_slice(&bytes).unwrap();
        let decoded = encoded.into_iter().map(|(key, text)| {
            let value = STANDARD.decode(text).unwrap();
            (key, serde_json::from_slice(&value).unwrap())
        });
        all.insert(address, decoded.collect());
    }
    all
}

/// The attributes of every object, by address.
fn attributes(state: &Json) -> BTreeMap<String, Json> {
    let objects = objects(state).into_iter();
    objects
        .map(|(_, address, instance)| (address, instance["attributes"].clone()))
        .collect()
}
