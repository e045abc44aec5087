"""What happens to a complaint starts some clocks of its procedure and stops others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugins.complaints.models import Complaint
from plugins.complaints.queries import stages_of
from plugins.complaints.rules.clocks import STOPS, Event, starts_at
from plugins.complaints.rules.letters import HOLDING
from plugins.complaints.rules.routing import SECOND_STAGE
from portal.plugin import Nation, UnitOfWork, end_of_day, london_day
from portal.plugin.services import (
    Deadline,
    deadline_for,
    deadlines_of,
    letters_of,
    meet_deadline,
    start_deadline,
    waive_deadline,
)

OTHER_PROCEDURE = "It is answered by another procedure."
SECOND_STAGE_BEGAN = "They asked for the next stage."


def note_event(uow: UnitOfWork, complaint: Complaint, event: Event, *, on: date) -> None:
    """Stop the clocks this event was waited for, and start those that count from it."""
    stop(uow, complaint, event, on=on)
    begin(uow, complaint, event, on=on)


def begin(uow: UnitOfWork, complaint: Complaint, event: Event, *, on: date) -> list[Deadline]:
    """Start the clocks that count from this event; a procedure that was not in force then starts none."""
    codes = starts_at(complaint.regime or "", event, Nation(complaint.nation))
    started = (start_deadline(uow, code, complaint, from_=on) for code in codes)
    return [one for one in started if one]


def change_procedure(uow: UnitOfWork, complaint: Complaint) -> None:
    """Let the clocks be those of the complaint's procedure: counted from the day it was received, as ever.

    What the other procedure alone asked for is not owed any more. What was done already counts at once.
    """
    nation, happened = Nation(complaint.nation), _happened(uow, complaint)
    wanted = {code for event, _on in happened for code in starts_at(complaint.regime or "", event, nation)}
    known = set()
    for clock in deadlines_of(uow, complaint.id):
        if not clock.rule_code.startswith("CMP-"):
            continue
        if clock.rule_code in wanted and clock.nation == complaint.nation:
            known |= {clock.rule_code} if clock.waived_at is None else set()
        else:
            waive_deadline(uow, clock, complaint, reason=OTHER_PROCEDURE)
    for event, on in happened:
        for code in starts_at(complaint.regime or "", event, nation):
            if code not in known:
                start_deadline(uow, code, complaint, from_=on)
    uow.session.flush()
    for event, on in happened:
        stop(uow, complaint, event, on=on)
    if complaint.stage == SECOND_STAGE:
        let_go_of_first_stage(uow, complaint)


def _happened(uow: UnitOfWork, complaint: Complaint) -> list[tuple[Event, date]]:
    """What clocks count from or wait for, as far as it has happened, each with its day."""
    uow.session.flush()
    first, *later = stages_of(uow, complaint.id)
    days = [
        (Event.RECEIVED, complaint.received_on),
        (Event.ACKNOWLEDGED, complaint.acknowledged_on),
        (Event.DISCUSSED, complaint.discussed_on),
        (Event.RESOLVED, complaint.resolved_on),
        (Event.TERMS_SENT, complaint.terms_sent_on),
        (Event.ANSWERED, first.sent_on),
    ]
    for again in later:
        days += [
            (Event.STAGE_2, again.begun_on),
            (Event.STAGE_2_ACKNOWLEDGED, again.acknowledged_on),
            (Event.STAGE_2_ANSWERED, again.sent_on),
        ]
    return [(event, on) for event, on in days if on]


def let_go_of_first_stage(uow: UnitOfWork, complaint: Complaint) -> None:
    """Once it is looked at again, nothing more is owed of the first answer."""
    for code in sorted(STOPS[Event.ANSWERED] | STOPS[Event.TERMS_SENT]):
        clock = deadline_for(uow, complaint.id, code)
        if clock:
            waive_deadline(uow, clock, complaint, reason=SECOND_STAGE_BEGAN)


def stop(uow: UnitOfWork, complaint: Complaint, event: Event, *, on: date) -> None:
    """Stop the clocks this event was waited for."""
    for code in sorted(STOPS.get(event, ())):
        clock = deadline_for(uow, complaint.id, code)
        if clock:
            meet_deadline(uow, clock, complaint, at=uow.now if on == uow.today else end_of_day(on))


@dataclass(frozen=True)
class Lateness:
    """The answer is late: the day it was owed, and the day they were last told why; None while that is still owed."""

    due_on: date
    explained_on: date | None


def lateness_of(uow: UnitOfWork, complaint: Complaint) -> Lateness | None:
    """Whether the day of the answer went by, and whether they were told why since; None while it is in time."""
    clock = response_clock(uow, complaint)
    if clock is None or clock.due_on is None or clock.due_on >= uow.today:
        return None
    told = [london_day(one.finished_at) for one in letters_of(uow, complaint.id) if one.template_key == HOLDING]
    return Lateness(clock.due_on, max((one for one in told if one > clock.due_on), default=None))


def response_clock(uow: UnitOfWork, complaint: Complaint) -> Deadline | None:
    """The running clock of the response that is owed now."""
    answering = STOPS[Event.STAGE_2_ANSWERED if complaint.stage == SECOND_STAGE else Event.ANSWERED]
    return next((one for one in deadlines_of(uow, complaint.id) if one.is_running and one.rule_code in answering), None)
