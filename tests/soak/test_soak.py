"""`python -m soak`: a short run keeps every promise, and a promise that was not kept is found."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from soak.checks import faults
from soak.load import Acknowledged
from soak.postbox import Postbox
from soak.world import World
from tests.databases import as_superuser

ROOT = Path(__file__).parents[2]
TICKED = """
    INSERT INTO portal.trail_entry (tenant_id, id, at, act, act_class, objects, compartment, payload, salt, commitment)
    SELECT t.id, gen_random_uuid(), now(), 'soak.ticked', 'S', 1, 'organisation', '{"slot": "10:00"}', '', ''
    FROM portal.tenant t, generate_series(1, 2) WHERE t.slug = 'rosewood'
"""


@pytest.fixture
def found(location):
    """The faults after something was put into the world's database."""

    def look(*statements, **acknowledged):
        with as_superuser(location) as connection:
            for statement in statements:
                connection.execute(text(statement))
            connection.commit()
        world = World("http://127.0.0.1:0", location, None)
        return faults(world, Acknowledged(**acknowledged), Postbox(0, random.Random(1)))

    return look


def test_a_world_in_which_nothing_happened_has_no_fault(found):
    assert found() == []


def test_what_was_acknowledged_and_is_not_there_is_found(found):
    assert found(invited=["nia@lost.example"], reported=["INC-LOST"]) == [
        "acknowledged and lost: the invitation of nia@lost.example",
        "acknowledged and lost: the report INC-LOST",
    ]


def test_what_was_completed_and_never_shared_is_found(found):
    record = "0194f3c0-0000-7000-8000-000000000001"

    assert found(completed=[record]) == [f"acknowledged and never shared: {record}"]


def test_an_effect_that_happened_twice_is_found(found):
    assert found(TICKED) == [
        "1 × a scheduled effect that happened twice",
        "2 × a slot without its effect, or an effect without a slot",
    ]


def test_a_mail_that_never_came_is_found(found):
    mail = (
        "INSERT INTO portal.outbox_mail (tenant_id, id, template, to_address, subject, body, message_id, status,"
        " attempts, created_at) SELECT id, gen_random_uuid(), 'digest', 'nia@rosewood.example', '', '', '<x@portal>',"
        " 'sent', 1, now() FROM portal.tenant WHERE slug = 'rosewood'"
    )

    assert found(mail) == ["1 × a mail that no job was to send", "said to be sent, and never came: <x@portal>"]


@pytest.mark.slow  # kills the portal for twelve seconds, and lets it come to rest
@pytest.mark.timeout(600)
def test_twelve_seconds_of_killing_break_no_promise(tmp_path):
    command = [sys.executable, "-m", "soak", "--seconds", "12", "--log", str(tmp_path / "servers.log")]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=590)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "Every promise was kept." in run.stdout
