//! A package as hosts install it: the files in one folder, and their common checksum.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use super::plugin_folders::{BINARY, write_program, write_text};

/// What lies beside the binary, here as in the archives of a release: then both have the same checksum, and a lock file that
/// was written with one holds for the other.
const LICENCE: &str = include_str!("../../LICENSE");

/// The files of a package by their names.
#[derive(PartialEq, Eq)]
pub(super) struct Package {
    files: BTreeMap<String, Vec<u8>>,
}

impl Package {
    /// The package that a program of this version makes.
    pub(super) fn of(program: &Path) -> io::Result<Self> {
        let files = [
            (BINARY.to_owned(), fs::read(program)?),
            ("LICENSE".to_owned(), LICENCE.into()),
        ];
        Ok(Self {
            files: files.into(),
        })
    }

    /// The package in a folder; none where there is no such folder.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            files.insert(name, fs::read(entry.path())?);
        }
        Ok(Self { files })
    }

    /// Has exactly these files in a folder, each replaced in one step, even while it runs.
    pub(super) fn write(&self, folder: &Path) -> io::Result<()> {
        for (name, content) in &self.files {
            let place = folder.join(name);
            if name == BINARY {
                write_program(content, &place)?;
            } else {
                write_text(content, &place)?;
            }
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if !self.files.contains_key(&*name.to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// The checksum as lock files have it, `h1`: that of the names and checksums of the files (Go's
    /// golang.org/x/mod/sumdb/dirhash; Terraform, "Dependency Lock File").
    pub(super) fn checksum(&self) -> String {
        let mut lines = String::new();
        for (name, content) in &self.files {
            for byte in Sha256::digest(content) {
                lines.push_str(&format!("{byte:02x}"));
            }
            lines.push_str(&format!("  {name}\n"));
        }
        format!("h1:{}", BASE64.encode(Sha256::digest(lines)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_lock_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("terraform-provider-cen_v0.1.0"), "one").unwrap();
        // What terraform init wrote for this package.
        let checksum = "h1:tIW7VeH8rD6gImJCeZjIA6+WYMKIiRhdT5UXojxAFpA=";
        let package = Package::read(folder.path()).unwrap();
        assert_eq!(package.checksum(), checksum);
    }

    #[test]
    fn what_another_package_has_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "program").unwrap();
        let place = folder.path().join("package");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("README.md"), "of another").unwrap();
        let package = Package::of(&program).unwrap();
        package.write(&place).unwrap();
        assert!(Package::read(&place).unwrap() == package);
        let names: Vec<&String> = package.files.keys().collect();
        assert_eq!(names, ["LICENSE", BINARY]);
    }
}
