"""People the cells need besides those of the world, and the world of the cells, built once."""

from __future__ import annotations

import pytest

from portal.accounts.passwords import hash_password
from portal.core.migrate import migrator_engine
from portal.demo.seeding import put_people, put_session
from tests.visibility.world import World
from tests.world import PASSWORD, PERSONAS, Persona, persona

NEWCOMERS = {
    one.email.split("@")[0]: one
    for one in (
        persona("hal@westmere.example", "Hal Iveson", westmere="manager"),
        persona("ola@clearvoice.example", "Ola Fenn", clearvoice="advocate"),
        persona("wanda@rosewood.example", "Wanda Crewe", rosewood="whistleblowing_lead"),
        persona("rita@rosewood.example", "Rita Solano", rosewood="records_manager"),
        persona("amir@rosewood.example", "Amir Haddad", rosewood="auditor"),
        Persona("greta@group.example", "Greta Lyle", {"rosewood": ("manager",), "glenview": ("manager",)}),
    )
}


@pytest.fixture(scope="package")
def cells(shared_app, worker_database):
    worker_database.renew()
    with pytest.MonkeyPatch.context() as patch:
        for name, one in NEWCOMERS.items():
            patch.setitem(PERSONAS, name, one)
        with migrator_engine(worker_database.location).begin() as connection:
            put_people(connection, NEWCOMERS.values(), password_hash=hash_password(PASSWORD, cost="test"))
            for one in NEWCOMERS.values():
                put_session(connection, one, one.token)
        world = World(shared_app, worker_database.location)
        world.link_everybody()
        world.open_records()
        world.plant_words()
        world.share()
        world.let_people_in()
        yield world
