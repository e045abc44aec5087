"""Organisations: list, take on, suspend, invite the first administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.accounts.rules import join_link
from portal.core.errors import PortalError
from portal.core.ids import new_token
from portal.operator import forms, queries, services
from portal.operator.views.blueprint import OPERATOR, bp, installation, session, today
from portal.web.forms import attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import kept, registry

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/", permission=OPERATOR)
def index() -> ResponseReturnValue:
    return render_template("operator/index.html", tenants=queries.tenants(session()))


@bp.route(f"/tenants.{FILE_FORMS}", permission=OPERATOR)
def sheet(form: str) -> ResponseReturnValue:
    columns = ("Name", "Portal address", "Kind", "Nation", "Since", "Suspended on")
    found = queries.tenants(session())
    rows = ((one.name, one.slug, one.kind, one.nation, one.created_on, one.suspended_on) for one in found)
    return list_file(form, "organisations", columns, rows)


@bp.route("/tenants/new", methods=["GET", "POST"], permission=OPERATOR)
def create() -> ResponseReturnValue:
    form = forms.TenantForm()
    if form.validate_on_submit():
        installed = registry().plugins.values()
        try:
            tenant = services.create_tenant(session(), **form.values(), created_on=today(), installed=installed)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".show", slug=tenant.slug))
    return render_template("operator/create.html", form=form)


@bp.route("/tenants/<slug>", permission=OPERATOR)
def show(slug: str) -> ResponseReturnValue:
    tenant = queries.tenant(session(), slug)
    offers = queries.offers(session(), tenant.id, registry().plugins)
    return render_template("operator/show.html", tenant=tenant, offers=offers)


@bp.route("/tenants/<slug>/first-administrator", methods=["GET", "POST"], permission=OPERATOR)
def first_administrator(slug: str) -> ResponseReturnValue:
    tenant = queries.tenant(session(), slug)
    form = forms.FirstAdministratorForm()
    if form.validate_on_submit():
        token, hours = new_token(), installation().invitation_hours
        try:
            services.invite_first_administrator(session(), tenant, **form.values(), token=token, hours=hours)
        except PortalError as error:
            attach_error(form, error)
        else:
            link = join_link(installation().base_url, token)
            return kept(render_template("operator/invited.html", tenant=tenant, link=link, hours=hours))
    return render_template("operator/first_administrator.html", form=form, tenant=tenant)


@bp.route("/tenants/<slug>/suspend", methods=["GET", "POST"], permission=OPERATOR)
def suspend(slug: str) -> ResponseReturnValue:
    tenant = queries.tenant(session(), slug)
    form = forms.SuspendForm()
    if form.validate_on_submit():
        services.suspend_tenant(session(), tenant, on=today())
        return redirect(url_for(".show", slug=slug))
    return render_template("operator/suspend.html", form=form, tenant=tenant)


@bp.route("/tenants/<slug>/resume", methods=["POST"], permission=OPERATOR)
def resume(slug: str) -> ResponseReturnValue:
    services.resume_tenant(session(), queries.tenant(session(), slug))
    return redirect(url_for(".show", slug=slug))


@bp.route("/tenants/<slug>/register/keep", methods=["POST"], permission=OPERATOR)
def let_keep_register(slug: str) -> ResponseReturnValue:
    services.let_keep_register(session(), queries.tenant(session(), slug))
    return redirect(url_for(".show", slug=slug))


@bp.route("/tenants/<slug>/register/take-back", methods=["POST"], permission=OPERATOR)
def take_register_back(slug: str) -> ResponseReturnValue:
    services.take_register_back(session(), queries.tenant(session(), slug))
    return redirect(url_for(".show", slug=slug))
