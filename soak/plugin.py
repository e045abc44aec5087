"""A plugin whose schedule leaves a line and tells everybody: the scheduled effect that is counted afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from portal.plugin import PluginInfo, Schedule, UnitOfWork, hookimpl
from portal.plugin.services import append_entry, tell

NAME = "soak"
KEY = "soak.tick"
ACT = "soak.ticked"


def tick(uow: UnitOfWork, slot: datetime) -> None:
    """One line and one mail for each person, in one transaction."""
    append_entry(uow, ACT, act_class="S", slot=slot.isoformat())
    people = uow.session.execute(text("SELECT user_id FROM portal.membership WHERE ended_on IS NULL")).scalars().all()
    tell(uow, template="digest", people=people, count=1, lines=f"1 × {slot:%H:%M}")


@hookimpl
def portal_plugin() -> PluginInfo:
    return PluginInfo(NAME, "Soak", "Counts what the clock does.")


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule(KEY, "hour", tick),)
