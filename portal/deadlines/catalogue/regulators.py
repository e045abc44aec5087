"""What a regulator asks of a provider, and by when."""

from __future__ import annotations

from datetime import date

from portal.deadlines.catalogue.scope import ALL_HISTORY, ENGLAND, START_UNKNOWN
from portal.declarations import Binding, DeadlineRule, Unit

REGULATED = "Health and Social Care Act 2008 (Regulated Activities) Regulations 2014, SI 2014/2936"

RULES = (
    DeadlineRule(
        code="CQC-R16",
        label="Send CQC the summary of complaints it asked for",
        nations=ENGLAND,
        binding=Binding.STATUTE,
        trigger="CQC's request was received",
        n=28,
        unit=Unit.DAYS_AFTER,
        source=f"{REGULATED}, reg 16(3)",
        source_url="https://legislation.gov.uk/ukdsi/2014/9780111117613/regulation/16",
        verified=True,
        valid_from=date(2015, 4, 1),
        note="The 28 days begin with the day after the request is received.",
    ),
    DeadlineRule(
        code="CQC-FAC",
        label="Return the factual accuracy check of the draft report",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="CQC e-mailed the draft report",
        n=10,
        unit=Unit.WORKING_DAYS_AFTER,
        source="Care Quality Commission, factual accuracy check: how to respond",
        source_url=(
            "https://cqc.org.uk/guidance-regulation/providers/assessment/"
            "assessing-quality-and-performance/factual-accuracy-check/how-respond"
        ),
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"The e-mail's date counts, not the letter's. Extended only exceptionally. {START_UNKNOWN}",
    ),
)
