"""Which clocks a procedure starts at which event, and which event stops them."""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum

from plugins.complaints.rules import routing
from portal.plugin import Binding, DeadlineRule, Nation, Unit


class Event(StrEnum):
    """What happens to a complaint that a clock counts from or waits for."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    DISCUSSED = "discussed"
    RESOLVED = "resolved"
    TERMS_SENT = "terms-sent"
    STAGE_2 = "stage-2"
    STAGE_2_ACKNOWLEDGED = "stage-2-acknowledged"
    STAGE_2_ANSWERED = "stage-2-answered"


LETTER = {Nation.ENGLAND: "E", Nation.WALES: "W", Nation.SCOTLAND: "S", Nation.NORTHERN_IRELAND: "N"}
COUNTED_AT_ONCE = frozenset({Nation.SCOTLAND, Nation.NORTHERN_IRELAND})


def _own_starts(nation: Nation) -> dict[Event, tuple[str, ...]]:
    """The local targets: in Scotland and Northern Ireland both count from receipt, as in the model procedures."""
    letter = LETTER[nation]
    acknowledge, respond = f"CMP-OWN-{letter}-ACK", f"CMP-OWN-{letter}-RESP"
    again = {Event.STAGE_2: (f"CMP-OWN-{letter}-2RESP",)}
    if nation in COUNTED_AT_ONCE:
        return {Event.RECEIVED: (acknowledge, respond), **again}
    return {Event.RECEIVED: (acknowledge,), Event.ACKNOWLEDGED: (respond,), **again}


STARTS: dict[str, dict[Event, tuple[str, ...]]] = {
    routing.ENGLAND.key: {Event.RECEIVED: ("CMP-E-ACK", "CMP-E-RESP")},
    routing.CODE.key: {
        Event.RECEIVED: ("CMP-LGSCO-1ACK",),
        Event.ACKNOWLEDGED: ("CMP-LGSCO-1RESP",),
        Event.STAGE_2: ("CMP-LGSCO-2ACK",),
        Event.STAGE_2_ACKNOWLEDGED: ("CMP-LGSCO-2RESP",),
    },
    routing.SCOTLAND.key: {Event.RECEIVED: ("CMP-S-1",), Event.STAGE_2: ("CMP-S-2ACK", "CMP-S-2RESP")},
    routing.WALES.key: {
        Event.RECEIVED: ("CMP-W-ACK",),
        Event.ACKNOWLEDGED: ("CMP-W-DISC",),
        Event.RESOLVED: ("CMP-W-TERMS",),
        Event.STAGE_2: ("CMP-W-FORMAL",),
    },
    routing.NORTHERN_IRELAND.key: {Event.RECEIVED: ("CMP-N-1",), Event.STAGE_2: ("CMP-N-2ACK", "CMP-N-2RESP")},
    routing.DATA_PROTECTION.key: {Event.RECEIVED: ("CMP-DP-ACK", "CMP-DP-RESP")},
}


def _of_every_nation(what: str) -> frozenset[str]:
    return frozenset(f"CMP-OWN-{letter}-{what}" for letter in LETTER.values())


STOPS: dict[Event, frozenset[str]] = {
    Event.ACKNOWLEDGED: _of_every_nation("ACK") | {"CMP-E-ACK", "CMP-LGSCO-1ACK", "CMP-W-ACK", "CMP-DP-ACK"},
    Event.ANSWERED: _of_every_nation("RESP")
    | {"CMP-E-RESP", "CMP-LGSCO-1RESP", "CMP-S-1", "CMP-N-1", "CMP-DP-RESP", "CMP-W-DISC"},
    Event.DISCUSSED: frozenset({"CMP-W-DISC"}),
    Event.TERMS_SENT: frozenset({"CMP-W-TERMS"}),
    Event.STAGE_2_ACKNOWLEDGED: frozenset({"CMP-LGSCO-2ACK", "CMP-S-2ACK", "CMP-N-2ACK"}),
    Event.STAGE_2_ANSWERED: _of_every_nation("2RESP")
    | {"CMP-LGSCO-2RESP", "CMP-S-2RESP", "CMP-N-2RESP", "CMP-W-FORMAL"},
}
ACKNOWLEDGING, ANSWERING = STOPS[Event.ACKNOWLEDGED], STOPS[Event.ANSWERED] | STOPS[Event.STAGE_2_ANSWERED]

# Until when a complaint may be brought, in months after the matter or after it became known.
BRING_WITHIN = {
    routing.ENGLAND.key: 12,
    routing.WALES.key: 12,
    routing.SCOTLAND.key: 6,
    routing.NORTHERN_IRELAND.key: 6,
}
LONGEST_EXTENSION_OF_CODE = 10


def starts_at(regime: str, event: Event, nation: Nation) -> tuple[str, ...]:
    """The codes of the clocks that begin at this event."""
    return (STARTS.get(regime) or _own_starts(nation)).get(event, ())


def last_day_to_bring(regime: str, happened_on: date) -> date | None:
    """The last day to complain of what happened or became known on a day; None where no limit is known.

    The same-numbered day so many months later, or the last of that month. Source: rules 6.1; the texts of the twelve
    and six months were not read, so a complaint brought later is marked, never refused.
    """
    months = BRING_WITHIN.get(regime)
    if months is None:
        return None
    year, month = divmod(happened_on.year * 12 + happened_on.month - 1 + months, 12)
    return date(year, month + 1, min(happened_on.day, calendar.monthrange(year, month + 1)[1]))


LOCAL = "Local policy, after the nation's model procedure: a default each organisation may change"
LONG_AGO = date(2000, 1, 1)
AFTER, AFTER_ACKNOWLEDGING = Unit.WORKING_DAYS_AFTER, Unit.WORKING_DAYS_FROM_SECOND_EVENT
RECEIVED, ACKNOWLEDGED, ASKED_AGAIN = (
    "the complaint was received",
    "the complaint was acknowledged",
    "another look was asked for",
)
# Working days to acknowledge, to respond, and to respond after another look: the nation's model numbers.
OWN_NUMBERS = {
    Nation.ENGLAND: (5, 10, 20),
    Nation.WALES: (2, 10, 25),
    Nation.SCOTLAND: (3, 20, 20),
    Nation.NORTHERN_IRELAND: (3, 20, 20),
}


def _own_rules(nation: Nation) -> tuple[DeadlineRule, ...]:
    acknowledge, respond, again = OWN_NUMBERS[nation]
    at_once = nation in COUNTED_AT_ONCE
    answer = (AFTER, RECEIVED) if at_once else (AFTER_ACKNOWLEDGING, ACKNOWLEDGED)
    return (
        _own(nation, "ACK", "Acknowledge the complaint", acknowledge, AFTER, RECEIVED),
        _own(nation, "RESP", "Respond to the complaint", respond, *answer),
        _own(nation, "2RESP", "Respond after another look", again, AFTER, ASKED_AGAIN),
    )


def _own(nation: Nation, what: str, label: str, n: int, unit: Unit, trigger: str) -> DeadlineRule:
    return DeadlineRule(
        code=f"CMP-OWN-{LETTER[nation]}-{what}",
        label=label,
        nations=frozenset({nation}),
        binding=Binding.LOCAL,
        trigger=trigger,
        n=n,
        unit=unit,
        source=LOCAL,
        source_url="",
        verified=True,
        valid_from=LONG_AGO,
    )


DEADLINE_RULES = (
    *(rule for nation in OWN_NUMBERS for rule in _own_rules(nation)),
    DeadlineRule(
        code="CMP-DP-RESP",
        label="Respond to the data protection complaint",
        nations=frozenset(Nation),
        binding=Binding.PROMPTNESS,
        trigger=RECEIVED,
        n=0,
        unit=Unit.PROMPT,
        source=routing.DATA_PROTECTION.basis,
        source_url=routing.DATA_PROTECTION.url,
        verified=False,
        valid_from=routing.DATA_PROTECTION_SINCE,
        prompt_hours=30 * 24,
        note="Without undue delay: the law names no day. The local prompt comes after thirty days.",
    ),
)
