"""Everybody a notification may have to go to, and what each is called in each nation."""

from __future__ import annotations

from enum import StrEnum

from portal.plugin import Nation


class Recipient(StrEnum):
    """A body or person who may have to be told. `label` is the name a manager knows it by."""

    CQC = "cqc"
    CARE_INSPECTORATE = "care-inspectorate"
    CIW = "ciw"
    RQIA = "rqia"
    SAFEGUARDING = "safeguarding"
    COMMISSIONER = "commissioner"
    POLICE = "police"
    HSE = "hse"
    HSENI = "hseni"
    FAMILY = "family"
    SUPERVISORY_BODY = "supervisory-body"
    CORONER = "coroner"
    PROCURATOR_FISCAL = "procurator-fiscal"
    ICO = "ico"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def in_sentence(self) -> str:
        return self.label if self is Recipient.CIW else f"the {self.label}"


LABELS: dict[Recipient, str] = {
    Recipient.CQC: "Care Quality Commission",
    Recipient.CARE_INSPECTORATE: "Care Inspectorate",
    Recipient.CIW: "Care Inspectorate Wales",
    Recipient.RQIA: "Regulation and Quality Improvement Authority",
    Recipient.SAFEGUARDING: "adult safeguarding team",
    Recipient.COMMISSIONER: "commissioner",
    Recipient.POLICE: "police",
    Recipient.HSE: "Health and Safety Executive",
    Recipient.HSENI: "Health and Safety Executive for Northern Ireland",
    Recipient.FAMILY: "family or representative",
    Recipient.SUPERVISORY_BODY: "supervisory body for deprivation of liberty",
    Recipient.CORONER: "coroner",
    Recipient.PROCURATOR_FISCAL: "procurator fiscal",
    Recipient.ICO: "Information Commissioner's Office",
}

SAFEGUARDING_TEAMS: dict[Nation, str] = {
    Nation.ENGLAND: "local authority's adult safeguarding team",
    Nation.WALES: "local authority's adult safeguarding team",
    Nation.SCOTLAND: "health and social care partnership's adult protection team",
    Nation.NORTHERN_IRELAND: "health and social care trust's adult safeguarding team",
}

REGULATORS: dict[Nation, Recipient] = {
    Nation.ENGLAND: Recipient.CQC,
    Nation.WALES: Recipient.CIW,
    Nation.SCOTLAND: Recipient.CARE_INSPECTORATE,
    Nation.NORTHERN_IRELAND: Recipient.RQIA,
}


def name_in(recipient: Recipient, nation: Nation) -> str:
    """What this recipient is called where the service is: safeguarding teams differ by nation."""
    return SAFEGUARDING_TEAMS[nation] if recipient is Recipient.SAFEGUARDING else recipient.label
