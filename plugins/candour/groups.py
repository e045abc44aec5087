"""The columns of a record as people read them, and the closed views of it that others may be shown."""

from __future__ import annotations

from plugins.candour.rules import codes
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
PERSON = FieldGroup(
    "person",
    "Whom we tell",
    (
        coded("relevant_basis", "Who it is", codes.BASES),
        said("relevant_reference", "Initials or our reference"),
        said("relevant_note", "How we know they may act"),
        coded("preferred_contact", "How they want to hear", codes.METHODS),
        said("communication_needs", "What they need to follow what they are told"),
    ),
)
TELLING = FieldGroup(
    "telling",
    "What we told them",
    (
        said("told_by", "Who told them"),
        words("told_facts", "The facts they were told"),
        words("enquiries", "Further enquiries"),
        words("apology", "The apology, in the words used"),
        words("support_offered", "Support offered"),
        words("delay_reason", "Why it took more than a month"),
        said("not_told_words", "How they were not told"),
    ),
)
LETTER = FieldGroup(
    "letter",
    "What we wrote",
    (
        said("letter_to", "To whom"),
        words("letter_account", "What happened"),
        words("letter_enquiries", "Further enquiries"),
        words("letter_apology", "The apology, in the words used"),
        words("letter_support", "Support offered"),
        said("letter_contact", "Whom they can reach"),
        words("results", "Results of the enquiries"),
        coded("results_method", "Results shared how", codes.METHODS),
    ),
)
MEETING = FieldGroup(
    "meeting",
    "Meeting, review and report",
    (
        words("meeting_invitation", "What the invitation says"),
        words("meeting_account", "Account given at the meeting"),
        words("meeting_questions", "Their questions and views, and our answers"),
        words("meeting_next", "Further steps"),
        words("meeting_other_ways", "Other legal or review processes"),
        said("meeting_contact", "Whom they can reach afterwards"),
        on_day("note_given_on", "Note of the meeting given"),
        words("review_how", "How the review was done"),
        words("review_views", "The person's views, and how they counted"),
        words("review_actions", "What is improved and learned"),
        words("delay_explanation", "Why the review is still open"),
        said("report_support", "Support named with the report"),
    ),
)
GROUPS = (PROGRESS, ACCOUNT, DECISION, PERSON, TELLING, LETTER, MEETING, LEARNING)

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
    "The person's advocate, with the person's consent: how it stands, what they were told and written.",
    groups=("progress", "telling", "letter", "meeting", "learning"),
)
VIEWS = (STATUS_VIEW, LEARNING_VIEW, ADVOCATE_VIEW)

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
