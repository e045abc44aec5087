"""Advice asked about nobody: the database takes codes alone, and neither words nor people, by whichever way."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from plugins.safeguarding.models import PipotConsultation
from plugins.safeguarding.models.pipot import OF_A_CONSULTATION
from plugins.safeguarding.services import pipot
from portal.plugin.services import add_note, link_person, record_person
from tests.actions.plan import set_action

ADVICE = {"asked_of": "lado", "setting": "care-home", "theme": "conduct", "advice": "below-threshold"}
NAME = "K. Marsh"


@pytest.fixture
def uow(act):
    """Pia, lead for people in a position of trust at Rosewood."""
    return act("pia")


@pytest.fixture
def kept(uow):
    kept = pipot.record_consultation(uow, **ADVICE)
    uow.session.flush()
    return kept


@pytest.mark.parametrize("column", OF_A_CONSULTATION)
def test_each_column_takes_each_of_its_codes_and_no_name(uow, kept, column):
    change = text(f"UPDATE portal.pipot_consultation SET {column} = :said WHERE id = :id")
    for code in OF_A_CONSULTATION[column]:
        uow.session.execute(change, {"said": code.key, "id": kept.id})

    with pytest.raises(IntegrityError, match=f"{column}_is_a_code"):
        uow.session.execute(change, {"said": NAME, "id": kept.id})


def rename(uow, kept):
    uow.session.execute(text("UPDATE portal.record SET title = :said WHERE id = :id"), {"said": NAME, "id": kept.id})


def test_its_title_says_no_name(uow, kept):
    with pytest.raises(IntegrityError, match="about_nobody"):
        uow.session.execute(
            text("UPDATE portal.record SET title = :said WHERE id = :id"), {"said": NAME, "id": kept.id}
        )


def note(uow, kept):
    add_note(uow, kept, words=NAME)
    uow.session.flush()


def person(uow, kept):
    link_person(uow, kept, record_person(uow, name=NAME, record=kept), role="alleged")
    uow.session.flush()


def action(uow, kept):
    set_action(uow, record=kept, site_id=None)
    uow.session.flush()


@pytest.mark.parametrize("put", [note, person, action])
def test_neither_words_nor_people_are_put_to_it(uow, kept, put):
    with pytest.raises(IntegrityError, match="takes no words and no people"):
        put(uow, kept)


@pytest.mark.parametrize("table", ["document_link", "letter"])
def test_nor_documents_nor_letters(uow, table):
    found = uow.session.execute(
        text("SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:t AS regclass) AND tgname = 'about_nobody'"),
        {"t": f"portal.{table}"},
    )
    assert found.scalar_one() == "about_nobody"


def test_its_page_offers_no_place_for_words(client, act_and_commit):
    with act_and_commit("pia") as uow:
        kept = pipot.record_consultation(uow, **ADVICE)
    pia, page = client.as_("pia"), f"/t/rosewood/records/pipot_consultation/{kept.id}"

    assert [one for one in ("Notes", "Documents", "Actions", "People", "Letters") if one in pia.get(page).words] == []
    for path in (f"documents/records/pipot_consultation/{kept.id}/new", f"letters/about/pipot_consultation/{kept.id}"):
        assert pia.get(f"/t/rosewood/{path}").status_code == 404
    assert pia.get(f"/t/rosewood/actions/new?record={kept.id}").status_code == 404
    assert set(PipotConsultation.__table__.c.keys()) == {"tenant_id", "id", "compartment", "asked_at", *ADVICE}
