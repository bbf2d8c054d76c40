"""A release as OpenTofu takes it from an OCI registry (OpenTofu, "Provider Mirrors in OCI Registries"), in an image layout.

The tag of the version leads to an index, that to one manifest a platform, and that to the archive.
"""

import hashlib
import json

import packing

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
# "Guidance for an Empty Descriptor" of the image specification: an artifact that has no configuration.
EMPTY = "application/vnd.oci.empty.v1+json"
PROVIDER = "application/vnd.opentofu.provider"
TARGET = "application/vnd.opentofu.provider-target"
ARCHIVE = "archive/zip"


def write(folder, release):
    """Writes the layout into a folder that is not there yet."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    manifests = []
    for platform, (archive, _) in release.archives.items():
        system, machine = platform.split("_")
        layer = {**stored(blobs, ARCHIVE, archive), "annotations": {"org.opencontainers.image.title": archive.name}}
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "artifactType": TARGET,
            "config": blob(blobs, EMPTY, {}),
            "layers": [layer],
        }
        described = {**blob(blobs, MANIFEST, manifest), "artifactType": TARGET}
        manifests.append({**described, "platform": {"architecture": machine, "os": system}})
    index = {"schemaVersion": 2, "mediaType": INDEX, "artifactType": PROVIDER, "manifests": manifests}
    # A tag has no plus sign; OpenTofu reads an underscore as one.
    tag = {"org.opencontainers.image.ref.name": release.version.replace("+", "_")}
    top = {**blob(blobs, INDEX, index), "artifactType": PROVIDER, "annotations": tag}
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [top]}))
    (folder / "oci-layout").write_text(json.dumps({"imageLayoutVersion": "1.0.0"}))


def blob(blobs, kind, value):
    """Stores a value, and returns its descriptor."""
    content = json.dumps(value, separators=(",", ":")).encode()
    digest = hashlib.sha256(content).hexdigest()
    (blobs / digest).write_bytes(content)
    return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}


def stored(blobs, kind, path):
    """Stores a file, and returns its descriptor."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    packing.hard_link(path, blobs / digest)
    return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(content)}
