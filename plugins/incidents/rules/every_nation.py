"""Every nation: safeguarding, police, family, commissioner, deaths to investigate and data breaches."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from plugins.incidents.rules import completeness, events
from plugins.incidents.rules.recipients import Recipient
from plugins.incidents.rules.rule import NotificationRule
from portal.plugin import UNITED_KINGDOM, Binding, Nation

if TYPE_CHECKING:
    from plugins.incidents.rules.facts import Facts

LONG_AGO = date(2000, 1, 1)
LOCAL = "Local policy: a default each organisation may change"

_tell = partial(
    NotificationRule,
    nations=UNITED_KINGDOM,
    binding=Binding.PROMPTNESS,
    verified=False,
    valid_from=LONG_AGO,
)
_investigate = partial(
    _tell,
    event="death that may have to be investigated",
    test=events.death_to_investigate,
    form=completeness.DEATH_INVESTIGATION,
    source_url="",
    note="Often a doctor or the police report it: make sure that somebody has. The law was not read.",
)


def family_to_be_told(facts: Facts) -> str | None:
    return events.together(
        facts,
        events.death,
        events.harm_to_person,
        events.serious_injury,
        events.serious_pressure_damage,
        events.abuse,
        events.missing,
    )


def commissioner_to_be_told(facts: Facts) -> str | None:
    return events.together(
        facts,
        events.death,
        events.serious_injury,
        events.serious_pressure_damage,
        events.abuse,
        events.missing,
        events.police_involved,
        events.infectious_outbreak,
        events.service_disrupted,
    )


RULES: tuple[NotificationRule, ...] = (
    _tell(
        code="SAFEGUARDING",
        recipient=Recipient.SAFEGUARDING,
        regulation="Safeguarding procedures of the area where the person was",
        event="safeguarding concern",
        test=events.abuse,
        source="Multi-agency safeguarding procedures, such as Berkshire's stage 1",
        source_url=("https://www.berkshiresafeguardingadults.co.uk/4-adult-safeguarding-procedures/stage-1-concerns"),
        form=completeness.SAFEGUARDING,
        note="Separate from telling the regulator: sending one never settles the other.",
    ),
    _tell(
        code="POLICE",
        recipient=Recipient.POLICE,
        regulation="Good practice: a possible crime is reported",
        event="possible crime",
        test=events.crime_suspected,
        source="Guidance: multi-agency safeguarding procedures",
        source_url=("https://www.berkshiresafeguardingadults.co.uk/4-adult-safeguarding-procedures/stage-1-concerns"),
        form=completeness.POLICE,
        note="In an emergency ring 999 first. Keep what may be evidence as it is.",
    ),
    _investigate(
        code="CORONER",
        nations=frozenset({Nation.ENGLAND, Nation.WALES, Nation.NORTHERN_IRELAND}),
        recipient=Recipient.CORONER,
        regulation="Law on reporting deaths to the coroner",
        source="Guidance: practice of coroners in England, Wales and Northern Ireland",
    ),
    _investigate(
        code="FISCAL",
        nations=frozenset({Nation.SCOTLAND}),
        recipient=Recipient.PROCURATOR_FISCAL,
        regulation="Law on reporting deaths to the procurator fiscal",
        source="Guidance: practice of the Crown Office and Procurator Fiscal Service",
    ),
    _tell(
        code="SUPERVISORY-BODY",
        nations=frozenset({Nation.ENGLAND, Nation.WALES}),
        recipient=Recipient.SUPERVISORY_BODY,
        regulation="Good practice under the Deprivation of Liberty Safeguards",
        event="death under an authorisation",
        test=events.death_under_authorisation,
        source="Guidance: practice of supervisory bodies",
        source_url="",
        form=completeness.SUPERVISORY_BODY,
        note="The code of practice was not read.",
    ),
    _tell(
        code="ICO",
        recipient=Recipient.ICO,
        regulation="Article 33, UK General Data Protection Regulation",
        event="personal data breach",
        test=events.data_breach_with_risk,
        binding=Binding.STATUTE,
        source="UK GDPR art 33",
        source_url="https://www.legislation.gov.uk/eur/2016/679/article/33",
        form=completeness.DATA_BREACH,
        valid_from=date(2018, 5, 25),
        deadline="BREACH",
        trigger="you knew of the breach",
        note="The clock runs from when you knew of the breach.",
    ),
    _tell(
        code="FAMILY",
        recipient=Recipient.FAMILY,
        regulation="Good practice, with the person's agreement",
        event="what happened, and what is being done",
        test=family_to_be_told,
        binding=Binding.LOCAL,
        source=LOCAL,
        source_url="",
        verified=True,
        form=completeness.FAMILY,
        note="The duty of candour may ask for more, and in another form: it has a page of its own.",
    ),
    _tell(
        code="COMMISSIONER",
        recipient=Recipient.COMMISSIONER,
        regulation="The contract or framework agreement with the commissioner",
        event="notice under the contract",
        test=commissioner_to_be_told,
        binding=Binding.LOCAL,
        source=f"{LOCAL}: the contract decides",
        source_url="",
        verified=True,
        form=completeness.COMMISSIONER,
    ),
)
