"""Speaking up: answering those who raise concerns, and reporting on what was raised."""

from __future__ import annotations

from datetime import date

from portal.core.nations import UNITED_KINGDOM
from portal.declarations import Binding, DeadlineRule, Unit

DIRECTIVE = "Directive (EU) 2019/1937 of 23 October 2019, article 9"
DIRECTIVE_URL = "https://service.betterregulation.com/document/413646"
DIRECTIVE_SINCE = date(2019, 10, 23)
DIRECTIVE_NOTE = "A benchmark of good practice, not law in the United Kingdom: shown as guidance."

RULES = (
    DeadlineRule(
        code="WB-ACK",
        label="Acknowledge the concern",
        nations=UNITED_KINGDOM,
        binding=Binding.GUIDANCE,
        trigger="the concern was received",
        n=7,
        unit=Unit.DAYS_AFTER,
        source=DIRECTIVE,
        source_url=DIRECTIVE_URL,
        verified=True,
        valid_from=DIRECTIVE_SINCE,
        note=DIRECTIVE_NOTE,
    ),
    DeadlineRule(
        code="WB-FEEDBACK",
        label="Give feedback to the person who spoke up",
        nations=UNITED_KINGDOM,
        binding=Binding.GUIDANCE,
        trigger="the concern was acknowledged",
        n=3,
        unit=Unit.MONTHS_ANNIVERSARY,
        source=DIRECTIVE,
        source_url=DIRECTIVE_URL,
        verified=False,
        valid_from=DIRECTIVE_SINCE,
        note=f"{DIRECTIVE_NOTE} Unverified: the sentence with the three months was not read.",
    ),
    DeadlineRule(
        code="WB-ANNUAL",
        label="Publish the annual report on workers' disclosures",
        nations=UNITED_KINGDOM,
        binding=Binding.STATUTE,
        trigger="the reporting period ended, each 31 March",
        n=6,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="Prescribed Persons (Reports on Disclosures of Information) Regulations 2017, SI 2017/507",
        source_url="https://legislation.gov.uk/uksi/2017/507",
        verified=True,
        valid_from=date(2017, 4, 1),
        note=(
            "For prescribed persons only. These regulations are law in England, Wales and Scotland; the "
            "parallel rule for Northern Ireland was not read."
        ),
    ),
)
