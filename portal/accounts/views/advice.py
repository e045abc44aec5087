"""Three pages anyone may read: where to speak up, what is kept, what works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from portal.accounts.views.blueprints import public
from portal.accounts.views.browser import installation
from portal.web.access import Public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@public.route("/speak-up", permission=Public("leads away from the portal"))
def speak_up() -> ResponseReturnValue:
    return render_template("accounts/speak_up.html")


@public.route("/privacy", permission=Public("says what is kept"))
def privacy() -> ResponseReturnValue:
    return render_template("accounts/privacy.html", settings=installation())


@public.route("/accessibility", permission=Public("says what works"))
def accessibility() -> ResponseReturnValue:
    return render_template("accounts/accessibility.html")
