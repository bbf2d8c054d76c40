"""Archives, manifest, sums and signature, as the registries ask for them (Terraform, "Publishing Providers"), and a mirror."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile

PROVIDER = "terraform-provider-cen"
# The addresses that a mirror serves: with those of both registries, a configuration works for either command.
ADDRESSES = ["registry.terraform.io/cen-rs/cen", "registry.opentofu.org/cen-rs/cen"]
# The version of the plugin protocol, for hosts that choose by it.
PROTOCOL = "6.0"


class Release:
    """The files of one version in one folder."""

    def __init__(self, folder, version, epoch):
        self.folder = folder
        self.version = version
        self.epoch = epoch
        # By platform: the archive and the hash of what it holds.
        self.archives = {}

    def name(self, end):
        return f"{PROVIDER}_{self.version}_{end}"

    def archive(self, platform, binary, licence):
        """Packs a binary.

        The licence is all that lies beside it, because what `terraform-provider-cen install` puts down, which has nothing
        but the binary to make it from, must have the same hash as what a registry serves: lock files hold for both.
        """
        suffix = ".exe" if platform.startswith("windows_") else ""
        files = {
            "LICENSE": (licence.read_bytes(), 0o644),
            f"{PROVIDER}_v{self.version}{suffix}": (binary.read_bytes(), 0o755),
        }
        path = self.folder / self.name(f"{platform}.zip")
        with zipfile.ZipFile(path, "w") as archive:
            for name, (content, mode) in sorted(files.items()):
                entry = zipfile.ZipInfo(name, time.gmtime(self.epoch)[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                # Unix, whatever this is packed on: a regular file with its mode.
                entry.create_system = 3
                entry.external_attr = (0o100000 | mode) << 16
                archive.writestr(entry, content)
        self.archives[platform] = path, package_hash({name: content for name, (content, _) in files.items()})

    def manifest(self):
        text = json.dumps({"version": 1, "metadata": {"protocol_versions": [PROTOCOL]}})
        (self.folder / self.name("manifest.json")).write_text(text + "\n")

    def sums(self):
        """Writes the checksums of what a registry takes: the archives and the manifest."""
        files = [path for path, _ in self.archives.values()] + [self.folder / self.name("manifest.json")]
        lines = [f"{sha256(path.read_bytes())}  {path.name}\n" for path in sorted(files)]
        (self.folder / self.name("SHA256SUMS")).write_text("".join(lines))

    def sign(self, gpg):
        """Signs the checksums: a detached signature that is not armoured, which is what the registries verify."""
        sums = self.folder / self.name("SHA256SUMS")
        command = [*gpg, "--detach-sign", "--output", str(sums) + ".sig", str(sums)]
        if subprocess.run(command).returncode != 0:
            sys.exit("gpg could not sign the checksums.")

    def mirror(self):
        """Lays the archives out as a mirror, and says what is in it as the network mirror protocol has it."""
        for address in ADDRESSES:
            folder = self.folder / "mirror" / address
            folder.mkdir(parents=True)
            listed = {}
            for platform, (path, package) in self.archives.items():
                hard_link(path, folder / path.name)
                listed[platform] = {"url": path.name, "hashes": [package, "zh:" + sha256(path.read_bytes())]}
            write_json(folder / "index.json", {"versions": {self.version: {}}})
            write_json(folder / f"{self.version}.json", {"archives": listed})


def signer(key):
    """The command that signs with a key, if there is such a command and such a key."""
    gpg = shutil.which("gpg")
    if not gpg:
        sys.exit("There is no gpg to sign with. Install GnuPG, or leave --sign out and sign SHA256SUMS elsewhere: "
                 "gpg --detach-sign FILE")
    if subprocess.run([gpg, "--batch", "--list-secret-keys", key], capture_output=True).returncode != 0:
        sys.exit(f"gpg has no secret key {key}. gpg --list-secret-keys shows which it has.")
    return [gpg, "--batch", "--yes", "--local-user", key]


def package_hash(files):
    """The hash of what is in an archive, as lock files have it: `h1`, the one of Go's modules (golang.org/x/mod/sumdb/dirhash)."""
    lines = "".join(f"{sha256(content)}  {name}\n" for name, content in sorted(files.items()))
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


def hard_link(path, other):
    """Has the same file under another name, or a copy of it where that is not to be had."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)
