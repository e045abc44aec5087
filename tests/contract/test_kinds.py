"""Every kind of record: each column has its place, free text is personal, somebody decided for how long."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import inspect

from portal.app import CORE_FEATURES
from portal.declarations import FieldFormat
from portal.records.models import Record
from portal.registry import load_registry

KINDS = load_registry(CORE_FEATURES).kinds
SPINE = {column.name for column in Record.__table__.columns}
# Text that names nobody: a code of a closed list, or what the portal itself writes.
CLOSED = {FieldFormat.CODE, FieldFormat.ROWS, FieldFormat.SITE, FieldFormat.YES_NO}
# Text without a closed list that is not personal all the same, and why.
NOT_PERSONAL: dict[str, str] = {}

every_kind = pytest.mark.parametrize("kind", [owned.item for owned in KINDS.values()], ids=KINDS.keys())


def own_columns(kind):
    return {column.name: column for column in inspect(kind.model).local_table.columns if column.name not in SPINE}


def fields(kind):
    return [*(field for group in kind.groups for field in group.fields), *kind.internal]


@every_kind
def test_every_column_is_in_a_group_or_internal(kind):
    assert own_columns(kind).keys() - {field.key for field in fields(kind)} == set()


@every_kind
def test_every_name_is_that_of_a_column_and_stands_once(kind):
    keys = [field.key for field in fields(kind)]
    known = own_columns(kind).keys() | SPINE

    assert [key for key in keys if key not in known or keys.count(key) > 1] == []


@every_kind
def test_free_text_is_personal_or_says_why_not(kind):
    columns = own_columns(kind)
    free = [
        field.key
        for field in fields(kind)
        if isinstance(columns[field.key].type, sa.Text) and field.format not in CLOSED and not field.personal
    ]

    assert [key for key in free if f"{kind.key}.{key}" not in NOT_PERSONAL] == []


@every_kind
def test_views_name_groups_that_are_there_and_show_no_personal_text_without_saying(kind):
    groups = {group.key for group in kind.groups}

    assert [(view.key, key) for view in kind.views for key in view.groups if key not in groups] == []
    assert [view.key for view in kind.views if not view.audience] == []


@every_kind
def test_what_goes_without_a_person_pressing_a_button_holds_nothing_personal(kind):
    sent = {field for view in kind.views if view.standing for key in view.groups for field in kind.group(key).fields}

    assert [field.key for field in sent if field.personal] == []


@every_kind
def test_somebody_decided_how_long_it_is_kept(kind):
    columns = own_columns(kind).keys() | SPINE

    assert kind.retention.months > 0
    assert kind.retention.source
    assert kind.retention.from_column in columns


@every_kind
def test_facts_and_search_name_columns_and_facts_are_not_personal(kind):
    columns = own_columns(kind).keys() | SPINE

    assert (set(kind.facts) | set(kind.search)) - columns == set()
    assert set(kind.facts) & kind.personal_data == set()


@every_kind
def test_every_state_can_be_reached_or_is_set_by_the_kinds_own_services(kind):
    states = {state.key for state in kind.lifecycle.states}

    assert {step.to_state for step in kind.lifecycle.transitions} <= states
    assert any(not state.is_open for state in kind.lifecycle.states)
