"""What is typed and not sent: kept, offered on return, carried on or thrown away, gone once it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import g
from werkzeug.datastructures import MultiDict

from plugins.incidents.forms import HurtForm
from plugins.incidents.models import Incident
from portal.accounts.forms import JoinForm
from portal.casework.forms import NoteForm
from portal.operator.forms import SuspendForm
from portal.tenants.forms import ProposeForm
from portal.web.blueprint import guarded
from portal.web.drafts import MOST_CHARACTERS, MOST_DRAFTS, TYPED, DraftTooLargeError, keep_typed, save_draft
from portal.web.models import Draft
from tests.casework.incidents import completed, path

WHAT = "/t/rosewood/incidents/report/what"
KEEP = "/t/rosewood/drafts/keep"
AWAY = "/t/rosewood/drafts/throw-away"
WORDS = "A graze on the left hip"
MARCH = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@pytest.fixture
def incident(act_and_commit):
    with act_and_commit("ben") as uow:
        return completed(uow)


@pytest.fixture
def edit(incident):
    return f"{path(incident)}/edit"


@pytest.fixture
def kept_drafts(act):
    """The keys of a person's drafts."""
    return lambda name: [one.form for one in act(name).session.scalars(sa.select(Draft))]


def form_of(page):
    """The form that keeps a draft, as a browser would send it."""
    return dict(page.tree.xpath("//input[@name='draft_of']/ancestor::form")[0].form_values())


def type_in(browser, at, **typed):
    """What a browser with scripts sends a few seconds after the first letter."""
    values = form_of(browser.get(at)) | typed
    return browser.post_raw(KEEP, values | {"draft": values.pop("draft_of"), "draft_op": values.pop("op")})


def text_of(page, name):
    return (page.tree.xpath(f"//textarea[@name='{name}']")[0].text or "").strip()


def test_what_is_typed_is_kept_and_the_record_is_not_touched(client, act, incident, edit, kept_drafts):
    assert type_in(client.as_("ben"), edit, injury=WORDS).status_code == 200

    assert kept_drafts("ben") == [
        f"{TYPED}portal.casework.edit.VersionedCompleteForm/kind_key=incident/record_id={incident.id}"
    ]
    assert act("ben").session.get_one(Incident, (incident.tenant_id, incident.id)).injury is None


def test_on_return_it_is_offered_and_not_put_in(client, edit):
    type_in(client.as_("ben"), edit, injury=WORDS)
    page = client.as_("ben").get(edit)

    assert "You began this on" in page.words
    assert text_of(page, "injury") == ""
    assert page.links()["Carry on"] == "?draft=carry-on"


def test_carrying_on_puts_it_in(client, edit):
    type_in(client.as_("ben"), edit, injury=WORDS, **{"occurred_at-month": "nonsense"})
    page = client.as_("ben").get(f"{edit}?draft=carry-on")

    assert text_of(page, "injury") == WORDS
    assert form_of(page)["occurred_at-month"] == "nonsense"
    assert "This is what you typed on" in page.words


def test_a_tick_taken_away_stays_away(client, edit):
    ben = client.as_("ben")
    ben.post(edit, {"actions_taken": ["ambulance"]})
    values = form_of(ben.get(edit))
    values.pop("actions_taken", None)
    ben.post_raw(KEEP, values | {"draft": values.pop("draft_of")})

    assert ben.get(f"{edit}?draft=carry-on").tree.xpath("//input[@name='actions_taken'][@checked]") == []


def test_it_is_gone_once_the_form_is_sent(client, act, incident, edit, kept_drafts):
    ben = client.as_("ben")
    type_in(ben, edit, injury=WORDS)
    sent = ben.post_raw(edit, form_of(ben.get(f"{edit}?draft=carry-on")))

    assert (sent.status_code, kept_drafts("ben")) == (302, [])
    assert act("ben").session.get_one(Incident, (incident.tenant_id, incident.id)).injury == WORDS


def test_thrown_away_it_is_gone_and_one_is_back_at_the_form(client, edit, kept_drafts):
    ben = client.as_("ben")
    type_in(ben, edit, injury=WORDS)
    page = ben.get(edit)
    button = page.tree.xpath("//button[@form='throw-draft-away']")[0]
    away = dict(page.tree.get_element_by_id("throw-draft-away").form_values())
    done = ben.post_raw(AWAY, away | {button.get("name"): button.get("value")})

    assert (done.location, kept_drafts("ben")) == (edit, [])
    assert "You began this on" not in ben.get(edit).words


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example/", "/t/rosewood/\\evil", "/t/rosewood/\r\nX: y", "/t/glenview/", ""],
)
def test_throwing_away_leads_nowhere_else(client, back):
    ben = client.as_("ben")
    token = ben.get(WHAT).form()["csrf_token"]

    assert ben.post_raw(AWAY, {"csrf_token": token, "draft": "x", "back": back}).location == "/t/rosewood/"


def test_the_button_that_throws_away_is_not_the_forms_own(client, edit):
    """Return, pressed in a box, presses the first button that belongs to the form: that one must save."""
    type_in(client.as_("ben"), edit, injury=WORDS)
    form = client.as_("ben").get(edit).tree.xpath("//input[@name='draft_of']/ancestor::form")[0]

    assert [one.text_content().strip() for one in form.xpath(".//button[not(@form)]")] == ["Save"]


def test_without_scripts_a_form_that_was_refused_is_kept(client, edit):
    ben = client.as_("ben")
    refused = ben.post_raw(edit, form_of(ben.get(edit)) | {"injury": WORDS, "category": ""})
    page = client.as_("ben").get(f"{edit}?draft=carry-on")

    assert refused.errors == ["Choose what it was about"]
    assert text_of(page, "injury") == WORDS
    assert form_of(page)["category"] == ""


def test_a_form_that_ended_in_an_error_is_kept(client, app, edit):
    ben = client.as_("ben")
    form = form_of(ben.get(edit))
    view = app.view_functions["casework.edit"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["casework.edit"] = broken_inside(view)
    failed = ben.post_raw(edit, form | {"injury": WORDS})
    app.view_functions["casework.edit"] = view
    app.config["PROPAGATE_EXCEPTIONS"] = None

    assert failed.status_code == 500
    assert text_of(ben.get(f"{edit}?draft=carry-on"), "injury") == WORDS


def broken_inside(view):
    def fail(**_arguments):
        raise RuntimeError

    return guarded(fail, view.guard)


def test_a_draft_never_goes_over_what_somebody_saved_meanwhile(client, act, incident, edit):
    ruth, ben = client.as_("ruth"), client.as_("ben")
    type_in(ruth, edit, injury=WORDS)
    ben.post(edit, {"injury": "Ben saw a bruise"})
    sent = ruth.post_raw(edit, form_of(ruth.get(f"{edit}?draft=carry-on")))

    assert (sent.status_code, sent.heading) == (409, "Somebody else saved first")
    assert "Ben saw a bruise" in sent.words
    assert act("ben").session.get_one(Incident, (incident.tenant_id, incident.id)).injury == "Ben saw a bruise"


def test_a_draft_goes_on_from_where_it_was_begun_whatever_page_it_was_last_typed_on(client, edit):
    ruth = client.as_("ruth")
    type_in(ruth, edit, injury=WORDS)
    client.as_("ben").post(edit, {"injury": "Ben saw a bruise"})
    type_in(ruth, edit, injury=f"{WORDS}, and a bruise")
    sent = ruth.post_raw(edit, form_of(ruth.get(f"{edit}?draft=carry-on")))

    assert sent.status_code == 409


def test_left_at_the_merge_page_it_is_asked_again(client, edit):
    ruth = client.as_("ruth")
    form = form_of(ruth.get(edit))
    client.as_("ben").post(edit, {"injury": "Ben saw a bruise"})
    assert ruth.post_raw(edit, form | {"injury": WORDS}).status_code == 409
    later = form_of(ruth.get(f"{edit}?draft=carry-on"))

    assert later["injury"] == WORDS
    assert ruth.post_raw(edit, later).status_code == 409


def test_what_the_merge_page_saves_leaves_no_draft(client, edit, kept_drafts):
    ruth = client.as_("ruth")
    form = form_of(ruth.get(edit))
    client.as_("ben").post(edit, {"injury": "Ben saw a bruise"})
    merge = ruth.post_raw(edit, form | {"injury": WORDS})

    assert ruth.post_raw(edit, merge.form()).status_code == 302
    assert kept_drafts("ruth") == []


def test_a_draft_that_comes_late_does_not_come_back_after_sending(client, edit, kept_drafts):
    ben = client.as_("ben")
    form = form_of(ben.get(edit))
    assert ben.post_raw(edit, form | {"injury": WORDS}).status_code == 302
    late = form | {"injury": "A gra", "draft": form["draft_of"], "draft_op": form["op"]}
    ben.post_raw(KEEP, {name: value for name, value in late.items() if name not in {"op", "draft_of"}})

    assert kept_drafts("ben") == []


def test_keeping_a_draft_does_not_use_the_form_up(client, edit):
    ben = client.as_("ben")
    form = form_of(ben.get(edit))
    for words in ("A", "A gra", WORDS):
        values = form | {"injury": words, "draft": form["draft_of"], "draft_op": form["op"]}
        ben.post_raw(KEEP, {name: value for name, value in values.items() if name not in {"op", "draft_of"}})

    assert ben.post_raw(edit, form | {"injury": WORDS}).location == edit.removesuffix("/edit")


def test_nobody_else_is_offered_it(client, edit):
    type_in(client.as_("ben"), edit, injury=WORDS)

    for name in ("ruth", "ade"):
        page = client.as_(name).get(f"{edit}?draft=carry-on")
        assert WORDS not in page.text
        assert "typed on" not in page.text


def test_a_step_of_the_report_goes_on_without_asking(client):
    type_in(client.as_("mia"), WHAT, what_happened=WORDS)
    page = client.as_("mia").get(WHAT)

    assert text_of(page, "what_happened") == WORDS
    assert "This is what you typed on" in page.words


def test_a_report_thrown_away_takes_what_was_half_typed_with_it(client, kept_drafts):
    mia = client.as_("mia")
    type_in(mia, WHAT, what_happened=WORDS)
    token = mia.get(WHAT).form()["csrf_token"]
    mia.post_raw("/t/rosewood/incidents/report/discard", {"csrf_token": token})

    assert kept_drafts("mia") == []


def test_a_note_begun_is_offered_where_notes_are_written(client, incident):
    type_in(client.as_("ben"), path(incident), words="Rang her daughter")
    page = client.as_("ben").get(path(incident))

    assert page.tree.xpath("//details[@open]//a[text()='Carry on']") != []
    assert text_of(client.as_("ben").get(f"{path(incident)}?draft=carry-on"), "words") == "Rang her daughter"


def test_a_draft_cannot_be_written_over_the_reports_own(client, kept_drafts):
    mia = client.as_("mia")
    token = mia.get(WHAT).form()["csrf_token"]
    mia.post_raw(KEEP, {"csrf_token": token, "draft": "incidents.report", "what_happened": "x"})

    assert kept_drafts("mia") == [f"{TYPED}incidents.report"]
    assert mia.get("/t/rosewood/incidents/report").status_code == 302


def test_passwords_keys_and_the_forms_own_inputs_are_not_kept(act):
    uow = act("ben")
    secret = {"password": "hunter2", "new_password": "hunter3", "code": "123456", "csrf_token": "t", "op": "k"}
    keep_typed(uow, "form", MultiDict({**secret, "draft": "form", "draft_of": "form", "words": "Hello"}))

    assert uow.session.get_one(Draft, (uow.tenant.id, uow.actor.user_id, f"{TYPED}form")).values == {"words": ["Hello"]}


@pytest.mark.parametrize(
    ("key", "words"),
    [("x" * 301, "Hello"), ("form", "x" * MOST_CHARACTERS)],
)
def test_a_draft_has_a_largest_size(act, key, words):
    with pytest.raises(DraftTooLargeError):
        keep_typed(act("ben"), key, MultiDict({"words": words}))


def test_a_person_keeps_the_newest_hundred_drafts_and_none_for_longer_than_ninety_days(act):
    uow = act("ben")
    long_ago = act("ruth", now=MARCH - timedelta(days=91))
    keep_typed(long_ago, "ruths", MultiDict({"words": "Old"}))
    for number in range(MOST_DRAFTS + 5):
        uow.now = MARCH + timedelta(minutes=number)
        keep_typed(uow, f"form {number}", MultiDict({"words": "Hello"}))
    save_draft(uow, "incidents.report", {})
    uow.now = MARCH + timedelta(days=91)
    keep_typed(uow, "latest", MultiDict({"words": "Hello"}))

    assert set(uow.session.scalars(sa.select(Draft.form))) == {"incidents.report", f"{TYPED}latest"}


@pytest.mark.parametrize(
    ("form", "keeps"),
    [
        (NoteForm, True),  # long text
        (HurtForm, False),  # three short questions
        (ProposeForm, True),  # four
        (JoinForm, False),  # a password
    ],
)
def test_a_form_that_asks_much_keeps_a_draft_unless_it_asks_for_a_password(app, act, form, keeps):
    uow = act("ben")
    with app.test_request_context("/"):
        g.uow = uow
        assert (form().draft_key is not None) is keeps


@pytest.mark.parametrize("form", [NoteForm, SuspendForm])
def test_outside_an_organisation_no_form_keeps_one(app, form):
    with app.test_request_context("/"):
        assert form().draft_key is None
