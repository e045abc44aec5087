"""The closed lists of cases about people in a position of trust."""

from __future__ import annotations

from portal.plugin import Code, ReferenceList

FRAMEWORK = "Care and support statutory guidance, paragraphs 14.120 to 14.132"
OWN = "The portal's own list"

SOURCE = ReferenceList(
    "pipot:source",
    "Where it comes from",
    (
        Code("work", "From their work"),
        Code("home", "From their private life"),
        Code("other", "From somewhere else"),
    ),
    source=f"{FRAMEWORK}: private life counts too",
)
ALLEGATION_TYPES = ReferenceList(
    "pipot:type",
    "What it is",
    (
        Code("allegation", "An allegation about a person"),
        Code("practice", "A concern about quality or practice"),
        Code("complaint", "A complaint"),
    ),
    source=FRAMEWORK,
)
DISCLOSE = ReferenceList(
    "pipot:disclose",
    "Decision",
    (Code("share", "Tell them"), Code("not-share", "Do not tell anybody")),
    source=FRAMEWORK,
)
OWED, MADE = "owed", "made"
REFERRAL = ReferenceList(
    "pipot:referral",
    "Referral",
    (
        Code(OWED, "It must be referred, and is not yet", "Nothing closes before it is."),
        Code(MADE, "Referred"),
        Code("not-made", "Not referred"),
        Code("not-applicable", "There is no body to refer to"),
    ),
    source="Safeguarding Vulnerable Groups Act 2006; Disclosure (Scotland) Act 2020; also when the person left first",
)
LADO_CRITERIA = ReferenceList(
    "pipot:lado_criteria",
    "What it may be about a child",
    (
        Code("harmed", "Harmed a child, or may have"),
        Code("offence", "May have committed an offence against or about a child"),
        Code("risk", "Behaved in a way that says they may be a risk to children"),
        Code("suitable", "Behaved in a way that says they may not be suitable to work with children"),
    ),
    source="Criteria for telling the designated officer, as local safeguarding partnerships publish them",
)
LINKED = ReferenceList(
    "pipot:linked",
    "What else goes on",
    (
        Code("enquiry", "A safeguarding enquiry about an adult who was harmed"),
        Code("police", "A police investigation"),
        Code("employer", "The employer's own procedure"),
        Code("regulator", "A regulator's or professional body's procedure"),
        Code("children", "The designated officer's procedure for children"),
    ),
    source=FRAMEWORK,
)
OUTCOMES = ReferenceList(
    "pipot:outcome",
    "Outcome",
    (
        Code("substantiated", "Substantiated", "There is enough evidence that it happened."),
        Code(
            "unsubstantiated",
            "Unsubstantiated",
            "There is not enough evidence to say that it happened, nor that it did not.",
        ),
        Code("unfounded", "Unfounded", "Nothing supports it, or there is another explanation: it was a mistake."),
        Code("false", "False", "There is enough evidence that it did not happen."),
        Code(
            "malicious",
            "Malicious",
            "There is enough evidence that it did not happen, and that it was said in order to deceive.",
        ),
    ),
    source="Common practice (not read against a source: an editable default)",
)
ASKED_OF = ReferenceList(
    "pipot:asked_of",
    "Who was asked",
    (
        Code("lado", "Local authority designated officer (children)"),
        Code("pipot-lead", "Lead for people in a position of trust elsewhere"),
        Code("safeguarding-team", "Safeguarding team"),
    ),
    source=OWN,
)
SETTINGS = ReferenceList(
    "pipot:setting",
    "Setting",
    (
        Code("care-home", "Care home"),
        Code("home-care", "Home care"),
        Code("supported-living", "Supported living"),
        Code("advocacy", "Advocacy"),
        Code("other", "Other"),
    ),
    source=OWN,
)
THEMES = ReferenceList(
    "pipot:theme",
    "What it was about",
    (
        Code("conduct", "Conduct at work"),
        Code("private-life", "Something in private life"),
        Code("online", "Conduct online"),
        Code("boundaries", "Boundaries"),
        Code("medication", "Medicines"),
        Code("other", "Something else"),
    ),
    source=OWN,
)
ADVICE = ReferenceList(
    "pipot:advice",
    "Advice",
    (
        Code("below-threshold", "Below the threshold: handle it as practice or supervision"),
        Code("refer", "Refer it formally"),
        Code("police", "Tell the police"),
        Code("more-facts", "Find out more, then ask again"),
    ),
    source=OWN,
)

REFERENCE_LISTS = (
    SOURCE, ALLEGATION_TYPES, DISCLOSE, REFERRAL, LADO_CRITERIA, LINKED, OUTCOMES, ASKED_OF, SETTINGS, THEMES, ADVICE,
)  # fmt: skip
