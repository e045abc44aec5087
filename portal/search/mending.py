"""Find entries that are stale and make them anew: a place was renamed, a release searches other columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select

from portal.core.queue import enqueue
from portal.core.uow import UnitOfWork
from portal.directory.models import Provider, Site
from portal.documents.queries import titles_on
from portal.records.models import Record
from portal.search.indexing import index_record, recipe
from portal.search.models import SearchEntry

MEND = "search.mend"
PORTION = 500
MOST_PORTIONS = 20  # what one job does; another one goes on


def mend_index(uow: UnitOfWork) -> int:
    """Make stale entries anew, those of the newest records first; how many there were.

    What is more than one job's work is queued as the next job.
    """
    mended = 0
    for _portion in range(MOST_PORTIONS):
        stale = uow.session.execute(stale_records(uow, PORTION)).all()
        _mend(uow, stale)
        mended += len(stale)
        if len(stale) < PORTION:
            return mended
    enqueue(uow.session, MEND, {}, lock=MEND)
    return mended


def stale_records(uow: UnitOfWork, most: int) -> Select[UUID, str]:
    """Records of installed kinds without an entry, or whose entry says something else than they do."""
    plugins: Any = uow.plugins
    recipes = {key: recipe(owned.item) for key, owned in plugins.registry.kinds.items()}
    is_unread = and_(Record.origin == "received", Record.first_opened_at.is_(None))
    places = case((is_unread, ""), else_=func.concat_ws(" ", Site.name, Provider.name))
    return (
        select(Record.id, Record.kind)
        .outerjoin(SearchEntry, (SearchEntry.tenant_id == Record.tenant_id) & (SearchEntry.record_id == Record.id))
        .outerjoin(Site, Site.id == Record.site_id)
        .outerjoin(Provider, Provider.id == Record.provider_id)
        .where(
            Record.kind.in_(recipes),
            or_(
                SearchEntry.record_id.is_(None),
                SearchEntry.changed_at != Record.updated_at,
                SearchEntry.made_by != case(recipes, value=Record.kind),
                SearchEntry.places != places,
            ),
        )
        .order_by(Record.opened_on.desc(), Record.id.desc())
        .limit(most)
    )


def _mend(uow: UnitOfWork, stale: Sequence[Any]) -> None:
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for row in stale:
        by_kind[row.kind].append(row.id)
    for key, ids in by_kind.items():
        kind = uow.plugins.installed_kind(key)
        titles = titles_on(uow, ids)
        for record in uow.session.scalars(select(kind.model).where(kind.model.id.in_(ids))):
            index_record(uow, record, kind, titles[record.id])
        uow.session.expunge_all()
