"""What a row of a file would do: add a site, change one (and how), or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal.directory.formats.identity import is_made
from portal.directory.formats.ratings import OVERALL
from portal.directory.services.settling import (
    PROVIDER_FACTS,
    SITE_COLUMNS,
    Facts,
    Source,
    beyond,
    current_ratings,
    newest_first,
    rating_key,
    settled_provider,
    settled_site,
)

if TYPE_CHECKING:
    from portal.directory.formats.layouts import Format
    from portal.directory.services.known import KnownProvider, KnownSite, KnownThings

# The key follows the postcode beside it, and a person is told of the postcode.
NOT_TOLD = frozenset({"postcode_key"})
NO_PROVIDER = "The file does not say whose this location is, and the register does not know it yet."
Pairs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Classified:
    """A row's `action`, `kinds` and `changes` as an `ImportRow` keeps them, and the `state` it leads to.

    Of the state only what the row does not say itself: `site` goes on top of its facts, `provider` is there once a
    batch and where the register has another, `counting` are the places, from 1, of the row's ratings that count now,
    and `current` the keys of all that do.
    """

    action: str
    site_id: str | None = None
    kinds: Sequence[str] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


class Classifier:
    """Classifies the rows of one file, a batch at a time. `as_at` is the file's day as ISO text."""

    def __init__(self, form: Format, as_at: str, known: KnownThings) -> None:
        self._form = form
        self._as_at = as_at
        self._known = known
        self._settled: dict[str, tuple[dict[str, Any], Pairs]] = {}
        self._told: set[str] = set()

    def knows(self, identifier: str | None) -> bool:
        """Whether the register holds this site."""
        return identifier in self._known.sites

    def provider(self, facts: Facts) -> Classified:
        """A row about a provider alone."""
        identifier = facts["provider_regulator_id"]
        state, changes = self._provider(identifier, facts["provider"])
        if identifier not in self._known.providers:
            return Classified("new", state={"provider": state})
        return Classified("update", None, ("changed",), changes, {"provider": state}) if changes else UNCHANGED

    def site(self, identifier: str, facts: Facts) -> Classified:
        known = self._known.sites.get(identifier)
        newest = self._sources(known.sources if known else {}, facts)
        if not any("provider_regulator_id" in one.facts for one in newest):
            return Classified("reported", reason=NO_PROVIDER)
        site = settled_site(newest)
        said = facts.get("provider_regulator_id")
        provider, provider_changes = self._provider(said, facts["provider"]) if said else (None, {})
        current = {rating_key(one): one for one in current_ratings(newest).values()}
        state: dict[str, Any] = {"site": beyond(facts, site), "counting": _counting(facts, current)}
        if known is None:
            state["provider"] = self._untold(said, provider)
            return Classified("new", kinds=("re_registered",) if facts.get("predecessors") else (), state=state)
        changes, kinds = _site_changes(known, site, provider, self._as_at)
        news, is_re_rated = _rating_news(known, facts, current)
        if provider_changes or (said and said not in self._known.providers):
            state["provider"] = self._untold(said, provider)
            changes |= {key: pair for key, pair in provider_changes.items() if key not in changes}
            kinds.append("changed")
        if news:
            changes["ratings"] = news
            kinds.append("re_rated" if is_re_rated else "changed")
        site_id = known.row["id"]
        if not kinds:
            return Classified("unchanged", site_id)
        state["current"] = [dict(zip(KEY, key, strict=True)) for key in current]
        return Classified("update", site_id, [kind for kind in KIND_ORDER if kind in kinds], changes, state)

    def _untold(self, identifier: str | None, state: dict[str, Any] | None) -> dict[str, Any] | None:
        """The provider's state for the first row of the batch that names it."""
        if identifier is None or identifier in self._told:
            return None
        self._told.add(identifier)
        return state

    def _sources(self, stored: Mapping[str, Source], facts: Facts) -> list[Source]:
        """What is known with this row in the place of its layout's, unless that one is of a later day."""
        mine = stored.get(self._form.key)
        if mine is not None and mine.as_at > self._as_at:
            return newest_first(list(stored.values()))
        others = [one for key, one in stored.items() if key != self._form.key]
        return newest_first([*others, Source(self._form, self._as_at, facts)])

    def _provider(self, identifier: str, facts: Facts) -> tuple[dict[str, Any], Pairs]:
        """What the provider becomes, and its changes. Every row of a file says the same of a provider."""
        found = self._settled.get(identifier)
        if found is None:
            known = self._known.providers.get(identifier)
            state = settled_provider(identifier, self._sources(known.sources if known else {}, facts))
            found = self._settled[identifier] = (state, _provider_changes(known, state) if known else {})
        return found


UNCHANGED = Classified("unchanged")
KEY = ("service_group", "domain", "published_on", "rating")
KIND_ORDER = ("renamed", "re_rated", "moved", "relisted", "ended", "changed")


def _provider_changes(known: KnownProvider, state: Mapping[str, Any]) -> Pairs:
    old = {**known.row, "group_id": known.group_id}
    told = {"provider_name": "name", **{f"provider_{name}": name for name in PROVIDER_FACTS}, "group_id": "group_id"}
    return {label: [old[name], state[name]] for label, name in told.items() if old[name] != state[name]}


def _site_changes(
    known: KnownSite, site: Mapping[str, Any], provider: Mapping[str, Any] | None, as_at: str
) -> tuple[Pairs, list[str]]:
    old, changes, kinds = known.row, Pairs(), []
    if site["name"] != old["name"]:
        changes["name"] = [old["name"], site["name"]]
        same = site["name"].split() == old["name"].split()
        kinds.append("changed" if same else "renamed")
    if site["provider_regulator_id"] != known.provider_regulator_id:
        is_named = provider and provider["regulator_id"] == site["provider_regulator_id"]
        name = provider["name"] if provider and is_named else site["provider_regulator_id"]
        changes["provider"] = [known.provider_name, name]
        kinds.append("changed" if is_made(known.provider_regulator_id) else "moved")
    if not old["listed"] and not site["ended_on"] and as_at >= old["no_longer_listed_on"]:
        changes["listed"] = [False, True]
        kinds.append("relisted")
    if old["listed"] and site["ended_on"]:
        changes["listed"] = [True, False]
        kinds.append("ended")
    others = {name: [old[name], site[name]] for name in SITE_COLUMNS if old[name] != site[name]}
    if others or site["details_from"] != old["details_from"]:
        kinds.append("changed")
    return changes | {name: pair for name, pair in others.items() if name not in NOT_TOLD}, kinds


def _rating_news(known: KnownSite, facts: Facts, current: Mapping[Any, Facts]) -> tuple[list[Facts], bool]:
    """The ratings the register lacks or does not hold as current, and whether a grade that stood was replaced."""
    standing = {key[:2]: key for key, is_current in known.ratings.items() if is_current}
    news: list[Facts] = list(_news(known, facts, current, standing))
    replaced = any(
        key[:2] in standing and standing[key[:2]] != key and known.ratings.get(key) is not True
        for key in current
        if key[1] == OVERALL
    )
    gone = [key for kind, key in standing.items() if kind not in {one[:2] for one in current}]
    if gone and not news:
        news = [{"service_group": key[0], "domain": key[1], "old": key[3], "new": "unrated"} for key in gone]
    return news, replaced


def _news(
    known: KnownSite, facts: Facts, current: Mapping[Any, Facts], standing: Mapping[Any, Any]
) -> Iterator[dict[str, Any]]:
    said = {rating_key(one): one for one in facts.get("ratings", ())}
    for key in {**said, **current}:
        is_held = key in known.ratings
        if is_held and (key not in current or known.ratings[key]):
            continue
        old = standing.get(key[:2])
        one = {
            "service_group": key[0],
            "domain": key[1],
            "old": old and old[3],
            "old_on": old and old[2],
            "new": key[3],
            "new_on": key[2],
        }
        yield {name: value for name, value in one.items() if value is not None}


def _counting(facts: Facts, current: Mapping[Any, Facts]) -> list[int]:
    """The places, from 1, of the ratings of this row that count now."""
    return [place for place, one in enumerate(facts.get("ratings", ()), start=1) if rating_key(one) in current]
