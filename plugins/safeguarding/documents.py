"""The letters of the plugin, each beginning in words that an organisation may change."""

from __future__ import annotations

from pathlib import Path

from plugins.safeguarding.kinds import CONCERN
from plugins.safeguarding.pipot_kinds import CASE
from portal.plugin import StandardLetter

FOLDER = Path(__file__).parent / "letters"
ABOUT = {
    "receipt": CONCERN.key,
    "enquiry": CONCERN.key,
    "closing": CONCERN.key,
    "pipot_disclosure": CASE.key,
    "pipot_subject": CASE.key,
    "pipot_outcome": CASE.key,
}
LETTERS = tuple(
    StandardLetter.read(f"safeguarding.{name}", FOLDER / f"{name}.txt", kind=kind) for name, kind in ABOUT.items()
)
