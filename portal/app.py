"""`create_app()`: the portal, put together by a short list of named calls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
from flask import Flask, current_app, g, redirect, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import portal.accounts.hooks
import portal.actions.hooks
import portal.casework.hooks
import portal.dashboard.hooks
import portal.deadlines.hooks
import portal.diary.hooks
import portal.directory.hooks
import portal.documents.hooks
import portal.exchange.hooks
import portal.letters.hooks
import portal.notifications.hooks
import portal.operator.hooks
import portal.oversight.hooks
import portal.people.hooks
import portal.records.hooks
import portal.replies.hooks
import portal.reports.hooks
import portal.retention.hooks
import portal.search.hooks
import portal.tenants.hooks
import portal.trail.hooks
import portal.web.hooks
from portal.config import Settings
from portal.core.db import db
from portal.core.installation import Location
from portal.core.keys import Purpose, derive_key
from portal.core.roles import APP, AUTH, IMPORTER, JOB, PLATFORM
from portal.deadlines.rules import check_rules
from portal.documents.vault import open_vault
from portal.letters.catalogue import refuse_faulty_letters
from portal.operator.readiness import readyz
from portal.people.rules import ROLES
from portal.registry import Registry, load_registry
from portal.trail.services import append_readings
from portal.web import errors, filters, headers, identity, navigation, words
from portal.web.access import Guard, Public, Scope
from portal.web.blueprint import PortalBlueprint, guarded
from portal.web.undefined import StrictNames

CORE_FEATURES: tuple[ModuleType, ...] = (
    portal.trail.hooks,
    portal.notifications.hooks,
    portal.accounts.hooks,
    portal.tenants.hooks,
    portal.directory.hooks,
    portal.records.hooks,
    portal.deadlines.hooks,
    portal.people.hooks,
    portal.documents.hooks,
    portal.exchange.hooks,
    portal.replies.hooks,
    portal.diary.hooks,
    portal.oversight.hooks,
    portal.actions.hooks,
    portal.letters.hooks,
    portal.casework.hooks,
    portal.reports.hooks,
    portal.retention.hooks,
    portal.search.hooks,
    portal.dashboard.hooks,
    portal.operator.hooks,
    portal.web.hooks,
)
WEB = Path(__file__).parent / "web"


def create_app(settings: Settings, location: Location, *, plugins: Sequence[tuple[str, object]] = ()) -> Flask:
    """The WSGI application over the database at `location`. `plugins` adds to those announced by entry points."""
    app = Flask("portal", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    configure(app, settings)
    connect(app, location)
    registry = load_registry(
        CORE_FEATURES, extra=plugins, checks=(refuse_faulty_rules, refuse_unknown_roles, refuse_faulty_letters)
    )
    app.extensions["portal.registry"] = registry
    app.extensions["portal.location"] = location
    app.extensions["portal.vault"] = open_vault(settings)
    app.extensions["portal.readings"] = append_readings
    headers.set_up_headers(app)
    CSRFProtect(app)
    Babel(app, default_locale="en_GB", default_timezone="Europe/London")
    identity.set_up_identity(app)
    errors.set_up_errors(app)
    set_up_templates(app)
    mount(app, registry)
    serve_files_and_trust_one_proxy(app, settings)
    return app


def refuse_faulty_rules(registry: Registry) -> list[str]:
    """What is wrong with the time limits of all features together: a wrong date is worse than no start."""
    return check_rules([one.item for one in registry.rules])


def refuse_unknown_roles(registry: Registry) -> list[str]:
    """Kinds in which people are to stand as something nobody knows."""
    known = {one.key for one in ROLES.codes}
    return [
        f"In the kind {owned.item.key} people stand as {role}, which is no role of theirs."
        for owned in registry.declared_kinds
        for role in owned.item.people
        if role not in known
    ]


def configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=derive_key(settings.secret, Purpose.COOKIES),
        SESSION_COOKIE_NAME="__Host-portal" if settings.is_https else "portal",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # no-referrer is our policy; portal.web.headers checks Origin and Sec-Fetch-Site
        TEMPLATES_AUTO_RELOAD=settings.environment == "development",
    )


def connect(app: Flask, location: Location) -> None:
    """One engine per database role; requests use the first, the others have one purpose each."""
    options: dict[str, Any] = {"pool_size": 4, "max_overflow": 4, "pool_timeout": 3, "pool_recycle": 1800}
    small = {**options, "pool_size": 1, "pool_pre_ping": True}
    app.config["SQLALCHEMY_DATABASE_URI"] = location.url(APP)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    app.config["SQLALCHEMY_BINDS"] = {
        "auth": {"url": location.url(AUTH), **small, "pool_size": 2},
        "platform": {"url": location.url(PLATFORM), **small},
        "job": {"url": location.url(JOB), **small},
        "importer": {"url": location.url(IMPORTER), **small},
    }
    db.init_app(app)


def set_up_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.pop("config")  # nobody prints a secret by mistake
    if app.config["SETTINGS"].environment == "test":
        app.jinja_env.undefined = StrictNames
    loader = app.jinja_loader
    frontend = jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = jinja2.ChoiceLoader([loader, frontend] if loader else [frontend])
    filters.set_up_filters(app)
    navigation.set_up_navigation(app)
    words.set_up_words(app)


def mount(app: Flask, registry: Registry) -> None:
    """Mount every declared blueprint; an undeclared route or a plugin's page without its guard stops the start."""
    app.url_value_preprocessor(_take_tenant)
    app.url_defaults(_add_tenant)
    for owned in registry.blueprints:
        blueprint: PortalBlueprint = owned.item
        if owned.plugin not in registry.builtin and blueprint.plugin != owned.plugin:
            raise TypeError(f"The blueprint {blueprint.name} must say plugin={owned.plugin!r}.")
        app.register_blueprint(blueprint)
    for path, view, reason in (
        ("/healthz", healthz, "health of the process, for the machine that runs it"),
        ("/readyz", readyz, "whether the process can answer now, for the machine that sends people here"),
        ("/", front_door, "the first page"),
    ):
        app.add_url_rule(path, view.__name__, guarded(view, Guard(Scope.PUBLIC, Public(reason), None)))


def serve_files_and_trust_one_proxy(app: Flask, settings: Settings) -> None:
    inner = app.wsgi_app
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        inner,
        root=WEB / "static",
        prefix="static/",
        max_age=3600,
        add_headers_function=headers.file_headers(is_https=settings.is_https),
    )
    if settings.environment == "production":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]


def healthz() -> tuple[str, int, dict[str, str]]:
    return json.dumps({"status": "ok"}), 200, {"Content-Type": "application/json"}


def front_door() -> Any:
    return redirect(url_for("account.organisations"))


def _take_tenant(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "tenant_slug" in values:
        g.tenant_slug = values.pop("tenant_slug")


def _add_tenant(endpoint: str, values: dict[str, Any]) -> None:
    if "tenant_slug" in values or "tenant_slug" not in g:
        return
    if current_app.url_map.is_endpoint_expecting(endpoint, "tenant_slug"):
        values["tenant_slug"] = g.tenant_slug
