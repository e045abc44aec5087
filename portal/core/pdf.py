"""HTML into a tagged PDF. Nothing is ever fetched: the only assets are our own style sheet and typeface.

WeasyPrint needs Pango; where it is missing the page offers its printable HTML instead.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.core.confinement import ConfinedError, Limits, confinable, confined
from portal.core.errors import UnavailableError
from portal.core.log import log

STATIC = Path(__file__).parent.parent / "web" / "static"
# A name that can never be resolved (RFC 2606): the style sheet's own relative addresses work, and lead nowhere else.
PLACE = "http://assets.invalid/"
STYLE_SHEET = f"{PLACE}print.css"
ASSETS = {
    f"{PLACE}{name}": (STATIC / name, content_type)
    for name, content_type in (
        ("print.css", "text/css"),
        ("vendor/atkinson-hyperlegible-latin-400-normal.woff2", "font/woff2"),
        ("vendor/atkinson-hyperlegible-latin-700-normal.woff2", "font/woff2"),
    )
}
DRAW = confinable(__name__, "draw_pdf", "weasyprint")
PAPER = Limits(seconds=90, megabytes=1024, file_megabytes=16)  # typefaces are unpacked into files
MISSING = "PDF is not installed: apt-get install libpango-1.0-0 libpangoft2-1.0-0"


class PdfUnavailableError(Exception):
    """The system libraries WeasyPrint draws with are not installed."""


@lru_cache
def _library() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - slow to import, and absent without Pango
    except OSError as error:
        raise PdfUnavailableError(MISSING) from error
    return weasyprint


@lru_cache
def _fetcher() -> Any:
    """A fetcher that knows the assets above and refuses every other address, whatever its scheme."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - as above

    class OwnAssetsOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            del headers
            if url not in ASSETS:
                raise ValueError("not one of our own assets")
            path, content_type = ASSETS[url]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})

    return OwnAssetsOnly()


class PdfFailedError(UnavailableError):
    """Drawing took too long or too much memory, or its process died."""

    def __init__(self) -> None:
        super().__init__(
            "This PDF could not be made: it took too long, or more memory than it may. Nothing is lost."
            " Open the same as a page and print that; if there is much of it, choose less."
        )


def render_pdf(html: str, *, foot: str, is_large: bool = False) -> bytes:
    """A PDF/UA-1 document from a whole HTML page whose style sheet is `STYLE_SHEET`.

    `foot` stands at the bottom of every page: where the trail of whoever exports it stood (`trail_foot`). In a
    document for large print (`is_large`) the foot is large too.

    It is drawn in a process of its own. Raises `PdfUnavailableError` where the system libraries are missing, and
    `PdfFailedError` when it takes too long or too much.
    """
    try:
        return confined(DRAW, html.encode(), {"foot": foot, "is_large": is_large}, PAPER)
    except ConfinedError as error:
        if error.cause == PdfUnavailableError.__name__:
            raise PdfUnavailableError(MISSING) from error
        log.error("pdf failed", error=error.cause or "ended")
        raise PdfFailedError from error


def draw_pdf(html: bytes, *, foot: str, is_large: bool) -> bytes:
    """The drawing itself, wherever it is done. Raises `PdfUnavailableError`."""
    library = _library()
    document = library.HTML(string=html.decode(), url_fetcher=_fetcher(), base_url=None)
    foot_style = library.CSS(string=_foot_style(foot, "16pt" if is_large else "8pt"), url_fetcher=_fetcher())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, stylesheets=[foot_style])
    return pdf


def _foot_style(foot: str, size: str) -> str:
    """The foot as a rule of the page; every character that is not a letter or digit is written as its number."""
    escaped = "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in foot)
    # Important, for the sheet of the page itself would win otherwise.
    words = f'string(reference) "\\a " "{escaped}"'
    return (
        f"@page {{ @bottom-left {{ content: {words} !important;"
        f" white-space: pre-line; font-size: {size} !important }} }}"
    )
