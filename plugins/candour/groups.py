"""The columns of a record as people read them, and the closed views of it that others may be shown."""

from __future__ import annotations

from plugins.candour.rules import codes
from plugins.candour.rules.correspondence import AFTERWARDS, LETTER, TELLING
from plugins.candour.rules.regimes import REGIME_LIST
from portal.plugin import Column, Field, FieldFormat, FieldGroup, View
from portal.plugin.fields import coded, on_day, said, words, yes_no

# What a commissioner is told: how it stands and since when, in no words of anybody.
PROGRESS = FieldGroup(
    "progress",
    "How it stands",
    (
        coded("body_type", "Kind of body", codes.BODY_TYPES),
        coded("regime", "Duty that applies", REGIME_LIST),
        on_day("occurred_on", "When it happened"),
        Field("aware_at", "When somebody became aware", FieldFormat.MOMENT),
        yes_no("is_notifiable", "The duty applies"),
        Field("decided_at", "Decided", FieldFormat.MOMENT),
        on_day("opinion_on", "Health professional's opinion given"),
        Field("told_at", "Told", FieldFormat.MOMENT),
        coded("told_method", "Told how", codes.METHODS),
        coded("not_told", "Not told", codes.NOT_TOLD),
        on_day("not_told_on", "Recorded as not told"),
        on_day("letter_sent_on", "Letter sent"),
        yes_no("has_enquiry", "Further enquiries were promised"),
        on_day("results_shared_on", "Results shared"),
        on_day("meeting_offered_on", "Meeting offered"),
        on_day("meeting_held_on", "Meeting held"),
        on_day("meeting_declined_on", "Meeting declined"),
        on_day("review_done_on", "Review done"),
        on_day("delay_explained_on", "Delay of the review explained"),
        on_day("report_offered_on", "Report offered"),
    ),
)
LEARNING = FieldGroup("learning", "What was learned", (words("learning", "What was learned"),))
ACCOUNT = FieldGroup(
    "account",
    "What happened",
    (
        words("what_happened", "What is known"),
        said("person_reference", "The person (initials or our reference)"),
        yes_no("contract_applies", "An NHS contract asks for ten working days"),
        said("contract_source", "Which agreement says so"),
    ),
)
DECISION = FieldGroup(
    "decision",
    "Whether the duty applies",
    (
        yes_no("unintended", "Unintended or unexpected"),
        yes_no("in_service", "While the service was provided"),
        coded("likelihood", "Did it harm somebody", codes.LIKELIHOODS),
        coded("harm", "Harm", codes.HARMS),
        yes_no("policy_asks", "Our own policy asks for it"),
        said("opinion_by", "Health professional who gave the opinion"),
        said("opinion_role", "Their role"),
        yes_no("opinion_uninvolved", "They were not involved"),
        words("decision_reason", "Why"),
    ),
)
REVIEW = FieldGroup(
    "review",
    "The review",
    (words("review_how", "How the review was done"), words("review_actions", "What is improved and learned")),
)
CORRESPONDENCE = FieldGroup(
    "correspondence",
    "What the person was told and written",
    (
        Field(
            "correspondence",
            "In the words used",
            FieldFormat.ROWS,
            personal=True,
            columns=(Column("what", "What"), Column("words", "Words")),
        ),
    ),
)
GROUPS = (PROGRESS, ACCOUNT, DECISION, CORRESPONDENCE, REVIEW, LEARNING)

STATUS_VIEW = View(
    "candour_status",
    "Candour: how it stands",
    "Commissioner: which duty, how it stands and since when. No names, no letter, no free text.",
    groups=("progress",),
    standing=True,
)
LEARNING_VIEW = View(
    "candour_learning",
    "Candour: how it stands, and learning",
    "Commissioner: the same, and what was learned in your own words. Never the correspondence.",
    groups=("progress", "learning"),
)
ADVOCATE_VIEW = View(
    "candour_advocate",
    "Candour: for the person's advocate",
    "The person's advocate, with the person's consent: how it stands, what they were told and written. Where several"
    " people are told, only what the person themselves was.",
    groups=("progress", "correspondence", "review", "learning"),
)
VIEWS = (STATUS_VIEW, LEARNING_VIEW, ADVOCATE_VIEW)

# Of one of the people told, as their own card shows it.
PERSON = FieldGroup(
    "person",
    "Whom we tell",
    (
        coded("basis", "Who it is", codes.BASES),
        said("note", "How we know they may act"),
        coded("preferred_contact", "How they want to hear", codes.METHODS),
        said("communication_needs", "What they need to follow what they are told"),
    ),
)
STEPS = FieldGroup(
    "steps",
    "What was done for them",
    (
        Field("told_at", "Told", FieldFormat.MOMENT),
        coded("told_method", "Told how", codes.METHODS),
        *(words(key, label) for key, label in TELLING),
        coded("not_told", "Not told", codes.NOT_TOLD),
        on_day("not_told_on", "Recorded as not told"),
        *(words(key, label) for key, label in LETTER),
        on_day("letter_sent_on", "Letter sent"),
        on_day("results_shared_on", "Results shared"),
        coded("results_method", "Results shared how", codes.METHODS),
        on_day("meeting_offered_on", "Meeting offered"),
        on_day("meeting_held_on", "Meeting held"),
        on_day("meeting_declined_on", "Meeting declined"),
        *(words(key, label) for key, label in AFTERWARDS),
        on_day("note_given_on", "Note of the meeting given"),
        on_day("delay_explained_on", "Delay of the review explained"),
        on_day("report_offered_on", "Report offered"),
    ),
)

REPORT_WORDS = FieldGroup(
    "words",
    "What the report says",
    (
        Field("year", "Year beginning in April", FieldFormat.NUMBER),
        words("policies", "How incidents are found and reported"),
        words("support", "Support for staff and for people affected"),
        words("changes", "What was changed"),
    ),
)
REPORT_PUBLISHED = FieldGroup(
    "published",
    "Publication",
    (
        Field("figures", "Figures", FieldFormat.ROWS, columns=(Column("label", "What"), Column("words", "Incidents"))),
        on_day("published_on", "Published on"),
        said("published_where", "Where"),
        coded("body_told", "Told that it is published", codes.BODIES_TOLD),
        on_day("body_told_on", "Told on"),
    ),
)
