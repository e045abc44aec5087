"""An administrator looks after the organisation's people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from portal.trail.models import TrailEntry
from tests.accounts.steps import ASHA, BEN, NEWCOMER, invite, link_on, queued_mails, sign_in
from tests.client import PortalClient
from tests.world import PERSONAS

PEOPLE = "/t/rosewood/people/"
BEN_ID, ADE_ID, ASHA_ID, DUAL_ID = (PERSONAS[name].id for name in ("ben", "ade", "asha", "dual"))


def acts(uow) -> list[tuple[str, str, str]]:
    rows = uow.session.execute(
        select(TrailEntry.act, TrailEntry.act_class, TrailEntry.compartment).where(TrailEntry.act.like("member.%"))
    )
    return [tuple(row) for row in rows]


def test_the_list_names_everybody_with_their_roles(client):
    page = client.as_("ade").get(PEOPLE)

    names = [one.text_content().split(" ")[0] for one in page.tree.xpath("//tbody//th")]
    assert names == ["Ade", "Ben", "Dana", "Dora", "Mia", "Pia", "Piet", "Rhona", "Ruth"]
    assert "Ben Hargreavesben@rosewood.example Manager 1 Sep 2025" in page.words


@pytest.mark.parametrize("name", ["ben", "mia", "rhona"])
def test_others_may_not_open_it(client, name):
    assert client.as_(name).get(PEOPLE).status_code == 403


def test_another_organisations_administrator_finds_nothing(client):
    assert client.as_("noor").get(PEOPLE).status_code == 404


def test_only_roles_that_suit_the_organisation_are_offered(client):
    here = client.as_("ade").get(f"{PEOPLE}invite")
    there = client.as_("noor").get("/t/northshire/people/invite")

    assert "Reports what happened and hears what came of it." in here.words
    assert "care_worker" in here.tree.xpath('//input[@name="roles"]/@value')
    assert "care_worker" not in there.tree.xpath('//input[@name="roles"]/@value')


def test_inviting_mails_the_link_and_shows_it_once(client, act, location):
    admin = client.as_("ade")
    form = admin.get(f"{PEOPLE}invite").form()
    answers = {**form, "name": "Nia Price", "email": NEWCOMER, "roles": "officer"}
    link = link_on(admin.post_raw(f"{PEOPLE}invite", answers))
    again = admin.post_raw(f"{PEOPLE}invite", answers)

    assert again.location == f"{PEOPLE}invite"
    assert "Nia Price" in admin.get(PEOPLE).words
    assert link not in admin.get(PEOPLE).text
    uow = act("ade")
    mail = queued_mails(location)[0]
    assert (mail.to_address, mail.subject) == (NEWCOMER, "Your invitation to the Care Oversight Portal")
    assert f"http://localhost{link}" in mail.body
    assert "Nia" not in mail.body
    assert acts(uow) == [("member.invited", "P", "organisation")]


def test_an_address_with_and_one_without_an_account_look_the_same(client):
    admin = client.as_("ade")
    pages = [
        admin.post(f"{PEOPLE}invite", {"name": "Nia Price", "email": email, "roles": "officer"})
        for email in ("asha@northshire.example", "nobody@northshire.example")
    ]

    bare = [page.words.replace(link_on(page), "").replace("asha@", "x@").replace("nobody@", "x@") for page in pages]
    assert bare[0] == bare[1]
    rows = [one.text_content() for one in admin.get(PEOPLE).tree.xpath("//tbody")[0]]
    assert rows[0].replace("asha@", "x@") == rows[1].replace("nobody@", "x@")


@pytest.mark.parametrize(
    ("email", "roles", "error"),
    [
        ("not an address", "officer", "Enter an e-mail address in the correct form, like name@example.com"),
        (
            "a@b\r\nBcc: c@d.example",
            "officer",
            "Enter an e-mail address in the correct form, like name@example.com",
        ),
        (BEN, "officer", "This person already belongs to your organisation"),
        (NEWCOMER, "no_such_role", "'no_such_role' is not a valid choice for this field."),
        (NEWCOMER, [], "Choose one role or more"),
    ],
)
def test_what_cannot_be_invited_says_what_to_do(client, email, roles, error):
    page = client.as_("ade").post(f"{PEOPLE}invite", {"name": "Nia Price", "email": email, "roles": roles})

    assert page.errors == [error]
    assert page.form()["name"] == "Nia Price"


def test_an_invitation_can_be_taken_back(client, act):
    admin = client.as_("ade")
    link = invite(admin)
    path = admin.get(PEOPLE).tree.xpath('//form[contains(@action, "/revoke")]/@action')[0]

    assert admin.post(path, form_at=PEOPLE).location == PEOPLE

    assert client.get(link).status_code == 404
    assert NEWCOMER not in admin.get(PEOPLE).text
    assert ("member.invitation_revoked", "P", "organisation") in acts(act("ade"))


def test_an_invitation_of_another_organisation_is_not_found(client):
    invite(client.as_("ade"))
    path = client.as_("ade").get(PEOPLE).tree.xpath('//form[contains(@action, "/revoke")]/@action')[0]
    noor = client.as_("noor")

    page = noor.post(path.replace("rosewood", "northshire"), form_at="/t/northshire/people/invite")

    assert page.status_code == 404


def test_changed_roles_count_at_once(client, act):
    page = client.as_("ade").post(f"{PEOPLE}{BEN_ID}/roles", {"roles": "reader"})

    assert page.location == PEOPLE
    assert act("ben").actor.roles == {"reader"}
    assert acts(act("ade")) == [("member.roles_changed", "P", "organisation")]


def test_nobody_changes_their_own_roles(client, act):
    admin = client.as_("ade")
    form = admin.get(f"{PEOPLE}{BEN_ID}/roles").form()
    for path in ("roles", "end", "new-link"):
        assert admin.get(f"{PEOPLE}{ADE_ID}/{path}").status_code == 400
        assert admin.post_raw(f"{PEOPLE}{ADE_ID}/{path}", {**form, "roles": "manager"}).status_code == 400

    assert act("ade").actor.roles == {"tenant_admin"}


def test_nobody_raises_themselves_by_an_invitation(client, act):
    admin = client.as_("ade")
    page = admin.post(f"{PEOPLE}invite", {"name": "Ade", "email": "ade@rosewood.example", "roles": "manager"})

    assert page.errors == ["This person already belongs to your organisation"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal.membership SET roles = '{manager}'",
        "INSERT INTO portal.membership SELECT * FROM portal.membership",
        "DELETE FROM portal.membership",
        "SELECT * FROM auth.account",
        "SELECT * FROM auth.invitation",
        "SELECT * FROM auth.session",
        "SELECT auth.open_session(gen_random_uuid(), '\\x00', 'x', false, 10, 10)",
        "SELECT auth.join_with_session('token', 'token')",
    ],
)
def test_not_by_sql_either(act, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        act("ade").session.execute(text(statement))


def test_the_database_keeps_ones_own_roles_whatever_the_application_asks(act):
    uow = act("ade")

    assert not uow.session.execute(text("SELECT auth.set_member_roles(:id, '{manager}')"), {"id": ADE_ID}).scalar()
    with pytest.raises(ProgrammingError, match="not permitted"):
        act("ben").session.execute(text("SELECT auth.set_member_roles(:id, '{manager}')"), {"id": ADE_ID})


def test_one_administrator_does_not_reach_anothers_members(client, act):
    for path in ("roles", "end", "new-link"):
        assert client.as_("ade").get(f"{PEOPLE}{ASHA_ID}/{path}").status_code == 404
    uow = act("ade")
    assert not uow.session.execute(text("SELECT auth.set_member_roles(:id, '{reader}')"), {"id": ASHA_ID}).scalar()
    assert not uow.session.execute(text("SELECT auth.end_membership(:id)"), {"id": ASHA_ID}).scalar()


def test_an_ended_membership_opens_nothing_any_more(client, act):
    admin = client.as_("ade")
    assert "Ben Hargreaves" in admin.get(f"{PEOPLE}{BEN_ID}/end").heading

    assert admin.post(f"{PEOPLE}{BEN_ID}/end").location == PEOPLE

    assert client.as_("ben").get("/t/rosewood/").status_code == 404
    assert BEN not in admin.get(PEOPLE).text
    assert admin.get(f"{PEOPLE}{BEN_ID}/roles").status_code == 404
    assert acts(act("ade")) == [("member.left", "P", "organisation")]


def test_who_left_can_come_back(client):
    admin = client.as_("ade")
    admin.post(f"{PEOPLE}{BEN_ID}/end")
    link = invite(admin, BEN, role="reader")
    sign_in(client)

    assert client.post(link).location == "/account/organisations"
    assert client.get("/t/rosewood/links/").status_code == 200


def test_a_new_link_is_refused_for_somebody_who_belongs_elsewhere_too(client):
    page = client.as_("ade").post(f"{PEOPLE}{DUAL_ID}/new-link")

    assert page.errors[0].startswith("This person belongs to other organisations too")
    assert "/join/" not in page.text


def test_where_mails_are_sent_the_administrator_does_not_see_the_new_link(client, location, monkeypatch):

    settings = client.app.config["SETTINGS"]
    monkeypatch.setitem(client.app.config, "SETTINGS", replace(settings, smtp_url="smtp://127.0.0.1:9"))
    page = client.as_("ade").post(f"{PEOPLE}{BEN_ID}/new-link")

    assert page.heading == "A new link is made"
    assert "/join/" not in page.text
    assert "/join/" in queued_mails(location)[0].body


def test_the_second_administrator_may_do_it(client):
    admin = client.as_("ade")
    link = invite(admin, "second@rosewood.example", role="tenant_admin")
    second = PortalClient(client.app)
    second.post(link, {"name": "Sid Two", "new_password": "three odd words together"})

    assert second.post(f"{PEOPLE}{ADE_ID}/roles", {"roles": ["manager", "tenant_admin"]}).location == PEOPLE
    assert client.as_("ade").get("/t/rosewood/links/").status_code == 200


def test_a_form_without_its_token_changes_nothing(client, act):
    page = client.as_("ade").post_raw(f"{PEOPLE}{BEN_ID}/roles", {"roles": "reader"})

    assert (page.status_code, page.heading) == (400, "Send the form again")
    assert act("ben").actor.roles == {"manager"}


def test_asha_sees_no_people_page_in_her_navigation(client):
    assert "People" not in client.as_("asha").get("/t/northshire/links/").links()
    assert "People" in client.as_("noor").get("/t/northshire/links/").links()
    assert ASHA in client.as_("noor").get("/t/northshire/people/").text
