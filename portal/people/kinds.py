"""Subject access requests as records: their page, list and clock are those of every kind."""

from __future__ import annotations

from typing import Any

from flask import url_for

from portal.core.uow import UnitOfWork
from portal.declarations import (
    Field,
    FieldFormat,
    FieldGroup,
    Lifecycle,
    NextStep,
    PageSection,
    RecordKind,
    Retention,
    State,
)
from portal.people import access
from portal.people.models import AccessRequest
from portal.people.permissions import WORK
from portal.people.queries import load_person
from portal.people.rules import FORMATS

REQUEST = FieldGroup(
    "request",
    "What was asked",
    (
        Field("received_on", "Received", FieldFormat.DATE),
        Field("asked_for", "What they asked for", FieldFormat.PARAGRAPHS, personal=True),
        Field("asked_by", "Who asks for them, and by what right", personal=True),
        Field("identity_how", "How we know it is them", personal=True),
        Field("identity_on", "Known since", FieldFormat.DATE),
    ),
)
ANSWER = FieldGroup(
    "answer",
    "The answer",
    (
        Field("gathered_at", "Gathered", FieldFormat.MOMENT),
        Field("proposed_at", "Proposed for release", FieldFormat.MOMENT),
        Field("released_at", "Released by a second person", FieldFormat.MOMENT),
        Field("given_on", "Given to them", FieldFormat.DATE),
        Field("given_how", "Format", FieldFormat.CODE, codes=FORMATS.key),
        Field("ended_reason", "Why it ended without an answer", FieldFormat.PARAGRAPHS, personal=True),
    ),
)


def progress(uow: UnitOfWork, request: AccessRequest) -> Any:
    """What the request's page shows besides its fields."""
    return {
        "person": load_person(uow, request.person_id),
        "found": len(access.lines_of(uow, request)),
        "undecided": access.undecided(uow, request),
        "pack": access.pack_of(uow, request),
        "not_looked_in": request.not_looked_in,
        "may_end": request.status in {access.GATHERING, access.DECIDING, access.PROPOSED},
    }


def next_step(uow: UnitOfWork, request: AccessRequest) -> NextStep | None:
    """The one thing to do next with a request."""
    if request.status == access.DECIDING:
        return _while_deciding(uow, request)
    if request.status == access.PROPOSED and request.proposed_by != uow.actor.user_id:
        return _step("Read and release it", "subject_access.release", request, "A colleague has decided everything.")
    if request.status == access.RELEASED and access.pack_of(uow, request):
        return _step("Record that they have it", "subject_access.given", request, "The file is ready below.")
    return None


def _while_deciding(uow: UnitOfWork, request: AccessRequest) -> NextStep:
    if request.identity_on is None:
        return _step("Record how we know it is them", "subject_access.identity", request)
    if access.undecided(uow, request):
        return _step("Decide passage by passage", "subject_access.lines", request)
    return _step("Propose the release", "subject_access.propose", request, "Everything is decided.")


def _step(label: str, endpoint: str, request: AccessRequest, why: str = "") -> NextStep:
    return NextStep(label, url_for(endpoint, request_id=request.id), why)


ACCESS_REQUEST = RecordKind(
    key="access_request",
    label="Subject access request",
    plural="Subject access requests",
    prefix="SAR",
    model=AccessRequest,
    lifecycle=Lifecycle(
        states=(
            State(access.GATHERING, "Being gathered", "yellow", shareable=False),
            State(access.DECIDING, "To be decided", "blue", shareable=False),
            State(access.PROPOSED, "Waits for a second person", "orange", shareable=False),
            State(access.RELEASED, "Released", "teal", shareable=False),
            State(access.GIVEN, "Given", "grey", is_open=False, shareable=False),
            State(access.ENDED, "Ended without an answer", "grey", is_open=False, shareable=False),
        ),
        transitions=(),
    ),
    groups=(REQUEST, ANSWER),
    read=WORK,
    write=WORK,
    page_sections=(PageSection("pack", "What was found", "people/_progress.html", progress),),
    next_step=next_step,
    internal=(
        Field("person_id", "Person"),
        Field("search_words", "Other words to look for", personal=True),
        Field("not_looked_in", "Not looked in"),
        Field("proposed_by", "Proposed by"),
        Field("released_by", "Released by"),
    ),
    retention=Retention(
        months=36,
        from_column="closed_on",
        source="The organisation's own schedule: long enough to answer a complaint to the Information Commissioner",
        verified=False,
    ),
    acts={
        "access.identity_confirmed": "wrote down how we know it is them",
        "access.gathered": "gathered what is held",
        "access.decided": "",
        "access.proposed": "proposed the release",
        "access.sent_back": "sent it back to be decided again",
        "access.released": "released the answer",
        "access.given": "recorded that they have it",
        "access.ended": "ended it without an answer",
    },
)
