"""Look the public register up; load a newer one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, flash, redirect, render_template, url_for

from portal.core.db import db
from portal.core.errors import NotFoundError, NotPermittedError, PortalError
from portal.core.queue import enqueue
from portal.declarations import TenantKind
from portal.directory import forms, grouping, queries, review, runs, services
from portal.directory.charts import rating_charts, year_bars
from portal.directory.formats import ratings
from portal.directory.formats.phones import shown_phone
from portal.directory.history import ratings_over_time, standing_by_year
from portal.directory.permissions import IMPORT, READ
from portal.directory.present import source_label, told_changes, web_link
from portal.tenants.queries import keeps_register
from portal.web.access import Scope
from portal.web.blueprint import PortalBlueprint
from portal.web.forms import attach_error
from portal.web.transaction import uow

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

bp = PortalBlueprint("directory", __name__, scope=Scope.TENANT, path="register")
bp.add_app_template_global(ratings.rating_label)
bp.add_app_template_global(ratings.rating_colour)


@bp.route("/sites/<uuid:site_id>", permission=READ)
def site(site_id: UUID) -> ResponseReturnValue:
    found = queries.site_with_provider(uow.session, site_id)
    if found is None:
        raise NotFoundError
    past = ratings_over_time(uow.session, found.id)
    return render_template(
        "directory/site.html",
        site=found,
        rating=queries.current_ratings(uow.session, [found.id]).get(found.id),
        ratings=past,
        charts=rating_charts(past, found.no_longer_listed_on or uow.today),
        questions=queries.question_history(uow.session, found.id),
        **_whose(found),
        managers=queries.managers_of(uow.session, found.id),
        phone=shown_phone(found.phone),
        website=web_link(found.website),
        source_page=web_link(found.page_url),
        source=source_label(found.details_from),
    )


def _whose(site: Any) -> dict[str, Any]:
    """Under which registrations and legal entities the site stands and stood."""
    return {
        "lineage": review.lineage_of(uow.session, site.id),
        "listings": review.listings_of(uow.session, site.id),
        "groups": grouping.groups_of_provider(uow.session, site.provider_id),
    }


@bp.route("/providers/<uuid:provider_id>", permission=READ)
def provider(provider_id: UUID) -> ResponseReturnValue:
    found = queries.provider_with_sites(uow.session, provider_id)
    if found is None:
        raise NotFoundError
    provider, sites = found
    standings = standing_by_year(uow.session, provider_id, uow.today)
    return render_template(
        "directory/provider.html",
        standings=standings,
        bars=year_bars(standings),
        groups=grouping.groups_of_provider(uow.session, provider_id),
        left_behind=grouping.sites_left_behind(uow.session, provider_id),
        provider=provider,
        sites=sites,
        ratings=queries.current_ratings(uow.session, [row.id for row in sites]),
        prefix=url_for(".index"),
    )


@bp.route("/imports/", methods=["GET", "POST"], permission=IMPORT)
def imports() -> ResponseReturnValue:
    require_keeper()
    form = forms.UploadForm()
    if form.validate_on_submit():
        return redirect(url_for(".preview", run_id=_keep(form)))
    return render_template(
        "directory/imports.html",
        form=form,
        runs=runs.import_runs(uow.session),
        to_look_at=sum(review.open_counts(uow.session).values()),
    )


@bp.route("/imports/<uuid:run_id>", permission=IMPORT)
def preview(run_id: UUID) -> ResponseReturnValue:
    return _preview(run_id, forms.LoadForm())


@bp.route("/imports/<uuid:run_id>/load", methods=["POST"], permission=IMPORT)
def load(run_id: UUID) -> ResponseReturnValue:
    require_keeper()
    form = forms.LoadForm()
    accepts = bool(form.accept_shrink.data)
    enqueue(uow.session, services.LOAD_REGISTER, {"run": str(run_id), "accept_shrink": accepts})
    try:
        with db.engines["importer"].begin() as connection:
            services.ask_to_load(connection, run_id, accept_shrink=accepts, started_in=uow.tenant.id)
    except services.StoppedImportError:
        attach_error(form, PortalError("Tick the box if you have checked it", field="accept_shrink"))
        return _preview(run_id, form)
    return redirect(url_for(".preview", run_id=run_id))


@bp.route("/imports/<uuid:run_id>/discard", methods=["POST"], permission=IMPORT)
def discard(run_id: UUID) -> ResponseReturnValue:
    require_keeper()
    with db.engines["importer"].begin() as connection:
        services.discard_import(connection, run_id, started_in=uow.tenant.id)
    services.open_shelf(current_app.config["SETTINGS"]).forget(run_id)
    flash("The file was discarded; the register is as it was.")
    return redirect(url_for(".imports"))


def _keep(form: forms.UploadForm) -> UUID:
    """Put the file aside and have a worker read it."""
    run_id = services.keep_upload(
        db.engines["importer"],
        services.open_shelf(current_app.config["SETTINGS"]),
        form.file.data,
        started_by=uow.actor.user_id,
        started_in=uow.tenant.id,
        now=uow.now,
    )
    as_at = form.as_at.data.isoformat() if form.as_at.data else None
    enqueue(uow.session, services.READ_REGISTER, {"run": str(run_id), "as_at": as_at})
    return run_id


def _preview(run_id: UUID, form: forms.LoadForm) -> str:
    require_keeper()
    run = runs.import_run(uow.session, run_id)
    if run is None:
        raise NotFoundError
    with db.engines["importer"].connect() as connection:
        is_ours = services.was_started_in(connection, run_id, uow.tenant.id)
    return render_template(
        "directory/preview.html",
        run=run,
        form=form,
        rows=runs.run_rows(uow.session, run_id),
        source=run.report.get("layout") or source_label(run.format),
        told=told_changes,
        may_load=is_ours and run.status == "previewed",
        may_discard=is_ours and run.status in {"previewed", *services.UNDER_WAY},
        is_under_way=run.status in services.UNDER_WAY,
    )


def require_keeper() -> None:
    """The register is everybody's: what one organisation loads, or settles, all others see."""
    if not may_import():
        raise NotPermittedError(
            "The register is shared by all organisations. Only commissioners whom the operator lets may load it."
        )


def may_import() -> bool:
    return uow.may(IMPORT) and uow.tenant.kind == TenantKind.COMMISSIONER and keeps_register(uow)
