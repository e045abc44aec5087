"""What the leaflet says: who receives complaints, by which steps they are answered and by when, who can help."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.complaints.models import ComplaintsDesk
from plugins.complaints.queries import desk_of
from plugins.complaints.rules.clocks import ACKNOWLEDGING, STOPS, Event, starts_at
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


EASILY = {
    Unit.WORKING_DAYS_AFTER: "%s working days",
    Unit.WORKING_DAYS_FROM_SECOND_EVENT: "%s working days after that",
    Unit.MONTHS_INCLUSIVE: "%s months",
    Unit.DAYS_AFTER_ROLLED: "%s days",
}
WORKING_DAYS = "Working days are Monday to Friday."


@dataclass(frozen=True)
class EasyStep:
    """One step in easy read: a heading, short sentences, and a picture with what is to be seen on it."""

    title: str
    sentences: tuple[str, ...]
    picture: str
    seen: str


@dataclass(frozen=True)
class Leaflet:
    """The leaflet of one organisation. `steps` are what it does, with the time each takes."""

    desk: ComplaintsDesk | None
    support: str
    regime: Regime
    steps: tuple[str, ...]
    easy_steps: tuple[EasyStep, ...]
    ombudsman: Ombudsman | None


def leaflet_of(uow: UnitOfWork) -> Leaflet:
    """How this organisation usually answers a complaint made today."""
    nation, body = Nation(uow.tenant.nation), usual_body(uow.tenant.kind)
    regime = route(Facts(nation, body, about_data=False, received_on=uow.today)).regime
    desk = desk_of(uow)
    support = (desk.support if desk else None) or NOBODY_NAMED
    rules = _rules(uow, regime, nation)
    ombudsman = ombudsman_for(regime.key, nation, body)
    return Leaflet(desk, support, regime, tuple(map(_sentence, rules)), _easily(rules, regime), ombudsman)


def _rules(uow: UnitOfWork, regime: Regime, nation: Nation) -> list[DeadlineRule]:
    events = (Event.RECEIVED, Event.ACKNOWLEDGED, Event.STAGE_2, Event.STAGE_2_ACKNOWLEDGED)
    codes = [code for event in events for code in starts_at(regime.key, event, nation)]
    rules = [running_rule(uow, code, uow.today) for code in codes]
    return [one for one in rules if one and one.n]


def _easily(rules: list[DeadlineRule], regime: Regime) -> tuple[EasyStep, ...]:
    def how_long(codes: frozenset[str]) -> tuple[str, ...]:
        found = next((one for one in rules if one.code in codes), None)
        if found is None:
            return ()
        duty = "We must do this in" if found.binding is Binding.STATUTE else "We try to do this in"
        return (f"{duty} {EASILY[found.unit] % found.n}.",)

    written = EasyStep(
        "We write to you",
        ("We tell you that we have your complaint.", *how_long(ACKNOWLEDGING), WORKING_DAYS),
        "letter",
        "A letter",
    )
    found = EasyStep(
        "We find out what happened",
        ("We talk with people.", "Then we tell you what we found.", *how_long(STOPS[Event.ANSWERED])),
        "look",
        "A magnifying glass",
    )
    again = EasyStep(
        "You can ask us to look again",
        ("Somebody else will look at it.", *how_long(STOPS[Event.STAGE_2_ANSWERED])),
        "again",
        "An arrow that goes round",
    )
    return (written, found, again) if regime.stages > 1 else (written, found)


def _sentence(rule: DeadlineRule) -> str:
    return f"{rule.label}: {COUNTED[rule.unit] % rule.n} ({_why(rule)})."


def _why(rule: DeadlineRule) -> str:
    if rule.binding is not Binding.STATUTE:
        return "this is our aim"
    return "the law says so" if rule.verified else "as we understand the law"
