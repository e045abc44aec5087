"""What each notification needs before it is sent, so that a thin one does not come back with questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST_ACCOUNT_WORDS = 20

INCIDENT_FIELDS: dict[str, str] = {
    "occurred_at": "when it happened",
    "discovered_at": "when you found out",
    "site": "which service it happened at",
    "category": "what kind of incident it was",
    "person_references": "who it happened to, by your own reference or initials",
    "staff_involved": "which staff were involved, by role",
    "what_happened": "what happened, fact by fact",
    "injury": "what injury or harm was found",
    "immediate_action": "what was done straight away",
    "witnesses": "who saw or heard it",
    "police_reference": "the police reference",
    "place_of_death": "where the person died",
    "cause_of_death": "the cause of death, or that it is not known yet",
    "cover_arrangements": "who is in charge meanwhile, and how the service is run",
    "absence_reason": "why the person is away",
    "changes_made": "what is changing, and from when",
    "plans_for_service": "what is planned for the future of the service",
    "people_told": "who has been told already",
    "consent": "what the person wants, or why you act without asking them",
    "continuing_risk": "whether anybody is still at risk, and what keeps them safe now",
    "data_affected": "whose data it was, what kind and how many people",
}

FACT_WORDS: dict[str, str] = {
    "death_link": "whether the death is linked to the care given",
    "death_unexpected": "whether the death was expected",
    "detained": "whether the person was detained",
    "physical_harm": "how bad the physical harm is",
    "psychological_harm": "how bad the psychological harm is",
    "treatment_needed": "whether the injury needed treatment",
    "abuse_by_staff": "whether a member of staff is said to be responsible",
    "abuse_by_person_using_service": "whether another person using the service is said to be responsible",
    "police_involved": "whether the police know",
    "restrictive_practice": "whether restraint or another restriction was used",
    "liberty_request": "what was asked for: an authorisation or a court order",
    "liberty_outcome": "the outcome",
    "liberty_outcome_on": "the date of the outcome",
    "under_18_placed_at": "when the placement began",
    "absence_starts_on": "the first day of the absence",
    "absence_days": "how long the absence is expected to last",
    "absence_returned_on": "the date of return",
    "purpose_revised_on": "the date of the revision",
    "purpose_effective_on": "the date the revision takes effect",
    "provider_died_on": "the date of death",
    "insolvency_appointed_on": "the date of the appointment",
    "accident_on": "the date of the accident",
    "data_breach_risk": "what risk there is to people",
}


@dataclass(frozen=True)
class FormRequirements:
    """A form, and the incident fields and facts it cannot do without, in the order it asks for them."""

    key: str
    title: str
    needs: tuple[str, ...]


_EVENT = ("occurred_at", "discovered_at", "site", "category", "what_happened", "immediate_action")
_PERSON = (*_EVENT, "person_references", "staff_involved")

CQC_DEATH = FormRequirements(
    "cqc-death",
    "Death of a person using the service",
    (*_PERSON, "place_of_death", "cause_of_death", "death_link", "death_unexpected", "restrictive_practice"),
)
CQC_DETAINED = FormRequirements(
    "cqc-detained",
    "Death or unauthorised absence of a detained person",
    (*_PERSON, "detained", "police_involved"),
)
CQC_INJURY = FormRequirements(
    "cqc-injury",
    "Serious injury",
    (*_PERSON, "injury", "physical_harm", "psychological_harm", "treatment_needed", "witnesses"),
)
CQC_LIBERTY = FormRequirements(
    "cqc-liberty",
    "Deprivation of liberty: request and outcome",
    ("site", "person_references", "liberty_request", "liberty_outcome", "liberty_outcome_on"),
)
LIBERTY_REQUEST = FormRequirements(
    "liberty-request",
    "Deprivation of liberty: request",
    ("site", "person_references", "liberty_request"),
)
CQC_ABUSE = FormRequirements(
    "cqc-abuse",
    "Abuse or alleged abuse",
    (
        *_PERSON,
        "abuse_by_staff",
        "abuse_by_person_using_service",
        "police_involved",
        "continuing_risk",
        "people_told",
    ),
)
CQC_POLICE = FormRequirements("cqc-police", "Incident involving the police", (*_PERSON, "police_reference"))
CQC_SERVICE = FormRequirements(
    "cqc-service", "Event that stops or may stop the service running safely", (*_EVENT, "continuing_risk")
)
CQC_UNDER_18 = FormRequirements(
    "cqc-under-18",
    "Person under 18 in an adult psychiatric unit",
    ("site", "person_references", "under_18_placed_at"),
)
ABSENCE = FormRequirements(
    "absence",
    "Absence of 28 days or more",
    ("absence_starts_on", "absence_days", "absence_reason", "cover_arrangements"),
)
RETURN = FormRequirements("return", "Return from a long absence", ("absence_starts_on", "absence_returned_on"))
CHANGE = FormRequirements("change", "Change to registered details", ("site", "changes_made"))
PURPOSE_REVISED = FormRequirements(
    "purpose-revised", "Revised statement of purpose", ("changes_made", "purpose_revised_on")
)
PURPOSE_EFFECTIVE = FormRequirements(
    "purpose-effective", "Revised statement of purpose", ("changes_made", "purpose_effective_on")
)
PROVIDER_DEATH = FormRequirements("provider-death", "Death of a provider", ("provider_died_on", "cover_arrangements"))
PROVIDER_PLANS = FormRequirements(
    "provider-plans", "Plans after the death of a provider", ("provider_died_on", "plans_for_service")
)
LIQUIDATOR = FormRequirements(
    "liquidator",
    "Appointment and plans of a liquidator or trustee",
    ("insolvency_appointed_on", "plans_for_service"),
)
RESTRAINT = FormRequirements("restraint", "Use of restraint, seclusion or segregation", (*_PERSON, "injury"))
REGULATOR_EVENT = FormRequirements("regulator-event", "Event at the service", _EVENT)
REGULATOR_PERSON = FormRequirements("regulator-person", "Event affecting a person", (*_PERSON, "injury"))
REGULATOR_DEATH = FormRequirements(
    "regulator-death", "Death of a person using the service", (*_PERSON, "cause_of_death", "death_unexpected")
)
REGULATOR_ABUSE = FormRequirements(
    "regulator-abuse",
    "Abuse or alleged abuse",
    (*_PERSON, "abuse_by_staff", "police_involved", "continuing_risk"),
)
WORK_ACCIDENT = FormRequirements(
    "work-accident", "Report of an accident at work", (*_EVENT, "accident_on", "injury", "witnesses")
)
SAFEGUARDING = FormRequirements(
    "safeguarding", "Safeguarding concern", (*_PERSON, "consent", "continuing_risk", "police_involved")
)
COMMISSIONER = FormRequirements("commissioner", "Notice under the contract", (*_EVENT, "people_told"))
POLICE = FormRequirements("police", "Report to the police", (*_PERSON, "witnesses"))
FAMILY = FormRequirements("family", "Telling the family or representative", ("occurred_at", "what_happened", "consent"))
SUPERVISORY_BODY = FormRequirements(
    "supervisory-body", "Telling the supervisory body", ("site", "person_references", "what_happened")
)
DEATH_INVESTIGATION = FormRequirements(
    "death-investigation",
    "Report of a death to be investigated",
    ("occurred_at", "site", "person_references", "what_happened", "place_of_death", "cause_of_death"),
)
DATA_BREACH = FormRequirements(
    "data-breach", "Personal data breach", (*_EVENT, "data_affected", "data_breach_risk", "people_told")
)


def missing(form: FormRequirements, incident_values: Mapping[str, object]) -> list[str]:
    """What the form still lacks, in plain words and in its own order; empty when it can be sent.

    `incident_values` holds the incident's fields and its facts by key. No is an answer; None, blank text and
    an empty list are not. An account of fewer than 20 words is asked for again: our default, not the law's.
    """
    lacking = [words_for(key) for key in form.needs if _is_blank(incident_values.get(key))]
    return [*lacking, *_thin_account(form, incident_values)]


def words_for(key: str) -> str:
    """How the field or fact is called in a sentence. Raises `KeyError` if no form knows it."""
    return INCIDENT_FIELDS[key] if key in INCIDENT_FIELDS else FACT_WORDS[key]


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, tuple, dict, set, frozenset)) and not value)


def _thin_account(form: FormRequirements, incident_values: Mapping[str, object]) -> list[str]:
    account = incident_values.get("what_happened")
    if "what_happened" not in form.needs or not isinstance(account, str) or not account.strip():
        return []
    words = len(account.split())
    return [f"more about what happened: {words} words so far"] if words < SHORTEST_ACCOUNT_WORDS else []
