"""Look services and providers up in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from portal.core.nations import Nation
from portal.directory import finding, grouping, present, queries
from portal.directory.distance import METRES_A_MILE, Centre, centre_of
from portal.directory.finding import Wanted
from portal.directory.formats import ratings, vocabulary
from portal.directory.formats.authorities import find_authority
from portal.directory.permissions import READ
from portal.directory.views import bp, may_import
from portal.web.fields import Option
from portal.web.paging import every_row
from portal.web.picking import Pick, pick
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow
from portal.web.typed import uuid_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.web.paging import Page

__all__ = ("bp",)

FILTERS = ("text", "postcode", "service_type", "rating", "nation", "gone", "sector")
MILES = (1, 3, 5, 10, 20, 30)
PROVIDERS_SHOWN = 5


@bp.app_template_filter()
def miles(metres: int) -> str:
    """0.4 miles."""
    return f"{metres / METRES_A_MILE:,.1f} miles"


@bp.route("/", permission=READ)
def index() -> ResponseReturnValue:
    wanted, authority = _wanted()
    within = _within()
    around = _around(wanted, within)
    page = _services(wanted, around, within, request.args.get("after"))
    return render_template(
        "directory/index.html",
        page=page,
        ratings=queries.current_ratings(uow.session, [row.id for row in page.rows]),
        providers=_providers_named(wanted),
        most_providers=PROVIDERS_SHOWN,
        around=around,
        within=within,
        all_miles=MILES,
        **_shown(wanted, authority),
    )


@bp.route(f"/services.{FILE_FORMS}", permission=READ)
def sheet(form: str) -> ResponseReturnValue:
    wanted, _authority = _wanted()
    within = _within()
    around = _around(wanted, within)
    rows = every_row(lambda cursor: _services(wanted, around, within, cursor))
    return list_file(form, "services", present.SERVICES, map(present.service_line, rows))


@bp.route("/providers/", permission=READ)
def providers() -> ResponseReturnValue:
    wanted, authority = _wanted()
    page = finding.find_providers(uow.session, wanted, cursor=request.args.get("after"))
    return render_template(
        "directory/providers.html",
        page=page,
        counts=finding.counts_of_sites(uow.session, [row.id for row in page.rows]),
        nations={nation.value: nation.label for nation in Nation},
        **_shown(wanted, authority),
    )


@bp.route(f"/providers.{FILE_FORMS}", permission=READ)
def providers_sheet(form: str) -> ResponseReturnValue:
    wanted, _authority = _wanted()
    rows = every_row(lambda cursor: finding.find_providers(uow.session, wanted, cursor=cursor))
    return list_file(form, "providers", present.PROVIDERS, map(present.provider_line, rows))


def _providers_named(wanted: Wanted) -> Sequence[Any]:
    """Providers of the name that was typed, in the same nation and sector as the services beside them."""
    if not wanted.text:
        return ()
    named = Wanted(text=wanted.text, nation=wanted.nation, sector=wanted.sector)
    return finding.find_providers(uow.session, named).rows


def _services(wanted: Wanted, around: Centre | None, within: int, cursor: str | None) -> Page:
    return finding.find_sites(uow.session, wanted, around=around, miles=within, cursor=cursor)


def _shown(wanted: Wanted, authority: Pick) -> dict[str, object]:
    """What both lists show beside their rows."""
    return {
        "wanted": wanted,
        "group": grouping.group_of(uow.session, wanted.group) if wanted.group else None,
        "authority": authority,
        "authority_typed": request.args.get("authority", "").strip(),
        "choices": _choices(),
        "arguments": {key: value for key, value in request.args.items() if value and key != "after"},
        "prefix": url_for(".index"),
        "as_at": queries.latest_as_at(uow.session),
        "may_import": may_import(),
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What each filter offers, as value and label."""
    graded = [(one.code, one.label) for one in ratings.GRADES]
    return {
        "service_type": [(word, word) for word in vocabulary.SERVICE_TYPES],
        "rating": [*graded, (finding.NO_GRADE, "No grade")],
        "nation": [(nation.value, nation.label) for nation in Nation],
    }


def _wanted() -> tuple[Wanted, Pick]:
    """What the address asks for, and which authority its words stand for. Words for none find nothing."""
    typed = request.args.get("authority", "").strip()
    authority = _authority(typed) if typed else Pick()
    chosen = authority.option.value if authority.option else typed
    filters = {key: request.args.get(key, "").strip() for key in FILTERS}
    return Wanted(**filters, authority=chosen, group=uuid_in(request.args.get("group"))), authority


def _authority(typed: str) -> Pick:
    """One that hosts a service, by its usual or another of its names, or by part of one."""
    known = find_authority(typed)
    options = [Option(name, name) for name in finding.listed_authorities(uow.session)]
    return pick(options, known.name if known and known.code else typed)


def _within() -> int:
    asked = request.args.get("within", "")
    return next((one for one in MILES if str(one) == asked), 0)


def _around(wanted: Wanted, within: int) -> Centre | None:
    return centre_of(uow.session, wanted.postcode) if within and wanted.postcode else None
