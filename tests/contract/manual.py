"""The plugin manual as data: its hooks with their arguments, and its examples as one plugin."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

MANUAL = Path(__file__).parents[2] / "docs" / "plugins.md"
NAME = "visits_of_the_manual"
HOOK = re.compile(r"^### `(?P<name>portal_\w+)\((?P<arguments>[^)]*)\)`\n\n(?P<when>\w+)", re.MULTILINE)
EXAMPLE = re.compile(r"^```python\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class DescribedHook:
    """A hook as the manual shows it: its arguments, and whether it is declared or asked."""

    arguments: list[str]
    when: str


def hooks() -> dict[str, DescribedHook]:
    found = {}
    for one in HOOK.finditer(MANUAL.read_text(encoding="utf-8")):
        arguments = [name.strip() for name in one["arguments"].split(",") if name.strip()]
        found[one["name"]] = DescribedHook(arguments, one["when"])
    return found


@cache
def as_plugin() -> ModuleType:
    """Every example run in turn in one module; one that begins with a file's name is a file of its own."""
    module = sys.modules[NAME] = ModuleType(NAME)  # SQLAlchemy looks a class's module up to read its annotations
    for one in EXAMPLE.finditer(MANUAL.read_text(encoding="utf-8")):
        code = compile(one["code"], str(MANUAL), "exec", dont_inherit=True)
        if not one["code"].startswith("# migrations/"):
            exec(code, vars(module))  # noqa: S102 - our own manual
    return module
