"""Northern Ireland: what RQIA must be told, and work accidents reported to HSENI."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from plugins.incidents.rules import absences, accidents, completeness, events
from plugins.incidents.rules.recipients import Recipient
from plugins.incidents.rules.rule import NotificationRule
from portal.plugin import Binding, Nation

if TYPE_CHECKING:
    from plugins.incidents.rules.facts import Facts

REGULATIONS = "Residential Care Homes Regulations (Northern Ireland) 2005"
ACCIDENT_REGULATIONS = "Reporting of Injuries, Diseases and Dangerous Occurrences Regulations (Northern Ireland) 1997"
CONTENTS = "https://www.legislation.gov.uk/nisr/2005/161/contents/made"
HSENI_ADVICE = "https://www.hseni.gov.uk/articles/accident-reporting"
PARALLEL = (
    "Other services have regulations of their own with a similar list. The list was read for day care "
    "(SR 2007/234 reg 29), which also wants an oral report confirmed in writing within 3 working days."
)
ACCIDENTS_UNREAD = "Read in the advice of HSENI, not in the regulations. The limits differ from those of Great Britain."

_notify = partial(
    NotificationRule,
    nations=frozenset({Nation.NORTHERN_IRELAND}),
    recipient=Recipient.RQIA,
    regulation=f"Regulation 30, {REGULATIONS}",
    binding=Binding.PROMPTNESS,
    source="SR 2005/161 reg 30",
    source_url=CONTENTS,
    verified=False,
    valid_from=date(2005, 4, 1),
    note=PARALLEL,
)
_report = partial(
    NotificationRule,
    nations=frozenset({Nation.NORTHERN_IRELAND}),
    recipient=Recipient.HSENI,
    regulation=f"Regulation 3, {ACCIDENT_REGULATIONS}",
    binding=Binding.STATUTE,
    source="SR 1997/455",
    source_url=HSENI_ADVICE,
    verified=False,
    valid_from=date(1998, 4, 1),
    form=completeness.WORK_ACCIDENT,
    deadline="RIDDOR-N-10",
    trigger="the accident happened",
    clock_from="accident_on",
    note=ACCIDENTS_UNREAD,
)


def event_affecting_safety(facts: Facts) -> str | None:
    """Whatever harms a person's wellbeing or safety and has no line of its own in the list."""
    return events.together(
        facts,
        events.missing,
        events.serious_pressure_damage,
        events.controlled_drug_error,
        events.restrictive_practice,
        events.service_disrupted,
        events.equipment_failed,
    )


REGULATOR = (
    _notify(
        code="NOT-N-DEATH",
        event="death of a person using the service",
        test=events.death,
        form=completeness.REGULATOR_DEATH,
    ),
    _notify(
        code="NOT-N-INFECTION",
        event="outbreak of an infectious disease",
        test=events.infectious_outbreak,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-N-INJURY",
        event="serious injury",
        test=events.serious_injury,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify(
        code="NOT-N-ABUSE",
        event="abuse or an allegation of abuse",
        test=events.abuse,
        form=completeness.REGULATOR_ABUSE,
    ),
    _notify(
        code="NOT-N-EVENT",
        event="event affecting a person's wellbeing or safety",
        test=event_affecting_safety,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify(
        code="NOT-N-THEFT",
        event="theft or burglary",
        test=events.theft,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-N-ACCIDENT",
        event="accident",
        test=accidents.accident_at_work,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-N-POLICE",
        event="incident reported to the police",
        test=events.police_involved,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify(
        code="NOT-N-MISCONDUCT",
        event="allegation of misconduct",
        test=events.misconduct,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-N-ABS",
        regulation=f"Regulation 31, {REGULATIONS}",
        source="SR 2005/161 reg 31",
        event="absence of 28 days or more",
        test=absences.long_absence,
        form=completeness.ABSENCE,
        note="The heading of the regulation was read; its 28 days and its time limit are assumed.",
    ),
    _notify(
        code="NOT-N-CHANGE",
        regulation=f"Regulation 32, {REGULATIONS}",
        source="SR 2005/161 reg 32",
        event="change to who runs the service or to registered details",
        test=events.registration_changed,
        form=completeness.CHANGE,
        note="The heading of the regulation was read; its list and its time limit were not.",
    ),
)

WORK_ACCIDENTS = (
    _report(
        code="RIDDOR-N-DEATH",
        event="death because of a work accident",
        test=accidents.death_at_work,
    ),
    _report(
        code="RIDDOR-N-INJURY",
        event="major injury to a worker",
        test=accidents.specified_injury,
    ),
    _report(
        code="RIDDOR-N-HOSPITAL",
        event="person not at work taken to hospital",
        test=accidents.non_worker_taken_to_hospital,
    ),
    _report(
        code="RIDDOR-N-DANGEROUS",
        event="dangerous occurrence",
        test=accidents.dangerous_occurrence,
    ),
    _report(
        code="RIDDOR-N-3DAY",
        event="worker unfit for more than three days",
        test=accidents.incapacitated_over_three_days,
    ),
)

RULES: tuple[NotificationRule, ...] = (*REGULATOR, *WORK_ACCIDENTS)
