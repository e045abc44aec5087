"""Wales: what Care Inspectorate Wales must be told under the Regulated Services Regulations 2017."""

from __future__ import annotations

from datetime import date
from functools import partial

from plugins.incidents.rules import absences, completeness, events
from plugins.incidents.rules.recipients import Recipient
from plugins.incidents.rules.rule import NotificationRule
from portal.plugin import Binding, Nation

REGULATIONS = "Regulated Services (Service Providers and Responsible Individuals) (Wales) Regulations 2017"
SCHEDULE = "https://www.legislation.gov.uk/wsi/2017/1264/schedule/3"
UNREAD = "Without delay and in writing is assumed: neither the time limit nor this paragraph was read."
TIME_UNREAD = "Without delay and in writing is assumed: the event was read in Schedule 3, its time limit was not."

_notify = partial(
    NotificationRule,
    nations=frozenset({Nation.WALES}),
    recipient=Recipient.CIW,
    regulation=f"Regulation 60 and Schedule 3, {REGULATIONS}",
    binding=Binding.PROMPTNESS,
    source="WSI 2017/1264 reg 60 and Sch 3",
    source_url=SCHEDULE,
    verified=False,
    valid_from=date(2018, 4, 2),
    note=UNREAD,
)

PROVIDER = (
    _notify(
        code="NOT-W-SOP",
        regulation=f"Regulation 60 and Schedule 3 paragraph 1, {REGULATIONS}",
        event="revised statement of purpose",
        test=events.purpose_takes_effect,
        binding=Binding.STATUTE,
        source="WSI 2017/1264 Sch 3 para 1",
        verified=True,
        form=completeness.PURPOSE_EFFECTIVE,
        trigger="the revision takes effect",
        clock_from="purpose_effective_on",
        note="",
    ),
    _notify(
        code="NOT-W-NAME",
        regulation=f"Regulation 60 and Schedule 3 paragraph 2, {REGULATIONS}",
        event="change of the provider's name",
        test=events.name_changed,
        source="WSI 2017/1264 Sch 3 para 2",
        form=completeness.CHANGE,
        note=TIME_UNREAD,
    ),
    _notify(
        code="NOT-W-OFFICERS",
        regulation=f"Regulation 60 and Schedule 3 paragraphs 3, 3A and 7, {REGULATIONS}",
        event="change of directors, trustees, committee members or partners",
        test=events.officers_changed,
        source="WSI 2017/1264 Sch 3 paras 3, 3A and 7",
        form=completeness.CHANGE,
        note=TIME_UNREAD,
    ),
    _notify(
        code="NOT-W-INSOLVENCY",
        regulation=f"Regulation 60 and Schedule 3 paragraphs 4 and 5, {REGULATIONS}",
        event="insolvency of the provider",
        test=events.insolvency,
        source="WSI 2017/1264 Sch 3 paras 4 and 5",
        form=completeness.CHANGE,
        note=TIME_UNREAD,
    ),
    _notify(
        code="NOT-W-PARTNER",
        regulation=f"Regulation 60 and Schedule 3 paragraph 6, {REGULATIONS}",
        event="death of a partner",
        test=events.provider_died,
        source="WSI 2017/1264 Sch 3 para 6",
        form=completeness.PROVIDER_DEATH,
        note=TIME_UNREAD,
    ),
    _notify(
        code="NOT-W-MANAGER",
        regulation=f"Regulation 84 and Schedule 4, {REGULATIONS}",
        event="change of manager",
        test=events.manager_changed,
        source="WSI 2017/1264 reg 84 and Sch 4",
        source_url="https://www.legislation.gov.uk/wsi/2017/1264/schedule/4",
        form=completeness.CHANGE,
    ),
    _notify(
        code="NOT-W-ABS",
        regulation=f"Regulation 84 and Schedule 4, {REGULATIONS}",
        event="absence of the manager for 28 days or more",
        test=absences.long_absence,
        source="WSI 2017/1264 reg 84 and Sch 4",
        source_url="https://www.legislation.gov.uk/wsi/2017/1264/schedule/4",
        form=completeness.ABSENCE,
    ),
)

INCIDENTS = (
    _notify(
        code="NOT-W-DEATH",
        event="death of a person using the service",
        test=events.death,
        form=completeness.REGULATOR_DEATH,
    ),
    _notify(
        code="NOT-W-ABUSE",
        event="abuse or an allegation of abuse",
        test=events.abuse,
        form=completeness.REGULATOR_ABUSE,
    ),
    _notify(
        code="NOT-W-INJURY",
        event="serious accident or injury",
        test=events.serious_injury,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify(
        code="NOT-W-PRESSURE",
        event="serious pressure damage",
        test=events.serious_pressure_damage,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify(
        code="NOT-W-INFECTION",
        event="outbreak of an infectious disease",
        test=events.infectious_outbreak,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-W-POLICE",
        event="incident reported to the police",
        test=events.police_involved,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify(
        code="NOT-W-SERVICE",
        event="event that stops or may stop the service running safely",
        test=events.service_disrupted,
        form=completeness.REGULATOR_EVENT,
        trigger="you found out, or an outage passed 24 hours",
        clock=events.disruption_counts_from,
    ),
    _notify(
        code="NOT-W-MISCONDUCT",
        event="allegation of misconduct",
        test=events.misconduct,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-W-LIBERTY",
        event="request to authorise a deprivation of liberty",
        test=events.standing_authorisation_requested,
        form=completeness.LIBERTY_REQUEST,
        note="Told when it is asked for, unlike in England. Neither paragraph nor time limit was read.",
    ),
)

RULES: tuple[NotificationRule, ...] = (*PROVIDER, *INCIDENTS)
