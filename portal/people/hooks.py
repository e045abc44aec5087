"""What people declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.declarations import NavigationItem, Permission, RecordKind, ReferenceList, Role
from portal.hookspecs import hookimpl
from portal.people import access_views, linking, views
from portal.people.blueprint import access_bp, bp
from portal.people.demo import get_to_know_people
from portal.people.kinds import ACCESS_REQUEST
from portal.people.permissions import PERMISSIONS, READ, ROLES, WORK
from portal.people.rules import REFERENCE_LISTS
from portal.people.services import forget_people_of
from portal.web.blueprint import PortalBlueprint

PAGES = (views, linking, access_views)  # imported so that their routes are on the blueprints


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp, access_bp)


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_roles() -> Sequence[Role]:
    return ROLES


@hookimpl
def portal_reference_lists() -> Sequence[ReferenceList]:
    return REFERENCE_LISTS


@hookimpl
def portal_record_kinds() -> Sequence[RecordKind]:
    return (ACCESS_REQUEST,)


@hookimpl
def portal_record_erased(uow: UnitOfWork, record_id: UUID) -> Mapping[str, int]:
    return forget_people_of(uow, record_id)


@hookimpl
def portal_demo(uow: UnitOfWork, random: Random) -> None:
    get_to_know_people(uow, random)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    return (
        NavigationItem("people", "People in records", "people.index", READ, weight=55),
        NavigationItem(
            "people.access",
            "Subject access",
            "casework.index",
            WORK,
            weight=56,
            arguments={"kind_key": ACCESS_REQUEST.key},
        ),
    )
