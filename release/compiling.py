"""Compiles the provider for a target, so that nothing of the machine or the folder gets into the binary."""

import functools
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys

PACKAGE = "terraform-provider-cen"
# What a release is for. Those for Linux are static: no C library of the machine, whatever its age, is asked for anything.
TARGETS = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
]
# Go's words, which are those of the registries.
SYSTEMS = {"linux": "linux", "darwin": "darwin", "windows": "windows"}
MACHINES = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386"}
# The oldest macOS that Apple's own machines with arm64 have.
OLDEST_MACOS = "11.0"


def platform(triple):
    """The platform of a target as the registries name it."""
    parts = triple.split("-")
    system = next((SYSTEMS[part] for part in parts if part in SYSTEMS), None)
    machine = MACHINES.get(parts[0])
    if not system or not machine:
        sys.exit(f"{triple} is no target that a registry knows. There are {', '.join(TARGETS)}.")
    return f"{system}_{machine}"


def version(root):
    """The version in the workspace's manifest."""
    return metadata(root)["version"]


@functools.cache
def metadata(root):
    """What Cargo says about the provider's package."""
    said = subprocess.run(["cargo", "metadata", "--locked", "--no-deps", "--format-version", "1"], cwd=root,
                          capture_output=True, text=True)
    if said.returncode != 0:
        sys.exit(said.stderr.strip())
    return next(package for package in json.loads(said.stdout)["packages"] if package["name"] == PACKAGE)


@functools.cache
def rustc(*arguments):
    return subprocess.run(["rustc", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def installed(triple):
    """Whether the toolchain has the standard library of a target."""
    return (pathlib.Path(rustc("--print", "sysroot")) / "lib/rustlib" / triple / "lib").is_dir()


def targets():
    """The targets of a release whose standard library is there; where none is, the machine's own."""
    found = [triple for triple in TARGETS if installed(triple)]
    if found:
        return found
    host = re.search("^host: (.*)$", rustc("-vV"), re.MULTILINE)[1]
    print(f"Building for this machine, {host}: the toolchain has none of {', '.join(TARGETS)} (rustup target add).",
          file=sys.stderr)
    return [host]


def build(root, target, triple, epoch):
    """Builds for a target, and returns the path of the binary."""
    if not installed(triple):
        sys.exit(f"The toolchain has no standard library for {triple}: rustup target add {triple}")
    print(f"Building for {triple} ...", file=sys.stderr, flush=True)
    command = ["cargo", "build", "--locked", "--profile", "dist", "--package", PACKAGE, "--target", triple]
    if subprocess.run(command, cwd=root, env=environment(root, target, triple, epoch)).returncode != 0:
        sys.exit(f"The provider could not be built for {triple}.")
    suffix = ".exe" if "windows" in triple else ""
    binary = target / triple / "dist" / f"{PACKAGE}{suffix}"
    if "linux" in triple:
        say_what_it_needs(triple, binary.read_bytes())
    return binary


def environment(root, target, triple, epoch):
    """The environment of Cargo: paths of this machine are written as if everything were built in the same place."""
    cargo = os.environ.get("CARGO_HOME") or pathlib.Path.home() / ".cargo"
    # Where one is within another, the compilers take the one that is named later.
    places = {root: "/source", target: "/target", cargo: "/cargo", rustc("--print", "sysroot"): "/rust"}
    flags = [f"--remap-path-prefix={real}={shown}" for real, shown in places.items()]
    variables = {name: value for name, value in os.environ.items() if name not in ("RUSTFLAGS", "CFLAGS")}
    variables.update(CARGO_INCREMENTAL="0", CARGO_TARGET_DIR=str(target), SOURCE_DATE_EPOCH=str(epoch))
    if triple.endswith("-msvc"):
        # Without it, Windows would be asked for a runtime library that not every machine has.
        flags.append("-Ctarget-feature=+crt-static")
        # AWS-LC's assembly as its crate brings it, whatever assembler the machine has.
        variables["AWS_LC_SYS_PREBUILT_NASM"] = "1"
    else:
        variables["CFLAGS"] = " ".join(f"-ffile-prefix-map={real}={shown}" for real, shown in places.items())
    if "darwin" in triple:
        variables["MACOSX_DEPLOYMENT_TARGET"] = OLDEST_MACOS
    compiler = f"CC_{triple.replace('-', '_')}"
    own = triple.split("-")[0] == rustc("-vV").partition("host: ")[2].split("-")[0]
    if triple.endswith("-musl") and own and compiler not in variables and shutil.which("musl-gcc"):
        variables[compiler] = "musl-gcc"
    variables["CARGO_ENCODED_RUSTFLAGS"] = "\x1f".join(flags)
    return variables


def say_what_it_needs(triple, binary):
    """Insists that what is said to be static is, and otherwise says which C library the binary asks for."""
    interpreted = interpreter(binary)
    if triple.endswith("-musl"):
        if interpreted:
            sys.exit(f"The binary for {triple} is not static: it asks for {interpreted}.")
        return
    numbers = [tuple(map(int, found)) for found in re.findall(rb"GLIBC_(\d+)\.(\d+)", binary)]
    needs = "GLIBC " + ".".join(map(str, max(numbers))) if numbers else "no C library"
    print(f"The binary for {triple} is not static: it asks for {interpreted} and {needs} or later.", file=sys.stderr)


def interpreter(binary):
    """The dynamic linker that a 64-bit ELF file names: the segment PT_INTERP (System V ABI, "Program Header")."""
    start, = struct.unpack_from("<Q", binary, 32)
    size, count = struct.unpack_from("<HH", binary, 54)
    for header in range(start, start + size * count, size):
        kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", binary, header)
        if kind == 3:
            return binary[offset:offset + length].rstrip(b"\0").decode()
    return None
