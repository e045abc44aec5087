"""The letters of the plugin, each beginning in words that an organisation may change."""

from __future__ import annotations

from pathlib import Path

from plugins.safeguarding.kinds import CONCERN
from plugins.safeguarding.pipot_kinds import CASE
from plugins.safeguarding.rules.pipot_codes import OUTCOMES
from plugins.safeguarding.services.pipot import OUTCOME_LETTER
from portal.plugin import Code, StandardLetter

FOLDER = Path(__file__).parent / "letters"
ABOUT = {
    "receipt": CONCERN.key,
    "enquiry": CONCERN.key,
    "closing": CONCERN.key,
    "pipot_disclosure": CASE.key,
    "pipot_subject": CASE.key,
}


def outcome_letter(outcome: Code) -> StandardLetter:
    """To the person, for one outcome: each is written, also where nothing was found against them."""
    words = StandardLetter.read("", FOLDER / "pipot_outcome.txt")
    body = words.body.replace("[the outcome]", outcome.label.lower()).replace("[what it means]", outcome.meaning)
    return StandardLetter(f"{OUTCOME_LETTER}{outcome.key}", f"{words.name}: {outcome.label.lower()}", body, CASE.key)


LETTERS = (
    *(StandardLetter.read(f"safeguarding.{name}", FOLDER / f"{name}.txt", kind=kind) for name, kind in ABOUT.items()),
    *(outcome_letter(one) for one in OUTCOMES.codes),
)
