"""A browser without scripts, and pages as a reader meets them."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse


class Page:
    """A response, with what a person would look for on it."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status_code = response.status_code
        self.location = response.location

    @property
    def text(self) -> str:
        return self.response.text

    @property
    def tree(self) -> Any:
        return html.fromstring(self.text)

    @property
    def words(self) -> str:
        """Everything readable in the page's main part, spaces squeezed."""
        found = self.tree.xpath("//main") or [self.tree]
        return re.sub(r"\s+", " ", found[0].text_content()).strip()

    @property
    def heading(self) -> str:
        found = self.tree.xpath("//h1")
        return re.sub(r"\s+", " ", found[0].text_content()).strip() if found else ""

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [
            re.sub(r"\s+", " ", one.text_content()).strip()
            for one in self.tree.xpath('//*[contains(@class, "govuk-error-summary__list")]/li')
        ]

    @property
    def summary(self) -> dict[str, str]:
        """Every summary row of the page, by its key."""
        rows = self.tree.xpath('//*[contains(@class, "govuk-summary-list__row")]')
        squeeze = lambda element: re.sub(r"\s+", " ", element.text_content()).strip()  # noqa: E731
        return {squeeze(row[0]): squeeze(row[1]) for row in rows if len(row) > 1}

    def form(self, action: str | None = None) -> dict[str, str]:
        """The fields of the form in the page's main part as a browser would send them untouched."""
        found = self.tree.xpath("//main//form[@method='post']")
        forms = [one for one in found if action in (None, one.get("action"))]
        return dict(forms[0].form_values()) if forms else {}

    def links(self) -> dict[str, str]:
        return {
            re.sub(r"\s+", " ", one.text_content()).strip(): one.get("href") for one in self.tree.xpath("//a[@href]")
        }


class PortalClient:
    """Browse as a persona: `client.as_("asha")`."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browser: FlaskClient = app.test_client()

    def as_(self, name: str) -> PortalClient:
        from tests.world import PERSONAS  # noqa: PLC0415 - the world builds itself with this client

        other = PortalClient(self.app)
        with other.browser.session_transaction() as cookie:
            cookie["_user_id"] = PERSONAS[name].token
            cookie["_fresh"] = True
        return other

    def get(self, path: str, **options: Any) -> Page:
        return Page(self.browser.get(path, **options))

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, form_at: str | None = None, **options: Any
    ) -> Page:
        """Send a form: its hidden fields are read from `form_at` (or the path itself) first, as a browser would."""
        page = self.get(form_at or path)
        hidden = page.form(action=None if form_at is None else path) or page.form()
        return Page(self.browser.post(path, data={**hidden, **(data or {})}, **options))

    def post_raw(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        """Send exactly this."""
        return Page(self.browser.post(path, data=data or {}, **options))
