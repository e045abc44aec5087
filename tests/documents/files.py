"""Files as people send them, and as nobody should: made here, byte by byte."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from PIL import Image

from portal.documents.inspection.inspect import Upload

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
WORDS = b"22:00 round done\n00:00 round done\n"
TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/></Types>'


def upload(name: str | None, content: bytes) -> Upload:
    return Upload(name, io.BytesIO(content))


def zipped(members: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(kind: str = "wordprocessingml.document", **more: bytes | str) -> bytes:
    """A document of Office: its list of types, and whatever else is put in."""
    return zipped({"[Content_Types].xml": TYPES.format(kind), "word/document.xml": "<w/>", **more})


def open_document(kind: str = "text", **more: bytes | str) -> bytes:
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<o/>", **more})


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 20), *, hidden: bytes | None = None, turned: bool = False
) -> bytes:
    """A picture; with a word hidden in its description, or lying on its side."""
    made = io.BytesIO()
    exif = Image.Exif()
    if hidden:
        exif[0x010E] = hidden.decode()  # ImageDescription
    if turned:
        exif[0x0112] = 6  # Orientation: turn it by 90 degrees
    Image.new("RGB", size, "#336699").save(made, kind, exif=exif)
    return made.getvalue()


def wide_picture(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds next to nothing."""
    header = struct.pack("!2L5B", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    drawn = b"\0\0\0\1IDAT\0" + struct.pack("!L", zlib.crc32(b"IDAT\0"))
    return b"\x89PNG\r\n\x1a\n" + struct.pack("!L", len(header)) + chunk + struct.pack("!L", zlib.crc32(chunk)) + drawn


def linking_archive() -> bytes:
    """An archive with a symbolic link in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("shortcut.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


def locked(archive: bytes) -> bytes:
    """The archive with every member marked as encrypted."""
    made = bytearray(archive)
    for start, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = made.find(start)
        while found >= 0:
            made[found + at] |= 1
            found = made.find(start, found + 4)
    return bytes(made)
