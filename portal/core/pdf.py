"""HTML into a tagged PDF. Nothing is ever fetched: the only assets are our own style sheet and typeface.

WeasyPrint needs Pango; where it is missing the page offers its printable HTML instead.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

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


class PdfUnavailableError(Exception):
    """The system libraries WeasyPrint draws with are not installed."""


@lru_cache
def _library() -> Any:
    try:
        import weasyprint  # noqa: PLC0415 - slow to import, and absent without Pango
    except OSError as error:
        raise PdfUnavailableError("PDF is not installed: apt-get install libpango-1.0-0 libpangoft2-1.0-0") from error
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


def render_pdf(html: str, *, foot: str, is_large: bool = False) -> bytes:
    """A PDF/UA-1 document from a whole HTML page whose style sheet is `STYLE_SHEET`.

    `foot` stands at the bottom of every page: where the trail of whoever exports it stood (`trail_foot`). In a
    document for large print (`is_large`) the foot is large too.

    Raises `PdfUnavailableError` where the system libraries are missing.
    """
    library = _library()
    document = library.HTML(string=html, url_fetcher=_fetcher(), base_url=None)
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
