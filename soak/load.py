"""Mixed load: people who sign in, invite, report, complete, share and choose, until they are told to stop."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.demo.seeding import SeededPerson
from soak.browser import Browser, NotAnsweredError
from soak.world import ADMINISTRATOR, BUSY, MANAGER, PASSWORD, REPORTERS, SITE, World

HOME = f"/t/{BUSY.slug}"
REPORT = f"{HOME}/incidents/report"
RECORDS = f"{HOME}/records/incident/"
NEW_REPORT = re.compile(rf'href="{RECORDS}([0-9a-f-]{{36}})"')
FOUND = 302
CHOOSING = 0.2
FINE = 200
STEPS: dict[str, dict[str, Any]] = {
    "what": {"what_happened": "Found on the floor beside the bed."},
    "when": {
        "occurred_at-day": "1",
        "occurred_at-month": "4",
        "occurred_at-year": "2026",
        "occurred_at-time": "21:40",
        "site_id": str(SITE["id"]),
    },
    "hurt": {"outcome": "low", "who_affected": "person"},
    "done": {"actions_taken": ["first-aid"]},
}


@dataclass
class Acknowledged:
    """What people were told was done; `surprises` is what should not have been answered so."""

    invited: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    choices: int = 0
    surprises: list[str] = field(default_factory=list)


@dataclass
class Load:
    """Threads of people at work."""

    world: World
    seed: int
    done: Acknowledged = field(default_factory=Acknowledged)
    stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, until: float) -> None:
        """People begin; whoever is in the middle of something at the end may finish it until then."""
        tasks: list[tuple[SeededPerson, Callable[[Browser, int], None]]] = [(ADMINISTRATOR, self._invite)]
        tasks += [(person, self._report) for person in REPORTERS]
        tasks += [(MANAGER, self._complete)]
        for number, (person, task) in enumerate(tasks):
            thread = threading.Thread(target=self._run, args=(person, task, until, number), daemon=True)
            thread.start()
            self._threads.append(thread)

    def finish(self) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, person: SeededPerson, task: Callable[[Browser, int], None], until: float, number: int) -> None:
        chance = random.Random(self.seed + number)
        browser = Browser(self.world.address, until)
        turn = 0
        try:
            browser.send("/sign-in", {"email": person.email, "password": PASSWORD})
            while not self.stop.is_set():
                turn += 1
                task(browser, turn)
                if chance.random() < CHOOSING:
                    self._choose(browser, chance)
                time.sleep(chance.random() * 0.1)
        except NotAnsweredError:
            return
        except Exception as error:  # noqa: BLE001 - it is told at the end, and fails the run
            self.done.surprises.append(f"{person.email}: {type(error).__name__} {error}")

    def _invite(self, browser: Browser, turn: int) -> None:
        address = f"person{turn}@invited.example"
        typed = {"name": f"Person {turn}", "email": address, "roles": "reader"}
        status, _where = browser.send(f"{HOME}/people/invite", typed)
        if status in (FINE, FOUND):
            self.done.invited.append(address)
        else:
            self.done.surprises.append(f"invite: {status}")

    def _report(self, browser: Browser, _turn: int) -> None:
        for key, typed in STEPS.items():
            browser.send(f"{REPORT}/{key}", typed)
        status, where = browser.send(f"{REPORT}/check", {})
        if status == FOUND and where.startswith(f"{REPORT}/sent/"):
            self.done.reported.append(where.rpartition("/")[2])
        else:
            self.done.surprises.append(f"report: {status} {where}")

    def _complete(self, browser: Browser, _turn: int) -> None:
        """Complete a new report, with which its summary goes to the council."""
        found = NEW_REPORT.search(browser.read(f"{RECORDS}?status=reported"))
        if found is None:
            return
        status, where = browser.send(f"{RECORDS}{found[1]}/edit", {"category": "fall"})
        if status == FOUND and where == f"{RECORDS}{found[1]}":
            self.done.completed.append(found[1])
        else:
            self.done.surprises.append(f"complete: {status} {where}")

    def _choose(self, browser: Browser, chance: random.Random) -> None:
        status, where = browser.send(f"{HOME}/mails/choice", {"how": chance.choice(["at_once", "daily"])})
        if status != FOUND:
            self.done.surprises.append(f"choice: {status} {where}")
        self.done.choices += 1
