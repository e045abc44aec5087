"""Who sees what of casework: each cell of the table of rules 13.2, asked on every page and file that could tell.

Of each record every text holds a word of its own, so a page that shows what a cell does not give says which column of
which record. A name like `rw_shared@westmere` is the copy that Westmere was told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import pytest

from tests.client import Page, PortalClient
from tests.visibility.words import words_in, words_of
from tests.visibility.world import KINDS
from tests.world import PERSONAS

NOTHING = frozenset()
Shown = Callable[[str, str], Page]


@dataclass(frozen=True)
class Cell:
    """What the table grants a role of one column, asked as somebody who holds it.

    `finds` are the records whose pages open. `named` are those that pages besides may name by their reference. Where
    the product gives less than the table allows (an organisation can only narrow it), `narrower` says why.
    """

    role: str
    column: str
    grants: str
    who: str
    finds: frozenset[str] = NOTHING
    named: frozenset[str] = NOTHING
    narrower: str = ""

    def __str__(self) -> str:
        return f"{self.column}: {self.role} ({self.who})"


def row(role: str, who: str, *, safeguarding: Cell, candour: Cell, complaints: Cell, pipot: Cell) -> list[Cell]:
    columns = {"safeguarding": safeguarding, "candour": candour, "complaints": complaints, "pipot": pipot}
    return [replace(cell, role=role, who=who, column=column) for column, cell in columns.items()]


def cell(grants: str, *finds: str, named: tuple[str, ...] = (), narrower: str = "") -> Cell:
    return Cell("", "", grants, "", frozenset(finds), frozenset(named), narrower)


HIDDEN = "Whoever is no lead learns of no such case, not even that there is one."
AT_THE_LEAD = "What the employer was told stands with its lead alone, or went by letter."
CONFIG = "config only, never content of safeg/whistle/pipot"
OF_ROSEWOOD = ("rw_shared", "rw_private", "ns_own@rosewood")
COMPLAINTS_OF_ROSEWOOD = ("rw_commissioned", "rw_placed", "rw_own_funds")
ALERTED = ("rw_shared@northshire", "ns_own")

TABLE = [
    *row(
        "Commissioner officer",
        "asha",
        safeguarding=cell("own placements + host", narrower="Concerns are restricted: who is no lead finds none."),
        candour=cell("status", "rw_harm@northshire"),
        complaints=cell("commissioned", "rw_commissioned@northshire"),
        pipot=cell("none"),
    ),
    *row(
        "Commissioner officer",
        "sam",
        safeguarding=cell("own placements + host", *ALERTED),
        candour=cell("status", "rw_harm@northshire"),
        complaints=cell("commissioned", "rw_commissioned@northshire"),
        pipot=cell("none"),
    ),
    *row(
        "Host safeguarding lead",
        "lena",
        safeguarding=cell("all local", *ALERTED),
        candour=cell("status", "rw_harm@northshire"),
        complaints=cell("linked", "rw_commissioned@northshire"),
        pipot=cell("lead", "ns_case"),
    ),
    *row(
        "Placing authority (external grant)",
        "hal",
        safeguarding=cell("own people + plan", "rw_shared@westmere"),
        candour=cell("own people", "rw_harm@westmere"),
        complaints=cell("own", "rw_placed@westmere"),
        pipot=cell("none"),
    ),
    *row(
        "Provider manager",
        "ben",
        safeguarding=cell("shareable", *OF_ROSEWOOD),
        candour=cell("own", "rw_harm", "rw_harm_untold"),
        complaints=cell("own", *COMPLAINTS_OF_ROSEWOOD),
        pipot=cell("disclosed only", narrower=AT_THE_LEAD),
    ),
    *row(
        "Provider group lead",
        "greta",
        safeguarding=cell("group", *OF_ROSEWOOD, "gl_own"),
        candour=cell("group", "rw_harm", "rw_harm_untold", "gl_harm"),
        complaints=cell("group", *COMPLAINTS_OF_ROSEWOOD, "gl_own_complaint"),
        pipot=cell("disclosed", narrower=AT_THE_LEAD),
    ),
    *row(
        "Advocate",
        "ola",
        safeguarding=cell("own client", "cv_client", "rw_shared@clearvoice"),
        candour=cell("consent", "rw_harm@clearvoice"),
        complaints=cell("own client", "cv_client_complaint", "rw_commissioned@clearvoice"),
        pipot=cell("none"),
    ),
    *row(
        "Advocacy manager",
        "vera",
        safeguarding=cell("team", "cv_client", "cv_other", "rw_shared@clearvoice"),
        candour=cell("consent", "rw_harm@clearvoice"),
        complaints=cell("team", "cv_client_complaint", "cv_other_complaint", "rw_commissioned@clearvoice"),
        pipot=cell("none"),
    ),
    *row(
        "Auditor/PDAP",
        "amir",
        safeguarding=cell("none"),
        candour=cell("none"),
        complaints=cell("themes"),
        pipot=cell("none"),
    ),
    *row(
        "Whistleblowing lead",
        "wanda",
        safeguarding=cell("linked", "rw_shared"),
        candour=cell("none"),
        complaints=cell("none"),
        pipot=cell("none"),
    ),
    *row(
        "Records manager",
        "rita",
        safeguarding=cell("metadata", named=("rw_shared",)),
        candour=cell("metadata", named=("rw_harm",)),
        complaints=cell("metadata", named=("rw_commissioned",)),
        pipot=cell("metadata", narrower=HIDDEN),
    ),
    *row(
        "Tenant admin",
        "ade",
        safeguarding=cell(CONFIG),
        candour=cell(CONFIG),
        complaints=cell(CONFIG),
        pipot=cell(CONFIG),
    ),
]
GRANTS_NO_RECORD = {"none", "themes", CONFIG}
KIND = {"safeguarding": "safeguarding_concern", "candour": "candour", "complaints": "complaint", "pipot": "pipot_case"}
THEMES = {"asha", "sam", "lena", "hal", "ben", "greta", "vera", "amir"}
PAGES = (
    "",
    "records/{kind}/",
    "records/{kind}.csv",
    "exchange/",
    "exchange/ledger.csv",
    "retention/",
    "retention/holds",
    "retention/holds.csv",
    "retention/erased",
    "complaints/year",
    "complaints/annual",
    "candour/log",
    "candour/log.csv",
    "reports/tenant/read",
)
PAGES_OF_A_RECORD = ("records/{kind}/{id}", "records/{kind}/{id}/print", "reports/record/{kind}/{id}/read")
PAPERS = {
    "safeguarding_concern": "safeguarding/{id}/papers/decision",
    "complaint": "complaints/{id}/pack",
    "candour": "candour/{id}/people/{person}/papers/script",
    "pipot_case": "pipot/{id}/outcome",
}


@pytest.fixture(scope="module")
def shown(cells) -> Shown:
    """What somebody is shown at an address: asked once, as most addresses are the same for all four columns."""
    person = cache(PortalClient(cells.app).as_)
    return cache(lambda who, path: person(who).get(path))


@pytest.mark.parametrize("cell", TABLE, ids=str)
def test_a_role_finds_what_its_cell_grants_and_no_more(cells, shown, cell):
    found = {
        name
        for name, kept in of_column(cells, cell).items()
        for slug in {kept.tenant, *PERSONAS[cell.who].roles}
        if shown(cell.who, f"/t/{slug}/records/{kept.kind}/{kept.id}").status_code == 200
    }

    assert found == cell.finds


@pytest.mark.parametrize("cell", TABLE, ids=str)
def test_no_list_search_paper_export_or_ledger_tells_more(cells, shown, cell):
    texts = list(everything_shown(cells, shown, cell))
    ours = {name for name, kept in of_column(cells, cell).items() if kept.tenant in PERSONAS[cell.who].roles}
    told = {one for text in texts for one in words_in(text) if one[0] in of_column(cells, cell)}

    assert {one for one in ours if any(cells.records[one].reference in text for text in texts)} == (
        cell.finds | cell.named
    )
    assert {one for one in told if not may_be_told(cells, cell, *one)} == set()
    assert {one.split("@")[0] for one in cell.finds if has_words(cells.records[one])} == {
        name for name, column in told if column != "title"
    }


@pytest.mark.parametrize("cell", [one for one in TABLE if one.column == "complaints"], ids=str)
def test_counted_themes_are_for_those_who_work_on_complaints_and_for_the_auditor(cells, cell):
    page = PortalClient(cells.app).as_(cell.who).get(f"/t/{PERSONAS[cell.who].home}/complaints/annual")

    assert (page.status_code == 200) is (cell.who in THEMES)


def test_the_table_has_every_cell_of_its_columns():
    roles = list(dict.fromkeys(one.role for one in TABLE))

    assert len(roles) == 11
    assert {(one.role, one.column) for one in TABLE} == {(role, column) for role in roles for column in KIND}


def test_what_the_product_narrows_says_why():
    assert {one.grants for one in TABLE if not one.finds and not one.named and not one.narrower} <= GRANTS_NO_RECORD


def of_column(cells, cell):
    return {name: kept for name, kept in cells.records.items() if kept.kind == KIND[cell.column]}


def everything_shown(cells, shown, cell):
    """The text of each page and file that could tell, in each organisation somebody belongs to."""
    for slug in PERSONAS[cell.who].roles:
        home = f"/t/{slug}/"
        for path in PAGES:
            yield shown(cell.who, home + path.format(kind=KIND[cell.column])).text
        hits = PortalClient(cells.app).as_(cell.who).post(f"{home}search/", {"words": "bruise"})
        yield shown(cell.who, hits.location).text if hits.location else hits.text
        for kept in of_column(cells, cell).values():
            person = cells.person_told(kept.id)
            for path in (*PAGES_OF_A_RECORD, PAPERS[kept.kind]):
                yield shown(cell.who, home + path.format(kind=kept.kind, id=kept.id, person=person)).text


def may_be_told(cells, cell, name, column):
    """Whether a record that is found holds this column: ours all, a copy those of its view, each a title."""
    found = [cells.records[one] for one in cell.finds if one.split("@")[0] == name]
    return any(one.view is None or column in words_of(KINDS[one.kind], one.view) | {"title"} for one in found)


def has_words(kept):
    """Whether somebody's words stand in it: a copy may tell how things stand, and nothing else."""
    return kept.view is None or bool(words_of(KINDS[kept.kind], kept.view, only_personal=True))
