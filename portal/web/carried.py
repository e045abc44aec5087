"""What somebody was sending when something stood in the way: shown, and sent again with one press.

The browser carries it, in the page; no database is needed. Through signing in it goes sealed, so that nobody but the
portal can have written it. Passwords, codes and files are never given back.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from portal.core.keys import Purpose, derive_key

SECRET_FIELDS = frozenset({"password", "new_password", "code", "carried"})
MACHINERY = frozenset({"csrf_token", "op", "row_version", "made_from", "draft", "draft_of", "draft_op", "back"})
DAY_SECONDS = 86_400

Typed = list[tuple[str, str]]


@dataclass(frozen=True)
class Carried:
    """A form on its way: where it goes, and its inputs as they were sent."""

    path: str
    inputs: Typed

    @property
    def words(self) -> Typed:
        """What the person typed, each with a name to read."""
        return [(name.replace("_", " "), value) for name, value in self.inputs if value and name not in MACHINERY]

    def sealed(self) -> str:
        return str(_serializer().dumps([self.path, self.inputs]))


def typed_words() -> Typed:
    """What the person typed into the form of this request, to be read and copied: an error must not cost them that."""
    inputs = [(name, value) for name, value in _inputs() if name not in SECRET_FIELDS]
    return Carried(request.path, inputs).words


def being_sent() -> Carried | None:
    """The form of this request, if it can be sent again as it is: it held no secret and no file."""
    inputs = _inputs()
    if not inputs or request.files or SECRET_FIELDS & {name for name, _value in inputs}:
        return None
    return Carried(request.full_path.rstrip("?"), [one for one in inputs if one[0] != "csrf_token"])


def unseal(sealed: str | None) -> Carried | None:
    """What `Carried.sealed` put away, if it was us and not longer than a day ago."""
    try:
        path, inputs = _serializer().loads(sealed or "", max_age=DAY_SECONDS)
    except (BadData, ValueError):
        return None
    return Carried(path, [(name, value) for name, value in inputs])


def is_from_our_page() -> bool:
    """Whether the browser itself vouches that a page of ours sent this form."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _inputs() -> Typed:
    try:
        return list(request.form.items(multi=True)) if request.method == "POST" else []
    except HTTPException:
        return []  # what was sent cannot be read at all


def _serializer() -> URLSafeTimedSerializer:
    key = derive_key(current_app.config["SETTINGS"].secret, Purpose.COOKIES, context="carried through sign-in")
    return URLSafeTimedSerializer(key)
