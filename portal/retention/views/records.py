"""How long one record is kept, how that date was found and moved; of an erased one, what is left."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.casework.blueprint import kind_or_404
from portal.directory.models import Site
from portal.records.queries import record_or_what_is_left
from portal.retention import queries
from portal.retention.terms import kept, last_added
from portal.retention.views.blueprint import bp
from portal.web.access import OfKind
from portal.web.transaction import uow


@bp.route("/of/<kind_key>/<uuid:record_id>", permission=OfKind("read"))
def record(kind_key: str, record_id: UUID) -> ResponseReturnValue:
    kind = kind_or_404(kind_key)
    found = record_or_what_is_left(uow, kind, record_id)
    if found.erased_on:
        return render_template(
            "retention/tombstone.html",
            kind=kind,
            record=found,
            certificate=queries.certificate_of(uow, found.id),
            site=uow.session.get(Site, found.site_id) if found.site_id else None,
        )
    return render_template(
        "retention/record.html",
        kind=kind,
        record=found,
        kept=kept(uow, kind, found, last_added(uow, [found.id]).get(found.id)),
        items=queries.items_of(uow, found.id),
        holds=queries.holds_on(uow, found),
        dates=queries.dates_of(uow, found.id),
    )
