"""Letting somebody into one record: what they find then, who may do it, and what is stronger."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from plugins.safeguarding.tests.steps import raised
from portal.actions.queries import load_action
from portal.actions.services import add_action
from portal.core.errors import NotFoundError
from portal.core.ids import new_id
from portal.records.admissions import admissions_to, let_in, let_out, who_could_be_let_in
from portal.records.exclusions import keep_out
from portal.records.models import Record, RecordAdmission
from tests.client import PortalClient
from tests.databases import as_superuser
from tests.visibility.world import KINDS
from tests.world import PERSONAS

# That a record is there, what was done with it, and how long it is kept.
DATED = {"record", "trail_entry", "retention_hold", "retention_item", "retention_date"}


def browser(cells, name):
    return PortalClient(cells.app).as_(name)


def page_of(cells, name):
    kept = cells.records[name]
    return f"/t/{kept.tenant}/records/{kept.kind}/{kept.id}"


def record_of(cells, uow, name):
    return uow.session.get_one(Record, (uow.tenant.id, cells.records[name].id))


def test_an_advocate_finds_rows_of_their_own_clients_records_in_every_table_and_of_no_other(cells):
    told = {"rw_shared@clearvoice", "rw_commissioned@clearvoice", "rw_harm@clearvoice"}
    with cells.as_("ola") as uow:
        found = {name: rows_of(uow, kept.id) for name, kept in cells.records.items()}

    assert {name for name, tables in found.items() if tables} == told | {"cv_client", "cv_client_complaint"}
    assert found["cv_client"] >= {"record", "safeguarding_concern", "record_note", "trail_entry", "search_entry"}


def rows_of(uow, record_id):
    """The tables in which the acting person sees rows of the record."""
    tables = [one for one in Record.metadata.sorted_tables if one.schema == "portal" and "compartment" in one.c]
    keys = {one.name: one.c.record_id if "record_id" in one.c else one.c.id for one in tables}
    return {
        name for name, key in keys.items() if uow.session.scalar(sa.select(sa.func.count(key)).where(key == record_id))
    }


@pytest.mark.parametrize(
    ("who", "records"), [("rita", {"rw_shared", "rw_harm", "rw_commissioned"}), ("amir", {"rw_shared"})]
)
def test_who_looks_after_dates_sees_that_a_record_is_there_and_no_table_with_its_words(cells, who, records):
    with cells.as_(who) as uow:
        found = {name: rows_of(uow, kept.id) for name, kept in cells.records.items() if kept.tenant == "rosewood"}

    assert all("record" in found[name] for name in records)
    assert {table for name in records for table in found[name]} <= DATED
    assert found["rw_case"] == set()


@pytest.mark.parametrize(
    ("who", "name"), [("ruth", "rw_private"), ("wanda", "rw_private"), ("ola", "cv_other"), ("ade", "rw_own_funds")]
)
def test_the_database_lets_nobody_into_a_record_they_do_not_see(cells, who, name):
    with pytest.raises(ProgrammingError, match="row-level security"), cells.as_(who) as uow:
        uow.session.add(admission(uow, cells.records[name], whom=who))


def admission(uow, kept, *, whom):
    compartment = "safeguarding" if kept.kind == "safeguarding_concern" else "general"
    made = {"added_by": PERSONAS[whom].id, "added_at": uow.now}
    key = {"tenant_id": uow.tenant.id, "id": new_id(), "record_id": kept.id, "user_id": PERSONAS[whom].id}
    return RecordAdmission(**key, compartment=compartment, **made)


def test_whoever_was_let_in_lets_in_nobody_else(cells):
    with pytest.raises(ProgrammingError, match="row-level security"), cells.as_("wanda") as uow:
        uow.session.add(admission(uow, cells.records["rw_shared"], whom="ruth"))


def test_a_care_worker_who_reports_is_not_let_into_what_they_reported(cells):
    with cells.as_("mia") as uow:
        concern = raised(uow)
        uow.session.flush()

        assert rows_of(uow, concern.id) == {"submission"}


def test_being_kept_out_is_stronger_than_being_let_in(cells):
    before = browser(cells, "wanda").get(page_of(cells, "rw_shared")).status_code
    with cells.as_("pia") as uow:
        keep_out(uow, record_of(cells, uow, "rw_shared"), user_id=PERSONAS["wanda"].id, reason="She is named in it.")
    after = browser(cells, "wanda").get(page_of(cells, "rw_shared")).status_code
    with as_superuser(cells.location) as connection:
        connection.execute(sa.text("DELETE FROM portal.record_exclusion"))
        connection.commit()

    assert (before, after) == (200, 404)


def test_the_page_of_a_record_lets_somebody_in_and_ends_it(cells):
    pia, wanda, path = browser(cells, "pia"), browser(cells, "wanda"), page_of(cells, "rw_private")
    assert pia.get(path).links()["Let somebody into this record"] == f"{path}/let-in"

    pia.post(f"{path}/let-in", {"user_id": str(PERSONAS["wanda"].id)})
    let = wanda.get(path)
    said = pia.get(path).words
    pia.post(f"{path}/let-in/{PERSONAS['wanda'].id}/end", form_at=f"{path}/let-in")

    assert (let.status_code, wanda.get(path).status_code) == (200, 404)
    assert "Pia Lund let somebody into this record" in said


def test_whoever_is_put_out_has_no_action_of_the_record_any_more(cells):
    wanda = PERSONAS["wanda"].id
    with cells.as_("pia") as uow:
        concern = record_of(cells, uow, "rw_private")
        let_in(uow, KINDS["safeguarding_concern"], concern, user_id=wanda)
        action = add_action(uow, title="Ring the family", due_on=date(2026, 3, 18), owner_id=wanda, record=concern)
    with cells.as_("wanda") as uow:
        had = load_action(uow, action.id).title
    with cells.as_("pia") as uow:
        let_out(uow, record_of(cells, uow, "rw_private"), user_id=wanda)

    assert had == "Ring the family"
    with cells.as_("wanda") as uow, pytest.raises(NotFoundError):
        load_action(uow, action.id)


def test_only_people_who_read_the_kind_and_do_not_find_the_record_are_offered(cells):
    with cells.as_("pia") as uow:
        concern = record_of(cells, uow, "rw_private")
        offered = who_could_be_let_in(uow, KINDS["safeguarding_concern"], concern)

        assert [one.name for one in offered] == ["Wanda Crewe"]
        with pytest.raises(NotFoundError):
            let_in(uow, KINDS["safeguarding_concern"], concern, user_id=PERSONAS["mia"].id)


def test_where_everybody_finds_every_record_the_page_does_not_speak_of_it(cells):
    page = browser(cells, "ben").get(page_of(cells, "rw_own_funds"))

    assert "Let somebody into this record" not in page.links()


@pytest.mark.parametrize(("who", "answer"), [("ola", 403), ("ruth", 403), ("cora", 404)])
def test_who_lets_nobody_in_is_refused(cells, who, answer):
    name = "rw_shared@clearvoice" if who == "ola" else "rw_shared"

    assert browser(cells, who).get(f"{page_of(cells, name)}/let-in").status_code == answer


def test_an_advocate_is_let_into_what_they_open_by_themselves(cells):
    with cells.as_("ola") as uow:
        found = admissions_to(uow, cells.records["cv_client"].id)

    assert [(one.user_id, one.added_by) for one in found] == [(PERSONAS["ola"].id, PERSONAS["ola"].id)]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("ola", ("cv_client", "cv_client_complaint", "rw_shared@clearvoice", "rw_commissioned@clearvoice")),
        ("wanda", ("rw_shared",)),
    ],
)
def test_whoever_was_let_in_is_offered_nothing_that_is_refused(cells, who, names):
    reader = browser(cells, who)
    offered = {href for name in names for href in reader.get(page_of(cells, name)).links().values()}

    refused = {href for href in offered if href.startswith("/t/") and reader.get(href).status_code not in {200, 302}}

    assert refused == set()
