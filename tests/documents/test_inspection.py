"""What is kept, and in which words the rest is refused."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from PIL import Image

from portal.core.errors import PortalError
from portal.documents.inspection import archives, pictures
from portal.documents.inspection.inspect import inspect_upload
from portal.documents.inspection.kinds import KINDS
from tests.documents.files import (
    PDF,
    WORDS,
    linking_archive,
    locked,
    office,
    open_document,
    picture,
    upload,
    wide_picture,
    zipped,
)

MOST = 1024 * 1024
SHEET, SLIDES = "spreadsheetml.sheet", "presentationml.presentation"
GOOD = {
    "plan.pdf": PDF,
    "plan.docx": office(),
    "rota.xlsx": office(SHEET),
    "talk.pptx": office(SLIDES),
    "plan.odt": open_document(),
    "rota.ods": open_document("spreadsheet"),
    "talk.odp": open_document("presentation"),
    "note.txt": WORDS,
    "rota.csv": "name,£\nSiân,3\n".encode("cp1252"),
    "gate.jpg": picture(),
    "gate.jpeg": picture(),
    "gate.png": picture("PNG"),
    "gate.webp": picture("WEBP"),
    "all.zip": zipped({"a/plan.pdf": PDF, "b/note.txt": WORDS}),
}
PAGE = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BOMB = zipped({f"{number}.txt": b"\0" * 1_000_000 for number in range(3)})
INNER = zipped({"inner.zip": zipped({"note.txt": WORDS})})


def look(name, content, most=MOST):
    return inspect_upload(upload(name, content), most_bytes=most)


def refusal(name, content, most=MOST):
    with pytest.raises(PortalError) as refused:
        look(name, content, most)
    assert refused.value.field == "file"
    return refused.value.message


@pytest.mark.parametrize("name", GOOD)
def test_what_people_use_is_kept(name):
    assert look(name, GOOD[name]).media_type == KINDS[name.rpartition(".")[2]].media_type


def test_every_kind_that_is_kept_was_tried():
    assert {name.rpartition(".")[2] for name in GOOD} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.svg", SVG, "drawings with code are not kept"),
        ("x.html", PAGE, "Web pages"),
        ("x.xml", b"<a/>", "Web pages"),
        ("x.docm", office(), "Files with macros"),
        ("x.doc", OLE, "older kind"),
        ("x.eml", b"From: a", "Save the message as a PDF"),
        ("x.heic", b"\0", "Save it as a JPEG"),
        ("x.7z", b"7z", "Archives other than ZIP"),
        ("rota.pdf.exe", b"MZ", "Programs and scripts"),
        ("rota.pdf.js", b"x", "Programs and scripts"),
        ("x.dat", b"x", "Kept are: PDF, Word"),
        ("x", b"x", "Kept are: PDF, Word"),
    ],
)
def test_other_kinds_are_refused_with_what_to_do_instead(name, content, words):
    assert words in refusal(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", PAGE),
        ("x.pdf", WORDS),
        ("x.pdf", picture()),
        ("x.png", SVG),
        ("x.png", picture("JPEG")),
        ("x.jpg", PDF),
        ("x.jpg", picture()[:60]),
        ("x.docx", office(SHEET)),
        ("x.docx", zipped({"note.txt": WORDS})),
        ("x.docx", OLE),
        ("x.docx", PDF),
        ("x.docx", office()[:-30]),
        ("x.docx", b"#!/bin/sh\n" + office()),
        ("x.odt", open_document("spreadsheet")),
        ("x.txt", PAGE),
        ("x.txt", b"\xef\xbb\xbf  " + SVG),
        ("x.txt", b"#!/bin/sh\n"),
        ("x.csv", b"MZ\x90"),
        ("x.csv", b"a,b\n\0,1\n"),
        ("x.txt", PDF),
        ("x.zip", PDF),
        ("x.zip", b""),
        ("x.zip", b"PK\x03\x04"),
    ],
)
def test_content_that_does_not_agree_with_the_name_is_refused(name, content):
    assert refusal(name, content)


def test_what_it_looks_like_is_said():
    assert refusal("gate.png", picture()).endswith("It looks like a JPEG picture.")


@pytest.mark.parametrize(
    "more",
    [
        {"word/vbaProject.bin": b"x"},
        {"word/VBAPROJECT.BIN": b"x"},
        {"word\\activeX\\activeX1.bin": b"x"},
        {"xl/macrosheets/sheet1.xml": b"x"},
        {"[Content_Types].xml": '<T C="application/vnd.ms-word.document.macroEnabled.main+xml"/>'},
    ],
)
def test_a_document_with_macros_is_refused_whatever_it_is_called(more):
    assert refusal("plan.docx", zipped({"[Content_Types].xml": "<T/>", **more})) == archives.HAS_MACROS


def test_an_open_document_with_macros_is_refused():
    assert refusal("plan.odt", open_document(**{"Basic/Standard/Module1.xml": "x"})) == archives.HAS_MACROS


def test_a_list_of_types_in_another_script_of_bytes_hides_nothing():
    types = "<T C='vnd.ms-office.vbaProject'/>".encode("utf-16")

    assert refusal("plan.docx", zipped({"[Content_Types].xml": types})) == archives.BROKEN


def test_two_kinds_at_once_are_refused():
    assert (
        refusal("plan.pdf", PDF + zipped({"note.txt": WORDS}))
        == "This file pretends to be two kinds of file at once, so it was not kept."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (INNER, "another archive: inner.zip"),
        (zipped({"run.exe": b"x"}), "not kept: run.exe"),
        (zipped({"page.html": PAGE}), "not kept: page.html"),
        (BOMB, archives.PACKED_TOO_TIGHT),
        (zipped({f"{number}.txt": b"x" for number in range(1001)}, method=zipfile.ZIP_STORED), archives.TOO_MANY),
        (linking_archive(), archives.HIDES_PLACES),
        (zipped({"../../up.txt": WORDS}), archives.HIDES_PLACES),
        (zipped({"/etc/up.txt": WORDS}), archives.HIDES_PLACES),
        (zipped({"C:\\up.txt": WORDS}), archives.HIDES_PLACES),
        (locked(zipped({"note.txt": WORDS})), archives.LOCKED),
        (zipped({}), "damaged"),
        (zipped({"folder/": b""}), "This archive is empty."),
    ],
)
def test_an_archive_that_hides_something_is_refused(content, words):
    assert words in refusal("all.zip", content)


def test_a_bomb_in_a_document_is_refused_too():
    assert refusal("plan.docx", office(**{"word/huge.xml": b"\0" * 2_000_000})) == archives.PACKED_TOO_TIGHT


def test_an_archive_is_listed_and_its_names_are_harmless():
    content = zipped({"b/rota\u202efdp.txt": WORDS, "plan.pdf": PDF})

    assert look("all.zip", content).contents == ["b/rotafdp.txt", "plan.pdf"]


def test_what_is_empty_or_too_large_is_refused():
    assert refusal("note.txt", b"") == "This file is empty."
    assert refusal("note.txt", b"x" * (MOST + 1)) == "This file is too large. It may have 1 MB at most."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_points_and_nothing_that_was_hidden_in_it(kind):
    sent = picture(kind, hidden=b"51.5N 0.1W by J Smith")
    found = look(f"gate.{kind.lower()}", sent)
    kept = found.file.getvalue()

    assert b"J Smith" in sent
    assert b"J Smith" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 20)
    assert found.received_sha256 == hashlib.sha256(sent).hexdigest()


def test_a_picture_on_its_side_is_turned_before_it_forgets_that_it_was():
    kept = look("gate.jpg", picture(turned=True)).file

    assert Image.open(kept).size == (20, 40)


def test_what_hangs_on_a_picture_is_left_behind():
    kept = look("gate.jpg", picture() + zipped({"run.exe": b"MZ"})).file.getvalue()

    assert b"run.exe" not in kept


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000), (8000, 5001)])
def test_a_flood_of_points_is_refused_before_it_is_drawn(size):
    assert refusal("gate.png", wide_picture(*size)) == pictures.TOO_LARGE
