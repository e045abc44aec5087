"""Complaints in England: the statutory procedure, and the ombudsman's code for other complaints."""

from __future__ import annotations

from datetime import date

from portal.deadlines.catalogue.scope import ENGLAND
from portal.declarations import Binding, DeadlineRule, Unit

REGULATIONS = "Local Authority Social Services and NHS Complaints (England) Regulations 2009, SI 2009/309"
REGULATIONS_URL = "https://legislation.gov.uk/uksi/2009/309/note"
REGULATIONS_SINCE = date(2009, 4, 1)

CODE = "Local Government and Social Care Ombudsman, Complaint Handling Code"
CODE_URL = "https://llg.org.uk/news/the-lgsco-release-the-complaint-handling-code"
CODE_SINCE = date(2026, 4, 1)
CODE_NOTE = (
    "For council complaints outside a statutory procedure, so not for adult social care ones. Counted from "
    "1 April 2026, when the ombudsman began to decide by the Code; a council may have adopted it before."
)

RULES = (
    DeadlineRule(
        code="CMP-E-ACK",
        label="Acknowledge the complaint",
        nations=ENGLAND,
        binding=Binding.STATUTE,
        trigger="the complaint was received",
        n=3,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{REGULATIONS}, reg 13",
        source_url=REGULATIONS_URL,
        verified=False,
        valid_from=REGULATIONS_SINCE,
        note="Unverified: the three days come from a summary of NHS practice; the regulation was not read.",
    ),
    DeadlineRule(
        code="CMP-E-RESP",
        label="Respond to the complaint, or write to say why not yet",
        nations=ENGLAND,
        binding=Binding.STATUTE,
        trigger="the complaint was received",
        n=6,
        unit=Unit.MONTHS_INCLUSIVE,
        source=f"{REGULATIONS}, reg 14",
        source_url=REGULATIONS_URL,
        verified=False,
        valid_from=REGULATIONS_SINCE,
        agreed_before_expiry=True,
        note=(
            "Unverified: read in SI 2012/3094, which is drafted alike, not in these regulations. A longer "
            "period counts only if it was agreed with the complainant before this one ran out."
        ),
    ),
    DeadlineRule(
        code="CMP-E-LATE",
        label="Last day to bring the complaint",
        nations=ENGLAND,
        binding=Binding.STATUTE,
        trigger="the matter happened or the person came to know of it",
        n=12,
        unit=Unit.MONTHS_ANNIVERSARY,
        source=f"{REGULATIONS}, reg 12",
        source_url=REGULATIONS_URL,
        verified=False,
        valid_from=REGULATIONS_SINCE,
        note=(
            "Unverified: the text was not read. A later complaint may still be taken up where there was "
            "good reason and it can be looked into fairly."
        ),
    ),
    DeadlineRule(
        code="CMP-LGSCO-1ACK",
        label="Stage 1: log and acknowledge",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="the complaint was received",
        n=5,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{CODE}, stage 1",
        source_url=CODE_URL,
        verified=True,
        valid_from=CODE_SINCE,
        note=CODE_NOTE,
    ),
    DeadlineRule(
        code="CMP-LGSCO-1RESP",
        label="Stage 1: respond",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="the complaint was acknowledged",
        n=10,
        unit=Unit.WORKING_DAYS_FROM_SECOND_EVENT,
        source=f"{CODE}, stage 1",
        source_url=CODE_URL,
        verified=True,
        valid_from=CODE_SINCE,
        note=f"{CODE_NOTE} May be extended by at most 10 more working days, for a good reason that is told.",
    ),
    DeadlineRule(
        code="CMP-LGSCO-2ACK",
        label="Stage 2: acknowledge the request",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="stage 2 was asked for",
        n=5,
        unit=Unit.WORKING_DAYS_AFTER,
        source=f"{CODE}, stage 2",
        source_url=CODE_URL,
        verified=True,
        valid_from=CODE_SINCE,
        note=CODE_NOTE,
    ),
    DeadlineRule(
        code="CMP-LGSCO-2RESP",
        label="Stage 2: respond",
        nations=ENGLAND,
        binding=Binding.GUIDANCE,
        trigger="the stage 2 request was acknowledged",
        n=20,
        unit=Unit.WORKING_DAYS_FROM_SECOND_EVENT,
        source=f"{CODE}, stage 2",
        source_url=CODE_URL,
        verified=True,
        valid_from=CODE_SINCE,
        note=CODE_NOTE,
    ),
)
