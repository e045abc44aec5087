"""Rights over concerns, and over cases about people in a position of trust, whose existence is hidden."""

from __future__ import annotations

from portal.plugin import Permission, Role

RAISE = "safeguarding:concern:raise"
READ = "safeguarding:concern:read"
WRITE = "safeguarding:concern:write"
DECIDE = "safeguarding:concern:decide"
SEND = "safeguarding:alert:send"
READ_CONTACTS = "safeguarding:contact:read"
KEEP_CONTACTS = "safeguarding:contact:keep"
PIPOT_READ = "safeguarding:pipot:read"
PIPOT_WRITE = "safeguarding:pipot:write"
PIPOT_TELL = "safeguarding:pipot:tell"
PIPOT_HEAR = "safeguarding:pipot:hear"
PIPOT_URGENT = "safeguarding:pipot:open_urgently"

PIPOT_LEAD, PIPOT_DEPUTY = "pipot_lead", "pipot_deputy"
WHISTLEBLOWING_LEAD = "whistleblowing_lead"
SAFEGUARDING, PIPOT = "safeguarding", "pipot"

ROLES = (
    Role(
        PIPOT_LEAD,
        "Lead for people in a position of trust",
        "Handles allegations about people who work with adults. Nobody else learns that there is one.",
        compartments=frozenset({"organisation", PIPOT}),
        # Nobody else may learn that there is a case, so a second lead agrees that it goes.
        holds=frozenset({"retention:item:read", "retention:item:approve", "retention:hold:keep"}),
    ),
    Role(
        PIPOT_DEPUTY,
        "Deputy for people in a position of trust",
        "Opens one such case in an emergency, by its reference and with a reason. Sees none otherwise.",
        compartments=frozenset({"organisation"}),
    ),
    Role(
        WHISTLEBLOWING_LEAD,
        "Whistleblowing lead",
        "Reads the safeguarding concerns they were let into, because something told in confidence led there.",
        compartments=frozenset({"organisation"}),
    ),
)

LEADS = frozenset({"manager", "safeguarding_lead"})
THOSE_WITH_CLIENTS = LEADS | {"advocate"}
EVERYONE = THOSE_WITH_CLIENTS | {
    "officer",
    "reader",
    "care_worker",
    "tenant_admin",
    "auditor",
    "data_protection_lead",
    "records_manager",
    PIPOT_LEAD,
    PIPOT_DEPUTY,
    WHISTLEBLOWING_LEAD,
}

PERMISSIONS = (
    Permission(RAISE, "raise a concern about somebody's safety", EVERYONE),
    Permission(READ, "read safeguarding concerns", THOSE_WITH_CLIENTS | {WHISTLEBLOWING_LEAD}),
    Permission(WRITE, "work on safeguarding concerns", THOSE_WITH_CLIENTS),
    Permission(DECIDE, "decide on safeguarding concerns, and close them", LEADS),
    Permission(SEND, "send safeguarding alerts to an authority", LEADS),
    Permission(READ_CONTACTS, "look up whom to ring about a safeguarding concern", EVERYONE),
    Permission(KEEP_CONTACTS, "keep the list of safeguarding contacts", LEADS | {"tenant_admin"}),
    Permission(PIPOT_READ, "read cases about people in a position of trust", frozenset({PIPOT_LEAD}), hides=True),
    Permission(PIPOT_WRITE, "work on cases about people in a position of trust", frozenset({PIPOT_LEAD}), hides=True),
    Permission(
        PIPOT_TELL,
        "tell another organisation about a person in a position of trust",
        frozenset({PIPOT_LEAD}),
        power="disclose",
        hides=True,
    ),
    Permission(
        PIPOT_HEAR,
        "open what another organisation told about a person in a position of trust",
        frozenset({PIPOT_LEAD}),
        power="open",
        hides=True,
    ),
    Permission(
        PIPOT_URGENT,
        "open one case about a person in a position of trust in an emergency",
        frozenset({PIPOT_DEPUTY, "manager"}),
        power=f"open_urgently_{PIPOT}",
        hides=True,
    ),
)
