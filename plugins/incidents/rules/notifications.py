"""Every duty to notify that a set of facts triggers, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from plugins.incidents.rules import england, every_nation, great_britain, northern_ireland, scotland, wales
from plugins.incidents.rules.facts import BodyType, Facts
from plugins.incidents.rules.rule import NotificationRule
from portal.plugin import Binding

if TYPE_CHECKING:
    from portal.plugin import Nation

__all__ = ["RULES", "Hit", "NotificationRule", "evaluate", "rule_by_code", "rules_in"]

RULES: tuple[NotificationRule, ...] = (
    *england.RULES,
    *wales.RULES,
    *scotland.RULES,
    *northern_ireland.RULES,
    *great_britain.RULES,
    *every_nation.RULES,
)

STRONGEST_FIRST = (Binding.STATUTE, Binding.PROMPTNESS, Binding.GUIDANCE, Binding.LOCAL)

NHS_REPORTERS = frozenset({BodyType.NHS_BODY, BodyType.LOCAL_AUTHORITY, BodyType.PRIMARY_MEDICAL})
NHS_REPORT_COUNTS = "This duty is met if the incident has been reported to NHS England."
NHS_REPORTED = "You said this was reported to NHS England, which meets this duty: record the reference."


@dataclass(frozen=True)
class Hit:
    """A rule the facts trigger and why. `since` is where its clock starts; None means when you found out."""

    rule: NotificationRule
    reason: str
    since: date | datetime | None = None
    note: str = ""


def evaluate(facts: Facts, *, nation: Nation, on: date, now: datetime) -> list[Hit]:
    """Every duty the facts trigger, strongest binding first, in the order of the law within each.

    `on` is the day whose law applies, that of the event; `now` (with a time zone) says how far whatever is
    still open has run. A duty a report to NHS England may already meet is listed with a note, not hidden.

    Source: each rule names its own, and where it was read.
    """
    answers = facts.closed_at(now)
    hits = [
        Hit(rule, reason, since=clock_start(rule, answers), note=note_for(rule, answers))
        for rule in rules_in(nation, on=on)
        if is_within_scope(rule, answers) and (reason := rule.test(answers))
    ]
    return sorted(hits, key=_strength)


def rules_in(nation: Nation, *, on: date) -> tuple[NotificationRule, ...]:
    """The enabled rules of this nation that were valid on that day."""
    return tuple(
        rule
        for rule in RULES
        if rule.enabled and nation in rule.nations and rule.valid_from <= on <= (rule.valid_to or date.max)
    )


def rule_by_code(code: str) -> NotificationRule:
    """The rule with this code, enabled or not. Raises `KeyError` if there is none."""
    return {rule.code: rule for rule in RULES}[code]


def is_within_scope(rule: NotificationRule, facts: Facts) -> bool:
    """Whether setting, body and regulated activity let the rule apply; an unanswered fact never stops it."""
    return (
        (not rule.settings or facts.setting is None or facts.setting in rule.settings)
        and (not rule.bodies or facts.body_type is None or facts.body_type in rule.bodies)
        and not (rule.during_care and facts.regulated_activity is False)
    )


def clock_start(rule: NotificationRule, facts: Facts) -> date | datetime | None:
    """The day or moment the time limit counts from, if the facts rather than the discovery decide it."""
    if rule.clock:
        return rule.clock(facts)
    return getattr(facts, rule.clock_from) if rule.clock_from else None


def note_for(rule: NotificationRule, facts: Facts) -> str:
    """What else to know of this duty: the rule's own note, and whether a report to NHS England meets it."""
    if not rule.met_by_nhs_report or facts.body_type not in NHS_REPORTERS:
        return rule.note
    nhs = NHS_REPORTED if facts.reported_to_nhs_england else NHS_REPORT_COUNTS
    return f"{rule.note} {nhs}".strip()


def _strength(hit: Hit) -> int:
    return STRONGEST_FIRST.index(hit.rule.binding)
