"""The lines of a to-do list: what it is, where, by when and how binding that is, and one verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from portal.actions.rules import DONE, PROPOSED
from portal.core.clock import end_of_day
from portal.core.uow import UnitOfWork
from portal.declarations import Binding
from portal.diary.queries import most_binding
from portal.diary.rules import Stage
from portal.diary.sources import ACTION, COPY, DECIDE, LINK, NOTICE, PERSON, READ_AFRESH, RELEASE
from portal.exchange.talking import ASK_REPLY

MOST_AT_HOME = 12
HEADINGS = ("When", "What", "About", "Site", "Reference", "Due", "How binding", "Since", "Source")


@dataclass(frozen=True)
class Item:
    """One line. `source` is the law or guidance a date comes from, `url` where the verb leads."""

    what: str
    where: str
    verb: str
    url: str
    due_on: date | None = None
    acts_by: datetime | None = None
    since: datetime | None = None
    binding: Binding | None = None
    reference: str = ""
    site: str = ""
    source: str = ""
    source_url: str = ""
    provisional: bool = False
    is_stopped: bool = False

    @property
    def is_prompt(self) -> bool:
        return self.binding is Binding.PROMPTNESS

    @property
    def ends_with_day(self) -> bool:
        """Whether the whole of its last day may be used; otherwise it is due at an hour."""
        return self.due_on is not None and self.acts_by == end_of_day(self.due_on)

    def is_late(self, now: datetime) -> bool:
        return self.acts_by is not None and self.acts_by < now


class Waiting(NamedTuple):
    """The lines a page has room for, and how many more there are."""

    items: Sequence[Item]
    more: int


class Group(NamedTuple):
    """The lines of one stage on this page, and how many it has on all pages."""

    stage: Stage
    items: Sequence[Item]
    in_all: int


def waiting_for_you(uow: UnitOfWork) -> Waiting:
    """What this person owes, the most binding first, as far as a home page has room."""
    rows, in_all = most_binding(uow, limit=MOST_AT_HOME)
    return Waiting(items(uow, rows), in_all - len(rows))


def items(uow: UnitOfWork, rows: Iterable[Any]) -> list[Item]:
    return [_item(uow, row) for row in rows]


def line(uow: UnitOfWork, row: Any) -> tuple[Any, ...]:
    """One thing that waits, under `HEADINGS`."""
    (item,) = items(uow, [row])
    due = item.due_on if item.ends_with_day or not item.acts_by else item.acts_by
    binding = item.binding.label if item.binding else ""
    return (
        Stage(row.stage).label, item.what, item.where, item.site, item.reference, due, binding, item.since, item.source,
    )  # fmt: skip


def groups(uow: UnitOfWork, rows: Iterable[Any], counts: dict[Stage, int]) -> list[Group]:
    """The rows of one page, already in order, under the headings of their stages."""
    return [
        Group(Stage(stage), items(uow, of_stage), counts.get(Stage(stage), 0))
        for stage, of_stage in groupby(rows, key=lambda row: row.stage)
    ]


def site_beside(title: str | None, site: str | None) -> str:
    """The site's name, unless the title says it: "Fall at Rosewood House" needs no second one."""
    return "" if site is None or site in (title or "") else site


def _item(uow: UnitOfWork, row: Any) -> Item:
    of_source = OF_SOURCE.get(row.source)
    if of_source:
        return of_source(uow, row)
    return Item(
        what=row.label,
        where=row.title or _("New from %(peer)s", peer=row.peer_name),
        verb=_("Answer") if row.rule_code == ASK_REPLY else _("Open"),
        url=url_for("casework.show", kind_key=row.kind, record_id=row.record_id),
        due_on=row.due_on,
        acts_by=row.acts_by,
        since=row.since,
        binding=Binding(row.binding),
        reference=row.reference,
        site=site_beside(row.title, row.site_name),
        source=row.rule_source,
        source_url=row.rule_url,
        provisional=row.provisional,
        is_stopped=row.is_stopped,
    )


def _copy(uow: UnitOfWork, row: Any) -> Item:
    kind = uow.plugins.kind(row.kind)
    words = {"kind": kind.label if kind else row.kind.capitalize(), "peer": row.peer_name, "version": row.version}
    corrected = _("%(kind)s from %(peer)s, corrected to version %(version)s", **words)
    return Item(
        what=corrected if row.version > 1 else _("%(kind)s from %(peer)s", **words),
        where=row.site_name or "",
        verb=_("Open"),
        url=url_for("casework.show", kind_key=row.kind, record_id=row.record_id)
        if row.record_id and kind
        else url_for("exchange.ledger", side="received"),
        since=row.since,
        reference=row.reference or "",
    )


def _proposal(_uow: UnitOfWork, row: Any) -> Item:
    what = _("%(peer)s proposes a link", peer=row.peer_name)
    return Item(what, "", _("Answer"), url_for("links.index"), since=row.since)


def _action(_uow: UnitOfWork, row: Any) -> Item:
    what, verb = {
        PROPOSED: (_("%(peer)s proposes an action", peer=row.peer_name), _("Answer")),
        DONE: (_("Action to be verified"), _("Verify")),
    }.get(row.state, (_("Action given to you"), _("Open")))
    return Item(
        what=what,
        where=row.title,
        verb=verb,
        url=url_for("actions.show", action_id=row.page_id),
        **_dated(row),
    )


def _notice(_uow: UnitOfWork, row: Any) -> Item:
    what, verb = {
        READ_AFRESH: (_("Read a notice afresh"), _("Read")),
        DECIDE: (_("Decide whether to keep a notice back"), _("Decide")),
    }.get(row.state, (_("Decide again whether to keep a notice back"), _("Decide")))
    return Item(
        what=what,
        where=row.title or _("New from %(peer)s", peer=row.peer_name),
        verb=verb,
        url=url_for("replies.show", notice_id=row.page_id),
        **_dated(row),
    )


def _release(_uow: UnitOfWork, row: Any) -> Item:
    url = url_for("subject_access.release", request_id=row.page_id)
    return Item(_("Read and release an answer"), row.title, _("Read"), url, **_dated(row))


def _person(_uow: UnitOfWork, row: Any) -> Item:
    url = url_for("people.show", person_id=row.page_id)
    return Item(_("Ask somebody again what they need"), "", _("Open"), url, **_dated(row))


OF_SOURCE = {COPY: _copy, LINK: _proposal, ACTION: _action, NOTICE: _notice, RELEASE: _release, PERSON: _person}


def _dated(row: Any) -> dict[str, Any]:
    return {
        "due_on": row.due_on,
        "acts_by": row.acts_by,
        "since": row.since,
        "binding": Binding(row.binding) if row.binding else None,
        "reference": row.reference or "",
        "site": site_beside(row.title, row.site_name),
    }
