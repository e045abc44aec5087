"""ZIP files and what is made of them: looked into by their list of names, never unpacked."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Sequence
from typing import BinaryIO

from portal.core.errors import PortalError
from portal.documents.inspection.kinds import KINDS, FileKind
from portal.documents.inspection.names import clean_path, ending_of

MOST_MEMBERS = 1000
MOST_UNPACKED = 200 * 1024**2
MOST_RATIO = 100
LONGEST_DIRECTORY = 1024**2
LONGEST_MANIFEST = 1024**2
LISTED = 200
START, END = b"PK\x03\x04", b"PK\x05\x06"
END_RECORD = struct.Struct("<4s4H2LH")
LONGEST_COMMENT = 0xFFFF
ENCRYPTED = 0x1

MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("activex/", "macrosheets/")
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")
SCRIPT_FOLDERS = ("basic/", "scripts/")

BROKEN = "This file cannot be opened: it is damaged, or something else than its name says."
PACKED_TOO_TIGHT = "This file would become far too large when it is unpacked, so it was not kept."
TOO_MANY = f"An archive may hold {MOST_MEMBERS:,} files at most. Send it in parts."
LOCKED = "This file is protected by a password, so it cannot be checked. Send it without one."
HIDES_PLACES = "This archive holds links or names that lead out of it, so it was not kept."
HAS_MACROS = "This document holds macros, which can do harm. Save it without macros, or as a PDF."


def check_office(file: BinaryIO, kind: FileKind) -> None:
    """Raise `PortalError` unless this is the Office document its ending says, without macros."""
    with _opened(file) as archive:
        members = _members(archive)
        types = _text_of(archive, "[Content_Types].xml").lower()
        names = [one.filename.replace("\\", "/").lower() for one in members]
        if any(name.endswith(MACRO_PARTS) or _is_in(name, MACRO_FOLDERS) for name in names) or any(
            one in types for one in MACRO_TYPES
        ):
            raise PortalError(HAS_MACROS, field="file")
        if kind.signature not in types:
            raise PortalError(BROKEN, field="file")


def check_open_document(file: BinaryIO, kind: FileKind) -> None:
    """Raise `PortalError` unless this is the OpenDocument file its ending says, without macros."""
    with _opened(file) as archive:
        names = [one.filename.replace("\\", "/").lower() for one in _members(archive)]
        if any(_is_in(name, SCRIPT_FOLDERS) for name in names):
            raise PortalError(HAS_MACROS, field="file")
        if _text_of(archive, "mimetype").strip() != kind.signature:
            raise PortalError(BROKEN, field="file")


def list_archive(file: BinaryIO) -> list[str]:
    """The names in an archive, safe to show, the first `LISTED` of them.

    Raises `PortalError` for one in which something lies that would not be kept by itself, or another archive.
    """
    with _opened(file) as archive:
        members = [one for one in _members(archive) if not one.is_dir()]
        for one in members:
            _refuse_member(one)
        if not members:
            raise PortalError("This archive is empty.", field="file")
        return [clean_path(one.filename) for one in members[:LISTED]]


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    """The archive, once its directory is known to be small enough to be read."""
    _refuse_long_directory(file)
    file.seek(0)
    if file.read(len(START)) != START:
        raise PortalError(BROKEN, field="file")
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        raise PortalError(BROKEN, field="file") from None


def _refuse_long_directory(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - END_RECORD.size - LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_RECORD.size:
        raise PortalError(BROKEN, field="file")
    count, length = END_RECORD.unpack_from(tail, at)[4:6]
    if count > MOST_MEMBERS or length > LONGEST_DIRECTORY:
        raise PortalError(TOO_MANY, field="file")


def _members(archive: zipfile.ZipFile) -> Sequence[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise PortalError(TOO_MANY, field="file")
    unpacked, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1):
        raise PortalError(PACKED_TOO_TIGHT, field="file")
    if any(one.flag_bits & ENCRYPTED for one in members):
        raise PortalError(LOCKED, field="file")
    if any(stat.S_ISLNK(one.external_attr >> 16) or _leads_out(one.filename) for one in members):
        raise PortalError(HIDES_PLACES, field="file")
    return members


def _refuse_member(member: zipfile.ZipInfo) -> None:
    name = clean_path(member.filename)
    kind = KINDS.get(ending_of(name))
    if kind is None or kind.family == "archive":
        what = "another archive" if kind else "a kind of file that is not kept"
        raise PortalError(f"The archive holds {what}: {name}. Take it out and send the rest.", field="file")


def _text_of(archive: zipfile.ZipFile, name: str) -> str:
    """A small part of the file as text. Read as far as the limit only, whatever its size is said to be."""
    try:
        with archive.open(name) as part:
            raw = part.read(LONGEST_MANIFEST + 1)
        words = raw.decode("utf-8")
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError):
        raise PortalError(BROKEN, field="file") from None
    except Exception as error:  # zlib and lzma each raise their own
        if type(error).__module__ not in {"zlib", "_lzma", "lzma"}:
            raise
        raise PortalError(BROKEN, field="file") from None
    if len(raw) > LONGEST_MANIFEST or "\0" in words:
        raise PortalError(BROKEN, field="file")
    return words


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _is_in(name: str, folders: tuple[str, ...]) -> bool:
    return any(name.startswith(folder) or f"/{folder}" in name for folder in folders)
