"""Who sees what of complaints, cell by cell of rules 13.2, with words that could leak in everything that is written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
import time_machine

from plugins.complaints.models import Complaint, ComplaintHead, ComplaintStage
from plugins.complaints.services import receiving
from plugins.complaints.services.settings import set_line_manager
from plugins.complaints.tests.steps import acknowledged, answered, received, routed
from portal.exchange.standing import live_links
from portal.records.models import Record
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser
from tests.world import PERSONAS

CANARY = "CANARY"
STANDING = (
    '[{"kind": "incident", "view": "incident_summary", "may_hold_back": true},'
    ' {"kind": "complaint", "view": "complaint_summary", "may_hold_back": true}]'
)


@pytest.fixture(autouse=True)
def early_march():
    with time_machine.travel("2026-03-04T10:00:00Z", tick=False):
        yield


@pytest.fixture
def told(app, location, act_and_commit):
    """Rosewood's complaints with a telling word in all text; the link with Northshire carries complaints too."""
    set_standing(location)
    found = {}
    with act_and_commit("ben") as uow:
        link = live_links(uow)[0].id
        words = {"summary": f"{CANARY} Edna Quill", "wanted": CANARY, "consent_note": CANARY}
        for name, arranged_by in (("commissioned", link), ("self-funded", None)):
            complaint = routed(uow, received(uow, **words), arranged_by=arranged_by)
            found[name] = answered(uow, acknowledged(uow, complaint)).id
        for model, column in ((ComplaintHead, "words"), (ComplaintHead, "finding"), (ComplaintStage, "response")):
            uow.session.execute(sa.update(model).values({column: CANARY}))
    run_waiting_jobs(app)
    return found


def set_standing(location):
    with as_superuser(location) as connection:
        connection.execute(sa.text("UPDATE portal.link SET standing = CAST(:s AS jsonb)"), {"s": STANDING})
        connection.commit()


# Of a role in an organisation: whether it finds Rosewood's own complaint, its words, and its counted themes.
CELLS = [
    ("Provider manager", "ben", True, True, True),
    ("Provider officer who works on complaints", "ruth", True, True, True),
    ("Reader: complaints are for those who work on them", "rhona", False, False, False),
    ("Care worker", "mia", False, False, False),
    ("Tenant admin: settings, never content", "ade", False, False, False),
    ("Data protection lead", "dora", False, False, False),
    ("Commissioner officer: summary of what was commissioned", "asha", False, False, True),
    ("Commissioner manager: the same", "sam", False, False, True),
    ("Commissioner's administrator", "noor", False, False, False),
    ("Another commissioner", "cora", False, False, True),
    ("Another provider's manager", "gil", False, False, True),
    ("Advocacy manager: their own organisation's", "vera", False, False, True),
]


def test_every_cell(client, told):
    found = [(cell, name, *what_is_seen(client.as_(name), PERSONAS[name].home, told)) for cell, name, *_ in CELLS]

    assert found == CELLS


def what_is_seen(browser, home, told):
    """Whether somebody finds Rosewood's own complaint, reads its words, sees counted themes. Lists hold no words."""
    shown = browser.get(f"/t/{home}/records/complaint/{told['commissioned']}")
    annual = browser.get(f"/t/{home}/complaints/annual")
    listed = browser.get(f"/t/{home}/records/complaint/")
    assert CANARY not in annual.text + listed.text
    return shown.status_code == 200, CANARY in shown.text, annual.status_code == 200


def test_an_auditor_sees_counts_and_no_case(app):
    registry = app.extensions["portal.registry"]
    held = {role: registry.permissions_of({role}) for role in registry.roles}
    of_complaints = {role: {one for one in keys if one.startswith("complaints:")} for role, keys in held.items()}

    assert of_complaints["auditor"] == {"complaints:theme:read"}
    assert of_complaints["tenant_admin"] == {"complaints:settings:change"}
    others = {role for role, keys in of_complaints.items() if keys}
    assert others == {"manager", "officer", "safeguarding_lead", "auditor", "tenant_admin", "advocate"}


def test_a_commissioner_is_told_of_what_it_arranged_and_of_nothing_else(act_and_commit, told):
    with act_and_commit("asha") as uow:
        copies = uow.session.scalars(sa.select(Complaint).where(Complaint.origin == "received")).all()
    copy = copies[0]

    assert len(copies) == 1
    assert (copy.outcome, copy.regime, copy.payer) == ("upheld", "registered-provider", "council")
    assert copy.heads == [{"subject": "care", "outcome": "upheld"}]
    private = ("summary", "wanted", "plan", "consent", "consent_note", "regime_reason", "handler_id", "subject_id")
    assert {name: getattr(copy, name) for name in private} == dict.fromkeys(private)


def test_not_a_word_of_it_reaches_another_organisation(location, told, act_and_commit):
    for name in ("asha", "cora", "gil", "vera"):
        with act_and_commit(name) as uow:
            for table in Record.metadata.sorted_tables:
                if table.schema == "portal" and "tenant_id" in table.c and table.name != "person":
                    try:
                        with uow.session.begin_nested():
                            rows = uow.session.execute(sa.select(table)).all()
                    except sa.exc.ProgrammingError:
                        continue  # a table this login may not read at all
                    assert CANARY not in repr(rows), (name, table.name)


def test_the_member_of_staff_it_is_about_finds_neither_it_nor_its_parts(act_and_commit, told):
    with act_and_commit("ade") as uow:
        set_line_manager(uow, member_id=PERSONAS["ruth"].id, manager_id=PERSONAS["ben"].id)
    with act_and_commit("ben") as uow:
        complaint = uow.session.get_one(Complaint, (uow.tenant.id, told["commissioned"]))
        receiving.name_practitioner(uow, complaint, member_id=PERSONAS["ruth"].id)
    with act_and_commit("ruth") as uow:
        about = {
            model.__name__: uow.session.scalars(sa.select(model)).all() for model in (ComplaintHead, ComplaintStage)
        }

    assert {name: {row.record_id for row in rows} for name, rows in about.items()} == {
        "ComplaintHead": {told["self-funded"]},
        "ComplaintStage": {told["self-funded"]},
    }
