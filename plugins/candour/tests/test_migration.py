"""What was recorded of the one person told becomes theirs, word for word, and goes back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from filelock import FileLock
from sqlalchemy import text

from portal.core import migrate
from portal.core.installation import initialise_roles
from tests.databases import EMPTY, as_superuser, made_database

BEFORE, AFTER = "0043_core_register_keepers", "0044_candour_relevant_people"
TENANT = uuid4()
OWN, COPY = uuid4(), uuid4()
RECORD = text(
    "INSERT INTO portal.record (tenant_id, id, kind, reference, title, status, nation, compartment, origin, opened_on,"
    " created_at, updated_at, row_version) VALUES (:tenant, :id, 'candour', :id, 'T', 'written', 'england', 'general',"
    " :origin, '2026-03-04', now(), now(), 1)"
)
CANDOUR = text(
    "INSERT INTO portal.candour (tenant_id, id, compartment, regime, relevant_basis, told_at, told_method, told_facts,"
    " apology, letter_sent_on) VALUES (:tenant, :id, 'general', 'england-other-provider', :basis,"
    " '2026-03-03 15:00Z', 'in-person', 'The rail.', E'Sorry.\n\nTruly.', '2026-03-04')"
)
ATTEMPT = text(
    "INSERT INTO portal.candour_attempt (tenant_id, id, record_id, compartment, made_at, method, outcome)"
    " VALUES (:tenant, :attempt, :id, 'general', now(), 'phone', 'no-answer')"
)
KEPT = text(
    "SELECT p.record_id, p.basis, p.apology, p.told_method, p.letter_sent_on::text, a.method"
    " FROM portal.candour_person p JOIN portal.candour_attempt a ON a.relevant_person_id = p.id"
)


@pytest.mark.slow  # a database of its own, migrated twice
def test_each_record_keeps_its_person_and_each_copy_its_words(cluster, worker_id):
    with made_database(cluster, f"people_{worker_id}", EMPTY) as location:
        with FileLock(cluster.settings.data_dir / "roles.lock"):  # roles are the server's, not the database's
            initialise_roles(location)
        migrate.upgrade(location, revision=BEFORE)
        with as_superuser(location) as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text("ALTER TABLE portal.record DROP CONSTRAINT ck_record_received_has_a_receipt"))
            for record, origin, basis in ((OWN, "own", "self"), (COPY, "received", None)):
                names = {"tenant": TENANT, "id": record, "origin": origin, "basis": basis, "attempt": uuid4()}
                connection.execute(RECORD, names)
                connection.execute(CANDOUR, names)
            connection.execute(ATTEMPT, {"tenant": TENANT, "id": OWN, "attempt": uuid4()})
            connection.commit()

        migrate.upgrade(location, revision=AFTER)
        with as_superuser(location) as connection:
            people = [tuple(row) for row in connection.execute(KEPT)]
            copies = connection.execute(text("SELECT id, correspondence FROM portal.candour ORDER BY id = :own"), {
                "own": OWN
            }).all()  # fmt: skip
        assert people == [(OWN, "self", "Sorry.\n\nTruly.", "in-person", "2026-03-04", "phone")]
        assert [tuple(row) for row in copies] == [
            (COPY, [
                {"what": "The facts they were told", "words": "The rail."},
                {"what": "The apology, in the words used", "words": "Sorry.\n\nTruly."},
            ]),
            (OWN, None),
        ]  # fmt: skip

        migrate.downgrade(location, revision=BEFORE)
        with as_superuser(location) as connection:
            back = connection.execute(
                text("SELECT apology, relevant_basis FROM portal.candour WHERE id = :own"), {"own": OWN}
            ).one()
        assert tuple(back) == ("Sorry.\n\nTruly.", "self")
