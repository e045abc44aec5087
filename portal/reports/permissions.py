"""The right to make reports. What stands in one is what its maker may see."""

from __future__ import annotations

from portal.accounts.permissions import READERS
from portal.declarations import Permission

MAKE = "reports:report:make"

PERMISSIONS = (Permission(MAKE, "make reports about the organisation and its providers", READERS),)
