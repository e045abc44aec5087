"""Which procedure answers a complaint: exactly one, picked from a few answers, with the reasons.

Source: rules of the procedures as they stand in `REGIMES`; what each excludes decides the order they are tried in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal.plugin import Nation

COUNCIL_CARE, COUNCIL_OTHER, NHS, PROVIDER, INDEPENDENT = (
    "council-social-care",
    "council-other",
    "nhs",
    "provider",
    "independent",
)
COUNCIL = frozenset({COUNCIL_CARE, COUNCIL_OTHER})
PUBLIC_BODIES = COUNCIL | {NHS}
# Whose own work care is that a provider gives and one of these pays for, when the complaint is made to them.
ARRANGED_FOR = {"council": COUNCIL_CARE, "nhs": NHS}

DATA_PROTECTION_SINCE = date(2026, 6, 19)
CODE_SINCE = date(2026, 4, 1)
NORTHERN_IRELAND_SINCE = date(2026, 1, 1)


SECOND_STAGE = 2  # where a procedure has another look


@dataclass(frozen=True)
class Regime:
    """One procedure. `basis` is where it stands, in words and as an address."""

    key: str
    label: str
    basis: str
    url: str
    stages: int = 1


ENGLAND = Regime(
    "england-statutory",
    "Statutory procedure for social care and the NHS, England",
    "Local Authority Social Services and NHS Complaints (England) Regulations 2009, SI 2009/309",
    "https://www.legislation.gov.uk/uksi/2009/309",
)
CODE = Regime(
    "lgsco-code",
    "Complaint Handling Code of the Local Government and Social Care Ombudsman, England",
    "Local Government and Social Care Ombudsman, Complaint Handling Code, used in decisions from 1 April 2026",
    "https://www.lgo.org.uk/",
    stages=2,
)
REGISTERED = Regime(
    "registered-provider",
    "A registered provider's own procedure, England",
    "Health and Social Care Act 2008 (Regulated Activities) Regulations 2014, SI 2014/2936, reg 16",
    "https://www.legislation.gov.uk/uksi/2014/2936/regulation/16",
    stages=2,
)
SCOTLAND = Regime(
    "scotland",
    "Model complaints handling procedure, Scotland",
    "Scottish Public Services Ombudsman, Model Complaints Handling Procedure",
    "https://www.spso.org.uk/",
    stages=2,
)
WALES = Regime(
    "wales",
    "Social services complaints procedure, Wales",
    "Social Services Complaints Procedure (Wales) Regulations 2014, WSI 2014/1794",
    "https://www.legislation.gov.uk/wsi/2014/1794",
    stages=2,
)
NORTHERN_IRELAND = Regime(
    "northern-ireland",
    "Model complaints handling procedure for health and social care, Northern Ireland",
    "Northern Ireland Public Services Ombudsman, Model Complaints Handling Procedure, live from 1 January 2026",
    "https://www.nipso.org.uk/",
    stages=2,
)
DATA_PROTECTION = Regime(
    "data-protection",
    "Data protection complaint",
    "Data (Use and Access) Act 2025: complaints to controllers, from 19 June 2026",
    "https://www.legislation.gov.uk/ukpga/2025/18",
)
OWN = Regime(
    "own-procedure",
    "The organisation's own procedure",
    "The organisation's own policy; its targets follow the numbers of the nation's model procedure",
    "",
    stages=2,
)
REGIMES = {one.key: one for one in (ENGLAND, CODE, REGISTERED, SCOTLAND, WALES, NORTHERN_IRELAND, DATA_PROTECTION, OWN)}


@dataclass(frozen=True)
class Facts:
    """The answers a procedure is picked from. `body` is a code of `complaints:bodies`, `payer` of `complaints:payers`.

    `to_commissioner` says to whom it was made: an organisation that arranges care, and does not give it.
    """

    nation: Nation
    body: str
    about_data: bool
    received_on: date
    payer: str = "unknown"
    to_commissioner: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "nation": self.nation.value,
            "body": self.body,
            "about_data": self.about_data,
            "received_on": self.received_on.isoformat(),
            "payer": self.payer,
            "to_commissioner": self.to_commissioner,
        }


@dataclass(frozen=True)
class Route:
    """The procedure, and each reason as a sentence. `body` answers by it: who arranged the care, or `Facts.body`."""

    regime: Regime
    reasons: tuple[str, ...]
    body: str = ""


def route(facts: Facts) -> Route:
    """The one procedure for these answers.

    What a person complains about data comes first, then to whom they complain and who pays, then nation and body.
    """
    if _is_for_the_nhs(facts):
        words = (
            "It is about care that the NHS pays a provider for: theirs to answer, by the law's procedure for the NHS."
        )
        return Route(ENGLAND, (words, "One stage, and nobody may put another before it."), NHS)
    arranged = ARRANGED_FOR.get(facts.payer) if facts.to_commissioner and facts.body == PROVIDER else None
    body = arranged or facts.body
    found = _route(replace(facts, body=body))
    return replace(found, reasons=(*_who_answers(facts, arranged, found.regime), *found.reasons), body=body)


def _is_for_the_nhs(facts: Facts) -> bool:
    """Whether a provider in England is asked about what it does for the NHS. Source: SI 2009/309, reg 6(1)(d)."""
    about_data = facts.about_data and facts.received_on >= DATA_PROTECTION_SINCE
    is_theirs = facts.body == PROVIDER and facts.payer == "nhs" and not facts.to_commissioner
    return is_theirs and facts.nation is Nation.ENGLAND and not about_data


def _who_answers(facts: Facts, arranged: str | None, regime: Regime) -> tuple[str, ...]:
    """Why it is, or is not, for the organisation that arranges care to answer what a provider did."""
    if not facts.to_commissioner or facts.body != PROVIDER or regime is DATA_PROTECTION:
        return ()
    if arranged:
        payer = "the NHS" if arranged == NHS else "a council"
        return (f"It is about care that {payer} pays for, and was made to whoever arranged it: theirs to answer.",)
    return ("Neither a council nor the NHS is known to pay for this care: the provider answers. Tell them so.",)


def _route(facts: Facts) -> Route:
    if facts.about_data and facts.received_on >= DATA_PROTECTION_SINCE:
        return Route(
            DATA_PROTECTION,
            (
                "It is about how personal information was handled.",
                "Since 19 June 2026 every organisation that decides about such information must take such complaints.",
            ),
        )
    early = ("Complaints about personal information had no procedure of their own before 19 June 2026.",)
    found = _BY_NATION[facts.nation](facts)
    return Route(found.regime, (early + found.reasons) if facts.about_data else found.reasons)


def usual_body(tenant_kind: str) -> str:
    """About whom a complaint to this kind of organisation usually is, until somebody says otherwise."""
    return {"commissioner": COUNCIL_CARE, "advocacy": INDEPENDENT}.get(tenant_kind, PROVIDER)


def _england(facts: Facts) -> Route:
    if facts.body in {COUNCIL_CARE, NHS}:
        who = "a council about social care" if facts.body == COUNCIL_CARE else "an NHS body"
        return Route(
            ENGLAND,
            (
                f"It was made in England to {who}.",
                "For these the law sets the procedure: one stage, and nobody may put another before it.",
            ),
        )
    if facts.body == COUNCIL_OTHER:
        if facts.received_on < CODE_SINCE:
            return Route(
                OWN, ("It was made to a council in England, about something other than social care.",
                      "The ombudsman decides by the Complaint Handling Code from 1 April 2026 only."),
            )  # fmt: skip
        return Route(
            CODE,
            (
                "It was made to a council in England, about something no law sets a procedure for.",
                "The ombudsman decides about such complaints by the Code since 1 April 2026.",
            ),
        )
    if facts.body == PROVIDER:
        return Route(
            REGISTERED,
            (
                "It is about a provider registered in England, whoever pays for the care.",
                "The law wants every complaint investigated and sets no number of days: the dates are local targets.",
            ),
        )
    return _own(facts)


def _scotland(facts: Facts) -> Route:
    if facts.body in PUBLIC_BODIES:
        return Route(
            SCOTLAND,
            (
                "It was made in Scotland to a public body.",
                "Stage 1 is to be answered quickly; stage 2 is an investigation.",
            ),
        )
    return _own(facts)


def _wales(facts: Facts) -> Route:
    if facts.body == COUNCIL_CARE:
        return Route(
            WALES,
            (
                "It was made in Wales to a council about social services.",
                "Local resolution comes first; the person may ask for a formal investigation at any time.",
            ),
        )
    return _own(facts)


def _northern_ireland(facts: Facts) -> Route:
    if facts.body not in {COUNCIL_CARE, NHS}:
        return _own(facts)
    if facts.received_on < NORTHERN_IRELAND_SINCE:
        return Route(OWN, ("It was received before the model procedure went live on 1 January 2026.",))
    return Route(
        NORTHERN_IRELAND,
        (
            "It was made in Northern Ireland to a health and social care body.",
            "The model procedure is live since 1 January 2026.",
        ),
    )


def _own(facts: Facts) -> Route:
    who = {
        PROVIDER: "a provider",
        INDEPENDENT: "an independent organisation",
        NHS: "an NHS body",
    }.get(facts.body, "a council, about something no procedure here is for")
    return Route(
        OWN,
        (
            f"It is about {who} in {facts.nation.value.replace('-', ' ').title()}.",
            "No statutory or model procedure known here applies: the organisation's own does, with local targets.",
        ),
    )


_BY_NATION = {
    Nation.ENGLAND: _england,
    Nation.SCOTLAND: _scotland,
    Nation.WALES: _wales,
    Nation.NORTHERN_IRELAND: _northern_ireland,
}
