"""Blocks of the home page and of a complaint's page; what is said about a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from plugins.complaints import queries
from plugins.complaints.models import Complaint, ComplaintHead, ComplaintsRequest, ComplaintStage, Feedback
from plugins.complaints.permissions import WRITE
from plugins.complaints.rules.clocks import BRING_WITHIN
from plugins.complaints.rules.codes import OUTCOMES, SUBJECTS
from plugins.complaints.rules.ombudsmen import Ombudsman, ombudsman_for
from plugins.complaints.rules.outcomes import needs_action
from plugins.complaints.rules.routing import REGIMES, SECOND_STAGE, WALES, Regime
from plugins.complaints.services.timing import Lateness, lateness_of
from portal.plugin import Nation, PageSection, Panel, UnitOfWork
from portal.plugin.services import names_of


@dataclass(frozen=True)
class Procedure:
    """By which procedure a complaint is answered, why, and who looks at it next."""

    regime: Regime
    reasons: str
    is_confirmed: bool
    months_to_bring: int | None
    ombudsman: Ombudsman | None
    redress_pounds: int | None
    lateness: Lateness | None


@dataclass(frozen=True)
class Head:
    """One head as the page shows it."""

    head: ComplaintHead
    subject: str
    outcome: str
    wants_action: bool


@dataclass(frozen=True)
class Work:
    """Who has it, and each round of answering."""

    people: Mapping[str, str]
    stages: Sequence[ComplaintStage]
    signed_by: Mapping[UUID, str]
    may_look_again: str


def procedure(uow: UnitOfWork, complaint: Complaint) -> Procedure | None:
    if complaint.is_received or complaint.regime is None:
        return None
    regime = REGIMES[complaint.regime]
    return Procedure(
        regime,
        complaint.regime_reason or "",
        complaint.routed_at is not None,
        BRING_WITHIN.get(regime.key),
        ombudsman_for(regime.key, Nation(complaint.nation), queries.body_that_answers(complaint)),
        complaint.redress_pence // 100 if complaint.redress_pence else None,
        lateness_of(uow, complaint) if complaint.is_open else None,
    )


def heads(uow: UnitOfWork, complaint: Complaint) -> list[Head]:
    """The heads of one of our own complaints; a received copy tells them among its groups."""
    if complaint.is_received:
        return []
    return [
        Head(one, SUBJECTS.label_of(one.subject), OUTCOMES.label_of(one.outcome), needs_action(one.outcome))
        for one in queries.heads_of(uow, complaint.id)
    ]


def work(uow: UnitOfWork, complaint: Complaint) -> Work | None:
    if complaint.is_received:
        return None
    roles = {
        "Sees it through": complaint.handler_id,
        "Looks into it": complaint.investigator_id,
        "Looks at it again": complaint.reviewer_id,
    }
    stages = queries.stages_of(uow, complaint.id)
    signers = {one.signed_by for one in stages if one.signed_by}
    names = names_of(uow, {one for one in roles.values() if one} | signers)
    regime = REGIMES.get(complaint.regime or "")
    return Work(
        {label: names.get(user_id, "") for label, user_id in roles.items() if user_id},
        stages,
        names,
        may_look_again=_another_look(complaint, regime),
    )


def _another_look(complaint: Complaint, regime: Regime | None) -> str:
    """What asking for the next stage is called here; nothing while they cannot ask."""
    if regime is None or regime.stages < SECOND_STAGE or complaint.stage != 1 or complaint.routed_at is None:
        return ""
    if regime is WALES:
        return "They ask for a formal investigation"
    return "They want another look" if complaint.answered_on else ""


def feedback_steps(_uow: UnitOfWork, feedback: Feedback) -> Feedback | None:
    return None if feedback.is_received or feedback.complaint_id else feedback


def request_paper(_uow: UnitOfWork, request: ComplaintsRequest) -> ComplaintsRequest:
    return request


def waiting(uow: UnitOfWork) -> Sequence[Any]:
    return queries.waiting_for(uow, uow.actor.user_id)


SECTIONS = (
    PageSection("procedure", "Procedure", "complaints/_procedure.html", procedure),
    PageSection("heads", "Head by head", "complaints/_heads.html", heads, instead_of="outcome"),
    PageSection("work", "Who does what", "complaints/_work.html", work),
)
REQUEST_SECTIONS = (PageSection("summary_paper", "The summary", "complaints/_request.html", request_paper),)
FEEDBACK_SECTIONS = (PageSection("steps", "What to do with it", "complaints/_feedback.html", feedback_steps),)
PANELS = (Panel("complaints.waiting", "Complaints with you", "complaints/_waiting.html", waiting, WRITE, weight=25),)
