"""A person's dates as iCalendar: references, kinds, what is due. No title, no site, nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from icalendar import Calendar, Event
from sqlalchemy import func, select

from portal.core.clock import end_of_day
from portal.core.uow import UnitOfWork
from portal.deadlines.models import Deadline, ours_and_running
from portal.declarations import Binding
from portal.diary.sources import kinds_to_work_on
from portal.records.models import Record

MOST_EVENTS = 1000
PRODUCT = "-//Care Oversight Portal//Diary//EN"


def dates_of_mine(uow: UnitOfWork) -> Sequence[Any]:
    """Running clocks with a moment, on records this person may work on, soonest first."""
    acts_by = func.coalesce(Deadline.due_at, Deadline.prompt_at)
    return uow.session.execute(
        select(
            Deadline.id,
            Deadline.label,
            Deadline.binding,
            Deadline.source,
            Deadline.due_on,
            Deadline.due_at,
            Deadline.prompt_at,
            func.coalesce(Deadline.working_out["provisional"].as_boolean(), False).label("provisional"),
            Record.id.label("record_id"),
            Record.kind,
            Record.reference,
        )
        .join(Record, (Record.tenant_id == Deadline.tenant_id) & (Record.id == Deadline.record_id))
        .where(
            ours_and_running(),
            acts_by.isnot(None),
            Record.kind.in_(kinds_to_work_on(uow)),
        )
        .order_by(acts_by, Deadline.id)
        .limit(MOST_EVENTS)
    ).all()


def write_feed(uow: UnitOfWork, rows: Sequence[Any], *, base_url: str) -> bytes:
    """The calendar file. A date is a whole day; a moment is UTC, in which no hour comes twice."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Due dates: %(organisation)s", organisation=uow.tenant.name))
    calendar.add("x-wr-timezone", "Europe/London")
    for row in rows:
        calendar.add_component(_event(uow, row, base_url))
    written: bytes = calendar.to_ical()
    return written


def _event(uow: UnitOfWork, row: Any, base_url: str) -> Event:
    binding, kind = Binding(row.binding), uow.plugins.kind(row.kind)
    prompt = binding is Binding.PROMPTNESS
    force = _("Local prompt, not a legal date") if prompt else binding.label
    words = {"what": row.label, "kind": kind.label, "reference": row.reference, "force": force}
    provisional = _("Provisional: %(what)s – %(kind)s %(reference)s", **words)
    event = Event()
    event.add("uid", str(row.id))
    event.add("dtstamp", uow.now)
    event.add("summary", provisional if row.provisional else _("%(what)s – %(kind)s %(reference)s", **words))
    event.add("description", f"{force}. {row.source}")
    event.add("url", f"{base_url}/t/{uow.tenant.slug}/records/{row.kind}/{row.record_id}")
    event.add("status", "TENTATIVE" if row.provisional else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    _add_time(event, row, prompt=prompt)
    return event


def _add_time(event: Event, row: Any, *, prompt: bool) -> None:
    at = row.prompt_at if prompt else row.due_at
    whole_day = not prompt and row.due_on is not None and at == end_of_day(row.due_on)
    event.add("dtstart", row.due_on if whole_day else at)
