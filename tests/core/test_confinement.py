"""Dangerous work happens in a process of its own: what becomes of it, nobody else feels."""

from __future__ import annotations

import os
import signal
import time

import pytest

from portal.core import confinement, pdf
from portal.core.confinement import ConfinedError, Limits, confinable, confined
from portal.core.errors import PortalError
from portal.core.pdf import PdfFailedError, render_pdf

ENOUGH = Limits(seconds=20, megabytes=256)
HERE = "tests.core.test_confinement"


def shout(given, *, ending):
    return given.upper() + ending.encode()


def refuse(_given):
    raise PortalError("Not this one.", field="file")


def fail(_given):
    raise KeyError


def sleep(_given):
    time.sleep(60)


def gather(_given):
    return bytes(300 * 1024**2)


def write(_given):
    with open("/tmp/portal-escaped", "wb") as file:  # noqa: PTH123, S108
        file.write(b"x")


def die(_given):
    os.kill(os.getpid(), signal.SIGKILL)


def asked(work, given=b"", limits=ENOUGH, **options):
    return confined(confinable(HERE, work.__name__), given, options, limits)


def test_it_gives_back_what_the_work_made():
    assert asked(shout, b"quiet", ending="!") == b"QUIET!"


def test_a_refusal_is_the_same_as_if_it_were_done_here():
    with pytest.raises(PortalError, match="Not this one") as refused:
        asked(refuse)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("work", "limits", "cause"),
    [
        (fail, ENOUGH, "KeyError"),
        (sleep, Limits(seconds=1, megabytes=64), ""),
        (gather, Limits(seconds=20, megabytes=64), "MemoryError"),
        (die, ENOUGH, ""),
    ],
)
def test_what_fails_takes_too_long_or_too_much_or_dies_ends_alone(work, limits, cause):
    with pytest.raises(ConfinedError) as ended:
        asked(work, limits=limits)

    assert ended.value.cause == cause
    assert asked(shout, b"on we go", ending="") == b"ON WE GO"


def test_it_writes_no_file():
    with pytest.raises(ConfinedError):
        asked(write)


def test_a_helper_that_died_is_started_anew():
    asked(shout, ending="")
    confinement._running[0].process.kill()
    confinement._running[0].process.wait()

    assert asked(shout, b"again", ending="") == b"AGAIN"


def test_a_pdf_whose_process_is_ended_says_what_to_do_instead(monkeypatch):
    monkeypatch.setattr(pdf, "PAPER", Limits(seconds=90, megabytes=1))

    with pytest.raises(PdfFailedError, match="Open the same as a page and print that"):
        render_pdf("<p>word</p>" * 5000, foot="")
