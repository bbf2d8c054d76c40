//! `install`: who may change what it puts there.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::BINARY;

/// Everything below a folder with what may be done to it.
fn modes(folder: &Path, found: &mut Vec<(PathBuf, u32)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        if path.is_dir() {
            modes(&path, found);
        }
        found.push((path, mode));
    }
}

#[test]
fn only_the_owner_can_change_what_is_installed_whatever_the_umask() {
    for umask in ["0", "022", "077"] {
        let home = tempfile::tempdir().unwrap();
        let own = home.path().join(".terraform.d");
        fs::create_dir(&own).unwrap();
        fs::set_permissions(&own, fs::Permissions::from_mode(0o700)).unwrap();
        let script = format!("umask {umask}; exec \"$0\" install");
        let status = Command::new("sh")
            .args(["-c", &script, BINARY])
            .env("HOME", home.path())
            .output()
            .unwrap()
            .status;
        assert!(status.success());
        let mut found = Vec::new();
        modes(&own, &mut found);
        assert_eq!(found.len(), 15, "{found:?}");
        for (path, mode) in &found {
            let text = path.ends_with("LICENSE");
            assert_eq!(*mode, if text { 0o644 } else { 0o755 }, "{path:?}");
        }
        // What was there is the user's.
        let mode = fs::metadata(&own).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
