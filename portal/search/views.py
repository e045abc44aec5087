"""One box in the header of every page, and what it finds.

What somebody looks for can be a person's name. So it is sent in a form, and in the address of what was found it
stands sealed: no history of a browser, no log of a proxy reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.keys import Purpose, seal, unseal
from portal.directory.finding import BOTH, find_providers, find_sites
from portal.directory.finding import Wanted as InRegister
from portal.directory.permissions import READ as READ_REGISTER
from portal.oversight.queries import site_choices
from portal.search.present import HEADINGS, hits, line_of
from portal.search.queries import Wanted, found_page, readable_kinds, record_of_reference
from portal.search.words import LONGEST_QUESTION, MOST_TERMS, terms_of, words_in
from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint
from portal.web.paging import every_row
from portal.web.picking import with_site
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow
from portal.web.typed import day_in, uuid_in

bp = PortalBlueprint("search", "portal.search", path="search")
FINDS_ONES_OWN = Anyone("it finds what its reader may read, by the database's own rules, and nothing else")
MOST_PLACES = 5


@bp.route("/", methods=["POST"], permission=FINDS_ONES_OWN)
def ask() -> ResponseReturnValue:
    question = " ".join(request.form.get("words", "").split())[: LONGEST_QUESTION + 1]
    found = record_of_reference(uow, question)
    if found is not None:
        return redirect(url_for("casework.show", kind_key=found.kind, record_id=found.id))
    return redirect(url_for(".find", q=_sealed(question) if question else None))


@bp.route("/", permission=FINDS_ONES_OWN)
def find() -> ResponseReturnValue:
    question = _question()
    filters, shown = _filters()
    wanted = _wanted(question or "", filters)
    kinds, after = readable_kinds(uow), request.args.get("after")
    page = found_page(uow, wanted, after) if kinds and _asks(wanted) else None
    return render_template(
        "search/find.html",
        question=question or "",
        is_lost=question is None,
        is_cut=_is_cut(question or ""),
        wanted=wanted,
        is_narrowed=wanted != Wanted(wanted.terms) or bool(request.args.get("site")),
        page=page,
        hits=hits(uow, page.rows, wanted.terms) if page else [],
        places=_places(question) if question and not after else {},
        kinds=kinds,
        states=_states(kinds, wanted),
        **shown,
    )


@bp.route(f"/found.{FILE_FORMS}", permission=FINDS_ONES_OWN)
def sheet(form: str) -> ResponseReturnValue:
    filters, _shown = _filters()
    wanted = _wanted(_question() or "", filters)
    rows = every_row(lambda cursor: found_page(uow, wanted, cursor)) if _asks(wanted) else ()
    return list_file(form, "found", HEADINGS, (line_of(uow, row) for row in rows))


@bp.app_template_global()
def may_search() -> bool:
    """Whether there is anything this person could find."""
    return "uow" in g and bool(uow.may(READ_REGISTER) or readable_kinds(uow))


def _sealed(question: str) -> str:
    return seal(current_app.config["SETTINGS"].secret, Purpose.SEARCH, question).decode()


def _question() -> str | None:
    """The question in the address; None where it cannot be read."""
    sealed = request.args.get("q", "")
    if not sealed:
        return ""
    return unseal(current_app.config["SETTINGS"].secret, Purpose.SEARCH, sealed.encode())


def _filters() -> tuple[dict[str, str], dict[str, Any]]:
    """The address's filters, and what the page shows of them; of many sites one is typed by its name."""
    sites = site_choices(uow) if readable_kinds(uow) else []
    filters, site = with_site(request.args, sites)
    arguments = {key: value for key, value in filters.items() if value and key != "after"}
    return filters, {"sites": sites, "site": site, "arguments": arguments}


def _wanted(question: str, filters: Mapping[str, str]) -> Wanted:
    return Wanted(
        terms=terms_of(question),
        kind=filters.get("kind") or None,
        status=filters.get("status") or None,
        site_id=uuid_in(filters.get("site")),
        first_day=day_in(filters.get("from")),
        last_day=day_in(filters.get("to")),
    )


def _asks(wanted: Wanted) -> bool:
    return wanted != Wanted()


def _is_cut(question: str) -> bool:
    """Whether more was typed than is searched for."""
    return len(question) > LONGEST_QUESTION or len({word.key for word in words_in(question)}) > MOST_TERMS


def _places(question: str) -> dict[str, Any]:
    """Providers and sites of the register by this name, for those who may look it up."""
    if not uow.may(READ_REGISTER) or not terms_of(question):
        return {}
    return {
        "sites": find_sites(uow.session, InRegister(text=question)).rows[:MOST_PLACES],
        "providers": find_providers(uow.session, InRegister(text=question, gone=BOTH)).rows[:MOST_PLACES],
    }


def _states(kinds: list[Any], wanted: Wanted) -> Any:
    """The states of the one kind that is looked for; none while there are several."""
    chosen = [kind for kind in kinds if wanted.kind in (None, kind.key)]
    return chosen[0].lifecycle.states if len(chosen) == 1 else ()
