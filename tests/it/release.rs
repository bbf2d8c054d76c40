//! What `release/build` makes of binaries: names, bytes, checksums, signature, and what is said of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::support::gpg::Key;
use crate::support::release::{Release, VERSION, build, other_platform, platform, python};

#[test]
fn a_release_has_what_the_registries_want() {
    let release = Release::of_texts();
    let prefix = format!("terraform-provider-cen_{VERSION}");
    let names: Vec<String> = release.files().into_iter().map(|(name, _)| name).collect();
    let mut expected: Vec<String> = [
        "SHA256SUMS",
        "licenses.txt",
        "manifest.json",
        "sbom.cdx.json",
    ]
    .map(|end| format!("{prefix}_{end}"))
    .into();
    let archives = [platform(), other_platform()].map(|name| format!("{prefix}_{name}.zip"));
    expected.extend(archives.clone());
    for host in ["registry.terraform.io", "registry.opentofu.org"] {
        let folder = format!("mirror/{host}/cen-rs/cen");
        expected.extend(archives.clone().map(|name| format!("{folder}/{name}")));
        expected.extend([
            format!("{folder}/index.json"),
            format!("{folder}/{VERSION}.json"),
        ]);
    }
    expected.extend(["oci/index.json", "oci/oci-layout"].map(str::to_owned));
    expected.sort();
    let (blobs, others): (Vec<String>, Vec<String>) = names
        .into_iter()
        .partition(|name| name.starts_with("oci/blobs/sha256/"));
    assert_eq!(others, expected);
    // Two archives, their manifests, the empty configuration that these share, and the index.
    assert_eq!(blobs.len(), 6);

    let manifest = release.json(&format!("{prefix}_manifest.json"));
    let protocol = json!({"version": 1, "metadata": {"protocol_versions": ["6.0"]}});
    assert_eq!(manifest, protocol);
    // As sha256sum --check has it, which whoever downloads runs.
    let mut summed = vec![format!("{prefix}_manifest.json")];
    summed.extend(archives);
    summed.sort();
    let lines = summed.iter().map(|name| {
        let content = fs::read(release.path(name)).unwrap();
        format!("{}  {name}\n", sha256(&content))
    });
    let sums = fs::read_to_string(release.file("SHA256SUMS")).unwrap();
    assert_eq!(sums, lines.collect::<String>());
}

#[test]
fn an_archive_holds_the_binary_and_the_licence_dated_with_the_commit() {
    let release = Release::of_texts();
    let entries = python(
        "import sys, zipfile
for entry in zipfile.ZipFile(sys.argv[1]).infolist():
    print(entry.filename, entry.date_time, oct(entry.external_attr >> 16), entry.file_size, entry.extra)",
        &[&release.file(&format!("{}.zip", platform()))],
    );
    let licence = fs::metadata(Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSE"));
    let (size, suffix) = (licence.unwrap().len(), std::env::consts::EXE_SUFFIX);
    assert_eq!(
        entries,
        format!(
            "LICENSE (2023, 11, 14, 22, 13, 20) 0o100644 {size} b''\n\
             terraform-provider-cen_v{VERSION}{suffix} (2023, 11, 14, 22, 13, 20) 0o100755 17 b''\n"
        )
    );
}

#[test]
fn the_same_binaries_make_the_same_bytes() {
    let [one, other] = [Release::of_texts(), Release::of_texts()];
    let (one, other) = (one.files(), other.files());
    assert_eq!(one.len(), 22);
    for (first, second) in one.iter().zip(&other) {
        assert_eq!(first.0, second.0);
        assert!(first.1 == second.1, "{} differs", first.0);
    }
    assert_eq!(one.len(), other.len());
}

#[test]
fn a_signature_is_the_keys_and_not_armoured() {
    let Some(key) = Key::new() else { return };
    let release = Release::signed(&key);
    let sums = release.file("SHA256SUMS");
    let signature = release.file("SHA256SUMS.sig");
    // The first byte of a packet that is a signature (RFC 4880, 4.2): in an armoured one it would be a hyphen.
    assert_eq!(fs::read(&signature).unwrap()[0] & 0b1111_1100, 0b1000_1000);
    let verify = |file: &Path| {
        let paths = [&signature, file].map(|path| path.to_str().unwrap());
        let verified = key.gpg(&["--status-fd=1", "--verify", paths[0], paths[1]]);
        let said = String::from_utf8(verified.stdout).unwrap();
        let valid = said.contains(&format!("[GNUPG:] VALIDSIG {}", key.fingerprint));
        (verified.status.code(), valid)
    };
    assert_eq!(verify(&sums), (Some(0), true));
    assert_eq!(verify(&release.file("manifest.json")), (Some(1), false));
}

#[test]
fn what_cannot_be_released_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("binary");
    fs::write(&binary, "a binary").unwrap();
    let given = format!("--binary=linux_amd64={}", binary.display());
    let gpg = Key::new();
    let home = gpg.as_ref().map_or(folder.path(), Key::home);
    let refused = |arguments: &[&str]| {
        let out = folder.path().join("out");
        let mut command = build(&out);
        command.arg(&given).args(arguments).env("GNUPGHOME", home);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(!out.exists());
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(
        refused(&[&given]),
        "There are two binaries for linux_amd64.\n"
    );
    assert_eq!(
        refused(&["0.0.1"]),
        format!(
            "Cargo.toml says version {VERSION}, not 0.0.1. Set it under [workspace.package] first.\n"
        )
    );
    if gpg.is_some() {
        assert_eq!(
            refused(&["--sign", "nobody@example.com"]),
            "gpg has no secret key nobody@example.com. gpg --list-secret-keys shows which it has.\n"
        );
    }
    let without = "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, 'release'); import packing; \
                   packing.shutil.which = lambda name: None; packing.signer('KEY')";
    let output = Command::new("python3")
        .args(["-c", without])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "There is no gpg to sign with. Install GnuPG, or leave --sign out and sign SHA256SUMS elsewhere: gpg --detach-sign FILE\n"
    );
    let mine = folder.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("letter"), "dear").unwrap();
    let mut command = build(&mine);
    let output = command.arg(&given).output().unwrap();
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "{} has letter, which is of no release. Name a folder that may be emptied.\n",
            mine.display()
        )
    );
    assert_eq!(fs::read(mine.join("letter")).unwrap(), b"dear");
}

#[test]
fn the_image_layout_is_what_opentofu_looks_for() {
    let release = Release::of_texts();
    let version = json!({"imageLayoutVersion": "1.0.0"});
    assert_eq!(release.json("oci/oci-layout"), version);
    let top = release.json("oci/index.json");
    assert_eq!(top["mediaType"], "application/vnd.oci.image.index.v1+json");
    let [tagged] = top["manifests"].as_array().unwrap().as_slice() else {
        unreachable!("{top}");
    };
    let tag = &tagged["annotations"]["org.opencontainers.image.ref.name"];
    assert_eq!(tag, VERSION);
    let index = blob(&release, tagged);
    assert_eq!(index["artifactType"], "application/vnd.opentofu.provider");
    let mut platforms = BTreeSet::new();
    for described in index["manifests"].as_array().unwrap() {
        let target = "application/vnd.opentofu.provider-target";
        assert_eq!(described["artifactType"], target);
        let words = ["os", "architecture"].map(|word| &described["platform"][word]);
        let name = words.map(|word| word.as_str().unwrap()).join("_");
        let manifest = blob(&release, described);
        assert_eq!(manifest["artifactType"], target);
        let kind = "application/vnd.oci.image.manifest.v1+json";
        assert_eq!(manifest["mediaType"], kind);
        assert_eq!(blob(&release, &manifest["config"]), json!({}));
        let [layer] = manifest["layers"].as_array().unwrap().as_slice() else {
            unreachable!("{manifest}");
        };
        assert_eq!(layer["mediaType"], "archive/zip");
        let archive = fs::read(release.file(&format!("{name}.zip"))).unwrap();
        assert!(content(&release, layer) == archive);
        platforms.insert(name);
    }
    assert!(
        platforms
            .iter()
            .eq(&BTreeSet::from([platform(), other_platform()]))
    );
}

/// What a descriptor is about, held against its digest and size.
fn content(release: &Release, descriptor: &Json) -> Vec<u8> {
    let digest = descriptor["digest"].as_str().unwrap();
    let digest = digest.strip_prefix("sha256:").unwrap();
    let content = fs::read(release.path(&format!("oci/blobs/sha256/{digest}"))).unwrap();
    assert_eq!(sha256(&content), digest);
    assert_eq!(descriptor["size"], content.len());
    content
}

fn blob(release: &Release, descriptor: &Json) -> Json {
    serde_json::from_slice(&content(release, descriptor)).unwrap()
}

#[test]
fn the_bill_of_materials_has_what_is_in_the_binary_and_nothing_else() {
    let release = Release::of_texts();
    let bill = release.json(&format!("terraform-provider-cen_{VERSION}_sbom.cdx.json"));
    assert_eq!(bill["specVersion"], "1.5");
    assert_eq!(bill["metadata"]["timestamp"], "2023-11-14T22:13:20Z");
    let own = format!("pkg:cargo/terraform-provider-cen@{VERSION}");
    assert_eq!(bill["metadata"]["component"]["purl"], own.as_str());
    let components = bill["components"].as_array().unwrap();
    let named = |name: &str| components.iter().find(|one| one["name"] == name);
    let rustls = named("rustls").unwrap();
    assert_eq!(
        rustls["licenses"][0]["expression"],
        "Apache-2.0 OR ISC OR MIT"
    );
    // As Cargo.lock has it.
    let lock =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let version = rustls["version"].as_str().unwrap();
    let checksum = rustls["hashes"][0]["content"].as_str().unwrap();
    let entry = format!("name = \"rustls\"\nversion = \"{version}\"\n");
    let entry = lock
        .split("[[package]]\n")
        .find(|block| block.starts_with(&entry));
    assert!(
        entry
            .unwrap()
            .contains(&format!("checksum = \"{checksum}\""))
    );
    // Of tests, of build scripts, of macros, of features that are off, and of another system.
    for absent in [
        "proptest",
        "tf-plugin-testing",
        "cc",
        "serde_derive",
        "ring",
        "windows-sys",
    ] {
        assert_eq!(named(absent), None, "{absent}");
    }
    for one in components {
        let licence = one["licenses"][0]["expression"].as_str();
        assert!(
            licence.is_some_and(|licence| !licence.contains('/')),
            "{one}"
        );
    }
    let known: BTreeSet<&str> = components
        .iter()
        .map(|one| one["bom-ref"].as_str().unwrap())
        .chain([own.as_str()])
        .collect();
    let edges = bill["dependencies"].as_array().unwrap();
    let from: BTreeSet<&str> = edges
        .iter()
        .map(|edge| edge["ref"].as_str().unwrap())
        .collect();
    assert_eq!(from, known);
    let mut to = edges
        .iter()
        .flat_map(|edge| edge["dependsOn"].as_array().unwrap());
    assert!(to.all(|one| known.contains(one.as_str().unwrap())));
}

#[test]
fn the_licences_of_what_is_in_the_binary_come_along() {
    let release = Release::of_texts();
    let licences = fs::read_to_string(release.file("licenses.txt")).unwrap();
    let bill = release.json(&format!("terraform-provider-cen_{VERSION}_sbom.cdx.json"));
    let mut crates = 0;
    for one in bill["components"].as_array().unwrap() {
        // Those of this repository have no checksum: they are under its own licence.
        if one["hashes"].is_null() {
            continue;
        }
        let [name, version] = ["name", "version"].map(|word| one[word].as_str().unwrap());
        let named = format!("{name} {version}");
        assert!(licences.contains(&named), "{named}");
        crates += 1;
    }
    assert!(crates > 100, "{crates}");
    assert!(
        !licences.contains("ring 0."),
        "a crate that is not in the binary"
    );
    let copyrights = licences.matches("Copyright (c) ").count();
    assert!(copyrights > 50, "{copyrights}");
}

fn sha256(content: &[u8]) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
