"""Each morning: remind whoever has an action that its day comes near, and tell more people the longer it is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from portal.actions.notices import kept_out
from portal.actions.queries import actions_due_between, overdue_actions, people_to_tell
from portal.actions.rules import REMINDED_BEFORE, days_late, is_told_today
from portal.core.uow import UnitOfWork
from portal.notifications.services import tell


def remind(uow: UnitOfWork, slot: datetime) -> None:
    """One mail a person with two numbers: how many actions are late, and how many are due soon."""
    del slot  # what is told is how things stand now, also where the morning's slot was missed
    late, near = Counter(_late(uow)), Counter(_near(uow))
    for person in sorted(late.keys() | near.keys()):
        tell(uow, template="action_reminder", people=[person], overdue=late[person], ahead=near[person])


def _late(uow: UnitOfWork) -> Iterator[UUID]:
    for row in overdue_actions(uow):
        if is_told_today(days_late(row.due_on, uow.today)):
            yield from people_to_tell(uow, row) - kept_out(uow, row.record_id)


def _near(uow: UnitOfWork) -> Iterator[UUID]:
    for row in actions_due_between(uow, uow.today, uow.today + timedelta(days=max(REMINDED_BEFORE))):
        if row.owner_id and (row.due_on - uow.today).days in REMINDED_BEFORE:
            yield from {row.owner_id} - kept_out(uow, row.record_id)
