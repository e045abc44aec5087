"""What each tenancy must look like in the database: its policies, and the most the logins may hold.

A model names its tenancy in `__tenancy__`. The expressions are as `pg_get_expr` prints them;
`migrations/tenancy.py` writes what these lines expect. A feature that needs another shape adds one here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from portal.core.roles import APP, EXCHANGE, GATE, IMPORTER, JOB, PLATFORM, SEALER, SEARCHER

PUBLIC = ("public",)
NO_COLUMNS: Mapping[str, frozenset[str]] = MappingProxyType({})
# What shows which entries are stale; the words themselves no login reads.
SEARCH_COLUMNS = ("tenant_id", "record_id", "compartment", "places", "changed_at", "made_by")

READ = frozenset({"SELECT"})
APPEND = READ | {"INSERT"}
KEEP = APPEND | {"UPDATE"}
EVERYTHING = KEEP | {"DELETE"}

TENANT = "(tenant_id = ( SELECT ctx.tenant() AS tenant))"
OWN_USER = "(user_id = ( SELECT ctx.user_id() AS user_id))"
OTHER_USERS = "(user_id <> ( SELECT ctx.user_id() AS user_id))"
SENT_BY_ME = "(submitted_by = ( SELECT ctx.user_id() AS user_id))"
COMPARTMENT = "(compartment = ANY (( SELECT ctx.compartments() AS compartments)::text[]))"
# Those whose records' dates one may see, words or not.
DATED = "(compartment = ANY (( SELECT ctx.dated() AS dated)::text[]))"
LET_IN = "({key} = ANY (( SELECT ctx.let_in() AS let_in)::uuid[]))"
NOT_EXCLUDED = "({key} <> ALL (( SELECT ctx.excluded() AS excluded)::uuid[]))"
OPERATOR = "( SELECT ctx.holds_power('operator'::text) AS holds_power)"
# The log of the platform itself, which is of no organisation.
PLATFORM_LOG = "(tenant_id = '00000000-0000-0000-0000-000000000000'::uuid)"
# What the worker blanks when the record they are about is erased.
EXCHANGED_WORDS = ("snapshot", "purpose", "consent", "state_reason", "body", "payload", "enclosed")
ROLE_OR_LET_IN = f"{COMPARTMENT} OR {LET_IN.format(key='record_id')}"
SEEN = f"({ROLE_OR_LET_IN})"
SEEN_DATED = f"({DATED} OR {LET_IN.format(key='record_id')})"
KEPT_IN = NOT_EXCLUDED.format(key="record_id")
KEPT_IN_OR_FREE = f"((record_id IS NULL) OR {KEPT_IN})"


@dataclass(frozen=True)
class Policy:
    """One policy as the catalogue reports it. `suffix` follows the table's name and an underscore."""

    suffix: str
    command: str = "ALL"
    using: str | None = None
    check: str | None = None
    roles: tuple[str, ...] = PUBLIC


@dataclass(frozen=True)
class Shape:
    """The policies of one tenancy, and the most each run-time role may hold on the table.

    `columns` are privileges on single columns, written `UPDATE (record_id)`. `is_tenant` says that keys begin
    with `tenant_id`; the few tables that every tenant shares, or that are the tenants, have no such key.
    """

    policies: tuple[Policy, ...]
    grants: Mapping[str, frozenset[str]]
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_tenant: bool = True


def _all(suffix: str, expression: str, *roles: str) -> Policy:
    return Policy(suffix, "ALL", expression, expression, roles or PUBLIC)


def _conjunction(*parts: str) -> str:
    return f"({' AND '.join(parts)})"


def _of_record(
    key: str,
    *more: Policy,
    most: frozenset[str] = EVERYTHING,
    columns: Mapping[str, frozenset[str]] = NO_COLUMNS,
    add: str = TENANT,
    read: str = COMPARTMENT,
    change: str = COMPARTMENT,
) -> Shape:
    def mine(held: str) -> str:
        return _conjunction(TENANT, f"({held} OR {LET_IN.format(key=key)})", NOT_EXCLUDED.format(key=key))

    policies = (
        Policy("read", "SELECT", using=mine(read)),
        Policy("add", "INSERT", check=add),
        Policy("change", "UPDATE", using=mine(change), check=TENANT),
        Policy("remove", "DELETE", using=mine(change)),
    )
    return Shape((*policies, *more), _both(most), columns=columns)


def _both(privileges: frozenset[str]) -> Mapping[str, frozenset[str]]:
    return {APP: privileges, JOB: privileges}


def _of_exchange() -> Shape:
    mine = _conjunction(TENANT, SEEN, KEPT_IN_OR_FREE)
    policies = (
        Policy("read", "SELECT", using=mine),
        Policy("job", "UPDATE", using=mine, check=TENANT, roles=(JOB,)),
        _all("exchange", "true", EXCHANGE),
    )
    tie = frozenset({"UPDATE (record_id)", "UPDATE (compartment)"})
    return Shape(policies, _both(READ), columns={JOB: tie | _updates(*EXCHANGED_WORDS)})


def _updates(*columns: str) -> frozenset[str]:
    return frozenset(f"UPDATE ({one})" for one in columns)


def _read_and_write(seen: str, add: str = TENANT) -> tuple[Policy, Policy]:
    return Policy("read", "SELECT", using=seen), Policy("add", "INSERT", check=add)


_mine = _conjunction(TENANT, OWN_USER)
_nobody_acts = _conjunction(TENANT, "(( SELECT ctx.user_id() AS user_id) IS NULL)")
_others = _conjunction(TENANT, OTHER_USERS)
_own_case = _conjunction(OWN_USER, "ctx.opened_as_own_case(record_id)")
_record_rows = _conjunction(TENANT, SEEN, KEPT_IN)
_given_or_reader = _conjunction(
    TENANT,
    f"({ROLE_OR_LET_IN} OR (owner_id = ( SELECT ctx.user_id() AS user_id)))",
    KEPT_IN_OR_FREE,
)
_of_seen_action = _conjunction(
    TENANT,
    "(EXISTS ( SELECT FROM portal.improvement_action a"
    " WHERE ((a.tenant_id = action_entry.tenant_id) AND (a.id = action_entry.action_id))))",
)
_of_seen_link = _conjunction(
    TENANT,
    KEPT_IN_OR_FREE,
    f"({ROLE_OR_LET_IN} OR (EXISTS ( SELECT FROM portal.improvement_action a"
    " WHERE ((a.tenant_id = document_link.tenant_id) AND (a.id = document_link.action_id)))))",
)
_of_linked_document = _conjunction(
    TENANT,
    "(EXISTS ( SELECT FROM portal.document_link l"
    " WHERE ((l.tenant_id = document.tenant_id) AND (l.document_id = document.id))))",
)
_of_seen_document = _conjunction(
    TENANT,
    "(EXISTS ( SELECT FROM portal.document d"
    " WHERE ((d.tenant_id = document_version.tenant_id) AND (d.id = document_version.document_id))))",
)
_may_link_document = _conjunction(TENANT, "(ctx.sees_document(document_id) OR ctx.is_writing_document(document_id))")
_may_link_person = _conjunction(TENANT, "(ctx.sees_person(person_id) OR ctx.is_writing_person(person_id))")
_sweeper = _conjunction(TENANT, "(( SELECT ctx.user_id() AS user_id) IS NULL)")
_sender_or_reader = _conjunction(TENANT, f"({SENT_BY_ME} OR {_conjunction(SEEN, KEPT_IN)})")
_stands_in_seen = (
    "(EXISTS ( SELECT FROM portal.record_person r"
    " WHERE ((r.tenant_id = person.tenant_id) AND (r.person_id = person.id))))"
)
_seen_person = _conjunction(TENANT, f"({_stands_in_seen} OR ({COMPARTMENT} AND (NOT ctx.stands_in_a_record(id))))")
_of_seen_person = _conjunction(
    TENANT,
    "(EXISTS ( SELECT FROM portal.person p"
    " WHERE ((p.tenant_id = format_choice.tenant_id) AND (p.id = format_choice.person_id))))",
)
_gathering = "('subject_access'::text = ANY (( SELECT ctx.compartments() AS compartments)::text[]))"
_shared = {APP: READ, JOB: READ, PLATFORM: READ}
_sealing = (
    _all("sealer", "true", SEALER),
    _all("operator", _conjunction(PLATFORM_LOG, OPERATOR), PLATFORM),
)
_gate_reads = Policy("gate", "SELECT", using="true", roles=(GATE,))

SHAPES: Mapping[str, Shape] = {
    "itself": Shape(
        (
            Policy("itself", "SELECT", using="(id = ( SELECT ctx.tenant() AS tenant))"),
            Policy("exchange", "SELECT", using="true", roles=(EXCHANGE,)),
            _all("gate", "true", GATE),
            _all("operator", OPERATOR, PLATFORM),
        ),
        {APP: READ, JOB: READ, PLATFORM: KEEP},
        is_tenant=False,
    ),
    "plugin": Shape(
        (_all("tenant", TENANT), _all("gate", "true", GATE), _all("operator", OPERATOR, PLATFORM)),
        {APP: READ, JOB: READ, PLATFORM: KEEP},
        columns={APP: frozenset({"UPDATE (switched_on)"})},
    ),
    "membership": Shape((_all("tenant", TENANT), _all("gate", "true", GATE)), _both(READ)),
    "exclusion": Shape((_all("others", _others), _gate_reads), _both(APPEND | {"DELETE"})),
    "link": Shape((_all("tenant", TENANT), _all("exchange", "true", EXCHANGE)), _both(READ)),
    "own": Shape((_all("own", _mine),), _both(EVERYTHING)),
    "own_and_tidied": Shape((_all("own", _mine), _all("tidy", _nobody_acts, JOB)), _both(EVERYTHING)),
    "draft": Shape(
        (
            _all("own", _mine),
            Policy("gather", "SELECT", using=_conjunction(TENANT, _gathering), roles=(JOB,)),
            _all("gate", "true", GATE),
        ),
        _both(EVERYTHING),
    ),
    "choice": Shape((Policy("read", "SELECT", using=TENANT), _all("own", _mine)), _both(KEEP)),
    "tenant": Shape((_all("tenant", TENANT),), _both(EVERYTHING)),
    "stored_file": Shape(
        (_all("tenant", TENANT), Policy("exchange", "INSERT", check="true", roles=(EXCHANGE,))), _both(EVERYTHING)
    ),
    "trail": Shape(
        (
            Policy("read", "SELECT", using=_conjunction(TENANT, SEEN_DATED, KEPT_IN_OR_FREE)),
            Policy("add", "INSERT", check=TENANT),
            *_sealing,
        ),
        {**_both(APPEND), PLATFORM: APPEND},
    ),
    "checkpoint": Shape((Policy("read", "SELECT", using=TENANT), *_sealing), {**_both(READ), PLATFORM: READ}),
    "outbox": Shape((_all("tenant", TENANT), _gate_reads), {APP: frozenset({"INSERT"}), JOB: KEEP}),
    "record": _of_record(
        "id",
        Policy("exchange", "SELECT", using="true", roles=(EXCHANGE,)),
        Policy("recall", "UPDATE", using="true", check="true", roles=(EXCHANGE,)),
        _gate_reads,
        read=DATED,
    ),
    "record_detail": _of_record("id"),
    "record_child": _of_record("record_id"),
    "record_dates": _of_record("record_id", read=DATED, change=DATED),
    "urgent_reading": _of_record("record_id", most=READ, columns={JOB: _updates("reason")}),
    "admission": Shape(
        (
            Policy("read", "SELECT", using=_conjunction(TENANT, KEPT_IN, f"({COMPARTMENT} OR {OWN_USER})")),
            Policy("add", "INSERT", check=_conjunction(TENANT, KEPT_IN, f"({COMPARTMENT} OR {_own_case})")),
            Policy("remove", "DELETE", using=_conjunction(TENANT, COMPARTMENT, KEPT_IN)),
            _gate_reads,
            Policy("gate_remove", "DELETE", using="true", roles=(GATE,)),
        ),
        _both(APPEND | {"DELETE"}),
    ),
    "record_person": _of_record("record_id", _gate_reads, add=_may_link_person),
    "person": Shape(
        (
            Policy("read", "SELECT", using=_seen_person),
            Policy("add", "INSERT", check=TENANT),
            Policy("change", "UPDATE", using=_seen_person, check=TENANT),
            Policy("remove", "DELETE", using=_seen_person),
            _gate_reads,
        ),
        _both(EVERYTHING),
    ),
    "format_choice": Shape(
        (
            Policy("read", "SELECT", using=_of_seen_person),
            Policy("add", "INSERT", check=TENANT),
            Policy("remove", "DELETE", using=_of_seen_person),
        ),
        _both(APPEND | {"DELETE"}),
    ),
    "search": Shape(
        (Policy("read", "SELECT", using=_record_rows), _all("searcher", "true", SEARCHER)),
        {},
        columns=_both(frozenset(f"SELECT ({one})" for one in SEARCH_COLUMNS)),
    ),
    "submission": Shape(
        (
            Policy("read", "SELECT", using=_sender_or_reader),
            Policy("add", "INSERT", check=_conjunction(TENANT, SENT_BY_ME)),
            Policy("change", "UPDATE", using=_record_rows, check=TENANT),
        ),
        _both(KEEP),
    ),
    "action": Shape(
        (
            Policy("read", "SELECT", using=_given_or_reader),
            Policy("add", "INSERT", check=TENANT),
            Policy("change", "UPDATE", using=_given_or_reader, check=TENANT),
            _all("gate", "true", GATE),
        ),
        _both(KEEP),
    ),
    "action_entry": Shape(
        (
            Policy("read", "SELECT", using=_of_seen_action),
            Policy("add", "INSERT", check=TENANT),
            Policy("job", "UPDATE", using=_of_seen_action, check=TENANT, roles=(JOB,)),
        ),
        _both(APPEND),
        columns={JOB: _updates("words")},
    ),
    "hold": Shape(
        (
            Policy("read", "SELECT", using=_conjunction(TENANT, SEEN_DATED, KEPT_IN_OR_FREE)),
            Policy("add", "INSERT", check=TENANT),
            Policy("change", "UPDATE", using=_conjunction(TENANT, SEEN_DATED, KEPT_IN_OR_FREE), check=TENANT),
        ),
        _both(KEEP),
    ),
    "document": Shape(
        (
            *_read_and_write(_of_linked_document),
            Policy("change", "UPDATE", using=_of_linked_document, check=TENANT),
            Policy("remove", "DELETE", using=_of_linked_document),
            Policy("sweep", "SELECT", using=_sweeper, roles=(JOB,)),
            Policy("sweep_away", "DELETE", using=_sweeper, roles=(JOB,)),
            _gate_reads,
        ),
        _both(EVERYTHING),
    ),
    "document_version": Shape(
        (
            *_read_and_write(_of_seen_document, _may_link_document),
            Policy("change", "UPDATE", using=_of_seen_document, check=TENANT),
        ),
        _both(KEEP),
    ),
    "document_link": Shape(
        (*_read_and_write(_of_seen_link, _may_link_document), Policy("remove", "DELETE", using=_of_seen_link)),
        _both(APPEND | {"DELETE"}),
    ),
    "room": _of_exchange(),
    "exchange": _of_exchange(),
    "claim": Shape(
        (
            _all("tenant", TENANT),
            _all("exchange", "true", EXCHANGE),
            Policy("operator", "SELECT", using=OPERATOR, roles=(PLATFORM,)),
        ),
        {**_both(READ), PLATFORM: READ},
    ),
    "reference": Shape(
        (Policy("read", "SELECT", using="true"), _all("keep", "true", IMPORTER)),
        {**_shared, IMPORTER: EVERYTHING},
        is_tenant=False,
    ),
    "operator": Shape(
        (Policy("read", "SELECT", using="true"), _all("operator", OPERATOR, PLATFORM)),
        {**_both(READ), PLATFORM: APPEND | {"DELETE"}},
        is_tenant=False,
    ),
    "importer": Shape(
        (_all("keep", "true", IMPORTER), Policy("operator", "SELECT", using=OPERATOR, roles=(PLATFORM,))),
        {IMPORTER: EVERYTHING, PLATFORM: READ},
        is_tenant=False,
    ),
}
