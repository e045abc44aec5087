"""The index follows its records, and its functions refuse what the records' policy refuses."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from plugins.incidents.models import Incident
from portal.app import CORE_FEATURES
from portal.commands.search import search
from portal.config import ConfigurationError
from portal.core.db import db
from portal.directory.models import Site
from portal.plugin import PluginInfo, hookimpl
from portal.records.services import restrict_record
from portal.registry import load_registry
from portal.search.hooks import portal_record_erased
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed, opened
from tests.databases import as_superuser
from tests.world import PERSONAS, ROSEWOOD_HOUSE

FIND = text("SELECT * FROM search.find(:words, ARRAY['incident'], NULL, NULL, NULL, NULL, NULL, NULL, 60)")
PUT = text(
    "SELECT search.put(:record, :compartment, 'incident', 'reported', NULL, '2026-01-01', '', now(), '', '{tulip}')"
)


def found(uow, words="tulip"):
    """What the function itself answers, before anything is joined to the records."""
    return list(uow.session.execute(FIND, {"words": words}).scalars())


@pytest.fixture
def tulip(act_and_commit):
    with act_and_commit("ben") as uow:
        return opened(uow, "Tulip")


def test_the_function_answers_for_the_acting_organisation_alone(act, tulip):
    assert {name: len(found(act(name))) for name in ("ben", "ruth", "cora", "asha")} == {
        "ben": 1,
        "ruth": 1,
        "cora": 0,
        "asha": 0,
    }


def test_the_function_leaves_out_what_the_role_may_not_read(act, act_and_commit, tulip):
    with act_and_commit("ben") as uow:
        record = uow.session.get_one(Incident, (tulip.tenant_id, tulip.id))
        restrict_record(uow, record, compartment="safeguarding", reason="Staff")

    assert (len(found(act("ben"))), len(found(act("ruth")))) == (1, 0)


def test_the_function_leaves_out_a_case_one_is_kept_out_of(act, act_and_commit, tulip):
    with act_and_commit("ben") as uow:
        uow.session.execute(
            text("INSERT INTO portal.record_exclusion VALUES (:t, :r, :u, 'Named', :u, now())"),
            {"t": tulip.tenant_id, "r": tulip.id, "u": PERSONAS["ruth"].id},
        )

    assert (len(found(act("ben"))), len(found(act("ruth")))) == (1, 0)


def test_without_a_context_the_function_answers_nothing_and_writes_nothing(app, tulip):
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(FIND, {"words": "tulip"}).all() == []
        with pytest.raises(DBAPIError, match="no tenant"):
            connection.execute(PUT, {"record": tulip.id, "compartment": "general"})


@pytest.mark.parametrize("hostile", ["!nothing", "tulip | fall", "a:*", "!(x & y) | tulip"])
def test_no_query_reaches_past_the_organisations_own_entries(act, tulip, hostile):
    assert found(act("cora"), hostile) == []


def test_an_entry_can_be_made_for_no_record_of_another_organisation(act, tulip):
    cora = act("cora")
    cora.session.execute(PUT, {"record": tulip.id, "compartment": "general"})

    with pytest.raises(DBAPIError, match="foreign key"):
        cora.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_nobody_takes_away_another_organisations_entry(act, act_and_commit, tulip):
    with act_and_commit("cora") as uow:
        assert portal_record_erased(uow, tulip.id) is None

    assert found(act("ben")) == [tulip.id]


@pytest.mark.parametrize("column", ["words", "kind", "*"])
def test_no_page_reads_the_words_themselves(act, tulip, column):
    with pytest.raises(DBAPIError, match="permission denied"):
        act("ben").session.execute(text(f"SELECT {column} FROM portal.search_entry"))


def test_what_is_erased_is_found_no_more_and_no_word_of_it_stays(location, act, act_and_commit, tulip):
    with act_and_commit("ben") as uow:
        assert portal_record_erased(uow, tulip.id) == {"search entries": 1}

    assert found(act("ben")) == []
    with as_superuser(location) as connection:
        assert connection.scalar(text("SELECT count(*) FROM portal.search_entry")) == 0


def test_what_its_sender_recalled_is_found_no_more(app, client, act, act_and_commit):
    with act_and_commit("ben") as uow:
        incident = completed(uow)
    run_waiting_jobs(app)
    before = len(found(act("asha"), "rosewood"))
    with act_and_commit("ben") as uow:
        disclosure = uow.session.scalar(text("SELECT id FROM portal.disclosure"))
        uow.session.execute(text("SELECT exchange.withdraw(:id, 'A mistake', true)"), {"id": disclosure})
    run_waiting_jobs(app)

    assert (before, found(act("asha"), "rosewood"), found(act("ben"), "fall")) == (1, [], [incident.id])


def as_portal(app):
    """Do tonight's mending now, as the worker does it."""
    return app.test_cli_runner().invoke(search, ["reindex"])


def test_a_record_without_an_entry_is_indexed_at_night(app, location, act, tulip):
    with as_superuser(location) as connection:
        connection.execute(text("DELETE FROM portal.search_entry"))
        connection.commit()
    before = found(act("ben"))
    done = as_portal(app)

    assert (before, done.exit_code, done.output) == ([], 0, "Done for 5 organisations.\n")
    assert found(act("ben")) == [tulip.id]


def test_a_site_that_was_renamed_is_found_by_its_new_name(app, act, tulip):
    with app.app_context(), db.engines["importer"].begin() as connection:
        connection.execute(sa.update(Site).where(Site.id == ROSEWOOD_HOUSE).values(name="Daffodil House"))
    before = found(act("ben"), "daffodil")
    as_portal(app)

    assert (before, found(act("ben"), "daffodil")) == ([], [tulip.id])


def test_a_write_that_is_rolled_back_leaves_no_words(act, act_and_commit):
    uow = act("ben")
    opened(uow, "Tulip")
    uow.finish()
    inside = len(found(uow))
    uow.session.rollback()

    assert (inside, found(act("ben"))) == (1, [])


def test_a_kind_that_searches_a_column_it_lacks_stops_the_start(app):
    incident = app.extensions["portal.registry"].kinds["incident"].item
    module = ModuleType("small")
    module.portal_plugin = hookimpl(lambda: PluginInfo("small", "Small", ""))
    module.portal_record_kinds = hookimpl(lambda: (replace(incident, key="small", prefix="SML", search=("colour",)),))

    with pytest.raises(ConfigurationError, match="The kind small searches colour, which its model lacks"):
        load_registry(CORE_FEATURES, extra=[("small", module)])
