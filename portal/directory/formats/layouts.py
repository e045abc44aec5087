"""What a published layout is: its headers, the columns it fills, and how one of its rows is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.core.nations import Nation
from portal.directory.formats.rows import Cells, ProviderFacts, ProviderRow, RatingFacts, SiteRow

QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\ufeff": None, "\xa0": " "})


@dataclass(frozen=True)
class Format:
    """One layout of one regulator's register.

    `identity` are the headers of a location's ID and name. `required` headers must all be there, under their
    own name or one of `aliases`; `optional` ones are read where they stand; what starts with one of
    `flag_prefixes` is a column of Y or nothing for one word. `carries` are the columns of `Site` it fills: the
    importer leaves all others alone. Of two formats the one of greater `richness` keeps the columns both
    describe in their own way (`services.settling.DESCRIBED`). One that `lists_sites` names every site there is,
    so that a missing one has left.
    `manager` is the header under which it names the registered manager, asked for only where names are kept.
    Where rows of one site stand together, one for each rating, and are read as one, `read_ratings` reads what one adds,
    and `rating_columns` are the headers under which alone such rows differ.
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
    read_site: Callable[[Cells], SiteRow | ProviderRow]
    read_provider: Callable[[Cells], ProviderFacts | None]
    flag_prefixes: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    carries_groups: bool = False
    carries_ratings: bool = False
    lists_sites: bool = True
    read_ratings: Callable[[Cells], Sequence[RatingFacts]] | None = None
    rating_columns: tuple[str, ...] = ()
    manager: str | None = None


def header_key(header: str) -> str:
    """Headers are matched whatever their capitals, quotation marks and spaces."""
    return " ".join(header.translate(QUOTES).casefold().split())


def flag_headers(prefix: str, words: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{prefix} - {word}" for word in words)
