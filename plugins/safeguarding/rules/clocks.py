"""The time limits of concerns and of cases about people in positions of trust. England has none for enquiries."""

from __future__ import annotations

from datetime import date

from portal.plugin import UNITED_KINGDOM, Binding, DeadlineRule, Unit

LONG_AGO = date(2000, 1, 1)
CARE_ACT = date(2015, 4, 1)
LOCAL = "A local target; the organisation may set its own number"
UNREAD = "Common local practice, not read against a national source; the organisation may set its own number"


def local_target(code: str, label: str, trigger: str, n: int, unit: Unit, source: str = LOCAL) -> DeadlineRule:
    return DeadlineRule(
        code=code,
        label=label,
        nations=UNITED_KINGDOM,
        binding=Binding.LOCAL,
        trigger=trigger,
        n=n,
        unit=unit,
        source=source,
        source_url="",
        verified=source is LOCAL,
        valid_from=LONG_AGO,
    )


DECIDE = local_target("SAF-DECIDE", "Decide on the concern", "it was raised", 1, Unit.WORKING_DAYS_AFTER)
ANSWER = local_target(
    "SAF-ANSWER", "Tell whoever raised it what came of it", "it was raised", 5, Unit.WORKING_DAYS_AFTER
)
# Declared by the portal itself, in its catalogue.
ENQUIRY_WALES, SURVEY, LADO = "SAF-W-ENQ", "SAF-MSP", "LADO"
ADVOCATE = DeadlineRule(
    code="SAF-ADVOCATE",
    label="Arrange an independent advocate",
    nations=UNITED_KINGDOM,
    binding=Binding.PROMPTNESS,
    trigger="the need for an advocate was found",
    n=0,
    unit=Unit.PROMPT,
    source="Care Act 2014, section 68",
    source_url="https://www.legislation.gov.uk/ukpga/2014/23/section/68",
    verified=True,
    valid_from=CARE_ACT,
    prompt_hours=24,
)
TELL_LEAD = local_target(
    "PIPOT-OWNER", "Name the information owner", "it was received", 1, Unit.WORKING_DAYS_AFTER, UNREAD
)
DISCLOSE = local_target("PIPOT-DECIDE", "Decide whom to tell", "it was received", 2, Unit.WORKING_DAYS_AFTER, UNREAD)
STRATEGY = local_target("PIPOT-STRATEGY", "Agree what is done", "it was received", 5, Unit.WORKING_DAYS_AFTER, UNREAD)
REVIEW = local_target(
    "PIPOT-REVIEW", "Review the employer's risk plan", "it was last looked at", 28, Unit.DAYS_AFTER, UNREAD
)

DEADLINE_RULES = (DECIDE, ANSWER, ADVOCATE, TELL_LEAD, DISCLOSE, STRATEGY, REVIEW)
