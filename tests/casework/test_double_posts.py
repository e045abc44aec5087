"""A form sent many times at once, as nervous fingers and bad connections do, counts once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.records.models import Record, RecordNote
from portal.web.models import FormSubmission
from tests.casework.incidents import path, reported
from tests.client import Page
from tests.world import PERSONAS, ROSEWOOD_HOUSE

TIMES = 50
REPORT = "/t/rosewood/incidents/report"
ANSWERS = {
    "what": {"what_happened": "She slipped."},
    "when": {
        "occurred_at-day": "3",
        "occurred_at-month": "3",
        "occurred_at-year": "2026",
        "occurred_at-time": "21:40",
        "site_id": str(ROSEWOOD_HOUSE),
    },
    "hurt": {"outcome": "low"},
    "done": {},
}


def all_at_once(client, name, address, form, *, cookie):
    """The same form from fifty connections at the same moment."""
    barrier = Barrier(10)

    def send(_number):
        browser = client.as_(name).browser
        with browser.session_transaction() as session:
            session["csrf_token"] = cookie
        barrier.wait(timeout=30)
        return Page(browser.post(address, data=form))

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(send, range(TIMES)))


def form_and_cookie(client, name, address, action=None):
    browser = client.as_(name)
    form = browser.get(address).form(action)
    with browser.browser.session_transaction() as session:
        return form, session["csrf_token"]


def count(act_and_commit, model):
    with act_and_commit("ben") as uow:
        return uow.session.scalar(select(func.count()).select_from(model))


def test_fifty_at_once_make_one_record_and_all_hear_the_same(client, act_and_commit):
    mia = client.as_("mia")
    for key, answers in ANSWERS.items():
        mia.post(f"{REPORT}/{key}", answers)
    form, cookie = form_and_cookie(client, "mia", f"{REPORT}/check")

    answers = all_at_once(client, "mia", f"{REPORT}/check", form, cookie=cookie)
    assert Counter(one.status_code for one in answers) == {302: TIMES}
    assert len({one.location for one in answers}) == 1
    assert count(act_and_commit, Record) == 1


def test_fifty_at_once_make_one_note(client, kept, act_and_commit):
    page = path(kept(reported))
    form, cookie = form_and_cookie(client, "ruth", page, f"{page}/notes")

    answers = all_at_once(client, "ruth", f"{page}/notes", {**form, "words": "Rang the GP."}, cookie=cookie)
    assert Counter(one.location for one in answers) == {f"{page}#notes": TIMES}
    assert count(act_and_commit, RecordNote) == 1


def test_fifty_different_forms_make_fifty_notes(client, kept, act_and_commit):
    page = path(kept(reported))
    form, cookie = form_and_cookie(client, "ruth", page, f"{page}/notes")
    browser = client.as_("ruth")
    with browser.browser.session_transaction() as session:
        session["csrf_token"] = cookie

    for number in range(TIMES):
        browser.post_raw(f"{page}/notes", {**form, "op": f"{form['op']}{number}", "words": "Rang the GP."})
    assert count(act_and_commit, RecordNote) == TIMES


@pytest.mark.parametrize("changed", [{"words": "Something else."}, {"words": "Rang the GP. "}, {"extra": "1"}])
def test_the_same_key_with_other_words_is_refused_and_shows_them(client, kept, act_and_commit, changed):
    page = path(kept(reported))
    ruth = client.as_("ruth")
    form = {**ruth.get(page).form(f"{page}/notes"), "words": "Rang the GP."}
    ruth.post_raw(f"{page}/notes", form)
    again = ruth.post_raw(f"{page}/notes", {**form, **changed})

    assert (again.status_code, again.heading) == (409, "Somebody was here before you")
    assert "This form was already sent, with other answers. What was sent first has been kept." in again.words
    assert next(iter(changed.values())).strip() in again.words
    assert count(act_and_commit, RecordNote) == 1


def test_a_form_that_came_back_with_an_error_may_be_sent_again(client, kept, act_and_commit):
    page = path(kept(reported))
    ruth = client.as_("ruth")
    first = ruth.post(f"{page}/notes", {"words": ""}, form_at=page)
    second = ruth.post_raw(f"{page}/notes", {**first.form(f"{page}/notes"), "words": "Rang the GP."})

    assert (first.status_code, second.status_code) == (422, 302)
    assert count(act_and_commit, RecordNote) == 1


def test_a_key_is_one_persons_own(client, kept, act_and_commit):
    page = path(kept(reported))
    form = {**client.as_("ruth").get(page).form(f"{page}/notes"), "words": "Rang the GP."}
    for name in ("ruth", "ben"):
        browser = client.as_(name)
        own = browser.get(page).form(f"{page}/notes")
        browser.post_raw(f"{page}/notes", {**form, "csrf_token": own["csrf_token"]})

    assert count(act_and_commit, RecordNote) == 2


def test_what_was_sent_is_remembered_without_its_words(client, kept, act_and_commit):
    page = path(kept(reported))
    client.as_("ruth").post(f"{page}/notes", {"words": "Rang the GP."}, form_at=page)

    with act_and_commit("ruth") as uow:
        held = uow.session.scalars(select(FormSubmission)).one()
    assert held.user_id == PERSONAS["ruth"].id
    assert held.location == f"{page}#notes"
    assert len(held.body_hash) == 64
