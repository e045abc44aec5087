"""What sharing means, slow and obvious: lists and dictionaries, no database. The portal is held against it."""

from __future__ import annotations

from dataclasses import dataclass, field

SUMMARY, LEARNING = "incident_summary", "incident_learning"
TELLS = {SUMMARY: ("harm",), LEARNING: ("harm", "learning")}


class RefusedError(Exception):
    """A rule says no, and nothing happens."""


@dataclass
class Case:
    """A record at its owner. `secrets` are words that must never be anywhere else."""

    number: int
    owner: str
    harm: str
    learning: str | None = None
    secrets: list[str] = field(default_factory=list)
    held_back_on: set[int] = field(default_factory=set)

    def told_by(self, view: str) -> dict[str, str | None]:
        return {name: getattr(self, name) for name in TELLS[view]}


@dataclass
class Link:
    """From the side that tells to the side that listens."""

    number: int
    teller: str
    listener: str
    carries_summary: bool
    is_live: bool = True


@dataclass
class Told:
    """One version of one view of one case, as both sides remember it."""

    link: Link
    case: Case
    view: str
    version: int
    values: dict[str, str | None]
    state: str = "current"
    is_opened: bool = False


@dataclass
class Said:
    """One message between the two ends of a link about a case."""

    link: Link
    case: Case
    by: str
    type: str
    words: str
    is_answered: bool = False


@dataclass
class Model:
    """The whole world: who has what, who told whom, what became of it."""

    cases: list[Case] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def report(self, owner: str, harm: str, secret: str) -> Case:
        case = Case(len(self.cases), owner, harm, secrets=[secret])
        self.cases.append(case)
        self.saved(case)
        return case

    def change(self, case: Case, **values: str) -> None:
        for name, value in values.items():
            setattr(case, name, value)
        self.saved(case)

    def saved(self, case: Case) -> None:
        """Live links that carry the summary get it when it differs from what they were last told."""
        for link in self.links:
            if link.is_live and link.teller == case.owner and link.carries_summary:
                before = self.versions(link, case, SUMMARY)
                is_same = bool(before) and before[-1].values == case.told_by(SUMMARY)
                if not is_same and link.number not in case.held_back_on:
                    self._tell(link, case, SUMMARY)

    def hold_back(self, case: Case, link: Link) -> None:
        if not link.carries_summary:
            raise RefusedError
        case.held_back_on.add(link.number)
        self.saved(case)

    def let_go(self, case: Case) -> None:
        case.held_back_on.clear()
        self.saved(case)

    def share(self, case: Case, link: Link, view: str) -> None:
        """A person shares: refused without a live link, or when the other side has exactly this now."""
        current = [one for one in self.versions(link, case, view) if one.state == "current"]
        if not link.is_live or (current and current[0].values == case.told_by(view)):
            raise RefusedError
        self._tell(link, case, view)

    def take_back(self, told: Told) -> str:
        """Unopened, every version is recalled and gone; opened, the current one is withdrawn and stays."""
        if told.state != "current":
            raise RefusedError
        versions = self.versions(told.link, told.case, told.view)
        if any(one.is_opened for one in versions):
            told.state = "withdrawn"
            return "withdrawn"
        for one in versions:
            one.state = "recalled"
        return "recalled"

    def open(self, told: Told) -> None:
        """Whoever opens a version has seen those of the same view before it too."""
        for one in self.versions(told.link, told.case, told.view):
            one.is_opened = one.is_opened or one.state != "recalled"

    def ask(self, told: Told, by: str, words: str) -> None:
        if not told.link.is_live:
            raise RefusedError
        self.said.append(Said(told.link, told.case, by, "ask", words))

    def answer(self, question: Said, words: str) -> None:
        if question.is_answered or not question.link.is_live:
            raise RefusedError
        question.is_answered = True
        by = question.link.listener if question.by == question.link.teller else question.link.teller
        self.said.append(Said(question.link, question.case, by, "answer", words))

    def agree(self, teller: str, listener: str, *, carries_summary: bool) -> Link:
        link = Link(len(self.links), teller, listener, carries_summary)
        self.links.append(link)
        return link

    def end(self, link: Link) -> None:
        link.is_live = False

    def live_link(self, teller: str, listener: str) -> Link | None:
        return next(
            (one for one in self.links if one.is_live and (one.teller, one.listener) == (teller, listener)), None
        )

    def versions(self, link: Link, case: Case, view: str) -> list[Told]:
        return [one for one in self.told if (one.link, one.case, one.view) == (link, case, view)]

    def copies(self, listener: str) -> list[tuple[int, str | None, str | None]]:
        """The records a listener has, as case, harm and learning: the newest word of what its teller stands by.

        Where the teller withdrew everything, what was withdrawn is what is left.
        """
        found = {}
        for state in ("withdrawn", "current"):
            rooms: dict[tuple[int, int], dict[str, str | None]] = {}
            for one in self.told:
                if one.link.listener == listener and one.state == state:
                    room = rooms.setdefault((one.link.number, one.case.number), {"learning": None})
                    room |= one.values
            found |= rooms
        return [(number, values["harm"], values["learning"]) for (_link, number), values in found.items()]

    def may_hold(self, *, recalled_too: bool) -> dict[str, set[str]]:
        """By word that somebody wrote, the organisations that may have it anywhere."""
        allowed: dict[str, set[str]] = {}
        for case in self.cases:
            allowed |= {word: {case.owner} for word in case.secrets}
        for told in self.told:
            word = told.values.get("learning")
            if word:
                is_there = told.state != "recalled" or recalled_too
                allowed.setdefault(word, {told.link.teller}).update({told.link.listener} if is_there else ())
        for said in self.said:
            allowed[said.words] = {said.link.teller, said.link.listener}
        return allowed

    def _tell(self, link: Link, case: Case, view: str) -> None:
        before = self.versions(link, case, view)
        for one in before:
            one.state = "superseded" if one.state == "current" else one.state
        self.told.append(Told(link, case, view, len(before) + 1, case.told_by(view)))
