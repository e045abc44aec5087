"""What late actions say about a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.actions.permissions import READ
from portal.actions.queries import overdue_by_site
from portal.core.uow import UnitOfWork
from portal.declarations import Indicator, SiteFact

LATE_WEIGHT = 35


def late_counts(uow: UnitOfWork) -> Mapping[UUID, int]:
    return overdue_by_site(uow)


def late_facts(uow: UnitOfWork) -> Sequence[SiteFact]:
    return [
        SiteFact(site_id, f"{count} improvement action{'s' if count > 1 else ''} overdue", LATE_WEIGHT)
        for site_id, count in overdue_by_site(uow).items()
    ]


OVERDUE = Indicator("actions.overdue", "Overdue actions", READ, late_counts, late_facts)
