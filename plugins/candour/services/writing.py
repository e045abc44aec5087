"""The letter with the apology, and the results of what was looked into."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from plugins.candour.models import CandourRecord, RelevantPerson
from plugins.candour.queries import attempt_count
from plugins.candour.rules import clocks
from plugins.candour.services.deciding import notifiable
from plugins.candour.services.people import addressed
from plugins.candour.services.timing import is_late, keep, on_that_day
from portal.plugin import PortalError, UnitOfWork, london_day
from portal.plugin.services import Deadline, deadline_for, meet_deadline


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The person's own letter, part by part. `apology` stands in it word for word."""

    to: str
    account: str
    apology: str
    support: str
    contact: str
    enquiries: str | None = None


def write_letter(
    uow: UnitOfWork,
    case: CandourRecord,
    letter: Letter,
    *,
    delay_reason: str | None = None,
    to: RelevantPerson | None = None,
) -> CandourRecord:
    """Write a person's own letter. It may be changed until it is sent.

    Raises `PortalError` before this person was told or could not be, once it was sent, and in Scotland without the
    reason where nobody was told within a month of the incident.
    """
    person = addressed(case, to)
    _may_be_written(uow, case, person)
    if person.letter_sent_on:
        raise PortalError("The letter was sent: it stays as it went.")
    if not letter.apology.strip():
        raise PortalError("Enter the apology.", field="apology")
    delay = delay_reason or person.delay_reason
    if person.told_at is None and is_late(uow, case, uow.today) and not delay:
        raise PortalError("It is more than a month since it happened: say why it took so long.", field="delay_reason")
    columns = {f"letter_{name}": value for name, value in asdict(letter).items()}
    return keep(uow, case, act="candour.letter_written", person=person, **columns, delay_reason=delay)


def send_letter(
    uow: UnitOfWork, case: CandourRecord, *, sent_on: date, to: RelevantPerson | None = None
) -> CandourRecord:
    """Record that a person's letter went out. In Wales it is due five working days after the person was told."""
    person = addressed(case, to)
    _may_be_written(uow, case, person)
    if not person.letter_apology:
        raise PortalError("Write the letter first.")
    if person.letter_sent_on:
        raise PortalError("The letter was sent already.")
    if sent_on > uow.today:
        raise PortalError("When it was sent: this day has not come yet.", field="sent_on")
    if person.told_at and sent_on < london_day(person.told_at):
        raise PortalError("When it was sent: not before the person was told.", field="sent_on")
    keep(uow, case, act="candour.letter_sent", person=person, letter_sent_on=sent_on)
    clock = deadline_for(uow, case.id, clocks.LETTER_WALES, person.id) or _only_clock(uow, case)
    if clock:
        meet_deadline(uow, clock, case, at=on_that_day(uow, sent_on))
    return case


def _only_clock(uow: UnitOfWork, case: CandourRecord) -> Deadline | None:
    """The clock of the letter that began while one person alone was told: it names nobody."""
    found = deadline_for(uow, case.id, clocks.LETTER_WALES)
    return found if found and found.subject_id is None else None


def share_results(
    uow: UnitOfWork,
    case: CandourRecord,
    *,
    results: str,
    shared_on: date,
    method: str,
    to: RelevantPerson | None = None,
) -> CandourRecord:
    """Record what came of the enquiries and that a person was told, which ends them for this person."""
    notifiable(case)
    person = addressed(case, to)
    if not person.has_enquiry:
        raise PortalError("No further enquiries were promised.")
    if shared_on > uow.today:
        raise PortalError("When: this day has not come yet.", field="shared_on")
    return keep(
        uow,
        case,
        act="candour.results_shared",
        person=person,
        results=results,
        results_shared_on=shared_on,
        results_method=method,
    )


def _may_be_written(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> None:
    regime = notifiable(case)
    if not person.was_reached_or_not and regime.tells_before_writing:
        raise PortalError("Tell the person first, or record that they declined or could not be reached.")
    if not person.was_reached_or_not and regime.is_law:
        raise PortalError("Record first how the person was told, or that they declined or could not be reached.")
    if person.not_told and attempt_count(uow, [person]) == 0:
        raise PortalError("Write down at least one attempt to reach them first.")
