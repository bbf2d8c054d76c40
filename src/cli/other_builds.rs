//! What another build of this version has left behind: checksums that refuse this one, and packages that are taken instead.
//!
//! Hosts keep a checksum of every package in `.terraform.lock.hcl` and take no other package of the same version. All that
//! they say then is that checksums do not match.

use std::fs;
use std::path::{Path, PathBuf};

use super::hcl::{Block, Body};
use super::package::Package;
use super::plugin_folders::{HOSTS, VERSION, address, package_in, platform};

/// Tells that lock files have the checksum of another build than `package`: that of this folder, and those of folders where
/// what was replaced has been in use.
pub(super) fn checksums(
    package: &Package,
    folder: &Path,
    mirror: &Path,
    replaced: bool,
) -> Option<String> {
    let refusing = refusing(&folder.join(".terraform.lock.hcl"), package);
    let what = match (refusing.is_empty(), replaced) {
        (true, false) => return None,
        (false, false) => {
            format!("The lock file of this folder has the checksum of another build of {VERSION}.")
        }
        (false, true) => format!(
            "This replaced another build of {VERSION}. The lock file of this folder has another\n\
             checksum than this build, and so have those of folders where that was in use."
        ),
        (true, true) => format!(
            "This replaced another build of {VERSION}. The lock files of folders where that was\n\
             in use have its checksum."
        ),
    };
    // One registry's command, or both where there is no telling.
    let commands: String = [("terraform", HOSTS[0]), ("tofu", HOSTS[1])]
        .iter()
        .filter(|(_, host)| refusing.is_empty() || refusing.contains(host))
        .map(|(command, _)| {
            format!(
                "  {command} providers lock -fs-mirror={} -platform={} cen-rs/cen\n",
                mirror.display(),
                platform()
            )
        })
        .collect();
    Some(format!(
        "{what}\nThere init and plan refuse this build (\"doesn't match any of the checksums\").\n\
         If you trust it, have its checksum added, in each such folder:\n{commands}"
    ))
}

/// The hosts whose entry in a lock file has checksums of this version, and not that of `package`.
fn refusing(lock: &Path, package: &Package) -> Vec<&'static str> {
    let text = fs::read_to_string(lock).unwrap_or_default();
    let lock = Body::parse(&text).unwrap_or_default();
    let known = |block: &Block, host: &str| {
        let ours = block.labels == [address(host)] && block.body.text("version") == Some(VERSION);
        block
            .body
            .list("hashes")
            .filter(|_| ours)
            .map(<[_]>::to_vec)
    };
    let mut refusing = Vec::new();
    for host in HOSTS {
        let hashes = lock
            .of_kind("provider")
            .find_map(|block| known(block, host));
        let hashes = hashes.unwrap_or_default();
        if !hashes.is_empty() && !hashes.contains(&package.checksum()) {
            refusing.push(host);
        }
    }
    refusing
}

/// Tells of packages of another build where the commands look before they install anything: in the folders `kept`.
pub(super) fn copies(package: &Package, kept: &[PathBuf]) -> Vec<String> {
    let places = kept
        .iter()
        .flat_map(|folder| HOSTS.map(|host| package_in(folder, host)));
    places
        .filter(|place| Package::read(place).is_ok_and(|found| found != *package))
        .map(|place| {
            format!(
                "There is a copy of another build of {VERSION}, which goes on being used where the\n\
                 lock file has its checksum. Remove it, and run init again:\n  {}\n",
                place.display()
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_refuses_what_it_has_no_checksum_of() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        fs::write(&program, "program").unwrap();
        let package = Package::of(&program).unwrap();
        let ours = format!("\"{}\"", package.checksum());
        let [terraform, tofu] = HOSTS;
        let entry = |host: &str, version: &str, hashes: &str| {
            format!(
                "provider \"{host}/cen-rs/cen\" {{\n  version = \"{version}\"\n  hashes = [\n    {hashes}\n  ]\n}}\n"
            )
        };
        let lock = folder.path().join(".terraform.lock.hcl");
        assert_eq!(refusing(&lock, &package), [""; 0]);
        for (text, expected) in [
            (
                entry(terraform, VERSION, &format!("{ours}, \"zh:b\"")),
                vec![],
            ),
            (
                entry(terraform, VERSION, "\"h1:b\",\n\"zh:a\","),
                vec![terraform],
            ),
            (entry(terraform, "0.0.1", "\"h1:b\""), vec![]),
            (entry(terraform, VERSION, ""), vec![]),
            (entry("example.com", VERSION, "\"h1:b\""), vec![]),
            (
                entry(tofu, VERSION, "\"h1:b\"") + &entry(terraform, VERSION, "\"h1:c\""),
                vec![terraform, tofu],
            ),
        ] {
            fs::write(&lock, &text).unwrap();
            assert_eq!(refusing(&lock, &package), expected, "{text}");
        }
    }
}
