"""Cases about people in a position of trust: scope, owner, whom to tell, risk plan, referrals, outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from plugins.safeguarding.models import Concern, PipotCase, PipotConsultation, PipotDisclosure, PipotReview
from plugins.safeguarding.permissions import PIPOT
from plugins.safeguarding.queries import decisions_of
from plugins.safeguarding.rules.clocks import DISCLOSE, REVIEW, STRATEGY, TELL_LEAD, child_rule
from plugins.safeguarding.services.timing import meet_clocks, run_to_day, stop_clocks
from portal.plugin import Nation, PortalError, UnitOfWork
from portal.plugin.services import (
    Record,
    Site,
    append_entry,
    change_record,
    deadline_for,
    hold_for_change,
    keep_origin,
    meet_deadline,
    months_later,
    new_id,
    open_record,
    start_deadline,
)

TITLE = "Person in a position of trust"
OUTCOME_LETTER = "safeguarding.pipot_outcome_"
STATES = ("received", "in-scope", "owned", "agreed", "not-disclosed", "disclosed", "risk-plan", "outcome")
KEPT_MONTHS = 120  # common practice, not read against a source


def open_strand(uow: UnitOfWork, *, from_concern: Concern) -> PipotCase:
    """Begin the strand about the worker of a concern. Nothing on the concern or in its trail tells of it."""
    case = PipotCase(
        title=TITLE,
        nation=from_concern.nation,
        site_id=from_concern.site_id,
        provider_id=from_concern.provider_id,
        received_at=uow.now,
        source="work",
        allegation_type="allegation",
        what_is_said=from_concern.what_happened,
    )
    return _open(uow, case, from_record=from_concern)


def open_case(
    uow: UnitOfWork,
    *,
    what_is_said: str,
    source: str,
    allegation_type: str,
    child_related: bool | None = None,
    site: Site | None = None,
    from_record: Record | None = None,
) -> PipotCase:
    """Take what is said about somebody who works with adults; private life counts as well as work."""
    case = PipotCase(
        title=TITLE,
        nation=site.nation if site else uow.tenant.nation,
        site_id=site.id if site else None,
        provider_id=site.provider_id if site else None,
        received_at=uow.now,
        what_is_said=what_is_said,
        source=source,
        allegation_type=allegation_type,
        child_related=child_related,
    )
    return _open(uow, case, from_record=from_record)


def _open(uow: UnitOfWork, case: PipotCase, *, from_record: Record | None) -> PipotCase:
    case.compartment = PIPOT
    open_record(uow, case, act="pipot.opened")
    for rule in (TELL_LEAD, DISCLOSE, STRATEGY):
        start_deadline(uow, rule.code, case, from_=uow.today)
    if case.child_related:
        start_deadline(uow, child_rule(Nation(case.nation)), case, from_=uow.now)
    if from_record is not None:
        keep_origin(uow, case, from_record=from_record, reason=TITLE)
    return case


def complete_case(
    uow: UnitOfWork, case: PipotCase, *, expected_version: int | None = None, **columns: Any
) -> PipotCase:
    """Fill in or correct what is known. Where a child is concerned, the clock to tell the designated officer starts."""
    if columns.get("lado_told_at") and columns["lado_told_at"] > uow.now:
        raise PortalError("When they were told: this moment has not come yet.", field="lado_told_at")
    was_child = case.child_related
    change_record(uow, case, expected_version=expected_version, act="pipot.completed", **columns)
    code = child_rule(Nation(case.nation))
    clock = deadline_for(uow, case.id, code)
    if case.child_related and not was_child and clock is None:
        start_deadline(uow, code, case, from_=uow.now)
    if clock and case.lado_told_at:
        meet_deadline(uow, clock, case, at=case.lado_told_at)
    return case


def decide_scope(
    uow: UnitOfWork,
    case: PipotCase,
    *,
    may_have_harmed: bool,
    possible_offence: bool,
    indicates_risk: bool,
    reason: str,
) -> PipotCase:
    """Answer the three scope questions: one yes is enough. Without any the case is closed as out of scope."""
    _refuse_closed(case)
    in_scope = may_have_harmed or possible_offence or indicates_risk
    change_record(
        uow,
        case,
        act="pipot.scope_decided",
        may_have_harmed=may_have_harmed,
        possible_offence=possible_offence,
        indicates_risk=indicates_risk,
        in_scope=in_scope,
        scope_reason=reason,
        status=_onward(case, "in-scope") if in_scope else "out-of-scope",
        closed_on=None if in_scope else uow.today,
    )
    if not in_scope:
        codes = (TELL_LEAD.code, DISCLOSE.code, STRATEGY.code, REVIEW.code, child_rule(Nation(case.nation)))
        stop_clocks(uow, case, codes, reason=reason)
    return case


def name_owner(uow: UnitOfWork, case: PipotCase, *, owner: str) -> PipotCase:
    """Name the information owner: whoever first held the information decides whom to tell."""
    _in_scope(case)
    change_record(
        uow,
        case,
        act="pipot.owner_named",
        information_owner=owner,
        owner_named_on=uow.today,
        status=_onward(case, "owned"),
    )
    meet_clocks(uow, case, (TELL_LEAD.code,))
    return case


def agree_strategy(
    uow: UnitOfWork,
    case: PipotCase,
    *,
    strategy: str,
    agreed_on: date,
    linked: list[str] | None = None,
    worker_support: str | None = None,
) -> PipotCase:
    """Record what was agreed to be done, what else goes on beside it (`linked`, codes), and who supports the worker."""
    _in_scope(case)
    if agreed_on > uow.today:
        raise PortalError("When it was agreed: this day has not come yet.", field="agreed_on")
    change_record(
        uow,
        case,
        act="pipot.strategy_agreed",
        strategy=strategy,
        strategy_on=agreed_on,
        linked=linked or [],
        worker_support=worker_support,
        status=_onward(case, "agreed"),
    )
    meet_clocks(uow, case, (STRATEGY.code,))
    return case


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told to whom on what basis, and whether the person heard of it first or why not."""

    recipient: str
    told: str
    legal_basis: str
    shared_at: datetime
    person_told_first: bool
    person_comment: str | None = None
    person_not_told_reason: str | None = None


def decide_disclosure(uow: UnitOfWork, case: PipotCase, *, reason: str, told: Told | None = None) -> PipotDisclosure:
    """Decide whom to tell (`told`), or to tell nobody (None): the reason is kept either way.

    Raises `PortalError` before the owner is named, and where the person was not told first and nobody says why.
    """
    hold_for_change(uow, case)
    _in_scope(case)
    if not case.information_owner:
        raise PortalError("Name the information owner first: they decide.")
    if told and not told.person_told_first and not told.person_not_told_reason:
        raise PortalError("Say why the person was not told first.", field="person_not_told_reason")
    if told and told.shared_at > uow.now:
        raise PortalError("When it was told: this moment has not come yet.", field="shared_at")
    decision = PipotDisclosure(
        **_key(uow, case),
        decision="share" if told else "not-share",
        reason=reason,
        decided_at=uow.now,
        decided_by=uow.actor.user_id,
        **(vars(told) if told else {}),
    )
    uow.session.add(decision)
    append_entry(uow, "pipot.disclosure_decided", record_id=case.id, compartment=case.compartment)
    if case.status in {"received", "in-scope", "owned", "agreed", "disclosed", "not-disclosed"}:
        shared_before = case.status == "disclosed"
        case.status = "disclosed" if told or shared_before else "not-disclosed"
    meet_clocks(uow, case, (DISCLOSE.code,))
    return decision


def plan_risk(
    uow: UnitOfWork, case: PipotCase, *, risk_plan: str, review_on: date, employer_action: str | None
) -> PipotCase:
    """Record the employer's plan and when it is looked at: the clock runs to that day, until there is an outcome."""
    _in_scope(case)
    change_record(
        uow,
        case,
        act="pipot.risk_planned",
        risk_plan=risk_plan,
        risk_review_on=review_on,
        employer_action=employer_action,
        status=_onward(case, "risk-plan"),
    )
    meet_clocks(uow, case, (STRATEGY.code,))
    if case.outcome is None:
        run_to_day(uow, case, REVIEW.code, from_=uow.today, chosen=review_on, field="review_on")
    return case


def review_risk(
    uow: UnitOfWork, case: PipotCase, *, words: str, reviewed_on: date, next_on: date | None
) -> PipotReview:
    """Record one review of the risk plan. Raises `PortalError` without a next one while there is no outcome."""
    hold_for_change(uow, case)
    if not case.risk_plan:
        raise PortalError("There is no risk plan to look at yet.")
    if next_on is None and case.outcome is None:
        raise PortalError("Enter when it is looked at again: there is no outcome yet.", field="next_on")
    if reviewed_on > uow.today:
        raise PortalError("When it was looked at: this day has not come yet.", field="reviewed_on")
    review = PipotReview(
        **_key(uow, case), reviewed_on=reviewed_on, words=words, next_on=next_on, reviewed_by=uow.actor.user_id
    )
    uow.session.add(review)
    case.risk_review_on = next_on
    append_entry(uow, "pipot.risk_reviewed", record_id=case.id, compartment=case.compartment)
    meet_clocks(uow, case, (REVIEW.code,))
    if next_on:
        run_to_day(uow, case, REVIEW.code, from_=reviewed_on, chosen=next_on, field="next_on")
    return review


def record_outcome(uow: UnitOfWork, case: PipotCase, *, outcome: str, reason: str) -> PipotCase:
    """Record the outcome; a letter follows, whatever it is. The risk plan need not be looked at any more."""
    _in_scope(case)
    if not decisions_of(uow, case.id):
        raise PortalError("Decide first whom to tell, or to tell nobody.")
    change_record(uow, case, act="pipot.outcome_recorded", outcome=outcome, outcome_reason=reason, status="outcome")
    stop_clocks(uow, case, (REVIEW.code, STRATEGY.code), reason="There is an outcome.")
    return case


def set_retention_review(uow: UnitOfWork, case: PipotCase, *, review_on: date) -> PipotCase:
    """Say when somebody asks whether this is still needed: the default the closing sets need not be right."""
    return change_record(uow, case, act="pipot.retention_set", retention_review_on=review_on)


def keep_until_reviewed(uow: UnitOfWork, case: PipotCase) -> None:
    """On closing, set the day on which somebody asks whether this is still needed, where nobody chose one."""
    if case.closed_on and case.retention_review_on is None:
        set_retention_review(uow, case, review_on=months_later(case.closed_on, KEPT_MONTHS))


def record_consultation(uow: UnitOfWork, *, asked_of: str, setting: str, theme: str, advice: str) -> PipotConsultation:
    """Keep that advice was asked about a situation. Nobody is named: there is nowhere to do so."""
    made = PipotConsultation(
        title="Advice asked, nobody named",
        nation=uow.tenant.nation,
        asked_at=uow.now,
        asked_of=asked_of,
        setting=setting,
        theme=theme,
        advice=advice,
    )
    made.compartment = PIPOT
    made.status = "kept"
    open_record(uow, made, act="pipot.consulted")
    made.closed_on = uow.today
    return made


def _onward(case: PipotCase, to: str) -> str:
    """The state a step leads to, or the one the case has come to already: what is done late leads nowhere back."""
    return max(case.status, to, key=lambda one: STATES.index(one) if one in STATES else -1)


def _refuse_closed(case: PipotCase) -> None:
    if not case.is_open:
        raise PortalError("This is closed. Open it again first.")


def _in_scope(case: PipotCase) -> None:
    _refuse_closed(case)
    if not case.in_scope:
        raise PortalError("Answer the three scope questions first.")


def _key(uow: UnitOfWork, case: PipotCase) -> dict[str, object]:
    return {"tenant_id": uow.tenant.id, "id": new_id(), "record_id": case.id, "compartment": case.compartment}
