"""Everything the page of one record shows, gathered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.accounts.queries import names_of
from portal.actions.present import lines as action_lines
from portal.actions.queries import actions_of
from portal.casework.present import happenings, shown_groups
from portal.core import clock
from portal.core.corner import corner
from portal.core.db import Json
from portal.core.log import log
from portal.core.uow import UnitOfWork
from portal.deadlines.moving import rule_moved_here
from portal.deadlines.queries import deadlines_with_moves
from portal.declarations import PageSection, RecordKind
from portal.directory.models import Site
from portal.documents.queries import documents_on
from portal.documents.rules import PARTS
from portal.exchange.conversation import talks_of
from portal.exchange.queries import disclosures_of, receipts_of
from portal.exchange.rules import changed_fields, documents_in
from portal.exchange.standing import carried, holds_on
from portal.people.present import standing_in
from portal.records.admissions import admissions_to, who_could_be_let_in
from portal.records.permissions import LET_IN
from portal.records.queries import notes_of
from portal.records.referrals import offers_on, opened_from, origins_of
from portal.replies.page import notices_on


def record_page_words(uow: UnitOfWork, kind: RecordKind, record: Any, *, on_paper: bool = False) -> Json:
    """The template's arguments for `casework/show.html` and its paper twin."""
    disclosures = disclosures_of(uow, record.id)
    receipts = receipts_of(uow, record.id) if record.is_received else []
    deadlines = [] if record.is_received else deadlines_with_moves(uow, record.id)
    running = [one for one in deadlines if one.is_running and not one.is_stopped and not one.owed_by]
    notes = notes_of(uow, record.id)
    return {
        "kind": kind,
        "record": record,
        "state": kind.lifecycle.state(record.status),
        "site": uow.session.get(Site, record.site_id) if record.site_id else None,
        "groups": shown_groups(uow, kind, record, disclosures, on_paper=on_paper),
        "deadlines": deadlines,
        "clock_rules": {one.id: rule_moved_here(uow, one) for one in deadlines},
        "next_clock": min(running, key=lambda one: one.acts_by or clock.end_of_day(uow.today)) if running else None,
        "next_step": kind.next_step(uow, record) if kind.next_step and uow.may(kind.write) else None,
        "sections": _sections(uow, kind, record),
        "steps": [one for one in kind.lifecycle.transitions if _fits(uow, record, one)],
        "may_let_in": _may_let_in(uow, kind, record),
        "opened": opened_from(uow, record.id),
        "origins": origins_of(uow, record.id),
        "offers": offers_on(uow, record),
        "standing": standing_in(uow, record) if kind.people else [],
        "actions": action_lines(uow, actions_of(uow, record.id)),
        "documents": documents_on(uow, record_id=record.id),
        "told": [one["sha256"] for told in receipts if told.state == "current" for one in documents_in(told.snapshot)],
        "evidence_parts": {**PARTS, **kind.evidence_parts},
        "disclosures": disclosures,
        "receipts": receipts,
        "changes": _changes(kind, receipts),
        "carried": [] if record.is_received else carried(uow, record, kind),
        "holds": holds_on(uow, record.id),
        "talks": talks_of(uow, record.id),
        "notices": notices_on(uow, record),
        "notes": notes,
        "writers": names_of(uow, {one.written_by for one in notes}),
        "timeline": happenings(uow, kind, record),
        "now": clock.now(),
    }


def _may_let_in(uow: UnitOfWork, kind: RecordKind, record: Any) -> bool:
    """Whether there is, or could be, anybody to let in: in most organisations every reader finds every record."""
    if not uow.may(LET_IN):
        return False
    return bool(who_could_be_let_in(uow, kind, record) or admissions_to(uow, record.id))


def _fits(uow: UnitOfWork, record: Any, step: Any) -> bool:
    return not record.is_received and record.status in step.from_states and uow.may(step.permission)


def _sections(uow: UnitOfWork, kind: RecordKind, record: Any) -> list[tuple[PageSection, Markup | None]]:
    """The kind's own blocks, each drawn in a savepoint: one that fails (None) leaves the rest of the page whole."""
    found: list[tuple[PageSection, Markup | None]] = []
    for section in kind.page_sections:
        try:
            with corner(uow.session):
                rows = section.rows(uow, record)
                drawn = render_template(section.template, rows=rows, record=record, now=clock.now()) if rows else ""
                found.append((section, Markup(drawn)))  # noqa: S704 - our own template's output, escaped there
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises must not take the page with it
            log.error("section failed", section=f"{kind.key}.{section.key}", error=type(error).__name__)
            found.append((section, None))
    return found


def _changes(kind: RecordKind, receipts: Sequence[Any]) -> dict[int, list[str]]:
    """By version, the labels of what each version of the view that came last changed against the one before."""
    labels = {f"{group.key}.{field.key}": field.label for group in kind.groups for field in group.fields}
    ordered = sorted((one for one in receipts if one.view == receipts[0].view), key=lambda one: one.version)
    return {
        later.version: [
            labels.get(name, name.partition(".")[2].replace("_", " ").capitalize())
            for name in changed_fields(json.loads(earlier.snapshot), json.loads(later.snapshot))
        ]
        for earlier, later in pairwise(ordered)
    }
