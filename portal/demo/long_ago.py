"""Ten years ago at Rosewood, before it was linked with anybody: records whose time is over by now."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.core.clock import london_moment
from portal.core.db import db
from portal.core.ids import repeatable_ids
from portal.demo.cast import PEOPLE, PROVIDERS
from portal.demo.seeding import SeededPerson, directory_id
from portal.directory.models import Provider
from portal.oversight.services import claim_provider
from portal.worker import run_waiting_jobs

FIRST = PROVIDERS[0]
# In days before today: reports come in, then everything is seen through and closed, three weeks past its ten years.
REPORTED = range(3700, 3684, -1)
SEEN_THROUGH = range(3684, 3664, -1)


def live_long_ago(world: Any) -> None:
    """Some incidents from first word to closing, by the same services as everybody's."""
    worker, manager, operator = (_one(role) for role in ("care_worker", "manager", None))
    began = london_moment(world.today - timedelta(days=REPORTED.start), time(8))
    with repeatable_ids(world.luck("long ago"), began):
        with world.acting(manager, FIRST.slug, began) as uow:
            claim_provider(uow, uow.session.get_one(Provider, directory_id("provider", FIRST.regulator_id)))
        _confirm(world.tokens[operator.email])
    for back, person in [*((back, worker) for back in REPORTED), *((back, manager) for back in SEEN_THROUGH)]:
        now = london_moment(world.today - timedelta(days=back), time(10))
        with repeatable_ids(world.luck("long ago", back), now):
            with world.acting(person, FIRST.slug, now) as uow:
                uow.plugins.asked("portal_demo")(uow=uow, random=world.luck("long ago at work", back))
            run_waiting_jobs(world.app, now=now)


def _confirm(token: str) -> None:
    """The operator confirms who Rosewood is."""
    with db.engines["platform"].begin() as connection:
        connection.execute(sa.text("SELECT ctx.begin_operator(:token)"), {"token": token})
        claim = connection.execute(
            sa.text("SELECT id FROM portal.provider_claim WHERE status = 'claimed'")
        ).scalar_one()
        connection.execute(sa.text("SELECT exchange.decide_claim_as_operator(:claim, true)"), {"claim": claim})


def _one(role: str | None) -> SeededPerson:
    """Somebody of Rosewood in this role; without one, the operator."""
    if role is None:
        return next(one for one in PEOPLE if one.is_operator)
    return next(one for one in PEOPLE if role in one.roles.get(FIRST.slug, ()))
