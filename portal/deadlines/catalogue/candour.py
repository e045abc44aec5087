"""Duty of candour: telling people when care has gone wrong, nation by nation."""

from __future__ import annotations

from datetime import date

from portal.deadlines.catalogue.scope import ENGLAND, SCOTLAND, WALES
from portal.declarations import Binding, DeadlineRule, Unit

REGULATED = "Health and Social Care Act 2008 (Regulated Activities) Regulations 2014, SI 2014/2936"
SCOTTISH = "Duty of Candour Procedure (Scotland) Regulations 2018, SSI 2018/57"
SCOTTISH_SINCE = date(2018, 4, 1)
GUIDANCE = "Scottish Government, organisational duty of candour: revised guidance, March 2025"
GUIDANCE_URL = (
    "https://gov.scot/publications/organisational-duty-candour-non-statutory-guidance-revised-march-2025/pages"
)
ONE_DAY, NINETY_DAYS = 24, 24 * 90  # hours

RULES = (
    DeadlineRule(
        code="DOC-E",
        label="Tell the person, in person, and support them",
        nations=ENGLAND,
        binding=Binding.PROMPTNESS,
        trigger="somebody became aware of the notifiable safety incident",
        n=0,
        unit=Unit.PROMPT,
        source=f"{REGULATED}, reg 20(2)",
        source_url="https://legislation.gov.uk/id/uksi/2014/2936/regulation/20/5",
        verified=True,
        valid_from=date(2015, 4, 1),
        prompt_hours=ONE_DAY,
        note="NHS bodies have been bound since 27 November 2014, all other providers since 1 April 2015.",
    ),
    DeadlineRule(
        code="DOC-S-NOTIFY",
        label="Notify the person affected",
        nations=SCOTLAND,
        binding=Binding.GUIDANCE,
        trigger="the procedure started, with the opinion of a health professional",
        n=10,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{GUIDANCE}, chapter 7",
        source_url=f"{GUIDANCE_URL}/8",
        verified=True,
        valid_from=date(2025, 3, 1),
        note=(
            "The regulations only say as soon as reasonably practicable; ten working days is good practice. "
            "The guidance is of March 2025; the day is taken as the first of the month."
        ),
    ),
    DeadlineRule(
        code="DOC-S-EXPLAIN",
        label="Notify, or else explain in the notification why it took so long",
        nations=SCOTLAND,
        binding=Binding.STATUTE,
        trigger="the incident happened",
        n=1,
        unit=Unit.MONTHS_ANNIVERSARY,
        source=f"{SCOTTISH}; {GUIDANCE}, annex A",
        source_url=f"{GUIDANCE_URL}/15",
        verified=False,
        valid_from=SCOTTISH_SINCE,
        note=(
            "Unverified: found in the checklist of the guidance, the regulation itself was not read. Not a "
            "bar: a later notification must give the reason."
        ),
    ),
    DeadlineRule(
        code="DOC-S-REVIEW",
        label="Finish the review, or else explain to the person why it is still open",
        nations=SCOTLAND,
        binding=Binding.STATUTE,
        trigger="the procedure started, with the opinion of a health professional",
        n=3,
        unit=Unit.MONTHS_INCLUSIVE,
        source=f"{SCOTTISH}, reg 7",
        source_url="https://legislation.gov.uk/ssi/2018/57/regulation/7/made",
        verified=True,
        valid_from=SCOTTISH_SINCE,
        note="Not a bar to finishing later: an explanation falls due.",
    ),
    DeadlineRule(
        code="DOC-S-ANNUAL",
        label="Publish the annual duty of candour report",
        nations=SCOTLAND,
        binding=Binding.PROMPTNESS,
        trigger="the financial year ended",
        n=0,
        unit=Unit.PROMPT,
        source="Health (Tobacco, Nicotine etc. and Care) (Scotland) Act 2016, s 24",
        source_url="https://legislation.gov.uk/asp/2016/14/section/24",
        verified=True,
        valid_from=SCOTTISH_SINCE,
        prompt_hours=NINETY_DAYS,
        note="A statutory duty without a number: as soon as reasonably practicable. Shown as a prompt duty.",
    ),
    DeadlineRule(
        code="DOC-W-LETTER",
        label="Send the written notification",
        nations=WALES,
        binding=Binding.STATUTE,
        trigger="the person was told in person",
        n=5,
        unit=Unit.WORKING_DAYS_FROM_SECOND_EVENT,
        source="Duty of Candour Procedure (Wales) Regulations 2023, WSI 2023/274, explanatory note",
        source_url="https://legislation.gov.uk/wsi/2023/274/note/made",
        verified=True,
        valid_from=date(2023, 4, 1),
        note="Binds NHS bodies, not care providers as such.",
    ),
)
