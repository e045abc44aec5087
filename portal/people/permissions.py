"""Rights over people and over subject access requests."""

from __future__ import annotations

from portal.accounts.permissions import GENERAL, ORGANISATION, SAFEGUARDING, WORKERS
from portal.declarations import Permission, Role

READ = "people:person:read"
WRITE = "people:person:write"
MERGE = "people:person:merge"
WORK = "people:access:work"
RELEASE = "people:access:release"

# Where requests and what was gathered for them live: whom a pack is about must not be learned from its existence.
SUBJECT_ACCESS = "subject_access"

DATA_PROTECTION_LEAD = "data_protection_lead"

ROLES = (
    Role(
        DATA_PROTECTION_LEAD,
        "Data protection lead",
        "Answers people who ask what is held about them. Sees all cases for that, and nobody else sees the requests.",
        compartments=frozenset({ORGANISATION, GENERAL, SAFEGUARDING, SUBJECT_ACCESS}),
    ),
)

THOSE_WHO_KNOW_PEOPLE = WORKERS | {DATA_PROTECTION_LEAD}

PERMISSIONS = (
    Permission(READ, "see people who are named in records, and find them by name", THOSE_WHO_KNOW_PEOPLE),
    Permission(WRITE, "record people, what they need, and where they are named", THOSE_WHO_KNOW_PEOPLE),
    Permission(MERGE, "say that two entries are the same person", THOSE_WHO_KNOW_PEOPLE),
    Permission(WORK, "take on subject access requests and prepare their answer", frozenset({DATA_PROTECTION_LEAD})),
    Permission(RELEASE, "release the answer to a subject access request", frozenset({DATA_PROTECTION_LEAD})),
)
