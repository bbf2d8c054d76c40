//! Releases in people's hands: real hosts find them in a registry and in mirrors, lock them, mirror them and run them.

mod server;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;
use tf_plugin_testing::cli::Cli;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::support::BINARY;
use crate::support::cloud::{cloud, writes};
use crate::support::gpg::Key;
use crate::support::release::{Release, VERSION, other_platform, platform};
use crate::support::terraform::{Finished, Workspace};
use cen_simulator::Simulator;
use server::{Files, Server};

/// The registry that the host asks for what has no registry in its address.
fn registry() -> &'static str {
    if Cli::find().is_tofu() {
        "registry.opentofu.org"
    } else {
        "registry.terraform.io"
    }
}

/// A workspace whose provider has yet to be installed, as this CLI configuration says.
fn workspace(cloud: &Simulator, configuration: &str) -> Workspace {
    let mut workspace = Workspace::new(
        cloud,
        "resource \"cen_instance\" \"this\" {\n  name = \"released\"\n}\n",
    );
    let file = workspace.path().join("installing.tfrc");
    fs::write(&file, configuration).unwrap();
    workspace.set("TF_CLI_CONFIG_FILE", file.to_str().unwrap());
    workspace
}

/// Whether a command has succeeded; what it said if not.
fn done(finished: &Finished) {
    let Finished {
        code,
        stdout,
        stderr,
    } = finished;
    assert_eq!(*code, 0, "{stdout}{stderr}");
}

/// The checksums in the lock file.
fn locked(workspace: &Workspace) -> BTreeSet<String> {
    let lock = fs::read_to_string(workspace.path().join(".terraform.lock.hcl")).unwrap();
    let entry = format!("provider \"{}/cen-rs/cen\" {{", registry());
    assert_eq!(lock.matches("provider \"").count(), 1, "{lock}");
    assert!(lock.contains(&entry), "{lock}");
    let hashes = lock
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"'));
    hashes
        .map(|hash| hash.trim_end_matches("\",").to_owned())
        .collect()
}

/// The checksums of the archive for a platform: that of what is in it, and its own.
fn checksums(release: &Release, platform: &str) -> [String; 2] {
    let name = format!("mirror/{}/cen-rs/cen/{VERSION}.json", registry());
    let listed = release.json(&name);
    let hashes = &listed["archives"][platform]["hashes"];
    [0, 1].map(|number| hashes[number].as_str().unwrap().to_owned())
}

/// What a registry says of a release (Terraform, "Provider Registry Protocol"), and the files that it leads to.
fn registry_files(release: &Release, key: &Key) -> Files {
    let platforms = [platform(), other_platform()].map(|name| name.split_once('_').unwrap());
    let offered = platforms.map(|(os, arch)| json!({"os": os, "arch": arch}));
    let versions =
        json!({"versions": [{"version": VERSION, "protocols": ["6.0"], "platforms": offered}]});
    let mut files = Files::from([(
        "/v1/cen-rs/cen/versions".to_owned(),
        versions.to_string().into(),
    )]);
    let armoured = key.gpg(&["--armor", "--export", &key.fingerprint]).stdout;
    let armoured = String::from_utf8(armoured).unwrap();
    let sums = fs::read_to_string(release.file("SHA256SUMS")).unwrap();
    for (os, arch) in platforms {
        let archive = release.file(&format!("{os}_{arch}.zip"));
        let name = archive.file_name().unwrap().to_str().unwrap();
        let sum = sums
            .lines()
            .find_map(|line| line.strip_suffix(&format!("  {name}")));
        let sums = format!("/files/terraform-provider-cen_{VERSION}_SHA256SUMS");
        let download = json!({
            "protocols": ["6.0"], "os": os, "arch": arch, "filename": name, "shasum": sum.unwrap(),
            "download_url": format!("/files/{name}"), "shasums_url": sums,
            "shasums_signature_url": format!("{sums}.sig"),
            "signing_keys": {"gpg_public_keys": [
                {"key_id": &key.fingerprint[24..], "ascii_armor": armoured},
            ]},
        });
        let path = format!("/v1/cen-rs/cen/{VERSION}/download/{os}/{arch}");
        files.insert(path, download.to_string().into());
    }
    let published = release
        .files()
        .into_iter()
        .filter(|(name, _)| !name.contains('/'));
    files.extend(published.map(|(name, content)| (format!("/files/{name}"), content)));
    files
}

#[tokio::test]
async fn a_registry_serves_a_signed_release_for_init_lock_and_mirror() {
    let Some(key) = Key::new() else { return };
    let release = Release::signed(&key);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let _server = Server::start(listener, registry_files(&release, &key), None);
    let cloud = cloud().await;
    let configuration = format!(
        "host \"{}\" {{\n  services = {{\n    \"providers.v1\" = \"http://{address}/v1/\"\n  }}\n}}\n",
        registry()
    );
    let workspace = workspace(&cloud, &configuration);

    let init = workspace.run(&["init", "-no-color"]).await;
    done(&init);
    // That the signature was good, and whose it is.
    let signed = format!("key ID {}", &key.fingerprint[24..]);
    assert!(init.stdout.contains(&signed), "{}", init.stdout);
    let [this, this_archive] = checksums(&release, platform());
    let [other, other_archive] = checksums(&release, other_platform());
    let sums = fs::read_to_string(release.file("SHA256SUMS")).unwrap();
    let manifest = sums.lines().find(|line| line.ends_with("_manifest.json"));
    let manifest = format!("zh:{}", manifest.unwrap().split_once(' ').unwrap().0);
    let mut expected = BTreeSet::from([this, this_archive, other_archive, manifest]);
    assert_eq!(locked(&workspace), expected);

    let both = [platform(), other_platform()].map(|name| format!("-platform={name}"));
    let lock = workspace
        .run(&["providers", "lock", &both[0], &both[1]])
        .await;
    done(&lock);
    expected.insert(other);
    assert_eq!(locked(&workspace), expected);

    let mirror = workspace
        .run(&["providers", "mirror", &both[0], &both[1], "mirrored"])
        .await;
    done(&mirror);
    let mirrored = workspace
        .path()
        .join("mirrored")
        .join(registry())
        .join("cen-rs/cen");
    for name in [platform(), other_platform()] {
        let archive = release.file(&format!("{name}.zip"));
        let copy = fs::read(mirrored.join(archive.file_name().unwrap())).unwrap();
        assert!(copy == fs::read(archive).unwrap(), "{name}");
    }
    assert_eq!(fs::read_dir(mirrored).unwrap().count(), 4);
}

#[tokio::test]
async fn a_release_is_run_from_its_mirror_and_locked_for_other_platforms() {
    let other = tempfile::NamedTempFile::new().unwrap();
    let binaries = [
        (platform(), Path::new(BINARY)),
        (other_platform(), other.path()),
    ];
    let release = Release::of(&binaries);
    let mirror = release.path("mirror").display().to_string();
    let cloud = cloud().await;
    let configuration = format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n"
    );
    let workspace = workspace(&cloud, &configuration);
    done(&workspace.run(&["init"]).await);
    let [this, _] = checksums(&release, platform());
    let [other, _] = checksums(&release, other_platform());
    let source = format!("-fs-mirror={mirror}");
    let platforms = [platform(), other_platform()].map(|name| format!("-platform={name}"));
    let lock = ["providers", "lock", &source, &platforms[0], &platforms[1]];
    done(&workspace.run(&lock).await);
    let locked: BTreeSet<String> = locked(&workspace)
        .into_iter()
        .filter(|hash| hash.starts_with("h1:"))
        .collect();
    assert_eq!(locked, BTreeSet::from([this, other]));
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["CreateCen"]);
}

#[cfg(target_os = "linux")] // Elsewhere hosts trust what the system trusts, and nothing else.
#[tokio::test]
async fn the_mirror_can_be_served_over_the_network() {
    let release = Release::of_texts();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(certified.signing_key.serialize_der().into());
    let chain = vec![certified.cert.der().clone()];
    let tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let mirror = release.files().into_iter().filter_map(|(name, content)| {
        let path = name.strip_prefix("mirror")?.to_owned();
        Some((path, content))
    });
    let _server = Server::start(
        listener,
        mirror.collect(),
        Some(TlsAcceptor::from(Arc::new(tls))),
    );
    let cloud = cloud().await;
    let configuration = format!(
        "provider_installation {{\n  network_mirror {{\n    url = \"https://localhost:{port}/\"\n  }}\n}}\n"
    );
    let mut workspace = workspace(&cloud, &configuration);
    let trusted = workspace.path().join("trusted.pem");
    fs::write(&trusted, certified.cert.pem()).unwrap();
    workspace.set("SSL_CERT_FILE", trusted.to_str().unwrap());
    done(&workspace.run(&["init"]).await);
    let [this, archive] = checksums(&release, platform());
    let locked = locked(&workspace);
    assert!(locked.contains(&this), "{locked:?}");
    let allowed = BTreeSet::from([this, archive]);
    assert!(locked.is_subset(&allowed), "{locked:?}");
}

/// Runs `install` of a binary in the folder of a workspace, and returns what it said besides.
async fn install(
    binary: &Path,
    workspace: &Workspace,
    home: &TempDir,
    configuration: Option<&Path>,
) -> String {
    let mut command = Command::new(binary);
    command
        .arg("install")
        .current_dir(workspace.path())
        .env_clear()
        .env("HOME", home.path());
    if let Some(configuration) = configuration {
        command.env("TF_CLI_CONFIG_FILE", configuration);
    }
    let output = command.output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn a_rebuilt_version_is_explained_and_the_advice_works() {
    let cloud = cloud().await;
    let home = tempfile::tempdir().unwrap();
    let mut workspace = workspace(&cloud, "");
    workspace.set("HOME", home.path().to_str().unwrap());
    // A program is not disturbed by what follows it.
    let older = home.path().join("older");
    let mut content = fs::read(BINARY).unwrap();
    content.push(0);
    fs::write(&older, content).unwrap();
    fs::set_permissions(&older, fs::metadata(BINARY).unwrap().permissions()).unwrap();
    assert_eq!(install(&older, &workspace, &home, None).await, "");
    done(&workspace.run(&["init"]).await);
    workspace.apply_quietly().await;

    let said = install(Path::new(BINARY), &workspace, &home, None).await;
    let mirror = home.path().join(".terraform.d/plugins");
    let program = if Cli::find().is_tofu() {
        "tofu"
    } else {
        "terraform"
    };
    let advice = format!(
        "providers lock -fs-mirror={} -platform={} cen-rs/cen",
        mirror.display(),
        platform()
    );
    assert_eq!(
        said,
        format!(
            "
This replaced another build of {VERSION}. The lock file of this folder has another
checksum than this build, and so have those of folders where that was in use.
There init and plan refuse this build (\"doesn't match any of the checksums\").
If you trust it, have its checksum added, in each such folder:
  {program} {advice}
"
        )
    );
    let init = workspace.run(&["init", "-no-color"]).await;
    assert_eq!(init.code, 1);
    let refused = init.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        refused.contains("doesn't match any of the checksums"),
        "{refused}"
    );

    done(&workspace.run(&advice.split(' ').collect::<Vec<_>>()).await);
    done(&workspace.run(&["init"]).await);
    done(&workspace.run(&["plan", "-detailed-exitcode"]).await);
    assert_eq!(
        install(Path::new(BINARY), &workspace, &home, None).await,
        ""
    );
    // What a release has packed is the same package.
    let release = Release::of(&[(platform(), Path::new(BINARY))]);
    let [this, _] = checksums(&release, platform());
    assert!(locked(&workspace).contains(&this));
}

#[cfg(unix)]
#[tokio::test]
async fn a_configuration_that_leads_elsewhere_is_mended_by_what_install_says() {
    let cloud = cloud().await;
    let home = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let other = format!(
        "filesystem_mirror {{\n    path = {:?}\n  }}\n",
        elsewhere.path()
    );
    let workspace = workspace(&cloud, &format!("provider_installation {{\n  {other}}}\n"));
    let file = workspace.path().join("installing.tfrc");
    let said = install(Path::new(BINARY), &workspace, &home, Some(&file)).await;
    let block = format!(
        "  filesystem_mirror {{\n    path    = {:?}\n    include = [{}]\n  }}\n",
        home.path().join(".terraform.d/plugins"),
        "\"registry.terraform.io/cen-rs/cen\", \"registry.opentofu.org/cen-rs/cen\""
    );
    assert!(said.contains(&block), "{said}");
    let init = workspace.run(&["init", "-no-color"]).await;
    assert_eq!(init.code, 1);
    let mended = format!("provider_installation {{\n{block}  {other}}}\n");
    fs::write(&file, mended).unwrap();
    assert_eq!(
        install(Path::new(BINARY), &workspace, &home, Some(&file)).await,
        ""
    );
    done(&workspace.run(&["init"]).await);
    workspace.apply_quietly().await;
    assert_eq!(writes(&cloud), ["CreateCen"]);
}
