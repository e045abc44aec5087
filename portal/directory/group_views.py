"""Provider groups: what the register offers, what a person confirmed, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from portal.core.db import db
from portal.core.errors import NotFoundError, PortalError
from portal.directory import forms, grouping, services
from portal.directory.finding import counts_of_sites
from portal.directory.formats.identity import is_made
from portal.directory.models import REGULATORS
from portal.directory.permissions import IMPORT, READ
from portal.directory.present import GROUPED, evidence_label, grouped_line
from portal.directory.views import bp, may_import, require_keeper
from portal.web.fields import Option
from portal.web.forms import attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

__all__ = ("bp",)

APART = "apart"
bp.add_app_template_global(evidence_label)


@bp.route("/groups/", permission=READ)
def groups() -> ResponseReturnValue:
    offers = grouping.open_offers(uow.session, request.args.get("after")) if may_import() else None
    return render_template("directory/groups.html", groups=grouping.confirmed_groups(uow.session), offers=offers)


@bp.route(f"/groups.{FILE_FORMS}", permission=READ)
def groups_sheet(form: str) -> ResponseReturnValue:
    return list_file(form, "provider-groups", GROUPED, map(grouped_line, grouping.grouped_providers(uow.session)))


@bp.route("/groups/<uuid:group_id>", permission=READ)
def group(group_id: UUID) -> ResponseReturnValue:
    found = _group(group_id)
    providers = grouping.providers_decided(uow.session, group_id)
    members = [one for one in providers if one.status == grouping.CONFIRMED]
    counts = counts_of_sites(uow.session, [one.id for one in providers])
    return render_template(
        "directory/group.html",
        group=found,
        members=members,
        services_listed=sum(counts.get(one.id, 0) for one in members),
        left_out=[one for one in providers if one.status == grouping.LEFT_OUT],
        still=set(grouping.who_shares(uow.session, found.source, found.source_id)),
        counts=counts,
        may_decide=may_import(),
    )


@bp.route("/groups/offers/<source>/<uuid:provider_id>", methods=["GET", "POST"], permission=IMPORT)
def offer(source: str, provider_id: UUID) -> ResponseReturnValue:
    require_keeper()
    source_id = grouping.evidence_of(uow.session, source, provider_id) or ""
    providers = _undecided(source, source_id)
    form = _offer_form(source, source_id, providers)
    if form.is_submitted() and (_are_apart() or form.validate()):
        try:
            return redirect(_decide(form, source, source_id, together=[] if _are_apart() else form.providers.data))
        except PortalError as error:
            attach_error(form, error)
    return render_template(
        "directory/group_offer.html",
        form=form,
        source=source,
        source_id=source_id,
        providers=providers,
        counts=counts_of_sites(uow.session, [one.id for one in providers]),
        brand=form.name.data if source in REGULATORS else "",
        group=_decided_before(source, source_id),
    )


@bp.route("/groups/<uuid:group_id>/members/<uuid:provider_id>", methods=["POST"], permission=IMPORT)
def decide_member(group_id: UUID, provider_id: UUID) -> ResponseReturnValue:
    require_keeper()
    status = request.form.get("decision", "")
    with db.engines["importer"].begin() as connection:
        services.change_member(connection, group_id, provider_id, status, decider=_decider())
    flash("Your decision is kept.")
    return redirect(url_for(".group", group_id=group_id))


@bp.route("/groups/<uuid:group_id>/undo", methods=["POST"], permission=IMPORT)
def undo_group(group_id: UUID) -> ResponseReturnValue:
    require_keeper()
    with db.engines["importer"].begin() as connection:
        services.undo_group(connection, group_id, decider=_decider())
    flash("The group is undone. It is offered again.")
    return redirect(url_for(".groups"))


def _group(group_id: UUID) -> Any:
    found = grouping.group_of(uow.session, group_id)
    if found is None:
        raise NotFoundError
    return found


def _are_apart() -> bool:
    return request.form.get("decision") == APART


def _decided_before(source: str, source_id: str) -> Any:
    """The group of others that share this, where somebody has decided about them."""
    known = grouping.group_with_this(uow.session, source, source_id)
    return grouping.group_of(uow.session, known.id) if known else None


def _undecided(source: str, source_id: str) -> Sequence[Any]:
    """The providers that share this and about which nobody has decided. Raises `NotFoundError` where there are none."""
    sharing = grouping.who_shares(uow.session, source, source_id)
    known = grouping.group_with_this(uow.session, source, source_id)
    decided = {one.id for one in grouping.providers_decided(uow.session, known.id)} if known else set()
    left = [one for one in sharing if one not in decided]
    if len(sharing) < services.FEWEST or not left:
        raise NotFoundError
    return grouping.providers_by_id(uow.session, left)


def _offer_form(source: str, source_id: str, providers: Sequence[Any]) -> forms.GroupForm:
    """All ticked to begin with. A brand has its name from the register, and a group that exists has its own."""
    known = grouping.group_with_this(uow.session, source, source_id)
    name = known.name if known else providers[0].name
    form = forms.GroupForm(data={"name": name, "providers": [str(one.id) for one in providers]})
    form.providers.offer([Option(str(one.id), one.name, _number(one)) for one in providers])
    if source in REGULATORS:
        form.name.validators, form.name.data = (), name
    return form


def _decide(form: forms.GroupForm, source: str, source_id: str, *, together: Sequence[str]) -> str:
    """Keep the decision; where to go from there."""
    with db.engines["importer"].begin() as connection:
        group_id = services.decide_group(
            connection,
            source,
            source_id,
            name=form.name.data or source_id,
            together={UUID(value) for value in together},
            offered={UUID(choice.value) for choice in form.providers.choices},
            decider=_decider(),
        )
    flash("The group is confirmed." if together else "Your decision is kept: they do not belong together.")
    return url_for(".group", group_id=group_id) if together else url_for(".groups")


def _number(provider: Any) -> str:
    return "" if is_made(provider.regulator_id) else provider.regulator_id


def _decider() -> services.Decider:
    return services.Decider(uow.actor.user_id, uow.tenant.id, uow.now)
