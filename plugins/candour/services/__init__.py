"""What is done with duty of candour records, and with the annual report (`services.reporting`)."""

from __future__ import annotations

from plugins.candour.services.deciding import Opinion, choose_body, decide
from plugins.candour.services.opening import open_case, take_referral
from plugins.candour.services.people import name_person, take_off
from plugins.candour.services.reviewing import (
    Meeting,
    decline_meeting,
    explain_delay,
    give_note,
    offer_meeting,
    offer_report,
    record_meeting,
    record_review,
    record_views,
)
from plugins.candour.services.telling import Told, record_attempt, record_learning, record_not_told, tell_person
from plugins.candour.services.writing import Letter, send_letter, share_results, write_letter

__all__ = [
    "Letter",
    "Meeting",
    "Opinion",
    "Told",
    "choose_body",
    "decide",
    "decline_meeting",
    "explain_delay",
    "give_note",
    "name_person",
    "offer_meeting",
    "offer_report",
    "open_case",
    "record_attempt",
    "record_learning",
    "record_meeting",
    "record_not_told",
    "record_review",
    "record_views",
    "send_letter",
    "share_results",
    "take_off",
    "take_referral",
    "tell_person",
    "write_letter",
]
