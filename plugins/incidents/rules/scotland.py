"""Scotland: what the Care Inspectorate must be told immediately through its eForms."""

from __future__ import annotations

from datetime import date
from functools import partial

from plugins.incidents.rules import absences, accidents, completeness, events
from plugins.incidents.rules.recipients import Recipient
from plugins.incidents.rules.rule import NotificationRule
from portal.plugin import Binding, Nation

NOTIFICATIONS = "https://www.careinspectorate.com/index.php/notifications"
GUIDANCE = "https://carelinelive.com/care-inspectorate-guidance-for-adult-services"
IN_FORCE = date(2011, 4, 1)
GUIDANCE_ISSUED = date(2025, 3, 1)
UNREAD = "The list and the word immediately were read; a limit in hours was not found."

_notify = partial(
    NotificationRule,
    nations=frozenset({Nation.SCOTLAND}),
    recipient=Recipient.CARE_INSPECTORATE,
    regulation="Care Inspectorate, list of notifications required by law",
    binding=Binding.PROMPTNESS,
    source="Care Inspectorate, Notifications and record keeping",
    source_url=NOTIFICATIONS,
    verified=False,
    valid_from=IN_FORCE,
    note=UNREAD,
)
_notify_adult_service = partial(
    _notify,
    regulation="Care Inspectorate, Notification guidance for adult services, March 2025",
    source="Care Inspectorate guidance of March 2025, as summarised by CareLineLive",
    source_url=GUIDANCE,
    valid_from=GUIDANCE_ISSUED,
    note="Read in a summary of the guidance, not in the guidance itself.",
)

LISTED = (
    _notify(
        code="NOT-S-ACCIDENT",
        event="accident, incident or injury",
        test=accidents.accident_or_injury,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify(
        code="NOT-S-INFECTION",
        event="outbreak of an infectious disease",
        test=events.infectious_outbreak,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-S-DEATH",
        event="death of a person using the service",
        test=events.death,
        form=completeness.REGULATOR_DEATH,
    ),
    _notify(
        code="NOT-S-ABUSE",
        event="allegation of abuse",
        test=events.abuse,
        form=completeness.REGULATOR_ABUSE,
    ),
    _notify(
        code="NOT-S-EQUIPMENT",
        event="significant breakdown of equipment",
        test=events.equipment_failed,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-S-MISCONDUCT",
        event="allegation of misconduct by a provider or employee",
        test=events.misconduct,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-S-CONVICTION",
        event="conviction that may make a manager unfit",
        test=events.conviction,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-S-UNFIT",
        event="provider becoming unfit",
        test=events.provider_unfit,
        form=completeness.REGULATOR_EVENT,
    ),
    _notify(
        code="NOT-S-REFURBISHMENT",
        event="planned refurbishment, alteration or extension",
        test=events.planned_refurbishment,
        form=completeness.CHANGE,
    ),
    _notify(
        code="NOT-S-REGISTRATION",
        event="change of registration details",
        test=events.registration_changed,
        form=completeness.CHANGE,
    ),
    _notify(
        code="NOT-S-RESIDENT",
        event="person living on the registered premises",
        test=events.resident_on_premises,
        form=completeness.CHANGE,
    ),
)

ADULT_SERVICES = (
    _notify_adult_service(
        code="NOT-S-ABS",
        event="absence of the manager for more than 28 days",
        test=absences.absence_over_28_days,
        form=completeness.ABSENCE,
    ),
    _notify_adult_service(
        code="NOT-S-DRUG",
        event="error or loss involving a controlled drug",
        test=events.controlled_drug_error,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify_adult_service(
        code="NOT-S-RESTRAINT",
        event="use of restrictive practice",
        test=events.restrictive_practice,
        form=completeness.REGULATOR_PERSON,
    ),
    _notify_adult_service(
        code="NOT-S-MONEY",
        event="financial irregularity",
        test=events.financial_irregularity,
        form=completeness.REGULATOR_EVENT,
    ),
)

RULES: tuple[NotificationRule, ...] = (*LISTED, *ADULT_SERVICES)
