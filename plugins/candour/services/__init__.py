"""What is done with duty of candour records, and with the annual report."""

from __future__ import annotations

from plugins.candour.services.opening import open_case, take_referral

__all__ = ["open_case", "take_referral"]
