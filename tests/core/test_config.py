"""Settings: read from the environment, and refused with every fault named at once."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from portal.commands.database import db
from portal.commands.running import faults_as_words
from portal.config import ConfigurationError, load_settings

SOUND = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET": "f" * 64,
    "PORTAL_BASE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgresql://db.example.org/portal",
    "PORTAL_PASSWORD_COST": "standard",
}


def faults_of(monkeypatch, tmp_path, **changed):
    """What is wrong with a sound installation's settings once these are changed."""
    for name, value in {**SOUND, **changed}.items():
        monkeypatch.setenv(name, value)
    try:
        load_settings(data_dir=tmp_path)
    except ConfigurationError as error:
        return error.faults
    return []


def test_a_sound_installation_has_no_fault(monkeypatch, tmp_path):
    assert faults_of(monkeypatch, tmp_path) == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("PORTAL_ENV", "prod", "PORTAL_ENV: must be one of development, production, test."),
        ("PORTAL_INVITATION_HOURS", "0", "PORTAL_INVITATION_HOURS: must be 1 or more."),
        ("PORTAL_WEB_WORKERS", "many", "PORTAL_WEB_WORKERS: Not a valid integer."),
        ("PORTAL_SECRET", "short", "PORTAL_SECRET must be set, with 32 characters or more."),
        ("PORTAL_BASE_URL", "http://portal.example.org", "PORTAL_BASE_URL must be an https address in production."),
        ("DATABASE_URL", "", "DATABASE_URL must be set: the embedded PostgreSQL is not for production."),
        ("PORTAL_PASSWORD_COST", "test", "PORTAL_PASSWORD_COST must be standard in production."),
        (
            "PORTAL_SMTP_URL",
            "mail.example.org:25",
            "PORTAL_SMTP_URL must begin with smtp://, smtp+starttls:// or smtps://.",
        ),
    ],
)
def test_a_fault_is_named_with_its_setting(monkeypatch, tmp_path, name, value, fault):
    assert faults_of(monkeypatch, tmp_path, **{name: value}) == [fault]


def test_every_fault_is_named_at_once(monkeypatch, tmp_path):
    found = faults_of(monkeypatch, tmp_path, PORTAL_SECRET="short", DATABASE_URL="mysql://db.example.org/portal")

    assert found == [
        "DATABASE_URL must begin with postgresql://; the portal runs on PostgreSQL only.",
        "PORTAL_SECRET must be set, with 32 characters or more.",
    ]


def test_a_development_installation_keeps_a_secret_of_its_own(monkeypatch, tmp_path):
    for name in SOUND:
        monkeypatch.delenv(name, raising=False)

    made = load_settings(data_dir=tmp_path).secret

    assert len(made) == 64
    assert load_settings(data_dir=tmp_path).secret == made
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_command_says_a_fault_in_words_and_ends_with_1(monkeypatch, capsys):
    monkeypatch.setenv("PORTAL_ENV", "prod")

    with pytest.raises(SystemExit) as ended, faults_as_words():
        CliRunner().invoke(db, ["init"], standalone_mode=False, catch_exceptions=False)

    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "The portal will not start:\n- PORTAL_ENV: must be one of development, production, test.\n"
    )
