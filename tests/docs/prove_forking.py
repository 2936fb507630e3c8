"""The walk of docs/forking.md, typed as it stands there into a copy of the repository."""

import re
import subprocess
from pathlib import Path

from tests.repository_copy import copy_repository, own_variables
from tests.synthesis import REPOSITORY

PAGE = (REPOSITORY / "docs/forking.md").read_text()
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def test_the_commands_of_the_walk_lead_from_a_copy_to_a_demo_of_it(tmp_path: Path) -> None:
    folder = copy_repository(tmp_path / "sluice")
    variables = own_variables()

    assert len(COMMANDS) == 4
    for command in COMMANDS:
        run = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=variables, capture_output=True, check=False, text=True
        )
        assert run.returncode == 0, f"{command}: {run.stdout[-2000:]}{run.stderr[-2000:]}"

    assert (folder / "cdk.out/Sluice-dev-Consumers.template.json").exists()
    assert "my-domain" in (folder / "build/demo.json").read_text() or (folder / "build/demo.html").exists()
