"""What the sources of a site, or of a provider, say together. Pure, so that no order of loading matters.

A source is the newest row of one layout: its layout, its day and its facts as kept (`directory.site_source`),
days as ISO text. Of two layouts the one of the newer day speaks, and a blank is filled by the other; what both
describe each in its own way (`DESCRIBED`) is the richer one's to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from portal.core.nations import Nation
from portal.directory.formats.identity import is_made
from portal.directory.formats.layouts import Format
from portal.directory.formats.ratings import is_grade
from portal.directory.formats.scope import is_adult_social_care
from portal.directory.keys import name_key

if TYPE_CHECKING:
    from portal.directory.formats.rows import Cells

Facts = Mapping[str, Any]
RatingKey = tuple[str, str, str | None, str]  # service group, domain, published on, rating

DESCRIBED = frozenset({"address_lines", "phone", "website", "service_types", "specialisms"})
LISTS = frozenset({"address_lines", "service_types", "regulated_activities", "specialisms"})
# A code goes with its name, and a key with its postcode: both are taken from one source.
TOGETHER = {"host_authority": "host_authority_code", "postcode": "postcode_key"}
PLAIN = (
    *("also_known_as", "region", "phone", "website", "beds", "is_care_home", "is_dormant", "sector"),
    *("directorate", "inspection_category", "registered_on", "last_checked_on", "uprn", "ods_code"),
    *("latitude", "longitude", "page_url", "ended_on", *sorted(LISTS)),
)
SITE_COLUMNS = (*PLAIN, *TOGETHER, *TOGETHER.values(), "is_adult_social_care")
BLANK: Facts = {column: [] if column in LISTS else None for column in SITE_COLUMNS}
PROVIDER_FACTS = ("companies_house", "charity_number", "ownership", "postcode", "registered_on")


def _unread(_cells: Cells) -> NoReturn:
    raise NotImplementedError("Nothing is read in this layout.")


# What stands in the register of a site or provider that no kept row speaks of: the poorest source there is.
EARLIER = Format(
    key="earlier",
    label="An earlier register",
    regulator="",
    nation=Nation.ENGLAND,
    richness=-1,
    identity=("", ""),
    required=(),
    dates=(),
    carries=frozenset(),
    read_site=_unread,
    read_provider=_unread,
    lists_sites=False,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One layout's newest word. `as_at` is ISO text."""

    format: Format
    as_at: str
    facts: Facts

    @property
    def newness(self) -> tuple[str, int]:
        return self.as_at, self.format.richness


def newest_first(sources: Sequence[Source]) -> list[Source]:
    return sorted(sources, key=lambda one: one.newness, reverse=True) if len(sources) > 1 else list(sources)


def settled_site(newest: Sequence[Source]) -> dict[str, Any]:
    """The columns of `Site`, and `provider_regulator_id`, of these sources, the newest first."""
    site: dict[str, Any]
    if len(newest) == 1:
        site, richest = {**BLANK, **newest[0].facts}, newest
    else:
        richest = sorted(newest, key=_richness, reverse=True)
        site = {
            column: _first(richest if column in DESCRIBED else newest, column, empty) for column, empty in BLANK.items()
        }
    for column, partner in TOGETHER.items():
        speaker = next((one.facts for one in newest if one.facts.get(column)), {})
        site[column], site[partner] = speaker.get(column), speaker.get(partner)
    site["postcode"] = _same_postcode(richest, site["postcode"], site["postcode_key"])
    site["name"] = same_but_spaces([one.facts["name"] for one in newest])
    site["name_key"] = name_key(site["name"])
    site["provider_regulator_id"] = _provider_of(newest)
    site["details_from"] = richest[0].format.key
    seen_earlier = (key for one in newest for key in one.facts.get("seen_in", ()))
    site["seen_in"] = sorted({*seen_earlier, *(one.format.key for one in newest if one.format is not EARLIER)})
    if site["is_adult_social_care"] is None:
        site["is_adult_social_care"] = is_adult_social_care(site)
    return site


def beyond(facts: Facts, site: Mapping[str, Any]) -> dict[str, Any]:
    """What a site becomes that the row does not say itself: `facts` with these on top are the whole site."""
    said = {**BLANK, **facts}
    return {column: value for column, value in site.items() if value != said.get(column)}


def settled_provider(identifier: str, newest: Sequence[Source]) -> dict[str, Any]:
    """The columns of `Provider` and `group_id`, the group's own number; the name is the number until one is said."""
    names = [name for one in newest if (name := one.facts.get("name"))]
    name = same_but_spaces(names) if names else identifier
    grouping = next((one.facts for one in newest if one.format.carries_groups or "group_id" in one.facts), {})
    return {
        "regulator_id": identifier,
        "name": name,
        "name_key": name_key(name),
        **{column: _first(newest, column, None) for column in PROVIDER_FACTS},
        "group_id": grouping.get("group_id"),
    }


def current_ratings(newest: Sequence[Source]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The rating that counts now for each service group and domain.

    The newest published of all sources; a grade before words where neither has a day.
    """
    best: dict[tuple[str, str], tuple[Any, Mapping[str, Any]]] = {}
    for source in newest:
        for rating in source.facts.get("ratings", ()):
            if rating["is_history"]:
                continue
            key = (rating["service_group"], rating["domain"])
            rank = (rating["published_on"] or "", is_grade(rating["rating"]), *source.newness, rating["rating"])
            if key not in best or rank > best[key][0]:
                best[key] = (rank, rating)
    return {key: rating for key, (_rank, rating) in best.items()}


def rating_key(rating: Mapping[str, Any]) -> RatingKey:
    return rating["service_group"], rating["domain"], rating["published_on"], rating["rating"]


def same_but_spaces(names: Sequence[str]) -> str:
    """The newest name; of those that differ from it in spaces alone, the longest: one of them lost some."""
    if len(names) == 1:
        return names[0]
    newest = " ".join(names[0].split())
    return max((name for name in names if " ".join(name.split()) == newest), key=lambda name: (len(name), name))


def _first(sources: Sequence[Source], column: str, empty: Any) -> Any:
    for one in sources:
        value = one.facts.get(column)
        if value is not None and value != []:
            return value
    return empty


def _same_postcode(richest: Sequence[Source], published: str | None, key: str | None) -> str | None:
    return next((one.facts["postcode"] for one in richest if key and one.facts.get("postcode_key") == key), published)


def _provider_of(newest: Sequence[Source]) -> str:
    """The newest provider with a number of the regulator's; else the newest we made one for."""
    numbers: list[str] = [one.facts["provider_regulator_id"] for one in newest if "provider_regulator_id" in one.facts]
    return next((number for number in numbers if not is_made(number)), numbers[0])


def _richness(source: Source) -> tuple[int, str]:
    return source.format.richness, source.as_at
