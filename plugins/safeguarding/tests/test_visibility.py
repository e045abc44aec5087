"""Who sees what of safeguarding: a row for each role, with data that could leak; roles of other plugins see nothing."""

from __future__ import annotations

import pytest

from plugins.safeguarding.services import pipot
from plugins.safeguarding.tests.steps import decided

RECORDS = "/t/{tenant}/records"
FULL, NO_RIGHT, NOT_THERE = "full", "no right", "not there"
# Role, whom to ask as, the concern of Rosewood's, the case about a person in a position of trust.
CELLS = (
    ("provider manager", "ben", FULL, NOT_THERE),
    ("safeguarding lead and lead for positions of trust", "pia", FULL, FULL),
    ("officer", "ruth", NO_RIGHT, NOT_THERE),
    ("reader", "rhona", NO_RIGHT, NOT_THERE),
    ("care worker", "mia", NO_RIGHT, NOT_THERE),
    ("tenant administrator", "ade", NO_RIGHT, NOT_THERE),
    ("data protection lead", "dora", NO_RIGHT, NOT_THERE),
    ("commissioner's officer", "asha", NOT_THERE, NOT_THERE),
    ("commissioner's manager", "sam", NOT_THERE, NOT_THERE),
    ("host's safeguarding lead, before anything was disclosed", "lena", NOT_THERE, NOT_THERE),
    ("another council's officer", "cora", NOT_THERE, NOT_THERE),
    ("another provider's manager", "gil", NOT_THERE, NOT_THERE),
    ("advocacy manager", "vera", NOT_THERE, NOT_THERE),
    ("operator of the portal", "otto", NOT_THERE, NOT_THERE),
)
SAYS = {200: FULL, 403: NO_RIGHT, 404: NOT_THERE}


@pytest.fixture
def kept(act_and_commit):
    """A concern and a case, each with a telling word in its free text."""
    with act_and_commit("pia") as uow:
        concern = decided(uow)
        case = pipot.open_case(uow, what_is_said="CANARY-WORDS", source="home", allegation_type="allegation")
    return concern, case


def test_each_role_sees_its_cell_and_no_more(client, kept):
    found = []
    for role, name, *_cells in CELLS:
        browser = client.as_(name)
        pages = [browser.get(f"/t/rosewood/records/{one.kind}/{one.id}") for one in kept]
        found.append((role, name, *(SAYS[page.status_code] for page in pages)))
        assert all(("CANARY-WORDS" in page.text) is (page.status_code == 200) for page in pages), role

    assert tuple(found) == CELLS


def test_a_refusal_names_no_concern(client, kept):
    page = client.as_("ruth").get(f"/t/rosewood/records/safeguarding_concern/{kept[0].id}")

    assert [one for one in (kept[0].reference, kept[0].title) if one in page.text] == []
