"""What the tests of safeguarding do again and again: through the services, and as a person with a browser."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from plugins.safeguarding import services
from plugins.safeguarding.kinds import CONCERN
from plugins.safeguarding.rules.closing import CHECKLIST
from portal.deadlines.queries import deadlines_of
from portal.plugin.services import move_record, site_of
from tests.world import ROSEWOOD_HOUSE

if TYPE_CHECKING:
    from uuid import UUID

    from plugins.safeguarding.models import Concern
    from portal.plugin import UnitOfWork

WEDNESDAY = date(2026, 3, 4)
YES = {"has_needs": True, "is_at_risk": True, "cannot_protect": True}
BRUISES = {
    "what_happened": "Bruises on both arms of J.S. CANARY-WORDS",
    "adult_reference": "J.S.",
    "is_safe_now": "yes",
}
AGREED = services.Consent(lawful_basis="public-task", consent="given")


def raised(uow: UnitOfWork, *, site: UUID | None = ROSEWOOD_HOUSE, **answers: Any) -> Concern:
    """A concern, as the acting person raises it."""
    found = site_of(uow, site) if site else None
    return services.raise_concern(uow, concern=services.FirstConcern(**{**BRUISES, **answers}), site=found)


def asked(uow: UnitOfWork, **answers: Any) -> Concern:
    """A concern whose adult was asked what they want."""
    wants = {"wanted_outcomes": "To be left in peace.", "wanted_asked_on": WEDNESDAY}
    return services.complete_concern(uow, raised(uow, **answers), **wants)


def decided(uow: UnitOfWork, concern: Concern | None = None, **answers: Any) -> Concern:
    """One that was decided on: an enquiry, where nothing else is said."""
    given = {**YES, "decision": "enquiry", "reason": "All three are so.", **answers}
    return services.decide_concern(uow, concern or asked(uow), **given)


def planned(uow: UnitOfWork, concern: Concern | None = None) -> Concern:
    """One whose enquiry has ended and whose plan is made."""
    found = concern or decided(uow)
    services.begin_enquiry(uow, found, mode="led", scope="Who was there.", by=WEDNESDAY)
    services.finish_enquiry(uow, found, findings="Two held her.", finished_on=WEDNESDAY)
    return services.make_plan(uow, found, plan="Two people help together.", review_on=date(2026, 4, 15))


def ended(uow: UnitOfWork, concern: Concern | None = None) -> Concern:
    """One of which everything is said that a closing asks for."""
    found = concern or planned(uow)
    points = {one.key: "Said." for one in CHECKLIST}
    ending = {"outcomes_met": "fully", "risk_outcome": "reduced", "adult_view": "She agrees.", "employer_action": "yes"}
    services.record_ending(uow, found, checklist=points, **ending)
    services.record_contact(uow, found, audience="referrer", person=None, words="Thank you.", is_feedback=True)
    return found


def take_step(uow: UnitOfWork, concern: Concern, key: str, *, reason: str | None = None) -> Concern:
    step = next(one for one in CONCERN.lifecycle.transitions if one.key == key)
    return move_record(uow, concern, step, reason=reason)


def clocks(uow: UnitOfWork, record: Any) -> dict[str, Any]:
    """The record's clocks by the code of their rule."""
    uow.session.flush()
    return {one.rule_code: one for one in deadlines_of(uow, record.id)}
