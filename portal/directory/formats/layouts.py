"""What a published layout is: its headers, the columns it fills, and how one of its rows is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.core.nations import Nation
from portal.directory.formats.rows import Cells, ProviderFacts, SiteRow

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\ufeff": None, "\xa0": " "})


@dataclass(frozen=True)
class Format:
    """One layout of one regulator's register.

    `identity` are the headers of a location's ID and name. `required` headers must all be there; what starts
    with one of `flag_prefixes` is a column of Y or nothing for one word. `carries` are the columns of `Site`
    it fills: the importer leaves all others alone. Of two formats the one of greater `richness` keeps the
    columns both describe in their own way (`services.merging.DESCRIBED`).
    """

    key: str
    label: str
    regulator: str
    nation: Nation
    richness: int
    identity: tuple[str, str]
    required: tuple[str, ...]
    dates: tuple[str, ...]
    carries: frozenset[str]
    read_site: Callable[[Cells], SiteRow]
    read_provider: Callable[[Cells], ProviderFacts | None]
    flag_prefixes: tuple[str, ...] = ()
    carries_groups: bool = False
    carries_ratings: bool = False


def header_key(header: str) -> str:
    """Headers are matched whatever their capitals, quotation marks and spaces."""
    return " ".join(header.translate(QUOTES).casefold().split())


def flag_headers(prefix: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{prefix} - {word}" for word in words)
