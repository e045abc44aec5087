"""What the tests of candour do again and again: records in each state, through the services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from plugins.candour import services
from plugins.candour.kinds import CANDOUR
from plugins.candour.rules.definition import Answers
from portal.deadlines.queries import deadlines_of
from portal.plugin.services import move_record, site_of
from tests.world import GLENVIEW_HOUSE, ROSEWOOD_HOUSE

if TYPE_CHECKING:
    from plugins.candour.models import CandourRecord, RelevantPerson
    from portal.plugin import UnitOfWork

MONDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 4)
AWARE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOLD_AT = datetime(2026, 3, 3, 15, tzinfo=UTC)
SORRY = "I am sorry that you fell because the rail was loose. CANARY-APOLOGY"
BODIES = {"england": "other-provider", "scotland": "responsible-person", "wales": "nhs-body"}
BROKEN_HIP = Answers(unintended=True, in_service=True, harm="treatment-to-prevent", likelihood="resulted")
SEVERE = Answers(unintended=True, in_service=True, harm="severe", likelihood="resulted")
HARM = {"england": BROKEN_HIP, "scotland": BROKEN_HIP, "wales": SEVERE}
OPINION = services.Opinion(by="Dr Hale", role="General practitioner", on=MONDAY, uninvolved=True)
HERSELF = {
    "basis": "self",
    "reference": "E.T.",
    "note": None,
    "preferred_contact": "in-person",
    "communication_needs": "Large print",
}
DAUGHTER = {**HERSELF, "basis": "other", "reference": "J.T.", "note": "Power of attorney seen"}
LETTER = services.Letter(
    to="Mrs Edna Thorne",
    account="The rail came off the wall. CANARY-LETTER",
    apology=SORRY,
    support="Ms Field comes to see you.",
    contact="Ben Hargreaves, 01632 960003",
)
MEETING = services.Meeting(
    meeting_account="We went through the morning of the fall.",
    meeting_questions="Why was the rail not checked? It was not on the list.",
    meeting_next="Every rail is checked by Friday.",
    meeting_other_ways="You may complain to the Care Inspectorate.",
    meeting_contact="Gil Murray, 01632 960004",
)


def opened(uow: UnitOfWork, nation: str = "england", **answers: Any) -> CandourRecord:
    """A record just opened; of Glenview's for Scotland, else of Rosewood's, moved to the nation wanted."""
    site = site_of(uow, GLENVIEW_HOUSE if uow.tenant.slug == "glenview" else ROSEWOOD_HOUSE)
    given = {
        "what_happened": "The grab rail came off and E.T. fell.",
        "occurred_on": MONDAY,
        "aware_at": AWARE,
        "person_reference": "E.T.",
        **answers,
    }
    case = services.open_case(uow, site=site, **given)
    case.nation = nation
    return case


def bound(uow: UnitOfWork, nation: str = "england", body: str | None = None, **answers: Any) -> CandourRecord:
    return services.choose_body(uow, opened(uow, nation, **answers), body_type=body or BODIES[nation])


def confirmed(uow: UnitOfWork, nation: str = "england", **answers: Any) -> CandourRecord:
    """One to which the duty applies, and whose person is named."""
    opinion = answers.pop("opinion", OPINION)
    case = services.decide(uow, bound(uow, nation, **answers), answers=HARM[nation], opinion=opinion)
    services.name_person(uow, case, **HERSELF)
    return case


def only(case: CandourRecord) -> RelevantPerson:
    """The one person told."""
    (person,) = case.people
    return person


def add(uow: UnitOfWork, case: CandourRecord, reference: str = "J.T.", **answers: Any) -> RelevantPerson:
    """Somebody else who is to be told: a daughter who may act."""
    return services.name_person(uow, case, **{**DAUGHTER, "reference": reference, **answers})


def tell(uow: UnitOfWork, case: CandourRecord, *, to: RelevantPerson | None = None, **answers: Any) -> CandourRecord:
    given = {
        "told_at": TOLD_AT,
        "method": "in-person",
        "by": "Ben Hargreaves, manager",
        "facts": "The rail came off. CANARY-FACTS",
        "apology": SORRY,
        "support": "Ms Field comes to see you.",
        "has_enquiry": True,
        "enquiries": "Why nobody had checked the rail.",
        **answers,
    }
    return services.tell_person(uow, case, services.Told(**given), to=to)


def told(uow: UnitOfWork, nation: str = "england", **answers: Any) -> CandourRecord:
    return tell(uow, confirmed(uow, nation), **answers)


def written(uow: UnitOfWork, case: CandourRecord | None = None) -> CandourRecord:
    """One whose letter was sent."""
    found = services.write_letter(uow, case or told(uow), LETTER)
    return services.send_letter(uow, found, sent_on=uow.today)


def answered(uow: UnitOfWork, case: CandourRecord | None = None) -> CandourRecord:
    """One whose enquiries have ended, and of which something was learned."""
    found = written(uow, case)
    services.share_results(
        uow, found, results="The list was wrong. CANARY-RESULTS", shared_on=uow.today, method="letter"
    )
    return services.record_learning(uow, found, learning="Rails stand on the list of checks.")


def reviewed(uow: UnitOfWork, case: CandourRecord | None = None) -> CandourRecord:
    """A Scottish one, to the report that was offered."""
    found = answered(uow, case or told(uow, "scotland"))
    services.offer_meeting(uow, found, invitation="Come and ask us. CANARY-INVITATION", offered_on=uow.today)
    services.record_meeting(uow, found, held_on=uow.today, meeting=MEETING)
    services.give_note(uow, found, given_on=uow.today)
    review = {"how": "We read the checks of a year.", "views": "She asked for a second rail.", "actions": "Two rails."}
    services.record_review(uow, found, done_on=uow.today, **review)
    return services.offer_report(uow, found, offered_on=uow.today, support="Advocacy Scotland")


def attempt(uow: UnitOfWork, case: CandourRecord, outcome: str = "no-answer", **answers: Any) -> Any:
    given = {"made_at": TOLD_AT, "method": "phone", "words": "CANARY-ATTEMPT", **answers}
    return services.record_attempt(uow, case, outcome=outcome, **given)


def take_step(uow: UnitOfWork, case: CandourRecord, key: str, *, reason: str | None = None) -> CandourRecord:
    step = next(one for one in CANDOUR.lifecycle.transitions if one.key == key)
    return move_record(uow, case, step, reason=reason)


def close(uow: UnitOfWork, case: CandourRecord) -> CandourRecord:
    return take_step(uow, case, "close")


def clocks(uow: UnitOfWork, record: Any) -> dict[str, Any]:
    """The record's clocks by the code of their rule."""
    uow.session.flush()
    return {one.rule_code: one for one in deadlines_of(uow, record.id)}
