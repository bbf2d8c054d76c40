//! The committed code under `generated/` is what `proto/` produces.

use std::fs;
use std::path::{Path, PathBuf};

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
    Path::new(env!("CARGO_MANIFEST_DIR"))
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

#[test]
fn generated_code_matches_the_proto_files() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch of this test, not of the product"
    )]
    let update = std::env::var_os("UPDATE_GENERATED").is_some();
    let mut stale: Vec<PathBuf> = Vec::new();
    for unit in &UNITS {
        let fresh = generate(unit);
        let path = root().join(unit.committed);
        if update {
            fs::write(&path, fresh).expect("generated code can be written");
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&fresh) {
            stale.push(unit.committed.into());
        }
    }
    assert!(
        stale.is_empty(),
        "run `UPDATE_GENERATED=1 cargo test --test it generated`; not what proto/ produces: {stale:?}"
    );
}
