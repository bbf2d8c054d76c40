//! Objects of every type, imported: what the examples of the types create is there for it, so a type that is added takes
//! part without a word here.

use std::path::Path;

use cen_simulator::{DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, Options, Policy, Simulator};
use serde_json::{Value as Json, json};
use terraform_provider_cen::Cen;
use tf_plugin::framework::{BoxedResource, Provider as _};
use tf_plugin::protocol::generated::tfplugin6 as pb;
use tf_plugin::value::{Type, Value};
use tf_plugin_testing::Host;
use tf_plugin_testing::conformance::{ResourceType, Stored, Subject};
use tf_plugin_testing::wire::encoded;

use super::{package, writes};
use crate::support::terraform::{PACKAGE, Workspace};

/// The package of the examples that somebody else has bought.
const BOUGHT: &str = "cenbwp-4c2zaavbvh5fx9mbqi";

/// An object that an example has created.
struct Made {
    type_name: &'static str,
    /// What it is imported by: the parts of its identity.
    parts: Vec<(String, String)>,
    state: Json,
}

impl Made {
    fn new(resource: &BoxedResource<Cen>, state: &Json) -> Self {
        let identity = resource.identity_schema().unwrap();
        let part = |name: &str| (name.to_owned(), state[name].as_str().unwrap().to_owned());
        Self {
            type_name: resource.type_name(),
            parts: identity
                .attributes
                .iter()
                .map(|one| part(one.name))
                .collect(),
            state: state.clone(),
        }
    }

    fn id(&self) -> String {
        let parts: Vec<&str> = self.parts.iter().map(|(_, text)| text.as_str()).collect();
        parts.join(":")
    }

    fn identity(&self) -> pb::ResourceIdentityData {
        let types = self
            .parts
            .iter()
            .map(|(name, _)| (name.clone(), Type::String));
        let values = self.parts.iter();
        let values = values.map(|(name, text)| (name.clone(), text.as_str().into()));
        pb::ResourceIdentityData {
            identity_data: encoded(
                &Value::Object(values.collect()),
                &Type::Object(types.collect()),
            ),
        }
    }
}

/// What the examples of all resource types create of their own type, in the order of the types.
async fn made_by_examples(cloud: &Simulator) -> Vec<Made> {
    let cen = cloud.add_cen("elsewhere").unwrap();
    for region in ["cn-hangzhou", "ap-southeast-1"] {
        cloud.add_child(&cen, region).unwrap();
    }
    let elsewhere = Workspace::new(cloud, &package(""));
    elsewhere.apply_quietly().await;
    let bought = elsewhere.state(PACKAGE).await["id"].clone();

    let mut all = Vec::new();
    for (number, resource) in Cen.resources().into_iter().enumerate() {
        let type_name = resource.type_name();
        let example = format!("examples/resources/{type_name}/resource.tf");
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(example);
        let example = std::fs::read_to_string(example).unwrap();
        let mut workspace =
            Workspace::new(cloud, &example.replace(BOUGHT, bought.as_str().unwrap()));
        workspace.set("TF_VAR_cen_id", &cen);
        // A VPC is attached once.
        workspace.set("TF_VAR_vpc_id", &format!("vpc-example{number}"));
        workspace.set(
            "TF_VAR_vswitch_ids",
            r#"{ "cn-hangzhou-h" = "vsw-example" }"#,
        );
        workspace.set("TF_VAR_vpc_route_table_id", "vtb-example");
        workspace.set("TF_VAR_prefix_list_id", "pl-example");
        workspace.apply_quietly().await;
        let state = std::fs::read(workspace.path().join("terraform.tfstate")).unwrap();
        let state: Json = serde_json::from_slice(&state).unwrap();
        let blocks = state["resources"].as_array().unwrap().iter();
        let own = blocks.filter(|block| block["type"] == type_name);
        let objects: Vec<Made> = own
            .flat_map(|block| block["instances"].as_array().unwrap())
            .map(|object| Made::new(&resource, &object["attributes"]))
            .collect();
        assert!(!objects.is_empty(), "{type_name}");
        all.extend(objects);
    }
    cloud.clear_journal();
    all
}

/// Terraform imports them by their ids, with the configuration that it writes for them, and plans nothing.
async fn import_by_terraform(cloud: &Simulator, made: &[Made]) {
    let import = |(number, one): (usize, &Made)| {
        let (type_name, id) = (one.type_name, one.id());
        format!("import {{\n  to = {type_name}.x{number}\n  id = \"{id}\"\n}}\n")
    };
    let imports: String = made.iter().enumerate().map(import).collect();

    let taken = Workspace::new(cloud, &imports).without_route_warnings();
    let plan = taken
        .plan_with(&["-generate-config-out=generated.tf"])
        .await;
    let errors: Vec<_> = plan
        .said
        .iter()
        .filter(|one| one.severity == "error")
        .collect();
    assert_eq!((plan.code, errors), (0, vec![]));
    let touched: Vec<&Json> = plan
        .changes
        .iter()
        .filter(|change| change["change"]["actions"] != json!(["no-op"]))
        .collect();
    assert_eq!(touched, [&json!(null); 0]);
    assert_eq!(plan.changes.len(), made.len());
    taken.apply_quietly().await;
    taken.assert_clean().await;
}

/// What an import brings into the state.
async fn imported(
    of: ResourceType<'_>,
    id: &str,
    identity: Option<pb::ResourceIdentityData>,
) -> Stored {
    let answer = of.import(id, identity).await;
    assert_eq!(answer.diagnostics, [], "{} {id}", of.name);
    let [imported] = answer.imported_resources.try_into().unwrap();
    let stored = Stored {
        state: of.taken(imported.state.as_ref()),
        private: imported.private.to_vec(),
        identity: imported.identity,
    };
    let seen = of.read(&stored).await;
    assert_eq!(seen.diagnostics, [], "{} {id}", of.name);
    Stored {
        state: of.taken(seen.new_state.as_ref()),
        private: seen.private.to_vec(),
        identity: seen.new_identity,
    }
}

/// The identity of each brings what its id does. Hosts from 1.12 on know of identities; the one here may be older, so it is
/// not asked.
async fn import_by_identity(cloud: &Simulator, made: &[Made]) {
    let block = json!({
        "endpoint": cloud.endpoint(),
        "access_key": DEFAULT_ACCESS_KEY_ID,
        "secret_key": DEFAULT_ACCESS_KEY_SECRET,
        "purchase_journal": "off",
        "warn_about_cross_border": false,
    });
    let subject = Subject::of(&Host::of(Cen), &block).await;
    for one in made {
        let of = subject.of_type(one.type_name);
        let by_id = imported(of, &one.id(), None).await;
        let Value::String(id) = by_id.state.attribute("id") else {
            panic!("{}", one.type_name)
        };
        assert_eq!(one.state["id"], id.as_str());
        assert!(by_id.identity.is_some(), "{}", one.type_name);
        // As the user has written it, and as the provider tells it.
        for identity in [Some(one.identity()), by_id.identity.clone()] {
            let by_identity = imported(of, "", identity).await;
            assert_eq!(by_identity, by_id, "{}", one.type_name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_every_type_are_imported_by_id_and_by_identity_just_as_they_are() {
    let cloud = Simulator::start(Options {
        seed: Some(1),
        policy: Policy {
            quotas: cen_simulator::Quotas {
                instances: 100,
                ..Default::default()
            },
            ..Policy::default()
        },
        ..Options::default()
    })
    .await
    .unwrap();
    let made = made_by_examples(&cloud).await;
    import_by_terraform(&cloud, &made).await;
    import_by_identity(&cloud, &made).await;
    assert_eq!(writes(&cloud), [] as [&str; 0]);
}
