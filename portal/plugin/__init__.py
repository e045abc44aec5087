"""The one door for plugins. What stands here, and in the rooms beside it, is the public interface.

The import line tells the room: `models.py` imports `portal.plugin.models`, `services.py` imports
`portal.plugin.services`, `views.py` and `forms.py` import `portal.plugin.web`, migrations import
`portal.plugin.migrations`; declarations come from here.
"""

from __future__ import annotations

from portal.core.changes import RecordChange
from portal.core.clock import LONDON, end_of_day, london_day, london_moment, now, start_of_day, whole_hours
from portal.core.errors import NotFoundError, NotPermittedError, PortalError, StaleRecordError
from portal.core.nations import GREAT_BRITAIN, UNITED_KINGDOM, Nation
from portal.core.small_numbers import CountTable
from portal.core.uow import UnitOfWork
from portal.declarations import (
    ALL_TENANTS,
    Binding,
    Code,
    Column,
    DeadlineRule,
    Field,
    FieldFormat,
    FieldGroup,
    Indicator,
    Lifecycle,
    NavigationItem,
    NextStep,
    OpenedFrom,
    PageSection,
    Panel,
    Permission,
    PluginInfo,
    RecordKind,
    ReferenceList,
    Referral,
    ReportScope,
    ReportSection,
    Retention,
    Role,
    Roll,
    Schedule,
    SiteFact,
    StandardLetter,
    State,
    Subject,
    TenantKind,
    Transition,
    Unit,
    View,
)
from portal.hookspecs import hookimpl

__all__ = [
    "ALL_TENANTS",
    "GREAT_BRITAIN",
    "LONDON",
    "UNITED_KINGDOM",
    "Binding",
    "Code",
    "Column",
    "CountTable",
    "DeadlineRule",
    "Field",
    "FieldFormat",
    "FieldGroup",
    "Indicator",
    "Lifecycle",
    "Nation",
    "NavigationItem",
    "NextStep",
    "NotFoundError",
    "NotPermittedError",
    "OpenedFrom",
    "PageSection",
    "Panel",
    "Permission",
    "PluginInfo",
    "PortalError",
    "RecordChange",
    "RecordKind",
    "ReferenceList",
    "Referral",
    "ReportScope",
    "ReportSection",
    "Retention",
    "Role",
    "Roll",
    "Schedule",
    "SiteFact",
    "StaleRecordError",
    "StandardLetter",
    "State",
    "Subject",
    "TenantKind",
    "Transition",
    "Unit",
    "UnitOfWork",
    "View",
    "end_of_day",
    "hookimpl",
    "london_day",
    "london_moment",
    "now",
    "start_of_day",
    "whole_hours",
]
