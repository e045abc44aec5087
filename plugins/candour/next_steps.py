"""The one thing to do next with a record, and with an annual report."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from plugins.candour.models import AnnualReport, CandourRecord
from plugins.candour.queries import attempt_count
from plugins.candour.rules.regimes import REGIMES
from plugins.candour.services.closing import objections_to_closing
from plugins.candour.services.timing import owes_explanation
from portal.plugin import NextStep, UnitOfWork


def next_step(uow: UnitOfWork, case: CandourRecord) -> NextStep | None:
    return next(_steps_left(uow, case), None) if case.is_open and not case.is_received else None


def _steps_left(uow: UnitOfWork, case: CandourRecord) -> Iterator[NextStep]:
    if case.regime is None:
        yield _page(case, "Say what kind of body you are", "candour.body", "The definition depends on it.")
        return
    if case.is_notifiable is not True:
        yield _page(case, "Decide whether the duty applies", "candour.decide")
        return
    if owes_explanation(uow, case) and case.told_at:
        yield _to(case, "Explain why the review is still open", "explain", "The three months are over.")
    yield from _to_tell(uow, case)
    yield from _to_write(case)
    if REGIMES[case.regime].has_review:
        yield from _to_review(case)
    if not case.learning:
        yield _to(case, "Record what was learned", "learning")
    if not objections_to_closing(uow, case):
        close = url_for("casework.move", kind_key="candour", record_id=case.id, step_key="close")
        yield NextStep("Close the record", close)


def _to_tell(uow: UnitOfWork, case: CandourRecord) -> Iterator[NextStep]:
    if case.was_reached_or_not:
        return
    if case.relevant_basis is None:
        yield _to(case, "Say whom to tell", "person")
    tried = attempt_count(uow, case.id)
    why = f"Attempts so far: {tried}." if tried else "As soon as you can. Prepare with the in-person script below."
    yield _to(case, "Record that they were told", "tell", why)


def _to_write(case: CandourRecord) -> Iterator[NextStep]:
    if case.told_at and not case.letter_apology:
        yield _to(case, "Write the letter", "letter")
    if case.letter_apology and case.letter_sent_on is None:
        yield _to(case, "Record that the letter was sent", "letter-sent", "Print it from the documents below.")
    if case.owes_results and case.letter_sent_on:
        yield _to(case, "Share the results of the enquiries", "results")


def _to_review(case: CandourRecord) -> Iterator[NextStep]:
    if case.meeting_offered_on is None and case.told_at:
        yield _to(case, "Invite them to a meeting", "invitation")
    if case.meeting_offered_on and not (case.meeting_held_on or case.meeting_declined_on):
        yield _to(case, "Record the meeting", "meeting")
    if case.meeting_held_on and case.note_given_on is None:
        yield _to(case, "Record that they have the note of the meeting", "note")
    if case.review_done_on is None:
        yield _to(case, "Record the review", "review")
    elif case.report_offered_on is None and case.told_at:
        yield _to(case, "Offer the report", "report")


def next_report_step(_uow: UnitOfWork, report: AnnualReport) -> NextStep | None:
    if report.is_received or not report.is_open:
        return None
    if not report.policies:
        return _page(report, "Write the report", "candour.write_report")
    if report.published_on is None:
        return _page(report, "Record the publication", "candour.publish")
    if report.body_told_on is None:
        return _page(report, "Record that the body was told", "candour.tell_body", "It follows the publication.")
    finish = url_for("casework.move", kind_key="candour_report", record_id=report.id, step_key="finish")
    return NextStep("Finish", finish)


def _to(case: CandourRecord, label: str, key: str, why: str = "") -> NextStep:
    return NextStep(label, url_for("candour.step", record_id=case.id, key=key), why)


def _page(record: CandourRecord | AnnualReport, label: str, endpoint: str, why: str = "") -> NextStep:
    return NextStep(label, url_for(endpoint, record_id=record.id), why)
