"""The page of the trail, the copy one takes from it, and the platform's own log."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from portal.trail.models import TrailEntry
from portal.trail.rules import PLATFORM_LOG, base64_text
from portal.trail.services import append_platform_entry
from portal.trail.verify import Check
from tests.casework.incidents import LIST, completed
from tests.trail.conftest import NOON, tenant_id
from tests.world import PERSONAS

PAGE = "/t/rosewood/trail/"


@pytest.fixture
def sealed(act_and_commit, seal_log):
    """A case in Rosewood's trail, sealed."""
    with act_and_commit("ben") as uow:
        incident = completed(uow)
    seal_log()
    return incident


def copy_taken_by(client, name):
    """The files of the copy this person downloads."""
    browser = client.as_(name)
    done = browser.post_raw(PAGE, browser.get(PAGE).form(PAGE))
    assert done.response.mimetype == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(done.response.data))
    return {one.removeprefix("trail/"): archive.read(one) for one in archive.namelist()}


def test_the_page_tells_size_root_and_what_was_done(client, sealed, as_admin):
    size, root = as_admin("SELECT size, root FROM portal.trail_checkpoint")[0]

    page = client.as_("ben").get(PAGE)

    assert page.summary["Entries"] == str(size)
    assert page.summary["Root"] == base64_text(root)
    assert "Incident: reported" in page.words
    assert sealed.reference in page.words


def test_an_administrator_sees_no_case(client, sealed):
    page = client.as_("ade").get(PAGE)

    assert (page.status_code, sealed.reference in page.words) == (200, False)


@pytest.mark.parametrize("name", ["ruth", "rhona", "mia"])
def test_whoever_keeps_no_trail_does_not_read_it(client, sealed, name):
    assert client.as_(name).get(PAGE).status_code == 403


def test_another_organisation_finds_nothing(client, sealed):
    assert client.as_("cora").get(PAGE).status_code == 404
    assert sealed.reference not in client.as_("sam").get("/t/northshire/trail/").words


def test_one_class_can_be_looked_at_alone(client, sealed):
    page = client.as_("ben").get(f"{PAGE}?class=D")

    assert "Incident: reported" not in page.words


def test_a_copy_is_whole_for_whoever_checks_it(client, sealed):
    check = Check(copy_taken_by(client, "ben"))

    assert (check.faults, check.is_part) == ([], True)


def test_an_administrators_copy_has_every_leaf_and_no_act_on_a_case(client, sealed, as_admin):
    found = copy_taken_by(client, "ade")
    of_cases = as_admin(
        "SELECT count(*) FROM portal.trail_entry WHERE compartment = 'general' AND seq IS NOT NULL AND tenant_id = :t",
        t=tenant_id("rosewood"),
    )[0][0]

    check = Check(found)

    assert (check.faults, of_cases > 0) == ([], True)
    assert any(line.endswith(f", {of_cases} withheld or erased") for line in check.lines())
    assert [
        name for name, content in found.items() if b"incident" in content or str(sealed.id).encode() in content
    ] == []


def test_taking_a_copy_is_an_entry_itself(client, sealed, act):
    copy_taken_by(client, "ben")

    acts = act("ben").session.scalars(sa.select(TrailEntry.act).where(TrailEntry.act_class == "X")).all()
    assert acts == ["trail.exported"]


def test_the_foot_of_a_pdf_tells_the_root_of_the_last_checkpoint(client, sealed, as_admin):
    size, root = as_admin("SELECT size, root FROM portal.trail_checkpoint")[0]

    pdf = PdfReader(io.BytesIO(client.as_("ben").get(f"{LIST}{sealed.id}.pdf").response.data))

    assert all(f"Trail: {size} entries, root {base64_text(root)}" in page.extract_text() for page in pdf.pages)


def test_what_the_operator_does_stands_in_the_platforms_log_and_in_no_other(client, as_admin):
    client.as_("otto").post("/operator/tenants/westmere/suspend")

    rows = as_admin(
        "SELECT tenant_id, act, actor_id, payload->>'role' FROM portal.trail_entry WHERE act LIKE 'tenant.%'"
    )
    assert [tuple(row) for row in rows] == [(PLATFORM_LOG, "tenant.suspended", PERSONAS["otto"].id, "Operator")]


def test_no_organisation_reads_the_platforms_log(client, operating, act):
    with operating() as session:
        append_platform_entry(session, "tenant.suspended", at=NOON)

    found = act("ade").session.scalars(sa.select(TrailEntry.act)).all()
    assert "tenant.suspended" not in found
