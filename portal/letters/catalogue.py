"""The letters every organisation begins with. Changing one makes a version of the organisation's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portal.core.errors import PortalError
from portal.declarations import StandardLetter
from portal.letters.rules import SAMPLES, check_words

SHIPPED_WORDS = Path(__file__).parent / "shipped"
IN_ORDER = ("acknowledgement", "delay", "question", "meeting", "outcome")

SHIPPED = tuple(StandardLetter.read(key, SHIPPED_WORDS / f"{key}.txt") for key in IN_ORDER)


def refuse_faulty_letters(registry: Any) -> list[str]:
    """What is wrong with the letters of the installed plugins: a field nobody knows, a kind nobody declares."""
    kinds = {one.item.key for one in registry.declared_kinds}
    faults = []
    for one in registry.letters:
        letter = one.item
        if letter.kind is not None and letter.kind not in kinds:
            faults.append(f"The letter {letter.key} is about {letter.kind}, which nobody declares.")
        shadowing = sorted({own.key for own in letter.fields} & SAMPLES.keys())
        if shadowing:
            faults.append(f"The letter {letter.key}: there is a field {', '.join(shadowing)} already.")
        if one.plugin not in registry.builtin and not letter.key.startswith(f"{one.plugin}."):
            faults.append(f"The letter {letter.key} must be called {one.plugin}.{letter.key}.")
        try:
            check_words(letter.body, letter.fields, letter.keeps)
        except PortalError as error:
            faults.append(f"The letter {letter.key}: {error.message}")
    return faults
