"""Visits, in a schema of their own."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from portal.plugin.models import LongText, Record, RecordDetail, record_reference


class Visit(RecordDetail, Record):
    """That somebody called at a site, and what they found."""

    __tablename__ = "toy_visit"
    __table_args__ = (record_reference("id"), {"schema": "plugin_toy"})

    visited_on: Mapped[date]
    findings: Mapped[LongText]
