"""The home page: what waits, whom to ring, sites at a glance, and the blocks plugins add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core.corner import corner
from portal.core.log import log
from portal.core.uow import UnitOfWork
from portal.dashboard.queries import open_work_by_age
from portal.dashboard.steps import first_steps
from portal.dashboard.waiting import waiting_for_others
from portal.declarations import Panel, TenantKind
from portal.diary.waiting import waiting_for_you
from portal.directory.queries import current_ratings
from portal.oversight.glance import (
    SiteAtAGlance,
    indicators_of,
    longest_unseen,
    sites_at_a_glance,
    whom_to_ring,
)
from portal.oversight.news import unread_news
from portal.oversight.permissions import READ
from portal.oversight.queries import sites_in_view
from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint
from portal.web.navigation import rest_of_navigation
from portal.web.transaction import uow

bp = PortalBlueprint("dashboard", __name__)
MOST_SITES = 50


@bp.route("/", permission=Anyone("everyone has a home; each block on it has its own permission"))
def home() -> ResponseReturnValue:
    glances = _glances(uow)
    watches = uow.tenant.kind != TenantKind.PROVIDER
    return render_template(
        "dashboard/home.html",
        waiting=waiting_for_you(uow),
        others=waiting_for_others(uow),
        panels=_panels(uow),
        ring=whom_to_ring(glances) if watches else [],
        unseen=longest_unseen(glances) if watches else [],
        glances=narrowed(glances, request.args)[:MOST_SITES],
        choices=_choices(glances),
        arguments=request.args,
        indicators=indicators_of(uow),
        bars=open_work_by_age(uow),
        steps=first_steps(uow, has_sites=bool(glances)),
        watches=watches,
        news=unread_news(uow) if uow.may(READ) else [],
        now=uow.now,
    )


@bp.route("/more", permission=Anyone("everyone may see what else is open to them"))
def more() -> ResponseReturnValue:
    return render_template("dashboard/more.html", entries=rest_of_navigation())


def narrowed(glances: Sequence[SiteAtAGlance], arguments: Any) -> list[SiteAtAGlance]:
    """The sites that fit the filters of the address: service type, rating, locality."""
    service, rating, locality = (arguments.get(key) or None for key in ("service", "rating", "locality"))
    return [
        one
        for one in glances
        if (service is None or service in one.site.service_types)
        and (rating is None or (one.rating and one.rating.rating == rating))
        and (locality is None or one.site.host_authority == locality)
    ]


def _glances(unit: UnitOfWork) -> list[SiteAtAGlance]:
    if not unit.may(READ):
        return []
    sites = sites_in_view(unit)
    return sites_at_a_glance(unit, sites, current_ratings(unit.session, [site.id for site in sites]))


def _choices(glances: Sequence[SiteAtAGlance]) -> dict[str, list[tuple[str, str]]]:
    services = sorted({name for one in glances for name in one.site.service_types})
    ratings = {one.rating.rating: one.rating.words for one in glances if one.rating}
    localities = sorted({one.site.host_authority for one in glances if one.site.host_authority})
    return {
        "service": [(name, name) for name in services],
        "rating": sorted(ratings.items()),
        "locality": [(name, name) for name in localities],
    }


def _panels(unit: UnitOfWork) -> list[tuple[Panel, Markup | None]]:
    """Each plugin's blocks, drawn in a savepoint: one that fails leaves only its own corner broken (None)."""
    plugins: Any = unit.plugins
    found: list[tuple[Panel, Markup | None]] = []
    for panel in plugins.panels:
        if unit.tenant.kind not in panel.tenant_kinds or not unit.may(panel.permission):
            continue
        try:
            with corner(unit.session):
                drawn = render_template(panel.template, rows=panel.rows(unit), now=unit.now)
                found.append((panel, Markup(drawn)))  # noqa: S704 - our own template's output, escaped there
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises must not take the page with it
            log.error("panel failed", panel=panel.key, error=type(error).__name__)
            found.append((panel, None))
    return found
