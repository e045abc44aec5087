"""The written pages tell the truth: what they link, name and call is there."""

from __future__ import annotations

import ast
import configparser
import json
import re
import sys
import tomllib
from types import ModuleType

import click
import pytest

from portal.app import CORE_FEATURES
from portal.cli import add_commands, cli
from portal.core.roles import ROLES
from portal.core.row_security.shapes import SHAPES
from portal.registry import load_registry
from tests.contract import pages
from tests.contract.pages import PAGES, ROOT

DEPENDENCIES, DEPLOYMENT, TENANCY, ARCHITECTURE, ONBOARDING = (
    next(page for page in PAGES if page.name == name)
    for name in ("0002-dependencies.md", "deployment.md", "tenancy.md", "architecture.md", "onboarding.md")
)
TABLES_OF_PACKAGES = ("To run", "In the browser", "To build, test and check")
OF_THE_TESTS = {"PORTAL_TESTS_REQUIRE", "PORTAL_REAL_DATA"}
PLACE = re.compile(r"(?P<file>(?:portal|plugins|migrations|tests|scripts|docs)/[\w./-]+\.\w+)(?::(?P<name>[\w.]+))?")
FOLDER = re.compile(r"(?:portal|plugins|migrations|tests|scripts|docs)/[\w./-]*/")
EXAMPLES = ("plugins/hello", "migrations/versions/")  # what a reader is told to make

every_page = pytest.mark.parametrize("page", PAGES, ids=str)


@every_page
def test_every_link_leads_somewhere(page):
    assert [target for target in pages.links(page) if not arrives(page, target)] == []


def arrives(page, target):
    path, _, anchor = target.partition("#")
    there = (ROOT / page.parent / path).resolve() if path else ROOT / page
    if not there.exists():
        return False
    return not anchor or anchor in pages.anchors(there.relative_to(ROOT))


@every_page
def test_every_place_in_the_code_is_there(page):
    """`portal/web/transaction.py:answer` is a file that defines this name."""
    named = [span for span in pages.spans(page) if not span.startswith(EXAMPLES) or ":" in span]
    found = [PLACE.fullmatch(span) for span in named]
    assert [one[0] for one in found if one and not defines(one["file"], one["name"])] == []
    folders = [span for span in named if FOLDER.fullmatch(span) and "<" not in span]
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def defines(file, name):
    path = ROOT / file
    if not path.is_file() or name is None:
        return path.is_file()
    if path.suffix == ".sql":
        return f"FUNCTION {name}(" in path.read_text(encoding="utf-8")
    return name in names_in(ast.parse(path.read_text(encoding="utf-8")))


def names_in(tree, prefix=""):
    """The classes, functions and constants of a module, methods as `Class.method`."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield prefix + node.name
            if isinstance(node, ast.ClassDef):
                yield from names_in(node, f"{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (prefix + one.id for one in targets if isinstance(one, ast.Name))


@pytest.fixture(scope="module")
def portal():
    """The whole `portal` command."""
    add_commands()
    return cli


@every_page
def test_every_command_is_there(page, portal):
    assert [words for words in pages.commands(page, "portal") if not understands(portal, words)] == []


def understands(command, words):
    """Whether the words name commands, down to the last, and options it has. Arguments are not looked at."""
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        command = command.commands.get(rest.pop(0))
    if command is None:
        return False
    known = {"--data", "--help", *(option for one in command.params for option in one.opts)}
    return {word.partition("=")[0] for word in rest if word.startswith("--")} <= known


def test_every_command_is_on_the_page_for_those_who_run_it(portal):
    described = {tuple(words) for words in pages.commands(DEPLOYMENT, "portal")}
    missing = [path for path in leaves(portal) if not any(one[: len(path)] == path for one in described)]
    assert missing == []


def leaves(command, path=()):
    if not isinstance(command, click.Group):
        return [path]
    return [leaf for name, one in command.commands.items() for leaf in leaves(one, (*path, name))]


@every_page
def test_every_make_target_is_there(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w./-]+):", makefile, re.MULTILINE))
    assert [words[0] for words in pages.commands(page, "make") if words[0] not in targets] == []


def settings_read():
    """The names `portal/config.py` reads from the environment."""
    tree = ast.parse((ROOT / "portal" / "config.py").read_text(encoding="utf-8"))
    prefixed = {id(node) for one in ast.walk(tree) if isinstance(one, ast.With) for node in ast.walk(one)}
    return {
        f"PORTAL_{node.args[0].value}" if id(node) in prefixed else node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr != "prefixed"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


@every_page
def test_every_setting_is_read_by_somebody(page):
    assert pages.settings(page) - settings_read() - OF_THE_TESTS == set()


def test_every_setting_has_a_line():
    assert set(pages.first_cells(DEPLOYMENT, "Settings")) == settings_read() | {"PORT"}


def packages_depended_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [one for group in project["dependency-groups"].values() for one in group if isinstance(one, str)]
    wanted = [*project["project"]["dependencies"], *groups, *project["build-system"]["requires"]]
    front = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return (
        {re.split(r"[\[<>=!~ ]", one)[0] for one in wanted}
        | front["dependencies"].keys()
        | front["devDependencies"].keys()
    )


def test_every_dependency_has_a_line_and_every_line_a_dependency():
    lines = [name for heading in TABLES_OF_PACKAGES for name in pages.first_cells(DEPENDENCIES, heading)]

    assert sorted(lines) == sorted(packages_depended_on())


def test_no_two_decisions_have_one_number():
    numbered = [int(page.name[:4]) for page in PAGES if page.parent.name == "decisions" and page.name[0].isdigit()]

    assert len(numbered) > 10
    assert sorted(set(numbered)) == numbered


def test_the_floors_are_those_the_imports_are_held_to():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    held_to = contracts["importlinter:contract:layers"]["layers"].split("\n")[1:]
    drawn = next(one["code"] for one in pages.FENCE.finditer(pages.text(ARCHITECTURE)) if one["language"] == "text")

    assert [re.split(r"\s{2,}", line)[0] for line in drawn.splitlines()] == held_to


def test_the_tables_of_who_sees_what_are_the_codes():
    registry = load_registry(CORE_FEATURES)
    powers = {one.power for one in registry.permissions.values() if one.power}

    assert set(pages.first_cells(TENANCY, "Roles people hold")) == set(registry.roles)
    assert pages.first_cells(TENANCY, "Database roles") == [role.name for role in ROLES]
    assert set(pages.first_cells(TENANCY, "Powers")) == powers
    named = {name.strip(" `") for cell in pages.first_cells(TENANCY, "Policies") for name in cell.split(",")}
    assert named <= set(SHAPES)


def test_the_plugin_of_the_first_morning_is_one(monkeypatch):
    code = next(one["code"] for one in pages.FENCE.finditer(pages.text(ONBOARDING)) if one["language"] == "python")
    module = ModuleType("hello")
    module.__file__ = str(ROOT / ONBOARDING)
    monkeypatch.setitem(sys.modules, "hello", module)  # a blueprint looks for the place of its package
    exec(compile(code, module.__file__, "exec", dont_inherit=True), vars(module))  # noqa: S102 - our own page

    registry = load_registry(CORE_FEATURES, extra=[("hello", module)])

    assert registry.plugins["hello"].label == "Hello"
    assert [one.item.plugin for one in registry.blueprints if one.plugin == "hello"] == ["hello"]
