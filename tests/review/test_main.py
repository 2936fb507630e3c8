import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from review.__main__ import app
from tests.synthesis import templates
from tests.twin.assemblies import written


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    """What `cdk synth` leaves."""
    return written(tmp_path, json.loads(json.dumps(templates("dev"))))


def test_prints_each_service_at_each_load(dev: Path) -> None:
    printed = CliRunner().invoke(app, ["bill", "--assembly", str(dev)])

    assert printed.exit_code == 0
    assert "modelled" in printed.stdout
    assert "Kinesis" in printed.stdout


def test_writes_a_page_about_all_assemblies(dev: Path, tmp_path: Path) -> None:
    CliRunner().invoke(app, ["bill", "--assembly", str(dev), "--write", str(tmp_path / "costs.md")])

    assert "## Sluice-dev" in (tmp_path / "costs.md").read_text()


def test_an_assembly_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["bill", "--assembly", str(tmp_path)])

    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1
    assert "run make synth first" in told.stderr
