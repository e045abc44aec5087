"""The time limits of notifications, and the plugin's own promises to whoever reported something."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from plugins.incidents.rules.great_britain import LEGISLATION as ACCIDENT_LEGISLATION
from plugins.incidents.rules.northern_ireland import HSENI_ADVICE
from plugins.incidents.rules.notifications import RULES, rule_by_code
from portal.plugin import GREAT_BRITAIN, UNITED_KINGDOM, Binding, DeadlineRule, Nation, Unit

if TYPE_CHECKING:
    from plugins.incidents.rules.rule import NotificationRule

PROMPT_HOURS = 24
LONG_AGO = date(2000, 1, 1)
LOCAL = "Local policy: a default each organisation may change"


def clock(rule: NotificationRule, n: int = 0, unit: Unit = Unit.PROMPT) -> DeadlineRule:
    """The clock of one duty: `n` units from the fact it counts from, or from when you found out.

    Without a number the hours since awareness are shown, with a local prompt after 24 of them and no date.
    """
    return DeadlineRule(
        code=rule.deadline_code,
        label=f"Tell {rule.recipient.in_sentence}: {rule.event}",
        nations=rule.nations,
        binding=rule.binding,
        trigger=rule.trigger,
        n=n,
        unit=unit,
        source=rule.source,
        source_url=rule.source_url,
        verified=rule.verified,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        prompt_hours=PROMPT_HOURS if unit is Unit.PROMPT else None,
        note=rule.note,
    )


PROMPT_DUTIES = tuple(clock(rule) for rule in RULES if rule.binding is Binding.PROMPTNESS)

COUNTED_DUTIES = (
    clock(rule_by_code("NOT-E-ABS"), 28, Unit.BEFORE),
    clock(rule_by_code("NOT-E-EMERG"), 5, Unit.WORKING_DAYS_AFTER),
    clock(rule_by_code("NOT-E-SOP"), 28, Unit.DAYS_AFTER),
    clock(rule_by_code("NOT-E-21-PLANS"), 28, Unit.DAYS_AFTER),
    # Regulation 22 counts 28 days beginning with the appointment: its last day is 27 days after.
    clock(rule_by_code("NOT-E-22"), 27, Unit.DAYS_AFTER),
    clock(rule_by_code("NOT-E-RESTRAINT"), 72, Unit.CLOCK_HOURS),
    clock(rule_by_code("NOT-W-SOP"), 28, Unit.BEFORE),
    clock(rule_by_code("FAMILY"), PROMPT_HOURS, Unit.CLOCK_HOURS),
    clock(rule_by_code("COMMISSIONER"), PROMPT_HOURS, Unit.CLOCK_HOURS),
)

WORK_ACCIDENTS = (
    DeadlineRule(
        code="RIDDOR-10",
        label="Report the work accident to the Health and Safety Executive",
        nations=GREAT_BRITAIN,
        binding=Binding.STATUTE,
        trigger="the accident happened",
        n=10,
        unit=Unit.DAYS_AFTER,
        source="SI 2013/1471 Sch 1 para 1(1)(b)",
        source_url="https://www.legislation.gov.uk/uksi/2013/1471/schedule/1",
        verified=True,
        valid_from=date(2013, 10, 1),
        note="Tell the enforcing authority first, by the quickest means and without delay.",
    ),
    DeadlineRule(
        code="RIDDOR-15",
        label="Report a worker unfit for more than seven days to the Health and Safety Executive",
        nations=GREAT_BRITAIN,
        binding=Binding.STATUTE,
        trigger="the accident happened",
        n=15,
        unit=Unit.DAYS_AFTER,
        source="SI 2013/1471 reg 4(2)",
        source_url=f"{ACCIDENT_LEGISLATION}/4",
        verified=True,
        valid_from=date(2013, 10, 1),
        note="As soon as practicable; the fifteen days count from the accident, not from the eighth day.",
    ),
    DeadlineRule(
        code="RIDDOR-N-10",
        label="Report the work accident to the Health and Safety Executive for Northern Ireland",
        nations=frozenset({Nation.NORTHERN_IRELAND}),
        binding=Binding.STATUTE,
        trigger="the accident happened",
        n=10,
        unit=Unit.DAYS_AFTER,
        source="SR 1997/455",
        source_url=HSENI_ADVICE,
        verified=False,
        valid_from=date(1998, 4, 1),
        note="Read in the advice of HSENI, not in the regulations.",
    ),
)

PROMISES = (
    DeadlineRule(
        code="INC-TRIAGE",
        label="A manager looks at the first report",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="it was reported",
        n=1,
        unit=Unit.WORKING_DAYS_AFTER,
        source=LOCAL,
        source_url="",
        verified=True,
        valid_from=LONG_AGO,
    ),
    DeadlineRule(
        code="INC-ANSWER",
        label="The person who reported hears what happened",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="it was reported",
        n=5,
        unit=Unit.WORKING_DAYS_AFTER,
        source=LOCAL,
        source_url="",
        verified=True,
        valid_from=LONG_AGO,
    ),
)

DEADLINE_RULES: tuple[DeadlineRule, ...] = (*PROMPT_DUTIES, *COUNTED_DUTIES, *WORK_ACCIDENTS, *PROMISES)
