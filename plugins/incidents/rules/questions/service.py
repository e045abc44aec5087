"""Questions about the running of the service: disruptions, and changes to what is registered."""

from __future__ import annotations

from functools import partial

from plugins.incidents.rules.questions import relevance
from plugins.incidents.rules.questions.question import Question, QuestionType, Section

_question = partial(Question, section=Section.SERVICE)
_disruption = partial(_question, applies=relevance.is_not_praise)
_change = partial(_question, applies=relevance.is_about_service, hint="Answer yes if it is only planned, too.")

DISRUPTIONS = (
    _disruption(
        key="infectious_outbreak",
        text="Is there an outbreak of an infectious disease?",
    ),
    _disruption(
        key="staff_shortage",
        text="Are there too few suitable staff to run the service safely?",
    ),
    _disruption(
        key="utilities_interrupted",
        text="Was electricity, gas, water or sewerage interrupted?",
    ),
    _question(
        key="utilities_interrupted_at",
        text="When did the interruption begin?",
        hint="The regulator counts 24 hours without a break.",
        type=QuestionType.MOMENT,
        applies=relevance.utilities_were_off,
    ),
    _question(
        key="utilities_restored_at",
        text="When was the supply back?",
        hint="Leave this open while it is still off.",
        type=QuestionType.MOMENT,
        applies=relevance.utilities_were_off,
        optional=True,
    ),
    _disruption(
        key="premises_damaged",
        text="Are the premises damaged in a way that affects people's care?",
        hint="By fire, flood or storm, for example.",
    ),
    _disruption(
        key="safety_device_failed",
        text="Has a safety device failed?",
        hint="Such as a fire alarm, call bells or window restrictors.",
    ),
    _question(
        key="equipment_failed",
        text="Has important equipment broken down?",
        hint="Such as a lift, a hoist or the heating.",
        applies=relevance.is_in_scotland_or_northern_ireland,
    ),
    _disruption(
        key="safe_running_threatened",
        text="Does anything else stop the service, or may it stop it, from running safely?",
    ),
    _question(
        key="theft",
        text="Was there a theft or a burglary?",
        applies=relevance.is_theft_listed,
    ),
    _question(
        key="financial_irregularity",
        text="Does money not add up, or was it handled irregularly?",
        hint="The money of people using the service, or that of the service.",
        applies=relevance.is_about_money_in_scotland,
    ),
)

CHANGES = (
    _question(
        key="planned_refurbishment",
        text="Do you plan to refurbish, alter or extend the premises?",
        applies=relevance.is_about_service_in_scotland,
    ),
    _question(
        key="resident_on_premises",
        text="Does anybody who does not use the service live, or will they live, on the premises?",
        applies=relevance.is_about_service_in_scotland,
    ),
    _change(
        key="provider_changed",
        text="Is somebody else to provide the service?",
    ),
    _change(
        key="manager_changed",
        text="Is the registered manager changing?",
    ),
    _change(
        key="name_changed",
        text="Is the name or address of the provider or manager changing?",
    ),
    _change(
        key="officers_changed",
        text="Are the partners, directors, trustees or the nominated individual changing?",
    ),
    _change(
        key="insolvency",
        text="Is the provider insolvent, or has a liquidator, receiver or trustee been appointed?",
    ),
    _question(
        key="insolvency_appointed_on",
        text="When was the liquidator, receiver or trustee appointed?",
        hint="Leave this open if nobody has been appointed.",
        type=QuestionType.DATE,
        applies=relevance.provider_is_insolvent,
        optional=True,
    ),
    _change(
        key="service_closing",
        text="Is the service to close, in full or in part?",
    ),
    _question(
        key="change_only_proposed",
        text="Is the change only planned so far?",
        hint="The regulator is told of plans as well.",
        applies=relevance.something_changed,
    ),
    _question(
        key="provider_died",
        text="Has the provider died, or one of the partners?",
        applies=relevance.is_about_service_in_england_or_wales,
    ),
    _question(
        key="provider_died_on",
        text="When did they die?",
        type=QuestionType.DATE,
        applies=relevance.provider_has_died,
    ),
    _question(
        key="purpose_revised",
        text="Has the statement of purpose been revised?",
        applies=relevance.is_about_service_in_england_or_wales,
    ),
    _question(
        key="purpose_revised_on",
        text="When was it revised?",
        type=QuestionType.DATE,
        applies=relevance.purpose_was_revised,
    ),
    _question(
        key="purpose_effective_on",
        text="When does the revision take effect?",
        type=QuestionType.DATE,
        applies=relevance.purpose_will_take_effect,
    ),
)

QUESTIONS: tuple[Question, ...] = (*DISRUPTIONS, *CHANGES)
