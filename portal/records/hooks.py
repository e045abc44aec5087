"""What records themselves do when one is erased."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from portal.core.erasure import clear_columns
from portal.core.uow import UnitOfWork
from portal.hookspecs import hookimpl
from portal.records.models import Submission


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    of_record = Submission.record_id == record_id
    return {
        "Reports as they were sent in": clear_columns(uow.session, Submission, of_record, "title", "words", "answer")
    }
