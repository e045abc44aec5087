"""The blueprints of the pages of people, and of subject access requests."""

from __future__ import annotations

from portal.web.blueprint import PortalBlueprint

bp = PortalBlueprint("people", "portal.people", path="people-in-records")
access_bp = PortalBlueprint("subject_access", "portal.people", path="subject-access")
