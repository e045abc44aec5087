"""Hands that ordinary tests do not have: the superuser's, and a lock on the roles all workers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.databases import as_superuser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from portal.core.installation import Location


@pytest.fixture(scope="session")
def roles_lock(cluster: Location) -> FileLock:
    """Roles belong to the whole server: two workers that change one at the same moment disturb each other."""
    return FileLock(cluster.settings.data_dir / "roles.lock")


@pytest.fixture
def superuser(location: Location) -> Iterator[Connection]:
    """The world as the superuser, in one transaction that is rolled back."""
    with as_superuser(location) as connection:
        yield connection
