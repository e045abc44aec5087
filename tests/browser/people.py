"""People at their browsers: each with a window of their own, signed in the way anybody signs in."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from portal.demo.cast import PASSWORD

if TYPE_CHECKING:
    from types import TracebackType

    from playwright.sync_api import Browser, Page

PHONE, DESK = 375, 1280
HEIGHTS = {PHONE: 667, DESK: 900}


class People:
    """`people.at("mia", PHONE)` is Mia's page; what went wrong in its scripts fails the test at the end."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.windows = ExitStack()
        self.complaints: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.windows.close()
        if kind is None:
            assert not self.complaints, self.complaints

    def visitor(self, width: int = DESK, *, scripts: bool = True) -> Page:
        """Somebody nobody knows yet."""
        window = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.windows.callback(window.close)
        page = window.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if "Content Security" in line.text else None)
        return page

    def at(self, email: str, width: int = DESK, *, scripts: bool = True) -> Page:
        """Somebody signed in, at their first page."""
        page = self.visitor(width, scripts=scripts)
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page
