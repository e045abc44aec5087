"""Fixed sentences of letters and documents, nation by nation, each with where it comes from."""

from __future__ import annotations

from plugins.candour.rules.regimes import Regime

# Source: 2016 asp 14, s 23. Elsewhere by general law, not read against a source.
NOT_AN_ADMISSION_SCOTLAND = (
    "Saying sorry is not in itself an admission of negligence, or that anybody broke a duty laid down by law."
)
NOT_AN_ADMISSION = "Saying sorry is not an admission of liability. It is the right thing to do."
QUESTIONS_FIRST = "You may send us questions before we meet, and tell us what you would like to hear about."
BRING_SOMEBODY = "You may bring somebody with you."


def not_an_admission(regime: Regime) -> str:
    """What stands beneath every apology."""
    return NOT_AN_ADMISSION_SCOTLAND if regime.has_review else NOT_AN_ADMISSION
