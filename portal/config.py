"""Settings: from the environment only, frozen, refused with every fault named at once."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from environs import Env, EnvValidationError, ValidationError

Environment = Literal["development", "production", "test"]
DEFAULT_DATA_DIR = Path("instance")
MAIL_SCHEMES = frozenset({"smtp", "smtp+starttls", "smtps"})


class ConfigurationError(Exception):
    """The installation is unsafe or incomplete. Lists every fault at once, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    """Everything the installation decides. Times in minutes, sizes in bytes."""

    environment: Environment
    data_dir: Path
    database_url: str | None
    secret: str
    base_url: str
    smtp_url: str | None
    mail_from: str
    session_idle_minutes: int
    session_absolute_minutes: int
    invitation_hours: int
    max_upload_bytes: int
    document_max_bytes: int
    document_quota_bytes: int
    storage_url: str | None
    clamav_url: str | None
    register_folder: Path | None
    keeps_manager_names: bool
    trusted_hosts: tuple[str, ...]
    web_workers: int
    password_cost: Literal["standard", "test"]

    @property
    def is_https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"


def load_settings(*, data_dir: Path | None = None, base_url: str | None = None) -> Settings:
    """Read the environment (`PORTAL_…` and `DATABASE_URL`).

    `data_dir` and `base_url` given by a command win over the environment. Without `PORTAL_SECRET`, development
    installations keep a secret of their own in the data directory, readable by its owner only.

    Raises `ConfigurationError` with every fault.
    """
    env = Env(eager=False)
    with env.prefixed("PORTAL_"):
        environment = env.str("ENV", "development", validate=_one_of("development", "production", "test"))
        directory = data_dir or env.path("DATA_DIR", DEFAULT_DATA_DIR)
        secret = env.str("SECRET", "")
        address = base_url or env.str("BASE_URL", "http://127.0.0.1:8000")
        values: dict[str, Any] = {
            "environment": environment,
            "smtp_url": env.str("SMTP_URL", None),
            "mail_from": env.str("MAIL_FROM", "portal@localhost"),
            "session_idle_minutes": env.int("SESSION_IDLE_MINUTES", 15, validate=_positive),
            "session_absolute_minutes": env.int("SESSION_ABSOLUTE_MINUTES", 480, validate=_positive),
            "invitation_hours": env.int("INVITATION_HOURS", 72, validate=_positive),
            "max_upload_bytes": env.int("MAX_UPLOAD_BYTES", 64 * 1024 * 1024, validate=_positive),
            "document_max_bytes": env.int("DOCUMENT_MAX_BYTES", 25 * 1024**2, validate=_positive),
            "document_quota_bytes": env.int("DOCUMENT_QUOTA_BYTES", 10 * 1024**3, validate=_positive),
            "storage_url": env.str("STORAGE_URL", None),
            "clamav_url": env.str("CLAMAV_URL", None),
            "register_folder": env.path("REGISTER_FOLDER", None),
            "keeps_manager_names": env.bool("KEEP_MANAGER_NAMES", False),
            "trusted_hosts": tuple(env.list("TRUSTED_HOSTS", [])),
            "web_workers": env.int("WEB_WORKERS", os.cpu_count() or 1, validate=_positive),
            "password_cost": env.str("PASSWORD_COST", "standard", validate=_one_of("standard", "test")),
        }
    database_url = env.str("DATABASE_URL", None)
    faults = _sealed_faults(env) or _faults(environment, secret, address, database_url, values)
    if faults:
        raise ConfigurationError(faults)
    return Settings(
        data_dir=Path(directory).absolute(),
        database_url=database_url,
        secret=secret or _secret_of(Path(directory)),
        base_url=address.rstrip("/"),
        **values,
    )


def _positive(value: int) -> None:
    if value < 1:
        raise ValidationError("must be 1 or more")


def _one_of(*allowed: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        if value not in allowed:
            raise ValidationError(f"must be one of {', '.join(allowed)}")

    return check


def _sealed_faults(env: Env) -> list[str]:
    try:
        env.seal()
    except EnvValidationError as error:
        return [
            f"{name}: {' '.join(problems).rstrip('.')}."
            for name, problems in cast("dict[str, list[str]]", error.error_messages).items()
        ]
    return []


def _faults(
    environment: str, secret: str, base_url: str, database_url: str | None, values: dict[str, object]
) -> list[str]:
    faults = []
    if urlsplit(base_url).scheme not in {"http", "https"} or not urlsplit(base_url).hostname:
        faults.append("PORTAL_BASE_URL must be a whole address such as https://portal.example.org.")
    if database_url and urlsplit(database_url).scheme not in {"postgresql", "postgres"}:
        faults.append("DATABASE_URL must begin with postgresql://; the portal runs on PostgreSQL only.")
    if values["smtp_url"] and urlsplit(str(values["smtp_url"])).scheme not in MAIL_SCHEMES:
        faults.append("PORTAL_SMTP_URL must begin with smtp://, smtp+starttls:// or smtps://.")
    faults += _document_faults(values)
    if environment == "production":
        if len(secret) < 32:  # noqa: PLR2004 - 256 bits as hexadecimal would be 64
            faults.append("PORTAL_SECRET must be set, with 32 characters or more.")
        if urlsplit(base_url).scheme != "https":
            faults.append("PORTAL_BASE_URL must be an https address in production.")
        if not database_url:
            faults.append("DATABASE_URL must be set: the embedded PostgreSQL is not for production.")
        if values["password_cost"] != "standard":  # noqa: S105 - a setting's name
            faults.append("PORTAL_PASSWORD_COST must be standard in production.")
    return faults


def _document_faults(values: dict[str, object]) -> list[str]:
    faults = []
    storage, clamav = urlsplit(str(values["storage_url"] or "")), urlsplit(str(values["clamav_url"] or ""))
    if values["storage_url"] and (storage.scheme != "s3" or not storage.netloc):
        faults.append("PORTAL_STORAGE_URL must be s3://bucket or s3://bucket/folder; leave it out to use a folder.")
    if values["clamav_url"] and not (
        (clamav.scheme == "tcp" and clamav.hostname and clamav.port) or (clamav.scheme == "unix" and clamav.path)
    ):
        faults.append("PORTAL_CLAMAV_URL must be unix:///path/of/the/socket or tcp://host:port.")
    if int(str(values["document_max_bytes"])) > int(str(values["max_upload_bytes"])):
        faults.append("PORTAL_DOCUMENT_MAX_BYTES must not be more than PORTAL_MAX_UPLOAD_BYTES.")
    return faults


def _secret_of(data_dir: Path) -> str:
    """The secret kept in the data directory, made on first use. Two processes that race agree on one."""
    path = data_dir / "secret"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor, made = tempfile.mkstemp(dir=data_dir, prefix="secret-")
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        # A link appears whole or not at all, and only once.
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text().strip()
