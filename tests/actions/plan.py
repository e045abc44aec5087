"""Actions of the world, set and worked as its people would."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.actions import services
from portal.actions.models import Action, ActionEntry
from portal.actions.sharing import propose_action
from tests.exchange.story import link_to
from tests.world import PERSONAS, ROSEWOOD_HOUSE

if TYPE_CHECKING:
    from uuid import UUID

    from portal.core.uow import UnitOfWork

BY, APRIL_1 = date(2026, 3, 18), date(2026, 4, 1)
CHECKED = date(2026, 3, 3)
WORDS = "Check the stair gate every night"


def set_action(uow: UnitOfWork, *, owner: str = "ben", title: str = WORDS, **given: Any) -> Action:
    """An action of Rosewood's own, given to one of its people."""
    given = {"due_on": BY, "site_id": ROSEWOOD_HOUSE, **given}
    return services.add_action(uow, title=title, owner_id=PERSONAS[owner].id, **given)


def ask(uow: UnitOfWork, *, title: str = WORDS, due_on: date = BY, record: Any = None, to: str = "rosewood") -> Action:
    """Northshire asks Rosewood to do something."""
    asked = services.new_action(
        uow, title=title, what=None, due_on=due_on, record=record, site_id=None if record else ROSEWOOD_HOUSE
    )
    return propose_action(uow, asked, link_to(uow, to), record=record)


def finish(uow: UnitOfWork, action: Action, words: str = "The log of two weeks is complete") -> Action:
    return services.finish_action(uow, action, words=words, evidence_on=CHECKED)


def the_action(uow: UnitOfWork) -> Action:
    """The only one this organisation has."""
    return uow.session.scalars(select(Action)).one()


def told(uow: UnitOfWork, action_id: UUID) -> list[tuple[str, str | None]]:
    """Steps and words of a history, oldest first."""
    entries = select(ActionEntry).where(ActionEntry.action_id == action_id).order_by(ActionEntry.at, ActionEntry.id)
    return [(one.step, one.words) for one in uow.session.scalars(entries)]
