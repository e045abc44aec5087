"""Questions about what happened to the person using the service."""

from __future__ import annotations

from functools import partial

from plugins.incidents.rules import codes
from plugins.incidents.rules.questions import relevance
from plugins.incidents.rules.questions.question import Question, QuestionType, Section

_question = partial(Question, section=Section.HARM)
_injury = partial(
    _question,
    hint="Go by what a doctor, nurse or other health professional says, or can be expected to say.",
    applies=relevance.injury_is_asked,
)

GRADES = (
    _question(
        key="physical_harm",
        text="How badly was the person's body hurt?",
        hint="Choose by what you know today. You can change it later.",
        type=QuestionType.CHOICE,
        choices=codes.PHYSICAL_HARM.codes,
        applies=relevance.concerns_person,
    ),
    _question(
        key="psychological_harm",
        text="How badly was the person distressed?",
        hint="Choose by what you know today. You can change it later.",
        type=QuestionType.CHOICE,
        choices=codes.PSYCHOLOGICAL_HARM.codes,
        applies=relevance.person_was_hurt,
    ),
)

DEATH = (
    _question(
        key="death",
        text="Has a person using the service died?",
        applies=relevance.concerns_person,
    ),
    _question(
        key="death_link",
        text="Was the death linked to the service?",
        hint="In a care home a person is receiving the service day and night.",
        type=QuestionType.CHOICE,
        choices=codes.DEATH_LINKS.codes,
        applies=relevance.person_died_in_england,
    ),
    _question(
        key="death_unexpected",
        text="Was the death unexpected, violent or unnatural, or is its cause unknown?",
        applies=relevance.person_died,
    ),
    _question(
        key="deprived_of_liberty",
        text="Was the person deprived of their liberty under an authorisation or a court order?",
        hint="Under the Deprivation of Liberty Safeguards (DoLS), for example.",
        applies=relevance.person_died_in_england_or_wales,
    ),
    _question(
        key="detained",
        text="Was the person detained, or liable to be detained, under mental health law?",
        hint="In England and Wales this is the Mental Health Act 1983. Leave with permission counts.",
        applies=relevance.detention_matters,
    ),
)

INJURY = (
    _injury(
        key="lasting_impairment",
        text="Did an injury impair how the person senses, moves or thinks, in a way that is likely to stay?",
    ),
    _injury(
        key="body_structure_changed",
        text="Did an injury change the structure of the person's body?",
    ),
    _injury(
        key="prolonged_pain",
        text="Does an injury cause pain that has lasted, or will last, 28 days or more?",
    ),
    _injury(
        key="prolonged_psychological_harm",
        text="Does it cause psychological harm that has lasted, or will last, 28 days or more?",
    ),
    _injury(
        key="shortened_life",
        text="Is the person expected to die earlier because of an injury?",
    ),
    _injury(
        key="treatment_needed",
        text="Did an injury need treatment by a health professional to prevent death or lasting harm?",
    ),
    _injury(
        key="serious_pressure_damage",
        text="Does the person have pressure damage of category 3 or 4, or that cannot be staged?",
    ),
)

SAFETY = (
    _question(
        key="abuse",
        text="Was a person using the service abused or neglected, or does anybody say so?",
        hint="Yes, even if you do not believe it. It is not for you to prove first.",
        applies=relevance.concerns_person,
    ),
    _question(
        key="abuse_by_staff",
        text="Is a member of staff said to be responsible?",
        hint="Include agency workers and volunteers.",
        applies=relevance.abuse_alleged,
    ),
    _question(
        key="abuse_by_person_using_service",
        text="Is another person using the service said to be responsible?",
        applies=relevance.abuse_alleged,
    ),
    _question(
        key="missing",
        text="Was, or is, the person missing?",
        applies=relevance.person_is_alive,
    ),
    _question(
        key="absent_without_leave",
        text="Is, or was, the person absent without leave from a secure unit?",
        applies=relevance.detained_in_unit,
    ),
    _question(
        key="returned_from_absence",
        text="Has the person come back?",
        applies=relevance.detained_person_left,
    ),
    _question(
        key="crime_suspected",
        text="May a crime have been committed?",
        applies=relevance.is_problem,
    ),
    _question(
        key="police_involved",
        text="Was it reported to the police, or are they investigating it?",
        applies=relevance.is_problem,
    ),
)

TREATMENT = (
    _question(
        key="medication_error",
        text="Did something go wrong with medicines?",
        applies=relevance.is_in_scotland_or_northern_ireland,
    ),
    _question(
        key="controlled_drug",
        text="Was a controlled drug involved?",
        hint="Such as morphine, fentanyl, methadone or pregabalin.",
        applies=relevance.medicines_went_wrong,
    ),
    _question(
        key="restrictive_practice",
        text="Was restraint, seclusion or another restriction used?",
        applies=relevance.restriction_matters,
    ),
    _question(
        key="liberty_request",
        text="Did you ask for permission to deprive the person of their liberty?",
        type=QuestionType.CHOICE,
        choices=codes.LIBERTY_REQUESTS.codes,
        applies=relevance.liberty_may_be_asked_for,
    ),
    _question(
        key="liberty_outcome",
        text="What was the outcome?",
        hint="Leave this open until you know. The regulator is told once, of the request and its outcome.",
        type=QuestionType.CHOICE,
        choices=codes.LIBERTY_OUTCOMES.codes,
        applies=relevance.liberty_was_asked_for,
        optional=True,
    ),
    _question(
        key="liberty_outcome_on",
        text="When did you learn the outcome, or withdraw?",
        type=QuestionType.DATE,
        applies=relevance.liberty_was_decided,
    ),
    _question(
        key="under_18_placed",
        text="Was somebody under 18 placed in a unit for adults?",
        applies=relevance.is_mental_health_unit_in_england,
    ),
    _question(
        key="under_18_placed_at",
        text="When did the placement begin?",
        type=QuestionType.MOMENT,
        applies=relevance.under_18_was_placed,
    ),
    _question(
        key="under_18_left_at",
        text="When did the young person leave the unit?",
        hint="Leave this open while they are still there.",
        type=QuestionType.MOMENT,
        applies=relevance.under_18_was_placed,
        optional=True,
    ),
)

QUESTIONS: tuple[Question, ...] = (*GRADES, *DEATH, *INJURY, *SAFETY, *TREATMENT)
