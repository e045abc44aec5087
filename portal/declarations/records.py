"""A kind of record: its fields, lifecycle, views, retention and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.core.uow import UnitOfWork
from portal.declarations.people import ALL_TENANTS, TenantKind


@dataclass(frozen=True)
class Code:
    """One entry of a reference list. `meaning` is the definition shown beside the choice."""

    key: str
    label: str
    meaning: str = ""
    rank: int = 0


@dataclass(frozen=True)
class ReferenceList:
    """A closed list of codes with the place it was taken from."""

    key: str
    label: str
    codes: tuple[Code, ...]
    source: str

    def label_of(self, key: str | None) -> str:
        return next((code.label for code in self.codes if code.key == key), key or "")


class FieldFormat(StrEnum):
    """How a stored value is shown to a person."""

    TEXT = "text"
    PARAGRAPHS = "paragraphs"
    DATE = "date"
    MOMENT = "moment"
    CODE = "code"
    YES_NO = "yes_no"
    SITE = "site"
    NUMBER = "number"
    ROWS = "rows"


@dataclass(frozen=True)
class Column:
    """One labelled key of the entries of ROWS; `codes` names the reference list its values are of."""

    key: str
    label: str
    codes: str | None = None


@dataclass(frozen=True)
class Field:
    """One column of a kind as people read it. `key` is the attribute of the model.

    `personal` columns are cleared when a record is anonymised; `codes` names the reference list of a CODE; `columns`
    are what is shown of each entry of ROWS (a JSON list of objects).
    """

    key: str
    label: str
    format: FieldFormat = FieldFormat.TEXT
    personal: bool = False
    codes: str | None = None
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class FieldGroup:
    """Columns that are shown, and disclosed, together."""

    key: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class View:
    """A named, closed list of field groups one audience may be shown. An empty view discloses nothing.

    `standing` views may be sent on a link without a person pressing a button each time; with `goes_by_itself` only
    what it says yes to (the record, the link's id) does. `compartment` is where the receiver's copy lives.
    """

    key: str
    label: str
    audience: str
    groups: tuple[str, ...]
    needs_second_person: bool = False
    standing: bool = False
    compartment: str = "general"
    goes_by_itself: Callable[[Any, UUID], bool] | None = None


@dataclass(frozen=True)
class State:
    """A status a record may have. Open states keep the record on the lists of work; `shareable` ones may leave."""

    key: str
    label: str
    colour: str = "blue"
    is_open: bool = True
    shareable: bool = True


@dataclass(frozen=True)
class Transition:
    """A named step between states. `guard` returns the reasons why not yet, as sentences; none means go."""

    key: str
    label: str
    from_states: tuple[str, ...]
    to_state: str
    permission: str
    guard: Callable[[UnitOfWork, Any], list[str]] | None = None
    needs_reason: bool = False


@dataclass(frozen=True)
class Lifecycle:
    """The states of a kind, the first one being where a record starts, and the steps between them."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    @property
    def initial(self) -> State:
        return self.states[0]

    def state(self, key: str) -> State:
        return next(state for state in self.states if state.key == key)


@dataclass(frozen=True)
class Retention:
    """How long a record is kept, counted from which column, and where that was decided.

    `record_class` names the class of the portal's own catalogue of periods (`portal/retention/catalogue.py`) whose
    rules hold for the kind besides: `complaint`, `adult_care`, `dbs_certificate`, `advocacy_project` and others.
    """

    months: int
    from_column: str
    source: str
    verified: bool
    record_class: str = ""


@dataclass(frozen=True)
class PageSection:
    """A block of a record's page that the kind makes itself: `rows(uow, record)` feeds the template.

    `instead_of` names the field group it shows more fully on our own records.
    """

    key: str
    label: str
    template: str
    rows: Callable[[UnitOfWork, Any], Any]
    instead_of: str | None = None


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next with a record, and where."""

    label: str
    url: str
    why: str = ""


@dataclass(frozen=True)
class OpenedFrom:
    """How a record of another kind leads to one of this kind.

    Whoever holds `permission` is offered it on records of `from_kinds` (none named: of any). `endpoint` is a page of
    the plugin's own that takes `from_id`; without one the core asks for a reason and refers. `by_hand` is what to do
    where the plugin is off: the page of the other record says it instead. `from_places` says that the endpoint takes
    `site_id` and `person_id` as well, and so is offered on the pages of sites and people.
    """

    label: str
    permission: str
    by_hand: str
    endpoint: str | None = None
    from_kinds: frozenset[str] = frozenset()
    from_places: bool = False


@dataclass(frozen=True)
class ContactStop:
    """Somebody asked that people of a record are not contacted for now: what to tell whoever writes, and who."""

    words: str
    covers: Callable[[str], bool]


@dataclass(frozen=True)
class RecordKind:
    """All the core needs to list, show, create, edit, move, export, disclose and dispose of a kind of record.

    Every column of the model is a field of one group, or `internal`: then it is never disclosed.
    `people` are the roles in which people may stand in it (codes of `people:role`); none offers nothing.
    `evidence_parts` names the parts of a record that documents are put to, with the words for each ("a notification").
    `opened_from` says how records of other kinds lead to one of these; `carries` names the columns whose values go
    along when a record of another kind is opened from one of these.
    `contact_stop` says who must not be contacted about a record now: no letter to them can be finished.
    One that `is_bare` is its fields and no more: no notes, documents, actions or letters are put to it.
    `opens` is the right to open a copy that another organisation sent.
    """

    key: str
    label: str
    plural: str
    prefix: str
    model: type[Any]
    lifecycle: Lifecycle
    groups: tuple[FieldGroup, ...]
    read: str
    write: str
    retention: Retention
    opens: str = "exchange:receipt:open"
    create_form: type[Any] | None = None
    edit_form: type[Any] | None = None
    create_endpoint: str | None = None
    create: Callable[..., Any] | None = None
    change: Callable[..., Any] | None = None
    views: tuple[View, ...] = ()
    page_sections: tuple[PageSection, ...] = ()
    next_step: Callable[[UnitOfWork, Any], NextStep | None] | None = None
    severity_list: str | None = None
    facts: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    internal: tuple[Field, ...] = ()
    acts: Mapping[str, str] = field(default_factory=dict)
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS
    people: tuple[str, ...] = ()
    evidence_parts: Mapping[str, str] = field(default_factory=dict)
    opened_from: OpenedFrom | None = None
    carries: tuple[str, ...] = ()
    contact_stop: Callable[[UnitOfWork, Any], ContactStop | None] | None = None
    is_bare: bool = False

    def view(self, key: str) -> View | None:
        return next((view for view in self.views if view.key == key), None)

    def group(self, key: str) -> FieldGroup:
        return next(group for group in self.groups if group.key == key)

    @property
    def personal_data(self) -> frozenset[str]:
        """The columns to clear when a record is anonymised."""
        fields = [*(one for group in self.groups for one in group.fields), *self.internal]
        return frozenset(one.key for one in fields if one.personal)


@dataclass(frozen=True)
class Referral:
    """A request of one plugin to another, by the key of the kind wanted, with the facts it may carry over."""

    to_kind: str
    from_record_id: UUID
    reason: str
    facts: Mapping[str, Any]
    referred_at: datetime
