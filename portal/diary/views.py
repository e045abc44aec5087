"""The to-do list, the month, and the feed: its page, and the file a calendar fetches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal.accounts.rules import is_token
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFoundError
from portal.core.principal import ContextRefusedError, FeedReader
from portal.core.uow import UnitOfWork
from portal.diary import limits, month, queries, rules, services, waiting
from portal.diary.feed import dates_of_mine, write_feed
from portal.registry import unit_of_work
from portal.web.access import Anyone, Public, Scope
from portal.web.blueprint import PortalBlueprint
from portal.web.paging import every_row
from portal.web.picking import with_site
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import kept, registry, uow
from portal.web.typed import uuid_in

bp = PortalBlueprint("diary", __name__)
public = PortalBlueprint("feeds", __name__, scope=Scope.PUBLIC)

OWN = Anyone("everyone has things to do; each line has its own permission")


@bp.route("/to-do/", permission=OWN)
def to_do() -> ResponseReturnValue:
    sites = queries.sites_waiting(uow)
    filters, site = with_site(request.args, sites)
    wanted = _wanted(filters)
    page = queries.waiting_page(uow, wanted, request.args.get("after"))
    counts = queries.counts_by_stage(uow, wanted)
    plugins: Any = uow.plugins
    return render_template(
        "diary/to_do.html",
        groups=waiting.groups(uow, page.rows, counts),
        counts=counts,
        page=page,
        wanted=wanted,
        kinds=[kind for kind in plugins.kinds if uow.may(kind.read)],
        sites=sites,
        site=site,
        arguments={key: value for key, value in filters.items() if value and key != "after"},
        now=uow.now,
    )


@bp.route(f"/to-do.{FILE_FORMS}", permission=OWN)
def to_do_sheet(form: str) -> ResponseReturnValue:
    wanted = _wanted(request.args)
    rows = every_row(lambda cursor: queries.waiting_page(uow, wanted, cursor))
    return list_file(form, "to-do", waiting.HEADINGS, (waiting.line(uow, row) for row in rows))


def _wanted(filters: Mapping[str, str]) -> queries.Wanted:
    return queries.Wanted(kind=filters.get("kind") or None, site_id=uuid_in(filters.get("site")))


@bp.route("/calendar/", permission=Anyone("everyone may see which days count; what is due has its own permission"))
def calendar() -> ResponseReturnValue:
    shown = rules.read_month(request.args.get("month"), uow.today)
    page = month.due_page(uow, shown, request.args.get("after"))
    days = month.days_of(uow, shown, page.rows, month.counts_by_day(uow, shown))
    return render_template(
        "diary/calendar.html",
        month=shown,
        earlier=rules.previous_month(shown),
        later=rules.next_month(shown),
        days=days.values(),
        weeks=month.grid(shown, days),
        page=page,
        arguments={"month": f"{shown:%Y-%m}"},
        today=uow.today,
        is_later_page="after" in request.args,
    )


@bp.route("/calendar/feed", permission=OWN)
def feed() -> ResponseReturnValue:
    made_at = uow.session.execute(text("SELECT auth.feed_made_at()")).scalar()
    return render_template("diary/feed.html", made_at=made_at)


@bp.route("/calendar/feed", methods=["POST"], permission=OWN)
def make_feed() -> ResponseReturnValue:
    link = f"{_base_url()}{url_for('feeds.read', token=services.make_feed(uow))}"
    return kept(render_template("diary/feed_made.html", link=link))


@bp.route("/calendar/feed/revoke", methods=["POST"], permission=OWN)
def revoke_feed() -> ResponseReturnValue:
    services.revoke_feed(uow)
    return redirect(url_for(".feed"))


@public.route("/calendar/<token>.ics", permission=Public("a calendar fetches it; the address itself is the key"))
def read(token: str) -> ResponseReturnValue:
    reader = _reader(token)
    if reader is None:
        limits.count_miss(request.remote_addr or "")
        raise NotFoundError
    limits.count_reading(token)
    written = write_feed(reader, dates_of_mine(reader), base_url=_base_url())
    return Response(written, mimetype="text/calendar")


def _reader(token: str) -> UnitOfWork | None:
    """Whoever the token's feed belongs to, with their rights of this moment."""
    if not is_token(token):
        return None
    try:
        return unit_of_work(registry(), db.session(), FeedReader(token), clock.now())
    except ContextRefusedError:
        return None


def _base_url() -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base
