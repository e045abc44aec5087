"""Names that could mislead a reader or a file system are made harmless, and stay recognisable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.inspection.names import LONGEST, UNSEEN, clean_name, clean_path, ending_of


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Rota March.pdf", "Rota March.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ben\\rota.csv", "rota.csv"),
        ("rota\u202efdp.txt", "rotafdp.txt"),
        ("ro\x00ta\r\n.txt", "rota.txt"),
        ('a"b<c>|d?.txt', "a_b_c_d_.txt"),
        ("  . .txt", "document.txt"),
        (".htaccess", "document.htaccess"),
        ("e\u0301tude.pdf", "\u00e9tude.pdf"),
        ("Siân’s note.txt", "Siân’s note.txt"),
        ("", "document"),
        (None, "document"),
        ("x" * 500 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_name_is_cleaned(sent, kept):
    assert clean_name(sent) == kept


@given(st.text(max_size=150))
def test_no_name_keeps_anything_unseen_or_leads_anywhere(sent):
    kept = clean_name(sent)

    assert 0 < len(kept) <= LONGEST
    assert not any(unicodedata.category(one) in UNSEEN for one in kept)
    assert not set('/\\<>:"|?*\r\n') & set(kept)
    assert kept.strip(" .") == kept


@given(st.text(max_size=100))
def test_no_path_in_an_archive_leads_up_or_out(sent):
    parts = clean_path(sent).split("/")

    assert all(part and part.strip(".") for part in parts)


def test_the_ending_is_what_stands_last():
    assert ending_of("rota.pdf.EXE") == "exe"
    assert ending_of("rota") == ""
