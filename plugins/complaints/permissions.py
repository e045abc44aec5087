"""Rights over complaints, over what people say besides, and over how the organisation receives both."""

from __future__ import annotations

from portal.plugin import Permission

READ = "complaints:complaint:read"
WRITE = "complaints:complaint:write"
SIGN = "complaints:response:sign"
CLOSE = "complaints:complaint:close"
SHARE_THEMES = "complaints:theme:read"
REQUESTS = "complaints:request:answer"
SETTINGS = "complaints:settings:change"

WORKERS = frozenset({"manager", "officer", "safeguarding_lead"})
THOSE_WITH_CLIENTS = WORKERS | {"advocate"}
MANAGERS = frozenset({"manager"})

PERMISSIONS = (
    Permission(READ, "read complaints and feedback", THOSE_WITH_CLIENTS),
    Permission(WRITE, "receive and work on complaints and feedback", THOSE_WITH_CLIENTS),
    Permission(SIGN, "sign the response to a complaint", MANAGERS),
    Permission(CLOSE, "close and reopen complaints", MANAGERS),
    Permission(SHARE_THEMES, "see what complaints are about, counted", WORKERS | {"auditor"}),
    Permission(REQUESTS, "answer a regulator that asks for complaints", MANAGERS),
    Permission(SETTINGS, "change who receives complaints and how", frozenset({"manager", "tenant_admin"})),
)
