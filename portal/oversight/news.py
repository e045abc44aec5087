"""What newer registers changed for this organisation's sites, and who is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, any_, func, literal, or_, select

from portal.accounts.permissions import MANAGER, OFFICER
from portal.accounts.queries import members
from portal.core.errors import NotFoundError
from portal.core.uow import UnitOfWork
from portal.directory.models import ImportRow, ImportRun, Provider, Site, SiteListing
from portal.notifications.services import tell
from portal.oversight.models import RegisterNews
from portal.oversight.queries import providers_in_view

LOOKED_BACK = timedelta(days=30)
MOST_NEWS = 50
MOST_ROWS = 500
TOLD = frozenset({MANAGER, OFFICER})


def tell_news(uow: UnitOfWork, _slot: datetime) -> None:
    """Note each register loaded of late that changed something here, and tell managers and officers how many sites."""
    told = [news for run_id in _untold_runs(uow) if (news := _note(uow, run_id)) is not None]
    count = sum(one.site_count for one in told)
    if count:
        people = [one.user_id for one in members(uow) if TOLD & set(one.roles)]
        tell(uow, template="register_news", people=people, count=count)


def all_news(uow: UnitOfWork) -> Sequence[Any]:
    """The newest first: `id, site_count, told_at, read_at, as_at, format`."""
    newest = _news().order_by(RegisterNews.told_at.desc(), RegisterNews.id.desc())
    return uow.session.execute(newest.limit(MOST_NEWS)).all()


def unread_news(uow: UnitOfWork) -> Sequence[Any]:
    """Those nobody of the organisation has read, the newest first."""
    unread = _news().where(RegisterNews.read_at.is_(None)).order_by(RegisterNews.told_at.desc(), RegisterNews.id.desc())
    return uow.session.execute(unread.limit(MOST_NEWS)).all()


def one_news(uow: UnitOfWork, news_id: UUID) -> Any:
    """Raises `NotFoundError` for another organisation's, as for none."""
    found = uow.session.execute(_news().where(RegisterNews.id == news_id)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def changes_of(uow: UnitOfWork, run_id: UUID) -> Sequence[Any]:
    """What a register changed for this organisation:
    `site_id, name, regulator_id, action, kinds, changes, provider_name`.

    A site that moved to a provider out of view is told to whoever watched the one it left.
    """
    rows = _changed(uow, run_id).order_by(Site.name_key, Site.id).limit(MOST_ROWS)
    return uow.session.execute(rows).all()


def mark_read(uow: UnitOfWork, news_id: UUID) -> None:
    """Take the line off the first page, for everybody of the organisation. Raises `NotFoundError`."""
    found = uow.session.get(RegisterNews, (uow.tenant.id, news_id))
    if found is None:
        raise NotFoundError
    if found.read_at is None:
        found.read_at, found.read_by = uow.now, uow.actor.user_id


def _news() -> Select[*tuple[Any, ...]]:
    columns = (
        *(RegisterNews.id, RegisterNews.run_id, RegisterNews.site_count, RegisterNews.told_at, RegisterNews.read_at),
        *(ImportRun.as_at, ImportRun.format),
    )
    return select(*columns).join(ImportRun, ImportRun.id == RegisterNews.run_id)


def _untold_runs(uow: UnitOfWork) -> Sequence[UUID]:
    told = select(RegisterNews.run_id)
    loaded = select(ImportRun.id).where(
        ImportRun.status == "applied", ImportRun.applied_at > uow.now - LOOKED_BACK, ImportRun.id.not_in(told)
    )
    return uow.session.execute(loaded.order_by(ImportRun.applied_at, ImportRun.id)).scalars().all()


def _note(uow: UnitOfWork, run_id: UUID) -> RegisterNews | None:
    changed = _changed(uow, run_id).subquery()
    count = uow.session.execute(select(func.count(changed.c.site_id.distinct()))).scalar_one()
    if not count:
        return None
    news = RegisterNews(tenant_id=uow.tenant.id, run_id=run_id, told_at=uow.now, site_count=count)
    uow.session.add(news)
    return news


def _changed(uow: UnitOfWork, run_id: UUID) -> Select[*tuple[Any, ...]]:
    columns = (
        *(Site.id.label("site_id"), Site.name, Site.regulator_id, ImportRow.action, ImportRow.kinds),
        *(ImportRow.changes, Provider.name.label("provider_name")),
    )
    ours = providers_in_view(uow)
    was_ours = select(SiteListing.site_id).where(SiteListing.provider_id.in_(ours))
    moved_away = and_(literal("moved") == any_(ImportRow.kinds), Site.id.in_(was_ours))
    return (
        select(*columns)
        .join(Site, and_(Site.regulator_id == ImportRow.regulator_id, Site.id == ImportRow.site_id))
        .join(Provider, Provider.id == Site.provider_id)
        .where(
            ImportRow.run_id == run_id,
            ImportRow.action.in_(("new", "update", "gone")),
            or_(Site.provider_id.in_(ours), moved_away),
        )
    )
