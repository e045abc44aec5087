"""The periods that come with the portal: defaults an organisation reads, and changes where it may.

A kind of record names its class in its `Retention`; these stand beside what the kind itself declares.
"""

from __future__ import annotations

from portal.retention.rules import Force, Period, PeriodUnit, RetentionRule

NHS_CODE = "Records Management Code of Practice (NHS England), appendix II"
NHS_CODE_URL = (
    "https://transform.england.nhs.uk/information-governance/guidance/records-management-code/"
    "records-management-code-of-practice/"
)
CLOSED = "the record was closed"
SERIOUS = frozenset({"severe", "fatal"})


def _years(n: int) -> Period:
    return Period(n, PeriodUnit.YEARS)


def _months(n: int) -> Period:
    return Period(n, PeriodUnit.MONTHS)


CATALOGUE = (
    RetentionRule(
        "RET-PROJECT", "Who took part in an advocacy project", "advocacy_project", _months(3),
        "the project ended", Force.POLICY,
        "Advocacy principles, Confidentiality: identifying data for the project and three months, then an overview",
        verified=True, is_maximum=True,
    ),
    RetentionRule(
        "RET-DBS", "Information from a DBS certificate", "dbs_certificate", _months(6),
        "the decision was made", Force.GUIDANCE,
        "DBS code of practice, as stated in the University of Bristol's policy on certificates",
        "https://www.bristol.ac.uk/secretary/legal/dbs/storage/", verified=True, is_maximum=True,
    ),
    RetentionRule(
        "RET-RTW", "Evidence of the right to work", "right_to_work", _years(2),
        "employment ended", Force.GUIDANCE, "Home Office guidance for employers, as summarised by Gherson",
        "https://gherson.com/blog/how-does-an-employer-obtain-a-share-code-for-right-to-work-check/", verified=True,
    ),
    RetentionRule(
        "RET-CARE", "Adult social care case, safeguarding included", "adult_care", _years(8),
        CLOSED, Force.GUIDANCE, "Adult services retention schedules of Blackpool and Derbyshire, after the NHS code",
        verified=True,
    ),
    RetentionRule(
        "RET-COMPLAINT", "Complaint", "complaint", _years(10),
        CLOSED, Force.GUIDANCE, "An older NHS retention schedule: complaints, 10 years from the end of all processes",
    ),
    RetentionRule(
        "RET-SERIOUS", "Incident with severe or fatal harm", "incident", _years(20),
        CLOSED, Force.GUIDANCE, NHS_CODE, NHS_CODE_URL, severities=SERIOUS,
    ),
    RetentionRule(
        "RET-SPEAK-UP", "Concern raised by somebody who speaks up", "speak_up", _years(10),
        CLOSED, Force.GUIDANCE, NHS_CODE, NHS_CODE_URL,
    ),
    RetentionRule(
        "RET-STAFF", "Staff record", "staff", _years(6),
        "employment ended", Force.POLICY, "Healthwatch West Northamptonshire, record keeping and retention schedule",
        "https://healthwatchwestnorthants.com/report/2023-01-24/our-record-keeping-and-retention-schedule-policy",
        verified=True,
    ),
    RetentionRule(
        "RET-PROVIDER", "Document of a registered provider", "provider_document", _years(3),
        CLOSED, Force.POLICY, "Manchester's advice to providers: three years, and consider six",
        "https://manchproviderappp.co.uk/document-retention-and-file-organisation", verified=True,
    ),
    RetentionRule(
        "RET-CONTACT", "First contact, advice alone", "contact", _years(2),
        CLOSED, Force.POLICY, "Blackpool Council, adult services retention schedule", verified=True,
    ),
    RetentionRule(
        "RET-AUDIT", "Audit of practice or quality", "audit", _years(6),
        CLOSED, Force.POLICY, "Custom of three to six years; no source was found",
    ),
)  # fmt: skip
CLASSES = frozenset(one.record_class for one in CATALOGUE)
