"""Adult safeguarding: concerns from anybody to their end; people in a position of trust, out of everybody's sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from plugins.safeguarding import kinds, panels, permissions, pipot_kinds, services
from plugins.safeguarding.demo import make_concerns
from plugins.safeguarding.documents import LETTERS
from plugins.safeguarding.models import Concern, PipotCase, PipotNotice
from plugins.safeguarding.rules import codes, pipot_codes
from plugins.safeguarding.rules.clocks import DEADLINE_RULES
from plugins.safeguarding.services.erasing import erase_words
from plugins.safeguarding.services.notices import hear_of_notice
from plugins.safeguarding.services.pipot import keep_until_reviewed
from plugins.safeguarding.views import bp, pipot_bp
from portal.plugin import (
    DeadlineRule,
    NavigationItem,
    Panel,
    Permission,
    PluginInfo,
    RecordChange,
    RecordKind,
    ReferenceList,
    Referral,
    Role,
    StandardLetter,
    UnitOfWork,
    hookimpl,
)
from portal.plugin.web import PortalBlueprint

STEPS = (
    "decide", "advocate", "settle_advocate", "enquiry", "challenge", "finish", "plan", "review", "hold", "lift",
    "contact", "alert", "sending", "source", "ending", "survey", "take_up",
)  # fmt: skip


@hookimpl
def portal_plugin() -> PluginInfo:
    return PluginInfo("safeguarding", "Safeguarding", "Raise a concern about an adult's safety and see it through.")


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp, pipot_bp)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem(
            "safeguarding.raise",
            "Raise a concern about someone's safety",
            "safeguarding.raise_concern",
            permissions.RAISE,
            weight=12,
            is_quick_action=True,
        ),
        NavigationItem(
            "safeguarding.list",
            "Safeguarding",
            "casework.index",
            permissions.READ,
            weight=32,
            arguments={"kind_key": "safeguarding_concern"},
            pages=frozenset(f"safeguarding.{one}" for one in STEPS),
        ),
        NavigationItem("safeguarding.contacts", "Whom to ring", "safeguarding.contacts", permissions.READ_CONTACTS, 75),
        NavigationItem(
            "pipot.list",
            "Positions of trust",
            "casework.index",
            permissions.PIPOT_READ,
            weight=33,
            arguments={"kind_key": "pipot_case"},
        ),
        NavigationItem(
            "pipot.notices",
            "Told about somebody",
            "casework.index",
            permissions.PIPOT_READ,
            weight=34,
            arguments={"kind_key": "pipot_notice"},
        ),
        NavigationItem(
            "pipot.consultations",
            "Advice asked",
            "casework.index",
            permissions.PIPOT_READ,
            weight=34,
            arguments={"kind_key": "pipot_consultation"},
        ),
    )


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return permissions.PERMISSIONS


@hookimpl
def portal_roles() -> Sequence[Role]:
    return permissions.ROLES


@hookimpl
def portal_record_kinds() -> Sequence[RecordKind]:
    return (kinds.CONCERN, pipot_kinds.CASE, pipot_kinds.NOTICE, pipot_kinds.CONSULTATION)


@hookimpl
def portal_deadline_rules() -> Sequence[DeadlineRule]:
    return DEADLINE_RULES


@hookimpl
def portal_reference_lists() -> Sequence[ReferenceList]:
    return (*codes.REFERENCE_LISTS, *pipot_codes.REFERENCE_LISTS)


@hookimpl
def portal_panels() -> Sequence[Panel]:
    return panels.PANELS


@hookimpl
def portal_referral(uow: UnitOfWork, referral: Referral) -> UUID | None:
    return services.take_referral(uow, referral) if referral.to_kind == kinds.CONCERN.key else None


@hookimpl
def portal_record_changed(uow: UnitOfWork, change: RecordChange) -> None:
    """Closing a concern begins the weeks in which the person is asked how it was; a closed case gets a review date."""
    if "closed_on" not in change.columns and not change.is_new:
        return
    notice = uow.session.get(PipotNotice, (uow.tenant.id, change.record_id)) if change.is_new else None
    if notice is not None:
        hear_of_notice(uow, notice)
    case = uow.session.get(PipotCase, (uow.tenant.id, change.record_id))
    if case is not None:
        keep_until_reviewed(uow, case)
    concern = uow.session.get(Concern, (uow.tenant.id, change.record_id))
    if concern is not None:
        services.start_survey(uow, concern)


@hookimpl
def portal_message_heard(uow: UnitOfWork, message: Any) -> None:
    """The authority acknowledged an alert of ours."""
    if message.type != "acknowledge" or message.direction != "received" or message.record_id is None:
        return
    concern = uow.session.get(Concern, (uow.tenant.id, message.record_id))
    if concern is not None and not concern.is_received:
        services.hear_acknowledgement(uow, concern, at=message.sent_at)


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return erase_words(uow, record_id)


@hookimpl
def portal_letters() -> Sequence[StandardLetter]:
    return LETTERS


@hookimpl(trylast=True)
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    make_concerns(uow, random)
