"""What the register keeps of a row: its facts as JSON, blanks left out and days as ISO text."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.directory.formats.rows import ProviderFacts, ProviderRow, RatingFacts, ReportedRow, SiteRow
from portal.directory.keys import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROVIDER_SAYS = (
    *("name", "companies_house", "charity_number", "ownership", "postcode", "registered_on"),
    *("group_id", "group_name"),
)
PROVIDERS_AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One row as understood: `facts` is what the register keeps of it, `reason` why it cannot be loaded."""

    position: int
    row_number: int
    regulator_id: str | None
    name: str | None
    facts: Mapping[str, Any]
    row_count: int = 1
    is_provider: bool = False
    reason: str | None = None
    is_out_of_scope: bool = False
    manager: str | None = None


def staged_row(position: int, row: SiteRow | ProviderRow | ReportedRow) -> StagedRow:
    if isinstance(row, ReportedRow):
        return StagedRow(
            position,
            row.row_number,
            row.regulator_id,
            row.name,
            {},
            reason=row.reason,
            is_out_of_scope=row.is_out_of_scope,
        )
    if isinstance(row, ProviderRow):
        provider = row.provider
        facts = {"provider_regulator_id": provider.regulator_id, "provider": provider_facts(provider)}
        return StagedRow(position, row.row_number, provider.regulator_id, provider.name, facts, is_provider=True)
    return StagedRow(
        position, row.row_number, row.regulator_id, row.name, _facts(row), row.row_count, manager=row.manager
    )


def _facts(row: SiteRow) -> dict[str, Any]:
    """What the register keeps of a row, blanks left out and days as ISO text."""
    facts = {"name": row.name, **_plain(row.site)}
    if row.provider is not None:
        facts["provider_regulator_id"] = row.provider.regulator_id
        facts["provider"] = provider_facts(row.provider)
    if row.ratings:
        facts["ratings"] = [_rating(rating) for rating in _distinct(row.ratings)]
    if row.predecessors:
        facts["predecessors"] = [{"regulator_id": one.regulator_id, "reason": one.reason} for one in row.predecessors]
    if row.fingerprint:
        facts["fingerprint"] = row.fingerprint
    return facts


@functools.lru_cache(maxsize=PROVIDERS_AT_ONCE)
def provider_facts(provider: ProviderFacts) -> Mapping[str, Any]:
    facts = _plain({name: getattr(provider, name) for name in PROVIDER_SAYS})
    if provider.group_id:
        facts["group_name"] = provider.group_name or provider.group_id
        facts["group_key"] = name_key(facts["group_name"])
    return facts


def _distinct(ratings: Sequence[RatingFacts]) -> Iterable[RatingFacts]:
    """The first of those the register would take for one."""
    found: dict[tuple[Any, ...], RatingFacts] = {}
    for one in ratings:
        found.setdefault((one.service_group, one.domain, one.published_on, one.rating), one)
    return found.values()


def _rating(rating: RatingFacts) -> dict[str, Any]:
    return {
        "service_group": rating.service_group,
        "domain": rating.domain,
        "rating": rating.rating,
        "words": rating.words,
        "published_on": rating.published_on and rating.published_on.isoformat(),
        "is_inherited": rating.is_inherited,
        "inherited_from": rating.inherited_from,
        "is_history": rating.is_history,
    }


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
        if value is not None
    }
