"""Safeguarding: enquiries, the outcomes people wanted, and allegations about those who work with children."""

from __future__ import annotations

from portal.deadlines.catalogue.scope import ALL_HISTORY, ENGLAND, START_UNKNOWN, WALES
from portal.declarations import Binding, DeadlineRule, Unit

RULES = (
    DeadlineRule(
        code="SAF-W-ENQ",
        label="Complete the enquiry",
        nations=WALES,
        binding=Binding.GUIDANCE,
        trigger="the report was received",
        n=7,
        unit=Unit.WORKING_DAYS_AFTER,
        source="Wales Safeguarding Procedures, adults, section 126 enquiries",
        source_url="https://safeguarding.wales/adu/a3pt1/a3pt1.p6.html",
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"The normal time; no statutory limit. {START_UNKNOWN}",
    ),
    DeadlineRule(
        code="SAF-MSP",
        label="Ask the person about the outcomes they wanted",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="the enquiry was closed",
        n=56,
        unit=Unit.DAYS_AFTER,
        source="Local Government Association, Making Safeguarding Personal outcomes framework",
        source_url="https://local.gov.uk/making-safeguarding-personal-outcomes-framework",
        verified=True,
        valid_from=ALL_HISTORY,
        note=f"Eight weeks, where an independent person asks after closure. {START_UNKNOWN}",
    ),
    DeadlineRule(
        code="LADO",
        label="Refer the allegation to the local authority designated officer",
        nations=ENGLAND,
        binding=Binding.LOCAL,
        trigger="the allegation became known",
        n=24,
        unit=Unit.CLOCK_HOURS,
        source="London Borough of Barking and Dagenham, allegations against professionals and LADO",
        source_url=(
            "https://lbbd.gov.uk/childrens-safeguarding-partnership/take-action/"
            "allegations-against-professionals-and-lado"
        ),
        verified=False,
        valid_from=ALL_HISTORY,
        note=(
            "Read as one council's procedure and so a local target. Unverified as a norm: elsewhere it is "
            f"one working day; the national wording was not found. {START_UNKNOWN}"
        ),
    ),
)
