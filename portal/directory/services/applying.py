"""Load a staged file: one transaction, one file at a time, all of it or nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    any_,
    case,
    delete,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from portal.core.errors import NotFoundError, PortalError
from portal.directory.formats.layouts import Format
from portal.directory.formats.registry import format_of
from portal.directory.models import ImportRow, ImportRun, ImportStart, Rating, Site
from portal.directory.services.classifying import UNCHANGED, reclassify, staged_source
from portal.directory.services.departures import forget_gone, stage_gone
from portal.directory.services.merging import GROUP, PROVIDER, PROVIDER_FACTS, SITE, merged, said_ratings, said
from portal.directory.services.outcomes import (
    ImportOutcome,
    StoppedImportError,
    count_rows,
    latest_applied,
    outcome_of,
    set_run,
)
