"""Goals 3 to 5: what row security and the context cost, on a list, on one record and on a commissioner's overview."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from bench.goals import Line, at_most
from bench.list_page import portal_page
from bench.measuring import Meter, both_cpu, compare, wall
from bench.rows import seeded
from bench.sizes import TenantSize
from bench.statements import bare_transaction, bare_work, check_same, own_transaction, questions_of
from bench.world import World
from portal.core.roles import APP
from portal.core.uow import UnitOfWork
from portal.dashboard.queries import open_work_by_age
from portal.oversight.glance import sites_at_a_glance
from portal.records.queries import ListFilter, load_record, record_page

MOST_ON_LIST, MOST_ON_RECORD, MOST_ON_OVERVIEW, MOST_ON_NEWEST = 1.3, 2.0, 1.5, 3.0
BOTH = "CPU of both ends"
NEWEST_RECORD = "SELECT id FROM portal.record WHERE tenant_id = %s ORDER BY opened_on DESC LIMIT 1"

Asks = Callable[[UnitOfWork], object]


def tax_lines(world: World) -> list[Line]:
    """Goal 3: the same statements in a transaction each, bare and with context and row security."""
    one = world.sizes.page
    with world.connect() as admin:
        found = admin.execute(NEWEST_RECORD, (seeded(one).id,)).fetchone()
    assert found
    (record_id,) = found

    def one_record(uow: UnitOfWork) -> None:
        load_record(uow, uow.plugins.kind("incident"), record_id)

    return [
        _tax(world, one, newest, "list of 50 in a transaction, against no row security", MOST_ON_LIST),
        _tax(world, one, one_record, "one record in a transaction, against the same", MOST_ON_RECORD),
    ]


def newest(uow: UnitOfWork) -> None:
    record_page(uow, "incident", ListFilter(), None)


def overview(uow: UnitOfWork) -> None:
    """What a commissioner's home page asks about the records of all its sites."""
    sites_at_a_glance(uow, [], {})
    open_work_by_age(uow)


def _tax(world: World, one: TenantSize, asks: Asks, what: str, most: float) -> Line:
    questions = questions_of(world, one, seeded(one).id, asks)
    with (
        world.connect() as admin,
        world.connect(autocommit=False) as plain,
        world.connect(role=APP, autocommit=False) as guarded,
    ):
        plain.read_only = guarded.read_only = True
        floor, ours = bare_transaction(plain, questions), own_transaction(guarded, one, questions)
        check_same(floor, ours)
        found = compare(floor, ours, meter=lambda: Meter.of_database(admin), seconds=world.sizes.seconds)
    return at_most("3", what, found, both_cpu, limit=most, how=BOTH)


def newest_lines(world: World) -> list[Line]:
    """Goal 5: the newest 50 of tenants of every size, in the portal's transaction against one bare statement."""
    return [_newest(world, one) for one in world.sizes.tenants]


def _newest(world: World, one: TenantSize) -> Line:
    questions = questions_of(world, one, seeded(one).id, newest)
    with (
        world.connect() as admin,
        world.connect() as plain,
        world.connect(role=APP, autocommit=False) as guarded,
    ):
        guarded.read_only = True
        floor, ours = bare_work(plain, questions), own_transaction(guarded, one, questions)
        check_same(floor, ours)
        found = compare(floor, ours, meter=lambda: Meter.of_database(admin), seconds=world.sizes.seconds / 2)
    what = f"newest 50 of {one.records:,}, whole transaction against one bare statement"
    return at_most("5", what, found, both_cpu, limit=MOST_ON_NEWEST, how=BOTH)


def overview_lines(world: World) -> list[Line]:
    """Goal 4: the overview's statements against the same with a literal tenant, by the clock: some run in parallel."""
    one = world.sizes.largest
    questions = questions_of(world, one, seeded(one).id, overview)
    with ExitStack() as stack:
        plain = stack.enter_context(world.connect())
        guarded = stack.enter_context(world.connect(role=APP, autocommit=False))
        guarded.read_only = True
        floor, ours = bare_work(plain, questions), own_transaction(guarded, one, questions)
        check_same(floor, ours)
        found = compare(floor, ours, meter=Meter, seconds=world.sizes.seconds)
        page = compare(floor, portal_page(world, one, ""), meter=Meter, seconds=world.sizes.seconds / 2)
    what = f"overview of {one.sites:,} sites and {one.records:,} records, against a literal tenant"
    whole = "the whole home page of that commissioner, against the same"
    return [
        at_most("4", what, found, wall, limit=MOST_ON_OVERVIEW, how=f"{len(questions)} statements by the clock"),
        at_most("4", whole, page, wall, limit=None, how="by the clock"),
    ]
