"""The closed lists of the plugin, each with the place it was taken from."""

from __future__ import annotations

from portal.plugin import Code, ReferenceList

OWN = "The portal's own list"
ENGLISH = "SI 2014/2936, reg 20"

BODY_TYPES = ReferenceList(
    "candour:body_type",
    "Kind of body",
    (
        Code("health-service-body", "A health service body", "An NHS trust or foundation trust, for example."),
        Code("other-provider", "Any other registered provider", "Every care home, home care agency or other service."),
        Code("responsible-person", "A responsible person", "Whoever provides a health, care or social work service."),
        Code("nhs-body", "An NHS body", "A health board, an NHS trust, or primary care."),
        Code("care-provider", "A care provider that is no NHS body"),
        Code("any-body", "A health or care provider in Northern Ireland"),
    ),
    source="SI 2014/2936, reg 20; 2016 asp 14, part 2; WSI 2023/274",
)
HARMS = ReferenceList(
    "candour:harm",
    "Harm",
    (
        Code("death", "Death", "From what happened, and not from the natural course of an illness."),
        Code("severe", "Severe harm", "Functions of body, senses, movement or mind are lessened for good."),
        Code("moderate", "Moderate harm", "Significant but not lasting harm, with more treatment because of it."),
        Code(
            "impairment", "Senses, movement or mind impaired for 28 days or more", "Or likely to be, without a break."
        ),
        Code("body-structure", "Changes to the structure of the body"),
        Code("prolonged-pain", "Pain for 28 days or more", "Or likely to be, without a break."),
        Code("prolonged-psychological", "Psychological harm for 28 days or more", "Or likely to be, without a break."),
        Code("shortened-life", "A shorter life to expect"),
        Code("more-treatment", "More treatment was needed"),
        Code("treatment-to-prevent", "An injury that had to be treated to prevent one of these"),
        Code("none", "None of these"),
    ),
    source=f"{ENGLISH}(7) to (9); 2016 asp 14, s 21(4), list not read against the source; 2020 asc 1, s 3",
)
LIKELIHOODS = ReferenceList(
    "candour:likelihood",
    "Did it harm somebody",
    (
        Code("resulted", "It appears to have resulted in this harm"),
        Code("could", "It did not, but could have, or still could", "A near miss, or harm that may yet show."),
    ),
    source=f"{ENGLISH}(8) and (9): “could result in” is in the definition for health service bodies alone",
)
BASES = ReferenceList(
    "candour:relevant_basis",
    "Who is to be told",
    (
        Code("self", "The person themselves"),
        Code("died", "Somebody acting for them, because they died"),
        Code("lacks-capacity", "Somebody acting for them, because they lack capacity in the matter"),
        Code("under-16", "Somebody acting for them, because they are under 16 and not competent"),
        Code("other", "Somebody else who acts for them lawfully"),
    ),
    source=f"{ENGLISH}(7), “relevant person” (wording not read against the source)",
)
METHODS = ReferenceList(
    "candour:method",
    "How",
    (
        Code("in-person", "Face to face"),
        Code("video", "By video"),
        Code("phone", "By telephone"),
        Code("email", "By e-mail"),
        Code("letter", "By letter"),
    ),
    source="SI 2014/2936, reg 20(3)(a); Scottish guidance of March 2025, chapter 7; WSI 2023/274, explanatory note",
)
ATTEMPT_OUTCOMES = ReferenceList(
    "candour:attempt_outcome",
    "What came of it",
    (
        Code("reached", "We spoke"),
        Code("no-answer", "No answer"),
        Code("message", "We left a message"),
        Code("wrong-details", "The details were wrong"),
        Code("declined", "They did not want to speak"),
    ),
    source=OWN,
)
NOT_TOLD = ReferenceList(
    "candour:not_told",
    "Why they were not told",
    (Code("declined", "They did not want to be told"), Code("uncontactable", "They could not be reached")),
    source=f"{ENGLISH}(5) (wording not read against the source)",
)
BODIES_TOLD = ReferenceList(
    "candour:body_told",
    "Told that the report is published",
    (
        Code("care-inspectorate", "Care Inspectorate", "For care services."),
        Code("his", "Healthcare Improvement Scotland", "For independent health care."),
        Code("ministers", "The Scottish Ministers", "For other health services."),
    ),
    source="2016 asp 14, s 24",
)

REFERENCE_LISTS = (
    BODY_TYPES, HARMS, LIKELIHOODS, BASES, METHODS, ATTEMPT_OUTCOMES, NOT_TOLD, BODIES_TOLD,
)  # fmt: skip
