"""Which kinds of file are kept, and in which words the others are refused.

What may come in is listed; what is not listed stays out, whatever it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Family = Literal["pdf", "office", "open", "text", "picture", "archive"]

KEPT_KINDS = "PDF, Word, Excel, PowerPoint, OpenDocument, text and CSV files, JPEG, PNG and WebP pictures, and ZIP"


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is kept. `signature` is what its content says it is (see each family's check)."""

    family: Family
    media_type: str
    label: str
    signature: str = ""


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
JPEG = FileKind("picture", "image/jpeg", "JPEG picture", "JPEG")

KINDS: Mapping[str, FileKind] = {
    "pdf": FileKind("pdf", "application/pdf", "PDF"),
    "docx": FileKind(
        "office", f"{OFFICE}wordprocessingml.document", "Word document", "wordprocessingml.document.main+xml"
    ),
    "xlsx": FileKind("office", f"{OFFICE}spreadsheetml.sheet", "Excel workbook", "spreadsheetml.sheet.main+xml"),
    "pptx": FileKind(
        "office",
        f"{OFFICE}presentationml.presentation",
        "PowerPoint presentation",
        "presentationml.presentation.main+xml",
    ),
    "odt": FileKind("open", f"{OPEN}text", "OpenDocument text", f"{OPEN}text"),
    "ods": FileKind("open", f"{OPEN}spreadsheet", "OpenDocument spreadsheet", f"{OPEN}spreadsheet"),
    "odp": FileKind("open", f"{OPEN}presentation", "OpenDocument presentation", f"{OPEN}presentation"),
    "txt": FileKind("text", "text/plain", "Text"),
    "csv": FileKind("text", "text/csv", "CSV"),
    "jpg": JPEG,
    "jpeg": JPEG,
    "png": FileKind("picture", "image/png", "PNG picture", "PNG"),
    "webp": FileKind("picture", "image/webp", "WebP picture", "WEBP"),
    "zip": FileKind("archive", "application/zip", "ZIP archive"),
}
LABELS: Mapping[str, str] = {one.media_type: one.label for one in KINDS.values()}

_MACROS = "Files with macros are not kept, because a macro can do harm. Save it without macros, or as a PDF."
_OLD = "Files of this older kind are not kept, because they can hide macros. Save it as a newer kind, or as a PDF."
_PAGES = "Web pages and drawings with code are not kept, because they can do harm. Save it as a PDF or a PNG picture."
_MAIL = "Saved e-mails are not kept, because of what they can carry. Save the message as a PDF."
_PICTURE = "Pictures of this kind are not kept. Save it as a JPEG or PNG picture."
_ARCHIVE = "Archives other than ZIP are not kept. Send the files one by one, or as a ZIP archive."
_PROGRAM = "Programs and scripts are not kept."
REFUSALS: Mapping[str, str] = {
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam", "sldm"), _MACROS),
    **dict.fromkeys(("doc", "dot", "xls", "xlt", "ppt", "pps", "rtf", "pub", "mdb", "accdb", "wps"), _OLD),
    **dict.fromkeys(("svg", "svgz", "html", "htm", "xhtml", "xht", "mht", "mhtml", "xml", "xsl", "swf"), _PAGES),
    **dict.fromkeys(("eml", "msg", "mbox", "pst", "oft"), _MAIL),
    **dict.fromkeys(("gif", "bmp", "tif", "tiff", "heic", "heif", "avif", "ico", "psd"), _PICTURE),
    **dict.fromkeys(("7z", "rar", "tar", "gz", "tgz", "bz2", "xz", "zst", "cab", "iso", "dmg"), _ARCHIVE),
    **dict.fromkeys(
        ("exe", "dll", "com", "scr", "bat", "cmd", "ps1", "vbs", "js", "jse", "wsf", "hta", "msi", "jar", "apk", "lnk",
         "sh", "py", "php", "reg", "url"),
        _PROGRAM,
    ),
}  # fmt: skip
ANY_OTHER = f"This kind of file is not kept. Kept are: {KEPT_KINDS}."
