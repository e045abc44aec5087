"""The operator's bank holidays: added and taken away, refused in words, and seen by nobody else."""

from __future__ import annotations

import pytest

PAGE = "/operator/holidays"
# A Wednesday that is no holiday anywhere; the year is one that does not pass soon.
DAY = {"day-day": "10", "day-month": "6", "day-year": "2099", "name": "National day", "nations": ["england", "wales"]}


@pytest.fixture
def otto(client):
    return client.as_("otto")


def test_a_day_is_added_for_the_nations_chosen_and_taken_away_again(otto):
    assert otto.post(PAGE, DAY).location == PAGE
    page = otto.get(PAGE)
    assert "National day, England" in page.words
    assert "National day, Wales" in page.words
    assert "National day, Scotland" not in page.words

    assert otto.post(f"{PAGE}/england/2099-06-10/remove", form_at=PAGE).location == PAGE
    assert "National day, England" not in otto.get(PAGE).words


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"day-year": "2020"}, "Wednesday 10 June 2020 is in a past year. Enter a day of 20"),
        ({"day-day": "13"}, "Saturday 13 June 2099 does not count anyway: it is a Saturday."),
        ({"day-day": "25", "day-month": "12"}, "is a bank holiday in England already: Christmas Day"),
        ({"nations": []}, "Choose at least one nation"),
        ({"name": ""}, "Enter what the day is called"),
    ],
)
def test_what_cannot_be_is_refused_in_words(otto, typed, error):
    page = otto.post(PAGE, DAY | typed)

    assert len(page.errors) == 1
    assert error in page.errors[0]
    assert "National day" not in otto.get(PAGE).words


def test_a_day_on_the_list_already_is_refused_and_nothing_of_the_form_is_kept(otto):
    otto.post(PAGE, DAY | {"nations": ["wales"]})
    page = otto.post(PAGE, DAY | {"name": "Another name"})

    assert page.errors == ["Wednesday 10 June 2099 is a bank holiday in Wales already: National day"]
    assert "Another name, England" not in otto.get(PAGE).words


@pytest.mark.parametrize("path", ["england/2099-06-11", "atlantis/2099-06-10", "england/soon"])
def test_what_was_never_added_is_not_found(otto, path):
    otto.post(PAGE, DAY)

    assert otto.post(f"{PAGE}/{path}/remove", form_at=PAGE).status_code == 404


@pytest.mark.parametrize("name", ["noor", "ben"])
def test_nobody_else_finds_the_page(client, name):
    assert client.as_(name).get(PAGE).status_code == 404
