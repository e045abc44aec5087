"""Change a record: what was typed is kept, and two people who change it at once both keep their words."""

from __future__ import annotations

import pytest

from plugins.incidents.models import Incident
from tests.casework.incidents import completed, path, reported


@pytest.fixture
def incident(kept):
    return kept(completed)


@pytest.fixture
def edit(incident):
    return f"{path(incident)}/edit"


@pytest.fixture
def stored(act_and_commit, incident):
    """The incident as it stands in the database."""

    def read():
        with act_and_commit("ben") as uow:
            return uow.session.get_one(Incident, (incident.tenant_id, incident.id))

    return read


def differing(page):
    """The parts a merge page asks about, each with what is saved and what was typed."""
    squeeze = lambda element: " ".join(element.text_content().split())  # noqa: E731
    return {
        squeeze(one.xpath("./legend")[0]): [
            squeeze(side) for side in one.xpath('./div[contains(@class, "differ")]/div')
        ]
        for one in page.tree.xpath("//main//fieldset")
    }


def both_open(client, edit):
    """Ben and Ruth open the form; then Ben saves, while Ruth still types."""
    ben, ruth = client.as_("ben"), client.as_("ruth")
    return ben, ruth, ben.get(edit).form(), ruth.get(edit).form()


def save(browser, edit, form, **typed):
    return browser.post_raw(edit, {**form, **typed})


def test_a_change_is_kept_and_told(client, incident, edit, stored):
    ben = client.as_("ben")
    page = ben.post(edit, {"injury": "A graze on the left hip"})

    assert page.location == path(incident)
    assert f"Saved {incident.reference}." in ben.get(page.location).text
    assert stored().injury == "A graze on the left hip"


def test_saving_what_is_there_already_is_no_change(client, edit, stored):
    version = stored().row_version
    client.as_("ben").post(edit)

    assert stored().row_version == version


def test_an_error_keeps_what_was_typed(client, edit):
    page = client.as_("ben").post(edit, {"category": "", "injury": "A graze", "occurred_at-day": "40"})

    assert page.errors == [
        "Choose what it was about",
        "When did it happen?: must be a real date, like 27 3 2026",
    ]
    assert (page.form()["injury"], page.form()["occurred_at-day"]) == ("A graze", "40")


def test_a_rule_that_says_no_stands_beside_its_question(client, edit, stored):
    page = client.as_("ben").post(edit, {"occurred_at-time": "23:00", "injury": "A graze"})

    assert page.errors == ["When you found out: this cannot be before it happened."]
    assert page.form()["injury"] == "A graze"
    assert stored().injury is None


def test_a_stale_form_becomes_a_merge_page_with_both_peoples_words(client, edit, stored):
    ben, ruth, bens, ruths = both_open(client, edit)
    save(ben, edit, bens, injury="Ben saw a graze")
    page = save(ruth, edit, ruths, injury="Ruth saw a bruise")

    assert (page.status_code, page.heading) == (409, "Somebody else saved first")
    assert differing(page) == {
        "What injury or harm was found?": ["Keep what is saved now Ben saw a graze", "Keep yours Ruth saw a bruise"]
    }
    assert stored().injury == "Ben saw a graze"


@pytest.mark.parametrize(("choice", "becomes"), [("yours", "Ruth saw a bruise"), ("theirs", "Ben saw a graze")])
def test_the_merge_page_saves_what_was_chosen(client, edit, stored, choice, becomes):
    ben, ruth, bens, ruths = both_open(client, edit)
    save(ben, edit, bens, injury="Ben saw a graze")
    merge = save(ruth, edit, ruths, injury="Ruth saw a bruise", witnesses="Two carers").form()

    assert save(ruth, edit, merge, **{"keep-injury": choice}).status_code == 302
    assert (stored().injury, stored().witnesses) == (becomes, "Two carers")


def test_a_part_only_one_of_them_changed_is_kept_without_asking(client, edit, stored):
    ben, ruth, bens, ruths = both_open(client, edit)
    save(ben, edit, bens, injury="Ben saw a graze")
    page = save(ruth, edit, ruths, witnesses="Two carers")

    assert (page.status_code, differing(page)) == (409, {})
    assert save(ruth, edit, page.form()).status_code == 302
    assert (stored().injury, stored().witnesses) == ("Ben saw a graze", "Two carers")


def test_a_merge_that_is_stale_itself_asks_again_and_loses_nothing(client, edit, stored):
    ben, ruth, bens, ruths = both_open(client, edit)
    save(ben, edit, bens, injury="Ben saw a graze")
    merge = save(ruth, edit, ruths, witnesses="Two carers").form()
    ben.post(edit, {"injury": "Ben saw two grazes", "police_reference": "NS-77"})
    again = save(ruth, edit, merge)

    assert again.status_code == 409
    assert save(ruth, edit, again.form()).status_code == 302
    after = stored()
    assert (after.injury, after.witnesses, after.police_reference) == ("Ben saw two grazes", "Two carers", "NS-77")


def test_a_form_that_does_not_know_how_it_was_made_asks_about_everything_that_differs(client, edit):
    ben, ruth, bens, ruths = both_open(client, edit)
    save(ben, edit, bens, injury="Ben saw a graze")
    page = save(ruth, edit, ruths, made_from="{", witnesses="Two carers")

    assert list(differing(page)) == ["What injury or harm was found?", "Who saw or heard it"]


@pytest.mark.parametrize("name", ["keep-op", "keep-csrf_token", "keep-row_version", "keep-title", "keep-"])
def test_only_questions_of_the_form_can_be_kept(client, edit, stored, name):
    version = stored().row_version
    page = client.as_("ben").post(edit, {"row_version": "1", name: "theirs", "injury": "A graze"})

    assert page.status_code == 409
    assert stored().row_version == version


@pytest.mark.parametrize("version", ["", "x", "²", "-1", "9" * 5000])
def test_a_form_without_its_version_overwrites_nothing(client, edit, stored, version):
    client.as_("ben").post(edit, {"injury": "A graze"})
    page = client.as_("ruth").post(edit, {"row_version": version, "injury": ""})

    assert page.status_code == 409
    assert stored().injury == "A graze"


def test_the_page_says_to_whom_a_change_goes_before_it_is_saved(client, edit):
    page = client.as_("ben").get(edit)

    assert "Saving also sends what changed to: Northshire Council: Incident summary" in page.words


def test_what_is_to_be_held_back_needs_a_reason(client, edit):
    ben = client.as_("ben")
    link = ben.get(edit).tree.xpath('//input[@name="hold_back"]/@value')[0]
    page = ben.post(edit, {"hold_back": link, "injury": "A graze"})

    assert page.errors == ["Say why you hold this back."]
    assert page.form()["injury"] == "A graze"


@pytest.mark.parametrize("link", ["nonsense", "00000000-0000-7000-8000-000000000000"])
def test_a_link_that_is_none_of_ours_holds_nothing_back(client, incident, edit, link):
    assert client.as_("ben").post(edit, {"hold_back": link}).location == path(incident)


def test_a_reader_may_look_and_not_change(client, incident, edit):
    rhona = client.as_("rhona")

    assert rhona.get(path(incident)).status_code == 200
    assert "Change what is recorded" not in rhona.get(path(incident)).links()
    assert rhona.get(edit).status_code == 403


def test_a_received_copy_has_no_form(client, copy):
    assert client.as_("asha").get(f"{path(copy, 'northshire')}/edit").status_code == 404


def test_a_note_is_kept_beside_the_record(client, kept):
    page_of = path(kept(reported))
    ruth = client.as_("ruth")
    sent = ruth.post(f"{page_of}/notes", {"words": "Rang the GP.\r\nShe will visit."}, form_at=page_of)

    assert sent.location == f"{page_of}#notes"
    assert "Ruth Pell, Wednesday 4 March 2026 at 10:00" in ruth.get(page_of).words
    assert "Rang the GP.She will visit." in ruth.get(page_of).words


def test_an_empty_note_is_asked_for_and_the_page_is_whole(client, kept):
    page_of = path(kept(reported))
    page = client.as_("ruth").post(f"{page_of}/notes", {"words": " "}, form_at=page_of)

    assert (page.status_code, page.errors) == (422, ["Write the note"])
    assert page.heading == "Somebody hurt at Rosewood House"
