"""Files of the watched folder, and what people taught the importer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model
from portal.core.ids import new_id
from portal.directory.models.providers import SCHEMA


class WatchedFile(Model):
    """A file that appeared in the watched folder: what it looked like, its run, and who said yes.

    Only the importer and the operator's pages may read it. What became of it is the run's `status`.
    """

    __tablename__ = "watched_file"
    __tenancy__ = "importer"
    __table_args__ = (
        UniqueConstraint("file_name", "file_hash"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_somebody"),
        Index("ix_watched_file_run", "run_id"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    file_name: Mapped[str]
    file_hash: Mapped[str]
    file_size: Mapped[int] = mapped_column(BigInteger)
    file_changed_at: Mapped[datetime]
    run_id: Mapped[UUID] = mapped_column(ForeignKey("directory.import_run.id", ondelete="CASCADE"))
    seen_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    accept_shrink: Mapped[bool] = mapped_column(server_default="false")


class SiteManager(Model):
    """The registered manager one layout names for a site: kept only while the installation asks for names.

    `as_at` is the day of the newest register that names them; `portal.directory.services.naming` says for how long.
    """

    __tablename__ = "site_manager"
    __tenancy__ = "reference"
    __table_args__ = ({"schema": SCHEMA},)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("directory.site.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    as_at: Mapped[date]


class AuthorityAlias(Model):
    """Words of a register that a person said stand for an authority. `key` is the folded words, `code` a GSS code."""

    __tablename__ = "authority_alias"
    __tenancy__ = "reference"
    __table_args__ = ({"schema": SCHEMA},)

    key: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    code: Mapped[str]
    created_at: Mapped[datetime]
