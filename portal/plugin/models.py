"""What a plugin's `models.py` needs."""

from __future__ import annotations

from portal.core.db import JsonList, JsonObject, LongText, Model, TenantRow, TextList
from portal.core.personal import Personal
from portal.records.models import Record, RecordChild, RecordDetail, record_reference

__all__ = [
    "JsonList",
    "JsonObject",
    "LongText",
    "Model",
    "Personal",
    "Record",
    "RecordChild",
    "RecordDetail",
    "TenantRow",
    "TextList",
    "record_reference",
]
