"""Every table says where people may be named in it, and how its rows lead to them: no place is left out of a pack."""

from __future__ import annotations

import pytest

from portal.app import CORE_FEATURES
from portal.commands.doctor import import_models
from portal.core.db import Model
from portal.core.personal import declared_personal, texts_of
from portal.core.row_security import tenancies
from portal.core.row_security.shapes import SHAPES
from portal.registry import load_registry

import_models()
load_registry(CORE_FEATURES)  # the plugins' tables too
BY_KIND = {"record_detail"}  # a kind's own fields say which of them are personal
TABLES = sorted(
    name
    for name, tenancy in tenancies(Model.metadata).items()
    if tenancy and SHAPES[tenancy].is_tenant and tenancy not in BY_KIND
)
every_table = pytest.mark.parametrize("name", TABLES)
HINT = "name the table's columns of text in its model: __personal__ = Personal(…), see portal/core/personal.py"


def said(name):
    return declared_personal()[name]


@every_table
def test_it_says_what_it_may_tell_of_people(name):
    assert said(name) is not None, HINT


@every_table
def test_each_of_its_columns_of_text_is_personal_or_plain(name):
    told, table = said(name), Model.metadata.tables[name]

    assert sorted(texts_of(table) - {*told.columns, *told.plain}) == [], HINT
    assert {*told.columns, *told.plain} <= set(table.c.keys())
    assert set(told.columns) & set(told.plain) == set()


@every_table
def test_what_names_people_leads_to_them_or_is_found_by_name(name):
    told, table = said(name), Model.metadata.tables[name]

    assert told.along is None or leads_on(table, told.along)
    assert told.through is None or leads_through(told.through)


def leads_through(name):
    child = said(name)
    return child.along is not None and leads_on(Model.metadata.tables[name], child.along)


def leads_on(table, column):
    """Whether the column is a record's or a person's key, or names a table that leads on itself."""
    if column in {"record_id", "person_id"}:
        return column in table.c
    if column == "id":
        return table.name in {"record", "person"}
    (key,) = (one for one in table.foreign_key_constraints if column in one.column_keys)
    parent = said(key.referred_table.fullname)
    if parent.through:
        return leads_through(parent.through)
    return parent.along is not None and leads_on(key.referred_table, parent.along)


@every_table
def test_what_has_a_record_and_names_people_is_found_along_it(name):
    """By name alone, a note that says “he fell again” would be missed."""
    told, table = said(name), Model.metadata.tables[name]
    by_name_alone = {"portal.trail_entry", "portal.record_exclusion"}  # the portal's own words; rows nobody may see

    assert name in by_name_alone or told.along or not told.columns or "record_id" not in table.c
