"""Pages of accounts."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal.web.access import Anyone, Public, Scope
from portal.web.blueprint import PortalBlueprint

public = PortalBlueprint("accounts", __name__, scope=Scope.PUBLIC)
account = PortalBlueprint("account", __name__, scope=Scope.ACCOUNT)
members = PortalBlueprint("members", __name__, path="people")


@public.route("/sign-in", methods=["GET", "POST"], permission=Public("where sessions begin"))
def sign_in() -> ResponseReturnValue:
    return "sign in"


@public.route("/speak-up", permission=Public("leads away from the portal"))
def speak_up() -> ResponseReturnValue:
    return "speak up"


@public.route("/privacy", permission=Public("says what is kept"))
def privacy() -> ResponseReturnValue:
    return "privacy"


@public.route("/accessibility", permission=Public("says what works"))
def accessibility() -> ResponseReturnValue:
    return "accessibility"


@account.route("/", permission=Anyone("everyone has an account"))
def show() -> ResponseReturnValue:
    return "account"


@account.route("/organisations", permission=Anyone("everyone may choose among their own organisations"))
def organisations() -> ResponseReturnValue:
    return "organisations"
