"""A page asks the database as often for fifty rows as for one, and never more often than its budget allows."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from portal.core.db import db
from portal.core.ids import new_id
from portal.core.keys import Purpose, seal
from portal.deadlines.services import start_deadline
from portal.demo.seeding import provider_row
from portal.directory.models import Provider
from portal.letters.services import add_template
from portal.oversight.services import log_contact, take_on_provider
from portal.people.access import gather_again
from portal.people.models import AccessRequest, Person
from portal.people.queries import load_person
from portal.people.services import link_person
from portal.records.services import add_note
from portal.reports.models import MadeReport
from portal.web.drafts import save_draft
from portal.worker import run_waiting_jobs
from tests.actions.plan import set_action
from tests.casework.incidents import completed, opened, reported
from tests.documents.evidence import kept
from tests.oversight.register import add_site, rate
from tests.people.folk import asked, known
from tests.world import ROSEWOOD_HOUSE

MANY = 50
# Statements a page may send, the beginning of the transaction and savepoints among them. Raise one only with a reason.
BUDGET = {
    # Each block and each fact about sites has a savepoint of its own and a limit on its time: four statements more;
    # three plugins bring theirs.
    # Complaints bring one block, one count of sites and its facts.
    ("ben", "/t/rosewood/"): 72,
    ("asha", "/t/northshire/"): 55,
    ("mia", "/t/rosewood/"): 8,
    ("ade", "/t/rosewood/"): 9,
    ("ben", "/t/rosewood/records/incident/"): 4,
    ("ben", "/t/rosewood/records/incident.csv"): 3,
    ("asha", "/t/northshire/records/incident/"): 4,
    ("ben", "/t/rosewood/providers/our-sites"): 44,
    ("ben", "/t/rosewood/documents/"): 4,
    ("ben", "/t/rosewood/actions/"): 4,
    ("ben", "/t/rosewood/actions/board"): 4,
    ("ben", "/t/rosewood/actions/plan"): 3,
    ("asha", "/t/northshire/providers/"): 4,
    ("asha", "/t/northshire/register/"): 6,
    ("ben", "/t/rosewood/sharing/"): 4,
    ("asha", "/t/northshire/sharing/?side=received"): 4,
    ("ben", "/t/rosewood/sharing/ledger.csv"): 3,
    ("ben", "/t/rosewood/to-do/"): 5,
    ("ben", "/t/rosewood/search/?q={question}"): 9,
    ("asha", "/t/northshire/search/?kind=incident"): 4,
    ("ben", "/t/rosewood/trail/"): 4,
    ("ben", "/t/rosewood/people-in-records/{person}"): 9,
    ("dora", "/t/rosewood/records/access_request/"): 6,
    ("dora", "/t/rosewood/subject-access/{request}/passages"): 6,
    ("ben", "/t/rosewood/letters/templates/"): 3,
    ("ben", "/t/rosewood/reports/"): 3,
    # Each part of a report has a savepoint of its own and a limit on its time: four statements more.
    ("ben", "/t/rosewood/reports/tenant/read?readers=ourselves"): 51,
    ("ben", "/t/rosewood/reports/record/incident/{record}/read"): 50,
    ("ben", "/t/rosewood/calendar/"): 6,
    ("ade", "/t/rosewood/people/"): 4,
    ("ade", "/t/rosewood/links/"): 3,
    ("mia", "/t/rosewood/incidents/reports"): 3,
}


@contextmanager
def counted(app):
    """The statements the web's connections send meanwhile."""
    found = []

    def note(_connection, _cursor, statement, *_rest):
        found.append(" ".join(statement.split()))

    with app.app_context():
        engines = [db.engine, db.engines["auth"]]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def visited(app, client):
    """The statements of one visit, once everything that is kept between visits has been kept."""

    def visit(name, path, **places):
        browser, path = client.as_(name), path.format(**places)
        assert browser.get(path).status_code == 200
        with counted(app) as statements:
            browser.get(path)
        return statements

    return visit


def furnish(app, act_and_commit, numbers):
    """One more of everything that stands in a list, for each number."""
    rows = [
        provider_row("cqc", f"1-8{number:08d}", f"Provider {number}", "england", seen_on=date(2026, 1, 5))
        for number in numbers
    ]
    with app.app_context(), db.engines["importer"].begin() as connection:
        connection.execute(Provider.__table__.insert(), rows)
    for number in numbers:
        site = add_site(app, f"1-7{number:08d}", f"Site {number}", service_types=[f"Service {number}"])
        rate(app, site, "Good")
    with act_and_commit("ben") as uow:
        for number in numbers:
            add_note(uow, completed(uow), words="A word")
            old = opened(uow, f"Old {number}", on=date(2025, 1, 1) + timedelta(days=number), duties_open=1)
            start_deadline(uow, "INC-TRIAGE", old, from_=date(2026, 1, 5))
            set_action(uow, title=f"Action {number}", record=old)
            kept(uow, app.extensions["portal.vault"], old, title=f"Document {number}")
            link_person(uow, old, only_person(uow), role="affected")
            add_template(uow, name=f"Letter {number}", body="Dear {{addressee}}")
            uow.session.add(asked_for(uow, f"Report {number}"))
    with act_and_commit("mia") as uow:
        for number in numbers:
            reported(uow)
            save_draft(uow, f"form {number}", {"a": 1})
    with act_and_commit("asha") as uow:
        for row in rows:
            take_on_provider(uow, uow.session.get_one(Provider, row["id"]))
            log_contact(uow, site_id=ROSEWOOD_HOUSE, on=date(2026, 3, 1), how="visit")
            opened(uow, "Ours", on=date(2026, 1, 1))
    run_waiting_jobs(app)


def asked_for(uow, title):
    """A report somebody asked for and that could not be made: no worker spends its time on it."""
    mine = {"tenant_id": uow.tenant.id, "id": new_id(), "user_id": uow.actor.user_id, "asked_at": uow.now}
    return MadeReport(**mine, title=title, choices={"subject": "tenant"}, status="failed")


def only_person(uow):
    """Somebody who stands in every case."""
    return uow.session.scalars(select(Person)).one_or_none() or known(uow)


@pytest.fixture
def places(app, act_and_commit):
    """What the addresses of single things name: a question as it is sealed, a person, a record, a request."""
    question = seal(app.config["SETTINGS"].secret, Purpose.SEARCH, "fall").decode()
    with act_and_commit("ben") as uow:
        person = only_person(uow)
        record = opened(uow, "Ours", on=date(2026, 1, 2))
        link_person(uow, record, person, role="affected")
    with act_and_commit("dora") as uow:
        request = asked(uow, load_person(uow, person.id))
    return {"question": question, "person": person.id, "record": record.id, "request": request.id}


def gather_afresh(app, act_and_commit, request):
    with act_and_commit("dora") as uow:
        gather_again(uow, uow.session.get_one(AccessRequest, (uow.tenant.id, request)))
    run_waiting_jobs(app)


@pytest.mark.slow  # makes fifty of everything and shares them
def test_no_page_asks_more_often_when_there_is_more_to_show(app, act_and_commit, visited, places):
    furnish(app, act_and_commit, range(1))
    with_one = {page: visited(*page, **places) for page in BUDGET}
    furnish(app, act_and_commit, range(1, MANY))
    gather_afresh(app, act_and_commit, places["request"])
    with_many = {page: visited(*page, **places) for page in BUDGET}

    grown = {page: new(with_one[page], with_many[page]) for page in BUDGET}
    assert {page: statements for page, statements in grown.items() if statements} == {}
    counts = {page: len(statements) for page, statements in with_many.items()}
    assert {page: count for page, count in counts.items() if count > BUDGET[page]} == {}


def new(few, many):
    """The statements sent more often than before, with how much more often."""
    return Counter(many) - Counter(few) if len(few) != len(many) else {}
