"""What is done with incidents: reported and completed, notified, closed."""

from __future__ import annotations

from plugins.incidents.services.duties import (
    acknowledge_notification,
    confirm_facts,
    decide_not_needed,
    decide_not_notifiable,
    refresh_duties,
    submit_notification,
)
from plugins.incidents.services.learning import answer_reporter, record_learning
from plugins.incidents.services.reporting import FirstReport, complete_report, report_incident

__all__ = [
    "FirstReport",
    "acknowledge_notification",
    "answer_reporter",
    "complete_report",
    "confirm_facts",
    "decide_not_needed",
    "decide_not_notifiable",
    "record_learning",
    "refresh_duties",
    "report_incident",
    "submit_notification",
]
