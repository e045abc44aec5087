"""The scanner's answers, and its silence."""

from __future__ import annotations

import pytest

from portal.core.virus_scanner import ScannerAwayError, VirusScanner
from tests.documents.files import EICAR, WORDS
from tests.documents.scanner import stub_scanner


def test_what_it_finds_is_named():
    with stub_scanner() as url:
        assert VirusScanner(url).find_virus([b"before ", EICAR, b" after"]) == "Eicar-Test-Signature"


def test_nothing_found_is_none():
    with stub_scanner() as url:
        assert VirusScanner(url).find_virus([WORDS, b"", WORDS]) is None


def test_it_answers_when_it_is_well():
    with stub_scanner() as url:
        VirusScanner(url).check()


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK, but", b"\xff\0"])
def test_anything_else_is_no_answer(says):
    with stub_scanner(says=says) as url, pytest.raises(ScannerAwayError):
        VirusScanner(url).find_virus([WORDS])


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there_is_away(url):
    with pytest.raises(ScannerAwayError):
        VirusScanner(url, timeout=1).check()
