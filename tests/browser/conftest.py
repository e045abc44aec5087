"""Debian's Chromium before the demonstration world, served as anybody serves it."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.people import People
from tests.browser.serving import build_demo, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent
CUT_AFTER_SECONDS = 9.0


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They run by themselves (`-m browser`): a world for each worker, served once, one thing after another."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """As on a fresh machine: nothing the other tests have set."""
    kept = {name: value for name, value in os.environ.items() if not re.match("PORTAL_|DATABASE_URL|PYTEST_", name)}
    return {**kept, "PORTAL_PASSWORD_COST": "test"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if not found:
        pytest.skip("browser: no chromium here; `apt install chromium` brings it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """The demonstration's data, after a first building that a power cut ended."""
    data = tmp_path_factory.mktemp("demo") / "instance"
    build_demo(data, environment=environment, die_after=CUT_AFTER_SECONDS)
    summary = build_demo(data, environment=environment)
    assert summary["organisations"] == 10
    return data


@pytest.fixture(scope="session")
def address(chromium: Browser, demo_data: Path, environment: dict[str, str]) -> Iterator[str]:
    with served(demo_data, environment=environment) as found:
        yield found


@pytest.fixture
def people(chromium: Browser, address: str) -> Iterator[People]:
    with People(chromium, address) as arrived:
        yield arrived
