"""What the operator does: take organisations on, suspend them, offer plugins, decide claims.

The first argument is the session of the operator's own role, which holds no organisation's rows; the database
checks the power again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from portal.accounts.permissions import ADMINISTRATOR
from portal.accounts.rules import email_key, refuse_odd_email
from portal.core import clock
from portal.core.errors import PortalError
from portal.core.ids import new_id, token_hash
from portal.core.log import log
from portal.declarations import TenantKind
from portal.tenants.models import Tenant, TenantPlugin
from portal.tenants.rules import read_slug
from portal.trail.services import append_platform_entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from portal.declarations import PluginInfo

RESERVED = frozenset({"new"})


def create_tenant(
    session: Session,
    *,
    name: str,
    slug: str,
    kind: str,
    nation: str,
    authority_code: str | None,
    created_on: date,
    installed: Iterable[PluginInfo],
) -> Tenant:
    """Take an organisation on, the plugins that suit its kind being on. Raises `PortalError` on `slug`."""
    plain = read_slug(slug)
    if plain in RESERVED or session.scalar(select(Tenant.id).where(Tenant.slug == plain)):
        raise PortalError("Another organisation has this address. Choose another", field="slug")
    tenant = Tenant(
        id=new_id(),
        slug=plain,
        name=name,
        kind=kind,
        nation=nation,
        authority_code=authority_code,
        created_on=created_on,
    )
    session.add(tenant)
    session.flush()
    for info in installed:
        if kind in info.on_for:
            session.add(TenantPlugin(tenant_id=tenant.id, plugin=info.name, offered=True, switched_on=True))
    session.flush()
    _note(session, "tenant.created", tenant=str(tenant.id))
    return tenant


def invite_first_administrator(
    session: Session, tenant: Tenant, *, name: str, email: str, token: str, hours: int
) -> None:
    """Invite whoever invites the others. Raises `PortalError` on `email`, or once anybody has belonged."""
    refuse_odd_email(email)
    made = _call(
        session,
        "auth.invite_first_administrator(:tenant, :email, :key, :name, CAST(:roles AS text[]), :hash, :hours)",
        tenant=tenant.id,
        email=email,
        key=email_key(email),
        name=name,
        roles=[ADMINISTRATOR],
        hash=token_hash(token),
        hours=hours,
    )
    if made is None:
        raise PortalError(
            "This organisation has, or had, members. Only its own administrators may invite people to it."
        )
    _note(session, "tenant.administrator_invited", tenant=str(tenant.id))


def suspend_tenant(session: Session, tenant: Tenant, *, on: date) -> None:
    """From the next page on nobody of the organisation gets in; nothing is deleted."""
    tenant.suspended_on = tenant.suspended_on or on
    session.flush()
    _note(session, "tenant.suspended", tenant=str(tenant.id))


def resume_tenant(session: Session, tenant: Tenant) -> None:
    tenant.suspended_on = None
    session.flush()
    _note(session, "tenant.resumed", tenant=str(tenant.id))


def let_keep_register(session: Session, tenant: Tenant) -> None:
    """Its managers and officers load published registers and settle what they leave open, for every organisation.

    Raises `PortalError` for an organisation that is no commissioner: whoever is rated must not write it.
    """
    if tenant.kind != TenantKind.COMMISSIONER:
        raise PortalError("Only commissioners load the register: providers are rated in it.")
    tenant.keeps_register = True
    session.flush()
    _note(session, "register.entrusted", tenant=str(tenant.id))


def take_register_back(session: Session, tenant: Tenant) -> None:
    """From the next page on it only reads the register; what it loaded stays."""
    tenant.keeps_register = False
    session.flush()
    _note(session, "register.taken_back", tenant=str(tenant.id))


def offer_plugin(session: Session, tenant: Tenant, info: PluginInfo) -> None:
    """Let the organisation switch it on. Offered for the first time, it is on where it suits the kind."""
    row = insert(TenantPlugin).values(
        tenant_id=tenant.id, plugin=info.name, offered=True, switched_on=tenant.kind in info.on_for
    )
    session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "plugin"], set_={"offered": True}))
    _note(session, "plugin.offered", tenant=str(tenant.id), plugin=info.name)


def withdraw_plugin(session: Session, tenant: Tenant, info: PluginInfo) -> None:
    """It vanishes from the organisation's pages; its records stay."""
    row = insert(TenantPlugin).values(tenant_id=tenant.id, plugin=info.name, offered=False, switched_on=False)
    session.execute(row.on_conflict_do_update(index_elements=["tenant_id", "plugin"], set_={"offered": False}))
    _note(session, "plugin.withdrawn", tenant=str(tenant.id), plugin=info.name)


def confirm_claim(session: Session, claim_id: UUID) -> None:
    """The organisation is that provider. Raises `PortalError` when another is, or it was decided."""
    _decide(session, claim_id, agree=True)


def refuse_claim(session: Session, claim_id: UUID) -> None:
    _decide(session, claim_id, agree=False)


def _decide(session: Session, claim_id: UUID, *, agree: bool) -> None:
    if not _call(session, "exchange.decide_claim_as_operator(:claim, :agree)", claim=claim_id, agree=agree):
        raise PortalError("This claim is decided already, or another organisation is confirmed as this provider.")
    _note(session, "claim.decided", claim=str(claim_id), agree=agree)


def _call(session: Session, function: str, **parameters: Any) -> Any:
    return session.execute(text(f"SELECT {function}"), parameters).scalar()


def _note(session: Session, act: str, **details: Any) -> None:
    """What the operator did, in the platform's own trail and in the log."""
    append_platform_entry(session, act, at=clock.now(), **details)
    log.info("operator acted", act=act, **details)
