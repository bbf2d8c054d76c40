"""The licences of what is in the binaries, word for word: most of them ask for nothing but that."""

import pathlib
import re

# What crates call the files that a copy must come with.
NAMES = re.compile(r"(licen[sc]e|copying|copyright|notice|unlicense)", re.IGNORECASE)


def write(path, crates):
    """Writes every text once, after the crates that it is of."""
    texts = {}
    without = []
    for package in crates.others:
        # Those of this repository are under its own licence.
        if not package["source"]:
            continue
        name = f"{package['name']} {package['version']}"
        found = files(pathlib.Path(package["manifest_path"]).parent)
        for file in found:
            text = "\n".join(line.rstrip() for line in file.read_text(errors="replace").strip().splitlines())
            texts.setdefault(text, []).append(name)
        if not found:
            without.append(f"{name}: {package['license']}")
    parts = [f"{', '.join(sorted(set(names)))}\n\n{text}\n" for text, names in texts.items()]
    if without:
        parts.append("Without a text of their own:\n\n" + "\n".join(without) + "\n")
    path.write_text(f"\n{'-' * 100}\n\n".join(sorted(parts)))


def files(folder):
    """The texts of a crate, and of what it has in a folder of its own, as wrappers of libraries have."""
    found = [path for path in [*folder.glob("*"), *folder.glob("*/*")] if NAMES.match(path.name) and path.is_file()]
    return sorted(path for path in found if path.suffix not in (".rs", ".c", ".h", ".py", ".go", ".toml"))
