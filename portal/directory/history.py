"""What a home was rated over the years and who ran it then, across the registrations that followed each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, or_, select

from portal.directory.formats.ratings import OVERALL, is_grade
from portal.directory.models import Provider, Rating, Site, SiteListing
from portal.directory.review import forebears

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

MOST_YEARS = 8
NO_GRADE = "no-grade"


@dataclass(frozen=True)
class PastRating:
    """One rating of a whole service or of one of its service groups.

    `site_id`, `regulator_id` and `site_name` are the registration that holds it; `is_inherited` says that a later
    registration took it over. `provider_name` is the legal entity that ran the service when it was published; None
    where the register does not say. `day` is when it was published or, where no file says, first seen.
    """

    service_group: str
    rating: str
    words: str
    published_on: date | None
    first_seen_on: date
    is_inherited: bool
    inherited_from: str | None
    is_current: bool
    site_id: UUID
    regulator_id: str
    site_name: str
    provider_id: UUID | None = None
    provider_name: str | None = None

    @property
    def day(self) -> date:
        return self.published_on or self.first_seen_on


@dataclass(frozen=True)
class YearStanding:
    """How a provider's services stood at the end of a year, or today: `counts` by code of a grade, or `no-grade`.

    A service that its regulator rates group by group counts once for each group. `inherited` is how many of these
    grades an earlier registration earned.
    """

    on: date
    counts: Mapping[str, int]
    inherited: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def ratings_over_time(session: Session, site_id: UUID) -> Sequence[PastRating]:
    """Every overall rating of this home under any of its registrations, the newest first; only its own count now."""
    ids = list(forebears(session, site_id))
    owners = _owners(session, ids)
    held = (replace(one, is_current=one.is_current and one.site_id == site_id) for one in _ratings(session, ids))
    found = [_with_owner(one, owners) for one in held]
    return sorted(_once(found), key=lambda one: (one.day, one.service_group == OVERALL, one.rating), reverse=True)


def standing_by_year(session: Session, provider_id: UUID, today: date) -> Sequence[YearStanding]:
    """The provider's services as they stood at the end of each of the last years and today, the oldest first.

    A service counts for the legal entity that ran it at the time; years before the first rating are left out.
    """
    sites = _ever_run_by(session, provider_id)
    ratings = _ratings(session, sites)
    if not ratings:
        return ()
    owners = _owners(session, sites)
    first = min(one.day for one in ratings).year
    years = range(max(first, today.year - MOST_YEARS + 1), today.year)
    standings = []
    for day in (*(date(year, 12, 31) for year in years), today):
        run = {one for one, left_on in sites.items() if _is_run_by(provider_id, owners[one], left_on, day)}
        standings.append(_standing(ratings, run, day))
    return [one for one in standings if one.total]


def _ever_run_by(session: Session, provider_id: UUID) -> dict[UUID, date | None]:
    """Every site this provider was ever seen to run, with the day it left the register."""
    listed = select(SiteListing.site_id).where(SiteListing.provider_id == provider_id)
    sites = select(Site.id, Site.no_longer_listed_on).where(or_(Site.provider_id == provider_id, Site.id.in_(listed)))
    return {row.id: row.no_longer_listed_on for row in session.execute(sites)}


def _ratings(session: Session, ids: Iterable[UUID]) -> list[PastRating]:
    columns = (
        *(Rating.service_group, Rating.rating, Rating.words, Rating.published_on, Rating.first_seen_on),
        *(Rating.is_inherited, Rating.inherited_from, Rating.is_current, Rating.site_id),
        *(Site.regulator_id, Site.name.label("site_name")),
    )
    chosen = select(*columns).join(Site, Site.id == Rating.site_id)
    of_these = chosen.where(Rating.site_id.in_(list(ids)), Rating.domain == OVERALL)
    return [PastRating(**row._mapping) for row in session.execute(of_these)]  # noqa: SLF001 - a Row's documented door


def _owners(session: Session, ids: Iterable[UUID]) -> Mapping[UUID, Sequence[Any]]:
    """By site: who was seen to run it, the earliest first. A site no file listed is its provider's."""
    columns = (SiteListing.site_id, Provider.id, Provider.name, func.min(SiteListing.first_seen_on).label("since"))
    listed = select(*columns).join(Provider, Provider.id == SiteListing.provider_id)
    wanted = list(ids)
    grouped = listed.where(SiteListing.site_id.in_(wanted)).group_by(SiteListing.site_id, Provider.id, Provider.name)
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.execute(grouped.order_by("since", Provider.id)):
        found[row.site_id].append(row)
    today = select(Site.id.label("site_id"), Provider.id, Provider.name, Site.first_seen_on.label("since"))
    for row in session.execute(today.join(Provider, Provider.id == Site.provider_id).where(Site.id.in_(wanted))):
        found[row.site_id] = found[row.site_id] or [row]
    return found


def _owner_on(owners: Sequence[Any], day: date) -> Any:
    """Who ran it that day: whoever was seen last until then, or the first ever seen."""
    until_then = [one for one in owners if one.since <= day]
    return until_then[-1] if until_then else owners[0]


def _is_run_by(provider_id: UUID, owners: Sequence[Any], left_on: date | None, day: date) -> bool:
    return (left_on is None or day < left_on) and _owner_on(owners, day).id == provider_id


def _with_owner(one: PastRating, owners: Mapping[UUID, Sequence[Any]]) -> PastRating:
    """An inherited rating was earned by another legal entity, whose own row says which, if the register has it."""
    if one.is_inherited or not owners.get(one.site_id):
        return one
    owner = _owner_on(owners[one.site_id], one.day)
    return replace(one, provider_id=owner.id, provider_name=owner.name)


def _once(ratings: Sequence[PastRating]) -> list[PastRating]:
    """A rating that two registrations hold once, and none without a day that only repeats a dated one."""
    found: dict[Any, PastRating] = {}
    for one in sorted(ratings, key=lambda each: each.is_inherited):
        key = (one.service_group, one.published_on, one.rating)
        earned = found.get(key)
        if earned is None:
            found[key] = one
        else:
            is_current = earned.is_current or one.is_current
            found[key] = replace(earned, is_inherited=one.is_inherited or earned.is_inherited, is_current=is_current)
    dated = {(one.service_group, one.rating) for one in found.values() if one.published_on}
    return [one for one in found.values() if one.published_on or (one.service_group, one.rating) not in dated]


def _standing(ratings: Sequence[PastRating], sites: Iterable[UUID], day: date) -> YearStanding:
    """The newest rating until that day of each service and group; the whole only where no group has a grade."""
    run = set(sites)
    newest: dict[UUID, dict[str, PastRating]] = defaultdict(dict)
    for one in sorted(ratings, key=lambda each: (each.day, each.is_current)):
        if one.site_id in run and one.day <= day:
            newest[one.site_id][one.service_group] = one
    counted = [one for groups in newest.values() for one in _that_count(groups)]
    counts: dict[str, int] = defaultdict(int)
    for one in counted:
        counts[one.rating if is_grade(one.rating) else NO_GRADE] += 1
    return YearStanding(day, counts, sum(one.is_inherited and is_grade(one.rating) for one in counted))


def _that_count(groups: Mapping[str, PastRating]) -> Sequence[PastRating]:
    whole = groups.get(OVERALL)
    graded = [one for name, one in groups.items() if name != OVERALL and is_grade(one.rating)]
    if whole is not None and is_grade(whole.rating):
        return [whole]
    return graded or [*groups.values()][:1]
