"""What waits for this person, and what they wait for: legal first, then expected, then local, each with one verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal.core.uow import UnitOfWork
from portal.deadlines.queries import waiting as waiting_deadlines
from portal.declarations import Binding
from portal.exchange.conversation import waiting_questions
from portal.exchange.permissions import OPEN, SPEAK
from portal.exchange.queries import arrived
from portal.exchange.talking import ASK_REPLY
from portal.oversight.permissions import CLAIM
from portal.oversight.queries import claims
from portal.tenants.models import Link
from portal.tenants.permissions import MANAGE_LINKS

MOST = 12


@dataclass(frozen=True)
class Item:
    """One line: what it is, where, by when and how binding that is, and the verb that deals with it."""

    what: str
    where: str
    verb: str
    url: str
    due_on: date | None = None
    acts_by: datetime | None = None
    since: datetime | None = None
    binding: Binding | None = None

    def is_late(self, now: datetime) -> bool:
        return self.acts_by is not None and self.acts_by < now


def waiting_for_you(uow: UnitOfWork) -> list[Item]:
    """Everything somebody here owes, the most binding first."""
    return [*_deadlines(uow), *_arrivals(uow), *_proposals(uow)][:MOST]


def waiting_for_others(uow: UnitOfWork) -> list[Item]:
    """Everything others owe this organisation."""
    return [*_questions(uow), *_unanswered_proposals(uow), *_open_claims(uow)][:MOST]


def _deadlines(uow: UnitOfWork) -> Iterable[Item]:
    plugins: Any = uow.plugins
    mine = [kind.key for kind in plugins.kinds if uow.may(kind.write)]
    for row in waiting_deadlines(uow, kinds=mine, limit=MOST) if mine else ():
        yield Item(
            what=row.label,
            where=row.title,
            verb="Answer" if row.rule_code == ASK_REPLY else "Open",
            url=url_for("casework.show", kind_key=row.kind, record_id=row.record_id),
            due_on=row.due_on,
            acts_by=row.acts_by,
            since=row.started_at,
            binding=Binding(row.binding),
        )


def _arrivals(uow: UnitOfWork) -> Iterable[Item]:
    if not uow.may(OPEN):
        return
    kinds: Any = uow.plugins
    for row in arrived(uow):
        kind = kinds.kind(row.kind)
        label = kind.label if kind else row.kind.capitalize()
        corrected = f", corrected to version {row.version}" if row.version > 1 else ""
        yield Item(
            what=f"{label} from {row.peer_name}{corrected}",
            where=row.site_name or "",
            verb="Open",
            url=url_for("casework.show", kind_key=row.kind, record_id=row.record_id)
            if row.record_id and kind
            else url_for("exchange.ledger", side="received"),
            since=row.received_at,
        )


def _proposals(uow: UnitOfWork) -> Iterable[Item]:
    if not uow.may(MANAGE_LINKS):
        return
    for link in _links(uow, proposed_by_us=False):
        yield Item(f"{link.peer_name} proposes a link", "", "Answer", url_for("links.index"))


def _questions(uow: UnitOfWork) -> Iterable[Item]:
    if not uow.may(SPEAK):
        return
    for row in waiting_questions(uow, direction="sent"):
        yield Item(
            what=f"{row.peer_name} to answer your question",
            where=row.title,
            verb="See",
            url=url_for("casework.show", kind_key=row.kind, record_id=row.record_id, _anchor="conversation"),
            due_on=row.answer_by,
            since=row.sent_at,
            binding=Binding.LOCAL,
        )


def _unanswered_proposals(uow: UnitOfWork) -> Iterable[Item]:
    if not uow.may(MANAGE_LINKS):
        return
    for link in _links(uow, proposed_by_us=True):
        yield Item(f"{link.peer_slug} to answer your proposal of a link", "", "See", url_for("links.index"))


def _open_claims(uow: UnitOfWork) -> Iterable[Item]:
    if not uow.may(CLAIM):
        return
    for claim in claims(uow):
        if claim.status == "claimed":
            yield Item(
                f"Somebody to confirm that you are {claim.name}",
                claim.regulator_id,
                "See",
                url_for("oversight.our_sites"),
            )


def _links(uow: UnitOfWork, *, proposed_by_us: bool) -> Sequence[Link]:
    return uow.session.scalars(
        select(Link)
        .where(Link.status == "proposed", Link.proposed_by_us.is_(proposed_by_us))
        .order_by(Link.proposed_on)
    ).all()
