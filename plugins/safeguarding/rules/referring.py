"""When somebody must be referred to those who bar people from work with adults, as questions to answer.

Sources: Safeguarding Vulnerable Groups Act 2006, section 35, as read in employers' guides to it; for Scotland the
duty of organisations as Disclosure Scotland explains it (mygov.scot, PVG referrals). Northern Ireland was not read.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.plugin import Nation


@dataclass(frozen=True)
class ReferralChecklist:
    """The questions in the order they are asked, and where they come from."""

    heading: str
    questions: tuple[str, ...]
    source: str


WITHDRAWN = (
    "Was the person taken out of work with adults, by dismissal or a move that stays?",
    "If they left first: would they have been taken out of it, or might they have been?",
)
ENGLAND_AND_WALES = ReferralChecklist(
    "Duty to refer to the Disclosure and Barring Service: one yes in each half",
    (
        *WITHDRAWN,
        "Did they harm an adult, put one at risk, or do something else that the barring scheme names?",
        "Might they harm an adult (the harm test)?",
        "Were they cautioned for, or convicted of, an offence that counts?",
        "Was enough found out to say so?",
        "Do the police and the regulator know?",
    ),
    "Safeguarding Vulnerable Groups Act 2006, section 35, read in employers' guides. No number of days is set.",
)
SCOTLAND = ReferralChecklist(
    "Duty to refer to Disclosure Scotland within three months of the decision",
    (
        *WITHDRAWN,
        "Did they harm somebody, or put somebody at risk of harm?",
        "Was there inappropriate conduct of a sexual kind, or inappropriate medical treatment?",
        "Do the police and the regulator know?",
    ),
    "Disclosure Scotland: when to make a referral. It need not have happened at work.",
)
NORTHERN_IRELAND = ReferralChecklist(
    ENGLAND_AND_WALES.heading,
    ENGLAND_AND_WALES.questions,
    "Not read against the law of Northern Ireland: the questions are those of England and Wales.",
)
BY_NATION = {Nation.SCOTLAND: SCOTLAND, Nation.NORTHERN_IRELAND: NORTHERN_IRELAND}


def checklist_for(nation: str) -> ReferralChecklist:
    return BY_NATION.get(Nation(nation), ENGLAND_AND_WALES)
