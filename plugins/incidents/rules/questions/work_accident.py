"""Questions about accidents that have to do with work."""

from __future__ import annotations

from functools import partial

from plugins.incidents.rules.questions import relevance
from plugins.incidents.rules.questions.question import Question, QuestionType, Section

_question = partial(Question, section=Section.WORK_ACCIDENT)
_accident = partial(_question, applies=relevance.work_caused_it)

QUESTIONS: tuple[Question, ...] = (
    _question(
        key="work_accident",
        text="Was there an accident that had to do with work?",
        hint="With how the work was done, the equipment or the premises. Violence to a worker counts.",
        applies=relevance.is_problem,
    ),
    _question(
        key="dangerous_occurrence",
        text="Was there a dangerous occurrence the regulations list?",
        hint="Such as a hoist or lift collapsing, an explosion or an electrical fire. Nobody has to be hurt.",
        applies=relevance.is_problem,
    ),
    _question(
        key="accident_on",
        text="On which day was it?",
        type=QuestionType.DATE,
        applies=relevance.accident_date_matters,
    ),
    _accident(
        key="work_death",
        text="Did anybody die because of it?",
    ),
    _accident(
        key="worker_specified_injury",
        text="Does a worker have one of the serious injuries the regulations list?",
        hint="Such as a broken bone (not a finger, thumb or toe), an amputation, serious burns, loss of "
        "sight or being knocked unconscious.",
    ),
    _accident(
        key="non_worker_taken_to_hospital",
        text="Was anybody who was not at work taken straight to hospital for treatment?",
        hint="A person using the service or a visitor. Being taken there only to be checked does not count.",
    ),
    _accident(
        key="worker_incapacitated",
        text="Could a worker not do their normal work afterwards?",
        hint="Off sick or on lighter work, from the day after the accident. Weekends count.",
    ),
    _question(
        key="worker_fit_again_on",
        text="On which day could they do their normal work again?",
        hint="Leave this open while they cannot. More than three days must be recorded and more than seven "
        "reported; in Northern Ireland more than three are reported.",
        type=QuestionType.DATE,
        applies=relevance.worker_was_unfit,
        optional=True,
    ),
)
