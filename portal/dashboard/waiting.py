"""What this organisation waits for: what others owe it, each with one verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select

from portal.actions.permissions import READ
from portal.actions.queries import waiting_for_them
from portal.actions.rules import DONE, PROPOSED
from portal.core.clock import end_of_day
from portal.core.uow import UnitOfWork
from portal.declarations import Binding
from portal.diary.waiting import MOST_AT_HOME, Item
from portal.exchange.conversation import waiting_questions
from portal.exchange.permissions import SPEAK
from portal.oversight.permissions import CLAIM
from portal.oversight.queries import claims
from portal.replies.waiting import Line, owed_to_us
from portal.tenants.models import Link
from portal.tenants.permissions import MANAGE_LINKS


def waiting_for_others(uow: UnitOfWork) -> list[Item]:
    """Everything others owe this organisation."""
    return [
        *_questions(uow),
        *map(_of_notice, owed_to_us(uow)),
        *_their_actions(uow),
        *_unanswered_proposals(uow),
        *_open_claims(uow),
    ][:MOST_AT_HOME]


def _of_notice(line: Line) -> Item:
    return Item(
        what=line.what,
        where=line.where,
        verb=line.verb,
        url=url_for("replies.show", notice_id=line.notice_id),
        due_on=line.due_on,
        since=line.since,
        binding=Binding.LOCAL if line.due_on else None,
    )


def _their_actions(uow: UnitOfWork) -> Iterable[Item]:
    if not uow.may(READ):
        return
    for row in waiting_for_them(uow, limit=MOST_AT_HOME):
        does = {PROPOSED: "accept an action", DONE: "verify an action"}.get(row.status, "finish an action")
        is_due = row.status != DONE
        yield Item(
            what=f"{row.peer_name} to {does}",
            where=row.title,
            verb="See",
            url=url_for("actions.show", action_id=row.id),
            due_on=row.due_on if is_due else None,
            acts_by=end_of_day(row.due_on) if is_due else None,
            since=row.done_at,
            binding=Binding.LOCAL if is_due else None,
        )


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
