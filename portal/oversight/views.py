"""Providers and sites in view, taking on, claims, contacts."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotFoundError, PortalError
from portal.declarations import TenantKind
from portal.directory.charts import rating_charts, year_bars
from portal.directory.finding import BOTH, EVERY, Wanted, find_providers
from portal.directory.history import ratings_over_time, standing_by_year
from portal.directory.models import Provider
from portal.directory.present import CHANGES, change_line, source_label, told_changes
from portal.directory.queries import current_ratings
from portal.oversight import forms, news, queries, services
from portal.oversight.claims import claims_to_confirm
from portal.oversight.glance import indicators_of, site_line, sites_at_a_glance
from portal.oversight.permissions import CLAIM, CONFIRM, LOG_CONTACT, READ, TAKE_ON
from portal.oversight.records import records_at, records_of_provider
from portal.web.blueprint import PortalBlueprint
from portal.web.forms import attach_error
from portal.web.spreadsheets import FILE_FORMS, list_file
from portal.web.transaction import uow

bp = PortalBlueprint("oversight", __name__, path="providers")


@bp.route("/", permission=READ)
def index() -> ResponseReturnValue:
    if uow.tenant.kind == TenantKind.PROVIDER:
        return redirect(url_for(".our_sites"))
    return render_template(
        "oversight/index.html", providers=queries.overseen_providers(uow), claims=claims_to_confirm(uow)
    )


@bp.route(f"/taken-on.{FILE_FORMS}", permission=READ)
def providers_sheet(form: str) -> ResponseReturnValue:
    rows = ((one.name, one.regulator_id, one.nation, one.postcode) for one in queries.overseen_providers(uow))
    return list_file(form, "providers", ("Provider", "Registration", "Nation", "Postcode"), rows)


@bp.route(f"/sites.{FILE_FORMS}", permission=READ)
def sites_sheet(form: str) -> ResponseReturnValue:
    """Every site in view, with what its table shows."""
    sites = queries.sites_in_view(uow)
    ratings = current_ratings(uow.session, [site.id for site in sites])
    indicators = indicators_of(uow)
    return list_file(
        form,
        "sites",
        ("Site", "Registration", "Postcode", "Rating", *(one.label for one in indicators), "Last contact"),
        (site_line(one, indicators) for one in sites_at_a_glance(uow, sites, ratings)),
    )


@bp.route("/our-sites", permission=READ)
def our_sites() -> ResponseReturnValue:
    sites = queries.sites_in_view(uow)
    ratings = current_ratings(uow.session, [site.id for site in sites])
    return render_template(
        "oversight/our_sites.html",
        glances=sites_at_a_glance(uow, sites, ratings),
        indicators=indicators_of(uow),
        claims=queries.claims(uow),
    )


@bp.route("/register-news", permission=READ)
def register_news() -> ResponseReturnValue:
    return render_template("oversight/register_news.html", news=news.all_news(uow), source_label=source_label)


@bp.route("/register-news/<uuid:news_id>", permission=READ)
def register_changes(news_id: UUID) -> ResponseReturnValue:
    found = news.one_news(uow, news_id)
    rows = news.changes_of(uow, found.run_id)
    return render_template("oversight/register_changes.html", news=found, rows=rows, told=told_changes)


@bp.route(f"/register-news/<uuid:news_id>/changes.{FILE_FORMS}", permission=READ)
def register_changes_sheet(news_id: UUID, form: str) -> ResponseReturnValue:
    rows = news.changes_of(uow, news.one_news(uow, news_id).run_id)
    return list_file(form, "register-changes", CHANGES, map(change_line, rows))


@bp.route("/register-news/<uuid:news_id>/read", methods=["POST"], permission=READ)
def read_register_news(news_id: UUID) -> ResponseReturnValue:
    news.mark_read(uow, news_id)
    return redirect(url_for(".register_news"))


@bp.route("/<uuid:provider_id>", permission=READ)
def show(provider_id: UUID) -> ResponseReturnValue:
    provider = queries.provider_in_view(uow, provider_id)
    sites = [site for site in queries.sites_in_view(uow) if site.provider_id == provider.id]
    ratings = current_ratings(uow.session, [site.id for site in sites])
    standings = standing_by_year(uow.session, provider.id, uow.today)
    return render_template(
        "oversight/show.html",
        provider=provider,
        glances=sites_at_a_glance(uow, sites, ratings),
        indicators=indicators_of(uow),
        records=records_of_provider(uow, provider.id),
        standings=standings,
        bars=year_bars(standings),
    )


@bp.route("/sites/<uuid:site_id>", permission=READ)
def site(site_id: UUID) -> ResponseReturnValue:
    found = queries.site_of(uow, site_id)
    ratings = current_ratings(uow.session, [found.id])
    past = ratings_over_time(uow.session, found.id)
    return render_template(
        "oversight/site.html",
        glance=sites_at_a_glance(uow, [found], ratings)[0],
        site=found,
        provider=uow.session.get_one(Provider, found.provider_id),
        records=records_at(uow, found.id),
        contacts=queries.contacts_at(uow, found.id),
        ratings=past,
        charts=rating_charts(past, found.no_longer_listed_on or uow.today),
        indicators=indicators_of(uow),
    )


@bp.route("/sites/<uuid:site_id>/contacts", methods=["GET", "POST"], permission=LOG_CONTACT)
def contact(site_id: UUID) -> ResponseReturnValue:
    found = queries.site_of(uow, site_id)
    form = forms.ContactForm(data={"on": uow.today})
    if form.validate_on_submit():
        try:
            services.log_contact(uow, site_id=found.id, **form.values())
        except PortalError as error:
            attach_error(form, error)
        else:
            return redirect(url_for(".site", site_id=found.id))
    return render_template("oversight/contact.html", form=form, site=found)


@bp.route("/take-on/<uuid:provider_id>", methods=["POST"], permission=TAKE_ON)
def take_on(provider_id: UUID) -> ResponseReturnValue:
    if uow.tenant.kind == TenantKind.PROVIDER:
        raise NotFoundError
    provider = _provider(provider_id)
    services.take_on_provider(uow, provider)
    flash(f"{provider.name} is now among your providers.")
    return redirect(url_for(".show", provider_id=provider.id))


@bp.route("/<uuid:provider_id>/let-go", methods=["POST"], permission=TAKE_ON)
def let_go(provider_id: UUID) -> ResponseReturnValue:
    provider = queries.provider_in_view(uow, provider_id)
    services.let_provider_go(uow, provider)
    flash(f"{provider.name} is no longer among your providers. Records about it stay.")
    return redirect(url_for(".index"))


@bp.route("/claim", methods=["GET", "POST"], permission=CLAIM)
def claim() -> ResponseReturnValue:
    if uow.tenant.kind != TenantKind.PROVIDER:
        raise NotFoundError
    if request.method == "POST":
        provider = _provider(_uuid(request.form.get("provider_id")))
        services.claim_provider(uow, provider)
        flash(f"You have said that you are {provider.name}. Your commissioner or the operator will confirm it.")
        return redirect(url_for(".our_sites"))
    form = forms.FindProviderForm(request.args)
    found = find_providers(uow.session, Wanted(text=form.q.data, gone=BOTH, sector=EVERY)).rows if form.q.data else None
    return render_template("oversight/claim.html", form=form, found=found)


@bp.route("/claims/<uuid:claim_id>/<any(confirm, refuse):answer>", methods=["POST"], permission=CONFIRM)
def decide_claim(claim_id: UUID, answer: str) -> ResponseReturnValue:
    services.decide_claim(uow, claim_id, agree=answer == "confirm")
    return redirect(url_for(".index"))


def _provider(provider_id: UUID) -> Provider:
    provider = uow.session.get(Provider, provider_id)
    if provider is None:
        raise NotFoundError
    return provider


def _uuid(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise NotFoundError from None
