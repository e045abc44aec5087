"""Data protection: access requests, breaches, and complaints to the controller."""

from __future__ import annotations

from datetime import date

from portal.core.nations import UNITED_KINGDOM
from portal.declarations import Binding, DeadlineRule, Unit

GDPR_SINCE = date(2018, 5, 25)

RULES = (
    DeadlineRule(
        code="SAR",
        label="Answer the subject access request",
        nations=UNITED_KINGDOM,
        binding=Binding.STATUTE,
        trigger="the request was received",
        n=1,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="UK GDPR, article 12, and Data (Use and Access) Act 2025, s 76, as summarised by Ashfords",
        source_url=(
            "https://ashfords.co.uk/insights/articles/"
            "the-data-use-and-access-act-changes-for-data-subject-access-requests"
        ),
        verified=True,
        valid_from=GDPR_SINCE,
        pausable=True,
        note=(
            "Two more months if the request is complex. The clock stops while clarification or proof of "
            "identity is awaited: long the regulator's view, law since 5 February 2026. The regulator also "
            "lets a last day at a weekend or on a holiday move to the next working day; the earlier day is "
            "kept here."
        ),
    ),
    DeadlineRule(
        code="BREACH",
        label="Report the breach to the Information Commissioner",
        nations=UNITED_KINGDOM,
        binding=Binding.STATUTE,
        trigger="somebody became aware of the breach",
        n=72,
        unit=Unit.CLOCK_HOURS,
        source="UK GDPR, article 33",
        source_url="https://legislation.gov.uk/eur/2016/679/article/33",
        verified=False,
        valid_from=GDPR_SINCE,
        note="Unverified: the text was not read. Only for a breach that is likely to be a risk to people.",
    ),
    DeadlineRule(
        code="CMP-DP-ACK",
        label="Acknowledge the data protection complaint",
        nations=UNITED_KINGDOM,
        binding=Binding.STATUTE,
        trigger="the complaint was received",
        n=30,
        unit=Unit.DAYS_AFTER_ROLLED,
        source="Data (Use and Access) Act 2025, complaints to controllers, as summarised by Boyes Turner",
        source_url="https://boyesturner.com/news-and-insights/handling-data-protection-complaints-uk-guide-2026",
        verified=True,
        valid_from=date(2026, 6, 19),
        note="For every controller. The response itself is owed without undue delay.",
    ),
)
