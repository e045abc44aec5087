"""How dates, moments and numbers read on every page. Registered as Jinja filters by `set_up_filters`."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from portal.core.clock import LONDON, now, whole_hours
from portal.core.ids import new_token
from portal.web.forms import first_error_id

HOURS_A_DAY = 24
HOURS_SHOWN_AS_HOURS = 72
KILOBYTE = 1024
TELEPHONE = re.compile(r"(?<![\w+-])(?:\+44|0)[\d ()-]{7,16}\d(?!\w)")


def set_up_filters(app: Flask) -> None:
    for one in (
        day,
        short_day,
        moment,
        clock_time,
        ago,
        paragraphs,
        plural,
        sentence,
        capitalize_first,
        file_size,
        telephone,
    ):
        app.add_template_filter(one)
    app.add_template_global(new_token, "new_op")
    app.add_template_global(first_error_id)


def day(value: date | None) -> str:
    """Wednesday 25 November 2026."""
    return f"{value:%A} {value.day} {value:%B %Y}" if value else ""


def short_day(value: date | datetime | None) -> str:
    """25 Nov 2026."""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return _short_day(value) if value else ""


@lru_cache(maxsize=4096)  # a list shows the same few days fifty times
def _short_day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime | None) -> str:
    """Wednesday 25 November 2026 at 21:40."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def clock_time(value: datetime | None) -> str:
    """21:40."""
    return f"{value.astimezone(LONDON):%H:%M}" if value else ""


def ago(value: datetime | None) -> str:
    """How long since, in the unit a person would use."""
    if value is None:
        return ""
    hours = whole_hours(value, now())
    if hours < 1:
        return "less than an hour ago"
    if hours < HOURS_SHOWN_AS_HOURS:
        return f"{plural(hours, 'hour')} ago"
    return f"{plural(hours // HOURS_A_DAY, 'day')} ago"


def paragraphs(value: str | None) -> Markup:
    """Typed text with its paragraphs and line breaks, everything in it escaped."""
    blocks = re.split(r"(?:\r?\n){2,}", value or "")
    lines = (Markup("<br>").join(escape(line) for line in block.splitlines()) for block in blocks if block.strip())
    return Markup("").join(Markup('<p class="govuk-body">{}</p>').format(line) for line in lines)


def file_size(size: int) -> str:
    """`340 KB`, `2.4 MB`, `10.0 GB`."""
    if size < KILOBYTE * KILOBYTE:
        return f"{max(1, round(size / KILOBYTE)):,} KB"
    if size < KILOBYTE**3:
        return f"{size / KILOBYTE**2:,.1f} MB"
    return f"{size / KILOBYTE**3:,.1f} GB"


def plural(count: int, word: str, many: str = "") -> str:
    """`1 site`, `3 sites`; `many` where English is irregular."""
    return f"{count:,} {word if count == 1 else many or word + 's'}"


def sentence(parts: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def capitalize_first(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def telephone(text: str | None) -> Markup:
    """The text with every British number in it as a link that a telephone dials."""

    def linked(found: re.Match[str]) -> str:
        dialled = re.sub(r"[^\d+]", "", found[0].replace("(0)", ""))
        return f'<a class="govuk-link" href="tel:{dialled}">{found[0]}</a>'

    return Markup(TELEPHONE.sub(linked, str(escape(text or ""))))  # noqa: S704 - escaped before the links are put in
