"""Complaints and feedback: received by whatever way, answered by the right procedure, learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from plugins.complaints import kinds, permissions
from plugins.complaints.rules.clocks import DEADLINE_RULES
from plugins.complaints.rules.codes import REFERENCE_LISTS
from plugins.complaints.services.erasing import erase_answers
from portal.plugin import DeadlineRule, Permission, PluginInfo, RecordKind, ReferenceList, UnitOfWork, hookimpl


@hookimpl
def portal_plugin() -> PluginInfo:
    return PluginInfo(
        "complaints", "Complaints and feedback", "Answer complaints by the right procedure, and learn from them."
    )


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def portal_record_kinds() -> Sequence[RecordKind]:
    return (kinds.COMPLAINT, kinds.FEEDBACK, kinds.REQUEST)


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return DEADLINE_RULES


@hookimpl
def portal_reference_lists() -> Sequence[ReferenceList]:
    return REFERENCE_LISTS


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_answers(uow, record_id)
