"""Who is bound by which duty of candour, and what is notifiable under each.

A second duty, such as the one of the Public Office (Accountability) Bill, would be one more entry of `REGIMES`.
"""

from __future__ import annotations

from dataclasses import dataclass

from plugins.candour.rules.codes import METHODS
from portal.plugin import Code, Nation, ReferenceList

RESULTED, COULD = "resulted", "could"
IN_PERSON = ("in-person",)
ENGLISH_SOURCE = "Health and Social Care Act 2008 (Regulated Activities) Regulations 2014, SI 2014/2936, reg 20"
ENGLISH_URL = "https://www.legislation.gov.uk/uksi/2014/2936/regulation/20"


@dataclass(frozen=True)
class Regime:
    """One duty of candour: whom it binds, what is notifiable, and how people are told.

    `likelihoods` and `harms` are the codes that make an unintended incident notifiable; both are empty where no law
    was found and the organisation's own policy decides. `methods` are the ways that count as telling.
    `tells_before_writing` keeps the letter back until the person was told or could not be. `needs_opinion` asks for a
    health professional's opinion, with `opinion_uninvolved` of one who had no part in it. `has_review` adds meeting,
    review and report. `verified` says whether somebody read the source itself; `says` is what the page tells.
    """

    key: str
    label: str
    nation: Nation
    body_type: str
    source: str
    source_url: str
    verified: bool
    says: str
    harms: tuple[str, ...] = ()
    likelihoods: tuple[str, ...] = ()
    methods: tuple[str, ...] = tuple(one.key for one in METHODS.codes)
    tells_before_writing: bool = False
    needs_opinion: bool = False
    opinion_uninvolved: bool = False
    has_review: bool = False

    @property
    def is_law(self) -> bool:
        return bool(self.harms)


HEALTH_SERVICE_BODY = Regime(
    key="england-health-service-body",
    label="England: health service body",
    nation=Nation.ENGLAND,
    body_type="health-service-body",
    source=f"{ENGLISH_SOURCE}(8)",
    source_url=ENGLISH_URL,
    verified=True,
    says="Also what could have harmed somebody is notifiable. Tell the person in person first, then in writing."
    " The law sets no number of days.",
    harms=("death", "severe", "moderate", "prolonged-psychological"),
    likelihoods=(RESULTED, COULD),
    methods=IN_PERSON,
    tells_before_writing=True,
    needs_opinion=True,
)
OTHER_PROVIDER = Regime(
    key="england-other-provider",
    label="England: registered provider",
    nation=Nation.ENGLAND,
    body_type="other-provider",
    source=f"{ENGLISH_SOURCE}(9)",
    source_url=ENGLISH_URL,
    verified=True,
    says="Only what appears to have harmed somebody is notifiable: a near miss is not. Tell the person in person first,"
    " then in writing. The law sets no number of days.",
    harms=(
        "death", "impairment", "body-structure", "prolonged-pain", "prolonged-psychological", "shortened-life",
        "treatment-to-prevent",
    ),
    likelihoods=(RESULTED,),
    methods=IN_PERSON,
    tells_before_writing=True,
    needs_opinion=True,
)  # fmt: skip
SCOTLAND = Regime(
    key="scotland",
    label="Scotland: responsible person",
    nation=Nation.SCOTLAND,
    body_type="responsible-person",
    source="Health (Tobacco, Nicotine etc. and Care) (Scotland) Act 2016, part 2; SSI 2018/57",
    source_url="https://www.legislation.gov.uk/asp/2016/14/section/21",
    verified=False,
    says="The procedure starts on the day a health professional who was not involved gives their opinion. Tell the"
    " person in any way, invite them to a meeting, review what happened, offer the report.",
    harms=(
        "death", "severe", "more-treatment", "body-structure", "shortened-life", "impairment", "prolonged-pain",
        "prolonged-psychological", "treatment-to-prevent",
    ),
    likelihoods=(RESULTED, COULD),
    needs_opinion=True,
    opinion_uninvolved=True,
    has_review=True,
)  # fmt: skip
WALES_NHS = Regime(
    key="wales-nhs",
    label="Wales: NHS body",
    nation=Nation.WALES,
    body_type="nhs-body",
    source="Duty of Candour Procedure (Wales) Regulations 2023, WSI 2023/274; 2020 asc 1, section 3",
    source_url="https://www.legislation.gov.uk/wsi/2023/274/note/made",
    verified=True,
    says="Harm that is more than minimal, or could be, where the care was or may have been a factor. Tell the person"
    " face to face, by video or by telephone, and write within five working days of that.",
    harms=("death", "severe", "moderate"),
    likelihoods=(RESULTED, COULD),
    methods=("in-person", "video", "phone"),
    tells_before_writing=True,
)
WALES_CARE = Regime(
    key="wales-own-policy",
    label="Wales: own policy of a care provider",
    nation=Nation.WALES,
    body_type="care-provider",
    source="WSI 2023/274 binds NHS bodies; the openness duty of WSI 2017/1264, reg 13, was not read",
    source_url="https://www.legislation.gov.uk/wsi/2023/274/note/made",
    verified=False,
    says="The Welsh regulations of 2023 bind NHS bodies, not care providers. What the rules for care services in Wales"
    " say about openness was not read here: follow your own policy. No date and no definition is made up for you.",
)
NORTHERN_IRELAND = Regime(
    key="northern-ireland-own-policy",
    label="Northern Ireland: own policy",
    nation=Nation.NORTHERN_IRELAND,
    body_type="any-body",
    source="No duty of candour of organisations was found for Northern Ireland; not confirmed",
    source_url="",
    verified=False,
    says="No law was found that lays a duty of candour on organisations in Northern Ireland. Follow your own policy on"
    " being open. No date and no definition is made up for you.",
)
REGIMES = {
    one.key: one
    for one in (HEALTH_SERVICE_BODY, OTHER_PROVIDER, SCOTLAND, WALES_NHS, WALES_CARE, NORTHERN_IRELAND)
}  # fmt: skip
REGIME_LIST = ReferenceList(
    "candour:regime",
    "Duty that applies",
    tuple(Code(one.key, one.label, one.says) for one in REGIMES.values()),
    source="The regimes of the plugin, each with its own source",
)


def regimes_in(nation: Nation) -> tuple[Regime, ...]:
    """Which bodies are told apart in a nation: the choices of the first question."""
    return tuple(one for one in REGIMES.values() if one.nation is nation)


def regime_for(nation: Nation, body_type: str) -> Regime | None:
    return next((one for one in regimes_in(nation) if one.body_type == body_type), None)
