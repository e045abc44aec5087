"""Empty homes teach: the three steps to begin, each one click, for whoever may take them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from portal.accounts.permissions import MANAGE_MEMBERS
from portal.core.uow import UnitOfWork
from portal.declarations import TenantKind
from portal.oversight.permissions import CLAIM, TAKE_ON
from portal.tenants.models import Link
from portal.tenants.permissions import MANAGE_LINKS


@dataclass(frozen=True)
class FirstStep:
    """Something to begin with, and where."""

    label: str
    why: str
    url: str


def first_steps(uow: UnitOfWork, *, has_sites: bool) -> list[FirstStep]:
    """What is still to be set up; empty once the organisation has sites and a link."""
    has_links = uow.session.scalar(select(Link.id).limit(1)) is not None
    if has_sites and has_links:
        return []
    steps = []
    if uow.may(MANAGE_MEMBERS) and not (has_sites or has_links):
        steps.append(
            FirstStep(
                "Invite the people you work with",
                "Each gets a link that works once.",
                url_for("members.invite"),
            )
        )
    if not has_sites:
        steps += _site_steps(uow)
    if uow.may(MANAGE_LINKS) and not has_links:
        steps.append(
            FirstStep(
                "Link with another organisation",
                "Nothing is shared until both sides agree.",
                url_for("links.propose"),
            )
        )
    return steps


def _site_steps(uow: UnitOfWork) -> list[FirstStep]:
    if uow.tenant.kind == TenantKind.PROVIDER and uow.may(CLAIM):
        return [
            FirstStep(
                "Say which registered provider you are",
                "Your sites then come from the register.",
                url_for("oversight.claim"),
            )
        ]
    if uow.tenant.kind != TenantKind.PROVIDER and uow.may(TAKE_ON):
        return [
            FirstStep(
                "Take on your providers from the register",
                "Their sites then stand here.",
                url_for("directory.index"),
            )
        ]
    return []
