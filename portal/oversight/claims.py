"""What providers at the other end of our links say they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Uuid, column, func, select, true

from portal.core.uow import UnitOfWork
from portal.directory.models import Provider
from portal.tenants.models import Link


def claims_to_confirm(uow: UnitOfWork) -> Sequence[Any]:
    """Claims nobody has decided yet: `claim_id`, `peer_name`, and the register's `name` and `regulator_id`."""
    claim = (
        func.exchange.claim_on_link(Link.id)
        .table_valued(column("claim_id", Uuid), column("provider_id", Uuid), column("status"), column("claimed_at"))
        .lateral()
    )
    return uow.session.execute(
        select(claim.c.claim_id, Link.peer_name, Provider.name, Provider.regulator_id)
        .select_from(Link)
        .join(claim, true())
        .join(Provider, Provider.id == claim.c.provider_id)
        .where(Link.kind == "commissions", Link.our_part == "from", Link.status == "agreed")
        .where(claim.c.status == "claimed")
        .order_by(claim.c.claimed_at)
    ).all()
