"""Documents put to an action: what shows that it is done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.actions.blueprint import SHOWN, bp
from portal.actions.models import Action
from portal.actions.permissions import WORK
from portal.actions.queries import load_action
from portal.core.uow import UnitOfWork
from portal.documents.adding import WAYS, add_beside, answer_adding
from portal.documents.services import ACTION, Subject
from portal.web.transaction import uow


@bp.route(f"/<uuid:action_id>/documents/<any({WAYS}):way>", methods=["GET", "POST"], permission=SHOWN)
def add_document(action_id: UUID, way: str) -> ResponseReturnValue:
    action = load_action(uow, action_id)
    if not may_add_document(uow, action):
        uow.require(WORK)
    return answer_adding(
        way,
        subject_of_action(action),
        caption=action.reference,
        back=url_for(".show", action_id=action.id, _anchor="documents"),
        here=lambda other: url_for(".add_document", action_id=action.id, way=other),
    )


def may_add_document(uow: UnitOfWork, action: Action) -> bool:
    """Whoever has an action may show that it is done, whatever their role."""
    return uow.may(WORK) or action.owner_id == uow.actor.user_id


def keep_evidence(action: Action, stored: Any, *, about_on: date) -> None:
    """Keep a file that came with the words that it is done."""
    title = f"Evidence for {action.reference}"
    add_beside(uow, subject_of_action(action), stored, title=title, about_on=about_on, field="file")


def subject_of_action(action: Action) -> Subject:
    return Subject(ACTION, action.compartment, record_id=action.record_id, action_id=action.id)
