"""Environments of the matrix that differ as much as possible, each played in the twin as a user would."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.acts import choose_acts, leave_out
from stacks.capability import Capability
from tests.demo.sample_options import OPTIONS
from tests.repository_copy import copy_repository, own_variables
from tests.stacks.test_matrix import ALL, ROWS

PLAYED = {
    "nothing": {"permissions", "recover"},
    "Fraud alone": {"permissions", "recover", "fraud"},
    "Shelves alone": {"permissions", "recover", "stock", "orders"},
    "Replay alone": {"permissions", "recover", "stock"},
    "pairs 8": {"permissions", "recover", "fraud", "close", "database", "late", "adapters", "warehouse"},
}
"""Rows by their names, and the acts that each can play: the last has a lake, and is not watched."""

ENVIRONMENTS = """
ROW = {row}
PRESETS["row"] = lambda: replace(
    dev(), environment="row", capabilities=[each for each in full().capabilities if each.name in ROW]
)
"""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", PLAYED)
def test_every_event_counts_once_and_only_what_is_there_is_played(name: str, tmp_path: Path) -> None:
    folder = copy_repository(tmp_path / "sluice")
    row = {each.name for each in ROWS[name]}
    with (folder / "environments.py").open("a") as environments:
        environments.write(ENVIRONMENTS.format(row=row or "()"))

    output = played(folder)

    assert left_out(output) == ACTS - PLAYED[name]
    figures: dict[str, Any] = json.loads((folder / "build/demo.json").read_text())
    assert (figures["ok"], figures["wrong"]) == (True, {})
    assert figures["accepted"] > 400
    assert {each["name"]: each["count"] for each in figures["checks"]}["Lost"] == 0
