"""Set, work on, verify and close improvement actions. What the other organisation should know is sent at once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from portal.accounts.permissions import GENERAL
from portal.accounts.queries import present_member
from portal.actions.history import hold, write_entry
from portal.actions.models import Action
from portal.actions.notices import tell_owner
from portal.actions.permissions import VERIFY, WORK
from portal.actions.rules import OWN, STEPS, Step, fits
from portal.actions.sharing import is_live, send_step
from portal.core.errors import NotFoundError, NotPermittedError, PortalError
from portal.core.ids import new_id, new_reference
from portal.core.uow import UnitOfWork
from portal.records.models import Record

PREFIX = "ACT"
OWNERS_STEPS, JUDGING = frozenset({"progress", "finish"}), frozenset({"verify", "reopen"})


def add_action(
    uow: UnitOfWork,
    *,
    title: str,
    due_on: date,
    owner_id: UUID,
    what: str | None = None,
    record: Record | None = None,
    site_id: UUID | None = None,
    source: tuple[str, str] | None = None,
) -> Action:
    """Set an action of our own, about a record, a site or neither, and give it to somebody here.

    `source` says what of the record it answers: a kind of thing (`reply_point`, `audit_answer`) and which one.
    Raises `PortalError` on `due_on` for a day gone by, on `owner_id` for somebody who is not a member.
    """
    uow.require(WORK)
    action = new_action(uow, title=title, what=what, due_on=due_on, record=record, site_id=site_id)
    action.part, action.status = OWN, "open"
    action.source_kind, action.source_id = source or (action.source_kind, None)
    action.owner_id = _member(uow, owner_id)
    uow.session.add(action)
    uow.session.flush()
    write_entry(uow, action, "added", due_on=due_on)
    tell_owner(uow, action, "given")
    return action


def new_action(
    uow: UnitOfWork, *, title: str, what: str | None, due_on: date, record: Record | None, site_id: UUID | None
) -> Action:
    """An action that is nobody's yet, not added to the session."""
    _refuse_past(uow, due_on)
    return Action(
        tenant_id=uow.tenant.id,
        id=new_id(),
        reference=new_reference(PREFIX),
        title=title,
        what=what,
        compartment=record.compartment if record else GENERAL,
        record_id=record.id if record else None,
        source_kind=record.kind if record else None,
        site_id=record.site_id if record and record.site_id else site_id,
        due_on=due_on,
        first_due_on=due_on,
        created_at=uow.now,
        created_by=uow.actor.user_id,
        action_key=uuid4(),
        reopened=0,
    )


def may_take(uow: UnitOfWork, action: Action, step: Step, *, live: bool) -> bool:
    """Whether this person may take this step now. Whoever has an action may work on it, whatever their role."""
    if not fits(step, status=action.status, part=action.part, is_live=live):
        return False
    me = uow.actor.user_id
    if step.key == "verify" and me in {action.owner_id, action.done_by}:
        return False
    if step.key in OWNERS_STEPS and action.owner_id == me:
        return True
    return uow.may(VERIFY if step.key in JUDGING else WORK)


def accept_action(uow: UnitOfWork, action: Action, *, owner_id: UUID) -> Action:
    """Take on what another organisation asks, and give it to somebody here; they learn that it was accepted."""
    _begin(uow, action, "accept")
    action.owner_id = _member(uow, owner_id)
    _move(uow, action, "accept")
    tell_owner(uow, action, "given")
    return action


def decline_action(uow: UnitOfWork, action: Action, *, words: str) -> Action:
    """Say no to what another organisation asks, and why."""
    _begin(uow, action, "decline")
    return _move(uow, action, "decline", words=_reason(words))


def report_progress(uow: UnitOfWork, action: Action, *, words: str, is_internal: bool = False) -> Action:
    """Write what was done so far. With `is_internal` the other organisation learns nothing of it."""
    _begin(uow, action, "progress")
    if not words:
        raise PortalError("Write what was done", field="words")
    return _move(uow, action, "progress", words=words, is_internal=is_internal)


def finish_action(uow: UnitOfWork, action: Action, *, words: str, evidence_on: date) -> Action:
    """Say that it is done, what shows it, and the day that evidence is about. Somebody else then verifies it."""
    _begin(uow, action, "finish")
    if not words:
        raise PortalError("Say what shows that it is done", field="words")
    if evidence_on > uow.today:
        raise PortalError("The day the evidence is about has not come yet", field="evidence_on")
    action.evidence, action.evidence_on = words, evidence_on
    action.done_at, action.done_by = uow.now, uow.actor.user_id
    return _move(uow, action, "finish", words=words, evidence_on=evidence_on)


def verify_action(uow: UnitOfWork, action: Action, *, words: str | None = None) -> Action:
    """Confirm that it was done. Never by whoever had it or said that it is done; the database refuses that too."""
    _begin(uow, action, "verify")
    action.verified_at, action.verified_by = uow.now, uow.actor.user_id
    _move(uow, action, "verify", words=words)
    tell_owner(uow, action, "verified")
    return action


def reopen_action(uow: UnitOfWork, action: Action, *, words: str, due_on: date) -> Action:
    """Send it back with the reason and a new date; the old date stays in its history."""
    _begin(uow, action, "reopen")
    _refuse_past(uow, due_on)
    action.due_on, action.reopened = due_on, action.reopened + 1
    action.verified_at = action.verified_by = None
    _move(uow, action, "reopen", words=_reason(words), due_on=due_on)
    tell_owner(uow, action, "sent_back")
    return action


def move_due_date(uow: UnitOfWork, action: Action, *, due_on: date, words: str) -> Action:
    """Change by when it is to be done, and say why."""
    _begin(uow, action, "move")
    _refuse_past(uow, due_on)
    action.due_on = due_on
    _move(uow, action, "move", words=_reason(words), due_on=due_on)
    tell_owner(uow, action, "moved")
    return action


def give_action(uow: UnitOfWork, action: Action, *, owner_id: UUID) -> Action:
    """Give it to somebody else here. Who has it is ours to know."""
    _begin(uow, action, "give")
    action.owner_id = _member(uow, owner_id)
    write_entry(uow, action, "give", is_internal=True)
    tell_owner(uow, action, "given")
    return action


def cancel_action(uow: UnitOfWork, action: Action, *, words: str) -> Action:
    """It is not needed any more, and why."""
    _begin(uow, action, "cancel")
    _move(uow, action, "cancel", words=_reason(words))
    tell_owner(uow, action, "cancelled")
    return action


def refuse_unless_ready(uow: UnitOfWork, action: Action, key: str) -> None:
    """Raise `PortalError` for a step that does not fit now, `NotPermittedError` for one this person may not take."""
    step, live = STEPS[key], is_live(uow, action)
    if not fits(step, status=action.status, part=action.part, is_live=live):
        raise PortalError("This step does not fit any more: somebody has moved the action on.")
    if key == "verify" and uow.actor.user_id in {action.owner_id, action.done_by}:
        raise NotPermittedError("Somebody other than whoever did it must verify it.")
    if not may_take(uow, action, step, live=live):
        uow.require(VERIFY if key in JUDGING else WORK)


def _begin(uow: UnitOfWork, action: Action, key: str) -> None:
    hold(uow, action)
    refuse_unless_ready(uow, action, key)


def _move(uow: UnitOfWork, action: Action, key: str, **said: Any) -> Action:
    action.status = STEPS[key].to_state or action.status
    uow.session.flush()
    write_entry(uow, action, key, **said)
    if not said.pop("is_internal", False):
        send_step(uow, action, key, **said)
    return action


def _member(uow: UnitOfWork, owner_id: UUID) -> UUID:
    try:
        return present_member(uow, owner_id).user_id
    except NotFoundError:
        raise PortalError("Choose somebody who belongs to your organisation", field="owner_id") from None


def _refuse_past(uow: UnitOfWork, due_on: date) -> None:
    if due_on < uow.today:
        raise PortalError("The date must be today or later", field="due_on")


def _reason(words: str) -> str:
    if not words or not words.strip():
        raise PortalError("Say why", field="words")
    return words.strip()
