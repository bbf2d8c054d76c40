//! Where Terraform and OpenTofu look for local providers, and how they are told.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The registries whose addresses `cen-rs/cen` may stand for: Terraform's own and OpenTofu's own.
pub(super) const HOSTS: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];

/// The version that is offered.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The name of the binary in a package.
pub(super) const BINARY: &str = if cfg!(windows) {
    concat!(
        "terraform-provider-cen_v",
        env!("CARGO_PKG_VERSION"),
        ".exe"
    )
} else {
    concat!("terraform-provider-cen_v", env!("CARGO_PKG_VERSION"))
};

/// The address of this provider in a registry.
pub(super) fn address(host: &str) -> String {
    format!("{host}/cen-rs/cen")
}

/// The place of the binary in an unpacked mirror: `HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/NAME` (Terraform CLI
/// configuration, "Explicit Installation Method Configuration").
pub(super) fn place_in_mirror(mirror: &Path, host: &str) -> PathBuf {
    package_in(mirror, host).join(BINARY)
}

/// The folder of that binary: in a mirror, in a plugin cache, and among the providers of a working directory.
pub(super) fn package_in(folder: &Path, host: &str) -> PathBuf {
    folder.join(address(host)).join(VERSION).join(platform())
}

/// The platform in Go's words, which are those of the registries.
pub(super) fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        system => system,
    };
    let machine = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        machine => machine,
    };
    format!("{system}_{machine}")
}

/// Puts `executable` at `place` as a hard link, or as a copy where the file systems differ.
pub(super) fn link(executable: &Path, place: &Path) -> io::Result<()> {
    make_folder_of(place)?;
    std::fs::hard_link(executable, place).or_else(|_| std::fs::copy(executable, place).map(|_| ()))
}

/// Writes a program to `place`, replacing in one step what is there, even while it runs.
pub(super) fn write_program(content: &[u8], place: &Path) -> io::Result<()> {
    write(content, place, 0o755)
}

/// Writes a text to `place`, replacing in one step what is there.
pub(super) fn write_text(content: &[u8], place: &Path) -> io::Result<()> {
    write(content, place, 0o644)
}

fn write(content: &[u8], place: &Path, mode: u32) -> io::Result<()> {
    let mut new = tempfile::NamedTempFile::new_in(make_folder_of(place)?)?;
    new.write_all(content)?;
    permit(new.path(), mode)?;
    new.persist(place).map_err(|error| error.error)?;
    Ok(())
}

fn make_folder_of(place: &Path) -> io::Result<&Path> {
    let folder = place.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    Ok(folder)
}

/// Makes a folder, and those that it is to be in, for others to read and nobody else to write. Leaves alone what is there.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    folder.parent().map_or(Ok(()), make_folder)?;
    match std::fs::create_dir(folder) {
        Ok(()) => permit(folder, 0o755),
        // Somebody else was quicker.
        Err(_) if folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Sets what a program and its folders need, whatever the umask says: a binary that anybody could replace would be run with
/// the keys of whoever plans.
#[cfg(unix)]
fn permit(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

/// Folders inherit what may be done in them.
#[cfg(not(unix))]
fn permit(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// A CLI configuration that takes this provider from `mirror` and everything else from its registry. With `overrides`,
/// the folder of a bare binary, it works in folders that were never initialised too, at the price of a warning.
pub(super) fn cli_configuration(mirror: &Path, overrides: Option<&Path>) -> String {
    let addresses = HOSTS.map(|host| format!("\"{}\"", address(host)));
    let ours = addresses.join(", ");
    let overrides = overrides.map_or(String::new(), |folder| {
        let lines: String = addresses
            .iter()
            .map(|address| format!("    {address} = {}\n", quote(folder)))
            .collect();
        format!("  dev_overrides {{\n{lines}  }}\n")
    });
    let mirror = quote(mirror);
    format!(
        "disable_checkpoint = true\n\nprovider_installation {{\n{overrides}  filesystem_mirror {{\n    path    = {mirror}\n    include = [{ours}]\n  }}\n  direct {{\n    exclude = [{ours}]\n  }}\n}}\n"
    )
}

/// A path as HCL has it.
pub(super) fn quote(path: &Path) -> String {
    let text = path.display().to_string();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
