"""Rights of notices and replies."""

from __future__ import annotations

READ = "replies:notice:read"
WRITE = "replies:notice:write"
AUTHORISE = "replies:withholding:authorise"
