"""What the portal imports comes with it: a demonstration has no packages that only the tests bring."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
RUNS = sorted(
    path
    for folder in ("portal", "plugins", "migrations")
    for path in (ROOT / folder).rglob("*.py")
    if "tests" not in path.relative_to(ROOT).parts
)
OURS = {"portal", "plugins", "migrations"}


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def brought(wanted):
    """The distributions these requirements bring, and those that they bring in turn, where they are installed."""
    found, waiting = set(), [Requirement(one) for one in wanted]
    while waiting:
        one = waiting.pop()
        if plain(one.name) in found:
            continue
        found.add(plain(one.name))
        try:
            further = [Requirement(line) for line in requires(one.name) or ()]
        except PackageNotFoundError:
            continue
        extras = [*one.extras, ""]
        waiting += [
            next_one
            for next_one in further
            if next_one.marker is None or any(next_one.marker.evaluate({"extra": extra}) for extra in extras)
        ]
    return found


def modules(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_what_runs_imports_only_what_is_installed_with_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    there, owners = brought(project["dependencies"]), packages_distributions()
    missing = {
        (module, path.relative_to(ROOT).as_posix())
        for path in RUNS
        for module in modules(path)
        if module not in OURS | sys.stdlib_module_names and not {plain(one) for one in owners.get(module, ())} & there
    }

    assert missing == set()
