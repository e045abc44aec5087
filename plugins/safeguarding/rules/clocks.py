"""The time limits of concerns and of cases about people in positions of trust. England has none for enquiries.

What one area's procedure says is a local target that nobody read as a norm: an organisation sets its own number.
"""

from __future__ import annotations

from datetime import date

from portal.plugin import UNITED_KINGDOM, Binding, DeadlineRule, Nation, Unit

LONG_AGO = date(2000, 1, 1)
CARE_ACT = date(2015, 4, 1)
LOCAL = "A local target; the organisation may set its own number"
UNREAD = "Common local practice, not read against a national source; the organisation may set its own number"


PAN_LANCASHIRE = (
    "Pan-Lancashire procedures, table of stages (an older edition); the organisation may set its own number"
)
LEICESTERSHIRE = "Leicestershire procedures, stage 3; the organisation may set its own number"
DUMFRIES = "Dumfries and Galloway, adult protection inquiries; the organisation may set its own number"
CHOSEN = "The form proposes this day; the day that is chosen there counts."
# The catalogue of the portal has the time enquiries in Wales normally take, and the officer for children of England.
WITHOUT_A_NORM = frozenset({Nation.ENGLAND, Nation.NORTHERN_IRELAND})
SCOTLAND = frozenset({Nation.SCOTLAND})


def local_target(
    code: str,
    label: str,
    trigger: str,
    n: int,
    unit: Unit,
    source: str = LOCAL,
    *,
    nations: frozenset[Nation] = UNITED_KINGDOM,
    note: str = "",
) -> DeadlineRule:
    return DeadlineRule(
        code=code,
        label=label,
        nations=nations,
        binding=Binding.LOCAL,
        trigger=trigger,
        n=n,
        unit=unit,
        source=source,
        source_url="",
        verified=source is LOCAL,
        valid_from=LONG_AGO,
        note=note,
    )


DECIDE = local_target("SAF-DECIDE", "Decide on the concern", "it was raised", 1, Unit.WORKING_DAYS_AFTER)
ANSWER = local_target(
    "SAF-ANSWER", "Tell whoever raised it what came of it", "it was raised", 5, Unit.WORKING_DAYS_AFTER
)
STRATEGY_MEETING = local_target(
    "SAF-STRATEGY",
    "Agree the enquiry",
    "the enquiry was decided on",
    5,
    Unit.WORKING_DAYS_AFTER,
    LEICESTERSHIRE,
    nations=WITHOUT_A_NORM,
)
ENQUIRY = local_target(
    "SAF-ENQUIRY",
    "Complete the enquiry",
    "the enquiry was decided on",
    20,
    Unit.WORKING_DAYS_AFTER,
    PAN_LANCASHIRE,
    nations=WITHOUT_A_NORM,
)
INQUIRY_BEGUN = local_target(
    "SAF-S-BEGIN",
    "Begin the inquiry",
    "it was received",
    2,
    Unit.WORKING_DAYS_AFTER,
    DUMFRIES,
    nations=SCOTLAND,
    note="Physical or sexual harm: at once.",
)
INQUIRY = local_target(
    "SAF-S-INQUIRY",
    "Complete the inquiry",
    "it was received",
    7,
    Unit.WORKING_DAYS_AFTER,
    DUMFRIES,
    nations=SCOTLAND,
)
PLAN_REVIEW = local_target(
    "SAF-PLAN-REVIEW",
    "Look at the safeguarding plan again",
    "the plan was made or last looked at",
    42,
    Unit.DAYS_AFTER,
    PAN_LANCASHIRE,
    note=CHOSEN,
)
AGREED_DAY = local_target(
    "SAF-ENQUIRY-BY",
    "Have what the enquiry found",
    "the enquiry was agreed",
    28,
    Unit.DAYS_AFTER,
    note=CHOSEN,
)
# Declared by the portal itself, in its catalogue.
ENQUIRY_WALES, SURVEY, LADO, REFER_SCOTLAND = "SAF-W-ENQ", "SAF-MSP", "LADO", "PVG-REF"
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
    "PIPOT-REVIEW",
    "Review the employer's risk plan",
    "it was last looked at",
    28,
    Unit.DAYS_AFTER,
    UNREAD,
    note=CHOSEN,
)
CHILD = local_target(
    "PIPOT-CHILD",
    "Tell those who protect children where it happened",
    "it became known",
    24,
    Unit.CLOCK_HOURS,
    UNREAD,
    nations=UNITED_KINGDOM - {Nation.ENGLAND},
)
REFER = DeadlineRule(
    code="PIPOT-REFER",
    label="Refer to the Disclosure and Barring Service",
    nations=frozenset({Nation.ENGLAND, Nation.WALES}),
    binding=Binding.PROMPTNESS,
    trigger="the decision that makes a referral a duty was taken",
    n=0,
    unit=Unit.PROMPT,
    source="Safeguarding Vulnerable Groups Act 2006, section 35",
    source_url="https://www.legislation.gov.uk/ukpga/2006/47/section/35",
    verified=False,
    valid_from=LONG_AGO,
    note="Read in employers' guides to the Act, which name no number of days. Not to refer is an offence.",
    prompt_hours=24,
)
REFER_NORTHERN_IRELAND = DeadlineRule(
    code="PIPOT-REFER-N",
    label=REFER.label,
    nations=frozenset({Nation.NORTHERN_IRELAND}),
    binding=Binding.PROMPTNESS,
    trigger=REFER.trigger,
    n=0,
    unit=Unit.PROMPT,
    source="The law of Northern Ireland was not read; taken from the practice of England",
    source_url="",
    verified=False,
    valid_from=LONG_AGO,
    prompt_hours=24,
)

BEGIN_BY = {Nation.SCOTLAND: INQUIRY_BEGUN.code}
COMPLETE_BY = {Nation.SCOTLAND: INQUIRY.code, Nation.WALES: ENQUIRY_WALES}
AGREED = (STRATEGY_MEETING.code, INQUIRY_BEGUN.code)
COMPLETED = (ENQUIRY.code, ENQUIRY_WALES, INQUIRY.code, AGREED_DAY.code)
OF_AN_ENQUIRY = (*AGREED, *COMPLETED)


def child_rule(nation: Nation) -> str:
    """Whom to tell where a child is concerned: the designated officer is England's."""
    return LADO if nation is Nation.ENGLAND else CHILD.code


def referral_rule(nation: Nation) -> str:
    """By when somebody is referred to those who bar people from work with adults: a number in Scotland alone."""
    found = {Nation.SCOTLAND: REFER_SCOTLAND, Nation.NORTHERN_IRELAND: REFER_NORTHERN_IRELAND.code}
    return found.get(nation, REFER.code)


DEADLINE_RULES = (
    DECIDE, ANSWER, STRATEGY_MEETING, ENQUIRY, INQUIRY_BEGUN, INQUIRY, PLAN_REVIEW, ADVOCATE, TELL_LEAD, DISCLOSE,
    STRATEGY, REVIEW, CHILD, AGREED_DAY, REFER, REFER_NORTHERN_IRELAND,
)  # fmt: skip
