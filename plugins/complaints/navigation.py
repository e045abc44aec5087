"""Where complaints stand in the menu."""

from __future__ import annotations

from plugins.complaints import permissions
from portal.plugin import NavigationItem, TenantKind

NAVIGATION = (
    NavigationItem(
        "complaints.list",
        "Complaints",
        "casework.index",
        permissions.READ,
        weight=32,
        arguments={"kind_key": "complaint"},
        pages=frozenset({f"complaints.{one}" for one in ("receive", "step", "sign", "decide", "learn")}),
    ),
    NavigationItem(
        "complaints.requests",
        "Regulators' requests",
        "casework.index",
        permissions.REQUESTS,
        weight=86,
        arguments={"kind_key": "complaints_request"},
        tenant_kinds=frozenset({TenantKind.PROVIDER}),
        pages=frozenset({"complaints.note_request", "complaints.summary_sent"}),
    ),
    NavigationItem(
        "complaints.publish",
        "You said, we did",
        "complaints.publish",
        permissions.CLOSE,
        weight=87,
        pages=frozenset({"complaints.publish"}),
    ),
    NavigationItem(
        "complaints.year",
        "Complaints of the year",
        "complaints.year",
        permissions.SHARE_THEMES,
        weight=88,
        pages=frozenset({"complaints.year"}),
    ),
    NavigationItem(
        "complaints.settings",
        "Settings of complaints",
        "complaints.settings",
        permissions.SETTINGS,
        weight=89,
        pages=frozenset({"complaints.settings", "complaints.desk", "complaints.line_manager"}),
    ),
    NavigationItem(
        "complaints.feedback",
        "Feedback",
        "casework.index",
        permissions.READ,
        weight=66,
        arguments={"kind_key": "feedback"},
        pages=frozenset({"complaints.receive_feedback", "complaints.pass_on"}),
    ),
)
