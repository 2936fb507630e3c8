"""Environments of the matrix that differ as much as possible, each played in the twin as a user would."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.acts import act_types
from domain.scenario import SCENARIO
from tests.proxied import free_port
from tests.repository_copy import copy_repository, own_variables
from tests.stacks.test_matrix import ROWS

ALWAYS = {"permissions", "reshard", "recover", "erase"}
PLAYED = {
    "Fraud alone": {"fraud", *ALWAYS},
    "Replay alone": ALWAYS,
    "nothing": ALWAYS,
}
"""Rows by their names, and the acts that are left: one has a bus, one replays, and none a ledger."""

ENVIRONMENT = """
ROW = {row}
PRESETS["row"] = lambda: replace(
    dev(), environment="row", capabilities=[each for each in full().capabilities if each.name in ROW]
)
"""


def play(folder: Path) -> str:
    """Play a day in a copy, and return what it printed."""
    options = ("--environment", "row", "--days", "1", "--port", str(free_port()))
    command, variables = (sys.executable, "-m", "demo", *options), own_variables()
    run = subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=False, text=True)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return run.stdout


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", PLAYED)
def test_every_event_counts_once_and_what_the_row_lacks_is_left_out_by_name(
    name: str, tmp_path: Path
) -> None:
    folder = copy_repository(tmp_path / "sluice")
    with (folder / "environments.py").open("a") as environments:
        environments.write(ENVIRONMENT.format(row=[each.name for each in ROWS[name]]))

    lines = play(folder).splitlines()

    left_out = [line.split()[2].rstrip(",") for line in lines if line.startswith("Left out: ")]
    assert sorted([*left_out, *PLAYED[name]]) == sorted(act.name for act in act_types(SCENARIO))
    figures: dict[str, Any] = json.loads((folder / "build/demo.json").read_text())
    assert (figures["ok"], figures["lost"], figures["applied_twice"]) == (True, 0, 0)
    assert figures["accepted"] > 400
