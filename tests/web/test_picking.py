"""One of very many by typing part of its name, in forms and in filters, without scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from werkzeug.datastructures import MultiDict

from portal.web.fields import ChoiceField, Option, SelectField
from portal.web.forms import PortalForm, Required
from portal.web.picking import MOST_LISTED, MOST_OFFERED, pick
from tests.oversight.register import add_site

MANY = [Option(f"id-{number}", f"Elm House {number}") for number in range(150)]
HOMES = (Option("a", "Rosewood House"), Option("b", "Rosewood Lodge"), Option("c", "Tŷ Mawr"), Option("d", "House"))


class Form(PortalForm):
    class Meta:
        csrf = False

    site = SelectField("At which site?", [Required("Choose the site")])
    home = ChoiceField("Which home?")


@pytest.fixture
def filled(app):
    """The form with `options` to choose from, as somebody sends it."""

    def fill(*sent, options=MANY):
        form = Form(MultiDict([("site", one) for one in sent]))
        form.site.offer(options)
        return form

    with app.test_request_context():
        yield fill


def drawn(app, form):
    source = '{% from "macros/form.html" import field %}{{ field(form.site) }}'
    return html.fromstring(app.jinja_env.from_string(source).render(form=form))


@pytest.mark.parametrize(
    ("typed", "chosen", "offered"),
    [
        ("b", "b", []),
        ("rosewood lodge", "b", []),
        ("rose lodge", "b", []),
        ("ty mawr", "c", []),
        ("house", "d", []),
        ("hou ros", "a", []),
        ("rose", None, ["a", "b"]),
        ("zebra", None, []),
        ("", None, []),
        (None, None, []),
    ],
)
def test_words_choose_the_only_name_they_fit_or_offer_those_that_could_be_meant(typed, chosen, offered):
    found = pick(HOMES, typed)

    assert (found.option and found.option.value, [one.value for one in found.offered]) == (chosen, offered)


@given(st.lists(st.sampled_from(["elm", "oak", "house", "lodge", "é"]), max_size=3).map(" ".join), st.text(max_size=8))
def test_whatever_is_typed_nothing_is_chosen_that_was_not_there(label, typed):
    options = [Option("1", label), Option("2", "Elm House")]
    found = pick(options, typed)

    assert found.option in {None, *options}
    assert found.option is None or not found.offered


def test_a_long_list_is_typed_into_and_a_short_one_is_shown(app, filled):
    assert drawn(app, filled(options=MANY[:MOST_LISTED])).xpath("//select/option[2]")[0].text.strip() == "Elm House 0"
    long = drawn(app, filled())
    assert (long.xpath("//select"), long.xpath("//input/@type"), len(long.xpath("//label"))) == ([], ["text"], 1)


@pytest.mark.parametrize("typed", ["id-77", "Elm House 77", "77", "hou 77"])
def test_a_name_that_only_one_has_is_chosen(app, filled, typed):
    form = filled(typed)

    assert (form.validate(), form.site.data) == (True, "id-77")
    assert drawn(app, form).xpath("//input/@value") == ["Elm House 77"]


def test_of_several_that_fit_one_is_chosen_on_the_next_page(app, filled):
    form = filled("Elm House 14")
    assert form.validate()
    several = filled("14")
    assert (several.validate(), several.site.errors) == (False, ["Choose which one you mean"])
    page = drawn(app, several)
    assert page.xpath("//input[@type='radio']/@value") == ["id-14", *(f"id-14{one}" for one in range(10))]
    assert page.xpath("//input[@type='text']/@value") == ["14"]

    again = filled("14", "id-141")
    assert (again.validate(), again.site.data) == (True, "id-141")


def test_very_many_that_fit_ask_for_more_of_the_name(app, filled):
    form = filled("elm")

    assert (form.validate(), form.site.errors) == (False, ["Many fit: type more of its name"])
    assert len(drawn(app, form).xpath("//input[@type='radio']")) == MOST_OFFERED


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (["zebra"], "Nothing here is called “zebra”: type another part of its name"),
        ([" "], "Choose the site"),
        ([], "Choose the site"),
    ],
)
def test_what_nothing_is_called_is_refused(filled, sent, says):
    form = filled(*sent)

    assert (form.validate(), form.site.errors) == (False, [says])


def test_a_list_of_records_is_narrowed_to_a_site_that_is_typed(app, client):
    for number in range(MOST_LISTED + 1):
        add_site(app, f"1-7{number:08d}", f"Elm House {number}")
    asha, records = client.as_("asha"), "/t/northshire/records/incident/"
    page = asha.get(f"{records}?site=house+77")

    assert page.tree.xpath("//*[@id='filter-site']/@value") == ["Elm House 77"]
    assert "Which site do you mean?" in asha.get(f"{records}?site=elm").words
    chosen = asha.get(records + asha.get(f"{records}?site=elm").links()["Elm House 1"])
    assert chosen.tree.xpath("//*[@id='filter-site']/@value") == ["Elm House 1"]
    assert "No site is called so." in asha.get(f"{records}?site=zebra").words
    for path in ("actions/", "actions/board", "to-do/"):
        assert asha.get(f"/t/northshire/{path}?site=elm").status_code == 200
