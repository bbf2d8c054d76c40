"""The crates that end up in the binary, as Cargo resolves them."""

import json
import subprocess
import sys

import compiling


class Crates:
    """The provider's package, what is linked into it, and what is linked with what."""

    def __init__(self, root, triples):
        """Asks Cargo what is in the binary of at least one of the targets.

        What works at compile time alone (build scripts' and procedural macros' crates) is not, nor what only tests or a
        feature that nobody turns on would need: `cargo tree` knows that, and `cargo metadata` the rest.
        """
        tree = ["tree", "--package", compiling.PACKAGE, "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]
        lines = cargo(root, *tree, *repeated("--target", triples)).splitlines()
        inside = {(name, version.removeprefix("v")) for name, version, *_ in map(str.split, filter(None, lines))}
        metadata = json.loads(cargo(root, "metadata", "--format-version", "1", *repeated("--filter-platform", triples)))
        packages = {package["id"]: package for package in metadata["packages"] if identity(package) in inside}
        nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
        self.main = next(package for package in packages.values() if package["name"] == compiling.PACKAGE)
        self.others = sorted((package for package in packages.values() if package is not self.main), key=identity)
        # Each package with those that it uses itself.
        self.links = [
            (package, [packages[edge["pkg"]] for edge in nodes[key]["deps"] if edge["pkg"] in packages and is_normal(edge)])
            for key, package in packages.items()
        ]


def cargo(root, *arguments):
    said = subprocess.run(["cargo", *arguments, "--locked"], cwd=root, capture_output=True, text=True)
    if said.returncode != 0:
        sys.exit(said.stderr.strip())
    return said.stdout


def repeated(option, values):
    return [word for value in values for word in (option, value)]


def identity(package):
    return package["name"], package["version"]


def is_normal(edge):
    return any(kind["kind"] is None for kind in edge["dep_kinds"])
