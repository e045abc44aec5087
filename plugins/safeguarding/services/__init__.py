"""What is done with concerns, and with cases about people in a position of trust (`services.pipot`)."""

from __future__ import annotations

from plugins.safeguarding.services.closing import record_ending, record_survey, start_survey
from plugins.safeguarding.services.deciding import complete_concern, decide_advocate, decide_concern, settle_advocate
from plugins.safeguarding.services.enquiring import (
    begin_enquiry,
    challenge_enquiry,
    finish_enquiry,
    make_plan,
    review_plan,
)
from plugins.safeguarding.services.raising import FirstConcern, open_for_source, open_own, raise_concern, take_referral
from plugins.safeguarding.services.telling import (
    Consent,
    hear_acknowledgement,
    hold_for_police,
    lift_hold,
    record_contact,
    record_sending,
    send_alert,
)

__all__ = [
    "Consent",
    "FirstConcern",
    "begin_enquiry",
    "challenge_enquiry",
    "complete_concern",
    "decide_advocate",
    "decide_concern",
    "finish_enquiry",
    "hear_acknowledgement",
    "hold_for_police",
    "lift_hold",
    "make_plan",
    "open_for_source",
    "open_own",
    "raise_concern",
    "record_contact",
    "record_ending",
    "record_sending",
    "record_survey",
    "review_plan",
    "send_alert",
    "settle_advocate",
    "start_survey",
    "take_referral",
]
