"""What somebody chose to see in a report, as an address carries it and as a kept report remembers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from werkzeug.datastructures import MultiDict

from portal.core.uow import UnitOfWork
from portal.declarations import ReportScope, ReportSection, Subject
from portal.oversight.queries import provider_in_view
from portal.reports.compose import Report, drawn_parts, sections_for
from portal.reports.cover import facts_of_period
from portal.reports.rules import Period, last_full_quarter, period_of
from portal.web.typed import uuid_in

OTHERS, OURSELVES = "others", "ourselves"
READERS = {OTHERS: "Other people", OURSELVES: "People of our organisation"}


@dataclass(frozen=True)
class Choices:
    """A report about a provider or the organisation. No sections means all of them."""

    subject: Subject
    period: Period
    readers: str
    sections: tuple[str, ...]
    provider_id: UUID | None = None

    @property
    def address(self) -> MultiDict[str, str]:
        """The same as the query of an address."""
        found = [("period", self.period.key), ("readers", self.readers), *(("section", one) for one in self.sections)]
        return MultiDict(found + ([("provider", str(self.provider_id))] if self.provider_id else []))

    @property
    def query(self) -> str:
        return urlencode(list(self.address.items(multi=True)))

    @property
    def as_json(self) -> dict[str, Any]:
        return {"subject": self.subject.value, **self.address.to_dict(flat=False)}

    @property
    def scope(self) -> ReportScope:
        return ReportScope(
            self.subject, self.readers == OTHERS, self.period.first, self.period.last, provider_id=self.provider_id
        )


def choices_from(uow: UnitOfWork, subject: Subject, arguments: MultiDict[str, str]) -> Choices:
    """What an address asks for; nonsense is left out. Without a word, readers are others and small counts hidden."""
    known = {one.key for one in sections_for(uow, subject)}
    return Choices(
        subject=subject,
        period=period_of(arguments.get("period", "")) or last_full_quarter(uow.today),
        readers=arguments["readers"] if arguments.get("readers") in READERS else OTHERS,
        sections=tuple(one for one in dict.fromkeys(arguments.getlist("section")) if one in known),
        provider_id=uuid_in(arguments.get("provider")) if subject is Subject.PROVIDER else None,
    )


def choices_of(uow: UnitOfWork, kept: Mapping[str, Any]) -> Choices:
    """What a kept report remembers."""
    values = MultiDict({key: value for key, value in kept.items() if key != "subject"})
    return choices_from(uow, Subject(kept["subject"]), values)


def chosen_sections(uow: UnitOfWork, choices: Choices) -> Sequence[ReportSection]:
    offered = sections_for(uow, choices.subject)
    return [one for one in offered if one.key in choices.sections] if choices.sections else offered


def title_of(uow: UnitOfWork, choices: Choices) -> str:
    """Raises `NotFoundError` for a provider that is not in view."""
    if choices.subject is Subject.TENANT:
        return uow.tenant.name
    provider = provider_in_view(uow, choices.provider_id) if choices.provider_id else None
    return provider.name if provider else ""


def report_of(uow: UnitOfWork, choices: Choices) -> Report:
    """The report, drawn. Raises `NotFoundError` for a provider that is not in view."""
    title = title_of(uow, choices)
    return Report(
        title=title,
        subtitle=choices.period.label,
        reference=f"{title}, {choices.period.label}",
        facts=facts_of_period(uow, choices.scope),
        parts=drawn_parts(uow, chosen_sections(uow, choices), choices.scope),
        scope=choices.scope,
        tenant=uow.tenant,
        role_label=uow.actor.role_label,
        made_at=uow.now,
    )
