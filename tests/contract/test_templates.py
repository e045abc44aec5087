"""Every template: it parses, holds no script or style of its own, and every word in it can be translated."""

from __future__ import annotations

import re
from pathlib import Path

import jinja2
import pytest

from tests.contract.markup import faults

ROOT = Path(__file__).parents[2]
FOLDERS = sorted({*ROOT.glob("portal/*/templates"), *ROOT.glob("plugins/*/templates")})
TEMPLATES = {
    str(path.relative_to(folder)): path
    for folder in FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.suffix in {".html", ".txt"}
}
SHARED = {"errors", "macros"}
MAIL = ".txt"
ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)

every_template = pytest.mark.parametrize("name", TEMPLATES)
every_page = pytest.mark.parametrize("name", [one for one in TEMPLATES if one.endswith(".html")])


def source(name):
    return TEMPLATES[name].read_text(encoding="utf-8")


@every_template
def test_it_compiles_with_the_portals_filters(app, name):
    app.jinja_env.get_template(name)


@every_page
def test_it_holds_no_script_no_style_and_no_word_that_cannot_be_translated(name):
    assert faults(ENVIRONMENT, source(name)) == []


@every_template
def test_it_is_a_page_of_an_endpoint_or_says_what_else_it_is(app, name):
    folder, _, file = name.rpartition("/")
    stem = file.rpartition(".")[0]
    is_named = file.startswith(("_", "layout")) or folder.split("/")[0] in SHARED or file.endswith(MAIL)
    is_page = f"{folder.replace('/', '.')}.{stem}" in app.view_functions

    assert is_named or is_page or is_shown_by_its_feature(name)


def is_shown_by_its_feature(name):
    """Whether the feature's own code shows it by name: one of several answers of an endpoint."""
    feature = next(parent.parent for parent in TEMPLATES[name].parents if parent.name == "templates")
    shown = re.compile(rf"[\"']{re.escape(name)}[\"']")
    return any(shown.search(path.read_text(encoding="utf-8")) for path in feature.rglob("*.py"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("<p>{{ _('Hello') }}, {{ name }} (3)</p>", []),
        ("<p>{% trans %}Hello{% endtrans %}</p>", []),
        ("<p>{# Hello #}\n</p><b>Bye</b>", ["2: 'Bye' is not translated"]),
        ("<p>Hello {{ name }}</p>", ["1: 'Hello' is not translated"]),
        ("<a title='Go'>{{ x }}</a>", ["1: title='Go' is not translated"]),
        ("<a title='{{ _(\"Go\") }}'>{{ x }}</a>", []),
        ("<p {% if x %}class='a'{% endif %} style='color: red'></p>", ["1: the attribute style"]),
        ("<button onclick='go()'></button>", ["1: the attribute onclick"]),
        ("<script>1</script>", ["1: a script without src"]),
        ("<script src='/x.js'></script>", []),
        ("<style>{{ x }}</style>", ["1: a style element"]),
    ],
)
def test_the_checker_finds_what_it_looks_for(words, found):
    assert faults(ENVIRONMENT, words) == found
