//! Releases that `release/build` packs from binaries that are there already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

use super::gpg::Key;

/// The version that is built.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The platform of this machine, as registries name it.
pub fn platform() -> &'static str {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", "aarch64") => "darwin_arm64",
        ("macos", _) => "darwin_amd64",
        ("windows", _) => "windows_amd64",
        (_, "aarch64") => "linux_arm64",
        _ => "linux_amd64",
    }
}

/// A platform that this machine is not.
pub fn other_platform() -> &'static str {
    match platform() {
        "linux_arm64" => "linux_amd64",
        _ => "linux_arm64",
    }
}

/// A release in a folder of its own.
pub struct Release {
    folder: TempDir,
}

impl Release {
    /// Packs binaries.
    pub fn of(binaries: &[(&str, &Path)]) -> Self {
        Self::pack(binaries, |command| command)
    }

    /// Packs files that only stand for binaries, for this platform and for another one.
    pub fn of_texts() -> Self {
        Self::pack_texts(|command| command)
    }

    /// The same with a signature.
    pub fn signed(key: &Key) -> Self {
        Self::pack_texts(|command| {
            command
                .args(["--sign", &key.fingerprint])
                .env("GNUPGHOME", key.home())
        })
    }

    fn pack_texts(adjust: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let texts = tempfile::tempdir().unwrap();
        let [this, other] = ["this", "other"].map(|name| texts.path().join(name));
        fs::write(&this, "for this platform").unwrap();
        fs::write(&other, "for another platform").unwrap();
        Self::pack(&[(platform(), &this), (other_platform(), &other)], adjust)
    }

    fn pack(binaries: &[(&str, &Path)], adjust: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = build(folder.path());
        for (platform, binary) in binaries {
            command.arg(format!("--binary={platform}={}", binary.display()));
        }
        let packed = adjust(&mut command).output().unwrap();
        let said = String::from_utf8_lossy(&packed.stderr).into_owned();
        assert!(packed.status.success(), "{said}");
        Self { folder }
    }

    /// The path of a file or folder of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path of the file whose name ends like this.
    pub fn file(&self, end: &str) -> PathBuf {
        self.path(&format!("terraform-provider-cen_{VERSION}_{end}"))
    }

    /// A JSON file of it.
    pub fn json(&self, name: &str) -> Json {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    /// All files by their paths in the folder, with their content.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        collect(self.folder.path(), "", &mut found);
        found.sort();
        found
    }
}

/// The command that packs into a folder, dated on a day that does not change, whatever the last commit is.
pub fn build(out: &Path) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("release/build");
    let mut command = Command::new("python3");
    command
        .arg(script)
        .arg("--out")
        .arg(out)
        .env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

/// Runs a few lines of Python, and returns what they have printed.
pub fn python(program: &str, arguments: &[&Path]) -> String {
    let Output { stdout, stderr, .. } = Command::new("python3")
        .args(["-c", program])
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(stderr).unwrap(), "");
    String::from_utf8(stdout).unwrap()
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), found);
        } else {
            found.push((format!("{prefix}{name}"), fs::read(&path).unwrap()));
        }
    }
}
