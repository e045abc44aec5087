"""Told once a day: what is held until then, and what the one mail says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from portal.notifications.services import queue_mail, send_digests, tell
from portal.worker import run_waiting_jobs
from tests.databases import as_superuser

WORDS = {"link": "http://localhost/x", "hours": 72}
SLOT = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
CHOICE = "/t/rosewood/mails/choice"


def mails(location):
    with as_superuser(location) as connection:
        return connection.execute(
            text("SELECT template, to_address, status, body FROM portal.outbox_mail ORDER BY created_at, template")
        ).all()


@pytest.fixture
def ruth_is_told_daily(client):
    client.as_("ruth").post(CHOICE, {"how": "daily"})


@pytest.fixture
def digest(app, location):
    """Run the digest as the worker does, for Rosewood."""

    def run():
        with as_superuser(location) as connection:
            connection.execute(
                text(
                    "SELECT jobs.queue_request(t.id, 'schedules.run',"
                    " jsonb_build_object('key', 'notifications.digest', 'slot', CAST(:slot AS timestamptz)),"
                    " NULL, '{}', NULL, NULL) FROM portal.tenant t WHERE slug = 'rosewood'"
                ),
                {"slot": SLOT},
            )
            connection.commit()
        run_waiting_jobs(app)

    return run


def tell_both(act_and_commit, persona):
    with act_and_commit("ben") as uow:
        both = [persona("mia").id, persona("ruth").id]
        tell(uow, template="new_password", people=both, **WORDS)
        tell(uow, template="invitation", people=both, **WORDS)


def test_who_chose_nothing_is_told_at_once(act_and_commit, persona, location, ruth_is_told_daily):
    tell_both(act_and_commit, persona)

    assert sorted((who, status) for _template, who, status, _body in mails(location)) == [
        ("mia@rosewood.example", "waiting"),
        ("mia@rosewood.example", "waiting"),
        ("ruth@rosewood.example", "held"),
        ("ruth@rosewood.example", "held"),
    ]


def test_the_digest_counts_and_says_no_more(act_and_commit, persona, location, ruth_is_told_daily, digest):
    tell_both(act_and_commit, persona)
    digest()

    (told,) = [body for template, _who, _status, body in mails(location) if template == "digest"]
    assert told.splitlines()[0:2] == [
        "1 × Choose a new password for the Care Oversight Portal",
        "1 × Your invitation to the Care Oversight Portal",
    ]
    assert WORDS["link"] not in told


def test_what_was_counted_once_is_not_counted_again(act_and_commit, persona, location, ruth_is_told_daily, digest):
    tell_both(act_and_commit, persona)
    digest()
    digest()

    assert [template for template, *_rest in mails(location)].count("digest") == 1
    assert {status for template, who, status, _body in mails(location) if who.startswith("ruth")} == {
        "gathered",
        "waiting",
    }


def test_without_anything_held_there_is_no_digest(location, digest):
    digest()

    assert mails(location) == []


def test_who_left_meanwhile_gets_no_digest(act_and_commit, persona, location, ruth_is_told_daily, digest):
    tell_both(act_and_commit, persona)
    with act_and_commit("ade") as uow:
        uow.session.execute(text("SELECT auth.end_membership(:who)"), {"who": persona("ruth").id})
    digest()

    assert "digest" not in [template for template, *_rest in mails(location)]


def test_a_link_to_choose_a_password_is_never_held(act_and_commit, persona, location, ruth_is_told_daily):
    with act_and_commit("ade") as uow:
        queue_mail(
            uow,
            template="new_password",
            to_address="ruth@rosewood.example",
            to_user_id=persona("ruth").id,
            **WORDS,
        )

    assert [status for *_rest, status, _body in mails(location)] == ["waiting"]


def test_the_choice_is_offered_on_the_account_page_and_kept(client):
    ruth = client.as_("ruth")
    assert CHOICE in ruth.get("/account/").links().values()

    ruth.post(CHOICE, {"how": "daily"})
    assert ruth.get(CHOICE).form()["how"] == "daily"
    assert client.as_("mia").get(CHOICE).form()["how"] == "at_once"


def test_the_choice_leaves_a_line_in_the_trail(client, location, ruth_is_told_daily):
    with as_superuser(location) as connection:
        acts = connection.execute(text("SELECT act FROM portal.trail_entry")).scalars().all()

    assert acts == ["notices.chosen"]


def test_nobody_chooses_for_another(act, persona):
    uow = act("ben")

    with pytest.raises(Exception, match="row-level security"):
        uow.session.execute(
            text("INSERT INTO portal.notice_choice VALUES (:tenant, :user, 'daily')"),
            {"tenant": uow.tenant.id, "user": persona("mia").id},
        )


def test_digests_of_nobody_are_sent_by_nobody(act):
    with pytest.raises(Exception, match="permission denied"):
        send_digests(act("ben"), SLOT)
