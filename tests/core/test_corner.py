"""A plugin's corner of a page: undone when it fails, limited while it lasts, and without a trace afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from portal.core.corner import corner
from portal.web.drafts import read_draft, save_draft


def limit_of(uow):
    return uow.session.scalar(text("SHOW statement_timeout"))


def test_the_limit_holds_inside_and_ends_with_it(act):
    uow = act("ben")
    before = limit_of(uow)
    with corner(uow.session):
        inside = limit_of(uow)

    assert (before, inside, limit_of(uow)) == ("15s", "2s", "15s")


def write_and_fail(uow):
    with corner(uow.session):
        save_draft(uow, "inside", {})
        raise RuntimeError


def test_what_fails_inside_is_undone_and_what_stood_before_stays(act):
    uow = act("ben")
    save_draft(uow, "before", {})
    with pytest.raises(RuntimeError):
        write_and_fail(uow)

    assert (read_draft(uow, "inside"), limit_of(uow)) == (None, "15s")
    assert read_draft(uow, "before") is not None


def test_a_question_that_hangs_is_given_up_and_the_transaction_goes_on(act):
    uow = act("ben")
    with pytest.raises(OperationalError), corner(uow.session):
        uow.session.execute(text("SELECT pg_sleep(30)"))

    assert limit_of(uow) == "15s"
