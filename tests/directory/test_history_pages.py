"""Ratings over time on the register's pages and on those of whoever oversees the provider."""

from __future__ import annotations

import pytest

from tests.oversight.register import change_site, rate
from tests.world import ROSEWOOD, ROSEWOOD_HOUSE

SITE_PAGES = (f"register/sites/{ROSEWOOD_HOUSE}", f"providers/sites/{ROSEWOOD_HOUSE}")
PROVIDER_PAGES = (f"register/providers/{ROSEWOOD}", f"providers/{ROSEWOOD}")


def told(page):
    """What the picture says to those who cannot see it."""
    return [
        " ".join(one.text_content().split())
        for one in page.tree.xpath("//main//svg[@role='img']/*[local-name()='title']")
    ]


@pytest.mark.parametrize("path", SITE_PAGES)
def test_a_sites_page_has_the_picture_and_its_table(app, client, path):
    rate(app, ROSEWOOD_HOUSE, "Requires improvement")
    page = client.as_("asha").get(f"/t/northshire/{path}")

    assert told(page) == ["Requires improvement (2 Jun 2025)"]
    assert "2 Jun 2025 Whole service Requires improvement (now) Rosewood Care Limited" in page.words


@pytest.mark.parametrize("path", SITE_PAGES)
def test_what_was_never_graded_has_the_table_alone(app, client, path):
    rate(app, ROSEWOOD_HOUSE, "Not rated")
    page = client.as_("asha").get(f"/t/northshire/{path}")

    assert told(page) == []
    assert "2 Jun 2025 Whole service Not rated (now)" in page.words


@pytest.mark.parametrize("path", PROVIDER_PAGES)
def test_a_providers_page_counts_its_services_by_year(app, client, path):
    rate(app, ROSEWOOD_HOUSE, "Inadequate")
    page = client.as_("asha").get(f"/t/northshire/{path}")

    assert told(page)[0].startswith("Ratings over time: 2025: 1 Inadequate")
    assert "End of Inadequate Of these inherited 2025 1 0" in page.words


def test_the_page_of_a_site_that_left_ends_its_line_there(app, client):
    rate(app, ROSEWOOD_HOUSE, "Good")
    change_site(app, ROSEWOOD_HOUSE, listed=False, no_longer_listed_on="2026-01-31")

    assert "Good (2 Jun 2025)" in told(client.as_("asha").get(f"/t/northshire/{SITE_PAGES[0]}"))


def test_a_council_that_does_not_oversee_the_provider_finds_nothing(app, client):
    rate(app, ROSEWOOD_HOUSE, "Good")

    assert client.as_("cora").get(f"/t/westmere/providers/sites/{ROSEWOOD_HOUSE}").status_code == 404
