"""What a plugin (or a core feature) declares: frozen data, asked once at start, checked, never changed.

A declaration holds no template text, no lambda and no query; where behaviour is needed it names a function.
"""

from __future__ import annotations

from portal.declarations.clocks import Binding, DeadlineRule, Roll, Unit
from portal.declarations.letters import LetterField, StandardLetter
from portal.declarations.pages import Indicator, NavigationItem, Panel, SiteFact
from portal.declarations.people import ALL_TENANTS, DATES_ALONE, Permission, PluginInfo, Role, TenantKind
from portal.declarations.records import (
    Code,
    Column,
    ContactStop,
    Field,
    FieldFormat,
    FieldGroup,
    Lifecycle,
    NextStep,
    OpenedFrom,
    PageSection,
    RecordKind,
    ReferenceList,
    Referral,
    Retention,
    State,
    Transition,
    View,
)
from portal.declarations.reports import ReportScope, ReportSection, Subject
from portal.declarations.schedules import Schedule

__all__ = [
    "ALL_TENANTS",
    "DATES_ALONE",
    "Binding",
    "Code",
    "Column",
    "ContactStop",
    "DeadlineRule",
    "Field",
    "FieldFormat",
    "FieldGroup",
    "Indicator",
    "LetterField",
    "Lifecycle",
    "NavigationItem",
    "NextStep",
    "OpenedFrom",
    "PageSection",
    "Panel",
    "Permission",
    "PluginInfo",
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
    "StandardLetter",
    "State",
    "Subject",
    "TenantKind",
    "Transition",
    "Unit",
    "View",
]
