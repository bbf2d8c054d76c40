//! The committed code of the protocols is what `proto/` says.

use std::path::Path;

use protox::prost::Message as _;

/// A file in `proto/`, and the file that is made of it in `src/`, whose name is the protobuf package.
const FILES: [(&str, &str); 3] = [
    ("tfplugin6.proto", "src/protocol/generated/tfplugin6.rs"),
    ("go_plugin.proto", "src/plugin/generated/plugin.rs"),
    (
        "grpc_health.proto",
        "src/plugin/generated/grpc_health_v1.rs",
    ),
];

/// With this variable set, the code is written instead of compared.
const UPDATE: &str = "UPDATE_GENERATED";

#[test]
fn generated_code_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let update = std::env::vars_os().any(|(name, _)| name == UPDATE);
    let mut stale = Vec::new();
    for (proto, committed) in FILES {
        let fresh = generate(root, proto, committed);
        let path = root.join(committed);
        if update {
            std::fs::write(&path, fresh).unwrap();
        } else if std::fs::read_to_string(&path).unwrap_or_default() != fresh {
            stale.push(committed);
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {stale:?}; run `{UPDATE}=1 cargo test --test it codegen` and commit the result"
    );
}

fn generate(root: &Path, proto: &str, committed: &str) -> String {
    let descriptors = protox::compile([proto], [root.join("proto")]).unwrap();
    // protox and the generator may use different releases of the same descriptor type; bytes fit both.
    let descriptors =
        prost_types::FileDescriptorSet::decode(descriptors.encode_to_vec().as_slice()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    tonic_prost_build::configure()
        .bytes(".")
        .btree_map(".")
        .build_transport(false)
        .out_dir(folder.path())
        .compile_fds(descriptors)
        .unwrap();
    let package = Path::new(committed).file_stem().unwrap().to_str().unwrap();
    let made = folder.path().join(format!(
        "{}.rs",
        package.replace("grpc_health_v1", "grpc.health.v1")
    ));
    std::fs::read_to_string(made).unwrap()
}
