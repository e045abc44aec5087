"""Words: what a text is found by, what a question asks for, and where in a text the answer stands.

The same folding makes the index, the question and the marks in a text, so that what is marked is what was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

LONGEST_WORD = 60  # letters; a lexeme of PostgreSQL holds 2,046 bytes
MOST_WORDS = 20_000  # of one record; a vector of PostgreSQL holds a megabyte
MOST_TERMS = 12
LONGEST_QUESTION = 200
SHORTEST_PREFIX = 2

# Scripts written without spaces: each sign is a word. And marks that belong to the letter before them.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
)
WORD = re.compile(rf"[{UNSPACED}]|(?:[^\W_{UNSPACED}]|[{MARKS}])+")
ENGLISH = re.compile(r"[a-z]{3,}")

_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True)
class Word:
    """A word where it stands in a text: its folded form, and the text's `[start:end]`."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Term:
    """One word of a question. It asks for words that begin with `key`, and for those of the same English stem."""

    key: str
    stem: str

    @property
    def is_prefix(self) -> bool:
        """Whether the beginning of a word is enough; one letter would begin half of all words."""
        return len(self.key) >= SHORTEST_PREFIX

    def asks_for(self, word: str) -> bool:
        """Whether a word of a text, folded, is one the term asks for."""
        return any(self._is(lexeme) for lexeme in (word, stem_of(word)))

    def _is(self, lexeme: str) -> bool:
        return lexeme in {self.key, self.stem} or (self.is_prefix and lexeme.startswith(self.key))


def words_in(text: str) -> Iterator[Word]:
    """The words of a text, in their order."""
    for found in WORD.finditer(text):
        key = fold(found[0])
        if key:
            yield Word(key, found.start(), found.end())


def lexemes_of(texts: Iterable[str | None]) -> list[str]:
    """What a record with these texts is found by: its words and their stems, each once."""
    found: set[str] = set()
    for text in texts:
        for word in words_in(text or ""):
            if len(found) >= MOST_WORDS:
                break
            found |= {word.key, stem_of(word.key)}
    return sorted(found)


def terms_of(question: str) -> tuple[Term, ...]:
    """The first `MOST_TERMS` different words of a question."""
    keys = dict.fromkeys(word.key for word in words_in(question[:LONGEST_QUESTION]))
    return tuple(Term(key, stem_of(key)) for key in list(keys)[:MOST_TERMS])


def as_tsquery(terms: Iterable[Term]) -> str:
    """All of the terms, as PostgreSQL writes a tsquery. Folded words hold letters, digits and marks alone."""
    return " & ".join(f"('{one.key}'{':*' if one.is_prefix else ''} | '{one.stem}')" for one in terms)


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower case, accents gone: “Tŷ” gives “ty”, “ＡＢＣ” “abc”. Never more than `LONGEST_WORD` letters."""
    word = word.casefold()
    if not word.isascii():
        parts = unicodedata.normalize("NFKD", word)
        word = "".join(one for one in parts if _belongs(one)).casefold()
    return word[:LONGEST_WORD]


@lru_cache(maxsize=65_536)
def stem_of(key: str) -> str:
    """The English stem of a folded word, or the word itself: “falls” and “falling” give “fall”."""
    return str(_stemmer.stemWord(key)) if ENGLISH.fullmatch(key) else key


def _belongs(sign: str) -> bool:
    """Letters, digits, and the marks of scripts whose vowels are marks; accents do not."""
    return sign.isalnum() or (unicodedata.category(sign).startswith("M") and not unicodedata.combining(sign))
