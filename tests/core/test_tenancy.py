"""The signed context: the database decides for whom a transaction acts."""

from __future__ import annotations

from sqlalchemy import text


def test_a_member_sees_their_own_organisation(act):
    uow = act("ben")

    assert uow.session.execute(text("SELECT slug FROM portal.tenant")).scalars().all() == ["rosewood"]
