"""One of many by typing part of its name: where a list to choose from would be too long to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.folding import name_key
from portal.web.options import Option

MOST_LISTED = 100  # beyond, nobody finds a name by scrolling
MOST_OFFERED = 20


@dataclass(frozen=True)
class Pick:
    """What was typed chose `option`, or it could be any of `offered`; `more` says that not all are offered."""

    option: Option | None = None
    offered: Sequence[Option] = ()
    more: bool = False


def pick(options: Iterable[Option], typed: str | None) -> Pick:
    """The option with this value or this very name; else the only one whose name has each typed word, or a word
    that begins so; else those that could be meant. Accents, capitals and punctuation do not matter.
    """
    found = list(options)
    same = [one for one in found if one.value == typed]
    words = name_key(typed or "").split()
    if same or not words:
        return Pick(same[0] if same else None)
    named = [one for one in found if name_key(one.label).split() == words]
    fitting = named or [one for one in found if _fits(name_key(one.label).split(), words)]
    if len(fitting) == 1:
        return Pick(fitting[0])
    return Pick(None, fitting[:MOST_OFFERED], more=len(fitting) > MOST_OFFERED)


def pick_row(rows: Sequence[Any], typed: str | None) -> Pick:
    """The same among rows with an `id` and a `name`."""
    return pick((Option(str(one.id), one.name) for one in rows), typed)


def with_site(arguments: Mapping[str, str], sites: Sequence[Any]) -> tuple[dict[str, str], Pick]:
    """The filters of a list, a `site` that was typed by its name as its id; without it while it could be several."""
    found = pick_row(sites, arguments.get("site"))
    others = {key: value for key, value in arguments.items() if key != "site"}
    return {**others, **({"site": found.option.value} if found.option else {})}, found


def _fits(name: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(one.startswith(word) for one in name) for word in words)
