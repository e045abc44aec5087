"""Great Britain: work accidents reported to the Health and Safety Executive (RIDDOR 2013)."""

from __future__ import annotations

from datetime import date
from functools import partial

from plugins.incidents.rules import accidents, completeness
from plugins.incidents.rules.recipients import Recipient
from plugins.incidents.rules.rule import NotificationRule
from portal.plugin import GREAT_BRITAIN, Binding

REGULATIONS = "Reporting of Injuries, Diseases and Dangerous Occurrences Regulations 2013"
LEGISLATION = "https://www.legislation.gov.uk/uksi/2013/1471/regulation"

_report = partial(
    NotificationRule,
    nations=GREAT_BRITAIN,
    recipient=Recipient.HSE,
    binding=Binding.STATUTE,
    verified=True,
    valid_from=date(2013, 10, 1),
    form=completeness.WORK_ACCIDENT,
    deadline="RIDDOR-10",
    trigger="the accident happened",
    clock_from="accident_on",
    note="Tell the enforcing authority first, by the quickest means and without delay: the report follows.",
)

RULES: tuple[NotificationRule, ...] = (
    _report(
        code="RIDDOR-DEATH",
        regulation=f"Regulation 6, {REGULATIONS}",
        event="death because of a work accident",
        test=accidents.death_at_work,
        source="SI 2013/1471 reg 6 and Sch 1 para 1",
        source_url=f"{LEGISLATION}/6",
    ),
    _report(
        code="RIDDOR-INJURY",
        regulation=f"Regulation 4(1), {REGULATIONS}",
        event="specified injury to a worker",
        test=accidents.specified_injury,
        source="SI 2013/1471 reg 4(1) and Sch 1 para 1",
        source_url=f"{LEGISLATION}/4",
    ),
    _report(
        code="RIDDOR-HOSPITAL",
        regulation=f"Regulation 5, {REGULATIONS}",
        event="person not at work taken to hospital",
        test=accidents.non_worker_taken_to_hospital,
        source="SI 2013/1471 reg 5 and Sch 1 para 1",
        source_url=f"{LEGISLATION}/5",
    ),
    _report(
        code="RIDDOR-DANGEROUS",
        regulation=f"Regulation 7, {REGULATIONS}",
        event="dangerous occurrence",
        test=accidents.dangerous_occurrence,
        source="SI 2013/1471 reg 7 and Sch 1 para 1",
        source_url=f"{LEGISLATION}/7",
    ),
    _report(
        code="RIDDOR-7DAY",
        regulation=f"Regulation 4(2), {REGULATIONS}",
        event="worker unfit for more than seven days",
        test=accidents.incapacitated_over_seven_days,
        source="SI 2013/1471 reg 4(2)",
        source_url=f"{LEGISLATION}/4",
        deadline="RIDDOR-15",
        note="More than three days only needs a record. A specified injury is reported as well, on its own.",
    ),
)
