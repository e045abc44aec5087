"""The closed lists of the plugin, each with the place it was taken from."""

from __future__ import annotations

from portal.plugin import Code, ReferenceList

GUIDANCE = "Care and support statutory guidance, chapter 14 (wording not read against the source: an editable default)"
OWN = "The portal's own list"

CATEGORIES = ReferenceList(
    "safeguarding:category",
    "Kind of abuse or neglect",
    (
        Code("physical", "Physical"),
        Code("domestic", "Domestic"),
        Code("sexual", "Sexual"),
        Code("psychological", "Psychological or emotional"),
        Code("financial", "Financial or material"),
        Code("modern-slavery", "Modern slavery"),
        Code("discriminatory", "Discriminatory"),
        Code("organisational", "Organisational", "Poor care that is how a service works, not one person's slip."),
        Code("neglect", "Neglect or acts of omission"),
        Code("self-neglect", "Self-neglect"),
    ),
    source=GUIDANCE,
)
SAFE_NOW = ReferenceList(
    "safeguarding:safe_now",
    "Safe now",
    (
        Code("yes", "Yes"),
        Code("no", "No", "Ring 999 if somebody is in danger now. Then go on here."),
        Code("not-known", "I do not know"),
    ),
    source=OWN,
)
PLACES = ReferenceList(
    "safeguarding:place",
    "Where it happened",
    (
        Code("own-home", "Their own home"),
        Code("care-home", "A care home"),
        Code("hospital", "A hospital"),
        Code("day-service", "A day service"),
        Code("community", "In public"),
        Code("online", "Online or by telephone"),
        Code("other", "Somewhere else"),
    ),
    source=OWN,
)
RAISED_AS = ReferenceList(
    "safeguarding:raised_as",
    "Who raised it",
    (
        Code("adult", "The adult themselves"),
        Code("family", "Family or a friend"),
        Code("worker", "Somebody who works here"),
        Code("professional", "A professional from elsewhere"),
        Code("other", "Somebody else"),
    ),
    source=OWN,
)
FUNDING = ReferenceList(
    "safeguarding:funding",
    "Who pays for the care",
    (
        Code("this-authority", "The authority where they live"),
        Code("another-authority", "Another authority"),
        Code("nhs", "The NHS"),
        Code("self", "They pay for it themselves"),
        Code("none", "They have no care that is paid for"),
        Code("not-known", "Not known"),
    ),
    source="Care Act 2014, section 42: whether or not an authority meets any of the needs",
)
SOURCES = ReferenceList(
    "safeguarding:source",
    "Who may have caused it",
    (
        Code("worker", "Somebody who works or volunteers with them"),
        Code("family", "Family, partner or friend"),
        Code("resident", "Another person who uses the service"),
        Code("professional", "A professional from elsewhere"),
        Code("stranger", "Somebody they did not know"),
        Code("service", "A whole service or organisation"),
        Code("self", "Nobody else: self-neglect"),
        Code("not-known", "Not known"),
    ),
    source=OWN,
)
EMPLOYER_ACTION = ReferenceList(
    "safeguarding:employer_action",
    "Employer took action",
    (Code("yes", "Yes"), Code("no", "No"), Code("pending", "Not decided yet")),
    source="The employer's own steps stand in the employer's records alone",
)
CONSENT = ReferenceList(
    "safeguarding:consent",
    "Did the adult agree",
    (
        Code("given", "They agreed"),
        Code("overridden", "They did not agree, and it is shared all the same", "Say why."),
        Code("lacks-capacity", "They lack capacity to decide this; it is in their best interests", "Say why."),
        Code("not-sought", "They were not asked", "Say why: more risk, or it could not be done."),
    ),
    source="Care and support statutory guidance, chapter 14: seek consent unless it raises the risk",
)
NEEDS_A_REASON = frozenset({"overridden", "lacks-capacity", "not-sought"})
LAWFUL_BASES = ReferenceList(
    "safeguarding:lawful_basis",
    "Lawful basis",
    (
        Code("public-task", "A public task", "UK GDPR article 6(1)(e), with the condition for safeguarding adults"),
        Code("legal-obligation", "A duty in law", "UK GDPR article 6(1)(c)"),
        Code("vital-interests", "To protect somebody's life", "UK GDPR article 6(1)(d)"),
        Code("legitimate-interests", "Legitimate interests, weighed", "UK GDPR article 6(1)(f)"),
    ),
    source="UK GDPR, article 6(1)",
)
DECISIONS = ReferenceList(
    "safeguarding:decision",
    "Decision",
    (
        Code("enquiry", "An enquiry is made"),
        Code("other-action", "No enquiry; something else is done"),
        Code("no-action", "No enquiry, and nothing more to do"),
    ),
    source="Care Act 2014, section 42(2)",
)
ADVOCATE_DUTY = ReferenceList(
    "safeguarding:advocate",
    "Advocate",
    (
        Code("none", "No duty to arrange one"),
        Code("open", "To be arranged"),
        Code("arranged", "Arranged"),
        Code("declined", "Declined"),
        Code("withdrawn", "No longer called for"),
    ),
    source="Care Act 2014, section 68",
)
ADVOCATE_KINDS = ReferenceList(
    "safeguarding:advocate_kind",
    "Which advocate",
    (
        Code("enquiry", "For the enquiry", "Care Act 2014, section 68"),
        Code("assessment", "For the assessment or plan of their care", "Care Act 2014, section 67"),
        Code("capacity", "For a decision they lack capacity to make", "Mental Capacity Act 2005 (IMCA)"),
        Code("other", "Another advocate"),
    ),
    source="Care Act 2014, sections 67 and 68; Mental Capacity Act 2005 (not read against the source)",
)
CAPACITY = ReferenceList(
    "safeguarding:capacity",
    "Can they decide this themselves",
    (
        Code("has", "Yes, they have capacity for this decision"),
        Code("lacks", "No, they lack capacity for this decision"),
        Code("not-assessed", "Nobody had a reason to doubt it"),
    ),
    source="Mental Capacity Act 2005: capacity is of one decision at one time",
)
ENQUIRY_MODES = ReferenceList(
    "safeguarding:enquiry_mode",
    "Who makes the enquiry",
    (
        Code("led", "We make it ourselves"),
        Code("caused", "We cause another body to make it", "We stay answerable, and may challenge what they find."),
    ),
    source="Care Act 2014, section 42(2)",
)
MET = ReferenceList(
    "safeguarding:met",
    "Wanted outcomes met",
    (
        Code("fully", "Fully"),
        Code("partly", "Partly"),
        Code("not", "Not"),
        Code("none-wanted", "No outcomes were expressed"),
    ),
    source="Safeguarding Adults Collection (codes not read against the source)",
)
RISK = ReferenceList(
    "safeguarding:risk",
    "Risk at the end",
    (Code("removed", "Removed"), Code("reduced", "Reduced"), Code("remains", "Remains"), Code("none", "None found")),
    source="Safeguarding Adults Collection (codes not read against the source)",
)
AUDIENCES = ReferenceList(
    "safeguarding:audience",
    "Who was told",
    (
        Code("adult", "The adult"),
        Code("representative", "Whoever speaks for them"),
        Code("referrer", "Whoever raised it"),
        Code("source", "Whoever may have caused it"),
        Code("partner", "Another organisation"),
    ),
    source="Multi-agency safeguarding procedures: who is told what came of it",
)
CHANNELS = ReferenceList(
    "safeguarding:channel",
    "How it went",
    (
        Code("phone", "By telephone"),
        Code("secure-email", "By secure e-mail"),
        Code("web-form", "By a form on their website"),
        Code("post", "By post"),
        Code("in-person", "In person"),
    ),
    source=OWN,
)

REFERENCE_LISTS = (
    CATEGORIES, SAFE_NOW, PLACES, RAISED_AS, FUNDING, SOURCES, EMPLOYER_ACTION, CONSENT, LAWFUL_BASES, DECISIONS,
    ADVOCATE_DUTY, ADVOCATE_KINDS, CAPACITY, ENQUIRY_MODES, MET, RISK, AUDIENCES, CHANNELS,
)  # fmt: skip
