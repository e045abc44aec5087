"""The hooks; nothing else. *Declared* hooks are asked once at start, *asked* ones inside the caller's transaction."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from portal.core.changes import RecordChange
    from portal.core.uow import UnitOfWork
    from portal.declarations import (
        DeadlineRule,
        Indicator,
        NavigationItem,
        Panel,
        Permission,
        PluginInfo,
        RecordKind,
        ReferenceList,
        Referral,
        ReportSection,
        Role,
        Schedule,
        StandardLetter,
    )

PROJECT = "portal"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def portal_plugin() -> PluginInfo:  # type: ignore[empty-body]
    """Declared. The plugin's own card: name, label, and the kinds of organisation it suits."""


@hookspec
def portal_blueprints() -> Sequence[Any]:  # type: ignore[empty-body]
    """Declared. `PortalBlueprint`s; the core mounts, guards and names them."""


@hookspec
def portal_navigation() -> Sequence[NavigationItem]:  # type: ignore[empty-body]
    """Declared. Entries of the service navigation and of the quick actions."""


@hookspec
def portal_permissions() -> Sequence[Permission]:  # type: ignore[empty-body]
    """Declared. The rights this plugin checks, and which roles hold them from the start."""


@hookspec
def portal_roles() -> Sequence[Role]:  # type: ignore[empty-body]
    """Declared. Roles the plugin suggests beside the core's."""


@hookspec
def portal_record_kinds() -> Sequence[RecordKind]:  # type: ignore[empty-body]
    """Declared. The kinds of record the plugin owns."""


@hookspec
def portal_deadline_rules() -> Sequence[DeadlineRule]:  # type: ignore[empty-body]
    """Declared. Every version of every time limit the plugin starts clocks with."""


@hookspec
def portal_reference_lists() -> Sequence[ReferenceList]:  # type: ignore[empty-body]
    """Declared. Closed lists of codes, each with its source."""


@hookspec
def portal_panels() -> Sequence[Panel]:  # type: ignore[empty-body]
    """Declared. Blocks of the home pages."""


@hookspec
def portal_indicators() -> Sequence[Indicator]:  # type: ignore[empty-body]
    """Declared. What can be counted or said about a site."""


@hookspec
def portal_report_sections() -> Sequence[ReportSection]:  # type: ignore[empty-body]
    """Declared. Parts of the reports about a record, a provider or the organisation."""


@hookspec
def portal_letters() -> Sequence[StandardLetter]:  # type: ignore[empty-body]
    """Declared. Letters that whoever writes about a record may begin with."""


@hookspec
def portal_schedules() -> Sequence[Schedule]:  # type: ignore[empty-body]
    """Declared. Work that happens by the clock, once for each slot and organisation."""


@hookspec
def portal_record_changed(uow: UnitOfWork, change: RecordChange) -> None:
    """Asked. A record was written in this transaction; told once, before the commit. An error refuses the change."""


@hookspec
def portal_message_heard(uow: UnitOfWork, message: Any) -> None:
    """Asked. Another organisation's message arrived, and its record is here. Heard twice, it must change nothing."""


@hookspec
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int] | None:
    """Asked. Remove what you hold about this record that could name a person; told once, in the erasure's transaction.

    Every installed plugin is asked, on or off. Answer with how much of what went, in plain words, or nothing.
    """


@hookspec(firstresult=True)
def portal_referral(uow: UnitOfWork, referral: Referral) -> UUID | None:
    """Asked. Another plugin hands something over. Answer with the new record's id to accept; None passes it on."""


@hookspec
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    """Asked. One day's work of one person in the demonstration world; the same for the same `random`."""
