"""The database is away, cut off or slow: a clear sentence, nothing lost, and all is well again by itself."""

from __future__ import annotations

import threading
import time

import pytest

from tests.client import PortalClient
from tests.faults.steps import MACHINE, WORDS, again_at, draft_of, just_before_a_commit, slow, typed
from tests.world import PASSWORD

HOME = "/t/rosewood/"
PATIENCE_SECONDS = 2


def test_away_every_page_says_so_and_back_every_page_is_there(ben, faults):
    with faults.away():
        page = ben.get(HOME)
        assert (page.status_code, page.heading) == (503, "Try again in a minute")
        assert page.response.headers["Retry-After"] == "60"
        assert MACHINE.search(page.words) is None

    assert ben.get(HOME).status_code == 200


def test_what_is_sent_while_it_is_away_waits_on_the_page_and_is_saved_afterwards(ben, faults, edit):
    form = typed(ben, edit)
    with faults.away():
        page = ben.post_raw(edit, form)
        assert page.status_code == 503
        assert "What you typed is on this page: wait a minute, then press Try again." in page.words
        assert ben.post_raw(edit, again_at(page, edit)).status_code == 503
    saved = ben.post_raw(edit, again_at(page, edit))

    assert saved.location == edit.removesuffix("/edit")
    assert WORDS in ben.get(saved.location).text


def test_nobody_can_sign_in_meanwhile_and_nobody_sees_their_password_again(app, faults):
    browser = PortalClient(app)
    form = browser.get("/sign-in").form() | {"email": "ben@rosewood.example", "password": PASSWORD}
    with faults.away():
        page = browser.post_raw("/sign-in", form)
        assert (page.status_code, page.heading) == (503, "Try again in a minute")
        assert PASSWORD not in page.text
        assert browser.get("/sign-in").heading == "Sign in"

    assert browser.post_raw("/sign-in", form).location == HOME


def test_a_draft_is_not_kept_while_it_is_away_and_is_with_the_next_try(ben, faults, edit):
    form = draft_of(ben, edit)
    with faults.away():
        assert ben.post_raw("/t/rosewood/drafts/keep", form).status_code == 503

    assert ben.post_raw("/t/rosewood/drafts/keep", form).status_code == 200
    assert "You began this on" in ben.get(edit).words


def seconds_to_learn_that_it_is_away(browser):
    began = time.monotonic()
    assert (browser.get("/readyz").status_code, browser.get("/healthz").status_code) == (503, 200)
    return time.monotonic() - began


def test_the_machine_that_sends_people_here_is_told_at_once(app, faults):
    browser = PortalClient(app)
    with faults.away():
        asked = [seconds_to_learn_that_it_is_away(browser) for _time in range(3)]

    assert min(asked) < PATIENCE_SECONDS
    assert browser.get("/readyz").status_code == 200


@pytest.mark.parametrize("_round", range(3))
def test_connections_that_were_cut_are_noticed_by_nobody(ben, faults, edit, _round):
    form = typed(ben, edit)
    faults.cut()
    assert ben.get(HOME).status_code == 200
    faults.cut()

    assert ben.post_raw(edit, form).status_code == 302


def test_signing_in_just_after_connections_were_cut_works(app, faults):
    browser = PortalClient(app)
    form = browser.get("/sign-in").form() | {"email": "ben@rosewood.example", "password": PASSWORD}
    browser.post_raw("/sign-in", form | {"password": "not the password"})
    faults.cut()

    assert browser.post_raw("/sign-in", form).location == HOME


def test_cut_off_in_the_middle_of_saving_nothing_is_half_saved(ben, faults, edit):
    form = typed(ben, edit)
    with just_before_a_commit(faults.cut):
        page = ben.post_raw(edit, form)
    assert page.status_code == 503
    assert WORDS not in ben.get(edit.removesuffix("/edit")).text

    assert ben.post_raw(edit, again_at(page, edit)).status_code == 302
    assert WORDS in ben.get(edit.removesuffix("/edit")).text


def test_slow_a_page_gives_up_in_words_and_what_was_typed_is_saved_later(ben, faults, own, edit):
    form = typed(ben, edit)
    with slow(own, faults):
        page = ben.post_raw(edit, form)
        assert (page.status_code, page.heading) == (503, "Try again in a minute")

    assert ben.post_raw(edit, again_at(page, edit)).status_code == 302


@pytest.mark.slow
def test_people_beyond_the_pool_are_told_to_wait_and_are_served_afterwards(app, faults, own):
    """Twelve at once, while each must wait: eight have a connection, the others hear of it after three seconds."""
    with slow(own, faults, patience="5s"):
        answers = together(12, lambda: PortalClient(app).as_("ben").get(HOME).status_code)

    assert set(answers) == {503}
    assert PortalClient(app).as_("ben").get(HOME).status_code == 200


def together(count, visit):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(visit())) for _one in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert len(answers) == count
    return answers
