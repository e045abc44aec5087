"""The organisation's people: who belongs, who is asked, as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.accounts import forms, queries
from portal.accounts.permissions import MANAGE_MEMBERS
from portal.accounts.rules import join_link, roles_for
from portal.accounts.services import members as services
from portal.accounts.views.blueprints import members
from portal.accounts.views.browser import installation
from portal.core.errors import PortalError
from portal.core.ids import new_token
from portal.declarations import Role
from portal.web.fields import Option
from portal.web.forms import attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import kept, registry, uow

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.accounts.models import Membership


@members.route("/", permission=MANAGE_MEMBERS)
def index() -> ResponseReturnValue:
    return render_template(
        "members/index.html",
        members=queries.members(uow),
        invitations=queries.pending_invitations(uow),
        role_label=registry().role_label,
        own_id=uow.actor.user_id,
    )


@members.route(f"/members.{FILE_FORMS}", permission=MANAGE_MEMBERS)
def sheet(form: str) -> ResponseReturnValue:
    label = registry().role_label
    rows = ((one.name, one.email, label(one.roles), one.started_on) for one in queries.members(uow))
    return list_file(form, "members", ("Name", "Email address", "Roles", "Since"), rows)


@members.route("/invite", methods=["GET", "POST"], permission=MANAGE_MEMBERS)
def invite() -> ResponseReturnValue:
    form = forms.InviteForm()
    form.roles.offer(_options(_offered()))
    if form.validate_on_submit():
        token, hours = new_token(), installation().invitation_hours
        link = join_link(installation().base_url, token)
        answers = form.values()
        try:
            services.invite_member(uow, **answers, offered=_offered(), token=token, link=link, hours=hours)
        except PortalError as error:
            attach_error(form, error)
        else:
            words = {"link": link, "hours": hours, "email": form.email.data, "is_mailed": _is_mailed()}
            return kept(render_template("members/invited.html", **words))
    return render_template("members/invite.html", form=form)


@members.route("/invitations/<uuid:invitation_id>/revoke", methods=["POST"], permission=MANAGE_MEMBERS)
def revoke(invitation_id: UUID) -> ResponseReturnValue:
    services.revoke_invitation(uow, invitation_id)
    return redirect(url_for(".index"))


@members.route("/<uuid:user_id>/roles", methods=["GET", "POST"], permission=MANAGE_MEMBERS)
def roles(user_id: UUID) -> ResponseReturnValue:
    member = _other(user_id)
    offered = _offered()
    form = forms.RolesForm(data={"roles": member.roles})
    form.roles.offer(_options([*offered, *_held_besides(member, offered)]))
    if form.validate_on_submit():
        try:
            services.change_roles(uow, member, roles=form.roles.data, offered=offered)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".index"))
    return render_template("members/roles.html", form=form, member=member)


@members.route("/<uuid:user_id>/end", methods=["GET", "POST"], permission=MANAGE_MEMBERS)
def end(user_id: UUID) -> ResponseReturnValue:
    member = _other(user_id)
    form = forms.ConfirmForm()
    if form.validate_on_submit():
        services.end_membership(uow, member)
        return redirect(url_for(".index"))
    return render_template("members/end.html", form=form, member=member)


@members.route("/<uuid:user_id>/new-link", methods=["GET", "POST"], permission=MANAGE_MEMBERS)
def new_link(user_id: UUID) -> ResponseReturnValue:
    member = _other(user_id)
    form = forms.ConfirmForm()
    if form.validate_on_submit():
        token, hours = new_token(), installation().invitation_hours
        link = join_link(installation().base_url, token)
        try:
            services.make_new_link(uow, member, token=token, link=link, hours=hours)
        except PortalError as error:
            attach_error(form, error)
        else:
            # Whoever sees the link can choose the password: shown only where no mail can carry it.
            shown = None if _is_mailed() else link
            return kept(render_template("members/link_made.html", member=member, link=shown, hours=hours))
    return render_template("members/new_link.html", form=form, member=member, is_mailed=_is_mailed())


def _other(user_id: UUID) -> Membership:
    """A present member who is not oneself."""
    member = queries.present_member(uow, user_id)
    if member.user_id == uow.actor.user_id:
        raise PortalError(services.NOT_YOURSELF)
    return member


def _is_mailed() -> bool:
    return installation().smtp_url is not None


def _offered() -> list[Role]:
    return roles_for(registry().roles.values(), uow.tenant.kind)


def _held_besides(member: Membership, offered: list[Role]) -> list[Role]:
    """Roles that would not be offered today: losing them must be a choice, not a side effect."""
    known = {role.key for role in offered}
    return [registry().roles.get(key) or Role(key, key, "") for key in member.roles if key not in known]


def _options(roles: list[Role]) -> list[Option]:
    return [Option(role.key, role.label, role.summary) for role in roles]
