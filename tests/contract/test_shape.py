"""The shape of the code: small files, short functions, thin views, honest names, and one door for plugins."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES, MOST_IN_FUNCTION, MOST_IN_VIEW = 400, 50, 20
JUNK = {"utils", "helpers", "common", "misc"}
INSIDE = re.compile(r"# noqa: PLC0415(?P<reason> - \S.*)?$")
DOORS = ("portal.plugin",)

CODE = sorted(
    path.relative_to(ROOT)
    for folder in ("portal", "plugins", "migrations", "tests", "scripts", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts and ".venv" not in str(path)
)
PLUGINS = sorted(path.name for path in (ROOT / "plugins").iterdir() if (path / "__init__.py").exists())


@cache
def tree(path):
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def lines(path):
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function):
    return function.end_lineno - function.lineno + 1


def imported(node):
    """The modules one import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_no_file_is_long():
    assert {str(path): count for path in CODE if (count := len(lines(path))) > MOST_LINES} == {}


def test_no_function_is_long():
    long = {
        f"{path}:{function.name}": length(function)
        for path in CODE
        for function in functions(path)
        if length(function) > MOST_IN_FUNCTION
    }
    assert long == {}


def test_no_module_is_a_drawer_for_junk():
    assert [str(path) for path in CODE if JUNK & {path.stem, *(part.lower() for part in path.parts)}] == []


def test_views_are_thin():
    thick = {
        f"{path}:{function.name}": length(function)
        for path in CODE
        for function in functions(path)
        if any(is_route(one) for one in function.decorator_list) and length(function) > MOST_IN_VIEW
    }
    assert thick == {}


def is_route(decorator):
    return isinstance(decorator, ast.Call) and getattr(decorator.func, "attr", "") == "route"


def test_an_import_inside_a_function_says_why():
    assert [place for path in CODE if path.parts[0] != "tests" for place in unexplained(path)] == []


def unexplained(path):
    """Imports inside functions without a reason; a reason on one line serves the lines right below it."""
    written = lines(path)
    inside = {node.lineno for function in functions(path) for node in ast.walk(function) if imported(node)}
    explained = set()
    for number in sorted(inside):
        mark = INSIDE.search(written[number - 1])
        if mark and (mark["reason"] or number - 1 in explained):
            explained.add(number)
        else:
            yield f"{path}:{number}"


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_uses_one_door(plugin):
    allowed = (*DOORS, f"plugins.{plugin}")
    used = {
        f"{path}:{node.lineno} {name}"
        for path in CODE
        if path.parts[:2] == ("plugins", plugin) and "tests" not in path.parts
        for node in ast.walk(tree(path))
        for name in imported(node)
        if name.split(".")[0] in {"portal", "plugins", "migrations"} and not is_within(name, allowed)
    }
    assert used == set()


def is_within(name, packages):
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def test_the_portal_imports_no_plugin():
    found = {
        f"{path}:{node.lineno}"
        for path in CODE
        if path.parts[0] == "portal"
        for node in ast.walk(tree(path))
        if any(is_within(name, ("plugins", "tests")) for name in imported(node))
    }
    assert found == set()


def test_every_module_says_what_it_is():
    silent = [str(path) for path in CODE if lines(path) and ast.get_docstring(tree(path)) is None]
    assert silent == []
