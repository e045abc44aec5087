"""What the tests of complaints do again and again, through the services."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from plugins.complaints.models import Complaint, LineManager
from plugins.complaints.queries import heads_of
from plugins.complaints.rules import letters as wording
from plugins.complaints.services import answering, deciding, letters, receiving
from plugins.complaints.services.letters import Finished
from portal.deadlines.models import Deadline
from portal.plugin import Nation
from portal.plugin.services import Addressee, new_id, site_of
from tests.world import PERSONAS, ROSEWOOD_HOUSE

if TYPE_CHECKING:
    from uuid import UUID

    from portal.plugin import UnitOfWork

TOLD = {
    "summary": "Nobody came to help my mother Edna Quill get up until eleven.",
    "received_on": date(2026, 3, 4),
    "channel": "letter",
    "told_by": "relative",
    "consent": "given",
}
A_DAY = re.compile(r"\[(?:the|say a) day you can keep[^\]]*\]")
WHO = receiving.Complainant(name="Joan Quill", email="joan@quill.example", on_behalf_of="Edna Quill")


def received(uow: UnitOfWork, *, site: UUID | None = ROSEWOOD_HOUSE, **told: Any) -> Complaint:
    """A complaint somebody has written down."""
    place = site_of(uow, site) if site else None
    return receiving.receive_complaint(uow, receiving.Told(**{**TOLD, **told}), site=place, who=WHO)


def routed(
    uow: UnitOfWork, complaint: Complaint | None = None, *, site: UUID | None = ROSEWOOD_HOUSE, **answers: Any
) -> Complaint:
    """Its procedure confirmed, and the question about abuse answered with no."""
    given = {
        "nation": Nation(uow.tenant.nation),
        "body": "provider",
        "about_data": False,
        "payer": "council",
        "risk": "medium",
        **{key: value for key, value in answers.items() if key not in TOLD},
    }
    told = {key: value for key, value in answers.items() if key in TOLD}
    found = complaint or received(uow, site=site, **told)
    receiving.route_complaint(uow, found, receiving.Routing(**given))
    return receiving.answer_abuse_question(uow, found, could_be_abuse=False, reason="A matter of staffing.")


def letter(uow: UnitOfWork, complaint: Complaint, key: str) -> Finished:
    """The letter as it is filled in, with nothing left in square brackets."""
    words = letters.words_of(uow, complaint, key)
    for one in ("[what they complain about, point by point]", "[say the reason]"):
        words = words.replace(one, "As we said.")
    if key != wording.PLAN:
        words = A_DAY.sub("Friday 29 May 2026", words)
    words = words.replace("[what was agreed, who does it, and by when]", "A second carer, from 1 May.")
    return Finished(addressee=Addressee("Joan Quill"), letter_format="standard_print", words=words)


def acknowledged(uow: UnitOfWork, complaint: Complaint | None = None, *, on: date | None = None) -> Complaint:
    found = complaint or routed(uow)
    return answering.acknowledge(uow, found, letter(uow, found, wording.ACKNOWLEDGEMENT), on=on or uow.today)


def decided(uow: UnitOfWork, complaint: Complaint, *outcomes: str) -> Complaint:
    """A head for each outcome, with that outcome."""
    for outcome in outcomes:
        head = deciding.add_head(uow, complaint, subject="care", words="Nobody came until eleven.")
        deciding.decide_head(uow, complaint, head, outcome=outcome, finding="The rota had a gap.")
    return complaint


def looked_into(uow: UnitOfWork, complaint: Complaint, by: UUID | None = None) -> Complaint:
    """Given to somebody without a conflict: the acting person, unless told."""
    return answering.give_to_investigator(uow, complaint, member_id=by or uow.actor.user_id, has_conflict=False)


def drafted(uow: UnitOfWork, complaint: Complaint | None = None) -> Complaint:
    found = complaint or acknowledged(uow)
    if not heads_of(uow, found.id):
        decided(uow, found, "upheld")
    if (found.reviewer_id if found.stage == 2 else found.investigator_id) is None:
        looked_into(uow, found)
    answering.draft_response(uow, found, response="We spoke with the night team. It should not be so.", remedies=[])
    return found


def answered(uow: UnitOfWork, complaint: Complaint | None = None, *, on: date | None = None) -> Complaint:
    """Support offered and declined; drafted, signed and sent by the acting person."""
    found = drafted(uow, complaint)
    answering.offer_support(uow, found, offered_on=uow.today, answer="declined", supported_by=None)
    answering.sign_response(uow, found)
    sent = Finished(addressee=Addressee("Joan Quill"), letter_format="standard_print", words="")
    return answering.send_response(uow, found, sent, on=on or uow.today)


def due(uow: UnitOfWork, complaint: Complaint) -> dict[str, date | None]:
    """The running clocks of a complaint by the code of their rule."""
    uow.session.flush()
    return {one.rule_code: one.due_on for one in clocks(uow, complaint) if one.is_running}


def clocks(uow: UnitOfWork, complaint: Complaint) -> list[Deadline]:
    return list(uow.session.scalars(select(Deadline).where(Deadline.record_id == complaint.id)))


def answers_for(uow: UnitOfWork, member: str, manager: str) -> None:
    """Record who is whose line manager."""
    member_id, manager_id = PERSONAS[member].id, PERSONAS[manager].id
    uow.session.add(LineManager(tenant_id=uow.tenant.id, id=new_id(), member_id=member_id, manager_id=manager_id))
    uow.session.flush()
