"""The words of pages: the same on every path, and only what is filled into them is escaped."""

from __future__ import annotations

import pytest
from flask import render_template_string
from lxml import html

NAMES = "O'Brien & <Sons>"
ESCAPED = "O&#39;Brien &amp; &lt;Sons&gt;"


@pytest.fixture
def shown(app):
    def render(source, **names):
        with app.test_request_context():
            return render_template_string(source, **names)

    return render


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('<b>{{ _("Status") }}</b>', "<b>Status</b>"),
        ("<td data-label=\"{{ _('Status') }}\">", '<td data-label="Status">'),
        ('{{- _("Status") -}} !', "Status!"),
        ('{{ _("Read <em>this</em>") }}', "Read <em>this</em>"),
        ('{{ _("100 %% of it") }}', "100 % of it"),
        ('{{ _("Status") if true }}', "Status"),
        ('{{ _("Status") | upper }}', "STATUS"),
        ('{{ _("A") }}{{ _("B") }}{{ name }}', f"AB{ESCAPED}"),
        ('{% for one in "ab" %}{{ _("Row") }} {{ one }} {% endfor %}', "Row a Row b "),
        ('{{ _("From %(name)s", name=name) }}', f"From {ESCAPED}"),
        ('{{ _("%(name)s: 100 %%", name=name) }}', f"{ESCAPED}: 100 %"),
    ],
)
def test_words_read_as_they_are_written(shown, source, text):
    assert shown(source, name=NAMES) == text


def test_in_plain_text_nothing_is_escaped(app):
    with app.test_request_context():
        mail = app.jinja_env.get_template("notifications/new_password.txt")

        assert f"An administrator of {NAMES} made you" in mail.render(tenant={"name": NAMES}, hours=1, link="")


def test_words_with_a_part_missing_are_an_error(shown):
    with pytest.raises(KeyError):
        shown('{{ _("From %(name)s") }}')


def test_fixed_words_are_text_of_the_compiled_template(app):
    compiled = app.jinja_env.compile('<b>{{ _("Status") }}</b>', raw=True)

    assert "<b>Status</b>" in compiled


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("01632 960406", [("tel:01632960406", "01632 960406")]),
        ("+44 (0)1632 960 406 after six", [("tel:+441632960406", "+44 (0)1632 960 406")]),
        (
            "Ring 0300 061 0614 or 0808 800 9060.",
            [("tel:03000610614", "0300 061 0614"), ("tel:08088009060", "0808 800 9060")],
        ),
        ("INC-01632960406, 2026-11-22, £1,000", []),
        (None, []),
    ],
)
def test_a_number_in_a_text_is_what_a_telephone_dials(shown, text, links):
    drawn = html.fromstring(f"<p>{shown('{{ text | telephone }}', text=text)}</p>")

    assert [(link.get("href"), link.text) for link in drawn.iter("a")] == links
    assert drawn.text_content() == (text or "")


def test_what_stands_around_a_number_is_escaped(shown):
    drawn = shown("{{ text | telephone }}", text="<b>01632 960406</b>")

    assert drawn == '&lt;b&gt;<a class="govuk-link" href="tel:01632960406">01632 960406</a>&lt;/b&gt;'
