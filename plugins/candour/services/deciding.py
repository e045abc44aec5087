"""Say who is bound, and whether the incident is notifiable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugins.candour.models import CandourRecord
from plugins.candour.rules import clocks
from plugins.candour.rules.definition import Answers, find
from plugins.candour.rules.regimes import REGIMES, Regime, regime_for
from plugins.candour.services.timing import keep, start_procedure, start_when_bound, waive
from portal.plugin import Nation, PortalError, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """A health professional's opinion on the harm: who gave it, in which role, on which day, and whether from outside.

    In Scotland its day is the day the procedure starts.
    """

    by: str | None = None
    role: str | None = None
    on: date | None = None
    uninvolved: bool | None = None


def choose_body(
    uow: UnitOfWork,
    case: CandourRecord,
    *,
    body_type: str,
    contract_applies: bool | None = None,
    contract_source: str | None = None,
) -> CandourRecord:
    """Say which kind of body is bound; the duty, and in England and Wales the clock to tell promptly, follow.

    `contract_applies` starts the ten working days of an NHS contract and needs the agreement that asks for them.
    """
    if case.regime is not None:
        raise PortalError("Which duty applies was settled already: clocks count by it.")
    regime = regime_for(Nation(case.nation), body_type)
    if regime is None:
        raise PortalError("Choose a kind of body of this nation.", field="body_type")
    if contract_applies and not contract_source:
        raise PortalError("Name the agreement that asks for ten working days.", field="contract_source")
    keep(
        uow,
        case,
        act="candour.body_chosen",
        body_type=body_type,
        regime=regime.key,
        contract_applies=contract_applies if regime.nation is Nation.ENGLAND else None,
        contract_source=contract_source if contract_applies and regime.nation is Nation.ENGLAND else None,
    )
    start_when_bound(uow, case)
    return case


def decide(
    uow: UnitOfWork, case: CandourRecord, *, answers: Answers, opinion: Opinion, note: str | None = None
) -> CandourRecord:
    """Keep the answers and work out whether the duty applies. What does not is closed with every reason.

    Raises `PortalError` where the opinion a notifiable incident needs is missing, or not from outside in Scotland.
    """
    regime = bound_by(case)
    if any(one.was_reached_or_not for one in case.people):
        raise PortalError("The person was told already. What became known since belongs into the results.")
    finding = find(regime, answers)
    was_refused = case.is_notifiable is False
    if finding.is_notifiable:
        _refuse_without_opinion(uow, case, regime, opinion)
    keep(
        uow,
        case,
        act="candour.decided",
        unintended=answers.unintended,
        in_service=answers.in_service,
        likelihood=answers.likelihood,
        harm=answers.harm,
        policy_asks=answers.policy_asks,
        opinion_by=opinion.by,
        opinion_role=opinion.role,
        opinion_on=opinion.on,
        opinion_uninvolved=opinion.uninvolved,
        is_notifiable=finding.is_notifiable,
        decision_reason=" ".join(filter(None, (finding.words, note))),
        decided_at=uow.now,
        decided_by=uow.actor.user_id,
        closed_on=None if finding.is_notifiable else uow.today,
    )
    if finding.is_notifiable:
        start_procedure(uow, case)
        if was_refused:
            start_when_bound(uow, case)
    else:
        waive(uow, case, clocks.WHILE_TELLING, reason=finding.words)
    return case


def bound_by(case: CandourRecord) -> Regime:
    """The duty that applies. Raises `PortalError` before anybody said who is bound."""
    if case.regime is None:
        raise PortalError("Say first which kind of body you are.")
    return REGIMES[case.regime]


def notifiable(case: CandourRecord) -> Regime:
    """The duty of a record that goes on. Raises `PortalError` unless it was decided that it applies."""
    regime = bound_by(case)
    if not case.is_notifiable or not case.is_open:
        raise PortalError("Decide first that the duty applies." if case.is_open else "This record is closed.")
    return regime


def _refuse_without_opinion(uow: UnitOfWork, case: CandourRecord, regime: Regime, opinion: Opinion) -> None:
    if not regime.needs_opinion:
        return
    for value, field, words in (
        (opinion.by, "opinion_by", "Enter the health professional who gave the opinion."),
        (opinion.role, "opinion_role", "Enter their role."),
        (opinion.on, "opinion_on", "Enter when they gave it."),
    ):
        if not value:
            raise PortalError(words, field=field)
    if opinion.on and opinion.on > uow.today:
        raise PortalError("When they gave it: this day has not come yet.", field="opinion_on")
    if opinion.on and case.occurred_on and opinion.on < case.occurred_on:
        raise PortalError("When they gave it: not before it happened.", field="opinion_on")
    if regime.opinion_uninvolved and not opinion.uninvolved:
        words = "In Scotland the opinion must be of a health professional who was not involved. Ask another one."
        raise PortalError(words, field="opinion_uninvolved")
