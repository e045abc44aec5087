"""Tables: row security, policies, keys, privileges; and whatever else could show a row around them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table

from portal.core.db import Model
from portal.core.roles import OWNER
from portal.core.row_security import catalogue
from portal.core.row_security.exemptions import FUNCTIONS_ONLY, is_exempt, may_hold
from portal.core.row_security.shapes import SHAPES, Policy, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, MetaData

CORE_SCHEMAS = ("portal", "directory")
TENANTS = "portal.tenant"
NO_TABLES = {"m": "materialised view", "f": "foreign table"}
SAFE_VIEWS = frozenset({"security_invoker=true", "security_invoker=on", "security_invoker=1"})


def tenancies(metadata: MetaData) -> dict[str, str | None]:
    """The tenancy each table's model names, by `schema.table`; None where a model names none."""
    mapped = ((mapper.local_table, mapper.class_) for mapper in Model.registry.mappers)
    return {
        table.fullname: getattr(model, "__tenancy__", None)
        for table, model in mapped
        if isinstance(table, Table) and table.metadata is metadata
    }


def table_faults(connection: Connection, metadata: MetaData) -> list[str]:
    """What is wrong with the tables, in sentences that begin with the table."""
    named = tenancies(metadata)
    found = catalogue.rows(connection, catalogue.RELATIONS)
    shapes = {name: SHAPES[tenancy] for name, tenancy in named.items() if tenancy and tenancy in SHAPES}
    rules = catalogue.rows(connection, catalogue.RULES)
    strays = catalogue.rows(connection, catalogue.STRAYS)
    return [
        *_model_faults(named, found),
        *(fault for one in found for fault in _relation_faults(one, named, shapes)),
        *_policy_faults(connection, found, shapes),
        *_key_faults(connection, shapes),
        *_grant_faults(connection, shapes),
        *(f"{one.name}: the rule {one.rule} rewrites statements." for one in rules),
        *(f"{one.name} belongs to {one.owner} but stands outside the portal's schemas." for one in strays),
    ]


def _model_faults(named: Mapping[str, str | None], found: Sequence[Any]) -> Iterator[str]:
    there = {one.name for one in found}
    schemas = {*CORE_SCHEMAS, *(one.schema for one in found)}
    for name, tenancy in sorted(named.items()):
        if tenancy is None:
            yield f"{name}: its model names no tenancy."
        elif tenancy not in SHAPES:
            yield f"{name}: no shape is written for the tenancy {tenancy}."
        # A plugin's schema that is missing altogether is a migration not yet run; the doctor says so.
        if name not in there and name.split(".")[0] in schemas:
            yield f"{name}: the model's table is not in the database."


def _relation_faults(one: Any, named: Mapping[str, str | None], shapes: Mapping[str, Shape]) -> Iterator[str]:
    if one.kind in NO_TABLES:
        yield f"{one.name} is a {NO_TABLES[one.kind]}, which row security does not reach."
    elif one.kind == "v":
        if not SAFE_VIEWS & set(one.options):
            yield f"{one.name} is a view without security_invoker: it would show its owner's rows."
    elif one.is_partition or is_exempt(one.name):
        pass
    elif one.name not in named:
        yield f"{one.name}: no model knows this table, and it is not on the exempt list."
    else:
        yield from _protection_faults(one, shapes.get(one.name))
    if one.owner != OWNER:
        yield f"{one.name} belongs to {one.owner}, not to {OWNER}."


def _protection_faults(one: Any, shape: Shape | None) -> Iterator[str]:
    if not one.secured:
        yield f"{one.name}: row security is off."
    if not one.forced:
        yield f"{one.name}: row security is not forced, so it does not bind the owner."
    if shape and shape.is_tenant and one.key[:1] != ["tenant_id"]:
        yield f"{one.name}: the primary key does not begin with tenant_id."


def _policy_faults(connection: Connection, found: Sequence[Any], shapes: Mapping[str, Shape]) -> Iterator[str]:
    by_table: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for row in catalogue.rows(connection, catalogue.POLICIES):
        by_table[row.name][row.policy] = row
    for one in found:
        if one.name not in shapes:
            continue  # exempt, or already named as unknown
        there = by_table[one.name]
        wanted = {f"{one.table}_{policy.suffix}": policy for policy in shapes[one.name].policies}
        for name in sorted(wanted.keys() | there.keys()):
            what = f"{one.name}: the policy {name}"
            if name not in there:
                yield f"{what} is missing."
            elif name not in wanted:
                yield f"{what} does not belong there."
            else:
                yield from _difference(what, there[name], wanted[name])


def _difference(what: str, there: Any, wanted: Policy) -> Iterator[str]:
    if not there.permissive:
        yield f"{what} is restrictive."
    if there.command != wanted.command:
        yield f"{what} is for {there.command}, not for {wanted.command}."
    if sorted(there.roles) != sorted(wanted.roles):
        yield f"{what} is for {', '.join(there.roles)}, not for {', '.join(wanted.roles)}."
    clauses = (("USING", there.using, wanted.using), ("WITH CHECK", there.check, wanted.check))
    for clause, says, must in clauses:
        if _squeezed(says) != _squeezed(must):
            yield f"{what} has {clause} {_squeezed(says) or 'nothing'}, not {must or 'nothing'}."


def _squeezed(expression: str | None) -> str:
    return " ".join((expression or "").split())


def _key_faults(connection: Connection, shapes: Mapping[str, Shape]) -> Iterator[str]:
    for row in catalogue.rows(connection, catalogue.UNIQUE_INDEXES):
        shape = shapes.get(row.name)
        if shape and shape.is_tenant and row.leads_with != "tenant_id":
            yield f"{row.name}: the unique index {row.index} does not begin with tenant_id."
    for row in catalogue.rows(connection, catalogue.FOREIGN_KEYS):
        ours, theirs = shapes.get(row.name), shapes.get(row.target)
        if ours is None or row.target == TENANTS or (theirs and not theirs.is_tenant):
            continue
        what = f"{row.name}: the foreign key {row.key}"
        if theirs is None:
            yield f"{what} leads to {row.target}, which holds no tenant's rows."
        elif "tenant_id=tenant_id" not in row.pairs:
            yield f"{what} to {row.target} does not hold tenant_id on both sides."


def _grant_faults(connection: Connection, shapes: Mapping[str, Shape]) -> Iterator[str]:
    for row in catalogue.rows(connection, catalogue.PRIVILEGES):
        right = f"{row.privilege} ({row.column})" if row.column else row.privilege
        shape = shapes.get(row.name)
        if row.is_partition:
            yield f"{row.name} is a partition, and {row.role} holds {right} on it."
        elif shape:
            most = shape.grants.get(row.role, frozenset()) | shape.columns.get(row.role, frozenset())
            if right not in most and row.privilege not in most:
                yield f"{row.name}: {row.role} holds {right}, which its tenancy does not give."
        elif not _may_hold(row):
            yield f"{row.name}: {row.role} holds {right}; only functions may reach this."


def _may_hold(row: Any) -> bool:
    """What the exempt list opens, and reading through a view that shows no more than its reader may see."""
    if row.kind == "v":
        return row.privilege == "SELECT" and row.role != "PUBLIC" and row.schema not in FUNCTIONS_ONLY
    return may_hold(row.role, row.name, row.privilege)
