"""A database of the importer's own, with an empty register for each test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from portal.config import load_settings
from portal.core import migrate
from portal.core.installation import Location, initialise_roles, located_database
from portal.core.principal import DirectoryKeeper
from portal.directory.services import ImportOutcome, import_file
from tests.directory.factories import write_directory, write_hsca_ods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

TABLES = (
    "group_decision",
    "group_member",
    "watched_file",
    "site_manager",
    "authority_alias",
    "import_start",
    "review_decision",
    "review_item",
    "import_coverage",
    "import_mapping",
    "site_listing",
    "site_source",
    "provider_source",
    "site_lineage",
    "rating",
    "import_row",
    "import_run",
    "site",
    "provider",
    "provider_group",
)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def register_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Location]:
    settings = load_settings(data_dir=tmp_path_factory.mktemp("instance"))
    with located_database(settings, durable=False) as found:
        initialise_roles(found)
        migrate.upgrade(found)
        yield found


@pytest.fixture(scope="module")
def importer_engine(register_database: Location) -> Iterator[Engine]:
    engine = create_engine(register_database.url("portal_importer"))
    yield engine
    engine.dispose()


@pytest.fixture
def engine(importer_engine: Engine) -> Engine:
    """The importer's engine over an empty register."""
    with importer_engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"DELETE FROM directory.{table}"))
    return importer_engine


@pytest.fixture
def session(engine: Engine, register_database: Location) -> Iterator[Session]:
    """What a page has: a session of the app's role."""
    app_engine = create_engine(register_database.url("portal_app"))
    with Session(app_engine) as opened:
        opened.info["principal"] = DirectoryKeeper(read_only=True)
        yield opened
    app_engine.dispose()


@pytest.fixture
def load_directory(engine: Engine, tmp_path: Path) -> Callable[..., ImportOutcome]:
    """Load rows as a directory CSV: `load_directory(rows, as_at="1 May 2026")`."""

    def load(rows: Sequence[Mapping[str, str]], *, as_at: str = "01 May 2026", **options: bool) -> ImportOutcome:
        path = write_directory(tmp_path / "directory.csv", rows, as_at=as_at)
        return import_file(engine, path, now=NOW, **options)

    return load


@pytest.fixture
def load_hsca(engine: Engine, tmp_path: Path) -> Callable[..., ImportOutcome]:
    """Load rows as an ODS of active locations."""

    def load(rows: Sequence[Mapping[str, object]], *, as_at: str = "01 May 2026", **options: bool) -> ImportOutcome:
        path = write_hsca_ods(tmp_path / "active.ods", rows, as_at=as_at)
        return import_file(engine, path, now=NOW, **options)

    return load


@pytest.fixture
def site(engine: Engine) -> Callable[..., dict]:
    """The register's site number n as a dictionary, with its provider's name."""

    def read(number: int = 1) -> dict:
        statement = text(
            "SELECT s.*, p.name AS provider_name, p.regulator_id AS provider_regulator_id"
            " FROM directory.site s JOIN directory.provider p ON p.id = s.provider_id"
            " WHERE s.regulator_id = :id"
        )
        with engine.connect() as connection:
            return dict(connection.execute(statement, {"id": f"1-{number:09d}"}).mappings().one())

    return read


@pytest.fixture
def contents(engine: Engine) -> Callable[[], dict[str, list]]:
    """Everything the register holds, runs aside, to compare before and after."""

    def read() -> dict[str, list]:
        kept = ("provider_group", "provider", "site", "rating", "site_listing", "site_lineage", "review_item")
        with engine.connect() as connection:
            return {
                table: sorted(map(repr, connection.execute(text(f"SELECT * FROM directory.{table}")))) for table in kept
            }

    return read
