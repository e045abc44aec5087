"""The letter with the apology, and the results of what was looked into."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from plugins.candour.models import CandourRecord
from plugins.candour.queries import attempt_count
from plugins.candour.rules import clocks
from plugins.candour.services.deciding import notifiable
from plugins.candour.services.timing import is_late, keep, meet, on_that_day
from portal.plugin import PortalError, UnitOfWork, london_day


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
    uow: UnitOfWork, case: CandourRecord, letter: Letter, *, delay_reason: str | None = None
) -> CandourRecord:
    """Write the person's own letter. It may be changed until it is sent.

    Raises `PortalError` before the person was told or could not be, once it was sent, and in Scotland without the
    reason where nobody was told within a month of the incident.
    """
    _may_be_written(uow, case)
    if case.letter_sent_on:
        raise PortalError("The letter was sent: it stays as it went.")
    if not letter.apology.strip():
        raise PortalError("Enter the apology.", field="apology")
    delay = delay_reason or case.delay_reason
    if case.told_at is None and is_late(uow, case, uow.today) and not delay:
        raise PortalError("It is more than a month since it happened: say why it took so long.", field="delay_reason")
    columns = {f"letter_{name}": value for name, value in asdict(letter).items()}
    return keep(uow, case, act="candour.letter_written", **columns, delay_reason=delay)


def send_letter(uow: UnitOfWork, case: CandourRecord, *, sent_on: date) -> CandourRecord:
    """Record that the letter went out. In Wales it is due five working days after the person was told."""
    _may_be_written(uow, case)
    if not case.letter_apology:
        raise PortalError("Write the letter first.")
    if case.letter_sent_on:
        raise PortalError("The letter was sent already.")
    if sent_on > uow.today:
        raise PortalError("When it was sent: this day has not come yet.", field="sent_on")
    if case.told_at and sent_on < london_day(case.told_at):
        raise PortalError("When it was sent: not before the person was told.", field="sent_on")
    keep(uow, case, act="candour.letter_sent", letter_sent_on=sent_on)
    meet(uow, case, (clocks.LETTER_WALES,), at=on_that_day(uow, sent_on))
    return case


def share_results(uow: UnitOfWork, case: CandourRecord, *, results: str, shared_on: date, method: str) -> CandourRecord:
    """Record what came of the enquiries and that the person was told, which ends them."""
    notifiable(case)
    if not case.has_enquiry:
        raise PortalError("No further enquiries were promised.")
    if shared_on > uow.today:
        raise PortalError("When: this day has not come yet.", field="shared_on")
    return keep(
        uow, case, act="candour.results_shared", results=results, results_shared_on=shared_on, results_method=method
    )


def _may_be_written(uow: UnitOfWork, case: CandourRecord) -> None:
    regime = notifiable(case)
    if not case.was_reached_or_not and regime.tells_before_writing:
        raise PortalError("Tell the person first, or record that they declined or could not be reached.")
    if not case.was_reached_or_not and regime.is_law:
        raise PortalError("Record first how the person was told, or that they declined or could not be reached.")
    if case.not_told and attempt_count(uow, case.id) == 0:
        raise PortalError("Write down at least one attempt to reach them first.")
