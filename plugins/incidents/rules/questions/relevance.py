"""When a question is worth asking: small tests on the answers so far and the nation of the service."""

from __future__ import annotations

from plugins.incidents.rules.facts import (
    BodyType,
    EventType,
    Facts,
    LibertyRequest,
    PhysicalHarm,
    Setting,
    WhoAffected,
)
from portal.plugin import Nation


def is_problem(facts: Facts, _nation: Nation) -> bool:
    """Good care and a concern about resources raise no duty of the kinds asked about."""
    return facts.event_type not in {EventType.GOOD_CARE, EventType.RESOURCE_CONCERN}


def is_not_praise(facts: Facts, _nation: Nation) -> bool:
    return facts.event_type is not EventType.GOOD_CARE


def is_in_england(facts: Facts, nation: Nation) -> bool:
    return nation is Nation.ENGLAND and is_not_praise(facts, nation)


def is_in_england_or_wales(_facts: Facts, nation: Nation) -> bool:
    return nation in {Nation.ENGLAND, Nation.WALES}


def is_about_service(facts: Facts, _nation: Nation) -> bool:
    """Changes and absences are not asked after a fall: only where nobody was affected, or nobody has said."""
    return facts.who_affected in {None, WhoAffected.NOBODY} and facts.event_type is not EventType.GOOD_CARE


def is_about_service_in_scotland(facts: Facts, nation: Nation) -> bool:
    return nation is Nation.SCOTLAND and is_about_service(facts, nation)


def is_about_service_in_england_or_wales(facts: Facts, nation: Nation) -> bool:
    return nation in {Nation.ENGLAND, Nation.WALES} and is_about_service(facts, nation)


def is_about_money_in_scotland(facts: Facts, nation: Nation) -> bool:
    return nation is Nation.SCOTLAND and is_not_praise(facts, nation)


def is_in_scotland_or_northern_ireland(facts: Facts, nation: Nation) -> bool:
    return nation in {Nation.SCOTLAND, Nation.NORTHERN_IRELAND} and is_problem(facts, nation)


def is_theft_listed(facts: Facts, nation: Nation) -> bool:
    return nation is Nation.NORTHERN_IRELAND and is_problem(facts, nation)


def is_conduct_listed(facts: Facts, nation: Nation) -> bool:
    return nation is not Nation.ENGLAND and is_not_praise(facts, nation)


def may_report_to_nhs_england(facts: Facts, nation: Nation) -> bool:
    others = {BodyType.NHS_BODY, BodyType.LOCAL_AUTHORITY, BodyType.PRIMARY_MEDICAL}
    return nation is Nation.ENGLAND and facts.body_type in others and is_problem(facts, nation)


def concerns_person(facts: Facts, nation: Nation) -> bool:
    """A person using the service is affected, or nobody has said yet who was."""
    affected = {None, WhoAffected.PERSON, WhoAffected.SEVERAL}
    return facts.who_affected in affected and is_problem(facts, nation)


def person_is_alive(facts: Facts, nation: Nation) -> bool:
    return concerns_person(facts, nation) and not facts.death


def person_was_hurt(facts: Facts, nation: Nation) -> bool:
    return person_is_alive(facts, nation) and facts.event_type is not EventType.NEAR_MISS


def injury_is_asked(facts: Facts, nation: Nation) -> bool:
    """What an injury led to; not where the harm is graded fatal."""
    return person_was_hurt(facts, nation) and facts.physical_harm is not PhysicalHarm.FATAL


def person_died(facts: Facts, _nation: Nation) -> bool:
    return facts.death is True


def person_died_in_england(facts: Facts, nation: Nation) -> bool:
    return facts.death is True and nation is Nation.ENGLAND


def person_died_in_england_or_wales(facts: Facts, nation: Nation) -> bool:
    return facts.death is True and nation in {Nation.ENGLAND, Nation.WALES}


def detention_matters(facts: Facts, nation: Nation) -> bool:
    in_unit = facts.setting in {None, Setting.MENTAL_HEALTH_UNIT}
    return concerns_person(facts, nation) and (in_unit or facts.death is True)


def detained_in_unit(facts: Facts, nation: Nation) -> bool:
    in_unit = facts.setting in {None, Setting.MENTAL_HEALTH_UNIT}
    return nation is Nation.ENGLAND and in_unit and facts.detained is True


def detained_person_left(facts: Facts, nation: Nation) -> bool:
    return detained_in_unit(facts, nation) and facts.absent_without_leave is True


def abuse_alleged(facts: Facts, _nation: Nation) -> bool:
    return facts.abuse is True


def medicines_went_wrong(facts: Facts, nation: Nation) -> bool:
    return is_in_scotland_or_northern_ireland(facts, nation) and facts.medication_error is True


def restriction_matters(facts: Facts, nation: Nation) -> bool:
    in_unit = facts.setting is Setting.MENTAL_HEALTH_UNIT
    return concerns_person(facts, nation) and (in_unit or is_in_scotland_or_northern_ireland(facts, nation))


def liberty_may_be_asked_for(facts: Facts, nation: Nation) -> bool:
    return is_in_england_or_wales(facts, nation) and person_is_alive(facts, nation)


def liberty_was_asked_for(facts: Facts, nation: Nation) -> bool:
    requested = {LibertyRequest.STANDING_AUTHORISATION, LibertyRequest.COURT}
    return is_in_england_or_wales(facts, nation) and facts.liberty_request in requested


def liberty_was_decided(facts: Facts, nation: Nation) -> bool:
    return liberty_was_asked_for(facts, nation) and facts.liberty_outcome is not None


def is_mental_health_unit_in_england(facts: Facts, nation: Nation) -> bool:
    return nation is Nation.ENGLAND and facts.setting is Setting.MENTAL_HEALTH_UNIT


def under_18_was_placed(facts: Facts, nation: Nation) -> bool:
    return is_mental_health_unit_in_england(facts, nation) and facts.under_18_placed is True


def utilities_were_off(facts: Facts, _nation: Nation) -> bool:
    return facts.utilities_interrupted is True


def something_changed(facts: Facts, _nation: Nation) -> bool:
    changes = (facts.provider_changed, facts.manager_changed, facts.name_changed, facts.officers_changed)
    return True in {*changes, facts.insolvency, facts.service_closing}


def provider_is_insolvent(facts: Facts, nation: Nation) -> bool:
    return facts.insolvency is True and nation is Nation.ENGLAND


def provider_has_died(facts: Facts, nation: Nation) -> bool:
    return facts.provider_died is True and nation is Nation.ENGLAND


def purpose_was_revised(facts: Facts, nation: Nation) -> bool:
    return facts.purpose_revised is True and nation is Nation.ENGLAND


def purpose_will_take_effect(facts: Facts, nation: Nation) -> bool:
    return facts.purpose_revised is True and nation is Nation.WALES


def manager_is_away(facts: Facts, _nation: Nation) -> bool:
    return facts.manager_absent is True


def manager_is_away_in_england(facts: Facts, nation: Nation) -> bool:
    return facts.manager_absent is True and nation is Nation.ENGLAND


def manager_came_back(facts: Facts, _nation: Nation) -> bool:
    return facts.manager_absent is True and facts.absence_ended is True


def work_caused_it(facts: Facts, _nation: Nation) -> bool:
    return facts.work_accident is True


def accident_date_matters(facts: Facts, _nation: Nation) -> bool:
    return facts.work_accident is True or facts.dangerous_occurrence is True


def worker_was_unfit(facts: Facts, _nation: Nation) -> bool:
    return facts.work_accident is True and facts.worker_incapacitated is True


def data_was_breached(facts: Facts, _nation: Nation) -> bool:
    return facts.data_breach is True
