"""Fields in letters: looked up in a closed list, replaced once, and nothing else is obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.incidents import TOLD
from portal.core.errors import PortalError
from portal.declarations import LetterField
from portal.letters.catalogue import SHIPPED
from portal.letters.present import letter_markup
from portal.letters.rules import FIELDS, SAMPLES, check_words, filled, unfinished, without_empty


def test_a_field_is_replaced_by_its_value():
    assert filled("Dear {{addressee}}, {{ today }}.", {"addressee": "Ann", "today": "Monday"}) == "Dear Ann, Monday."


def test_what_a_field_is_replaced_by_is_not_looked_at_again():
    assert filled("{{addressee}}", {"addressee": "{{writer}}", "writer": "Ben"}) == "{{writer}}"


def test_a_field_without_a_value_says_so():
    words = filled("At {{site}}.", {"site": ""})

    assert words == "At [site: not recorded]."
    assert unfinished(words) == "[site: not recorded]"


@pytest.mark.parametrize(
    "words",
    [
        "{{colour}}", "{{ config }}", "{{ ''.__class__.__mro__ }}", "{{today.__class__}}", "{{today|safe}}", "{{7*7}}",
        "{% for x in y %}", "{# x #}", "{{", "}}", "{{today}", "{{{today}}}", "{{to\nday}}", "{{}}", "{{TODAY}}",
        "${today}{{self}}",
    ],
)  # fmt: skip
def test_anything_else_in_brackets_is_refused(words):
    with pytest.raises(PortalError) as refused:
        check_words(f"Dear {words}")
    assert refused.value.field == "body"


def test_the_refusal_says_which_fields_there_are():
    with pytest.raises(PortalError, match=r"There is no field \{\{colour\}\}. There are: addressee, today, "):
        check_words("{{colour}} {{today}}")


@given(st.text(alphabet="{}%# abtodywriesn_.|'\n", max_size=60))
def test_what_is_taken_has_no_brackets_left_once_it_is_filled(words):
    try:
        check_words(words)
    except PortalError:
        return
    assert not {"{{", "}}", "{%"} & {filled(words, SAMPLES)[place : place + 2] for place in range(len(words) + 400)}


@pytest.mark.parametrize("template", [*SHIPPED, TOLD], ids=lambda one: one.key)
def test_the_shipped_letters_use_fields_there_are_and_say_how_to_reach_the_writer(template):
    check_words(template.body)

    assert {"{{addressee}}", "{{writer_email}}", "{{our_reference}}"} <= set(template.body.split()) | {
        word.strip(".") for word in template.body.split()
    }


def test_every_field_has_a_sample():
    assert all(one.label and one.sample for one in FIELDS)


def test_words_become_paragraphs_and_lists_and_nothing_else():
    words = "Dear <b>Ann</b>\nat home\n\nWe found:\n- one & two\n- three\n\nYours"

    assert str(letter_markup(words)) == (
        "<p>Dear &lt;b&gt;Ann&lt;/b&gt;<br>at home</p>\n"
        "<p>We found:</p><ul><li>one &amp; two</li><li>three</li></ul>\n"
        "<p>Yours</p>"
    )


def test_no_line_breaks_a_reference():
    assert str(letter_markup("Please give SAF-32FS-N9BZ.", "SAF-32FS-N9BZ")) == (
        '<p>Please give <span class="whole">SAF-32FS-N9BZ</span>.</p>'
    )


@pytest.mark.parametrize(
    ("words", "left"),
    [("We found [say what].", "[say what]"), ("Dear {{addressee}}", "{{addressee}}"), ("It took 3 days [].", None)],
)
def test_a_letter_is_unfinished_while_something_in_brackets_is_left(words, left):
    assert unfinished(words) == left


OWN = (LetterField("support", "who can help", "An advocate"), LetterField("right", "a right", "You may ask again."))


def test_a_letter_may_have_fields_of_its_own():
    check_words("Dear {{addressee}}, {{support}}", OWN)
    with pytest.raises(PortalError, match="There are: support, right, addressee"):
        check_words("{{colour}}", OWN)


def test_what_a_letter_has_to_say_cannot_be_left_out():
    with pytest.raises(PortalError, match=r"This letter has to say \{\{right\}\}"):
        check_words("Dear {{addressee}}, {{support}}", OWN, frozenset({"support", "right"}))


def test_a_paragraph_with_nothing_to_say_goes_and_others_stay():
    words = "Dear {{addressee}}\n\n{{right}}\n \n{{support}} helps. {{right}}\n\n{{site}}"

    assert without_empty(words, {"right": "", "support": ""}) == (
        "Dear {{addressee}}\n\n{{support}} helps. {{right}}\n\n{{site}}"
    )
