"""What can be made here for each format a person may need, and what to do about the others."""

from __future__ import annotations

from dataclasses import dataclass

PRINT, LARGE_PRINT = "standard_print", "large_print"


@dataclass(frozen=True)
class LetterFormat:
    """One format: its name, and what somebody has to do where the portal cannot make it (empty: it can)."""

    key: str
    label: str
    to_do: str = ""

    @property
    def is_made_here(self) -> bool:
        return not self.to_do


FORMATS = {
    one.key: one
    for one in (
        LetterFormat(PRINT, "Ordinary print"),
        LetterFormat(LARGE_PRINT, "Large print (18 point)"),
        LetterFormat(
            "electronic_text",
            "Electronic text",
            "Send them the words themselves, as text they can enlarge or have read aloud: copy them from this page.",
        ),
        LetterFormat(
            "easy_read",
            "Easy read",
            "Have these words made into easy read, with pictures, and let somebody who uses easy read look at it"
            " before it goes.",
        ),
        LetterFormat("braille", "Braille", "Send these words to a transcription service, and the braille to them."),
        LetterFormat(
            "audio",
            "Sound recording",
            "Read these words aloud slowly and record them, or have a transcription service do it.",
        ),
        LetterFormat(
            "bsl_video", "British Sign Language video", "Have an interpreter sign these words, and send the video."
        ),
        LetterFormat(
            "translation",
            "Another language",
            "Have these words translated by a professional, and let a second person read the translation.",
        ),
    )
}
