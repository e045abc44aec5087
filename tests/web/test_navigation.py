"""The menu: what fits on one line, and the rest on a page behind it."""

from __future__ import annotations

import pytest

from portal.web.navigation import MOST_ENTRIES


def menu(page) -> dict[str, str]:
    return {one.text_content().strip(): one.get("href") for one in page.tree.xpath("//ul[@id='navigation']//a")}


def current(page) -> list[str]:
    return [one.text_content().strip() for one in page.tree.xpath("//ul[@id='navigation']//a[@aria-current]")]


def more(client, name: str, slug: str = "rosewood"):
    return client.as_(name).get(f"/t/{slug}/more")


@pytest.mark.parametrize("name", ["ben", "ade", "mia", "ruth"])
def test_the_menu_fits_on_one_line(client, name):
    assert len(menu(client.as_(name).get("/t/rosewood/"))) <= MOST_ENTRIES


def test_what_does_not_fit_stands_behind_more(client):
    page = client.as_("ben").get("/t/rosewood/")
    assert menu(page)["More"] == "/t/rosewood/more"

    found = {one.text_content(): one.get("href") for one in more(client, "ben").tree.xpath("//main//ul//a")}
    assert {"Links", "Your own targets"} <= set(found)
    assert not set(found) & set(menu(page))
    assert {client.as_("ben").get(path).status_code for path in found.values()} == {200}


def test_more_is_marked_on_its_own_page_and_on_those_behind_it(client):
    assert current(more(client, "ben")) == ["More"]
    assert current(client.as_("ben").get("/t/rosewood/links/")) == ["More"]


def test_who_has_few_entries_needs_no_more(client):
    assert "More" not in menu(client.as_("mia").get("/t/rosewood/"))
    assert "Everything is in the menu already." in more(client, "mia").words
