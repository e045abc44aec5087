"""Columns of a kind as people read them, by what they hold: a code, words, a day, yes or no."""

from __future__ import annotations

from portal.declarations import Field, FieldFormat, ReferenceList


def coded(key: str, label: str, codes: ReferenceList) -> Field:
    """A code of a closed list."""
    return Field(key, label, FieldFormat.CODE, codes=codes.key)


def words(key: str, label: str) -> Field:
    """Paragraphs in somebody's own words: personal."""
    return Field(key, label, FieldFormat.PARAGRAPHS, personal=True)


def said(key: str, label: str) -> Field:
    """A line in somebody's own words: personal."""
    return Field(key, label, personal=True)


def yes_no(key: str, label: str) -> Field:
    return Field(key, label, FieldFormat.YES_NO)


def on_day(key: str, label: str) -> Field:
    return Field(key, label, FieldFormat.DATE)
