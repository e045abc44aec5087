"""What a plugin (or a core feature) declares: frozen data, asked once at start, checked, never changed.

A declaration holds no template text, no lambda and no query; where behaviour is needed it names a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from portal.core.nations import GREAT_BRITAIN, UNITED_KINGDOM, Nation
from portal.core.uow import UnitOfWork


class TenantKind(StrEnum):
    """The three kinds of organisation that share the portal."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"
    ADVOCACY = "advocacy"


ALL_TENANTS = frozenset(TenantKind)


class Binding(StrEnum):
    """How strongly a time limit binds; never mixed up on a page. Source: rules.md section 0.1."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    LOCAL = "local"
    PROMPTNESS = "promptness"

    @property
    def label(self) -> str:
        return {
            Binding.STATUTE: "Legal deadline",
            Binding.GUIDANCE: "Expected by",
            Binding.LOCAL: "Local target",
            Binding.PROMPTNESS: "Prompt duty",
        }[self]


class Unit(StrEnum):
    """How a limit is counted. Source: rules.md section 0.2."""

    WORKING_DAYS_AFTER = "WD_AFTER"
    WORKING_DAYS_FROM_SECOND_EVENT = "WD_FROM_EVENT2"
    DAYS_AFTER = "DAYS_AFTER"
    DAYS_AFTER_ROLLED = "DAYS_AFTER_ROLL"
    MONTHS_INCLUSIVE = "MONTHS_INCL"
    MONTHS_ANNIVERSARY = "MONTHS_ANNIV"
    CLOCK_HOURS = "CLOCK_HOURS"
    BEFORE = "BEFORE"
    DURATION_TRIGGER = "DURATION_TRIGGER"
    NTH_WORKING_DAY_OF_MONTH = "NTH_WD_OF_MONTH"
    WINDOW = "WINDOW"
    PROMPT = "PROMPT"


class Roll(StrEnum):
    """What happens when the last day of a limit counted in days is no working day."""

    NONE = "none"
    NEXT_WORKING_DAY = "next"


@dataclass(frozen=True)
class DeadlineRule:
    """One version of one time limit.

    `trigger` completes the sentence "the day …" in the working-out: "the complaint was received".
    `n` counts `unit`s and is positive; only for `Unit.NTH_WORKING_DAY_OF_MONTH` may it be negative, counting
    from the end of the month as in iCalendar (-1: the last). It is 0 for `Unit.PROMPT`, which has no number.
    `upper_n` is the far end of a from-to limit: `Unit.DAYS_AFTER` from day `n` to day `upper_n`, or the days
    of the month that bound a `Unit.WINDOW`.
    `measure`, `more_than` and `day_0_counts` serve `Unit.DURATION_TRIGGER`: what `n` counts; whether the state
    must exceed `n`, not just reach it; and whether the day it began is its first day.
    `valid_from`/`valid_to` bound the trigger dates this version is for (`valid_to` inclusive, None = open).
    `verified` says whether somebody read the source itself; an unverified rule is shown as such.
    `prompt_hours` is the tenant's editable default after which an unmet duty to act promptly is escalated:
    local, never a legal date.
    """

    code: str
    label: str
    nations: frozenset[Nation]
    binding: Binding
    trigger: str
    n: int
    unit: Unit
    source: str
    source_url: str
    verified: bool
    valid_from: date
    valid_to: date | None = None
    roll: Roll = Roll.NONE
    pausable: bool = False
    prompt_hours: int | None = None
    upper_n: int | None = None
    note: str = ""
    measure: Literal["hours", "days"] = "days"
    more_than: bool = False
    day_0_counts: bool = False

    @property
    def nation_label(self) -> str:
        if self.nations == UNITED_KINGDOM:
            return "uk"
        if self.nations == GREAT_BRITAIN:
            return "gb"
        return "+".join(sorted(nation.value for nation in self.nations))


@dataclass(frozen=True)
class Permission:
    """A right to do one thing, named `plugin:kind:verb`, and the roles that hold it from the start.

    `power` is the word by which the database itself checks the right, for the few acts that reach past one's own rows.
    """

    key: str
    label: str
    roles: frozenset[str] = frozenset()
    power: str | None = None


@dataclass(frozen=True)
class Role:
    """A readable set of permissions. `compartments` is what the database lets its holders see."""

    key: str
    label: str
    summary: str
    compartments: frozenset[str] = frozenset()
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS


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
class Field:
    """One column of a kind as people read it. `key` is the attribute of the model.

    `personal` columns are cleared when a record is anonymised; `codes` names the reference list of a CODE; `columns`
    are the labelled keys of each entry of ROWS (a JSON list of objects).
    """

    key: str
    label: str
    format: FieldFormat = FieldFormat.TEXT
    personal: bool = False
    codes: str | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FieldGroup:
    """Columns that are shown, and disclosed, together."""

    key: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class View:
    """A named, closed list of field groups one audience may be shown. An empty view discloses nothing.

    `standing` views may be sent on a link without a person pressing a button each time. `compartment` is where the
    receiver's copy lives.
    """

    key: str
    label: str
    audience: str
    groups: tuple[str, ...]
    needs_second_person: bool = False
    standing: bool = False
    compartment: str = "general"


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
    """How long a record is kept, counted from which column, and where that was decided."""

    months: int
    from_column: str
    source: str
    verified: bool


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
class RecordKind:
    """All the core needs to list, show, create, edit, move, export, disclose and dispose of a kind of record.

    Every column of the model is a field of one group, or `internal`: then it is never disclosed.
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
class NextStep:
    """The one thing to do next with a record, and where."""

    label: str
    url: str
    why: str = ""


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the navigation. Shown to holders of `permission` (None: everyone) in tenants of these kinds."""

    key: str
    label: str
    endpoint: str
    permission: str | None
    weight: int
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS
    is_quick_action: bool = False
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A block of a home page: `rows(uow)` feeds the template; a panel that fails leaves only its own corner empty."""

    key: str
    label: str
    template: str
    rows: Callable[[UnitOfWork], Any]
    permission: str
    weight: int
    tenant_kinds: frozenset[TenantKind] = ALL_TENANTS


@dataclass(frozen=True)
class SiteFact:
    """One sentence about one site, and how pressing it is (higher comes first)."""

    site_id: UUID
    sentence: str
    weight: int


@dataclass(frozen=True)
class Indicator:
    """Something counted or said per site. `counts(uow)` gives numbers by site, `facts(uow)` reasons to ring."""

    key: str
    label: str
    permission: str
    counts: Callable[[UnitOfWork], Mapping[UUID, int]]
    facts: Callable[[UnitOfWork], Sequence[SiteFact]]


@dataclass(frozen=True)
class Referral:
    """A request of one plugin to another, by the key of the kind wanted, with the facts it may carry over."""

    to_kind: str
    from_record_id: UUID
    reason: str
    facts: Mapping[str, Any]
    referred_at: datetime


@dataclass(frozen=True)
class PluginInfo:
    """A plugin's own card. `on_for` are the kinds of tenant it is switched on for when they join."""

    name: str
    label: str
    summary: str
    on_for: frozenset[TenantKind] = ALL_TENANTS
