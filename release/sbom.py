"""What is in the binaries: a bill of materials in CycloneDX 1.5, made from Cargo's own resolution and Cargo.lock."""

import datetime
import json
import re
import urllib.parse

import compiling


def write(path, root, crates, epoch):
    """Lists the crates that end up in the binaries, and what is linked with what."""
    sums = checksums((root / "Cargo.lock").read_text())
    stamp = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    edges = {reference(package): sorted(map(reference, used)) for package, used in crates.links}
    compiler = compiling.rustc("--version").split()[1]
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": stamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tools": {"components": [{"type": "application", "name": "rustc", "version": compiler}]},
            "component": component(crates.main, {}, "application"),
        },
        "components": [component(package, sums, "library") for package in crates.others],
        "dependencies": [{"ref": key, "dependsOn": edges[key]} for key in sorted(edges)],
    }
    path.write_text(json.dumps(bom, indent=2) + "\n")


def component(package, sums, kind):
    described = {
        "type": kind,
        "bom-ref": reference(package),
        "name": package["name"],
        "version": package["version"],
        "purl": reference(package),
    }
    if package["license"]:
        # Cargo allows a slash for "or", which is older than SPDX's expressions.
        described["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", package["license"])}]
    checksum = sums.get((package["name"], package["version"]))
    if checksum:
        described["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return described


def reference(package):
    """The address of a package (package-url specification, type cargo)."""
    return f"pkg:cargo/{package['name']}@{urllib.parse.quote(package['version'], safe='')}"


def checksums(lock):
    """The checksums in Cargo.lock, by name and version."""
    found = {}
    for block in lock.split("[[package]]")[1:]:
        values = dict(re.findall(r'^(name|version|checksum) = "([^"]*)"$', block, re.MULTILINE))
        if "checksum" in values:
            found[values["name"], values["version"]] = values["checksum"]
    return found
