"""What the tests of incidents do again and again: through the services, and as a person with a browser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from plugins.incidents import services
from plugins.incidents.forms import OUTCOMES
from plugins.incidents.kinds import INCIDENT
from plugins.incidents.models import Incident
from plugins.incidents.queries import notifications_of
from portal.core import clock
from portal.plugin.services import move_record, site_of
from portal.trail.models import TrailEntry
from portal.worker import run_waiting_jobs
from tests.world import PERSONAS, ROSEWOOD_HOUSE, acting

if TYPE_CHECKING:
    from uuid import UUID

    from plugins.incidents.models import IncidentNotification
    from portal.plugin import UnitOfWork
    from tests.client import Page, PortalClient

REPORT = "/t/rosewood/incidents/report"
FELL_AT = datetime(2026, 3, 4, 7, 30, tzinfo=UTC)
FELL = {
    "what_happened": "J.S. slipped by the shower chair and came down on the right hip.",
    "occurred_at": FELL_AT,
    "event_type": "harm",
    "physical_harm": "severe",
    "who_affected": "person",
}
# Everything the rules of England ask about a fall with a broken hip, answered.
BROKEN_HIP = {
    "setting": "care-home",
    "body_type": "adult-social-care",
    "regulated_activity": True,
    "lasting_impairment": True,
    "treatment_needed": True,
}
ABUSE = {"body_type": "adult-social-care", "regulated_activity": True, "abuse": True, "abuse_by_staff": True}


def reported(uow: UnitOfWork, *, site_id: UUID = ROSEWOOD_HOUSE, **answers: Any) -> Incident:
    """A first report, as the acting person."""
    report = services.FirstReport(**{**FELL, **answers})
    return services.report_incident(uow, site=site_of(uow, site_id), report=report)


def completed(uow: UnitOfWork, *, facts: dict[str, Any] | None = None, **answers: Any) -> Incident:
    """A report somebody has completed, with its questions answered where `facts` are given."""
    incident = services.complete_report(uow, reported(uow, **answers), category="fall")
    if facts is not None:
        services.confirm_facts(uow, incident, answers=facts)
    return incident


def duties(uow: UnitOfWork, incident: Incident) -> dict[str, IncidentNotification]:
    """The incident's notifications by the code of their rule."""
    return {one.rule_code: one for one in notifications_of(uow, incident.id)}


def sent(uow: UnitOfWork, incident: Incident, code: str, reference: str = "CQC-1001") -> IncidentNotification:
    """Record one of the incident's duties as sent."""
    return services.submit_notification(
        uow, incident, duties(uow, incident)[code], reference=reference, channel="portal", submitted_at=uow.now
    )


def decided(uow: UnitOfWork, incident: Incident, code: str, **answers: Any) -> IncidentNotification:
    """Decide by name that one of the incident's duties need not be sent."""
    given = {"reason": "The hospital told them.", **answers}
    return services.decide_not_needed(uow, incident, duties(uow, incident)[code], **given)


def take_step(uow: UnitOfWork, incident: Incident, key: str, *, reason: str | None = None) -> Incident:
    """Close or reopen the incident."""
    step = next(one for one in INCIDENT.lifecycle.transitions if one.key == key)
    return move_record(uow, incident, step, reason=reason)


def trail_of(uow: UnitOfWork, incident: Incident) -> list[str]:
    """What was done with the incident, clocks left out, oldest first."""
    uow.session.flush()
    statement = select(TrailEntry.act).where(TrailEntry.record_id == incident.id).order_by(TrailEntry.id)
    return [one for one in uow.session.scalars(statement) if not one.startswith("deadline.")]


def settle_all(uow: UnitOfWork, incident: Incident) -> None:
    """Every duty sent, something learned, the reporter answered: ready to be closed."""
    for code, one in duties(uow, incident).items():
        if one.is_due:
            sent(uow, incident, code)
    services.record_learning(uow, incident, learning="A second check at 4am.", no_learning_reason=None)
    services.answer_reporter(uow, incident, answer="Thank you. We have changed the night check.")


# As a person with a browser.

FOUND = {
    "what_happened": "Found on the floor beside the bed.\nNo pain on moving.",
    "occurred_at": datetime(2026, 4, 1, 20, 40, tzinfo=UTC),
    "who_affected": "person",
    "person_references": "J.S., room 14",
    "actions_taken": ("first-aid", "told-family"),
    "immediate_action": "Checked every hour until six.",
}

WHAT = {"what_happened": "Found on the floor beside the bed.\r\nNo pain on moving."}
WHEN = {
    "occurred_at-day": "1",
    "occurred_at-month": "4",
    "occurred_at-year": "2026",
    "occurred_at-time": "21:40",
    "site_id": str(ROSEWOOD_HOUSE),
}
HURT = {"outcome": "low", "who_affected": "person", "person_references": "J.S., room 14"}
DONE = {"actions_taken": ["first-aid", "told-family"], "immediate_action": "Checked every hour until six."}
STEPS = {"what": WHAT, "when": WHEN, "hurt": HURT, "done": DONE}


def fill_in(browser: PortalClient, *, until: str = "done", **changed: dict[str, Any]) -> None:
    """Go through the pages of a first report, up to and including `until`."""
    for key, answers in STEPS.items():
        page = browser.post(f"{REPORT}/{key}", {**answers, **changed.get(key, {})})
        assert page.status_code == 302, page.errors
        if key == until:
            return


def send_report(browser: PortalClient, **changed: dict[str, Any]) -> str:
    """Fill in and send a first report; its reference."""
    fill_in(browser, **changed)
    page = browser.post(f"{REPORT}/check")
    assert page.location.startswith(f"{REPORT}/sent/"), page.words
    return page.location.rsplit("/", maxsplit=1)[1]


def path_of(browser: PortalClient, reference: str, tenant: str = "rosewood") -> str:
    """The address of a record's page, found in its list as a person would."""
    listed = browser.get(f"/t/{tenant}/records/incident/")
    return listed.tree.xpath(f'//tr[td[normalize-space()="{reference}"]]//a/@href')[0]


def new_incident(client: PortalClient, outcome: str) -> str:
    """Mia has reported at nine, Ben has completed it: the address of the incident's own pages."""
    event_type, physical, psychological = OUTCOMES[outcome]
    harm = {"event_type": event_type, "physical_harm": physical, "psychological_harm": psychological}
    with acting(client.app, PERSONAS["mia"], now=clock.now(), keep=True) as uow:
        identity = reported(uow, **{**FOUND, **harm}).id
    with acting(client.app, PERSONAS["ben"], now=clock.now(), keep=True) as uow:
        services.complete_report(uow, uow.session.get_one(Incident, (uow.tenant.id, identity)), category="fall")
    return f"/t/rosewood/incidents/{identity}"


def deliver(browser: PortalClient) -> None:
    """What links carry arrives."""
    run_waiting_jobs(browser.app, now=clock.now())


def pages_of(record: str) -> str:
    """From the address of a record's page to that of its questions, duties, answer and learning."""
    return record.replace("/records/incident/", "/incidents/")


def record_of(pages: str) -> str:
    return pages.replace("/incidents/", "/records/incident/")


def duty_page(browser: PortalClient, pages: str, about: str, verb: str) -> str:
    """The address a duty's link leads to, found on the page as a person would."""
    page = browser.get(f"{pages}/duties")
    rows = page.tree.xpath(f'//*[self::tr or @class="govuk-summary-card"][contains(., "{about}")]')
    return next(one.get("href") for one in rows[0].xpath(".//a") if verb in one.text_content())


def cards(page: Page) -> dict[str, str]:
    """The cards of the page by their titles, as squeezed text."""
    squeeze = lambda one: " ".join(one.text_content().split())  # noqa: E731
    return {
        squeeze(card.xpath('.//*[contains(@class, "govuk-summary-card__title")][self::h2 or self::h3]')[0]): squeeze(
            card
        )
        for card in page.tree.xpath('//*[contains(@class, "govuk-summary-card")][not(contains(@class, "__"))]')
    }
