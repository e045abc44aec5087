"""What this organisation waits for: what others owe it, each with one verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select

from portal.core.uow import UnitOfWork
from portal.declarations import Binding
from portal.diary.waiting import MOST_AT_HOME, Item
from portal.exchange.conversation import waiting_questions
from portal.exchange.permissions import SPEAK
from portal.oversight.permissions import CLAIM
from portal.oversight.queries import claims
from portal.tenants.models import Link
from portal.tenants.permissions import MANAGE_LINKS


def waiting_for_others(uow: UnitOfWork) -> list[Item]:
    """Everything others owe this organisation."""
    return [*_questions(uow), *_unanswered_proposals(uow), *_open_claims(uow)][:MOST_AT_HOME]


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
    for link in _our_proposals(uow):
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


def _our_proposals(uow: UnitOfWork) -> Sequence[Link]:
    proposed = select(Link).where(Link.status == "proposed", Link.proposed_by_us)
    return uow.session.scalars(proposed.order_by(Link.proposed_on)).all()
