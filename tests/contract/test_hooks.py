"""The hooks: each in the manual with the same arguments, each used, and enough to build a plugin with."""

from __future__ import annotations

import inspect
import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import ModuleType

import pytest
from sqlalchemy import select, text

from portal import hookspecs
from portal.app import CORE_FEATURES, create_app
from portal.commands.database import prepare_database
from portal.commands.doctor import examine
from portal.config import ConfigurationError
from portal.core import migrate
from portal.core.file_store import FolderStore
from portal.deadlines.models import Deadline
from portal.directory.models import Site
from portal.plugin import PluginInfo, hookimpl
from portal.plugin.web import PortalBlueprint
from portal.records.models import Record
from portal.registry import load_registry
from tests.casework.incidents import completed, path
from tests.client import PortalClient
from tests.contract import manual
from tests.databases import made_database, served
from tests.world import GLENVIEW_HOUSE, PERSONAS, ROSEWOOD_HOUSE, acting

HOOKS = {name: spec for name, spec in vars(hookspecs).items() if name.startswith("portal_")}
WEDNESDAY, FRIDAY = date(2026, 3, 4), date(2026, 3, 6)


@pytest.mark.parametrize("name", HOOKS)
def test_the_manual_shows_each_hook_with_its_arguments(name):
    described = manual.hooks()[name]

    assert described.arguments == list(inspect.signature(HOOKS[name]).parameters)
    assert described.when == HOOKS[name].__doc__.split(".")[0]


def test_the_manual_shows_no_hook_that_is_not_there():
    assert manual.hooks().keys() == HOOKS.keys()


def test_the_manuals_examples_together_are_a_plugin():
    registry = load_registry(CORE_FEATURES, extra=[("visits", manual.as_plugin())])

    owners = registry.hook_owners()
    assert [name for name in HOOKS if "visits" not in owners[name]] == []
    assert registry.kinds["home_visit"].plugin == "visits"


# Asked by a bundled plugin rather than implemented by one.
ASKED_BY = {"portal_referral": "incidents refers what may be abuse (plugins/incidents/services/duties.py)"}


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_has_a_user(app, name):
    assert app.extensions["portal.registry"].hook_owners()[name] or name in ASKED_BY


@pytest.fixture(scope="module")
def toy(cluster, worker_id):
    """A copy of the world in which Rosewood has the plugin on, and nobody else."""
    from tests.contract import toy_plugin  # noqa: PLC0415 - its model joins the metadata only where it is wanted

    with (
        made_database(cluster, f"toy_{worker_id}") as location,
        served(location, plugins=[("toy", toy_plugin)]) as app,
    ):
        prepare_database(location, app.extensions["portal.registry"])
        with migrate.migrator_engine(location).begin() as connection:
            connection.execute(text("SET LOCAL ROLE portal_gate"))
            connection.execute(
                text("INSERT INTO portal.tenant_plugin SELECT id, 'toy', true, slug = 'rosewood' FROM portal.tenant")
            )
        yield app


@pytest.fixture(scope="module")
def visit(toy):
    """A visit of Wednesday 4 March 2026, kept."""
    from tests.contract.toy_plugin.services import record_visit  # noqa: PLC0415 - as above

    with acting(toy, PERSONAS["ben"], now=midday(WEDNESDAY), keep=True) as uow:
        site = uow.session.get_one(Site, ROSEWOOD_HOUSE)
        return record_visit(uow, site=site, visited_on=WEDNESDAY, findings="All was well.").id


def midday(day):
    return datetime.combine(day, time(12), UTC)


def test_an_outside_plugin_brings_its_own_protected_tables(toy):
    assert examine(toy.extensions["portal.location"], toy.extensions["portal.registry"]) == []
    with migrate.migrator_engine(toy.extensions["portal.location"]).connect() as connection:
        found = migrate.drift(connection, schemas={"plugin_toy"})
    assert [one for one in found if "alembic_version" not in one] == []


def test_an_outside_plugin_adds_a_kind(toy, visit):
    with acting(toy, PERSONAS["ben"], now=midday(FRIDAY)) as uow:
        record = uow.session.get_one(Record, (uow.tenant.id, visit))

        assert (record.kind, record.title, record.findings) == (
            "toy_visit",
            "Visit to Rosewood House",
            "All was well.",
        )


def test_an_outside_plugin_adds_a_deadline(toy, visit):
    with acting(toy, PERSONAS["ben"], now=midday(FRIDAY)) as uow:
        clock = uow.session.scalars(select(Deadline).where(Deadline.record_id == visit)).one()

        assert (clock.rule_code, clock.due_on) == ("TOY-WRITE-UP", FRIDAY)


def test_an_outside_plugins_rows_are_its_tenants_alone(toy, visit):
    with acting(toy, PERSONAS["gil"], now=midday(FRIDAY)) as uow:
        assert uow.session.execute(text("SELECT count(*) FROM plugin_toy.toy_visit")).scalar_one() == 0


def test_an_outside_plugin_adds_a_page(toy, visit):
    page = PortalClient(toy).as_("ben").get("/t/rosewood/toy/")

    assert page.heading == "Visits made"
    assert "Visit to Rosewood House, Wednesday 4 March 2026" in page.words


def test_an_outside_plugins_question_takes_a_file_and_shows_it(toy, visit, tmp_path):
    kept = toy.extensions["portal.vault"]
    toy.extensions["portal.vault"] = replace(kept, store=FolderStore(tmp_path))
    ben = PortalClient(toy).as_("ben")
    ben.post(f"/t/rosewood/toy/{visit}/report", {"file": (io.BytesIO(b"All was well."), "report.txt")})
    pages = [ben.get(f"/t/rosewood/{one}") for one in (f"records/toy_visit/{visit}", f"toy/{visit}/report")]
    toy.extensions["portal.vault"] = kept

    assert ["Report of the visit" in one.links() for one in pages] == [True, True]
    assert "put to the report of a visit; about Wednesday 4 March 2026; report.txt" in pages[0].words


def test_an_outside_plugins_page_is_not_there_where_it_is_off(toy):
    assert PortalClient(toy).as_("gil").get("/t/glenview/toy/").status_code == 404


def test_a_block_that_breaks_leaves_the_rest_of_the_home_page_whole(toy, visit):
    if "dashboard.home" not in toy.view_functions:
        pytest.skip("there is no home page yet")
    page = PortalClient(toy).as_("ben").get("/t/rosewood/")

    assert page.status_code == 200
    assert "A block that breaks This part could not be loaded." in page.words
    assert "Visits made Visit to Rosewood House" in page.words


@pytest.fixture(scope="module")
def fall(toy):
    """The address of an incident of Rosewood's."""
    with acting(toy, PERSONAS["ben"], now=midday(WEDNESDAY), keep=True) as uow:
        return path(completed(uow))


def test_an_outside_plugins_kind_is_opened_from_a_record_of_another(toy, fall):
    ben = PortalClient(toy).as_("ben")
    asking = ben.get(fall).links()["Ask for a visit"]
    assert "slipped by the shower chair" in ben.get(asking).summary["What happened, fact by fact"]

    visit = ben.post(asking, {"reason": "Look at the shower."}).location
    assert "Look at the shower. J.S. slipped by the shower chair." in ben.get(visit).words
    assert ben.get(visit).summary["Opened from"].startswith("Incident INC-")
    assert ben.get(fall).summary["Opened from this"].endswith("Made")


def test_a_reader_is_offered_no_opening_and_a_record_of_one_kind_none_of_its_own(toy, fall, visit):
    assert "Ask for a visit" not in PortalClient(toy).as_("rhona").get(fall).text
    assert "Ask for a visit" not in PortalClient(toy).as_("ben").get(f"/t/rosewood/records/toy_visit/{visit}").text


def test_where_the_plugin_is_off_the_record_says_what_to_do_by_hand(toy):
    with acting(toy, PERSONAS["gil"], now=midday(WEDNESDAY), keep=True) as uow:
        theirs = path(completed(uow, site=GLENVIEW_HOUSE), "glenview")
    gil = PortalClient(toy).as_("gil")

    assert "Ask for a visit: Ring the office and ask for one." in gil.get(theirs).words
    assert gil.get(f"{theirs}/open-another/toy_visit").status_code == 404


def plugin(**parts):
    """A plugin of these hook implementations, with a card."""
    module = ModuleType("small")
    module.portal_plugin = hookimpl(lambda: PluginInfo("small", "Small", ""))
    for name, function in parts.items():
        setattr(module, name, hookimpl(function))
    return [("small", module)]


def test_a_misspelt_hook_stops_the_start():
    with pytest.raises(ConfigurationError, match="portal_pannels"):
        load_registry(CORE_FEATURES, extra=plugin(portal_pannels=lambda: ()))


def test_a_plugin_without_a_card_stops_the_start():
    with pytest.raises(ConfigurationError, match="The plugin small has no card"):
        load_registry(CORE_FEATURES, extra=[("small", ModuleType("small"))])


def test_a_plugins_page_without_its_plugins_name_stops_the_start(settings, worker_database):
    pages = PortalBlueprint("unowned", __name__, path="unowned")

    with pytest.raises(TypeError, match="unowned must say plugin='small'"):
        create_app(settings, worker_database.location, plugins=plugin(portal_blueprints=lambda: (pages,)))


def test_a_plugins_route_without_a_permission_is_refused_as_it_is_written():
    with pytest.raises(TypeError, match="names no permission"):
        PortalBlueprint("small", __name__, plugin="small").route("/")
