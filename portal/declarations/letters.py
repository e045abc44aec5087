"""What a feature adds to letters: words to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class LetterField:
    """One thing a letter may say of its record, its writer or its reader. `sample` stands in for it in a preview."""

    key: str
    label: str
    sample: str


@dataclass(frozen=True)
class StandardLetter:
    """A letter every organisation that has the feature on may begin with, and change in its own words.

    `body` is plain text: fields in double brackets from the portal's closed list, what the writer has to say in square
    ones; an empty line begins a paragraph, a line that begins with a dash is a point of a list. `kind` narrows it to
    letters about one kind of record. The key of a plugin's letter begins with the plugin's name and a dot.

    A letter with `fields` of its own, beside the portal's, begins on a page of the plugin's, which says what they are;
    a paragraph that is one of them and nothing else goes when there is nothing to say. `keeps` names those that no
    organisation may leave out.
    """

    key: str
    name: str
    body: str
    kind: str | None = None
    fields: tuple[LetterField, ...] = ()
    keeps: frozenset[str] = frozenset()

    @classmethod
    def read(
        cls,
        key: str,
        file: Path,
        *,
        kind: str | None = None,
        fields: tuple[LetterField, ...] = (),
        keeps: frozenset[str] = frozenset(),
    ) -> Self:
        """From a file of UTF-8 text: its name in the first line, its words from the third on."""
        name, _, body = file.read_text(encoding="utf-8").partition("\n")
        return cls(key, name.strip(), body.strip(), kind, fields, keeps)
