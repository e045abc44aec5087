"""Links with other organisations: propose, answer, end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for

from portal.core.errors import PortalError
from portal.tenants import forms, queries, services
from portal.tenants.permissions import MANAGE_LINKS, READ_LINKS
from portal.tenants.rules import ends_for
from portal.web.blueprint import PortalBlueprint
from portal.web.fields import Option
from portal.web.forms import attach_error
from portal.web.transaction import registry, uow

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from portal.declarations import RecordKind

links = PortalBlueprint("links", "portal.tenants", path="links")

AGREE, DECLINE = "agree", "decline"


@links.route("/", permission=READ_LINKS)
def index() -> ResponseReturnValue:
    found = [queries.readable(one, _every_kind()) for one in queries.links(uow)]
    may_manage = uow.may(MANAGE_LINKS)
    return render_template("links/index.html", links=found, may_manage=may_manage, own_slug=uow.tenant.slug)


@links.route("/propose", methods=["GET", "POST"], permission=MANAGE_LINKS)
def propose() -> ResponseReturnValue:
    form = forms.ProposeForm()
    form.end_key.offer(Option(end.key, end.choice) for end in ends_for(uow.tenant.kind))
    form.carries.offer(
        Option(f"{kind.key}/{view.key}", f"{kind.plural}: {view.label.lower()}", view.audience)
        for kind, view in queries.standing_views(_kinds())
    )
    if form.validate_on_submit():
        try:
            services.propose_link(uow, **form.values(), kinds=_kinds())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".index"))
    return render_template("links/propose.html", form=form)


@links.route("/<uuid:link_id>/answer", methods=["GET", "POST"], permission=MANAGE_LINKS)
def answer(link_id: UUID) -> ResponseReturnValue:
    link = queries.link_with(uow, link_id)
    form = forms.AnswerForm()
    form.answer.offer((Option(AGREE, "Yes, agree to this link"), Option(DECLINE, "No, decline it")))
    if form.validate_on_submit():
        act = services.agree_to_link if form.answer.data == AGREE else services.decline_link
        try:
            act(uow, link)
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".index"))
    return render_template("links/answer.html", form=form, one=queries.readable(link, _every_kind()))


@links.route("/<uuid:link_id>/end", methods=["GET", "POST"], permission=MANAGE_LINKS)
def end(link_id: UUID) -> ResponseReturnValue:
    link = queries.link_with(uow, link_id)
    form = forms.EndForm()
    if form.validate_on_submit():
        try:
            services.end_link(uow, link, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".index"))
    return render_template("links/end.html", form=form, one=queries.readable(link, _every_kind()))


def _every_kind() -> dict[str, RecordKind]:
    """The kinds of every installed plugin: a link names what it carries even while the plugin is off."""
    return {key: owned.item for key, owned in registry().kinds.items()}


def _kinds() -> tuple[RecordKind, ...]:
    """The kinds of the plugins this organisation has on."""
    plugins: Any = uow.plugins
    found: tuple[RecordKind, ...] = plugins.kinds
    return found
