"""Whether something is notifiable: worked out from answers, with the working shown."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.candour.rules.codes import HARMS
from plugins.candour.rules.regimes import COULD, RESULTED, Regime


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What is known of an incident. `harm` and `likelihood` are codes; `policy_asks` counts where no law does."""

    unintended: bool | None = None
    in_service: bool | None = None
    harm: str | None = None
    likelihood: str | None = None
    policy_asks: bool | None = None


@dataclass(frozen=True)
class Finding:
    """Whether the duty applies, and each reason as a sentence."""

    is_notifiable: bool
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        return " ".join(self.reasons)


def find(regime: Regime, answers: Answers) -> Finding:
    """Whether the incident is notifiable under `regime`. Every test must be met; each that is not says so.

    Source: that of the regime. A near miss counts only where `could` is among the regime's likelihoods.
    """
    if not regime.is_law:
        asks = bool(answers.policy_asks)
        return Finding(asks, (f"Your own policy {'asks' if asks else 'does not ask'} for somebody to be told.",))
    against = tuple(_against(regime, answers))
    if against:
        return Finding(False, against)
    verb = "could result in" if answers.likelihood == COULD else "appears to have resulted in"
    harm = HARMS.label_of(answers.harm).lower()
    return Finding(True, (f"It was unintended or unexpected, happened in the service, and {verb}: {harm}.",))


def _against(regime: Regime, answers: Answers) -> list[str]:
    found = []
    if not answers.unintended:
        found.append("It was neither unintended nor unexpected.")
    if not answers.in_service:
        found.append("It did not happen while the service was provided.")
    if answers.harm not in regime.harms:
        found.append("No harm that counts for this kind of body is among the answers.")
    elif answers.likelihood not in regime.likelihoods:
        near_miss = answers.likelihood == COULD and RESULTED in regime.likelihoods
        found.append(
            "It harmed nobody in this way: for this kind of body a near miss is not notifiable."
            if near_miss
            else "Whether it harmed anybody was not answered."
        )
    return found
