"""What is in the binaries: a bill of materials in CycloneDX 1.5, made from Cargo's own resolution and Cargo.lock."""

import datetime
import json
import re
import subprocess
import sys
import urllib.parse

import compiling


def write(path, root, version, triples, epoch):
    """Lists the crates that end up in the binary of at least one of the targets.

    What works at compile time alone (build scripts' and procedural macros' crates) is not in them, and not in the list.
    """
    filters = [word for triple in triples for word in ("--filter-platform", triple)]
    said = subprocess.run(["cargo", "metadata", "--locked", "--format-version", "1", *filters], cwd=root,
                          capture_output=True, text=True)
    if said.returncode != 0:
        sys.exit(said.stderr.strip())
    metadata = json.loads(said.stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    main = next(key for key, package in packages.items() if package["name"] == compiling.PACKAGE)
    links = linked(main, nodes, packages)
    sums = checksums((root / "Cargo.lock").read_text())
    stamp = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    others = sorted((packages[key] for key in links if key != main), key=lambda package: (package["name"], package["version"]))
    edges = {reference(packages[key]): sorted(reference(packages[other]) for other in to) for key, to in links.items()}
    compiler = compiling.rustc("--version").split()[1]
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": stamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tools": {"components": [{"type": "application", "name": "rustc", "version": compiler}]},
            "component": component(packages[main], {}, "application"),
        },
        "components": [component(package, sums, "library") for package in others],
        "dependencies": [{"ref": key, "dependsOn": edges[key]} for key in sorted(edges)],
    }
    path.write_text(json.dumps(bom, indent=2) + "\n")


def linked(main, nodes, packages):
    """What is linked with what, from the provider on: normal dependencies that are no procedural macros."""
    links = {}
    waiting = [main]
    while waiting:
        key = waiting.pop()
        if key in links:
            continue
        links[key] = [
            dependency["pkg"] for dependency in nodes[key]["deps"]
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]) and not is_macro(packages[dependency["pkg"]])
        ]
        waiting.extend(links[key])
    return links


def is_macro(package):
    return any("proc-macro" in target["kind"] for target in package["targets"])


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
