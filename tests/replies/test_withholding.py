"""Keeping a notice back: two people, a reason of a closed list, and a day on which it is decided again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal.core.errors import NotPermittedError, PortalError
from portal.replies.models import NoticeWithholding
from portal.replies.queries import withholding_of
from portal.replies.services.notices import send_notice
from portal.replies.services.withholding import ask_to_withhold, decide_withholding, end_withholding
from tests.exchange.everything import kept
from tests.replies.hearing import the_notice
from tests.world import PERSONAS

UNTIL = date(2026, 3, 20)
ON_ITS_DAY = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def ask(hearing, name="asha", *, reason="police", until=UNTIL):
    with hearing.acting(name) as uow:
        ask_to_withhold(uow, the_notice(uow), reason=reason, words="An interview is planned", until=until)


def decide(hearing, name="sam", *, is_authorised=True):
    with hearing.acting(name) as uow:
        decide_withholding(uow, the_notice(uow), is_authorised=is_authorised)


def give(hearing, name="asha"):
    with hearing.acting(name) as uow:
        send_notice(uow, the_notice(uow))


def home(client, name):
    return client.as_(name).get(f"/t/{PERSONAS[name].home}/").words


def test_kept_back_it_cannot_be_given(hearing):
    hearing.draft()
    ask(hearing)
    decide(hearing)

    with pytest.raises(PortalError, match="being kept back"):
        give(hearing)


def test_nothing_of_it_reaches_the_other_side(hearing):
    hearing.draft()
    before = kept(hearing.location)["rosewood"]
    ask(hearing)
    decide(hearing)

    assert kept(hearing.location)["rosewood"] == before


def test_nobody_decides_what_they_asked_for(hearing):
    hearing.draft(name="sam")
    ask(hearing, "sam")

    with pytest.raises(PortalError, match="You asked for this yourself"):
        decide(hearing, "sam")


def test_the_database_refuses_it_too(hearing):
    hearing.draft()
    ask(hearing)

    with hearing.acting("asha") as uow:
        asked = withholding_of(uow, the_notice(uow))
        by_herself = sa.update(NoticeWithholding).values(
            decided_by=asked.requested_by, decided_at=uow.now, is_authorised=True
        )
        with pytest.raises(DBAPIError, match="decided_by_somebody_else"), uow.session.begin_nested():
            uow.session.execute(by_herself)


def test_an_officer_does_not_decide(hearing):
    hearing.draft(name="sam")
    ask(hearing, "sam")

    with pytest.raises(NotPermittedError):
        decide(hearing, "asha")


@pytest.mark.parametrize("until", [date(2026, 3, 4), date(2026, 4, 2)])
def test_the_day_is_after_today_and_within_four_weeks(hearing, until):
    hearing.draft()

    with pytest.raises(PortalError, match="at most 28 days") as refused:
        ask(hearing, until=until)
    assert refused.value.field == "until"


def test_the_reason_is_one_of_the_list(hearing):
    hearing.draft()

    with pytest.raises(PortalError, match="one of the reasons"):
        ask(hearing, reason="embarrassing")


def test_refused_it_may_be_given(hearing):
    hearing.draft()
    ask(hearing)
    decide(hearing, is_authorised=False)
    give(hearing)
    hearing.work()

    assert hearing.whole("ben").status == "sent"


def test_the_request_waits_for_a_manager_and_not_for_who_asked(hearing, client):
    hearing.draft()
    ask(hearing)

    assert "Decide whether to keep a notice back" in home(client, "sam")
    assert "keep a notice back" not in home(client, "asha")


def test_when_its_day_comes_it_is_decided_again(hearing, client):
    hearing.draft()
    ask(hearing)
    decide(hearing)
    assert "Decide again" not in home(client, "asha")

    hearing.at(ON_ITS_DAY)

    assert "Decide again whether to keep a notice back" in home(client, "asha")
    page = client.as_("asha").get(f"/t/northshire/notices/{hearing.whole('asha').id}").words
    assert "That day has come: decide again." in page
    with hearing.acting("asha") as uow:
        end_withholding(uow, the_notice(uow))
    give(hearing)
    assert hearing.whole("asha").status == "sent"
