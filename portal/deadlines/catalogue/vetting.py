"""Vetting: criminal record checks, the PVG scheme and the registers of social care workers."""

from __future__ import annotations

from datetime import date

from portal.core.nations import Nation
from portal.deadlines.catalogue.scope import ALL_HISTORY, SCOTLAND, START_UNKNOWN, WALES
from portal.declarations import Binding, DeadlineRule, Unit

FIVE_YEARS, THREE_MONTHS = 60, 3  # months

RENEWAL_URL = "https://scottisharchery.org.uk/news/an-update-from-disclosure-scotland"
RENEWAL_SINCE = date(2026, 4, 1)
RENEWAL_NOTE = (
    "For those who join from 1 April 2026, per type of regulated role. For earlier members the five years "
    "count from the date of the letter they are sent."
)
SSSC = "Scottish Social Services Council, changes to registration from 3 June 2024"
SSSC_URL = "https://sssc.uk.com/knowledgebase/article/KA-04051"
SSSC_SINCE = date(2024, 6, 3)

RULES = (
    DeadlineRule(
        code="PVG-REF",
        label="Refer to Disclosure Scotland",
        nations=SCOTLAND,
        binding=Binding.STATUTE,
        trigger="the decision that makes a referral a duty was taken",
        n=THREE_MONTHS,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="Protection of Vulnerable Groups (Scotland) Act 2007, Part 1, referrals",
        source_url="https://legislation.gov.uk/asp/2007/14/part/1/crossheading/referrals",
        verified=True,
        valid_from=date(2011, 2, 28),
        note="Missing it is an offence. The Act's referral provisions came into force on 28 February 2011.",
    ),
    DeadlineRule(
        code="PVG-RENEW",
        label="Renew the PVG scheme membership",
        nations=SCOTLAND,
        binding=Binding.STATUTE,
        trigger="the membership began",
        n=FIVE_YEARS,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="Disclosure (Scotland) Act 2020 and SSI 2025/352, as Disclosure Scotland told members",
        source_url=RENEWAL_URL,
        verified=True,
        valid_from=RENEWAL_SINCE,
        note=RENEWAL_NOTE,
    ),
    DeadlineRule(
        code="PVG-NOTICE",
        label="Disclosure Scotland reminds the member and their employers",
        nations=SCOTLAND,
        binding=Binding.STATUTE,
        trigger="the membership began",
        n=FIVE_YEARS - THREE_MONTHS,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="Disclosure (Scotland) Act 2020 and SSI 2025/352, as Disclosure Scotland told members",
        source_url=RENEWAL_URL,
        verified=True,
        valid_from=RENEWAL_SINCE,
        note=f"Three months before the five years are over; a duty of Disclosure Scotland. {RENEWAL_NOTE}",
    ),
    DeadlineRule(
        code="DBS-RECHECK",
        label="Renew the DBS check, or check its status with the Update Service",
        nations=frozenset({Nation.ENGLAND, Nation.WALES}),
        binding=Binding.LOCAL,
        trigger="the certificate was issued",
        n=36,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="Surrey Heartlands, safeguarding toolkit for adult care providers, standard 8",
        source_url="https://surreyheartlands.org/safeguarding-toolkit-for-adult-care-providers-standard-8",
        verified=False,
        valid_from=ALL_HISTORY,
        note=(
            "A norm, not a law, in England: certificates do not expire. Unverified for Wales, where "
            "regulations make an older certificate invalid for some services unless the Update Service "
            "covers it (read in WSI 2024/388, assumed for WSI 2017/1264): a local target until that is "
            f"read. {START_UNKNOWN}"
        ),
    ),
    DeadlineRule(
        code="DBS-PURGE",
        label="Destroy the certificate information",
        nations=frozenset({Nation.ENGLAND, Nation.WALES, Nation.NORTHERN_IRELAND}),
        binding=Binding.GUIDANCE,
        trigger="the recruitment decision was taken",
        n=6,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="DBS code of practice, as stated by the University of Bristol on storing certificates",
        source_url="https://bristol.ac.uk/secretary/legal/dbs/storage",
        verified=True,
        valid_from=ALL_HISTORY,
        note=(
            "A code of practice, shown as guidance. An upper limit: no longer than needed. Services "
            "inspected by CQC, Ofsted or the Welsh inspectorate may keep it until the next inspection. "
            f"{START_UNKNOWN}"
        ),
    ),
    DeadlineRule(
        code="SSSC-APPLY",
        label="Apply to the SSSC register",
        nations=SCOTLAND,
        binding=Binding.STATUTE,
        trigger="the worker started in the role",
        n=THREE_MONTHS,
        unit=Unit.MONTHS_ANNIVERSARY,
        source=SSSC,
        source_url=SSSC_URL,
        verified=True,
        valid_from=SSSC_SINCE,
    ),
    DeadlineRule(
        code="SSSC-REG",
        label="Be registered with the SSSC",
        nations=SCOTLAND,
        binding=Binding.STATUTE,
        trigger="the worker started in the role",
        n=6,
        unit=Unit.MONTHS_ANNIVERSARY,
        source=SSSC,
        source_url=SSSC_URL,
        verified=True,
        valid_from=SSSC_SINCE,
    ),
    DeadlineRule(
        code="SCW-REG",
        label="Be registered with Social Care Wales",
        nations=WALES,
        binding=Binding.STATUTE,
        trigger="the worker started in the role",
        n=6,
        unit=Unit.MONTHS_ANNIVERSARY,
        source="Care Inspectorate Wales, registration of social care workers with Social Care Wales",
        source_url="https://careinspectorate.wales/220817-registration-social-care-workers-social-care-wales",
        verified=True,
        valid_from=date(2023, 4, 1),
        note=(
            "Six months for those who started from 1 April 2023. Longer periods applied before; those who "
            "started from 1 October 2022 to 31 March 2023 had until 1 October 2023."
        ),
    ),
)
