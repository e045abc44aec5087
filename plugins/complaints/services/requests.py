"""A regulator asks for the complaints of a period: the clock, the summary, and that it went."""

from __future__ import annotations

from datetime import date

from plugins.complaints.models import ComplaintsRequest
from portal.plugin import Nation, PortalError, UnitOfWork, end_of_day
from portal.plugin.services import change_record, deadline_for, meet_deadline, open_record, start_deadline

REGULATION_16 = "CQC-R16"


def note_request(uow: UnitOfWork, *, asked_on: date, first: date, last: date) -> ComplaintsRequest:
    """The Care Quality Commission asked: 28 days from the day after. Raises `PortalError` on a day that cannot be."""
    if asked_on > uow.today:
        raise PortalError("This day has not come yet", field="asked_on")
    if last < first:
        raise PortalError("The last day is before the first", field="last")
    request = ComplaintsRequest(
        title="Summary of complaints for the regulator", nation=Nation.ENGLAND.value, asked_on=asked_on, first=first,
        last=last,
    )  # fmt: skip
    open_record(uow, request, act="complaints.request_received")
    start_deadline(uow, REGULATION_16, request, from_=asked_on)
    return request


def send_summary(uow: UnitOfWork, request: ComplaintsRequest, *, on: date, reference: str) -> ComplaintsRequest:
    """Record that the summary went, and stop the clock."""
    if on > uow.today or (request.asked_on and on < request.asked_on):
        raise PortalError("Enter a day from the request until today", field="on")
    clock = deadline_for(uow, request.id, REGULATION_16)
    if clock:
        meet_deadline(uow, clock, request, at=uow.now if on == uow.today else end_of_day(on))
    return change_record(
        uow,
        request,
        act="complaints.summary_sent",
        sent_on=on,
        sent_reference=reference,
        status="sent",
        closed_on=uow.today,
    )
