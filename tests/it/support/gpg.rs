//! A key of GnuPG in a folder of its own.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::skip_here;

/// A key without a passphrase; its agent ends with this.
pub struct Key {
    home: TempDir,
    /// Its fingerprint.
    pub fingerprint: String,
}

impl Key {
    /// Makes a key; says so and makes none where there is no gpg.
    pub fn new() -> Option<Self> {
        if Command::new("gpg").arg("--version").output().is_err() {
            skip_here("there is no gpg");
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        // The registries take RSA and DSA.
        let about = [
            "--passphrase",
            "",
            "--quick-generate-key",
            "release@example.com",
            "rsa2048",
            "sign",
            "never",
        ];
        assert!(gpg(home.path(), &about).status.success());
        let listed = gpg(home.path(), &["--with-colons", "--list-secret-keys"]);
        let listed = String::from_utf8(listed.stdout).unwrap();
        let line = listed.lines().find_map(|line| line.strip_prefix("fpr:"));
        let fingerprint = line.unwrap().trim_matches(':').to_owned();
        Some(Self { home, fingerprint })
    }

    /// The folder that gpg keeps it in.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs gpg.
    pub fn gpg(&self, arguments: &[&str]) -> Output {
        gpg(self.home.path(), arguments)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // An agent that does not end by itself would end when it misses its folder.
        let _ = Command::new("gpgconf")
            .args(["--kill", "gpg-agent"])
            .env("GNUPGHOME", self.home.path())
            .output();
    }
}

fn gpg(home: &Path, arguments: &[&str]) -> Output {
    Command::new("gpg")
        .args(["--batch", "--quiet"])
        .args(arguments)
        .env("GNUPGHOME", home)
        .output()
        .unwrap()
}
