"""`python -m bench`: a short run measures and says what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.__main__ import main

ROOT = Path(__file__).parents[2]


@pytest.mark.slow  # a database of its own, filled and measured
def test_a_quick_run_prints_a_ratio_for_each_goal_and_keeps_it(tmp_path):
    file = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench", "--quick", "--only", "6,3,1,jobs", "--json", file]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=170)  # noqa: S603

    assert run.returncode == 0, run.stderr
    found = json.loads(file.read_text())
    assert [one["goal"] for one in found] == ["1", "3", "3", "6", "6", "6", "jobs"]
    for one in found:
        ratio = one["ratio"]
        assert ratio["low"] <= ratio["median"] <= ratio["high"]
        assert f"{one['what']} " in run.stdout
        assert f" {ratio['median']:.2f} × " in run.stdout


def test_a_goal_nobody_measures_is_refused():
    refused = CliRunner().invoke(main, ["--only", "3,12"])

    assert refused.exit_code == 2
    assert "There is no goal 12; there are 1, 2, 3, 4, 5, find, 7, 8, 6, jobs, clocks, trail." in refused.output
