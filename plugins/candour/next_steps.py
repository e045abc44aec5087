"""The one thing to do next with a record, and with an annual report."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from plugins.candour.models import AnnualReport, CandourRecord, RelevantPerson
from plugins.candour.queries import attempt_count
from plugins.candour.rules.regimes import REGIMES
from plugins.candour.services.closing import objections_to_closing
from plugins.candour.services.timing import owed_explanation
from portal.plugin import NextStep, UnitOfWork


def next_step(uow: UnitOfWork, case: CandourRecord) -> NextStep | None:
    return next(_steps_left(uow, case), None) if case.is_open and not case.is_received else None


def steps_for(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> list[tuple[str, str]]:
    """What may be done for one person now: key and words of each step."""
    told, written = person.told_at is not None, person.letter_sent_on is not None
    reviews = REGIMES[case.regime or ""].has_review and person.was_reached_or_not
    invited = reviews and person.meeting_offered_on is not None
    several = len(case.people) > 1
    steps = (
        ("attempt", "Write down an attempt to reach them", not told),
        ("tell", "Record that they were told", not told),
        ("not-told", "Record that they were not told", not person.was_reached_or_not),
        ("letter", "Write or change the letter", not written),
        ("letter-sent", "Record that the letter was sent", bool(person.letter_apology) and not written),
        ("results", "Share the results of the enquiries", bool(person.has_enquiry)),
        ("invitation", "Invite them to a meeting", reviews),
        ("meeting", "Record the meeting", invited),
        ("meeting-declined", "They do not want to meet", invited),
        ("note", "Record that they have the note of the meeting", person.meeting_held_on is not None),
        ("views", "Record what they think of the review", reviews and several),
        ("explain", "Explain why the review is still open", reviews and person in owed_explanation(uow, case)),
        ("report", "Offer the report", reviews and case.review_done_on is not None),
        ("change", "Change who it is and what they need", True),
        ("take-off", "Take them off: they were put down by mistake", several and not person.was_reached_or_not),
    )
    return [(key, label) for key, label, fits in steps if fits]


def _steps_left(uow: UnitOfWork, case: CandourRecord) -> Iterator[NextStep]:
    if case.regime is None:
        yield _page(case, "Say what kind of body you are", "candour.body", "The definition depends on it.")
        return
    if case.is_notifiable is not True:
        yield _page(case, "Decide whether the duty applies", "candour.decide")
        return
    if not case.people:
        yield _page(case, "Say whom to tell", "candour.name_person", "As soon as you can.")
        return
    for steps in (_to_explain, _to_tell, _to_write):
        for person in case.people:
            yield from steps(uow, case, person)
    if REGIMES[case.regime].has_review:
        yield from _to_review(case)
    if not case.learning:
        yield _page(case, "Record what was learned", "candour.learning")
    if not objections_to_closing(uow, case):
        close = url_for("casework.move", kind_key="candour", record_id=case.id, step_key="close")
        yield NextStep("Close the record", close)


def _to_explain(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> Iterator[NextStep]:
    if person.told_at and person in owed_explanation(uow, case):
        yield _for(case, person, "Explain why the review is still open", "explain", "The three months are over.")


def _to_tell(uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> Iterator[NextStep]:
    if person.was_reached_or_not:
        return
    waiting = [one.name for one in case.people if not one.was_reached_or_not]
    if len(case.people) > 1:
        yield _for(case, person, "Record that they were told", "tell", f"Still to be told: {'; '.join(waiting)}")
        return
    tried = attempt_count(uow, [person])
    why = f"Attempts so far: {tried}." if tried else "As soon as you can. Prepare with the in-person script below."
    yield _for(case, person, "Record that they were told", "tell", why)


def _to_write(_uow: UnitOfWork, case: CandourRecord, person: RelevantPerson) -> Iterator[NextStep]:
    if person.told_at and not person.letter_apology:
        yield _for(case, person, "Write the letter", "letter")
    if person.letter_apology and person.letter_sent_on is None:
        why = "Print it from the documents below."
        yield _for(case, person, "Record that the letter was sent", "letter-sent", why)
    if person.owes_results and person.letter_sent_on:
        yield _for(case, person, "Share the results of the enquiries", "results")


def _to_review(case: CandourRecord) -> Iterator[NextStep]:
    told = [one for one in case.people if one.told_at]
    for person in told:
        if person.meeting_offered_on is None:
            yield _for(case, person, "Invite them to a meeting", "invitation")
        elif not (person.meeting_held_on or person.meeting_declined_on):
            yield _for(case, person, "Record the meeting", "meeting")
        if person.meeting_held_on and person.note_given_on is None:
            yield _for(case, person, "Record that they have the note of the meeting", "note")
        if not person.review_views and (case.review_done_on or len(case.people) > 1):
            yield _for(case, person, "Record what they think of the review", "views")
    if case.review_done_on is None:
        yield _page(case, "Record the review", "candour.review")
    else:
        for person in told:
            if person.report_offered_on is None:
                yield _for(case, person, "Offer the report", "report")


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


def _for(case: CandourRecord, person: RelevantPerson, label: str, key: str, why: str = "") -> NextStep:
    """A step for one of the people; where there are several, it says for whom."""
    url = url_for("candour.person_step", record_id=case.id, person_id=person.id, key=key)
    return NextStep(label if len(case.people) == 1 else f"{label}: {person.name}", url, why)


def _page(record: CandourRecord | AnnualReport, label: str, endpoint: str, why: str = "") -> NextStep:
    return NextStep(label, url_for(endpoint, record_id=record.id), why)
