"""What reports declare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from portal.declarations import ALL_TENANTS, NavigationItem, Permission, ReportSection, Schedule, TenantKind
from portal.hookspecs import hookimpl
from portal.reports import record_views
from portal.reports.permissions import MAKE, PERMISSIONS
from portal.reports.sections import SECTIONS
from portal.reports.services import forget_reports
from portal.reports.views import bp
from portal.web.blueprint import PortalBlueprint

PAGES = (record_views,)  # imported so that their routes are on the blueprint


@hookimpl
def portal_permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def portal_blueprints() -> Sequence[PortalBlueprint]:
    return (bp,)


@hookimpl
def portal_navigation() -> Sequence[NavigationItem]:
    # A provider's navigation has the incidents one reported under this name; its own sites lead here.
    watching = ALL_TENANTS - {TenantKind.PROVIDER}
    return (NavigationItem("reports", "Reports", "reports.index", MAKE, weight=78, tenant_kinds=watching),)


@hookimpl
def portal_report_sections() -> Sequence[ReportSection]:
    return SECTIONS


@hookimpl
def portal_schedules() -> Sequence[Schedule]:
    return (Schedule("reports.forget", "day", forget_reports, at=time(3)),)
