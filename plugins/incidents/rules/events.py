"""Events that duties hang on: each is a sentence naming the fact, or None if the facts do not show it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from plugins.incidents.rules.facts import (
    DeathLink,
    EventType,
    Facts,
    LibertyRequest,
    PhysicalHarm,
    PsychologicalHarm,
    WhoAffected,
    lasted,
)

Event = Callable[[Facts], str | None]

UTILITIES_LIMIT = timedelta(hours=24)
UNDER_18_LIMIT = timedelta(hours=48)

LASTING_INJURIES = {
    "lasting_impairment": "an impairment that is not likely to be temporary",
    "body_structure_changed": "a change to the structure of the body",
    "prolonged_pain": "prolonged pain",
    "prolonged_psychological_harm": "prolonged psychological harm",
    "shortened_life": "a shorter life expectancy",
}
CHANGES = {
    "provider_changed": "who provides the service",
    "manager_changed": "who manages the service",
    "name_changed": "the name or address of the provider or manager",
    "officers_changed": "the partners, directors or nominated individual",
    "insolvency": "the provider's solvency",
    "service_closing": "whether the service stays open",
}


def together(facts: Facts, *events: Event) -> str | None:
    """The sentences of all these events that happened, one after the other; None if none did."""
    return " ".join(sentence for event in events if (sentence := event(facts))) or None


def named(facts: Facts, words: dict[str, str]) -> list[str]:
    """The words for those yes/no facts that were answered yes, in the order given."""
    return [text for key, text in words.items() if getattr(facts, key) is True]


def death(facts: Facts) -> str | None:
    return "A person using the service has died." if facts.death else None


def death_linked_to_care(facts: Facts) -> str | None:
    if not death(facts):
        return None
    return {
        DeathLink.DURING_CARE: "A person died while they were receiving the service.",
        DeathLink.MAY_RESULT_FROM_CARE: "A person died, and the death may have resulted from the service.",
        DeathLink.NOT_KNOWN: "A person died, and it is not known yet whether the service played a part.",
    }.get(facts.death_link or DeathLink.NOT_LINKED)


def death_to_investigate(facts: Facts) -> str | None:
    if not death(facts):
        return None
    if facts.death_unexpected:
        return "The death was unexpected, violent or unnatural, or its cause is not known."
    return "The person who died was detained." if facts.detained else None


def death_under_authorisation(facts: Facts) -> str | None:
    if death(facts) and facts.deprived_of_liberty:
        return "The person who died was under an authorised deprivation of liberty."
    return None


def lasting_injury(facts: Facts) -> str | None:
    outcomes = named(facts, LASTING_INJURIES)
    if not outcomes:
        return None
    return f"An injury to a person using the service led to: {'; '.join(outcomes)}."


def treatment_needed(facts: Facts) -> str | None:
    if facts.treatment_needed:
        return "An injury needed treatment by a health professional to prevent death or lasting harm."
    return None


def severe_harm(facts: Facts) -> str | None:
    graded = facts.physical_harm is PhysicalHarm.SEVERE or facts.psychological_harm is PsychologicalHarm.SEVERE
    return "The harm to a person using the service is graded severe." if graded else None


def serious_injury(facts: Facts) -> str | None:
    return together(facts, lasting_injury, treatment_needed, severe_harm)


def harm(facts: Facts) -> str | None:
    return "The incident is recorded as one that caused harm." if facts.event_type is EventType.HARM else None


def harm_to_person(facts: Facts) -> str | None:
    if facts.event_type is EventType.HARM and facts.who_affected in {WhoAffected.PERSON, WhoAffected.SEVERAL}:
        return "A person using the service was harmed."
    return None


def serious_pressure_damage(facts: Facts) -> str | None:
    if facts.serious_pressure_damage:
        return "A person using the service has category 3, category 4 or unstageable pressure damage."
    return None


def abuse(facts: Facts) -> str | None:
    if not facts.abuse:
        return None
    by = {
        "abuse_by_staff": "a member of staff",
        "abuse_by_person_using_service": "another person using the service",
    }
    said = " and ".join(named(facts, by))
    return f"Abuse of a person using the service happened or was alleged{f', by {said}' if said else ''}."


def missing(facts: Facts) -> str | None:
    return "A person using the service is or was missing." if facts.missing else None


def crime_suspected(facts: Facts) -> str | None:
    return "A crime may have been committed." if facts.crime_suspected else None


def police_involved(facts: Facts) -> str | None:
    return "The incident was reported to the police, or they are investigating it." if facts.police_involved else None


def controlled_drug_error(facts: Facts) -> str | None:
    if facts.medication_error and facts.controlled_drug:
        return "An error with medicines involved a controlled drug."
    return None


def restrictive_practice(facts: Facts) -> str | None:
    return "Restraint, seclusion or another restriction was used." if facts.restrictive_practice else None


def standing_authorisation_decided(facts: Facts) -> str | None:
    return _liberty_decided(facts, LibertyRequest.STANDING_AUTHORISATION, "request for a standing authorisation")


def court_application_decided(facts: Facts) -> str | None:
    return _liberty_decided(facts, LibertyRequest.COURT, "application to court about a person's liberty")


def _liberty_decided(facts: Facts, request: LibertyRequest, words: str) -> str | None:
    if facts.liberty_request is not request or facts.liberty_outcome is None:
        return None
    return f"The {words} was {facts.liberty_outcome}."


def standing_authorisation_requested(facts: Facts) -> str | None:
    if facts.liberty_request is LibertyRequest.STANDING_AUTHORISATION:
        return "A standing authorisation to deprive a person of their liberty was requested."
    return None


def under_18_placed_too_long(facts: Facts) -> str | None:
    if facts.under_18_placed and lasted(facts.under_18_placed_at, facts.under_18_left_at) > UNDER_18_LIMIT:
        return "A person under 18 has been in an adult psychiatric unit for more than 48 hours."
    return None


def infectious_outbreak(facts: Facts) -> str | None:
    return "There is an outbreak of an infectious disease." if facts.infectious_outbreak else None


def staff_shortage(facts: Facts) -> str | None:
    return "There are not enough suitable staff to run the service safely." if facts.staff_shortage else None


def utilities_interrupted_too_long(facts: Facts) -> str | None:
    outage = lasted(facts.utilities_interrupted_at, facts.utilities_restored_at)
    if facts.utilities_interrupted and outage > UTILITIES_LIMIT:
        return "Electricity, gas, water or sewerage was off for more than 24 hours without a break."
    return None


def premises_damaged(facts: Facts) -> str | None:
    return "Physical damage to the premises affects people's care." if facts.premises_damaged else None


def safety_device_failed(facts: Facts) -> str | None:
    return "A fire alarm or another safety device failed." if facts.safety_device_failed else None


def safe_running_threatened(facts: Facts) -> str | None:
    if facts.safe_running_threatened:
        return "Something else stops the service, or may stop it, from running safely."
    return None


def service_disrupted(facts: Facts) -> str | None:
    return together(
        facts,
        staff_shortage,
        utilities_interrupted_too_long,
        premises_damaged,
        safety_device_failed,
        safe_running_threatened,
    )


def disruption_counts_from(facts: Facts) -> datetime | None:
    """The moment an outage passed 24 hours, if nothing else disrupts the service; None otherwise."""
    others = (staff_shortage, premises_damaged, safety_device_failed, safe_running_threatened)
    if together(facts, *others) or not utilities_interrupted_too_long(facts):
        return None
    return _limit_passed(facts.utilities_interrupted_at, UTILITIES_LIMIT)


def placement_counts_from(facts: Facts) -> datetime | None:
    """The moment the placement of somebody under 18 passed 48 hours."""
    return _limit_passed(facts.under_18_placed_at, UNDER_18_LIMIT)


def _limit_passed(since: datetime | None, limit: timedelta) -> datetime | None:
    return since.astimezone(UTC) + limit if since else None


def equipment_failed(facts: Facts) -> str | None:
    return "Important equipment broke down." if facts.equipment_failed else None


def theft(facts: Facts) -> str | None:
    return "There was a theft or a burglary at the service." if facts.theft else None


def financial_irregularity(facts: Facts) -> str | None:
    return "Money does not add up, or was handled irregularly." if facts.financial_irregularity else None


def planned_refurbishment(facts: Facts) -> str | None:
    return "The premises are to be refurbished, altered or extended." if facts.planned_refurbishment else None


def resident_on_premises(facts: Facts) -> str | None:
    if facts.resident_on_premises:
        return "Somebody who does not use the service lives, or will live, on the premises."
    return None


def registration_changed(facts: Facts) -> str | None:
    return change(facts, CHANGES)


def manager_changed(facts: Facts) -> str | None:
    return change(facts, {"manager_changed": CHANGES["manager_changed"]})


def name_changed(facts: Facts) -> str | None:
    return change(facts, {"name_changed": CHANGES["name_changed"]})


def officers_changed(facts: Facts) -> str | None:
    return change(facts, {"officers_changed": CHANGES["officers_changed"]})


def insolvency(facts: Facts) -> str | None:
    return change(facts, {"insolvency": CHANGES["insolvency"]})


def change(facts: Facts, words: dict[str, str]) -> str | None:
    changed = named(facts, words)
    if not changed:
        return None
    state = "A change is proposed" if facts.change_only_proposed else "There is a change"
    return f"{state} in {', '.join(changed)}."


def provider_died(facts: Facts) -> str | None:
    return "The provider, or one of the partners, has died." if facts.provider_died else None


def liquidator_appointed(facts: Facts) -> str | None:
    if facts.insolvency and facts.insolvency_appointed_on:
        return f"A liquidator, receiver or trustee was appointed on {facts.insolvency_appointed_on:%-d %B %Y}."
    return None


def purpose_revised(facts: Facts) -> str | None:
    if facts.purpose_revised and facts.purpose_revised_on:
        return f"The statement of purpose was revised on {facts.purpose_revised_on:%-d %B %Y}."
    return None


def purpose_takes_effect(facts: Facts) -> str | None:
    if facts.purpose_revised and facts.purpose_effective_on:
        return f"A revised statement of purpose takes effect on {facts.purpose_effective_on:%-d %B %Y}."
    return None


def misconduct(facts: Facts) -> str | None:
    return "Misconduct by the provider or by someone who works here was alleged." if facts.misconduct else None


def conviction(facts: Facts) -> str | None:
    return "The manager or provider was convicted of an offence." if facts.conviction else None


def provider_unfit(facts: Facts) -> str | None:
    return "The provider is, or may have become, unfit to provide the service." if facts.provider_unfit else None


def data_breach_with_risk(facts: Facts) -> str | None:
    if facts.data_breach and facts.data_breach_risk:
        return "Personal data was lost, changed or seen by the wrong people, with a risk to someone."
    return None
