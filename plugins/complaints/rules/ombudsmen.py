"""Where a person can go when they are not content with the answer: by procedure, nation and body."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.complaints.rules import routing
from portal.plugin import Nation


@dataclass(frozen=True)
class Ombudsman:
    """A body that looks at complaints from outside: how it is reached, and what to know first."""

    key: str
    name: str
    phone: str
    website: str
    when: str

    @property
    def reached(self) -> str:
        return f"{self.phone}, {self.website}"


YEAR = "Usually they look at complaints brought within 12 months."
LGSCO = Ombudsman(
    "lgsco",
    "Local Government and Social Care Ombudsman",
    "0300 061 0614",
    "www.lgo.org.uk",
    f"They look at care however it is paid for. {YEAR}",
)
PHSO = Ombudsman("phso", "Parliamentary and Health Service Ombudsman", "0345 015 4033", "www.ombudsman.org.uk", YEAR)
SPSO = Ombudsman(
    "spso",
    "Scottish Public Services Ombudsman",
    "0800 377 7330",
    "www.spso.org.uk",
    f"About social work they can also look at whether the decision itself was right. {YEAR}",
)
PSOW = Ombudsman("psow", "Public Services Ombudsman for Wales", "0300 790 0203", "www.ombudsman.wales", YEAR)
NIPSO = Ombudsman(
    "nipso",
    "Northern Ireland Public Services Ombudsman",
    "0800 34 34 24",
    "www.nipso.org.uk",
    "Usually they look at complaints brought within 6 months of the last answer.",
)
ICO = Ombudsman(
    "ico",
    "Information Commissioner",
    "0303 123 1113",
    "ico.org.uk",
    "They want you to have complained to the organisation first.",
)
CARE_INSPECTORATE = Ombudsman(
    "care-inspectorate",
    "Care Inspectorate",
    "0345 600 9527",
    "www.careinspectorate.com",
    "You can go to them at any time, before or after complaining to the service.",
)
OMBUDSMEN = {one.key: one for one in (LGSCO, PHSO, SPSO, PSOW, NIPSO, ICO, CARE_INSPECTORATE)}
_OF_NATION = {
    Nation.ENGLAND: LGSCO,
    Nation.SCOTLAND: SPSO,
    Nation.WALES: PSOW,
    Nation.NORTHERN_IRELAND: NIPSO,
}


def ombudsman_for(regime: str, nation: Nation, body: str) -> Ombudsman | None:
    """Who looks at it next; None where nobody is known: an independent body answers to those it works for."""
    if regime == routing.DATA_PROTECTION.key:
        return ICO
    if body == routing.NHS and nation is Nation.ENGLAND:
        return PHSO
    if body == routing.PROVIDER and nation is Nation.SCOTLAND:
        return CARE_INSPECTORATE
    if body == routing.INDEPENDENT:
        return None
    return _OF_NATION[nation]


def where_to_go_next(regime: str, nation: Nation, body: str) -> str:
    """The ombudsman's part of a response, as a person reads it."""
    found = ombudsman_for(regime, nation, body)
    if found is None:
        return (
            "If you are not content with this answer, you can ask whoever arranged or pays for our service to look"
            " at your complaint."
        )
    words = (
        f"If you are not content with this answer, you can ask the {found.name} to look at your complaint."
        f" It costs nothing. {found.when} You reach them on {found.phone} or at {found.website}."
    )
    if body == routing.PROVIDER and regime != routing.DATA_PROTECTION.key:
        words += " If a council or the NHS arranged the care, you can also complain to them."
    return words
