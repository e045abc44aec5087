"""The shape of a duty to notify: who must be told, under which regulation, and the test that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from plugins.incidents.rules.completeness import FormRequirements
from plugins.incidents.rules.facts import BodyType, Facts, Setting
from plugins.incidents.rules.recipients import Recipient
from portal.plugin import Binding, Nation


@dataclass(frozen=True, kw_only=True)
class NotificationRule:
    """One duty to tell one recipient about one kind of event.

    `test` answers with the reason, a sentence naming the fact, or None. `settings` and `bodies` limit it
    where they are not empty; an unanswered fact never rules it out. `during_care` rules count only what
    happened in, or because of, a regulated activity. The time limit is the deadline rule `deadline_code`,
    counted from what `clock` works out or the fact `clock_from` names; without either, or while that is not
    known, from when the incident was discovered. `trigger` completes the sentence "the day …" about it.
    `verified` says whether somebody read the source; `enabled` is False for a rule that is not law yet.
    """

    code: str
    nations: frozenset[Nation]
    recipient: Recipient
    regulation: str
    event: str
    test: Callable[[Facts], str | None]
    binding: Binding
    source: str
    source_url: str
    verified: bool
    valid_from: date
    form: FormRequirements
    valid_to: date | None = None
    enabled: bool = True
    deadline: str = ""
    settings: frozenset[Setting] = frozenset()
    bodies: frozenset[BodyType] = frozenset()
    during_care: bool = False
    met_by_nhs_report: bool = False
    trigger: str = "you found out"
    clock_from: str | None = None
    clock: Callable[[Facts], date | datetime | None] | None = None
    note: str = ""

    @property
    def deadline_code(self) -> str:
        """The deadline rule that times this duty: its own, unless several duties share one."""
        return self.deadline or self.code
