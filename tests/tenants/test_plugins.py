"""Plugins: installed, offered, on."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from portal.tenants.models import TenantPlugin
from portal.trail.models import TrailEntry
from tests.world import PLUGINS

PAGE = "/t/northshire/plugins/"
REPORT = "/t/rosewood/incidents/report/what"


def test_the_page_lists_what_is_installed(client):
    page = client.as_("noor").get(PAGE)

    assert page.heading == "Plugins"
    assert "Incidents On Report incidents, work out who must be told" in page.words


def test_a_plugin_that_is_off_has_no_pages(client):
    ade = client.as_("ade")
    assert client.as_("ben").get(REPORT).status_code == 200

    assert (
        ade.post("/t/rosewood/plugins/incidents/off", form_at="/t/rosewood/plugins/").location == "/t/rosewood/plugins/"
    )

    assert client.as_("ben").get(REPORT).status_code == 404
    assert "Incidents" not in client.as_("ben").get("/t/rosewood/links/").links()
    assert "Switch on Incidents" in ade.get("/t/rosewood/plugins/").words


def test_switched_on_again_it_is_back(client, act):
    ade = client.as_("ade")
    ade.post("/t/rosewood/plugins/incidents/off", form_at="/t/rosewood/plugins/")
    ade.post("/t/rosewood/plugins/incidents/on", form_at="/t/rosewood/plugins/")

    assert client.as_("ben").get(REPORT).status_code == 200
    entries = act("ade").session.execute(
        select(TrailEntry.act, TrailEntry.act_class, TrailEntry.payload["plugin"].astext).order_by(TrailEntry.id)
    )
    assert [tuple(one) for one in entries if one.act.startswith("plugin.")] == [
        ("plugin.switched_off", "P", "incidents"),
        ("plugin.switched_on", "P", "incidents"),
    ]


def test_a_plugin_that_is_off_here_is_on_elsewhere(client):
    client.as_("noor").post(f"{PAGE}incidents/off", form_at=PAGE)

    assert client.as_("ben").get(REPORT).status_code == 200


def test_what_is_not_offered_cannot_be_switched_on(client):
    noor = client.as_("noor")
    page = noor.post(f"{PAGE}no-such-plugin/on", form_at=PAGE)

    assert page.status_code == 400
    assert "not offered to your organisation" in page.words


@pytest.mark.parametrize("name", ["sam", "asha"])
def test_only_administrators_switch_plugins(client, name):
    assert client.as_(name).get(PAGE).status_code == 403


def test_nobody_offers_themselves_a_plugin_by_sql(act):
    uow = act("noor")
    assert sorted(uow.session.scalars(select(TenantPlugin.plugin))) == sorted(PLUGINS)

    with pytest.raises(ProgrammingError, match="permission denied"):
        uow.session.execute(text("UPDATE portal.tenant_plugin SET offered = true"))
