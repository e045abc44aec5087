"""The time limits of the plugin beside those of the portal's catalogue. England has none in law."""

from __future__ import annotations

from datetime import date

from portal.plugin import Binding, DeadlineRule, Nation, Unit

# Declared by the portal itself, in its catalogue.
TELL_ENGLAND, LETTER_WALES = "DOC-E", "DOC-W-LETTER"
NOTIFY_SCOTLAND, EXPLAIN_DELAY, REVIEW, ANNUAL = "DOC-S-NOTIFY", "DOC-S-EXPLAIN", "DOC-S-REVIEW", "DOC-S-ANNUAL"
MONTH = 1

CONTRACT = DeadlineRule(
    code="DOC-E-CONTRACT",
    label="Tell the person, as the NHS contract asks",
    nations=frozenset({Nation.ENGLAND}),
    binding=Binding.LOCAL,
    trigger="it was reported: taken as the day somebody became aware",
    n=10,
    unit=Unit.WORKING_DAYS_AFTER,
    source="NHS Standard Contract, service condition 35, where an agreement includes it",
    source_url="",
    verified=False,
    valid_from=date(2015, 4, 1),
    note="A term of a contract, not law. The present wording and where it counts from were not read.",
)
TELL_WALES = DeadlineRule(
    code="DOC-W",
    label="Tell the person face to face, by video or by telephone",
    nations=frozenset({Nation.WALES}),
    binding=Binding.PROMPTNESS,
    trigger="the body first became aware",
    n=0,
    unit=Unit.PROMPT,
    source="Duty of Candour Procedure (Wales) Regulations 2023, WSI 2023/274, reg 4(1)",
    source_url="https://www.legislation.gov.uk/wsi/2023/274/note/made",
    verified=True,
    valid_from=date(2023, 4, 1),
    prompt_hours=24,
    note="Binds NHS bodies, not care providers as such.",
)
REVIEW_LATE = DeadlineRule(
    code="DOC-S-REVIEW-LATE",
    label="Explain to the person why the review is still open",
    nations=frozenset({Nation.SCOTLAND}),
    binding=Binding.PROMPTNESS,
    trigger="the three months of the review were over",
    n=0,
    unit=Unit.PROMPT,
    source="Duty of Candour Procedure (Scotland) Regulations 2018, SSI 2018/57, reg 7",
    source_url="https://www.legislation.gov.uk/ssi/2018/57/regulation/7/made",
    verified=True,
    valid_from=date(2018, 4, 1),
    prompt_hours=72,
)
DEADLINE_RULES = (CONTRACT, TELL_WALES, REVIEW_LATE)
WHILE_TELLING = (TELL_ENGLAND, CONTRACT.code, TELL_WALES.code, NOTIFY_SCOTLAND, EXPLAIN_DELAY)
WHILE_REVIEWING = (REVIEW, REVIEW_LATE.code)
