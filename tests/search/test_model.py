"""What a search finds, compared with a slow and obvious model, for four people over records that could leak."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from plugins.incidents.models import Incident
from portal.search.queries import Wanted, found_page
from portal.search.words import terms_of
from portal.worker import run_waiting_jobs
from tests.casework.incidents import completed, opened
from tests.world import PERSONAS, ROSEWOOD_HOUSE, ROSEWOOD_LODGE

WORDS = [
    "fall",
    "falls",
    "falling",
    "bed",
    "beds",
    "bedroom",
    "medication",
    "medicines",
    "nurse",
    "nursing",
    "door",
    "doors",
    "hoist",
    "wilhelmina",
    "tulip",
    "tulips",
    "happy",
    "happily",
    "café",
    "tŷ",
    "corridor",
    "corridors",
    "nightly",
]
PLAIN = {"café": "cafe", "tŷ": "ty"}
PLACES = {
    ROSEWOOD_HOUSE: "rosewood house rosewood care limited",
    ROSEWOOD_LODGE: "rosewood lodge rosewood care limited",
}
KEEP_OUT = text("INSERT INTO portal.record_exclusion VALUES (:tenant, :record, :user, 'Named', :user, now())")
# Whom the manual says what may be read by (docs/tenancy.md).
READERS = {
    "ben": ("rosewood", {"general", "safeguarding"}),
    "ruth": ("rosewood", {"general"}),
    "asha": ("northshire", {"general"}),
    "cora": ("westmere", {"general"}),
}


@dataclass
class Made:
    """One record as the model knows it."""

    id: UUID
    tenant: str
    words: set[str]
    opened_on: date
    site: UUID | None = ROSEWOOD_HOUSE
    status: str = "reported"
    compartment: str = "general"
    kept_from: set[str] = field(default_factory=set)


def expected(made, stems, name, wanted, words):
    """One record after the other, one word after the other."""
    tenant, compartments = READERS[name]
    found = [
        one
        for one in made
        if one.tenant == tenant
        and one.compartment in compartments
        and name not in one.kept_from
        and (wanted.site_id is None or one.site == wanted.site_id)
        and (wanted.status is None or one.status == wanted.status)
        and (wanted.first_day is None or one.opened_on >= wanted.first_day)
        and (wanted.last_day is None or one.opened_on <= wanted.last_day)
        and all(any(fits(term, word, stems) for word in one.words) for term in words)
    ]
    return [one.id for one in sorted(found, key=lambda one: (one.opened_on, one.id), reverse=True)]


def fits(term, word, stems):
    begins = len(term) > 1 and (word.startswith(term) or stems(word).startswith(term))
    return begins or term in {word, stems(word)} or stems(term) in {word, stems(word)}


@pytest.fixture
def stems(act):
    """PostgreSQL's own English stemmer, asked for each word."""
    session, known = act("ben").session, {}

    def stem(word):
        if word not in known:
            found = session.execute(text("SELECT ts_lexize('english_stem', :word)"), {"word": word}).scalar()
            known[word] = found[0] if found and word.isascii() and word.isalpha() else word
        return known[word]

    return stem


@pytest.fixture
def made(app, act_and_commit):
    """Records of three organisations, in two compartments, some kept from Ruth; and a copy nobody opened."""
    luck, found = Random(5), []  # noqa: S311 - the same records every time
    for name in ("ben", "asha", "cora"):
        with act_and_commit(name) as uow:
            found += [one_more(uow, luck, name) for _ in range(20)]
    with act_and_commit("ben") as uow:
        for one in found[:20:4]:
            uow.session.execute(KEEP_OUT, {"tenant": uow.tenant.id, "record": one.id, "user": PERSONAS["ruth"].id})
            one.kept_from = {"ruth"}
        told = completed(uow, what_happened="Wilhelmina tulip")
        words = f"{told.reference.replace('-', ' ')} {told.title} Wilhelmina tulip {PLACES[ROSEWOOD_HOUSE]}".lower()
        found.append(Made(told.id, "rosewood", set(words.split()), told.opened_on, status="triaged"))
    run_waiting_jobs(app)
    with act_and_commit("asha") as uow:
        copy = uow.session.scalars(select(Incident).where(Incident.origin == "received")).one()
        words = set(f"{copy.reference.replace('-', ' ')} rosewood care".lower().split())
        found.append(Made(copy.id, "northshire", words, copy.opened_on, copy.site_id, copy.status))
    return found


def one_more(uow, luck, name):
    title, told = (" ".join(luck.choices(WORDS, k=count)) for count in (2, 4))
    site = luck.choice(list(PLACES))
    compartment = luck.choice(("general", "safeguarding"))
    day = date(2026, 1, luck.randint(1, 28))
    incident = opened(uow, title, on=day, site=site, compartment=compartment, what_happened=told)
    spelled = f"{incident.reference.replace('-', ' ')} {title} {told} {PLACES[site]}".lower().split()
    words = {PLAIN.get(word, word) for word in spelled}
    return Made(incident.id, READERS[name][0], words, day, site, compartment=compartment)


BEGINNINGS = st.builds(lambda word, length: PLAIN.get(word, word)[:length], st.sampled_from(WORDS), st.integers(1, 12))
ASKED = st.lists(
    st.one_of(st.sampled_from(WORDS), BEGINNINGS, st.sampled_from(["rosewood", "lodge", "inc"])), max_size=3
)
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "site_id": st.sampled_from(list(PLACES)),
        "status": st.sampled_from(["reported", "triaged"]),
        "first_day": st.dates(date(2026, 1, 1), date(2026, 1, 31)),
        "last_day": st.dates(date(2026, 1, 1), date(2026, 3, 31)),
    },
)


def test_a_search_finds_what_the_model_finds_and_nothing_else(act, made, stems):
    readers = {name: act(name) for name in READERS}

    @settings(max_examples=250, suppress_health_check=list(HealthCheck), deadline=None)
    @given(name=st.sampled_from(sorted(READERS)), asked=ASKED, filters=FILTERS)
    def compare(name, asked, filters):
        wanted = Wanted(terms=terms_of(" ".join(asked)), **filters)
        found = [row.id for row in found_page(readers[name], wanted, None).rows]
        assert found == expected(made, stems, name, wanted, [PLAIN.get(word, word) for word in asked])

    compare()


def test_any_text_at_all_can_be_asked_for(act, made):
    uow = act("ben")

    @settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
    @given(question=st.text(max_size=250))
    def ask(question):
        assert len(found_page(uow, Wanted(terms=terms_of(question)), None).rows) <= 50

    ask()


def test_any_text_at_all_can_be_indexed_and_is_found_again(act):
    uow = act("ben")

    @settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
    @given(words=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=120))
    def index(words):
        incident = opened(uow, "Something", what_happened=words)
        uow.finish()
        wanted = Wanted(terms=terms_of(words))
        assert incident.id in [row.id for row in found_page(uow, wanted, None).rows] or not wanted.terms

    index()
