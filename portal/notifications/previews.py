"""Every mail with sample data, so that an organisation knows what its people are sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

from flask import current_app, render_template
from jinja2 import TemplateError, meta

from portal.core.errors import NotFoundError
from portal.core.log import log
from portal.notifications.services import parted

FOLDER, SUFFIX = "notifications/", ".txt"
NO_SAMPLE = "No sample of this mail can be shown."
GIVEN = frozenset({"tenant", "home"})
SAMPLES: dict[str, object] = {
    "lines": "2 × A deadline is near\n1 × A reply has arrived",
    "reference": "INC-7K2M9Q",
    "peer": "Northshire Council",
    "by": date(2026, 3, 13),
    "event": "given",
}
# What a word is called says what it is: `due_on` a day, `sent_at` a moment, `hours` a number, `link` an address.
KINDS: tuple[tuple[str, object], ...] = (
    (r"(^|_)(on|day|date)$", date(2026, 3, 13)),
    (r"(^|_)at$", datetime(2026, 3, 13, 9, 30, tzinfo=UTC)),
    (r"(^|_)(n|count|number|hours|days|minutes|points|left|total|all|more)$", 3),
    (r"^(escalated|overdue|today|prompt|ahead)$", 2),
    (r"(^|_)references$", "INC-7K2M9Q, CON-4T8W2B"),
    (r"(^|_)(link|url|address)$", "https://portal.example/t/rosewood/"),
)


@dataclass(frozen=True)
class MailPreview:
    """A mail as it would be sent, with sample words."""

    template: str
    subject: str
    body: str


def templates() -> list[str]:
    """The names of all mails, of every feature and plugin installed."""
    found = current_app.jinja_env.list_templates(filter_func=lambda name: name.startswith(FOLDER))
    return sorted(name.removeprefix(FOLDER).removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX))


def sample_words(template: str) -> dict[str, object]:
    """A believable value for each word the mail is made with."""
    environment = current_app.jinja_env
    source, _name, _fresh = environment.loader.get_source(environment, f"{FOLDER}{template}{SUFFIX}")  # type: ignore[union-attr]
    words = meta.find_undeclared_variables(environment.parse(source)) - GIVEN - environment.globals.keys()
    return {word: _sample(word) for word in sorted(words)}


def all_of(slug: str, name: str) -> list[MailPreview]:
    """Each mail as the organisation `name` at `/t/<slug>/` would send it, by subject."""
    return sorted((one_of(slug, name, template) for template in templates()), key=lambda one: one.subject)


def one_of(slug: str, name: str, template: str) -> MailPreview:
    """Raises `NotFoundError` when there is no such mail."""
    if template not in templates():
        raise NotFoundError
    home = f"{current_app.config['SETTINGS'].base_url}/t/{slug}/"
    given = {"tenant": SimpleNamespace(name=name, slug=slug), "home": home}
    try:
        rendered = render_template(f"{FOLDER}{template}{SUFFIX}", **given, **sample_words(template))
    except (TypeError, ValueError, AttributeError, TemplateError) as error:
        log.warning("mail without a sample", template=template, error=type(error).__name__)
        return MailPreview(template, template, NO_SAMPLE)
    return MailPreview(template, *parted(rendered))


def _sample(word: str) -> object:
    if word in SAMPLES:
        return SAMPLES[word]
    return next((sample for pattern, sample in KINDS if re.search(pattern, word)), word.replace("_", " "))
