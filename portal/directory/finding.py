"""Find services and providers: by name, number, postcode, authority, or how far they are from a postcode.

Lists are plain rows, a page of fifty at a time. Names that begin with what was typed come first, then those that
hold each typed word, or a word that begins so; of a site, in its other names as well.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from portal.directory.distance import Centre, metres_from, near
from portal.directory.formats.ratings import GRADES, OVERALL
from portal.directory.grouping import CONFIRMED
from portal.directory.keys import after_prefix, name_key, postcode_key
from portal.directory.models import REGULATORS, GroupMember, Provider, Rating, Site
from portal.web.paging import PAGE_AND_ONE, PAGE_SIZE, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

NO_GRADE = "no-grade"
GRADE_CODES = tuple(one.code for one in GRADES)
BOTH, LEFT = "1", "only"
EVERY = "every"
REGISTRATION = re.compile(r"\d-\d{3,}|(?:CS|SP)\d{6,}", re.IGNORECASE)
NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9-]+")
OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
WHOLE_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
INWARD_LENGTH = 3
MOST_WORDS = 12
LONGEST_WORD = 200
# As the indexes of words were made (in the models), so that PostgreSQL knows them again.
WORDS_OF_PROVIDER = "array_to_tsvector(string_to_array(rtrim(\"left\"(directory.provider.name_key, 400)), ' '))"
WORDS_OF_SITE = "directory.site_words(directory.site.name_key, directory.site.also_known_as)"


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty part leaves the list open.

    `text` is part of a name, accents and punctuation aside, or a whole registration number. `postcode` is a whole
    one or its beginning, and an outward half stands for itself alone: PL1 is not PL11. `authority` is a usual name,
    `rating` a code or `no-grade`. `gone` shows services that left the register too (`1`), or them `only`. `group` is
    a group of providers a person confirmed. Registers list dentists and doctors as well: only with the sector `every`
    are services shown of which a file says that they are no adult social care.
    """

    text: str = ""
    postcode: str = ""
    authority: str = ""
    service_type: str = ""
    rating: str = ""
    nation: str = ""
    gone: str = ""
    sector: str = ""
    group: UUID | None = None


def find_sites(
    session: Session, wanted: Wanted, *, around: Centre | None = None, miles: int = 0, cursor: str | None = None
) -> Page:
    """Sites by name: `id, name, regulator_id, postcode, host_authority, service_types, provider_name, …`.

    With `around`, those within so many `miles` of there, the nearest first, each with its `metres`; the postcode
    then says where, and is no filter.
    """
    statement = select(*SITE_COLUMNS).join(Provider, Provider.id == Site.provider_id)
    statement = statement.where(*_of_sites(wanted, is_placed=around is None))
    if around is None:
        return _named(session, statement, Site, wanted.text, cursor)
    if wanted.text.strip():
        statement = statement.where(_holds(Site, _words(wanted.text)))
    return _nearest(session, statement, around, miles, cursor)


def find_providers(session: Session, wanted: Wanted, *, cursor: str | None = None) -> Page:
    """Providers by name: `id, name, regulator, regulator_id, postcode, nation, listed, …`.

    Filters of services keep the providers that run such a service; of a provider without services nobody knows the
    sector, so it stays.
    """
    statement = select(*PROVIDER_COLUMNS)
    if wanted.nation:
        statement = statement.where(Provider.nation == wanted.nation)
    if wanted.group:
        statement = statement.where(Provider.id.in_(_members(wanted.group)))
    if wanted.gone != BOTH:
        statement = statement.where(Provider.listed if wanted.gone != LEFT else not_(Provider.listed))
    if wanted.postcode or wanted.authority or wanted.service_type or wanted.rating:
        services = select(Site.provider_id).where(*_of_sites(wanted))
        statement = statement.where(Provider.id.in_(services))
    elif wanted.sector != EVERY:
        statement = statement.where(_runs_social_care())
    return _named(session, statement, Provider, wanted.text, cursor)


def counts_of_sites(session: Session, provider_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many listed sites each of these providers has; those with none are not in it."""
    counted = (
        select(Site.provider_id, func.count())
        .where(Site.provider_id.in_(list(provider_ids)), Site.listed)
        .group_by(Site.provider_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def listed_authorities(session: Session) -> Sequence[str]:
    """The authorities that host any site, by name.

    From each name to the next one by the index: a plain DISTINCT reads every site, 40 ms for 60,000.
    """
    later = aliased(Site)
    names = select(func.min(Site.host_authority).label("name")).cte("names", recursive=True)
    following = select(func.min(later.host_authority)).where(later.host_authority > names.c.name)
    names = names.union_all(select(following.scalar_subquery()).where(names.c.name.is_not(None)))
    found = session.execute(select(names.c.name).where(names.c.name.is_not(None))).scalars()
    return [name for name in found if name]


def at_postcode(column: Any, typed: str) -> ColumnElement[bool]:
    """Sites whose folded postcode (`column`) is the one typed, or begins so.

    “pl1” and “PL1 1” are of the district PL1; “PL11” typed in one is the district PL11. Of “NS22B” nobody can say
    where its halves part, so it is taken for a beginning.
    """
    key = postcode_key(typed)
    outward = postcode_key(typed.split(maxsplit=1)[0]) if len(typed.split()) > 1 else key
    if WHOLE_POSTCODE.fullmatch(key):
        found: ColumnElement[bool] = column == key
        return found
    begins = begins_with(column, key)
    if not OUTWARD.fullmatch(outward):
        return begins
    return and_(begins, func.length(column) == len(outward) + INWARD_LENGTH)


def begins_with(column: Any, prefix: str) -> ColumnElement[bool]:
    """A range instead of LIKE: it uses the index under row security."""
    return and_(column >= prefix, column < after_prefix(prefix))


SITE_COLUMNS = (
    *(
        Site.id,
        Site.name,
        Site.name_key,
        Site.also_known_as,
        Site.regulator_id,
        Site.postcode,
        Site.host_authority,
        Site.service_types,
    ),
    *(Site.beds, Site.is_care_home, Site.listed, Site.no_longer_listed_on, Site.provider_id),
    Provider.name.label("provider_name"),
)
PROVIDER_COLUMNS = (
    *(Provider.id, Provider.name, Provider.name_key, Provider.regulator, Provider.regulator_id),
    *(Provider.postcode, Provider.nation, Provider.listed, Provider.no_longer_listed_on),
)


def _of_sites(wanted: Wanted, *, is_placed: bool = True) -> list[ColumnElement[bool]]:
    equals = {Site.host_authority: wanted.authority, Site.nation: wanted.nation}
    found: list[ColumnElement[bool]] = [column == value for column, value in equals.items() if value]
    if wanted.postcode.strip() and is_placed:
        found.append(at_postcode(Site.postcode_key, wanted.postcode))
    if wanted.service_type:
        found.append(literal(wanted.service_type) == any_(Site.service_types))
    if wanted.rating:
        found.append(_is_rated(wanted.rating))
    if wanted.group:
        found.append(Site.provider_id.in_(_members(wanted.group)))
    if wanted.sector != EVERY:
        found.append(Site.is_adult_social_care.is_not(False))
    if wanted.gone != BOTH:
        found.append(not_(Site.listed) if wanted.gone == LEFT else Site.listed.is_(True))
    return found


def _runs_social_care() -> ColumnElement[bool]:
    """Asked of one provider at a time, through the index: as EXISTS it becomes a join with the whole register."""
    is_one = func.bool_or(Site.is_adult_social_care.is_not(False))
    return func.coalesce(select(is_one).where(Site.provider_id == Provider.id).scalar_subquery(), true())


def _members(group_id: UUID) -> Any:
    return select(GroupMember.provider_id).where(GroupMember.group_id == group_id, GroupMember.status == CONFIRMED)


def _named(session: Session, statement: Any, model: Any, text: str, cursor: str | None) -> Page:
    """The page of `statement` whose names fit what was typed; a whole registration number stands for itself."""
    words = _words(text)
    ordered = statement.order_by(model.name_key, model.id)
    if not words:
        return _page(session.execute(_from(ordered, model, cursor).limit(PAGE_AND_ONE)).all())
    if NUMBER.fullmatch(text.strip()) and not cursor:
        numbered = ordered.where(model.regulator.in_(REGULATORS), model.regulator_id == text.strip().upper())
        found = session.execute(numbered.limit(PAGE_AND_ONE)).all()
        if found or REGISTRATION.fullmatch(text.strip()):
            return Page(found, None)
    key = " ".join(words)
    rows: list[Any] = []
    if cursor is None or _key_of(cursor).startswith(key):
        first = _from(ordered, model, cursor).where(begins_with(model.name_key, key))
        rows += session.execute(first.limit(PAGE_AND_ONE)).all()
        cursor = None
    if len(rows) <= PAGE_SIZE:
        others = _from(statement, model, cursor).where(_holds(model, words), not_(begins_with(model.name_key, key)))
        rows += session.execute(ordered.where(model.id.in_(_first_by_name(others, model)))).all()
    return _page(rows)


def _words(text: str) -> list[str]:
    """The folded words to look for. No name has a word so long as the cut, and a query takes none beyond 2 KB."""
    return [word[:LONGEST_WORD] for word in name_key(text).split()[:MOST_WORDS]]


def _first_by_name(statement: Any, model: Any) -> Any:
    """The ids of a page of what the index of words finds. OFFSET 0 keeps PostgreSQL from reading all names in their
    order instead: how rare the beginning of a word is, it cannot tell.
    """
    keys = statement.with_only_columns(model.id, model.name_key, maintain_column_froms=False)
    found = keys.offset(literal_column("0", Integer)).subquery("found")
    return select(found.c.id).order_by(found.c.name_key, found.c.id).limit(PAGE_AND_ONE)


def _holds(model: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Whether the name, or a site's other name, has a word that begins with each of these. Folded words hold letters
    and digits alone.
    """
    wanted = " & ".join(f"'{word}':*" for word in words)
    vector: ColumnElement[Any] = literal_column(WORDS_OF_SITE if model is Site else WORDS_OF_PROVIDER)
    return vector.bool_op("@@")(cast(literal(wanted), TSQUERY))


def _nearest(session: Session, statement: Any, around: Centre, miles: int, cursor: str | None) -> Page:
    metres = metres_from(around)
    found = statement.add_columns(metres.label("metres")).where(near(around, miles))
    distance, _, row_id = (cursor or "").partition("_")
    with contextlib.suppress(ValueError):  # no cursor, or one somebody made up: from the top
        found = found.where(tuple_(metres, Site.id) > tuple_(literal(int(distance)), UUID(row_id)))
    rows = session.execute(found.order_by(metres, Site.id).limit(PAGE_AND_ONE)).all()
    if len(rows) <= PAGE_SIZE:
        return Page(rows, None)
    last = rows[PAGE_SIZE - 1]
    return Page(rows[:PAGE_SIZE], f"{last.metres}_{last.id}")


def _is_rated(rating: str) -> ColumnElement[bool]:
    """Whether the site, or one of its services, has this grade now; `no-grade`: whether none has any.

    Neither NOT IN nor what stands in a CASE becomes a join: of IN PostgreSQL makes one of the whole tables, and just
    after a load, before their statistics are known, that ran into the time limit.
    """
    standing = select(Rating.site_id).where(Rating.domain == OVERALL, Rating.is_current)
    if rating == NO_GRADE:
        return Site.id.not_in(standing.where(Rating.rating.in_(GRADE_CODES)))
    return case((Site.id.in_(standing.where(Rating.rating == rating)), true()), else_=false())


def _from(statement: Any, model: Any, cursor: str | None) -> Any:
    """From just after the cursor (`<id>_<name key>`); a malformed one starts again at the top."""
    row_id, _, key = (cursor or "").partition("_")
    try:
        return statement.where(tuple_(model.name_key, model.id) > tuple_(literal(key), UUID(row_id)))
    except ValueError:
        return statement


def _key_of(cursor: str) -> str:
    return cursor.partition("_")[2]


def _page(rows: Sequence[Any]) -> Page:
    if len(rows) <= PAGE_SIZE:
        return Page(rows, None)
    last = rows[PAGE_SIZE - 1]
    return Page(rows[:PAGE_SIZE], f"{last.id}_{last.name_key}")
