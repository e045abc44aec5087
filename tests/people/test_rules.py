"""How names are compared, which format a person can use, and what is left out of a passage."""

from __future__ import annotations

import unicodedata

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import ARRAY

from portal.people.gathering import readable
from portal.people.redaction import LEFT_OUT, without
from portal.people.rules import FORMATS, NameFinder, conflict, folded

NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Joan O'Neill", "joan  o’neill fell"),
        ("Łucja Żak", "Then ŁUCJA ŻAK said so"),
        ("Straße", "at the strasse"),
        ("José", unicodedata.normalize("NFD", "José was there")),
        ("李雷", "他说李雷来了"),
        ("J.S.", "J.S. slipped"),
        ("joan@example.org", "To: joan@example.org, today"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(name, text):
    assert NameFinder.of([name]).found_in(text)


@pytest.mark.parametrize(("name", "text"), [("Ann Lee", "Joann Leeson"), ("Ann", "Anna"), ("J", "J was here")])
def test_a_part_of_another_name_and_a_single_letter_are_not_found(name, text):
    assert not NameFinder.of([name]).found_in(text)


@pytest.fixture
def session(act):
    return act("ben").session


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, before=NAMES, after=NAMES, change=st.sampled_from([str, str.upper, str.lower, str.title]))
def test_whatever_the_finder_finds_the_databases_first_look_lets_through(session, name, before, after, change):
    """A first look that were narrower would lose passages before anybody saw them."""
    finder, text = NameFinder.of([name]), f"{before} {change(name)} {after}"
    assume(finder.names and finder.found_in(text))
    like = sa.text("SELECT normalize(:words, NFKC) ILIKE ANY (:patterns)")
    like = like.bindparams(sa.bindparam("patterns", type_=ARRAY(sa.Text)))

    assert session.execute(like, {"words": text, "patterns": finder.like_patterns}).scalar_one()


@pytest.mark.parametrize(
    ("needed", "chosen", "why_not"),
    [
        ([], "standard_print", None),
        (["large_print"], "large_print", None),
        (["large_print", "audio"], "audio", None),
        (["large_print"], "standard_print", "They need large print, not ordinary print."),
        (["braille", "audio"], "easy_read", "They need braille or sound recording, not easy read."),
    ],
)
def test_a_format_somebody_cannot_use_is_told_in_a_sentence(needed, chosen, why_not):
    assert conflict(needed, chosen) == why_not


@given(st.lists(st.sampled_from([one.key for one in FORMATS.codes])), st.sampled_from([o.key for o in FORMATS.codes]))
def test_a_format_conflicts_just_when_another_is_needed(needed, chosen):
    assert (conflict(needed, chosen) is None) == (not needed or chosen in needed)


@pytest.mark.parametrize(
    ("words", "given_out"),
    [
        (["Ann Lee"], f"{LEFT_OUT} saw Ann. {LEFT_OUT} rang."),
        (["Ann Lee", "Ann"], f"{LEFT_OUT} saw {LEFT_OUT}. {LEFT_OUT} rang."),
        ([], "Ann  Lee saw Ann. ANN LEE rang."),
    ],
)
def test_words_are_left_out_however_they_are_spaced_or_spelt_large(words, given_out):
    assert without("Ann  Lee saw Ann. ANN LEE rang.", words) == given_out


def test_every_kind_of_apostrophe_is_the_same_one():
    assert without("O’Neill and O'Neill", ["O'Neill"]) == f"{LEFT_OUT} and {LEFT_OUT}"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.lists(st.text("abcXYZ é'", min_size=1, max_size=4), max_size=4))
def test_no_word_that_was_to_be_left_out_is_left(text, words):
    left = without(text, words).replace(LEFT_OUT, "\0")

    assert [one for one in words if one.strip() and one.strip().lower() in left.lower()] == []


def test_folding_twice_is_folding_once():
    assert folded(folded("  O’NEILL  Straße ")) == folded("O'Neill strasse")


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ({"occurred_at": "2026-07-04T07:30:00+00:00"}, "Occurred at: 4 July 2026 at 08:30"),
        ({"seen_on": "2026-03-04"}, "Seen on: 4 March 2026"),
        ({"said": "2026-03-04 at noon"}, "Said: 2026-03-04 at noon"),
        ({"code": "2026-99-99"}, "Code: 2026-99-99"),
    ],
)
def test_a_moment_that_was_kept_as_text_is_read_as_one(kept, read):
    assert readable(kept) == read
