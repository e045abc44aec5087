"""What was found, as its page shows it: the line of the list, and where the words stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import url_for
from markupsafe import Markup

from portal.casework.listing import Line, is_unread, lines
from portal.core.uow import UnitOfWork
from portal.declarations import RecordKind
from portal.documents.queries import titles_on
from portal.documents.services import DOCUMENTS
from portal.search.marking import excerpt, marked
from portal.search.queries import texts_of_hits
from portal.search.words import Term

HEADINGS = ("Kind", "Reference", "Title", "Status", "Site", "Opened", "From")


class Hit(NamedTuple):
    """One record found. `where` labels the text that `excerpt` is from; both are empty where the line says it all."""

    kind: RecordKind
    line: Line
    title: Markup
    site: Markup
    where: str
    excerpt: Markup


def hits(uow: UnitOfWork, rows: Sequence[Any], terms: Sequence[Term]) -> list[Hit]:
    """In the order of the rows."""
    kinds = {key: uow.plugins.kind(key) for key in {row.kind for row in rows}}
    opened = [row for row in rows if not is_unread(row)]
    texts: dict[str, dict[Any, dict[str, str]]] = {
        key: texts_of_hits(uow, kind, [row.id for row in opened if row.kind == key]) if terms else {}
        for key, kind in kinds.items()
    }
    titles = titles_on(uow, [row.id for row in opened]) if terms else {}
    for row in opened:
        if titles.get(row.id):
            texts[row.kind].setdefault(row.id, {})[DOCUMENTS] = "; ".join(titles[row.id])
    return [_hit(uow, kinds[row.kind], row, texts[row.kind].get(row.id, {}), terms) for row in rows]


def line_of(uow: UnitOfWork, row: Any) -> tuple[Any, ...]:
    """One record found as a row of a file, under `HEADINGS`; of what nobody opened, no more than its line shows."""
    kind: RecordKind = uow.plugins.kind(row.kind)
    (line,) = lines(uow, kind, [row], prefix="")
    site = "" if is_unread(row) else row.site_name
    return (kind.label, row.reference, line.title, line.status, site, row.opened_on, row.peer_name)


def _hit(uow: UnitOfWork, kind: RecordKind, row: Any, texts: Mapping[str, str], terms: Sequence[Term]) -> Hit:
    (line,) = lines(uow, kind, [row], prefix=url_for("casework.index", kind_key=kind.key))
    labels = {DOCUMENTS: "Documents"} | {field.key: field.label for group in kind.groups for field in group.fields}
    site = "" if is_unread(row) or not row.site_name or row.site_name in row.title else row.site_name
    for name, text in texts.items():
        found = excerpt(text, terms)
        if found is not None:
            return Hit(kind, line, marked(line.title, terms), marked(site, terms), labels.get(name, name), found)
    return Hit(kind, line, marked(line.title, terms), marked(site, terms), "", Markup(""))
