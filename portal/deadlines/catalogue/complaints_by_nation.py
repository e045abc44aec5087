"""Complaints in Scotland, Wales and Northern Ireland."""

from __future__ import annotations

from datetime import date

from portal.deadlines.catalogue.scope import NORTHERN_IRELAND, SCOTLAND, WALES
from portal.declarations import Binding, DeadlineRule, Unit

SPSO = "Scottish Public Services Ombudsman, Model Complaints Handling Procedure"
SPSO_URL = "https://open.edu/openlearncreate/mod/book/view.php?id=157054"
SPSO_SINCE = date(2017, 4, 1)
SPSO_NOTE = "For social work since April 2017; the day is taken as the first of the month."

WELSH = "Social Services Complaints Procedure (Wales) Regulations 2014, WSI 2014/1794, Part 4"
WELSH_URL = "https://legislation.gov.uk/wsi/2014/1794/part/4/made"
WELSH_SINCE = date(2014, 8, 1)

NIPSO = "Northern Ireland Public Services Ombudsman, Model Complaints Handling Procedure (health, social care)"
NIPSO_URL = "https://setrust.hscni.net/contact-us/complaints/what-happens-when-you-complain"
NIPSO_SINCE = date(2026, 1, 1)
NIPSO_NOTE = (
    "The numbers are those of a model procedure that bodies must adopt by law. It went live on 1 January; the "
    "year 2026 is inferred from its launch on 1 July 2025."
)

RULES = (
    DeadlineRule(
        code="CMP-S-1",
        label="Stage 1: resolve and respond",
        nations=SCOTLAND,
        binding=Binding.GUIDANCE,
        trigger="the complaint was received",
        n=5,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{SPSO}, stage 1",
        source_url=SPSO_URL,
        verified=True,
        valid_from=SPSO_SINCE,
        note=SPSO_NOTE,
    ),
    DeadlineRule(
        code="CMP-S-2ACK",
        label="Stage 2: acknowledge",
        nations=SCOTLAND,
        binding=Binding.GUIDANCE,
        trigger="the complaint reached stage 2",
        n=3,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{SPSO}, stage 2",
        source_url=SPSO_URL,
        verified=True,
        valid_from=SPSO_SINCE,
        note=SPSO_NOTE,
    ),
    DeadlineRule(
        code="CMP-S-2RESP",
        label="Stage 2: investigate and respond",
        nations=SCOTLAND,
        binding=Binding.GUIDANCE,
        trigger="the complaint reached stage 2",
        n=20,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{SPSO}, stage 2",
        source_url=SPSO_URL,
        verified=True,
        valid_from=SPSO_SINCE,
        note=f"{SPSO_NOTE} May be extended, with the reason.",
    ),
    DeadlineRule(
        code="CMP-W-ACK",
        label="Acknowledge the complaint",
        nations=WALES,
        binding=Binding.STATUTE,
        trigger="the complaint was received",
        n=2,
        unit=Unit.WORKING_DAYS_AFTER,
        source=WELSH,
        source_url=WELSH_URL,
        verified=True,
        valid_from=WELSH_SINCE,
        note="A spoken complaint is written down, and the record goes out with the acknowledgement.",
    ),
    DeadlineRule(
        code="CMP-W-DISC",
        label="Offer a discussion to resolve the complaint locally",
        nations=WALES,
        binding=Binding.STATUTE,
        trigger="the complaint was acknowledged",
        n=10,
        unit=Unit.WORKING_DAYS_FROM_SECOND_EVENT,
        source=WELSH,
        source_url=WELSH_URL,
        verified=True,
        valid_from=WELSH_SINCE,
        note="May be extended by agreement, in exceptional circumstances.",
    ),
    DeadlineRule(
        code="CMP-W-TERMS",
        label="Send the terms of the local resolution",
        nations=WALES,
        binding=Binding.STATUTE,
        trigger="the complaint was resolved",
        n=5,
        unit=Unit.WORKING_DAYS_FROM_SECOND_EVENT,
        source=WELSH,
        source_url=WELSH_URL,
        verified=True,
        valid_from=WELSH_SINCE,
    ),
    DeadlineRule(
        code="CMP-W-FORMAL",
        label="Respond after formal investigation",
        nations=WALES,
        binding=Binding.STATUTE,
        trigger="the formal stage began",
        n=25,
        unit=Unit.WORKING_DAYS_FROM_SECOND_EVENT,
        source=WELSH,
        source_url=WELSH_URL,
        verified=False,
        valid_from=WELSH_SINCE,
        note="Unverified: the number was found, the event it counts from was not.",
    ),
    DeadlineRule(
        code="CMP-N-1",
        label="Stage 1: resolve and respond",
        nations=NORTHERN_IRELAND,
        binding=Binding.STATUTE,
        trigger="the complaint was received",
        n=5,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{NIPSO}, stage 1",
        source_url=NIPSO_URL,
        verified=True,
        valid_from=NIPSO_SINCE,
        note=f"{NIPSO_NOTE} Some bodies extend it to 10 working days.",
    ),
    DeadlineRule(
        code="CMP-N-2ACK",
        label="Stage 2: acknowledge",
        nations=NORTHERN_IRELAND,
        binding=Binding.STATUTE,
        trigger="the complaint reached stage 2",
        n=3,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{NIPSO}, stage 2",
        source_url=NIPSO_URL,
        verified=True,
        valid_from=NIPSO_SINCE,
        note=NIPSO_NOTE,
    ),
    DeadlineRule(
        code="CMP-N-2RESP",
        label="Stage 2: investigate and respond",
        nations=NORTHERN_IRELAND,
        binding=Binding.STATUTE,
        trigger="the complaint reached stage 2",
        n=20,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{NIPSO}, stage 2",
        source_url=NIPSO_URL,
        verified=True,
        valid_from=NIPSO_SINCE,
        note=NIPSO_NOTE,
    ),
)
