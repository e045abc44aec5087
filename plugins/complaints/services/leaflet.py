"""What the leaflet says: who receives complaints, by which steps they are answered and by when, who can help."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.complaints.models import ComplaintsDesk
from plugins.complaints.queries import desk_of
from plugins.complaints.rules.clocks import Event, starts_at
from plugins.complaints.rules.ombudsmen import Ombudsman, ombudsman_for
from plugins.complaints.rules.routing import Facts, Regime, route, usual_body
from plugins.complaints.services.letters import NOBODY_NAMED
from portal.plugin import Binding, DeadlineRule, Nation, Unit, UnitOfWork
from portal.plugin.services import running_rule

COUNTED = {
    Unit.WORKING_DAYS_AFTER: "within %s working days",
    Unit.WORKING_DAYS_FROM_SECOND_EVENT: "within %s working days of our first letter",
    Unit.MONTHS_INCLUSIVE: "within %s months",
    Unit.DAYS_AFTER_ROLLED: "within %s days",
}


@dataclass(frozen=True)
class Leaflet:
    """The leaflet of one organisation. `steps` are what it does, with the time each takes."""

    desk: ComplaintsDesk | None
    support: str
    regime: Regime
    steps: tuple[str, ...]
    ombudsman: Ombudsman | None


def leaflet_of(uow: UnitOfWork) -> Leaflet:
    """How this organisation usually answers a complaint made today."""
    nation, body = Nation(uow.tenant.nation), usual_body(uow.tenant.kind)
    regime = route(Facts(nation, body, about_data=False, received_on=uow.today)).regime
    desk = desk_of(uow)
    support = (desk.support if desk else None) or NOBODY_NAMED
    return Leaflet(desk, support, regime, _steps(uow, regime, nation), ombudsman_for(regime.key, nation, body))


def _steps(uow: UnitOfWork, regime: Regime, nation: Nation) -> tuple[str, ...]:
    events = (Event.RECEIVED, Event.ACKNOWLEDGED, Event.STAGE_2, Event.STAGE_2_ACKNOWLEDGED)
    codes = [code for event in events for code in starts_at(regime.key, event, nation)]
    rules = [running_rule(uow, code, uow.today) for code in codes]
    return tuple(_sentence(one) for one in rules if one and one.n)


def _sentence(rule: DeadlineRule) -> str:
    binding = "the law says so" if rule.binding is Binding.STATUTE else "this is our aim"
    return f"{rule.label}: {COUNTED[rule.unit] % rule.n} ({binding})."
