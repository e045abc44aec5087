"""Receive a complaint, pick its procedure, ask about abuse, and give it to somebody who may have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from plugins.complaints.models import Complaint, ComplaintStage
from plugins.complaints.queries import ANSWERED_AS, line_managers
from plugins.complaints.rules.clocks import Event, last_day_to_bring
from plugins.complaints.rules.routing import Facts, route, usual_body
from plugins.complaints.services.timing import begin, change_procedure
from portal.plugin import Nation, PortalError, TenantKind, UnitOfWork
from portal.plugin.services import (
    NeedsTold,
    PersonDetails,
    Record,
    Site,
    change_record,
    hold_for_change,
    keep_out,
    link_person,
    live_links,
    members,
    names_of,
    new_id,
    open_record,
    record_person,
    refer,
)

SAFEGUARDING_CONCERN = "safeguarding_concern"
KEPT_OUT = "The complaint is about them. They are told what fairness needs, not shown the record."


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody complains of, in their words. Codes are of the plugin's lists."""

    summary: str
    received_on: date
    channel: str
    told_by: str = "self"
    wanted: str | None = None
    happened_on: date | None = None
    consent: str | None = None
    consent_note: str | None = None
    wants_support: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Complainant:
    """Who complains, how they are reached and what they need; and the person it is about, where that is another."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    needs: NeedsTold | None = None
    on_behalf_of: str | None = None


def receive_complaint(
    uow: UnitOfWork,
    told: Told,
    *,
    site: Site | None = None,
    who: Complainant | None = None,
) -> Complaint:
    """Write a complaint down and start the clocks of the procedure it probably falls under, until somebody confirms it.

    Raises `PortalError` on `summary` or `received_on`.
    """
    if not told.summary.strip():
        raise PortalError("Say what went wrong", field="summary")
    if told.received_on > uow.today:
        raise PortalError("This day has not come yet", field="received_on")
    nation = Nation(site.nation if site else uow.tenant.nation)
    facts = Facts(
        nation, usual_body(uow.tenant.kind), about_data=False, received_on=told.received_on,
        to_commissioner=_is_commissioner(uow),
    )  # fmt: skip
    found = route(facts)
    complaint = Complaint(
        title=title_for(site),
        nation=nation.value,
        site_id=site.id if site else None,
        provider_id=site.provider_id if site else None,
        received_on=told.received_on,
        channel=told.channel,
        told_by=told.told_by,
        summary=told.summary.strip(),
        wanted=told.wanted,
        happened_on=told.happened_on,
        consent=told.consent or ("not-needed" if told.told_by == "self" else "not-yet"),
        consent_note=told.consent_note,
        wants_support=told.wants_support,
        body=facts.body,
        regime=found.regime.key,
        regime_reason=" ".join(found.reasons),
        routing={**facts.to_json(), ANSWERED_AS: found.body},
        stage=1,
        heads=[],
        remedies=[],
    )
    open_record(uow, complaint, act="complaint.received")
    uow.session.add(_stage(uow, complaint, 1, told.received_on))
    begin(uow, complaint, Event.RECEIVED, on=told.received_on)
    _write_people(uow, complaint, who or Complainant(), is_self=told.told_by == "self")
    return complaint


def _write_people(uow: UnitOfWork, complaint: Complaint, who: Complainant, *, is_self: bool) -> None:
    if who.name:
        details = PersonDetails(who.name, email=who.email, phone=who.phone, address=who.address)
        person = record_person(uow, name=who.name, record=complaint, details=details, needs=who.needs)
        link_person(uow, complaint, person, role="complainant")
        if is_self:
            link_person(uow, complaint, person, role="affected")
    if who.on_behalf_of:
        link_person(uow, complaint, record_person(uow, name=who.on_behalf_of, record=complaint), role="affected")


def _stage(uow: UnitOfWork, complaint: Record, number: int, begun_on: date) -> ComplaintStage:
    return ComplaintStage(
        tenant_id=uow.tenant.id,
        id=new_id(),
        record_id=complaint.id,
        compartment=complaint.compartment,
        number=number,
        begun_on=begun_on,
    )


@dataclass(frozen=True, kw_only=True)
class Routing:
    """The answers to the routing question, and how serious it is."""

    nation: Nation
    body: str
    about_data: bool
    payer: str
    risk: str
    arranged_by: UUID | None = None
    nation_reason: str | None = None
    late_reason: str | None = None
    site: Site | None = None


def route_complaint(
    uow: UnitOfWork, complaint: Complaint, answers: Routing, *, expected_version: int | None = None
) -> Complaint:
    """Confirm by which one procedure it is answered. Changed later, it keeps the day it was received.

    Raises `PortalError`: on `nation_reason` where the nation is not the place's and nobody says why, on `late_reason`
    where it came after the last day to bring it and nobody says why it is taken up.
    """
    hold_for_change(uow, complaint, expected_version=expected_version)
    if answers.site and answers.site.id != complaint.site_id:
        _put_to_site(uow, complaint, answers.site)
    usual = _usual_nation(uow, complaint)
    if answers.nation != usual and not answers.nation_reason:
        raise PortalError(
            f"The place is in {usual.value.replace('-', ' ').title()}. Say why another nation's procedure applies",
            field="nation_reason",
        )
    if answers.arranged_by and answers.arranged_by not in {one.id for one in live_links(uow)}:
        raise PortalError("Choose one of the organisations you are linked with", field="arranged_by")
    received_on = complaint.received_on or complaint.opened_on
    facts = Facts(answers.nation, answers.body, answers.about_data, received_on, answers.payer, _is_commissioner(uow))
    found = route(facts)
    _refuse_unexplained_lateness(complaint, found.regime.key, answers.late_reason)
    change_record(
        uow,
        complaint,
        act="complaint.routed",
        nation=answers.nation.value,
        body=answers.body,
        payer=answers.payer,
        arranged_by=answers.arranged_by,
        risk=answers.risk,
        severity=answers.risk,
        late_reason=answers.late_reason,
        regime=found.regime.key,
        regime_reason=" ".join((*found.reasons, *filter(None, (answers.nation_reason,)))),
        routing={**facts.to_json(), ANSWERED_AS: found.body},
        routed_at=uow.now,
        routed_by=uow.actor.user_id,
        handler_id=complaint.handler_id or _taken_by(uow, complaint),
        status="routed" if complaint.status == "received" else complaint.status,
    )
    change_procedure(uow, complaint)
    return complaint


def _is_commissioner(uow: UnitOfWork) -> bool:
    return uow.tenant.kind == TenantKind.COMMISSIONER


def _put_to_site(uow: UnitOfWork, complaint: Complaint, site: Site) -> None:
    columns: dict[str, Any] = {"site_id": site.id, "provider_id": site.provider_id}
    title = title_for(site) if complaint.title == title_for(None) else complaint.title
    change_record(uow, complaint, act="complaint.placed", title=title, **columns)


def _taken_by(uow: UnitOfWork, complaint: Complaint) -> UUID | None:
    return None if uow.actor.user_id == complaint.subject_id else uow.actor.user_id


def _usual_nation(uow: UnitOfWork, complaint: Complaint) -> Nation:
    site = uow.session.get(Site, complaint.site_id) if complaint.site_id else None
    return Nation(site.nation if site else uow.tenant.nation)


def _refuse_unexplained_lateness(complaint: Complaint, regime: str, late_reason: str | None) -> None:
    if complaint.happened_on is None or complaint.received_on is None or late_reason:
        return
    last = last_day_to_bring(regime, complaint.happened_on)
    if last and complaint.received_on > last:
        raise PortalError(
            f"It should have been brought by {last:%-d %B %Y}. Say why it is taken up all the same: there was good"
            " reason, and it can still be looked into fairly",
            field="late_reason",
        )


def answer_abuse_question(uow: UnitOfWork, complaint: Complaint, *, could_be_abuse: bool, reason: str) -> Complaint:
    """Say whether what is told could be abuse or neglect, whatever the person who complains calls it.

    A yes hands it to safeguarding here; where that is off, `referred_to` stays empty and the page says what to do.
    """
    if not (reason or "").strip():
        raise PortalError("Say why", field="reason")
    hold_for_change(uow, complaint)
    referred_to = complaint.referred_to
    if could_be_abuse and referred_to is None:
        facts = {"source": "complaint", "received_on": str(complaint.received_on), "site_id": str(complaint.site_id)}
        referred_to = refer(uow, complaint, to_kind=SAFEGUARDING_CONCERN, reason=reason.strip(), facts=facts)
    return change_record(
        uow,
        complaint,
        act="complaint.abuse_asked",
        could_be_abuse=could_be_abuse,
        abuse_reason=reason.strip(),
        abuse_asked_by=uow.actor.user_id,
        abuse_asked_at=uow.now,
        referred_to=referred_to,
    )


def give_to_handler(uow: UnitOfWork, complaint: Complaint, *, member_id: UUID) -> Complaint:
    """Give it to somebody here to see through. Never to the person it is about."""
    _refuse_stranger(uow, member_id, "member_id")
    if member_id == complaint.subject_id:
        raise PortalError("The complaint is about them", field="member_id")
    return change_record(uow, complaint, act="complaint.given", handler_id=member_id)


def name_practitioner(uow: UnitOfWork, complaint: Complaint, *, member_id: UUID) -> Complaint:
    """Say that it is about a member of staff here: it goes to their line manager and is not there for them any more.

    Raises `PortalError` on `member_id` where nobody answers for them, or they are the acting person: nobody can write
    what keeps themselves out, so they hand it over to their line manager, who does.
    """
    _refuse_stranger(uow, member_id, "member_id")
    manager_id = line_managers(uow).get(member_id)
    if manager_id is None:
        raise PortalError(
            "Nobody is recorded as their line manager. Record that first, under Settings", field="member_id"
        )
    if member_id == uow.actor.user_id:
        name = names_of(uow, {manager_id}).get(manager_id, "your line manager")
        raise PortalError(
            f"It is about you. Give it to {name} to see through: they record this, and you find it no more",
            field="member_id",
        )
    hold_for_change(uow, complaint)
    investigator = complaint.investigator_id if complaint.investigator_id != member_id else None
    change_record(
        uow,
        complaint,
        act="complaint.about_practitioner",
        subject_id=member_id,
        handler_id=manager_id,
        investigator_id=investigator,
    )
    keep_out(uow, complaint, user_id=member_id, reason=KEPT_OUT)
    return complaint


def _refuse_stranger(uow: UnitOfWork, member_id: UUID, field: str) -> None:
    if member_id not in {one.user_id for one in members(uow)}:
        raise PortalError("Choose somebody who belongs to your organisation", field=field)


def title_for(site: Site | None, subject: str | None = None) -> str:
    """A title that may stand in any list: what about, and where; never who."""
    what = subject or "Complaint"
    return f"{what} at {site.name}" if site else what


def begin_stage(uow: UnitOfWork, complaint: Complaint, number: int, on: date) -> ComplaintStage:
    """Add a round of answering."""
    stage = _stage(uow, complaint, number, on)
    uow.session.add(stage)
    return stage
