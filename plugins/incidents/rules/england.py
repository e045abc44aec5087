"""England: what the Care Quality Commission must be told under its Registration Regulations 2009."""

from __future__ import annotations

from datetime import date
from functools import partial

from plugins.incidents.rules import absences, completeness, events
from plugins.incidents.rules.facts import Facts, Setting
from plugins.incidents.rules.recipients import Recipient
from plugins.incidents.rules.rule import NotificationRule
from portal.plugin import Binding, Nation

REGULATIONS = "Care Quality Commission (Registration) Regulations 2009"
PART_5 = "https://www.legislation.gov.uk/uksi/2009/3112/part/5/made"
GUIDANCE = "https://www.cqc.org.uk/guidance-providers/regulations-enforcement"
ABSENCE_FORM = (
    "https://www.cqc.org.uk/guidance-providers/notifications/"
    "absence-registered-individual-28-days-or-more-notification-form"
)
IN_FORCE = date(2010, 4, 1)
AMENDED = date(2012, 6, 18)

# CQC's own form must be used for all of them: regulation 22A, added by SI 2012/921.
_notify = partial(
    NotificationRule,
    nations=frozenset({Nation.ENGLAND}),
    recipient=Recipient.CQC,
    binding=Binding.PROMPTNESS,
    verified=True,
    valid_from=IN_FORCE,
)
_incident = partial(
    _notify,
    source="SI 2009/3112 reg 18, as amended by SI 2012/921",
    source_url=f"{GUIDANCE}/regulation-18-notification-other-incidents",
    during_care=True,
    met_by_nhs_report=True,
)


def death_notified_by_regulation_16(facts: Facts) -> str | None:
    """A death linked to care; that of a detained person belongs to regulation 17 alone: regulation 16(5)."""
    return None if facts.detained else events.death_linked_to_care(facts)


def death_of_detained_person(facts: Facts) -> str | None:
    return "A detained person has died." if facts.detained and events.death(facts) else None


def unauthorised_absence(facts: Facts) -> str | None:
    if facts.detained and facts.absent_without_leave:
        return "A detained person is, or was, absent without leave."
    return None


def return_from_unauthorised_absence(facts: Facts) -> str | None:
    if unauthorised_absence(facts) and facts.returned_from_absence:
        return "A detained person came back after being absent without leave."
    return None


DEATHS = (
    _notify(
        code="NOT-E-16",
        regulation=f"Regulation 16, {REGULATIONS}",
        event="death of a person using the service",
        test=death_notified_by_regulation_16,
        source="SI 2009/3112 reg 16",
        source_url=f"{GUIDANCE}/regulation-16-notification-death-service-user",
        form=completeness.CQC_DEATH,
        met_by_nhs_report=True,
    ),
    _notify(
        code="NOT-E-17",
        regulation=f"Regulation 17(1), {REGULATIONS}",
        event="death of a detained person",
        test=death_of_detained_person,
        source="SI 2009/3112 reg 17",
        source_url=f"{GUIDANCE}/regulation-17-notification-death-or-unauthorised-absence",
        form=completeness.CQC_DETAINED,
        met_by_nhs_report=True,
        note="Wherever the person died. Regulation 16 does not apply as well.",
    ),
    _notify(
        code="NOT-E-17-ABSENCE",
        regulation=f"Regulation 17(1), {REGULATIONS}",
        event="unauthorised absence of a detained person",
        test=unauthorised_absence,
        source="SI 2009/3112 reg 17, as amended by SI 2012/921",
        source_url=f"{GUIDANCE}/regulation-17-notification-death-or-unauthorised-absence",
        form=completeness.CQC_DETAINED,
        settings=frozenset({Setting.MENTAL_HEALTH_UNIT}),
        note="For secure psychiatric services. Tell CQC again when the person comes back.",
    ),
    _notify(
        code="NOT-E-17-RETURN",
        regulation=f"Regulation 17(2A), {REGULATIONS}",
        event="return of a detained person after an unauthorised absence",
        test=return_from_unauthorised_absence,
        source="SI 2009/3112 reg 17, as amended by SI 2012/921",
        source_url=f"{GUIDANCE}/regulation-17-notification-death-or-unauthorised-absence",
        valid_from=AMENDED,
        form=completeness.CQC_DETAINED,
        settings=frozenset({Setting.MENTAL_HEALTH_UNIT}),
    ),
)

INCIDENTS = (
    _incident(
        code="NOT-E-18A",
        regulation=f"Regulation 18(2)(a), {REGULATIONS}",
        event="injury with lasting consequences",
        test=events.lasting_injury,
        form=completeness.CQC_INJURY,
        note="The test is the reasonable opinion of a health care professional.",
    ),
    _incident(
        code="NOT-E-18B",
        regulation=f"Regulation 18(2)(b), {REGULATIONS}",
        event="injury needing treatment to prevent death or lasting harm",
        test=events.treatment_needed,
        form=completeness.CQC_INJURY,
        note="The test is the reasonable opinion of a health care professional.",
    ),
    _incident(
        code="NOT-E-18C",
        regulation=f"Regulation 18(2)(c), {REGULATIONS}",
        event="outcome of a request for a standing authorisation",
        test=events.standing_authorisation_decided,
        valid_from=AMENDED,
        form=completeness.CQC_LIBERTY,
        during_care=False,
        trigger="the outcome was known",
        clock_from="liberty_outcome_on",
        note="One notification covers the request and its outcome or withdrawal.",
    ),
    _incident(
        code="NOT-E-18D",
        regulation=f"Regulation 18(2)(d), {REGULATIONS}",
        event="outcome of a court application about liberty",
        test=events.court_application_decided,
        valid_from=AMENDED,
        form=completeness.CQC_LIBERTY,
        during_care=False,
        trigger="the outcome was known",
        clock_from="liberty_outcome_on",
        note="One notification covers the application and its outcome or withdrawal.",
    ),
    _incident(
        code="NOT-E-18E",
        regulation=f"Regulation 18(2)(e), {REGULATIONS}",
        event="abuse or an allegation of abuse",
        test=events.abuse,
        form=completeness.CQC_ABUSE,
        # Listed even if said to have nothing to do with the service: somebody has to decide that by name.
        during_care=False,
        note="Separate from the safeguarding concern: thresholds differ, and neither replaces the other.",
    ),
    _incident(
        code="NOT-E-18F",
        regulation=f"Regulation 18(2)(f), {REGULATIONS}",
        event="incident reported to or investigated by the police",
        test=events.police_involved,
        form=completeness.CQC_POLICE,
    ),
    _incident(
        code="NOT-E-18G",
        regulation=f"Regulation 18(2)(g), {REGULATIONS}",
        event="event that stops or may stop the service running safely",
        test=events.service_disrupted,
        form=completeness.CQC_SERVICE,
        trigger="you found out, or an outage passed 24 hours",
        clock=events.disruption_counts_from,
    ),
    _incident(
        code="NOT-E-18H",
        regulation=f"Regulation 18(2)(h), {REGULATIONS}",
        event="person under 18 in an adult psychiatric unit",
        test=events.under_18_placed_too_long,
        valid_from=AMENDED,
        form=completeness.CQC_UNDER_18,
        settings=frozenset({Setting.MENTAL_HEALTH_UNIT}),
        trigger="the placement passed 48 hours",
        clock=events.placement_counts_from,
    ),
    _notify(
        code="NOT-E-RESTRAINT",
        regulation=f"Proposed amendment of the {REGULATIONS}: not known to be in force",
        event="restraint, seclusion or segregation in a mental health unit",
        test=events.restrictive_practice,
        binding=Binding.LOCAL,
        source="Mills & Reeve, January 2025, on the 2024 consultation",
        source_url="https://mills-reeve.com/blogs/health-and-care/january-2025/changes-to-cqc-regulations-what-you-need-to-know",
        verified=False,
        enabled=False,
        form=completeness.RESTRAINT,
        settings=frozenset({Setting.MENTAL_HEALTH_UNIT}),
        note="Consulted on and supported. Switch it on when it becomes law, with the wording of the law.",
    ),
)

ABSENCES = (
    _notify(
        code="NOT-E-ABS",
        regulation=f"Regulation 14(1) and (2), {REGULATIONS}",
        event="planned absence of 28 days or more",
        test=absences.planned_absence,
        binding=Binding.STATUTE,
        source="SI 2009/3112 reg 14",
        source_url=ABSENCE_FORM,
        form=completeness.ABSENCE,
        trigger="the absence starts",
        clock_from="absence_starts_on",
        note="CQC may agree to a shorter notice: ask as soon as you know.",
    ),
    _notify(
        code="NOT-E-EMERG",
        regulation=f"Regulation 14, {REGULATIONS}",
        event="unplanned absence of 28 days or more",
        test=absences.emergency_absence,
        binding=Binding.STATUTE,
        source="SI 2009/3112 reg 14",
        source_url=ABSENCE_FORM,
        form=completeness.ABSENCE,
        trigger="the absence starts",
        clock_from="absence_starts_on",
    ),
    _notify(
        code="NOT-E-ABS-28",
        regulation=f"Regulation 14, {REGULATIONS}",
        event="absence that turned out to last 28 days",
        test=absences.absence_outlasted_expectation,
        source="SI 2009/3112 reg 14",
        source_url=ABSENCE_FORM,
        verified=False,
        form=completeness.ABSENCE,
        trigger="the absence reached 28 days",
        clock=absences.reached_limit_on,
        note="For an absence CQC was not told of. The paragraph itself was not read.",
    ),
    _notify(
        code="NOT-E-RETURN",
        regulation=f"Regulation 14, {REGULATIONS}",
        event="return from an absence of 28 days or more",
        test=absences.return_from_long_absence,
        source="SI 2009/3112 reg 14",
        source_url=ABSENCE_FORM,
        verified=False,
        form=completeness.RETURN,
        trigger="the person came back",
        clock_from="absence_returned_on",
        note="The duty was read, its time limit was not: older guides say 5 or 7 days after the return.",
    ),
)

PROVIDER = (
    _notify(
        code="NOT-E-SOP",
        regulation=f"Regulation 12, {REGULATIONS}",
        event="revised statement of purpose",
        test=events.purpose_revised,
        binding=Binding.STATUTE,
        source="SI 2009/3112 reg 12",
        source_url="https://www.cqc.org.uk/content/regulation-12-statement-purpose",
        form=completeness.PURPOSE_REVISED,
        trigger="the statement of purpose was revised",
        clock_from="purpose_revised_on",
    ),
    _notify(
        code="NOT-E-15",
        regulation=f"Regulation 15, {REGULATIONS}",
        event="change to who runs the service or to registered details",
        test=events.registration_changed,
        source="SI 2009/3112 reg 15",
        source_url=f"{GUIDANCE}/regulation-15-notice-changes",
        form=completeness.CHANGE,
        note="As soon as reasonably practicable, and already when the change is only proposed.",
    ),
    _notify(
        code="NOT-E-21",
        regulation=f"Regulation 21, {REGULATIONS}",
        event="death of a provider",
        test=events.provider_died,
        source="SI 2009/3112 reg 21",
        source_url=PART_5,
        form=completeness.PROVIDER_DEATH,
        note="For the personal representative, or the surviving partner.",
    ),
    _notify(
        code="NOT-E-21-PLANS",
        regulation=f"Regulation 21(2)(b), {REGULATIONS}",
        event="plans after the death of a provider",
        test=events.provider_died,
        binding=Binding.STATUTE,
        source="SI 2009/3112 reg 21",
        source_url=PART_5,
        form=completeness.PROVIDER_PLANS,
        trigger="the provider died",
        clock_from="provider_died_on",
        note="For the personal representative of a provider who was one person, not a partnership.",
    ),
    _notify(
        code="NOT-E-22",
        regulation=f"Regulation 22, {REGULATIONS}",
        event="appointment and plans of a liquidator or trustee",
        test=events.liquidator_appointed,
        binding=Binding.STATUTE,
        source="SI 2009/3112 reg 22, as made",
        source_url=PART_5,
        verified=False,
        form=completeness.LIQUIDATOR,
        trigger="the liquidator or trustee was appointed",
        clock_from="insolvency_appointed_on",
        note="For the person appointed. Only the text as first made was read.",
    ),
)

RULES: tuple[NotificationRule, ...] = (*DEATHS, *INCIDENTS, *ABSENCES, *PROVIDER)
