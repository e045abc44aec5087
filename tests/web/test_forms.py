"""Forms: a key for each, answers as people type them, drafts that wait."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from werkzeug.datastructures import MultiDict

from portal.core.errors import PortalError
from portal.web.drafts import discard_draft, read_draft, save_draft
from portal.web.fields import ChoiceField, ChoicesField, DayField, MomentField, NumberField, Option, TextField
from portal.web.forms import PortalForm, Required, attach_error

COLOURS = (Option("red", "Red"), Option("blue", "Blue"))


class Form(PortalForm):
    class Meta:
        csrf = False

    name = TextField("Name", [Required("Enter a name")])
    count = NumberField("How many?")
    day = DayField("Day")
    moment = MomentField("When")
    colour = ChoiceField("Colour", choices=COLOURS)
    colours = ChoicesField("Colours", choices=COLOURS)


@pytest.fixture
def filled(app):
    """The form as somebody sends it: `filled(name="Nia")`; parts of a field are written `day__month`."""
    with app.test_request_context():
        yield lambda **typed: Form(MultiDict({key.replace("__", "-"): value for key, value in typed.items()}))


def day(typed):
    return dict(zip(("day__day", "day__month", "day__year"), typed.split("/"), strict=True))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("27/3/2026", date(2026, 3, 27)),
        ("27/March/2026", date(2026, 3, 27)),
        (" 27 /MAR/ 2026", date(2026, 3, 27)),
        ("29/2/2028", date(2028, 2, 29)),
        ("01/01/1900", date(1900, 1, 1)),
    ],
)
def test_a_day_is_read_however_it_is_typed(filled, typed, read):
    assert filled(**day(typed)).day.data == read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("29/2/2026", "Day: must be a real date, like 27 3 2026"),
        ("31/4/2026", "Day: must be a real date, like 27 3 2026"),
        ("1/13/2026", "Day: must be a real date, like 27 3 2026"),
        ("x/y/z", "Day: must be a real date, like 27 3 2026"),
        ("1/1/26", "Day: must be a real date, like 27 3 2026"),
        ("1/1/99999999999", "Day: must be a real date, like 27 3 2026"),
        ("²/3/2026", "Day: must be a real date, like 27 3 2026"),
        ("1//2026", "Day: must include a month"),
        ("//2026", "Day: must include a day and a month"),
    ],
)
def test_a_day_that_cannot_be_says_what_to_do_and_stays_as_typed(filled, typed, says):
    form = filled(name="Nia", **day(typed))

    assert not form.validate()
    assert form.day.errors == [says]
    assert "/".join(form.day.typed.values()) == typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("21:40", datetime(2026, 3, 27, 21, 40, tzinfo=UTC)),
        ("21.40", datetime(2026, 3, 27, 21, 40, tzinfo=UTC)),
        ("9:40 pm", datetime(2026, 3, 27, 21, 40, tzinfo=UTC)),
        ("12am", datetime(2026, 3, 27, 0, 0, tzinfo=UTC)),
        ("12 PM", datetime(2026, 3, 27, 12, 0, tzinfo=UTC)),
        ("2140", datetime(2026, 3, 27, 21, 40, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_however_it_is_typed(filled, typed, read):
    form = filled(moment__day="27", moment__month="3", moment__year="2026", moment__time=typed)

    assert form.moment.data == read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "When: must include a time, like 21:40"),
        ("soon", "When: must include a time, like 21:40"),
        ("25:00", "When: must be a real time, like 21:40"),
        ("21:75", "When: must be a real time, like 21:40"),
    ],
)
def test_a_time_that_cannot_be_says_what_to_do(filled, typed, says):
    form = filled(name="Nia", moment__day="27", moment__month="3", moment__year="2026", moment__time=typed)

    assert not form.validate()
    assert form.moment.errors == [says]


def test_a_time_in_summer_is_londons(filled):
    form = filled(moment__day="1", moment__month="4", moment__year="2026", moment__time="21:40")

    assert form.moment.data == datetime(2026, 4, 1, 20, 40, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "read"), [("12", 12), (" 7 ", 7), ("0", 0), ("", None), ("٣", 3)])
def test_a_number_is_read(filled, typed, read):
    assert filled(count=typed).count.data == read


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "1e9", "²", "9999999999"])
def test_what_is_no_number_says_so(filled, typed):
    form = filled(name="Nia", count=typed)

    assert not form.validate()
    assert form.count.errors == [f"How many?: enter a whole number, not “{typed}”"]


@pytest.mark.parametrize(("typed", "read"), [("  Nia ", "Nia"), ("", None), ("   ", None), (" \t\n", None)])
def test_blanks_around_an_answer_are_a_slip_of_the_finger(filled, typed, read):
    assert filled(name=typed).name.data == read


def test_only_what_was_offered_can_be_chosen(filled):
    one, many = filled(name="Nia", colour="green"), filled(name="Nia", colours="green")

    assert (one.validate(), one.colour.errors) == (False, ["Choose one of the answers shown"])
    assert not many.validate()


def test_every_form_has_a_key_of_its_own_and_keeps_it_through_an_error(filled, app):
    with app.test_request_context():
        assert len({Form().op.data for _time in range(50)}) == 50
    assert filled(op="the-key", name="").op.data == "the-key"


def test_a_rules_no_stands_at_its_question_or_above_the_form(filled):
    form = filled(name="Nia")
    attach_error(form, PortalError("Not that one.", field="name"))
    attach_error(form, PortalError("Not today."))
    attach_error(form, PortalError("Nobody asked.", field="elsewhere"))

    assert form.name.errors == ["Not that one."]
    assert form.form_errors == ["Not today.", "Nobody asked."]


def test_the_shells_own_fields_are_no_answers(filled):
    assert set(filled(name="Nia").values()) == {"name", "count", "day", "moment", "colour", "colours"}


def test_a_draft_is_kept_replaced_and_thrown_away(act):
    uow = act("mia")
    save_draft(uow, "incident", {"what": "She sl"})
    save_draft(uow, "incident", {"what": "She slipped", "n": [1, "é"]})
    assert read_draft(uow, "incident").values == {"what": "She slipped", "n": [1, "é"]}

    discard_draft(uow, "incident")
    assert read_draft(uow, "incident") is None


def test_drafts_of_two_forms_do_not_mix(act):
    uow = act("mia")
    save_draft(uow, "incident", {"what": "A fall"})
    save_draft(uow, "concern", {"what": "A worry"})
    discard_draft(uow, "concern")

    assert read_draft(uow, "incident").values == {"what": "A fall"}


def test_a_draft_is_its_writers_alone_whatever_their_role(act_and_commit):
    with act_and_commit("mia") as uow:
        save_draft(uow, "incident", {"what": "Hers"})
    for name in ("ben", "ade", "gil"):
        with act_and_commit(name) as uow:
            assert read_draft(uow, "incident") is None
            discard_draft(uow, "incident")
    with act_and_commit("mia") as uow:
        assert read_draft(uow, "incident").values == {"what": "Hers"}


def test_one_person_has_a_draft_in_each_of_two_organisations(act_and_commit, act):
    with act_and_commit("dual") as uow:
        save_draft(uow, "incident", {"what": "At the council"})

    assert read_draft(act("dual", tenant="rosewood"), "incident") is None
