"""Compliments, suggestions and comments: received, passed on to the team, answered; perhaps a complaint after all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugins.complaints.models import Complaint, Feedback
from plugins.complaints.rules.codes import NATURES
from plugins.complaints.services.receiving import Told, receive_complaint
from portal.plugin import Nation, PortalError, UnitOfWork
from portal.plugin.services import (
    PersonDetails,
    Site,
    change_record,
    keep_origin,
    link_person,
    open_record,
    people_of,
    record_person,
)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What somebody said, and who they are if they told. Codes are of the plugin's lists."""

    nature: str
    words: str
    received_on: date
    channel: str
    name: str | None = None
    email: str | None = None
    wants_answer: bool | None = None


def receive_feedback(uow: UnitOfWork, heard: Heard, *, site: Site | None = None) -> Feedback:
    """Write down what somebody said. Raises `PortalError` on `words` or `received_on`."""
    if not (heard.words or "").strip():
        raise PortalError("Write what they said", field="words")
    if heard.received_on > uow.today:
        raise PortalError("This day has not come yet", field="received_on")
    what = NATURES.label_of(heard.nature).removeprefix("A ").capitalize()
    found = Feedback(
        title=f"{what} about {site.name}" if site else what,
        nation=Nation(site.nation if site else uow.tenant.nation).value,
        site_id=site.id if site else None,
        provider_id=site.provider_id if site else None,
        nature=heard.nature,
        words=heard.words.strip(),
        received_on=heard.received_on,
        channel=heard.channel,
        wants_answer=heard.wants_answer,
    )
    open_record(uow, found, act="feedback.received")
    if heard.name:
        details = PersonDetails(heard.name, email=heard.email)
        person = record_person(uow, name=heard.name, record=found, details=details)
        link_person(uow, found, person, role="reporter")
    return found


def pass_on_feedback(uow: UnitOfWork, found: Feedback, *, on: date, answer: str | None) -> Feedback:
    """Record that the team heard it, and what its sender was answered."""
    if on > uow.today:
        raise PortalError("This day has not come yet", field="on")
    if found.wants_answer and not answer:
        raise PortalError("They want an answer: write what they were told", field="answer")
    return change_record(
        uow,
        found,
        act="feedback.passed_on",
        passed_on_on=on,
        answer=answer,
        answered_on=on if answer else None,
        status="passed-on",
    )


def make_complaint(uow: UnitOfWork, found: Feedback) -> Complaint:
    """What was sent as feedback is a complaint: the same words, received the same day. Asked twice, it stays one."""
    if found.complaint_id:
        raise PortalError("It is a complaint already.")
    site = uow.session.get(Site, found.site_id) if found.site_id else None
    told = Told(
        summary=found.words or "",
        received_on=found.received_on or found.opened_on,
        channel=found.channel or "passed-on",
    )
    complaint = receive_complaint(uow, told, site=site)
    for link, person in people_of(uow, found.id):
        link_person(uow, complaint, person, role="complainant" if link.role == "reporter" else link.role)
    keep_origin(uow, complaint, from_record=found, reason="It tells of something that went wrong.")
    change_record(
        uow, found, act="feedback.became_complaint", complaint_id=complaint.id, status="closed", closed_on=uow.today
    )
    return complaint
