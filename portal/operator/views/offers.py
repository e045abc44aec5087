"""Which plugins an organisation may switch on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, url_for

from portal.core.errors import NotFoundError
from portal.operator import queries, services
from portal.operator.views.blueprint import OPERATOR, bp, session
from portal.web.transaction import registry

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.declarations import PluginInfo


@bp.route("/tenants/<slug>/plugins/<name>/offer", methods=["POST"], permission=OPERATOR)
def offer(slug: str, name: str) -> ResponseReturnValue:
    services.offer_plugin(session(), queries.tenant(session(), slug), _installed(name))
    return redirect(url_for(".show", slug=slug))


@bp.route("/tenants/<slug>/plugins/<name>/withdraw", methods=["POST"], permission=OPERATOR)
def withdraw(slug: str, name: str) -> ResponseReturnValue:
    services.withdraw_plugin(session(), queries.tenant(session(), slug), _installed(name))
    return redirect(url_for(".show", slug=slug))


def _installed(name: str) -> PluginInfo:
    found = registry().plugins.get(name)
    if found is None:
        raise NotFoundError
    return found
