"""The list, the board and the page of actions, and how one is set."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts.queries import members
from portal.actions import forms, present, queries
from portal.actions.blueprint import SHOWN, bp
from portal.actions.evidence import may_add_document
from portal.actions.models import Action
from portal.actions.permissions import WORK
from portal.actions.rules import STATES, STEPS, TO_WORK, days_late
from portal.actions.services import add_action, may_take, new_action
from portal.actions.sharing import asking_links, is_live, propose_action
from portal.core.errors import NotFoundError, PortalError
from portal.directory.models import Site
from portal.documents.queries import documents_on
from portal.oversight.queries import site_choices, site_of
from portal.records.models import Record
from portal.records.queries import any_record
from portal.tenants.queries import link_with
from portal.web.fields import Option
from portal.web.forms import attach_error
from portal.web.picking import with_site
from portal.web.transaction import uow
from portal.web.typed import uuid_in

PERSON, LINK = "person", "link"


@bp.route("/", permission=SHOWN)
def index() -> ResponseReturnValue:
    sites = site_choices(uow)
    chosen, site = with_site(request.args, sites)
    wanted = filter_from(chosen)
    page = queries.action_page(uow, wanted, request.args.get("after"))
    return render_template(
        "actions/index.html",
        page=page,
        lines=present.lines(uow, page.rows),
        wanted=wanted,
        states=STATES,
        sites=sites,
        site=site,
        arguments={key: value for key, value in chosen.items() if value and key != "after"},
    )


@bp.route("/board", permission=SHOWN)
def board() -> ResponseReturnValue:
    sites = site_choices(uow)
    chosen, site = with_site(request.args, sites)
    wanted = filter_from({key: value for key, value in chosen.items() if key != "status"})
    rows = uow.session.execute(queries.action_rows(uow, wanted).limit(queries.MOST_ON_A_BOARD)).all()
    return render_template(
        "actions/board.html",
        columns=present.columns(present.lines(uow, rows)),
        wanted=wanted,
        sites=sites,
        site=site,
        is_cut=len(rows) == queries.MOST_ON_A_BOARD,
    )


@bp.route("/<uuid:action_id>", permission=SHOWN)
def show(action_id: UUID) -> ResponseReturnValue:
    action = queries.load_action(uow, action_id)
    live = is_live(uow, action)
    (line,) = present.lines(uow, [action])
    return render_template(
        "actions/show.html",
        action=action,
        line=line,
        record=_record_of(action),
        site=uow.session.get(Site, action.site_id) if action.site_id else None,
        live=live,
        documents=documents_on(uow, action_id=action.id),
        may_add=may_add_document(uow, action),
        steps=[step for step in STEPS.values() if may_take(uow, action, step, live=live)],
        happenings=present.happenings(uow, queries.history_of(uow, action)),
        late=days_late(action.due_on, uow.today) if action.status in TO_WORK else 0,
    )


@bp.route("/new", methods=["GET", "POST"], permission=WORK)
def new() -> ResponseReturnValue:
    record = _record_asked()
    form = _new_form(record)
    if form.validate_on_submit():
        try:
            action = _set(form, record)
        except PortalError as error:
            attach_error(form, error)
        else:
            flash(f"Action {action.reference} is set.")
            return redirect(url_for(".show", action_id=action.id))
    return render_template("actions/new.html", form=form, record=record)


def filter_from(arguments: Any) -> queries.ActionFilter:
    """What the address asks the list for; nonsense is left out, not refused."""
    status, whose = arguments.get("status"), arguments.get("whose")
    return queries.ActionFilter(
        status=status if status in STATES else None,
        closed_too=status == "all",
        whose=whose if whose in {queries.MINE, queries.OURS, queries.THEIRS} else None,
        site_id=uuid_in(arguments.get("site")),
        record_id=uuid_in(arguments.get("record")),
        peer=arguments.get("peer") or None,
        only_overdue=arguments.get("overdue") == "1",
    )


def people_options() -> list[Option]:
    """Everybody here to whom an action can be given."""
    return [Option(str(one.user_id), one.name) for one in members(uow)]


def _new_form(record: Record | None) -> forms.NewActionForm:
    form = forms.NewActionForm(data={"site_id": request.args.get("site")})
    people = [Option(f"{PERSON}:{one.value}", one.label) for one in people_options()]
    form.who.offer([*people, *(Option(f"{LINK}:{one.id}", one.peer_name) for one in asking_links(uow))])
    if record is not None:
        del form.site_id
    else:
        form.site_id.offer(Option(str(one.id), one.name) for one in site_choices(uow))
    return form


def _set(form: forms.NewActionForm, record: Record | None) -> Action:
    end, _, key = str(form.who.data).partition(":")
    site_id = site_of(uow, UUID(form.site_id.data)).id if "site_id" in form and form.site_id.data else None
    told = {"title": form.title.text, "what": form.what.data, "due_on": form.due_on.data, "record": record}
    if end == LINK:
        asked = new_action(uow, **told, site_id=site_id)
        return propose_action(uow, asked, link_with(uow, UUID(key)), record=record)
    return add_action(uow, **told, site_id=site_id, owner_id=UUID(key))


def _record_asked() -> Record | None:
    """The record named in the address: one this person may read."""
    record_id = uuid_in(request.args.get("record"))
    record = any_record(uow, record_id) if record_id else None
    kind = uow.plugins.kind(record.kind) if record else None
    if kind and kind.is_bare:
        raise NotFoundError
    return record


def _record_of(action: Action) -> Record | None:
    return uow.session.scalars(select(Record).where(Record.id == action.record_id)).one_or_none()
