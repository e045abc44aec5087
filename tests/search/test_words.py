"""Words, terms, marks: pure, with literal texts, and for any text at all."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from portal.search.marking import excerpt, marked
from portal.search.words import Term, as_tsquery, fold, lexemes_of, stem_of, terms_of, words_in


def keys(text):
    return [word.key for word in words_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fall, twice: in room 3!", ["fall", "twice", "in", "room", "3"]),
        ("J.S. slipped", ["j", "s", "slipped"]),
        ("Tŷ Mawr Café", ["ty", "mawr", "cafe"]),
        ("Straße ŒUVRE ﬁne", ["strasse", "œuvre", "fine"]),
        ("ＦＵＬＬ width", ["full", "width"]),
        ("INC-K7Q4-M2XA", ["inc", "k7q4", "m2xa"]),
        ("snake_case", ["snake", "case"]),
        ("日本語", ["日", "本", "語"]),
        ("Привет, мир", ["привет", "мир"]),
        ("हिन्दी शब्द", ["हिनदी", "शबद"]),
        ("שָׁלוֹם", ["שלום"]),
        ("🙂 … — ''", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_of_any_script(text, expected):
    assert keys(text) == expected


@pytest.mark.parametrize(("word", "stem"), [("falls", "fall"), ("falling", "fall"), ("it", "it"), ("мир", "мир")])
def test_english_words_have_stems_and_others_are_their_own(word, stem):
    assert stem_of(word) == stem


def test_a_question_has_twelve_terms_at_most_each_once():
    assert [term.key for term in terms_of("a b a c d e f g h i j k l m n")] == list("abcdefghijkl")


def test_one_letter_asks_for_itself_alone():
    assert (Term("f", "f").asks_for("fall"), Term("fa", "fa").asks_for("fall")) == (False, True)


def test_a_question_is_written_as_postgresql_reads_it():
    assert as_tsquery(terms_of("Falls, J")) == "('falls':* | 'fall') & ('j' | 'j')"


@given(st.text())
def test_no_word_holds_what_could_end_a_quotation(text):
    assert not any(re.search(r"['\\\s:&|!()*\0]", lexeme) for lexeme in lexemes_of([text]))
    assert all(0 < len(lexeme) <= 60 for lexeme in lexemes_of([text]))


@given(st.text())
def test_a_words_place_is_where_it_stands(text):
    assert all(fold(text[word.start : word.end]) == word.key for word in words_in(text))


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    folded = [word.key for word in words_in(text)]

    assert [fold(key) for key in folded] == folded


@given(st.text())
def test_every_word_of_a_text_asks_for_that_text(text):
    for term in terms_of(text):
        assert any(term.asks_for(word.key) for word in words_in(text))


def test_what_is_marked_is_what_was_found():
    assert marked("Fall & falling, <b>fallen</b>", terms_of("fall")) == (
        "<mark>Fall</mark> &amp; <mark>falling</mark>, &lt;b&gt;<mark>fallen</mark>&lt;/b&gt;"
    )


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"))), st.text())
def test_a_marked_text_reads_as_it_did_and_holds_no_other_markup(text, question):
    tree = html.fromstring(f"<div>{marked(text, terms_of(question))}</div>")

    assert tree.text_content() == text
    assert {one.tag for one in tree.iter()} <= {"div", "mark"}


def test_an_excerpt_stands_around_the_first_word_found():
    text = f"{'before ' * 40}the tulip stood there {'after ' * 60}"

    found = str(excerpt(text, terms_of("tulip")))
    assert found.startswith("… before before")
    assert "the <mark>tulip</mark> stood there after" in found
    assert found.endswith("after …")
    assert len(found) < 260


def test_no_word_found_gives_no_excerpt():
    assert excerpt("Nothing here", terms_of("tulip")) is None


@given(st.text(), st.text())
def test_an_excerpt_is_made_of_any_text(text, question):
    found = excerpt(text, terms_of(question))

    assert (found is None) == (
        not any(term.asks_for(key) for term in terms_of(question) for key in keys(" ".join(text.split())))
    )
