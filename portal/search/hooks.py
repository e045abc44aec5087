"""What search declares, and what it hears: records that change, and records that are erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from uuid import UUID

from portal.core.changes import RecordChange
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind, Schedule
from portal.documents.queries import titles_on
from portal.documents.services import DOCUMENTS
from portal.hookspecs import hookimpl
from portal.records.models import Record
from portal.search.indexing import WATCHED, forget_record, index_record
from portal.search.mending import MEND, mend_index
from portal.search.views import bp
from portal.web.blueprint import PortalBlueprint

AT_NIGHT = time(4, 40)


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule(MEND, "day", mend_nightly, at=AT_NIGHT),)


def mend_nightly(uow: UnitOfWork, _slot: object) -> None:
    """A place may have a new name in the register, and a release may search other columns."""
    mend_index(uow)


@hookimpl
def portal_record_changed(uow: UnitOfWork, change: RecordChange) -> None:
    record = uow.session.get(Record, (uow.tenant.id, change.record_id))
    kind: RecordKind | None = uow.plugins.installed_kind(record.kind) if record else None
    if kind is None or not (change.is_new or change.columns & (WATCHED | set(kind.search))):
        return
    is_bare = change.is_new and DOCUMENTS not in change.columns
    index_record(uow, record, kind, () if is_bare else titles_on(uow, [change.record_id])[change.record_id])


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int] | None:
    gone = forget_record(uow, record_id)
    return {"search entries": gone} if gone else None
