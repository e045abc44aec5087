"""Install the few system packages Python wheels cannot bring, where that is possible: root on Debian.

Elsewhere it says in one line what will be missing, and the portal does without (PDFs offer the printable page,
browser tests are skipped).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library

PACKAGES = {
    "pango": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "chromium": ["chromium"],
}


def is_present(what: str) -> bool:
    if what == "chromium":
        return shutil.which("chromium") is not None
    return find_library("pangoft2-1.0") is not None and find_library("harfbuzz-subset") is not None


def install(what: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, **quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES[what]]
    return subprocess.run(command, check=False, env=environment, **quiet).returncode == 0


if __name__ == "__main__":
    for wanted in sys.argv[1:]:
        if not is_present(wanted) and not install(wanted):
            print(f"{wanted} is not here: apt-get install {' '.join(PACKAGES[wanted])}", file=sys.stderr)
