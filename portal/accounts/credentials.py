"""What sign-in may know of an account: the answers of two functions of schema `auth`, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from portal.core.db import db

COLUMNS = "account_id, password_hash, second_factor, second_factor_step"


@dataclass(frozen=True)
class Credentials:
    """How one account proves itself. `second_factor` is the sealed seed of an authenticator app."""

    account_id: UUID
    password_hash: str
    second_factor: bytes | None
    second_factor_step: int


def credentials_at(email_key: str) -> Credentials | None:
    """Those of the account with this address, unless it is disabled."""
    return _one(f"SELECT {COLUMNS} FROM auth.credentials(:key)", key=email_key)  # noqa: S608 - a constant


def credentials_behind(session_token: str) -> Credentials | None:
    """Those of the account a live session belongs to, whether or not its second factor is still due."""
    return _one(f"SELECT {COLUMNS} FROM auth.sealed_second_factor(:token)", token=session_token)  # noqa: S608


def _one(statement: str, **parameters: Any) -> Credentials | None:
    with db.engines["auth"].begin() as connection:
        row = connection.execute(text(statement), parameters).one_or_none()
    return Credentials(**row._mapping) if row else None  # noqa: SLF001 - the documented way to a row's names
