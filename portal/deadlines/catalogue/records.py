"""Keeping the record: writing up a contact, reviewing a plan, visiting a placement, ending a project."""

from __future__ import annotations

from portal.core.nations import UNITED_KINGDOM
from portal.deadlines.catalogue.scope import ALL_HISTORY, ENGLAND, START_UNKNOWN
from portal.declarations import Binding, DeadlineRule, Unit

FRAMEWORK = "Somerset Council, Adult Social Care Practice Quality Framework"
LOCAL_NOTE = f"A local target that each organisation may change. {START_UNKNOWN}"
WEEK = 7  # days

RULES = (
    DeadlineRule(
        code="REC-48H",
        label="Write up the contact",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="the contact took place",
        n=48,
        unit=Unit.CLOCK_HOURS,
        source=f"{FRAMEWORK}, standard 2, case recording",
        source_url="",
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"The alternative to REC-2WD: an organisation uses one of the two. {LOCAL_NOTE}",
    ),
    DeadlineRule(
        code="REC-2WD",
        label="Write up the contact",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="the contact took place",
        n=2,
        unit=Unit.WORKING_DAYS_AFTER,
        source="Hertfordshire County Council, practice principles, recording",
        source_url="",
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"The alternative to REC-48H: an organisation uses one of the two. {LOCAL_NOTE}",
    ),
    DeadlineRule(
        code="REV-PLAN",
        label="Review the new care and support plan",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="the plan started",
        n=6 * WEEK,
        upper_n=8 * WEEK,
        unit=Unit.DAYS_AFTER,
        source=f"{FRAMEWORK}, standard 6, reviewing plans",
        source_url="",
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"The first review, 6 to 8 weeks in; after it at least every 12 months. {START_UNKNOWN}",
    ),
    DeadlineRule(
        code="LD-VISIT",
        label="Visit the person in the specialist hospital",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="the person was last visited",
        n=8 * WEEK,
        unit=Unit.DAYS_AFTER,
        source=(
            "NHS England, monitoring the quality of inpatient care for people with a learning disability and "
            "autistic people"
        ),
        source_url=(
            "https://england.nhs.uk/learning-disabilities/care/monitoring-the-quality-of-care-and-safety-"
            "for-people-with-a-learning-disability-and-or-people-who-are-autistic-in-inpatient-care"
        ),
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"Eight weeks for adults, by the commissioner that placed them; children six. {START_UNKNOWN}",
    ),
    DeadlineRule(
        code="RET-PROJ",
        label="Remove what identifies people from the project's records",
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger="the project ended",
        n=3,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="AlSee Collaboratives, principles of good advocacy practice, confidentiality",
        source_url="",
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"Only an overview stays. {LOCAL_NOTE}",
    ),
)
