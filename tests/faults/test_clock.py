"""The clock of the machine is moved: who is signed in stays signed in, and what was typed stays kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.core.clock import now
from tests.client import PortalClient
from tests.faults.steps import WORDS, draft_of, typed
from tests.world import PASSWORD

MOVES = pytest.mark.parametrize("move", [timedelta(days=1), timedelta(hours=-1)], ids=["a day on", "an hour back"])


@MOVES
def test_a_session_is_as_old_as_the_database_says(ben, move):
    with time_machine.travel(now() + move):
        assert ben.get("/t/rosewood/").status_code == 200


@MOVES
def test_a_form_opened_before_is_taken_after(ben, edit, move):
    form = typed(ben, edit)
    with time_machine.travel(now() + move):
        assert ben.post_raw(edit, form).status_code == 302


@MOVES
def test_a_draft_kept_before_is_offered_after(ben, edit, move):
    ben.post_raw("/t/rosewood/drafts/keep", draft_of(ben, edit))
    with time_machine.travel(now() + move):
        assert "You began this on" in ben.get(edit).words
        assert ben.get(f"{edit}?draft=carry-on").tree.xpath("//textarea[@name='injury']")[0].text.strip() == WORDS


@MOVES
def test_people_can_sign_in(app, move):
    with time_machine.travel(now() + move):
        browser = PortalClient(app)
        form = browser.get("/sign-in").form() | {"email": "ben@rosewood.example", "password": PASSWORD}
        assert browser.post_raw("/sign-in", form).location == "/t/rosewood/"
        assert browser.get("/t/rosewood/").status_code == 200
