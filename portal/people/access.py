"""Subject access requests: take one on, gather, decide passage by passage, release by two people, hand over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from portal.accounts.queries import holders_of
from portal.core.errors import NotFoundError, NotPermittedError, PortalError
from portal.core.ids import new_id
from portal.core.queue import enqueue
from portal.core.uow import UnitOfWork
from portal.deadlines.queries import deadline_for
from portal.deadlines.services import meet_deadline, start_deadline, waive_deadline
from portal.declarations import DATES_ALONE
from portal.notifications.services import tell
from portal.people.gathering import Passage, facts_of, others_in, passages_about, records_seen, sought
from portal.people.models import AccessLine, AccessPack, AccessRequest, Person
from portal.people.permissions import DATA_PROTECTION_LEAD, RELEASE, SUBJECT_ACCESS, WORK
from portal.people.queries import entry_for, load_person
from portal.people.redaction import without
from portal.people.rules import NameFinder
from portal.people.services import choose_format
from portal.records.services import hold_for_change, open_record
from portal.trail.services import append_entry

GATHER, MAKE_PACK = "people.gather", "people.make_pack"
CLOCK = "SAR"
TITLE = "Subject access request"
GATHERING, DECIDING, PROPOSED, RELEASED, GIVEN, ENDED = (
    "gathering", "deciding", "proposed", "released", "given", "ended",
)  # fmt: skip
INCLUDE, THIRD_PARTY, EXEMPT, NOT_THEM = "include", "third_party", "exempt", "not_them"
DRAFT = "portal.draft"
RECORD_OF_A_FORM = re.compile(r"record_id=([0-9a-f-]{36})")


def order_pack(
    uow: UnitOfWork,
    person: Person,
    *,
    received_on: date,
    asked_for: str | None = None,
    asked_by: str | None = None,
    search_words: Sequence[str] = (),
) -> AccessRequest:
    """Take on a request, start its statutory clock, and have everything about the person gathered.

    Raises `PortalError` on `received_on`.
    """
    uow.require(WORK)
    if received_on > uow.today:
        raise PortalError("The day it was received has not come yet", field="received_on")
    request = AccessRequest(
        title=TITLE,
        nation=uow.tenant.nation,
        compartment=SUBJECT_ACCESS,
        person_id=entry_for(uow, person).id,
        received_on=received_on,
        opened_on=received_on,
        asked_for=asked_for,
        asked_by=asked_by,
        search_words=list(search_words),
        not_looked_in=[],
    )
    open_record(uow, request)
    uow.session.flush()
    start_deadline(uow, CLOCK, request, from_=received_on)
    enqueue(uow.session, GATHER, {"request": str(request.id)})
    return request


def confirm_identity(uow: UnitOfWork, request: AccessRequest, *, how: str, on: date) -> AccessRequest:
    """Write down how it is known that they are who they say."""
    _begin(uow, request, GATHERING, DECIDING)
    if on > uow.today:
        raise PortalError("This day has not come yet", field="on")
    request.identity_how, request.identity_on = how, on
    _moved(uow, request, "access.identity_confirmed")
    return request


def gather_again(uow: UnitOfWork, request: AccessRequest) -> None:
    """Look for passages once more. What was decided stays, unless the passage changed."""
    _begin(uow, request, GATHERING, DECIDING)
    enqueue(uow.session, GATHER, {"request": str(request.id)})


def gather(uow: UnitOfWork, request_id: UUID) -> None:
    """Find every passage as whoever asked for it may see it; keep those found before, with what was decided of them.

    A job does this: only a job that gathers may read what people typed and did not send.
    """
    request = uow.session.get(AccessRequest, (uow.tenant.id, request_id))
    if request is None or request.status not in {GATHERING, DECIDING}:
        return
    hold_for_change(uow, request)
    wanted = sought(uow, load_person(uow, request.person_id), request.search_words)
    found = [*_seen_drafts(uow, passages_about(uow, wanted)), *facts_of(uow, wanted)]
    found = [one for one in found if one.source_id != request.id]
    ids = {one.source_id for one in found if one.source_id}
    names, seen = others_in(uow, wanted, ids), records_seen(uow, ids)
    there = {(one.place, one.row_key, one.column_name): one for one in lines_of(uow, request)}
    for one in found:
        line = there.pop((one.place, one.row_key, one.column), None) or _new_line(uow, request, one)
        _take_up(line, one)
        line.source = _source(uow, one, seen.get(one.source_id))
        line.others_named = [name for name in names.get(one.source_id, []) if NameFinder.of([name]).found_in(one.words)]
    for gone in there.values():
        uow.session.delete(gone)
    request.status, request.gathered_at = DECIDING, uow.now
    request.not_looked_in = sorted(_all_compartments(uow) - uow.actor.compartments)
    _moved(uow, request, "access.gathered", passages=len(found))


def decide_line(
    uow: UnitOfWork,
    request: AccessRequest,
    line: AccessLine,
    *,
    decision: str,
    reason: str | None = None,
    left_out: Sequence[str] = (),
) -> AccessLine:
    """Say whether a passage is given, and without which words, or why not.

    Raises `PortalError` on `reason` for a passage that is withheld without one.
    """
    _begin(uow, request, DECIDING)
    if decision in {THIRD_PARTY, EXEMPT} and not (reason or "").strip():
        raise PortalError("Say why it is not given", field="reason")
    leaving = [one.strip() for one in left_out if one.strip()] if decision == INCLUDE else []
    if leaving and NameFinder.of(leaving).found_in(without(line.words, leaving)):
        raise PortalError("Some of these words would still stand in it: write them as they are there", field="left_out")
    line.decision, line.reason = decision, (reason or "").strip() or None
    line.left_out = leaving
    line.decided_by, line.decided_at = uow.actor.user_id, uow.now
    _trail(uow, request, "access.decided", line=str(line.id), decision=decision)
    return line


def decide_rest(
    uow: UnitOfWork, request: AccessRequest, like: AccessLine, *, decision: str, reason: str | None = None
) -> int:
    """Decide alike about every passage from the same place that nobody decided about; how many there were.

    A passage that names others is left for a reader.
    """
    rest = [
        one
        for one in lines_of(uow, request)
        if one.decision is None and one.source == like.source and not one.others_named
    ]
    for one in rest:
        decide_line(uow, request, one, decision=decision, reason=reason)
    return len(rest)


def propose_release(uow: UnitOfWork, request: AccessRequest) -> AccessRequest:
    """Say that all is decided; somebody else who may release it is told. Raises `PortalError` with what is missing."""
    _begin(uow, request, DECIDING)
    if request.identity_on is None:
        raise PortalError("First write down how it is known that they are who they say.")
    if undecided(uow, request):
        raise PortalError("Decide about every passage first.")
    request.status, request.proposed_by, request.proposed_at = PROPOSED, uow.actor.user_id, uow.now
    _moved(uow, request, "access.proposed")
    others = [one.user_id for one in holders_of(uow, DATA_PROTECTION_LEAD) if one.user_id != uow.actor.user_id]
    tell(uow, template="access_to_release", people=others, reference=request.reference)
    return request


def send_back(uow: UnitOfWork, request: AccessRequest, *, reason: str) -> AccessRequest:
    """Not yet: it is to be decided again, and why."""
    _begin(uow, request, PROPOSED)
    if not reason.strip():
        raise PortalError("Say what is to be looked at again", field="reason")
    request.status, request.proposed_by, request.proposed_at = DECIDING, None, None
    _moved(uow, request, "access.sent_back", reason=reason.strip())
    return request


def release_pack(uow: UnitOfWork, request: AccessRequest) -> AccessRequest:
    """Release what somebody else proposed; a job then makes the file. The database refuses one person alone too."""
    uow.require(RELEASE)
    _begin(uow, request, PROPOSED)
    if request.proposed_by == uow.actor.user_id:
        raise NotPermittedError("Somebody other than whoever proposed it must release it.")
    request.status, request.released_by, request.released_at = RELEASED, uow.actor.user_id, uow.now
    _moved(uow, request, "access.released")
    enqueue(uow.session, MAKE_PACK, {"request": str(request.id)})
    return request


def record_given(
    uow: UnitOfWork, request: AccessRequest, *, given_on: date, chosen: str, reason: str | None = None
) -> AccessRequest:
    """Write down that they have it, in which format, and stop the clock. Raises `PortalError` on a field."""
    _begin(uow, request, RELEASED)
    if given_on > uow.today:
        raise PortalError("This day has not come yet", field="given_on")
    person = load_person(uow, request.person_id)
    choose_format(uow, person, chosen, used_for=request.reference, reason=reason)
    request.status, request.given_on, request.given_how, request.closed_on = GIVEN, given_on, chosen, uow.today
    clock = deadline_for(uow, request.id, CLOCK)
    if clock:
        meet_deadline(uow, clock, request)
    _moved(uow, request, "access.given")
    return request


def end_request(uow: UnitOfWork, request: AccessRequest, *, reason: str) -> AccessRequest:
    """End it without an answer: they took it back, or it is refused as the law allows, and why."""
    _begin(uow, request, GATHERING, DECIDING, PROPOSED)
    if not reason.strip():
        raise PortalError("Say why it ends without an answer", field="reason")
    request.status, request.ended_reason, request.closed_on = ENDED, reason.strip(), uow.today
    clock = deadline_for(uow, request.id, CLOCK)
    if clock:
        waive_deadline(uow, clock, request, reason=reason)
    uow.session.execute(delete(AccessLine).where(AccessLine.record_id == request.id))
    _moved(uow, request, "access.ended")
    return request


def lines_of(uow: UnitOfWork, request: AccessRequest) -> Sequence[AccessLine]:
    """Every passage found, those of one source together."""
    return uow.session.scalars(
        select(AccessLine)
        .where(AccessLine.record_id == request.id)
        .order_by(AccessLine.source, AccessLine.place, AccessLine.row_key, AccessLine.id)
    ).all()


def line_of(uow: UnitOfWork, request: AccessRequest, line_id: UUID) -> AccessLine:
    """One passage of this request; anything else is not found."""
    found = uow.session.get(AccessLine, (uow.tenant.id, line_id))
    if found is None or found.record_id != request.id:
        raise NotFoundError
    return found


def undecided(uow: UnitOfWork, request: AccessRequest) -> int:
    """How many passages nobody decided about yet."""
    left = (
        select(func.count())
        .select_from(AccessLine)
        .where(AccessLine.record_id == request.id, AccessLine.decision.is_(None))
    )
    return uow.session.scalar(left) or 0


def pack_of(uow: UnitOfWork, request: AccessRequest) -> AccessPack | None:
    """The released file, once it is made."""
    return uow.session.scalars(
        select(AccessPack).where(AccessPack.record_id == request.id).order_by(AccessPack.made_at.desc()).limit(1)
    ).one_or_none()


def _begin(uow: UnitOfWork, request: AccessRequest, *states: str) -> None:
    uow.require(WORK)
    uow.session.flush()
    hold_for_change(uow, request)
    uow.session.refresh(request)
    if request.status not in states:
        raise PortalError("This step does not fit any more: somebody has moved the request on.")


def _moved(uow: UnitOfWork, request: AccessRequest, act: str, **details: Any) -> None:
    request.updated_at = uow.now
    request.row_version += 1
    _trail(uow, request, act, **details)


def _trail(uow: UnitOfWork, request: AccessRequest, act: str, **details: Any) -> None:
    append_entry(uow, act, record_id=request.id, compartment=request.compartment, **details)


def _new_line(uow: UnitOfWork, request: AccessRequest, one: Passage) -> AccessLine:
    line = AccessLine(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=request.id,
        compartment=request.compartment,
        place=one.place,
        row_key=one.row_key,
        column_name=one.column,
        source_id=one.source_id,
        label=one.label,
        words=one.words,
        found_by=one.found_by,
        left_out=[],
    )
    uow.session.add(line)
    return line


def _take_up(line: AccessLine, one: Passage) -> None:
    """A passage that reads otherwise than when it was decided about is to be decided about again."""
    if line.words != one.words:
        line.words, line.left_out = one.words, []
        line.decision = line.reason = line.decided_by = line.decided_at = None


def _source(uow: UnitOfWork, one: Passage, record: Any) -> str:
    if record is None:
        return one.label.partition(":")[0]
    return f"{uow.plugins.installed_kind(record.kind).label} {record.reference}"


def _seen_drafts(uow: UnitOfWork, passages: Iterable[Passage]) -> Iterator[Passage]:
    """Drafts are not in a compartment; one about a record is left out where that record may not be seen."""
    held = list(passages)
    about = {
        one.row_key: UUID(match[1])
        for one in held
        if one.place == DRAFT and (match := RECORD_OF_A_FORM.search(one.row_key))
    }
    seen = records_seen(uow, about.values())
    for one in held:
        record_id = about.get(one.row_key) if one.place == DRAFT else None
        if record_id is None:
            yield one
        elif record_id in seen:
            yield replace(one, source_id=record_id)


def _all_compartments(uow: UnitOfWork) -> frozenset[str]:
    plugins: Any = uow.plugins
    roles = plugins.registry.roles.values()
    return frozenset(one.removesuffix(DATES_ALONE) for role in roles for one in role.compartments)
