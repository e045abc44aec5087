"""One stored value in the form its field says, as escaped markup."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from portal.core.uow import UnitOfWork
from portal.declarations import Column, Field, FieldFormat
from portal.directory.models import Site
from portal.web.filters import day, moment, paragraphs, short_day

EMPTY = Markup("")
SHORTEST_MOMENT = len("2026-01-01T00:00")


def shown_value(uow: UnitOfWork, field: Field, value: Any) -> Markup:
    """One value in the form its field says, escaped."""
    if value is None or value in ("", []):
        return EMPTY
    if field.format is FieldFormat.PARAGRAPHS:
        return paragraphs(value)
    if field.format is FieldFormat.ROWS:
        return _table(uow, field, value)
    return escape(_plain(uow, field, value))


def _plain(uow: UnitOfWork, field: Field, value: Any) -> str:
    plugins: Any = uow.plugins
    if field.format is FieldFormat.CODE:
        codes = plugins.list(field.codes)
        return ", ".join(codes.label_of(one) for one in (value if isinstance(value, list) else [value]))
    if field.format is FieldFormat.DATE:
        return day(value)
    if field.format is FieldFormat.MOMENT:
        return moment(value)
    if field.format is FieldFormat.YES_NO:
        return "Yes" if value in {True, "yes"} else "No"  # as it is kept, or as a form has it
    if field.format is FieldFormat.SITE:
        site = uow.session.get(Site, value)
        return site.name if site else ""
    return str(value)


def _table(uow: UnitOfWork, field: Field, rows: list[dict[str, Any]]) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col" class="govuk-table__header">{}</th>').format(one.label) for one in field.columns
    )
    body = Markup("").join(
        Markup('<tr class="govuk-table__row">{}</tr>').format(
            Markup("").join(
                Markup('<td class="govuk-table__cell" data-label="{}">{}</td>').format(
                    one.label, _cell(uow, one, row.get(one.key))
                )
                for one in field.columns
            )
        )
        for row in rows
    )
    return Markup(
        '<table class="govuk-table portal-cards"><thead><tr class="govuk-table__row">{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(head, body)


def _cell(uow: UnitOfWork, column: Column, value: Any) -> str:
    """Moments arrive as ISO text in a list a record keeps as JSON; text of several lines keeps them."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    if column.codes:
        plugins: Any = uow.plugins
        return str(plugins.list(column.codes).label_of(value))
    if "\n" in value:
        return paragraphs(value)
    try:
        return short_day(datetime.fromisoformat(value)) if len(value) >= SHORTEST_MOMENT else value
    except ValueError:
        return value
