"""Keep what is being typed, or throw it away: a person's own drafts, for nobody else."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.web.access import Anyone
from portal.web.blueprint import PortalBlueprint
from portal.web.drafts import discard_typed, keep_typed
from portal.web.transaction import kept, uow

bp = PortalBlueprint("drafts", __name__, path="drafts")
OWN_WORDS = Anyone("everybody may keep their own words, and only they read them")


@bp.route("/keep", methods=["POST"], permission=OWN_WORDS)
def keep() -> ResponseReturnValue:
    keep_typed(uow, request.form.get("draft", ""), request.form, op=request.form.get("draft_op"))
    return kept("")


@bp.route("/throw-away", methods=["POST"], permission=OWN_WORDS)
def throw_away() -> ResponseReturnValue:
    discard_typed(uow, request.form.get("draft", ""))
    return redirect(_page_of_ours(request.form.get("back", "")))


def _page_of_ours(path: str) -> str:
    home = f"/t/{uow.tenant.slug}/"
    is_ours = path.startswith(home) and path.isprintable() and "\\" not in path
    return path if is_ours else home
