"""The reference lists of complaints, each choice with its meaning beside it."""

from __future__ import annotations

from portal.plugin import Code, ReferenceList

LOCAL = "Local policy: a default each organisation may change"
REGULATIONS = "Local Authority Social Services and NHS Complaints (England) Regulations 2009, SI 2009/309"
PRACTICE = "Ombudsmen's guidance on complaint handling, in our own words"

CHANNELS = ReferenceList(
    "complaints:channels",
    "How it reached us",
    (
        Code("public-page", "On our public page"),
        Code("in-person", "In person", "Spoken. Write it down and give them a copy."),
        Code("phone", "By telephone", "Spoken. Write it down and give them a copy."),
        Code("email", "By e-mail"),
        Code("letter", "By letter"),
        Code(
            "passed-on",
            "Passed on by another body",
            "It counts as made to you. Count from the day it was first made: the law names no later one.",
        ),
    ),
    source=LOCAL,
)
SPOKEN = frozenset({"in-person", "phone"})

TOLD_BY = ReferenceList(
    "complaints:told-by",
    "Who complains",
    (
        Code("self", "The person themselves"),
        Code("relative", "A relative or friend"),
        Code("advocate", "An advocate"),
        Code("professional", "A professional from elsewhere"),
        Code("other", "Somebody else"),
    ),
    source=REGULATIONS,
)
CONSENT = ReferenceList(
    "complaints:consent",
    "Does the person agree",
    (
        Code("not-needed", "Not needed", "They complain themselves, or about what happened to them."),
        Code("given", "They agree", "The person said that this may be done for them."),
        Code("authority", "Somebody may decide for them", "An attorney or deputy, or after a death the estate."),
        Code("best-interests", "They cannot agree", "They lack capacity for this, and it is in their best interests."),
        Code("not-yet", "Not asked yet", "Look into it, but share nothing about the person before they agree."),
    ),
    source=REGULATIONS,
)
RISK = ReferenceList(
    "complaints:risk",
    "How serious",
    (
        Code("low", "Low", "Put right quickly, little effect on anybody.", 1),
        Code("medium", "Medium", "Care fell short, or it happened more than once.", 2),
        Code("high", "High", "Harm, a risk to others, or a serious failing of the service.", 3),
    ),
    source=LOCAL,
)
SUBJECTS = ReferenceList(
    "complaints:subjects",
    "What it is about",
    (
        Code("care", "Quality of care"),
        Code("staff-manner", "How staff behaved or spoke"),
        Code("staffing", "Too few staff, or changing staff"),
        Code("missed-visit", "A late or missed visit"),
        Code("medicines", "Medicines"),
        Code("communication", "Being told or listened to"),
        Code("decision", "A decision about care or support"),
        Code("assessment", "An assessment or review"),
        Code("money", "Charges, fees or money"),
        Code("food", "Food and drink"),
        Code("premises", "The building, its cleanliness or equipment"),
        Code("possessions", "Lost or damaged things"),
        Code("dignity", "Dignity, choice or equality"),
        Code("safety", "Safety"),
        Code("advocacy", "Advocacy"),
        Code("personal-data", "How personal information was handled"),
        Code("other", "Something else"),
    ),
    source=LOCAL,
)
OUTCOMES = ReferenceList(
    "complaints:outcomes",
    "Outcome",
    (
        Code("upheld", "Upheld", "It fell short as they say."),
        Code("partly-upheld", "Partly upheld", "Some of it fell short."),
        Code("not-upheld", "Not upheld", "It was done as it should be."),
        Code("resolved", "Resolved", "Put right to their satisfaction, with no finding."),
        Code("withdrawn", "Withdrawn", "They do not want it looked into any more."),
        Code("out-of-jurisdiction", "Not for this procedure", "Another body or procedure must answer it."),
    ),
    source=PRACTICE,
)
REMEDIES = ReferenceList(
    "complaints:remedies",
    "What is done to put it right",
    (
        Code("apology", "An apology"),
        Code("explanation", "An explanation"),
        Code("action", "Something is put right"),
        Code("reassessment", "A new assessment or review"),
        Code("financial", "Money back or a payment"),
        Code("staff-learning", "Learning for staff", "What happens to a member of staff is never told."),
        Code("policy-change", "A change of policy or procedure"),
    ),
    source=PRACTICE,
)
ADVOCACY = ReferenceList(
    "complaints:advocacy",
    "What they said to the offer of support",
    (
        Code("accepted", "They want support", "Put them in touch, and wait for the advocate where they wish it."),
        Code("has-one", "They have somebody already"),
        Code("declined", "They do not want any"),
        Code("no-answer", "They have not said"),
    ),
    source=LOCAL,
)
HOLDS = ReferenceList(
    "complaints:holds",
    "What it waits for",
    (
        Code("safeguarding", "A safeguarding enquiry"),
        Code("police", "The police"),
        Code("legal", "A court or legal claim"),
    ),
    source="The clock goes on all the same: nothing in the procedures stops it",
)
BODIES = ReferenceList(
    "complaints:bodies",
    "Who is complained about",
    (
        Code("council-social-care", "A council, about social care", "Assessment, support, a service it arranged."),
        Code("council-other", "A council, about something else"),
        Code("nhs", "An NHS or health and social care body"),
        Code("provider", "A registered provider of care", "A home, a homecare agency, a supported living service."),
        Code("independent", "An advocacy or other independent organisation"),
    ),
    source=REGULATIONS,
)
PAYERS = ReferenceList(
    "complaints:payers",
    "Who pays for the care",
    (
        Code("council", "A council"),
        Code("nhs", "The NHS"),
        Code("self", "The person or their family"),
        Code("unknown", "Not known, or nobody"),
    ),
    source=LOCAL,
)
REGIME_LIST = ReferenceList(
    "complaints:regimes",
    "Procedure",
    (
        Code("england-statutory", "Statutory procedure, England"),
        Code("lgsco-code", "Complaint Handling Code, England"),
        Code("registered-provider", "Registered provider's own procedure, England"),
        Code("scotland", "Model procedure, Scotland"),
        Code("wales", "Social services procedure, Wales"),
        Code("northern-ireland", "Model procedure, Northern Ireland"),
        Code("data-protection", "Data protection complaint"),
        Code("own-procedure", "The organisation's own procedure"),
    ),
    source="The procedures themselves; which one is worked out from a few answers",
)
OMBUDSMAN_DECISIONS = ReferenceList(
    "complaints:ombudsman-decisions",
    "What the ombudsman decided",
    (
        Code("enquiry", "They ask about it", "No decision yet."),
        Code("not-taken-up", "Not taken up"),
        Code("upheld", "Fault or injustice found"),
        Code("not-upheld", "No fault found"),
    ),
    source=PRACTICE,
)
NATURES = ReferenceList(
    "complaints:natures",
    "What it is",
    (
        Code("compliment", "A compliment", "Something went well."),
        Code("suggestion", "A suggestion", "Something could be better."),
        Code("comment", "A comment", "Anything else you want us to know."),
    ),
    source=LOCAL,
)

REFERENCE_LISTS = (
    CHANNELS, TOLD_BY, CONSENT, RISK, SUBJECTS, OUTCOMES, REMEDIES, ADVOCACY, HOLDS, BODIES, PAYERS, REGIME_LIST,
    OMBUDSMAN_DECISIONS, NATURES,
)  # fmt: skip
