"""A plugin that raises or hangs has its own corner to do it in: the page is whole, and nobody's words are lost."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text

from tests.faults.steps import WORDS, again_at, typed

HOME = "/t/rosewood/"
BROKEN = "This part could not be loaded. The rest of the page is whole."
LENIENT_SECONDS = 15


def raises(*_arguments):
    raise RuntimeError("a bug of the plugin")


def hangs(uow, *_arguments):
    uow.session.execute(text("SELECT pg_sleep(30)"))


def breaks_the_transaction(uow, *_arguments):
    uow.session.execute(text("SELECT 1 / 0"))


FAULTS = pytest.mark.parametrize("fault", [raises, hangs, breaks_the_transaction])


@pytest.fixture
def registry(app):
    return app.extensions["portal.registry"]


@FAULTS
def test_in_a_block_of_the_home_page(ben, registry, monkeypatch, fault):
    panel = next(one.item for one in registry.panels if one.item.key == "incidents.new")
    monkeypatch.setitem(panel.__dict__, "rows", fault)
    began = time.monotonic()
    page = ben.get(HOME)

    assert page.status_code == 200
    assert BROKEN in page.words
    assert "Waiting for you" in page.words
    assert time.monotonic() - began < LENIENT_SECONDS


@FAULTS
def test_in_a_section_of_a_record(ben, registry, monkeypatch, edit, fault):
    section = registry.kinds["incident"].item.page_sections[0]
    monkeypatch.setitem(section.__dict__, "rows", fault)
    page = ben.get(edit.removesuffix("/edit"))

    assert page.status_code == 200
    assert BROKEN in page.words
    assert "What happened with this record" in page.words


@FAULTS
def test_in_what_is_said_of_a_site(ben, registry, monkeypatch, fault):
    indicator = registry.indicators[0].item
    monkeypatch.setitem(indicator.__dict__, "facts", fault)
    page = ben.get(HOME)

    assert page.status_code == 200
    assert "Rosewood House" in page.words


def test_a_change_a_plugin_refuses_is_no_change_and_can_be_sent_again(ben, registry, monkeypatch, edit):
    form = typed(ben, edit)
    hook = registry.manager.hook.portal_record_changed.get_hookimpls()[0]
    with monkeypatch.context() as patched:
        patched.setattr(hook, "function", raises)
        page = ben.post_raw(edit, form)
    assert (page.status_code, page.heading) == (500, "Something went wrong")
    assert WORDS not in ben.get(edit.removesuffix("/edit")).text
    assert "You began this on" in ben.get(edit).words

    assert ben.post_raw(edit, again_at(page, edit)).status_code == 302
    assert WORDS in ben.get(edit.removesuffix("/edit")).text
