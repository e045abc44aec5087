"""Rights of the exchange."""

from __future__ import annotations

DISCLOSE = "exchange:disclosure:send"
READ_LEDGER = "exchange:ledger:read"
OPEN = "exchange:receipt:open"
SPEAK = "exchange:message:send"
