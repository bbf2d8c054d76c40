//! The committed code under `generated/`, and the descriptors of the conformance suite, are what `proto/` produces.

use std::fs;
use std::path::Path;

use prost::Message as _;

/// How one package of `proto/` becomes a committed file.
struct Unit {
    proto: &'static str,
    /// Name that the generator gives to the package's file.
    made_as: &'static str,
    committed: &'static str,
    /// Whether methods without an implementation answer UNIMPLEMENTED.
    default_methods: bool,
}

const UNITS: [Unit; 3] = [
    Unit {
        proto: "tfplugin6.proto",
        made_as: "tfplugin6.rs",
        committed: "crates/tf-plugin/src/protocol/generated/tfplugin6.rs",
        // The protocol grows with every minor version, and a provider offers only a part of it.
        default_methods: true,
    },
    Unit {
        proto: "go_plugin.proto",
        made_as: "plugin.rs",
        committed: "crates/tf-plugin/src/plugin/generated/plugin.rs",
        default_methods: false,
    },
    Unit {
        proto: "grpc_health.proto",
        made_as: "grpc.health.v1.rs",
        committed: "crates/tf-plugin/src/plugin/generated/grpc_health_v1.rs",
        default_methods: false,
    },
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn generate(unit: &Unit) -> String {
    let folder = root().join("proto");
    let files = protox::compile([unit.proto], [&folder]).expect("the proto file is valid");
    let out = tempfile::tempdir().expect("a temporary directory can be made");
    let mut prost = tonic_prost_build::Config::new();
    // Values and private data are passed on whole: a shared buffer saves copying large states.
    prost.bytes(["."]);
    // Ordered maps make answers, and with them tests and caches, reproducible.
    prost.btree_map(["."]);
    tonic_prost_build::configure()
        .out_dir(out.path())
        .build_transport(false)
        .emit_rerun_if_changed(false)
        .generate_default_stubs(unit.default_methods)
        .compile_fds_with_config(files, prost)
        .expect("code can be generated");
    fs::read_to_string(out.path().join(unit.made_as)).expect("the generator wrote its file")
}

/// The descriptors of the protocol, without comments, for what goes through all its calls.
const DESCRIPTORS: &str = "crates/tf-plugin-testing/src/conformance/tfplugin6.bin";

fn descriptors() -> Vec<u8> {
    let folder = root().join("proto");
    let mut files =
        protox::compile(["tfplugin6.proto"], [&folder]).expect("the proto file is valid");
    for file in &mut files.file {
        file.source_code_info = None;
    }
    files.encode_to_vec()
}

#[test]
fn generated_code_matches_the_proto_files() {
    // What is published of this crate comes without them, and without the other crate's code.
    if !root().join("proto").exists() {
        return;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch of this test, not of the product"
    )]
    let update = std::env::var_os("UPDATE_GENERATED").is_some();
    let code = UNITS.map(|unit| (unit.committed, generate(&unit).into_bytes()));
    let mut stale: Vec<&str> = Vec::new();
    for (committed, fresh) in code.into_iter().chain([(DESCRIPTORS, descriptors())]) {
        let path = root().join(committed);
        if update {
            fs::write(&path, fresh).expect("what is generated can be written");
        } else if fs::read(&path).ok().as_ref() != Some(&fresh) {
            stale.push(committed);
        }
    }
    assert!(
        stale.is_empty(),
        "run `UPDATE_GENERATED=1 cargo test --test it generated`; not what proto/ produces: {stale:?}"
    );
}
