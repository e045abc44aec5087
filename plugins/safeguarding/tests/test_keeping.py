"""A case about a person in a position of trust goes after its time: a second lead agrees, nobody else learns of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
import time_machine

from plugins.safeguarding.models import PipotCase
from plugins.safeguarding.services import pipot
from plugins.safeguarding.tests.test_pipot import NO, SAID
from portal.retention.models import RetentionItem
from tests.databases import as_superuser
from tests.retention.keeping import DAY_AFTER, Keeping

LIST = "/t/rosewood/retention/"


@pytest.fixture
def story(app, location):
    with time_machine.travel("2026-03-04T10:00:00Z") as traveller:
        yield Keeping(app, location, traveller)


@pytest.fixture
def due(location, story):
    """Closed on 4 March 2026, kept ten years; Pia opened it, and Ruth has no role but that of a second lead."""
    with story.acting("pia") as uow:
        case = pipot.open_case(uow, **SAID)
        pipot.decide_scope(uow, case, **NO, reason="A dispute about a fence.")
    with as_superuser(location) as connection:
        one_role = "UPDATE portal.membership SET roles = '{pipot_lead}' WHERE email = 'ruth@rosewood.example'"
        connection.exec_driver_sql(one_role)
        connection.commit()
    story.night(DAY_AFTER)
    with story.acting("pia") as uow:
        item = uow.session.scalars(sa.select(RetentionItem)).one()
    return story, case, item.id


def test_a_second_lead_agrees_and_whoever_opened_it_does_not(client, due):
    story, case, item = due
    page = f"{LIST}items/{item}"
    assert client.as_("pia").post(f"{page}/approve", form_at=page).status_code != 302
    assert client.as_("ruth").post(f"{page}/approve", form_at=page).location == LIST
    story.work()

    with story.acting("pia") as uow:
        assert uow.session.get(PipotCase, (uow.tenant.id, case.id)).what_is_said != SAID["what_is_said"]


def test_nobody_else_finds_what_waits(client, due):
    _story, case, item = due
    for name in ("ben", "ade", "dora"):
        assert client.as_(name).get(f"{LIST}items/{item}").status_code in {403, 404}
        assert case.reference not in client.as_(name).get(LIST).text
