"""Telling people of the organisation, and nobody else."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.core.errors import PortalError
from portal.notifications.services import tell
from tests.databases import as_superuser

WORDS = {"template": "new_password", "link": "http://localhost/x", "hours": 72}


def told(location):
    with as_superuser(location) as connection:
        return connection.execute(text("SELECT to_address FROM portal.outbox_mail ORDER BY to_address")).scalars().all()


def test_each_person_is_told_once_at_the_address_their_organisation_knows(act_and_commit, persona, location):
    with act_and_commit("ben") as uow:
        tell(uow, people=[persona("mia").id, persona("ruth").id, persona("mia").id], **WORDS)

    assert told(location) == ["mia@rosewood.example", "ruth@rosewood.example"]


def test_who_belongs_to_another_organisation_is_not_told(act_and_commit, persona, location):
    with act_and_commit("ben") as uow:
        tell(uow, people=[persona("cora").id, persona("otto").id], **WORDS)

    assert told(location) == []


def test_who_left_is_not_told(act_and_commit, persona, location):
    with act_and_commit("ade") as uow:
        uow.session.execute(text("SELECT auth.end_membership(:who)"), {"who": persona("mia").id})
        tell(uow, people=[persona("mia").id, persona("ruth").id], **WORDS)

    assert told(location) == ["ruth@rosewood.example"]


def test_a_word_that_holds_more_than_a_word_is_refused(act, persona):
    uow = act("ben")

    with pytest.raises(TypeError, match="link is none"):
        tell(uow, people=[persona("mia").id], template="new_password", link=PortalError("x"), hours=72)
